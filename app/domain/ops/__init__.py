"""The rules of operations: commands, runs and their attempts, what they say, when they happen."""
