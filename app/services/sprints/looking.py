"""What a look at a site found: kept with the site where it says who we are there, shown from the result of its run."""

from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.sprints.jira.reading import CLOUD, SERVER, Account, SiteInfo
from app.domain.sprints.setup.site_setup import Looked, LookView, of_result
from app.events import SITES, SitesChanged
from app.services.sprints.site_setup import ADD_BOARD, DEMO, LOOK
from app.work import Work
from models.ops import OpsRun
from models.sprints import SprintSite

MANY = 200  # runs to look through for the newest of each site


def note_looked(work: Work, site_id: int, account: Account, info: SiteInfo) -> None:
    """Queries are dated in the zone of the account."""
    row = work.lock(SprintSite, site_id)
    if row.kind in (CLOUD, SERVER) and info.kind:
        row.kind = info.kind
    row.account_name, row.zone, row.skew = account.name, account.zone or row.zone, info.skew // 1000
    if row.state not in ('ok', 'new'):
        row.state, row.error, row.since = 'ok' if row.ok_at else 'new', '', work.now
    work.record(SitesChanged(SITES))


def view_looks(work: Work, actor: Actor) -> tuple[tuple[int, LookView], ...]:
    """The newest look at each site."""
    demand(actor, 'sprints.admin')
    found: dict[int, LookView] = {}
    for run in _runs(work, LOOK):
        found.setdefault(int(run.parameters.get('site') or 0), _view(run))
    return tuple(found.items())


def view_errands(work: Work, actor: Actor) -> tuple[tuple[str, LookView], ...]:
    """Boards and demo data that are on their way, or could not be had: what they are of, and how it goes."""
    demand(actor, 'sprints.admin')
    newest: dict[str, LookView] = {}
    for run in _runs(work, ADD_BOARD, DEMO):
        key = 'demo' if run.command == DEMO else f'{run.parameters.get("site")}/{run.parameters.get("number")}'
        newest.setdefault(key, _view(run))
    return tuple(newest.items())


def _runs(work: Work, *commands: str) -> list[OpsRun]:
    return list(work.session.exec(select(OpsRun).where(col(OpsRun.command).in_(commands))
                                  .order_by(col(OpsRun.id).desc()).limit(MANY)))


def _view(run: OpsRun) -> LookView:
    is_over, is_good = run.ended_at is not None, run.state == 'succeeded'
    is_look = run.command == LOOK
    return LookView(run.id, is_over, run.reason if is_over and not is_good else '', run.ended_at,
                    of_result(run.result) if is_good and is_look else Looked())
