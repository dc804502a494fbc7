"""People: accounts and sessions, guests and tokens, who is here, and what they are told."""
