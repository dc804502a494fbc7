"""Cells of files that people open as spreadsheets."""

DANGEROUS = ('=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠')  # such a cell is a formula


def defused(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(DANGEROUS) else cell
