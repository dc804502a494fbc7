"""Every figure of a version with what has happened so far, the same object for all who look until something changes."""

from app.domain.seasons.cube import Cube
from app.domain.seasons.rolling import Rolled, elapsed_at, roll
from app.domain.seasons.season import ACTUAL, OPENING, WORKING
from app.services.seasons import ground
from app.services.seasons.cubes import cube_of, newest_of
from app.services.seasons.facts import facts_of
from app.work import Work
from models.seasons import Season


def rolled_of(work: Work, season_id: int, version: int | str = WORKING) -> Rolled:
    """A version is told by its number or by its kind (the newest of that kind)."""
    return rolled_cube(work, season_id, cube_of(work, season_id, version))


def rolled_cube(work: Work, season_id: int, cube: Cube, *, is_partial: bool = False) -> Rolled:
    """The same of cells that are no version by themselves; where they are a part of the plan only, stock of the others
    does not count.
    """
    season = work.get(Season, season_id)
    actual, opening = (told_of(work, season_id, kind) for kind in (ACTUAL, OPENING))
    return roll(cube, facts_of(work, season_id), actual, elapsed_at(cube.axes, work.now.date()), season.basis,
                ground.rules_of(season).unspent, season.imu, opening, is_partial)


def told_of(work: Work, season_id: int, kind: str) -> Cube | None:
    """None where nobody has told anything of that kind."""
    number = newest_of(work, season_id, kind)
    return None if number is None else cube_of(work, season_id, number)
