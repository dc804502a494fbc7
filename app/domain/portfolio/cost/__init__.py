"""What planned work costs, and who pays for it."""
