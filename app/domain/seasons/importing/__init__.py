"""Files of other people's spreadsheets, understood: columns, values, rows, and what they would change."""
