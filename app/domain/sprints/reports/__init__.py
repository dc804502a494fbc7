"""Reports of sprints as they are shown, compared, kept and counted in other ways."""
