"""A program that talks and writes like AIrsenal, for tests and for the demo: quick, repeatable, and wrong on demand.

Its figures are made up. It needs nothing but the standard library and starts in a few hundredths of a second. It
knows the formats by itself, so that readers which drift away from it are found out.
"""
