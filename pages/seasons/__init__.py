"""Seasons: from an empty sheet to a locked plan."""

from pages.seasons import range as range
