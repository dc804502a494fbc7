"""What the tests need of the machine, and how it is got where it is missing."""
