"""Files that come into a season: chosen, looked at, mended, imported, undone."""
