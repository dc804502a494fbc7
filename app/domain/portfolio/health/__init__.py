"""What is wrong with a plan, and what is safe to do about it."""
