"""What must always hold of a season, asked of the stored ones."""

from collections.abc import Sequence

from sqlmodel import col, select

from app.domain.seasons.identities import broken
from app.domain.seasons.season import CREATED
from app.services.seasons.rolled import rolled_of
from app.work import Work
from models.seasons import Season


def seasons_to_verify(work: Work) -> Sequence[tuple[int, str]]:
    """Id and name of all that have begun."""
    rows = work.session.exec(select(Season).where(Season.state != CREATED).order_by(col(Season.id))).all()
    return [(row.id, row.name) for row in rows]


def broken_identities(work: Work, season_id: int) -> Sequence[tuple[str, str, int]]:
    """Rule, first place, by how much; of the working plan with what has happened."""
    return [(one.rule, one.where, one.off) for one in broken(rolled_of(work, season_id))]
