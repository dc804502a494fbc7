"""Looking around at a source while setting up: a run looks, its result is what is shown."""

from collections.abc import Sequence

from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.portfolio.sources.browsing import Browsed, BrowseView, of_result
from app.errors import Conflict, NotFound
from app.services.ops import queue
from app.services.ops.queue import Wanted
from app.work import Work
from models.ops import OpsRun
from models.portfolio import PortfolioPlan, PortfolioSource

COMMAND, DEMO = 'portfolio.browse', 'portfolio.demo'
MANY = 200  # runs to look through for the newest of one source


def browse(work: Work, actor: Actor, source_id: int, project: str = '') -> int:
    """Ask for a look; returns its run, or the one that looks already."""
    demand(actor, 'portfolio.admin')
    if work.session.get(PortfolioSource, source_id) is None:
        raise NotFound('There is no such source, or not any more.')
    return queue.ask_for(work, actor, Wanted(COMMAND, {'source': source_id, 'project': project})).run_id


def use_demo(work: Work, actor: Actor, size: str = 'small') -> int:
    """Ask for demo data; only where nothing is that could be mixed up with it. Returns the run."""
    demand(actor, 'portfolio.admin')
    if work.session.exec(select(PortfolioSource.id).limit(1)).first() is not None:
        raise Conflict('Demo data is for a portfolio without sources.', 'portfolio.not_empty')
    return queue.ask_for(work, actor, Wanted(DEMO, {'size': size})).run_id


def view_browsed(work: Work, actor: Actor) -> tuple[tuple[int, BrowseView], ...]:
    """What was found last, by source and project."""
    demand(actor, 'portfolio.admin')
    newest: dict[tuple[int, str], OpsRun] = {}
    for run in work.session.exec(select(OpsRun).where(OpsRun.command == COMMAND)
                                 .order_by(col(OpsRun.id).desc()).limit(MANY)):
        newest.setdefault((int(run.parameters.get('source') or 0), str(run.parameters.get('project') or '')), run)
    return tuple((source, _view(run)) for (source, _), run in newest.items())


def paths_of(work: Work, source_id: int) -> Sequence[tuple[str, str]]:
    """Names and areas of the plans of a source, for whoever compares them with what is there."""
    rows = work.session.exec(select(PortfolioPlan).where(PortfolioPlan.source_id == source_id))
    return [(row.name, row.area) for row in rows]


def _view(run: OpsRun) -> BrowseView:
    is_over = run.ended_at is not None
    found = of_result(run.result) if run.state == 'succeeded' else Browsed(str(run.parameters.get('project') or ''))
    return BrowseView(run.id, is_over, run.reason if is_over and run.state != 'succeeded' else '', run.ended_at, found)
