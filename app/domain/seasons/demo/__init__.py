"""A made-up season: seeded, so that the same seed makes the same season on every machine."""
