"""A plan as a picture in time: rows, bars, arrows, and what a drag of one would mean."""
