"""What has to be asked of a source: which projects, which teams, which delivery plans."""

from dataclasses import dataclass
from pathlib import Path

from sqlmodel import col, select

from app.work import Work
from models.portfolio import PortfolioPlan, PortfolioTeam


@dataclass(frozen=True)
class TeamAsked:
    id: int
    project: str
    name: str  # at the source


def projects_of(work: Work, source_id: int) -> tuple[str, ...]:
    """The roots of the areas of its plans."""
    areas = work.session.exec(select(PortfolioPlan.area).where(PortfolioPlan.source_id == source_id))
    return tuple(sorted({area.strip('\\').partition('\\')[0] for area in areas}))


def markers_wanted(work: Work, source_id: int) -> dict[str, dict[int, frozenset[str]]]:
    """Project → plan → delivery plans whose markers it shows."""
    found: dict[str, dict[int, frozenset[str]]] = {}
    for row in work.session.exec(select(PortfolioPlan).where(PortfolioPlan.source_id == source_id)):
        if row.delivery_plans:
            project = row.area.strip('\\').partition('\\')[0]
            found.setdefault(project, {})[row.id] = frozenset(row.delivery_plans)
    return found


def teams_wanted(work: Work, source_id: int) -> tuple[TeamAsked, ...]:
    """Those whose name at the source is known, written as `Project/Team`."""
    rows = work.session.exec(select(PortfolioTeam).where(PortfolioTeam.source_id == source_id,
                                                         col(PortfolioTeam.external) != '')
                             .order_by(col(PortfolioTeam.id)))
    return tuple(TeamAsked(row.id, project, name) for row in rows
                 for project, _, name in (row.external.partition('/'),) if name)


def folder(work: Work) -> Path:
    """Where files lie that are sources: beside those of the runs, put there by whoever runs this."""
    return work.policy.ops.files_dir.parent / 'portfolio'
