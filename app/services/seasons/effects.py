"""What an edit of the plan does to open-to-buy, told in the log so that a waterfall needs no second reckoning."""

import numpy as np

from app.domain.seasons.cube import Cube, Numbers
from app.domain.seasons.rolling import Rolled, elapsed_at, roll
from app.domain.seasons.season import ACTUAL, RANGED
from app.services.seasons.cubes import cube_of
from app.services.seasons.facts import facts_of
from app.services.seasons.ground import rules_of
from app.services.seasons.moves import encoded
from app.work import Work
from models.seasons import Season


def effect_of_edit(work: Work, season: Season, before: Cube, after: Cube) -> bytes:
    """By category × period, encoded as all moves of a season; empty where it does nothing."""
    first, second = rolled_of(work, season, before), rolled_of(work, season, after)
    return encoded(after.axes, _sum(second, first))


def rolled_of(work: Work, season: Season, cube: Cube) -> Rolled:
    """The season as a cube has it, with what has happened and what is on order."""
    is_running = season.state == RANGED
    actual = cube_of(work, season.id, ACTUAL) if is_running else None
    elapsed = elapsed_at(cube.axes, work.now.date()) if is_running else 0
    return roll(cube, facts_of(work, season.id), actual if actual and actual.number else None, elapsed, season.basis,
                rules_of(season).unspent, season.imu)


def _sum(after: Rolled, before: Rolled) -> Numbers:
    new, old = after.array('otb'), before.array('otb')
    if new is old:
        return np.zeros(new.shape[1:], np.int64)
    return np.asarray((new - old).sum(axis=0), np.int64)
