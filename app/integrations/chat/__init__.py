"""Slack and Teams: messages go to hooks; nothing comes back."""
