"""Roundtable. A million small things are made while it is imported, and none of them is garbage."""

import gc

gc.set_threshold(50_000, 10, 10)  # to look among them after every 700 takes a fifth of the start
