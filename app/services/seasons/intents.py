"""What the range of a category is meant to be: core and fashion, and the mix of price bands."""

from decimal import Decimal
from typing import Any

from sqlmodel import select

from app.domain.access import Actor, demand
from app.domain.seasons.axes import Category
from app.domain.seasons.range_rules import Intent, IntentView, demand_intent
from app.domain.seasons.steps import RANGE
from app.errors import Conflict, NotFound
from app.events import RangeChanged, orders_topic
from app.services import audit
from app.services.seasons import ground
from app.services.seasons.doors import begin
from app.services.seasons.reach import reach_of
from app.work import Work
from models.buying import SeasonIntent
from models.seasons import Season


def list_intents(work: Work, actor: Actor, code: str) -> dict[str, IntentView]:
    """By the code of the category, in the order of the tree."""
    season = ground.seen_season(work, actor, code)
    return intents_of(work, season.id)


def intents_of(work: Work, season_id: int) -> dict[str, IntentView]:
    rows = {row.category: row for row in work.session.exec(
        select(SeasonIntent).where(SeasonIntent.season_id == season_id))}
    return {one.code: _view(rows[one.place]) for one in ground.find_axes(work, season_id).categories
            if one.place in rows}


def mean_intent(work: Work, actor: Actor, code: str, category: str, intent: Intent, version: int | None = None) -> int:
    """Say what a category is meant to be; its new version. `version` is the one that was looked at, None for the
    first time. Raises Conflict where somebody else was faster, Invalid, NotFound.
    """
    season = _open(work, actor, code, category)
    demand_intent(intent)
    place = category_of(work, season.id, category).place
    row = work.session.get(SeasonIntent, (season.id, place))
    if row and version is not None and row.version != version:
        raise Conflict(f'{row.by_name} has changed this meanwhile. Look again.', 'stale_version', row.version)
    before = _told(row) if row else {}
    row = row or SeasonIntent(season_id=season.id, category=place, core=Decimal(0), fashion=Decimal(0), at=work.now,
                              version=0)
    row.core, row.fashion = intent.core, intent.fashion
    row.bands = [[name.strip(), str(share)] for name, share in intent.bands]
    row.by_name, row.at, row.version = actor.name, work.now, row.version + 1
    work.session.add(row)
    audit.write(work, actor, 'seasons.range_intent', season.code, category, before, _told(row))
    work.record(RangeChanged(orders_topic(season.id)))
    return row.version


def drop_intent(work: Work, actor: Actor, code: str, category: str) -> None:
    """Raises NotFound where nothing was said about this category."""
    season = _open(work, actor, code, category)
    row = work.get(SeasonIntent, (season.id, category_of(work, season.id, category).place))
    work.session.delete(row)
    audit.write(work, actor, 'seasons.range_intent', season.code, f'{category}, deleted', _told(row))
    work.record(RangeChanged(orders_topic(season.id)))


def category_of(work: Work, season_id: int, code: str) -> Category:
    """Raises NotFound where a season has no such category."""
    for one in ground.find_axes(work, season_id).categories:
        if one.code == code:
            return one
    raise NotFound(f'“{code}” is no category of this season.')


def _open(work: Work, actor: Actor, code: str, category: str) -> Season:
    season = ground.find_season(work, code)
    demand(actor, 'seasons.buy', reach_of(work, actor, season.id, categories=[f'c:{category}']))
    return begin(work, code, RANGE)


def _view(row: SeasonIntent) -> IntentView:
    bands = tuple((name, Decimal(share)) for name, share in row.bands)
    return IntentView(Intent(row.core, row.fashion, bands), row.by_name, row.at, row.version)


def _told(row: SeasonIntent) -> dict[str, Any]:
    return {'core': str(row.core), 'fashion': str(row.fashion), 'bands': row.bands}
