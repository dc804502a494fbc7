"""Use cases of merchandise planning."""
