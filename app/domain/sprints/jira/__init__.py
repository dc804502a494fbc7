"""What sources of sprints answer, how they are asked and followed."""
