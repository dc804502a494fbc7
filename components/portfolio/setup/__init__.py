"""Setting the portfolio up: a list of what there is, and a panel to change it in."""
