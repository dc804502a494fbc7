"""Planning poker: decks, the table and what may be done at it, the numbers of a round, stories, results."""
