"""A fantasy football team: on the pitch, in figures, and what could be done about it."""
