"""Branches, commits and requests of the issues of a sprint."""
