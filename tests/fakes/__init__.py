"""Services of others, played on this machine for the real clients."""
