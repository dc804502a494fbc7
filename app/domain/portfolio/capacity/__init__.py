"""Who is there, and what planned items take of them."""
