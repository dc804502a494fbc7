"""Services outside: how to speak to them, and what their answers mean to us."""
