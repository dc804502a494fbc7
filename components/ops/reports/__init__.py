"""Reports for people: predictions, strategies, what is missing in them and what is new."""
