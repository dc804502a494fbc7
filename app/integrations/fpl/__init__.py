"""The Fantasy Premier League: its public interface needs no key, and owes nobody an answer."""
