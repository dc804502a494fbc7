"""Reports and queues as files."""
