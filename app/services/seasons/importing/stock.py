"""Counted stock at the end of days."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import delete, insert
from sqlalchemy import select as columns
from sqlmodel import col

from app.domain.access import Actor, demand
from app.domain.seasons.importing.book import Issue, Read
from app.domain.seasons.importing.difference import (
    ABSENT,
    NEW,
    REPLACE,
    SAME,
    UPDATE,
    Difference,
    Told,
    state_of,
)
from app.domain.seasons.money import digits_of, plain
from app.domain.seasons.season import ACTUAL
from app.domain.seasons.steps import ACTUALS
from app.errors import Conflict
from app.events import SeasonChanged
from app.services.seasons.days import rolled_before
from app.services.seasons.doors import begin
from app.services.seasons.editing import edit
from app.services.seasons.ground import find_axes
from app.services.seasons.importing.counted import Counted, Key, stock_told
from app.services.seasons.order_ground import keys_of, moved
from app.services.seasons.reach import reach_of
from app.services.seasons.undoing import undo_import
from app.work import Work
from models.buying import SeasonStock
from models.seasons import Season

NAMES: Final = ('Quantity', 'Cost', 'Retail')


def compare_stock(work: Work, season: Season, reads: Sequence[Read], mode: str) -> Difference:
    known = _known(work, season.id)
    fresh: dict[Key, Counted] = {}
    rows, issues, sames = list[Told](), list[Issue](), 0
    axes = find_axes(work, season.id)
    for read in reads:
        location, category = (axes.location_nodes[read.values['location'].key],
                              axes.category_nodes[read.values['category'].key])
        key: Key = location.place or 0, category.place or 0, read.values['day']
        was = known.get(key)
        now = _counted(read, was)
        state = state_of(was, now)
        if mode == UPDATE and state == NEW:
            issues.append(Issue(read.number, '', '', ABSENT))
        elif state == SAME:
            sames += 1
        else:
            fresh[key] = now
            rows.append(Told(read.number, state, words=_words(season, was, now)))
    gone = _gone(known, reads, axes) if mode == REPLACE else {}
    drops = (f'{len(gone):,} counts that the file does not name go.',) if gone else ()
    return Difference(rows, sames, tuple(issues), drops=drops, payload=(fresh, known, gone))


def store_stock(work: Work, actor: Actor, season: Season, found: Difference, import_id: int) -> dict[str, Any]:
    """What was there before is kept for undo; opening and closing stock follow in the same step, and counts inside of
    periods at once.
    """
    fresh, known, gone = found.payload
    _demand_reach(work, actor, season, (*fresh, *gone))
    begin(work, season.code, ACTUALS)
    before = rolled_before(work, season.id)
    _write(work, season.id, fresh, [*(key for key in fresh if key in known), *gone])
    moved(work, actor, season, 'stock', 'Stock was counted', before, SeasonChanged)
    present = {key: value for key, value in (known | fresh).items() if key not in gone}
    told = stock_told(find_axes(work, season.id), season.basis, [*fresh, *gone], present)
    if told.leaves:
        edit(work, actor, season.code, None, told, ACTUAL, import_id=import_id)
    was = {key: known.get(key) for key in (*fresh, *gone)}
    return {'was': [[*_plain(key), *(value or ())] for key, value in was.items()],
            'now': [[*_plain(key), *value] for key, value in fresh.items()]}


def undo_stock(work: Work, actor: Actor, season: Season | None, kept: Mapping[str, Any], import_id: int) -> None:
    assert season
    _demand_reach(work, actor, season, [_key(one) for one in (*kept['now'], *kept['was'])])
    begin(work, season.code, ACTUALS)
    undo_import(work, actor, season.code, import_id)
    present = _known(work, season.id)
    for one in kept['now']:
        if present.get(_key(one)) != tuple(one[3:]):
            raise Conflict('Another file has changed some of this stock since. Undo that one first.',
                           'seasons.conflict')
    before = rolled_before(work, season.id)
    back = {_key(one): (one[3], one[4], one[5]) for one in kept['was'] if len(one) > 3}
    _write(work, season.id, back, [_key(one) for one in kept['now']])
    moved(work, actor, season, 'stock', 'Counts were taken back', before, SeasonChanged)


def _demand_reach(work: Work, actor: Actor, season: Season, keys: Sequence[Key]) -> None:
    """Whether all places that are counted lie within what is theirs."""
    axes = find_axes(work, season.id)
    demand(actor, 'seasons.plan', reach_of(work, actor, season.id, keys_of(axes, (key[0] for key in keys), 'l'),
                                           keys_of(axes, (key[1] for key in keys), 'c')))


def _known(work: Work, season_id: int) -> dict[Key, Counted]:
    rows = work.session.execute(columns(
        col(SeasonStock.location), col(SeasonStock.category), col(SeasonStock.day), col(SeasonStock.quantity),
        col(SeasonStock.cost), col(SeasonStock.retail)).where(col(SeasonStock.season_id) == season_id))
    return {(one[0], one[1], one[2]): (one[3], one[4], one[5]) for one in rows}


def _counted(read: Read, was: Counted | None) -> Counted:
    """Columns the file has not stay as they are."""
    quantity = read.values.get('qty')
    before = was or (0, 0, 0)
    cost, retail = read.values.get('cost'), read.values.get('retail')
    return (before[0] if quantity is None else int(quantity * 1000),
            before[1] if cost is None else int(cost), before[2] if retail is None else int(retail))


def _words(season: Season, was: Counted | None, now: Counted) -> tuple[tuple[str, str, str], ...]:
    digits = digits_of(season.currency)
    shown = [(str(one[0] / 1000), plain(one[1], digits), plain(one[2], digits)) if one else ('', '', '')
             for one in (was, now)]
    return tuple((name, before, after) for name, before, after in zip(NAMES, *shown, strict=True) if before != after)


def _gone(known: Mapping[Key, Counted], reads: Sequence[Read], axes: Any) -> dict[Key, Counted]:
    """Of the locations and categories the file names, on days it does not name for them."""
    told = {(axes.location_nodes[one.values['location'].key].place,
             axes.category_nodes[one.values['category'].key].place, one.values['day']) for one in reads}
    places, kinds = {key[0] for key in told}, {key[1] for key in told}
    return {key: value for key, value in known.items() if key not in told and key[0] in places and key[1] in kinds}


def _write(work: Work, season_id: int, fresh: Mapping[Key, Counted], gone: Sequence[Key]) -> None:
    work.session.flush()
    for key in gone:
        work.session.execute(delete(SeasonStock).where(
            col(SeasonStock.season_id) == season_id, col(SeasonStock.location) == key[0],
            col(SeasonStock.category) == key[1], col(SeasonStock.day) == key[2]))
    if fresh:
        work.session.execute(insert(SeasonStock), [
            {'season_id': season_id, 'location': key[0], 'category': key[1], 'day': key[2], 'quantity': value[0],
             'cost': value[1], 'retail': value[2]} for key, value in fresh.items()])
    work.session.expire_all()


def _plain(key: Key) -> list[Any]:
    return [key[0], key[1], key[2].isoformat()]


def _key(kept: Sequence[Any]) -> Key:
    return kept[0], kept[1], date.fromisoformat(kept[2])
