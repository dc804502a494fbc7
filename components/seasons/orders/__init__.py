"""Purchase orders and receipts: lists, the form of an order, and what is told beside it."""
