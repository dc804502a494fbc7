"""The page of the range: categories on the left, what one of them is made of on the right."""
