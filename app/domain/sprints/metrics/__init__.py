"""The figures of a sprint, and what became of every issue in it."""
