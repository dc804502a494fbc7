"""What pages of the sprints are made of."""
