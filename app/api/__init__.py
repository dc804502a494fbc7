"""The REST door: the same services for programs."""
