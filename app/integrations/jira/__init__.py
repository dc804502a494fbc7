"""Jira, through its client library: nothing outside this folder knows that library."""
