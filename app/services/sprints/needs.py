"""What sprints want from one person, and which of their boards are in one."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from app.domain.access import Actor, may
from app.domain.home import Happening, Need
from app.domain.sprints.facts.board import ACTIVE
from app.domain.trouble import AUTH, CONFIG
from app.work import Work
from models.sprints import Sprint, SprintBoard, SprintMapping, SprintOnBoard, SprintSite, SprintStar

MOST = 10
ICON = 'sprint'
SETTINGS = '/sprints/settings'


def list_needs(work: Work, actor: Actor) -> tuple[Need, ...]:
    """Sites that cannot be read until somebody does something, and columns that nobody has confirmed."""
    sites = _troubled(work) if may(actor, 'sprints.admin') else ()
    boards = _unconfirmed(work) if may(actor, 'sprints.publish') else ()
    return (*sites, *boards)


def list_happenings(work: Work, actor: Actor) -> tuple[Happening, ...]:
    """Running sprints of the boards somebody has starred."""
    if not may(actor, 'sprints.look'):
        return ()
    wanted = select(Sprint, SprintBoard).join(SprintOnBoard, col(SprintOnBoard.sprint_id) == col(Sprint.id)).join(
        SprintBoard, col(SprintBoard.id) == col(SprintOnBoard.board_id)).join(
        SprintStar, col(SprintStar.board_id) == col(SprintBoard.id)).where(
        Sprint.state == ACTIVE, SprintStar.identity == actor.identity, col(Sprint.is_gone).is_(False))
    rows = work.session.exec(wanted.order_by(col(SprintBoard.name), col(Sprint.number)).limit(MOST))
    return tuple(Happening(ICON, f'{sprint.name}, {board.name}', _ends(sprint, board),
                           f'/sprints/boards/{board.id}/sprints/{sprint.number}') for sprint, board in rows)


def _troubled(work: Work) -> tuple[Need, ...]:
    rows = work.session.exec(select(SprintSite).where(col(SprintSite.state).in_((AUTH, CONFIG))).order_by(
        col(SprintSite.name)).limit(MOST))
    return tuple(Need(ICON, 'bad', f'{row.name} cannot be read', f'Sprints · {row.error}', 'Mend it', SETTINGS,
                      is_urgent=True) for row in rows)


def _unconfirmed(work: Work) -> tuple[Need, ...]:
    """Boards whose latest columns were only guessed."""
    guessed = {row.board_id: row.is_guessed for row in work.session.exec(
        select(SprintMapping).order_by(col(SprintMapping.board_id), col(SprintMapping.number)))}
    rows = work.session.exec(select(SprintBoard).where(
        col(SprintBoard.id).in_([own for own, is_guessed in guessed.items() if is_guessed])).order_by(
        col(SprintBoard.name)).limit(MOST))
    return tuple(Need(ICON, 'warn', f'Nobody has confirmed how the columns of {row.name} are read',
                      'Sprints · every figure hangs on it', 'Look at it', SETTINGS) for row in rows)


def _ends(sprint: Sprint, board: SprintBoard) -> str:
    if sprint.end is None:
        return 'Sprint without an end'
    day = datetime.fromtimestamp(sprint.end / 1000, UTC).astimezone(ZoneInfo(board.zone))
    return f'Sprint until {day:%A} {day.day} {day:%B}'
