"""What admins set up: plans, teams, people, sources, rules; taken away and brought back."""
