"""Tables as other programs write and read them: text with delimiters, workbooks, JSON."""
