"""Open-to-buy worked out once more from the log and the tables alone: it must come out as it is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np

from app.domain.access import Actor, demand
from app.domain.seasons.cube import Cube
from app.domain.seasons.rolling import Rolled, elapsed_at, roll
from app.domain.seasons.season import WORKING
from app.events import BudgetMoved, orders_topic
from app.services import audit
from app.services.seasons import cubes, ground
from app.services.seasons.doors import enter
from app.services.seasons.facts import facts_at
from app.services.seasons.rebuilding import can_replay, replayed
from app.services.seasons.rolled import rolled_of
from app.work import Work
from models.seasons import Season

MEASURES: Final = ('otb', 'bop', 'eop', 'required_receipts', 'received', 'open_on_order', 'submitted', 'reserve')


@dataclass(frozen=True)
class Recalculated:
    """`cells` were compared; `differing` of them were not what the log and the tables say: then they are now."""
    at: datetime
    cells: int
    differing: int


def recalculate(work: Work, actor: Actor, code: str) -> Recalculated:
    """Changes no figure. Raises Forbidden, Conflict where the season is locked."""
    demand(actor, 'seasons.manage')
    season = enter(work, code)
    kept = rolled_of(work, season.id)
    anew = _anew(work, season, kept)
    differing = sum(int((kept.array(one) != anew.array(one)).sum()) for one in MEASURES)
    if differing:
        cubes.drop(kept.cube.number)
        ground.move_facts(work, season.id, BudgetMoved(orders_topic(season.id)))
    cells = len(MEASURES) * int(np.prod(kept.axes.shape))
    audit.write(work, actor, 'seasons.recalculate', season.code, f'{cells} cells, {differing} differ')
    return Recalculated(work.now, cells, differing)


def _anew(work: Work, season: Season, kept: Rolled) -> Rolled:
    """Nothing that is kept in memory is used, but the axes."""
    today = work.now.date()
    return roll(_replayed(work, season, kept.cube), facts_at(work, season.id, today), kept.actual,
                elapsed_at(kept.axes, today), season.basis, ground.rules_of(season).unspent, season.imu,
                kept.opening)


def _replayed(work: Work, season: Season, cube: Cube) -> Cube:
    number = cubes.cube_of(work, season.id, WORKING).number
    return replayed(work, season.id, number, cube.axes, cube.seq) if can_replay(work, season.id, number) else cube
