"""What an edit of the plan does to open-to-buy, told in the log so that a waterfall needs no second reckoning."""

from app.domain.seasons.cube import Cube
from app.services.seasons.cubes import keep_own
from app.services.seasons.moves import encoded
from app.services.seasons.rolled import rolled_of
from app.work import Work
from models.seasons import Season


def taken_effect(work: Work, season: Season, after: Cube) -> bytes:
    """From here on this transaction sees the cube after its edit; by category × period, encoded as all moves of a
    season are, and empty where nothing is to be bought more or less.
    """
    old = rolled_of(work, season.id, after.number).array('otb')
    keep_own(work, after)
    new = rolled_of(work, season.id, after.number).array('otb')
    return b'' if new is old else encoded(after.axes, (new - old).sum(axis=0))
