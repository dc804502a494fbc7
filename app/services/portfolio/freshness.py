"""How often a source is read: entries of the schedule that come and go with it, and that admins may change."""

from sqlmodel import select

from app.domain.access import Actor, demand
from app.domain.ops.entries import EntryDraft
from app.domain.portfolio.source_views import FRESHNESS
from app.services.ops import schedules
from app.services.portfolio.sources import COMMAND
from app.work import Work
from models.ops import OpsSchedule
from models.portfolio import PortfolioDemoBody, PortfolioSource

WORDS = {'items': 'items', 'markers': 'markers', 'teams': 'teams and their days', 'iterations': 'iterations',
         'history': 'history of what was looked at'}


def begin_reading(work: Work, actor: Actor, source_id: int) -> tuple[int, ...]:
    """A source has come: one entry for each kind of data, as often as it usually changes. Returns their ids."""
    demand(actor, 'portfolio.admin')
    name = work.get(PortfolioSource, source_id).name
    for body in work.session.exec(select(PortfolioDemoBody).where(PortfolioDemoBody.source_id == source_id)):
        work.session.delete(body)  # of a source that had this number before
    return tuple(schedules.add(work, actor, EntryDraft(
        COMMAND, 'every', f'{minutes} minutes', 'UTC', {'source': source_id, 'kind': kind},
        f'{name}: {WORDS[kind]}', jitter=30)) for kind, minutes in FRESHNESS.items())


def end_reading(work: Work, actor: Actor, source_id: int) -> None:
    """The source goes, and with it everything that would read it."""
    demand(actor, 'portfolio.admin')
    for row in work.session.exec(select(OpsSchedule).where(OpsSchedule.command == COMMAND)).all():
        if row.parameters.get('source') == source_id:
            schedules.remove(work, actor, row.id)
    for body in work.session.exec(select(PortfolioDemoBody).where(PortfolioDemoBody.source_id == source_id)):
        work.session.delete(body)
