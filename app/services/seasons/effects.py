"""What an edit of the plan does to open-to-buy, told in the log so that a waterfall needs no second reckoning."""

from collections.abc import Sequence

import numpy as np

from app.domain.seasons.axes import Axes
from app.domain.seasons.changes import Change, positions
from app.domain.seasons.cube import Cube, Numbers
from app.domain.seasons.rolling import Rolled, elapsed_at, roll
from app.domain.seasons.season import ACTUAL
from app.services.seasons import ground, rolled
from app.services.seasons.cubes import cube_of, keep_own, newest_of
from app.services.seasons.facts import facts_of
from app.services.seasons.moves import encoded
from app.work import Work
from models.seasons import Season


def taken_effect(work: Work, season: Season, after: Cube, changes: Sequence[Change]) -> bytes:
    """From here on this transaction sees the cube after its edit; by category × period, encoded as all moves of a
    season are, and empty where nothing is to be bought more or less.
    """
    old = rolled.rolled_of(work, season.id, after.number).array('otb')
    keep_own(work, after)
    new = rolled.rolled_of(work, season.id, after.number).array('otb')
    return b'' if new is old else encoded(after.axes, _difference(new, old, after.axes, changes))


def happened_effect(work: Work, season: Season, after: Cube) -> bytes:
    """The same of sales or stock that are told."""
    old = rolled.rolled_of(work, season.id).array('otb')
    keep_own(work, after)
    new = rolled.rolled_of(work, season.id).array('otb')
    return encoded(after.axes, np.asarray((new - old).sum(axis=0), np.int64))


def _difference(new: Numbers, old: Numbers, axes: Axes, changes: Sequence[Change]) -> Numbers:
    """By category × period. Rows of a location and category are worked out by themselves: only those that were
    changed can be different.
    """
    rows = np.zeros(axes.shape[:2], bool)
    for change in changes:
        rows[positions(axes, change)[:2]] = True
    found = np.zeros(new.shape[1:], np.int64)
    np.add.at(found, np.nonzero(rows)[1], new[rows] - old[rows])
    return found


def rolled_of(work: Work, season: Season, cube: Cube) -> Rolled:
    """Of a cube that is no version as it is."""
    actual = None if newest_of(work, season.id, ACTUAL) is None else cube_of(work, season.id, ACTUAL)
    return roll(cube, facts_of(work, season.id), actual, elapsed_at(cube.axes, work.now.date()), season.basis,
                ground.rules_of(season).unspent, season.imu)
