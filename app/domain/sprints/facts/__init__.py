"""What is known of a board and its issues, and how it was at any moment."""
