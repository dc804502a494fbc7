"""A made-up Jira: the same seed, day and size give the same boards, sprints and histories, to the byte."""
