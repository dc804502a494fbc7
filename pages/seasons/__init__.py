"""Seasons: from an empty sheet to a locked plan."""
