"""Seasons and their axes as domain objects; axes are kept in memory for as long as nothing joins or leaves.

Whoever changes what open-to-buy is worked out from besides cells (orders, receipts, transfers, reserves, stock) says
so with `move_facts`; whoever changes locations or categories of a season with `move_axes`; in the same transaction.
"""

import threading
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import func, update
from sqlalchemy import select as columns
from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.seasons.axes import Axes, Category, Location, Period, axes_of
from app.domain.seasons.money import digits_of
from app.domain.seasons.season import SeasonRules, SeasonView, StepTaken
from app.errors import NotFound
from app.events import Event, SeasonChanged, orders_topic, season_topic
from app.work import Work
from models.masters import MasterCalendar, MasterPeriod
from models.seasons import Season, SeasonCategory, SeasonLocation, SeasonStep

_lock = threading.Lock()
_axes: dict[int, Axes] = {}
DECIMALS = ('allowance_share', 'low_share')
HELD = 'seasons.rows'  # in the notes of a session
MOVED = 'seasons.moved'  # (season, number of its facts) → the order that moved them


def find_season(work: Work, code: str) -> Season:
    """The row behind an address: a code, or its number, as programs may name it. Raises NotFound."""
    named = Season.id == int(code) if is_id(code) else Season.code == code
    if row := work.session.exec(select(Season).where(named)).first():
        return row
    raise NotFound('There is no such season.')


def is_id(text: str) -> bool:
    """Whether a row could have it as its number."""
    return text.isdecimal() and len(text) < 10


def seen_season(work: Work, actor: Actor, code: str) -> Season:
    """Raises Forbidden for those without any role in the seasons."""
    demand(actor, 'seasons.look')
    return find_season(work, code)


def view_season(work: Work, actor: Actor, code: str) -> SeasonView:
    return view_of(work, seen_season(work, actor, code))


def watch_season(work: Work, season_id: int) -> SeasonView:
    """For pages: shared by all who watch, each of whom was asked for the right when the page was opened."""
    return view_of(work, work.get(Season, season_id))


def view_of(work: Work, row: Season) -> SeasonView:
    return views_of(work, [row])[0]


def views_of(work: Work, rows: Sequence[Season]) -> tuple[SeasonView, ...]:
    """As few questions for many seasons as for one."""
    ids = [row.id for row in rows]
    names = {row.id: row.name for row in work.session.exec(select(MasterCalendar).where(
        col(MasterCalendar.id).in_({row.calendar_id for row in rows})))}
    places, kinds = _counts(work, SeasonLocation, ids), _counts(work, SeasonCategory, ids)
    steps = steps_of(work, ids)
    return tuple(SeasonView(
        row.id, row.code, row.name, row.start, row.end, row.state, row.revision, row.basis, row.currency,
        digits_of(row.currency), row.imu, rules_of(row), names[row.calendar_id], row.company_id, work.now.date(),
        row.seq, row.axes, row.facts, steps[row.id], {key: Decimal(rate) for key, rate in row.rates.items()},
        {'locations': places.get(row.id, 0), 'categories': kinds.get(row.id, 0)}, row.is_demo, row.version)
        for row in rows)


def rules_of(row: Season) -> SeasonRules:
    told: dict[str, Any] = {key: Decimal(value) if key in DECIMALS and value is not None else value
                            for key, value in row.rules.items()}
    return SeasonRules(**told)


def stored_rules(rules: SeasonRules) -> dict[str, Any]:
    return {key: str(value) if isinstance(value, Decimal) else value for key, value in vars(rules).items()}


def find_axes(work: Work, season_id: int) -> Axes:
    """As they are now; the same object until something joins or leaves."""
    number = held_season(work, season_id).axes
    with _lock:
        kept = _axes.get(season_id)
    if kept is None or kept.number != number:
        kept = _read_axes(work, season_id, number)
        if not work.session.dirty and not work.events:
            with _lock:
                _axes[season_id] = kept  # what is not committed is nobody else's
    return kept


def held_season(work: Work, season_id: int) -> Season:
    """Its row, read once for a transaction that looks at it again and again. Raises NotFound."""
    held: dict[int, Season] = work.session.info.setdefault(HELD, {})
    row = held.get(season_id) or work.session.get(Season, season_id)
    if row is None:
        raise NotFound('There is no such season.')
    held[season_id] = row
    return row


def move_axes(work: Work, season_id: int) -> None:
    """Locations or categories of a season join, leave or move in this transaction."""
    _raise(work, season_id, 'axes', SeasonChanged(season_topic(season_id)))
    work.session.expire_all()


def move_facts(work: Work, season_id: int, *events: Event, order: int | None = None) -> None:
    """Something besides cells that open-to-buy is worked out from has changed in this transaction: one order with its
    receipts, where it is named, else anything.
    """
    _raise(work, season_id, 'facts', *(events or (SeasonChanged(orders_topic(season_id)),)))
    moved: dict[tuple[int, int], int | None] = work.session.info.setdefault(MOVED, {})
    moved[season_id, held_season(work, season_id).facts] = order


def moved_orders(work: Work, season_id: int, since: int, until: int) -> set[int] | None:
    """What this transaction has changed between two numbers of facts; None: somebody else has, or not only orders."""
    moved: dict[tuple[int, int], int | None] = work.session.info.get(MOVED, {})
    if until - since > len(moved):
        return None
    found = [moved.get((season_id, number)) for number in range(since + 1, until + 1)]
    return None if None in found else {one for one in found if one is not None}


def has_moved(work: Work, season_id: int) -> bool:
    """Whether this transaction has changed anything open-to-buy is worked out from, besides cells."""
    return any(one == season_id for one, _ in work.session.info.get(MOVED, {}))


def forget() -> None:
    """For tests: another database has come."""
    with _lock:
        _axes.clear()


def _raise(work: Work, season_id: int, name: str, *events: Event) -> None:
    work.session.flush()
    column = getattr(Season, name)
    work.session.execute(update(Season).where(col(Season.id) == season_id).values({name: column + 1}),
                         execution_options={'synchronize_session': False})
    work.session.expire(held_season(work, season_id), [name])
    for event in events:
        work.record(event)


def _counts(work: Work, table: Any, ids: Sequence[int]) -> Mapping[int, int]:
    """By season; one without any is not named."""
    return {season: int(count) for season, count in work.session.execute(columns(table.season_id, func.count()).where(
        table.season_id.in_(ids)).group_by(table.season_id))}


def steps_of(work: Work, ids: Sequence[int]) -> Mapping[int, tuple[StepTaken, ...]]:
    """By season: the last time each state was reached."""
    rows = work.session.exec(select(SeasonStep).where(col(SeasonStep.season_id).in_(ids)).order_by(
        col(SeasonStep.at), col(SeasonStep.id))).all()
    return {own: tuple({row.now: StepTaken(row.now, row.at, row.by_name) for row in rows if row.season_id == own}
                       .values()) for own in ids}


def _read_axes(work: Work, season_id: int, number: int) -> Axes:
    return axes_of(number, _locations(work, season_id), _categories(work, season_id), periods_of(work, season_id))


def _locations(work: Work, season_id: int) -> Sequence[Location]:
    rows = work.session.exec(select(SeasonLocation).where(SeasonLocation.season_id == season_id)).all()
    return [Location(row.place, row.code, row.name, row.kind, row.cluster, row.cluster_name, row.opens, row.closes,
                     row.is_comparable) for row in rows]


def _categories(work: Work, season_id: int) -> Sequence[Category]:
    rows = work.session.exec(select(SeasonCategory).where(SeasonCategory.season_id == season_id)).all()
    return [Category(row.place, row.code, row.name, tuple((code, name) for code, name in row.path)) for row in rows]


def periods_of(work: Work, season_id: int) -> tuple[Period, ...]:
    """Every period of the calendar that overlaps the season."""
    season = work.get(Season, season_id)
    rows = work.session.exec(select(MasterPeriod).where(
        MasterPeriod.calendar_id == season.calendar_id, col(MasterPeriod.start) <= season.end,
        col(MasterPeriod.end) >= season.start).order_by(col(MasterPeriod.start))).all()
    return tuple(Period(row.start, row.end, row.year, row.number, row.month, row.quarter, row.half, row.ly,
                        row.ly_restated) for row in rows)
