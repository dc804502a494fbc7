"""How work flows over a board, day by day."""
