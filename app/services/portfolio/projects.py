"""Projects by their ids at the source, which stay when somebody renames one: plans and teams follow the new name."""

from collections.abc import Mapping

from sqlmodel import select

from app.domain.access import SYSTEM
from app.events import SOURCES, SourceSynced
from app.services import audit
from app.services.portfolio import ground
from app.services.portfolio.team_sources import projects_of
from app.work import Work
from models.portfolio import PortfolioPlan, PortfolioSource, PortfolioTeam

PROJECTS = 'projects'  # among the options of a source: id → name


def has_unknown(work: Work, source_id: int) -> bool:
    """Whether the id of a project of its plans has not been noted yet."""
    known = {name.casefold() for name in work.get(PortfolioSource, source_id).options.get(PROJECTS, {}).values()}
    return any(name.casefold() not in known for name in projects_of(work, source_id))


def has_trouble(work: Work, source_id: int) -> bool:
    """Whether a plan could not be read the last time: perhaps its project has another name by now."""
    return work.session.exec(select(PortfolioPlan.id).where(
        PortfolioPlan.source_id == source_id, PortfolioPlan.trouble != '').limit(1)).first() is not None


def keep_projects(work: Work, source_id: int, found: Mapping[str, str]) -> Mapping[str, str]:
    """`found` is id → name, as the source has them now; returns former → new name of those that were renamed."""
    source = work.session.get(PortfolioSource, source_id, with_for_update=True)
    if source is None:
        return {}
    former: Mapping[str, str] = source.options.get(PROJECTS, {})
    renamed = {former[own]: name for own, name in found.items() if own in former and former[own] != name}
    used = {name.casefold() for name in projects_of(work, source_id)} | {name.casefold() for name in former.values()}
    noted = {own: name for own, name in found.items() if own in former or name.casefold() in used}
    if noted != former:
        source.options = {**source.options, PROJECTS: noted}
    for before, after in renamed.items():
        _rename(work, source, before, after)
    return renamed


def _rename(work: Work, source: PortfolioSource, before: str, after: str) -> None:
    for plan in work.session.exec(select(PortfolioPlan).where(PortfolioPlan.source_id == source.id)):
        if renamed := _moved(plan.area, before, after, '\\'):
            plan.area, plan.trouble, plan.version = renamed, '', plan.version + 1
    for team in work.session.exec(select(PortfolioTeam).where(PortfolioTeam.source_id == source.id)):
        if renamed := _moved(team.external, before, after, '/'):
            team.external, team.version = renamed, team.version + 1
    audit.write(work, SYSTEM, 'portfolio.rename_project', source.name, '', {'project': before}, {'project': after})
    ground.move_setup(work)
    work.record(SourceSynced(SOURCES))


def _moved(path: str, before: str, after: str, sign: str) -> str:
    """Under its new project; empty where it is of another."""
    top, rest, below = path.strip(sign).partition(sign)
    return f'{after}{rest}{below}' if top.casefold() == before.casefold() else ''
