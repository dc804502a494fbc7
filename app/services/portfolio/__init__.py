"""The portfolio: the last good copy of what is planned, what people try with it, and what it would mean."""
