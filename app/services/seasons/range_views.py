"""The range as its page shows it: categories with intent, rows, and what may still be spent on them."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

import numpy as np

from app.domain.access import Actor
from app.domain.seasons.range_rules import IntentView, RangeCategory, RangeRow, mixed
from app.domain.seasons.range_views import RangeView, total
from app.domain.seasons.rounding import half_up
from app.domain.seasons.season import COST, SeasonView
from app.services.seasons import ground, ranges
from app.services.seasons.intents import intents_of
from app.services.seasons.rolled import rolled_of
from app.work import Work
from models.seasons import Season

BUDGET: Final = ('otb', 'received', 'open_on_order')  # a range is all that is bought: also what was ordered already


def view_range(work: Work, actor: Actor, code: str) -> RangeView:
    return watch_range(work, ground.seen_season(work, actor, code).id)


def watch_range(work: Work, season_id: int) -> RangeView:
    """For pages: shared by all who watch."""
    season = ground.view_of(work, work.get(Season, season_id))
    axes = ground.find_axes(work, season_id)
    intents, rows = intents_of(work, season_id), ranges.rows_of(work, season_id)
    budgets, sales = _sums(work, season_id, *BUDGET), _sums(work, season_id, 'net_sales')
    categories = tuple(_category(season, one.code, one.name, tuple(name for _, name in one.path), rows, intents,
                                 budgets.get(one.code)) for one in axes.categories)
    clusters = tuple((one.key, one.name) for one in axes.location_nodes.values() if one.level == 1)
    return RangeView(season, categories, mixed([(intents[code].intent, max(sales.get(code) or 0, 0))
                                                for code in intents]), clusters,
                     sum(one.units for one in categories), sum(one.value for one in categories),
                     total([one.budget for one in categories]))


def _category(season: SeasonView, code: str, name: str, path: tuple[str, ...], rows: tuple[RangeRow, ...],
              intents: Mapping[str, IntentView], budget: int | None) -> RangeCategory:
    own = tuple(row for row in rows if row.draft.category == code)
    worth = sum(row.draft.value for row in own)
    return RangeCategory(code, name, path, intents.get(code), own,
                         sum(row.draft.units for row in own), _at_basis(season, worth), budget)


def _at_basis(season: SeasonView, worth: int) -> int:
    """A range is priced at retail; budgets at cost are compared with what it costs at the planned margin."""
    return half_up(Fraction(worth * (1 - season.imu))) if season.basis == COST else worth


def _sums(work: Work, season_id: int, *measures: str) -> Mapping[str, int | None]:
    """Of the whole season by category; None where nothing is planned."""
    rolled = rolled_of(work, season_id)
    values = sum(rolled.array(measure).sum(axis=(0, 2)) for measure in measures).tolist()
    known = np.any(rolled.told, axis=(0, 2)).tolist()
    return {one.code: values[at] if known[at] else None for at, one in enumerate(rolled.axes.categories)}
