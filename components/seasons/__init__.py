"""Parts of the pages of the seasons."""
