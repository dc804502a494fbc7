"""What Home shows of the portfolio: markers and plan events, the load of teams, and whether its sources can be read."""

from collections.abc import Iterator
from datetime import timedelta

from sqlmodel import col, select

from app.domain.access import Actor, may
from app.domain.agenda import Coming, horizon
from app.domain.home import Connection
from app.domain.portfolio.capacity.capacity import CapacityAsk, CapacityView
from app.domain.portfolio.sources.views import OK, state_of
from app.services.portfolio import ground
from app.services.portfolio.capacity import view_capacity
from app.services.portfolio.markers import list_markers
from app.services.portfolio.today import view_today
from app.work import Work
from models.portfolio import PortfolioSource

ICON = 'flag'
WEEKS = 6
READ_FROM = ('azure_devops', 'demo')
TROUBLES = {'auth': 'refused', 'stale': 'old', 'throttled': 'slowed down', 'config': 'to be set up'}


def list_coming(work: Work, actor: Actor) -> tuple[Coming, ...]:
    """Of the plans somebody sees."""
    if not may(actor, 'portfolio.look'):
        return ()
    first, last = horizon(work.now.date())
    return tuple(one for one in _told(work, actor) if one.start <= last and one.end >= first)


def view_load(work: Work, actor: Actor) -> CapacityView | None:
    """This week and the next five; None where there are no teams."""
    if not may(actor, 'portfolio.look'):
        return None
    today = view_today(work, actor)
    monday = today - timedelta(today.weekday())
    found = view_capacity(work, actor, CapacityAsk(monday, monday + timedelta(7 * WEEKS - 1)))
    return found if found.rows else None


def list_connections(work: Work, actor: Actor) -> tuple[Connection, ...]:
    """Files and replays cannot get old."""
    if not may(actor, 'portfolio.look'):
        return ()
    rows = work.session.exec(select(PortfolioSource).where(col(PortfolioSource.kind).in_(READ_FROM)).order_by(
        col(PortfolioSource.name)))
    return tuple(Connection(row.name, row.ok_at, _trouble(state_of(row.state, row.ok_at, work.now)),
                            '/portfolio/setup/sources') for row in rows)


def _told(work: Work, actor: Actor) -> Iterator[Coming]:
    sight = ground.sight_of(work, actor)
    for marker in list_markers(work, sight):
        yield Coming(ICON, 'acc', marker.label, marker.day, marker.day, '/portfolio')
    for event in ground.setting_of(work).happenings:
        if event.plan is None or sight.sees(event.plan):
            yield Coming('event', 'acc', event.title, event.start, event.end or event.start, '/portfolio')


def _trouble(state: str) -> str:
    return '' if state in (OK, 'new') else TROUBLES.get(state, 'not reached')
