"""Forms and lists about accounts."""
