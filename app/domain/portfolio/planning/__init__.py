"""What people can do to a plan, what it brings with it, and what of it is refused."""
