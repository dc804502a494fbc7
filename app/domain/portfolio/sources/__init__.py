"""What is read from where items come from, and what is kept of it."""
