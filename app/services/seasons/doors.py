"""Where every change of a season comes in: its row is locked, then its step is asked."""

from sqlmodel import col, select

from app.domain.seasons.season import LOCKED
from app.domain.seasons.steps import demand_editable
from app.services.seasons.ground import find_season
from app.work import Work
from models.seasons import Season, SeasonStep


def begin(work: Work, code: str, thing: str) -> Season:
    """The locked row of a season in which `thing` (see app.domain.seasons.steps) may be changed now. Ask for the right
    first: whoever has none is not told how far a season is. Raises NotFound, Conflict.
    """
    row = enter(work, code)
    demand_editable(row.state, thing)
    return row


def enter(work: Work, code: str) -> Season:
    """The locked row of a season that is not locked for good; whoever calls says which step lets what be changed.
    Raises NotFound, Conflict.
    """
    row = work.lock(Season, find_season(work, code).id)
    if row.state == LOCKED:
        demand_editable(row.state, '', locked_by(work, row.id))
    return row


def locked_by(work: Work, season_id: int) -> str:
    step = work.session.exec(select(SeasonStep).where(SeasonStep.season_id == season_id, SeasonStep.now == LOCKED)
                             .order_by(col(SeasonStep.id).desc())).first()
    return step.by_name if step else ''
