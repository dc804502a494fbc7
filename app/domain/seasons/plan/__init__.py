"""What of a plan is looked at in its grid: which rows and columns, and what stands in them."""
