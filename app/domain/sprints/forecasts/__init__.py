"""When work is likely to be done, and how good such answers were."""
