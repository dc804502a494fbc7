"""The portfolio: the timeline, and what can be worked out from it."""
