"""What is planned, by whom and when: everything else of the portfolio stands on these values."""
