"""What moved open-to-buy, and why it is not what it was: edits of the plan, what happened, orders and the rest."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import select as columns
from sqlmodel import col, select

from app.domain.access import SYSTEM, Actor
from app.domain.seasons.axes import Axes, Cell
from app.domain.seasons.otb import Happening, OtbLooks, amount_in
from app.domain.seasons.otb_why import Why
from app.domain.seasons.season import ACTUAL, OPENING
from app.domain.seasons.trail import edit_words
from app.domain.seasons.waterfall import Move, Waterfall, waterfall
from app.services.seasons import ground
from app.services.seasons.approved import approved_plan
from app.services.seasons.days import ENDED, ENDED_WORDS, LATE, LATE_WORDS, untold
from app.services.seasons.moves import decoded
from app.services.seasons.rolled import rolled_of
from app.work import Work
from models.buying import SeasonMove
from models.seasons import SeasonEdit, SeasonVersion

KINDS = {ACTUAL: 'actuals', OPENING: 'opening'}  # by version
FEW, FARTHEST = 8, 200  # that are told; moves that are looked at for them


def view_why(work: Work, actor: Actor, code: str, looks: OtbLooks, since: date) -> Why:
    """Of all places together, since the beginning of a day. Before there was a season there was nothing; else what was
    there is what is there now without all that moved it.
    """
    season = ground.seen_season(work, actor, code)
    now = rolled_of(work, season.id)
    cell = Cell('otb', '', looks.within(now.axes).category, looks.within(now.axes).period)
    after, begin = amount_in(now, 'otb', cell), datetime.combine(since, time(), UTC)
    moves = list(_since(work, season.id, now.axes, begin))
    box = now.axes.category_nodes[cell.category].slice, now.axes.period_nodes[cell.period].slice
    before = 0 if begin <= season.created_at else after - sum(int(one.effect[box].sum()) for one in moves)
    approved = approved_plan(work, season)
    has_budget = any(sheet.filled.any() for sheet in approved.cube.sheets.values())
    return Why(since, waterfall(before, after, moves, now.axes, cell.category, cell.period),
               amount_in(approved, 'otb', cell) if has_budget else after)


def since_beginning(work: Work, season_id: int) -> Waterfall:
    """All that ever moved the season as a whole, from nothing to what it is."""
    now, begin = rolled_of(work, season_id), datetime.min.replace(tzinfo=UTC)
    return waterfall(0, amount_in(now, 'otb', Cell('otb')), _since(work, season_id, now.axes, begin), now.axes)


def latest(work: Work, season_id: int, axes: Axes, category: str, period: str) -> tuple[Happening, ...]:
    """What moved a cell last, the newest first."""
    box = axes.category_nodes[category].slice, axes.period_nodes[period].slice
    found = []
    for row in sorted(_rows(work, season_id, most=FARTHEST), key=lambda one: one[0], reverse=True):
        at, _, text, who, effect = row
        if amount := int(decoded(axes, effect)[box].sum()):
            found.append(Happening(at, who, text, amount))
        if len(found) == FEW:
            break
    return tuple(found)


def _since(work: Work, season_id: int, axes: Axes, begin: datetime) -> Iterator[Move]:
    for at, kind, text, who, effect in _rows(work, season_id, begin):
        yield Move(at, kind, text, who, decoded(axes, effect))
    late, ended = untold(work, season_id)
    yield Move(work.now, LATE, LATE_WORDS, SYSTEM.name, decoded(axes, late))
    yield Move(work.now, ENDED, ENDED_WORDS, SYSTEM.name, decoded(axes, ended))


def _rows(work: Work, season_id: int, begin: datetime | None = None, most: int | None = None,
          ) -> Iterator[tuple[datetime, str, str, str, bytes]]:
    """(when, kind, words, who, effect) of edits and of everything else."""
    edits = columns(col(SeasonEdit.at), col(SeasonVersion.kind), col(SeasonEdit.operation), col(SeasonEdit.actor_name),
                    col(SeasonEdit.effect)).join(
        SeasonVersion, col(SeasonVersion.id) == col(SeasonEdit.version_id)).where(
        col(SeasonEdit.season_id) == season_id, col(SeasonEdit.effect) != b'',
        *([col(SeasonEdit.at) >= begin] if begin else [])).order_by(col(SeasonEdit.seq).desc()).limit(most)
    for row in work.session.execute(edits):
        yield row[0], KINDS.get(row[1], 'plan'), edit_words(row[2]), row[3], row[4]
    wanted: Any = select(SeasonMove).where(
        SeasonMove.season_id == season_id, col(SeasonMove.effect) != b'',
        *([col(SeasonMove.at) >= begin] if begin else [])).order_by(col(SeasonMove.id).desc()).limit(most)
    for one in work.session.exec(wanted):
        yield one.at, one.kind, one.text, one.by_name, one.effect
