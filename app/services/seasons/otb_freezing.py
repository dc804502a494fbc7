"""The inputs of open-to-buy become part of the approved plan when their step is complete."""

import numpy as np
from sqlmodel import select

from app.domain.access import Actor
from app.domain.seasons.axes import Cell
from app.domain.seasons.cube import stored_of
from app.domain.seasons.season import APPROVED
from app.services.seasons.approved import TYPED, frozen_cube
from app.services.seasons.cubes import cube_of
from app.services.seasons.versions import freeze_scope
from app.work import Work
from models.seasons import Season, SeasonScope


def freeze_inputs(work: Work, actor: Actor, season: Season) -> None:
    """Each approved scope of which anything was typed is kept as CURRENT once more; ORIGINAL stays as it is. Inside the
    deed of another service, which has asked and locked the season.
    """
    for row in work.session.exec(select(SeasonScope).where(SeasonScope.season_id == season.id,
                                                           SeasonScope.state == APPROVED)).all():
        if _differs(work, season.id, row.branch, row.cluster):
            freeze_scope(work, actor, season, row.branch, row.cluster)


def _differs(work: Work, season_id: int, branch: str, cluster: str) -> bool:
    frozen, working = frozen_cube(work, season_id), cube_of(work, season_id)
    box = working.axes.box(Cell('eop', cluster, branch))
    return box is not None and any(
        not np.array_equal(stored_of(frozen.sheet(name))[box], stored_of(working.sheet(name))[box])
        for name in TYPED if name in frozen.sheets or name in working.sheets)
