"""Writers of files that need a library."""
