"""Planning poker: tables and seats, rounds and cards, stories and estimates, history."""
