"""What an edit of the plan does to open-to-buy, told in the log so that a waterfall needs no second reckoning."""

from app.domain.seasons.cube import Cube
from app.domain.seasons.rolling import Rolled, elapsed_at, roll
from app.domain.seasons.season import ACTUAL
from app.domain.seasons.waterfall import effect_of
from app.services.seasons import ground, rolled
from app.services.seasons.cubes import cube_of, keep_own, newest_of
from app.services.seasons.facts import facts_of
from app.services.seasons.moves import encoded
from app.work import Work
from models.seasons import Season


def taken_effect(work: Work, season: Season, after: Cube) -> bytes:
    """From here on this transaction sees the cube after its edit; by category × period, encoded as all moves of a
    season are, and empty where nothing is to be bought more or less.
    """
    before = rolled.rolled_of(work, season.id, after.number)
    keep_own(work, after)
    return encoded(after.axes, effect_of(before, rolled.rolled_of(work, season.id, after.number)))


def happened_effect(work: Work, season: Season, after: Cube) -> bytes:
    """The same of sales or stock that are told."""
    before = rolled.rolled_of(work, season.id)
    keep_own(work, after)
    return encoded(after.axes, effect_of(before, rolled.rolled_of(work, season.id)))


def rolled_of(work: Work, season: Season, cube: Cube) -> Rolled:
    """Of a cube that is no version as it is."""
    actual = None if newest_of(work, season.id, ACTUAL) is None else cube_of(work, season.id, ACTUAL)
    return roll(cube, facts_of(work, season.id), actual, elapsed_at(cube.axes, work.now.date()), season.basis,
                ground.rules_of(season).unspent, season.imu)
