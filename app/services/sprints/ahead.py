"""What Home shows of sprints: when they run, how the present one goes, and whether their sites can be read."""

from collections.abc import Sequence, Set
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from app.domain.access import Actor, may
from app.domain.agenda import Coming, horizon
from app.domain.home import Connection
from app.domain.sprints.facts.board import ACTIVE, CLOSED
from app.domain.sprints.reports.report_views import BoardHead
from app.services.sprints import boards, ground, heads, reports
from app.services.sprints.needs import ICON
from app.work import Work
from models.sprints import Sprint, SprintBoard, SprintOnBoard, SprintQueue, SprintSite, SprintStar

MOST = 12  # sprints
PUBLISHED = ('published', 'live')  # queues
READ = ('ok', 'new')
TROUBLES = {'auth': 'refused', 'behind': 'behind', 'throttled': 'slowed down', 'config': 'to be set up'}


def list_coming(work: Work, actor: Actor) -> tuple[Coming, ...]:
    """Sprints of starred boards, or of all while none is starred. One whose queue is not published is not sure."""
    if not may(actor, 'sprints.look'):
        return ()
    rows = _sprints(work, actor, col(Sprint.state) != CLOSED)
    published = set(work.session.exec(select(SprintQueue.board_id, SprintQueue.sprint).where(
        col(SprintQueue.sprint).in_([sprint.number for sprint, _ in rows]),
        col(SprintQueue.state).in_(PUBLISHED))).all())
    return tuple(_coming(work, sprint, board, published) for sprint, board in rows)


def view_present(work: Work, actor: Actor) -> BoardHead | None:
    """The sprint that runs on the first of one's boards."""
    if not may(actor, 'sprints.look'):
        return None
    found = next(iter(_sprints(work, actor, col(Sprint.state) == ACTIVE)), None)
    if found is None:
        return None
    view = next((one for one in boards.list_boards(work, actor) if one.id == found[1].id), None)
    return BoardHead(view, heads.head_of(work, ground.board_of(work, view.id))) if view else None


def list_connections(work: Work, actor: Actor) -> tuple[Connection, ...]:
    """Jiras; a file that was taken in once cannot get old."""
    if not may(actor, 'sprints.look'):
        return ()
    rows = work.session.exec(select(SprintSite).where(SprintSite.kind != 'csv').order_by(col(SprintSite.name)))
    return tuple(Connection(row.name, row.ok_at, '' if row.state in READ else TROUBLES.get(row.state, 'not reached'),
                            '/sprints/settings') for row in rows)


def _sprints(work: Work, actor: Actor, which: object) -> Sequence[tuple[Sprint, SprintBoard]]:
    """Those on one's starred boards first; without a star, those of all."""
    starred = select(SprintStar.board_id).where(SprintStar.identity == actor.identity)
    has_stars = work.session.exec(starred.limit(1)).first() is not None
    earliest, latest = horizon(work.now.date())
    wanted = select(Sprint, SprintBoard).join(SprintOnBoard, col(SprintOnBoard.sprint_id) == col(Sprint.id)).join(
        SprintBoard, col(SprintBoard.id) == col(SprintOnBoard.board_id)).where(
        which, col(Sprint.is_gone).is_(False), col(Sprint.start) < _ms(latest),  # type: ignore[arg-type]
        col(Sprint.end) >= _ms(earliest))
    if has_stars:
        wanted = wanted.where(col(SprintBoard.id).in_(starred))
    return work.session.exec(wanted.order_by(col(SprintBoard.name), col(Sprint.start)).limit(MOST)).all()


def _coming(work: Work, sprint: Sprint, board: SprintBoard, published: Set[tuple[int, int]]) -> Coming:
    zone = ZoneInfo(board.zone)
    first, last = (datetime.fromtimestamp((at or 0) / 1000, UTC).astimezone(zone).date()
                   for at in (sprint.start, sprint.end))
    return Coming(ICON, 'prim', f'{sprint.name} · {_told(work, sprint, board, published)}', first, last,
                  f'/sprints/boards/{board.id}/sprints/{sprint.number}', sprint.state == ACTIVE)


def _told(work: Work, sprint: Sprint, board: SprintBoard, published: Set[tuple[int, int]]) -> str:
    if sprint.state != ACTIVE:
        return 'queue published' if (board.id, sprint.number) in published else 'queue not published yet'
    known = ground.board_of(work, board.id)
    days = reports.day_count(known, known.sprints[sprint.number], reports.now_of(work, known))
    return f'day {days.day} of {days.of}' if days else board.name


def _ms(day: date) -> int:
    return round(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)
