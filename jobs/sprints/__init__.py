"""Runs that read Jira, and that tell others what was found."""
