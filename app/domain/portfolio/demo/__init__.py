"""A made-up portfolio: the same seed, day and size give the same items, to the last letter."""
