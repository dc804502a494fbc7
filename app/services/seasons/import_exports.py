"""Rows of an import that need a fix, as a file to be mended elsewhere and chosen again."""

from pathlib import PurePath

from app.domain.access import Actor, demand
from app.integrations.tables.writing import as_csv
from app.services.seasons.import_reading import failed_rows
from app.work import Work


def failed_rows_file(work: Work, actor: Actor, import_id: int) -> tuple[str, bytes]:
    """Name and content."""
    demand(actor, 'seasons.look')
    name, heads, rows = failed_rows(work, actor, import_id)
    return f'{PurePath(name).stem}-failed.csv', as_csv(heads, rows)
