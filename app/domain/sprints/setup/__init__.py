"""Sites, boards and teams as people set them up."""
