"""What pages of the portfolio are made of, but for the timeline itself."""
