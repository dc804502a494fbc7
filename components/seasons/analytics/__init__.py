"""How a season goes: figures, alerts, charts with their tables."""
