"""Masters on a page: lists of each kind, and panels to add, change and remove."""
