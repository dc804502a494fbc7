"""How much fits into a sprint, and what that is learned from."""
