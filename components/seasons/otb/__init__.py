"""Open-to-buy: the table, the sum behind a cell, and what can be done about it."""
