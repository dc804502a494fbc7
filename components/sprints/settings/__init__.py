"""Settings of the sprints: sites, boards and how they are read, as cards, lists and panels."""
