"""Rules of the portfolio: what is planned, who works on it, what happens if something moves. Days are whole days,
both ends included; shares are percent; nothing here reads a clock, a file or a network.
"""
