"""Writers of imported files: one module for each type, each in the words of the part of the product it writes to."""
