"""What the season before is expected to leave: a season opens with it until its own stock is planned or counted."""

from collections.abc import Mapping, Sequence

import numpy as np
from sqlalchemy import delete
from sqlalchemy import select as columns
from sqlmodel import col, select

from app.domain.access import SYSTEM
from app.domain.seasons.axes import Axes
from app.domain.seasons.changes import applied, change_of
from app.domain.seasons.cube import BLANK, Numbers
from app.domain.seasons.season import CREATED, LOCKED, OPENING
from app.services.seasons.cubes import cube_of
from app.services.seasons.days import note_days
from app.services.seasons.effects import happened_effect
from app.services.seasons.ground import find_axes
from app.services.seasons.log import keep_edit
from app.services.seasons.rolled import rolled_of
from app.services.seasons.versions import ensure_version, version_of
from app.work import Work
from models.seasons import Season, SeasonBlob, SeasonCategory, SeasonEdit, SeasonLocation, SeasonVersion

TAKEN = 'opening'  # operation


def open_seasons(work: Work) -> Sequence[int]:
    """That may still open with other stock than they do."""
    return work.session.execute(columns(col(Season.id)).where(
        col(Season.state).not_in((CREATED, LOCKED))).order_by(col(Season.start), col(Season.id))).scalars().all()


def take_opening(work: Work, season_id: int) -> int:
    """As it is expected now; in how many leaves that is something else than before."""
    season = work.lock(Season, season_id)
    return 0 if season.state == LOCKED else renewed(work, season)


def renewed(work: Work, season: Season) -> int:
    """The same inside the deed of another service, which has locked the season."""
    before = season_before(work, season)
    if before is None and version_of(work, season.id, OPENING) is None:
        return 0
    row = ensure_version(work, season, OPENING, SYSTEM)
    cube = cube_of(work, season.id, row.id)
    change = change_of(cube, 'bop', _first(cube.axes), _expected(work, season, before))
    if not len(change):
        return 0
    note_days(work, season.id)
    effect = happened_effect(work, season, applied(cube, [change], season.seq + 1))
    scope = {'version': OPENING, 'from': before.code if before else '', 'measures': ['bop'], 'count': len(change)}
    keep_edit(work, season, row.id, SYSTEM, TAKEN, scope, [change], effect=effect)
    return len(change)


def forget_opening(work: Work, season_id: int) -> None:
    """Inside the deed of another service: periods, currency or basis change, so that it has to be taken anew."""
    if found := version_of(work, season_id, OPENING):
        for table in (SeasonEdit, SeasonBlob):
            work.session.execute(delete(table).where(col(table.version_id) == found.id))
        work.session.execute(delete(SeasonVersion).where(col(SeasonVersion.id) == found.id))


def season_before(work: Work, season: Season) -> Season | None:
    """The last one that began before it and counts in the same way."""
    return work.session.exec(select(Season).where(
        Season.company_id == season.company_id, Season.basis == season.basis, Season.currency == season.currency,
        col(Season.is_demo).is_(season.is_demo), Season.start < season.start, Season.state != CREATED).order_by(
        col(Season.start).desc(), col(Season.id).desc())).first()


def _first(axes: Axes) -> tuple[slice, slice, slice]:
    return slice(0, axes.shape[0]), slice(0, axes.shape[1]), slice(0, 1)


def _expected(work: Work, season: Season, before: Season | None) -> Numbers:
    """Closing stock of the last period that ends before the season begins; blank where the season before has no such
    place or category, or knows nothing of it.
    """
    axes = find_axes(work, season.id)
    found = np.full((*axes.shape[:2], 1), BLANK, np.int64)
    there = rolled_of(work, before.id) if before else None
    last = sum(one.end < axes.periods[0].start for one in there.axes.periods) - 1 if there and axes.periods else -1
    if before is None or there is None or last < 0:
        return found
    places, theirs = _paired(_places(work, season.id), _places(work, before.id), axes.location_at,
                             there.axes.location_at)
    kinds, others = _paired(_kinds(work, season.id), _kinds(work, before.id), axes.category_at,
                            there.axes.category_at)
    told = np.where(there.told[:, :, last], there.array('eop')[:, :, last], BLANK)
    found[np.ix_(places, kinds, [0])] = told[np.ix_(theirs, others)][:, :, None]
    return found


def _paired(here: Mapping[int, int], there: Mapping[int, int], at: Mapping[int, int], other: Mapping[int, int],
            ) -> tuple[list[int], list[int]]:
    """Positions of masters that both seasons have."""
    both = sorted(here.keys() & there.keys())
    return [at[here[one]] for one in both], [other[there[one]] for one in both]


def _places(work: Work, season_id: int) -> Mapping[int, int]:
    """Master → place."""
    return dict(work.session.execute(columns(col(SeasonLocation.location_id), col(SeasonLocation.place)).where(
        col(SeasonLocation.season_id) == season_id)).tuples().all())


def _kinds(work: Work, season_id: int) -> Mapping[int, int]:
    return dict(work.session.execute(columns(col(SeasonCategory.category_id), col(SeasonCategory.place)).where(
        col(SeasonCategory.season_id) == season_id)).tuples().all())
