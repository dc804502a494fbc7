"""Rows that programs send as a list instead of a file: weighed and written by the same steps."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlmodel import select

from app.domain.access import Actor, demand
from app.domain.seasons.importing.answers import Answers
from app.domain.seasons.importing.book import Book
from app.domain.seasons.importing.checking import Checked
from app.domain.seasons.importing.fields import FileKind
from app.errors import Rejected
from app.integrations.tables.json_rows import rows_of
from app.services.seasons.ground import find_season
from app.services.seasons.importing.grounds import grounds_of
from app.services.seasons.importing.weighing import Weighed, checked_book, weigh
from app.services.seasons.imports import bring_rows, kind_of
from app.work import Work
from models.seasons import Season

MOST: Final = 10_000
NAMES: Final = {'season_id': 'season', 'location_id': 'location', 'category_id': 'category', 'cluster_id': 'cluster'}

Rows = Sequence[Mapping[str, Any]]


def bring(work: Work, actor: Actor, kind: str, rows: Rows, season: str, digest: str) -> tuple[int, Weighed]:
    """All or none; the number of the import, which can be undone like any other. Raises Conflict, Rejected."""
    told = kind_of(kind)
    demand(actor, told.deed)
    row, checked = _checked(work, told, rows, season)
    return bring_rows(work, actor, told, row, 'API', digest, checked, 'upsert')


def preview(work: Work, actor: Actor, kind: str, rows: Rows, season: str) -> Weighed:
    """What they would do; nothing is stored."""
    told = kind_of(kind)
    demand(actor, told.deed)
    row, checked = _checked(work, told, rows, season)
    return weigh(work, actor, told, row, checked, 'upsert')


def _checked(work: Work, kind: FileKind, rows: Rows, season: str) -> tuple[Season | None, Checked]:
    if not 0 < len(rows) <= MOST:
        raise Rejected(f'Send 1 to {MOST:,} rows.', field='rows')
    named = [{NAMES.get(name, name): value for name, value in row.items()} for row in rows]
    row = _season(work, kind, named, season)
    return row, checked_book(Book('json', rows_of(named)), kind, Answers(), grounds_of(work, kind, row))


def _season(work: Work, kind: FileKind, rows: Rows, told: str) -> Season | None:
    """The one that is named, else that of the first row; every row is held against it."""
    if not kind.thing:
        return None
    name = told or str(rows[0].get('season') or '')
    if name.isdecimal():
        found = work.session.exec(select(Season).where(Season.id == int(name))).first()
        if found:
            return found
    if not name:
        raise Rejected('Say which season these rows are for.', field='season')
    return find_season(work, name)
