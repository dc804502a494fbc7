"""What an edit of the plan does to open-to-buy, told in the log so that a waterfall needs no second reckoning."""

from app.domain.seasons.cube import Cube
from app.domain.seasons.waterfall import effect_of
from app.services.seasons import rolled
from app.services.seasons.cubes import keep_own
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
