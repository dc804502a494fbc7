"""Files that people bring: issues as CSV, days off."""
