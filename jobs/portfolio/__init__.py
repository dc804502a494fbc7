"""Long work of the portfolio: reading sources, publishing."""
