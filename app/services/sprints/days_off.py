"""Days on which somebody, or nobody, works: said one by one, or read from what another program wrote."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlmodel import select

from app.domain.access import Actor, demand
from app.domain.sprints.capacity.views import HALF, OFF, WORKS
from app.domain.sprints.facts.board import Board
from app.domain.sprints.imports.days_off_files import KINDS, Fault, read_days
from app.errors import Rejected, TooLarge
from app.events import CapacityChanged, board_topic
from app.services import audit
from app.services.sprints import ground
from app.work import Work
from models.sprints import SprintBoard, SprintDayOff

OURS: Final = 'ours'
LARGEST: Final = 1_000_000  # characters
MOST: Final = 20_000  # days of one board
FROM_FILE: Final = -1  # the file says whose days they are
STATES: Final = (WORKS, HALF, OFF)


@dataclass(frozen=True)
class Imported:
    """Nothing is kept while there is a fault."""
    added: int
    known: int
    faults: tuple[Fault, ...]


def set_day(work: Work, actor: Actor, board_id: int, member_id: int | None, day: date, state: str,
            reason: str = '') -> str:
    """Of one person, or of everybody. Returns what it was, for taking it back."""
    demand(actor, 'sprints.capacity', ground.desk_of(work, actor, board_id))
    board = _open(work, board_id)
    _demand_member(board, member_id)
    if state not in STATES:
        raise Rejected('A day is worked, half a day off, or off.', field='state')
    rows = work.session.exec(select(SprintDayOff).where(
        SprintDayOff.board_id == board_id, SprintDayOff.member_id == member_id, SprintDayOff.day == day)).all()
    shared = _shared(board, member_id, day)
    if shared == 2 and state != OFF:
        raise Rejected('Nobody works on this day. Change it in the row of everybody.', 'sprints.day_off_of_everybody')
    former, halves = _state(shared + _halves(rows)), max(0, STATES.index(state) - shared)
    if _halves(rows) == halves:
        return former
    for row in rows:
        work.session.delete(row)
    if halves:
        kept = reason or next((row.reason for row in rows if row.reason), '')
        work.session.add(SprintDayOff(board_id=board_id, member_id=member_id, day=day, is_half=halves == 1,
                                      reason=kept[:100], origin=OURS))
    audit.write(work, actor, 'sprints.set_day_off', f'{board.name}: {_name(board, member_id)}', day.isoformat(),
                {'day': former}, {'day': _state(shared + halves)})
    _moved(work, board_id)
    return former


def import_days(work: Work, actor: Actor, board_id: int, kind: str, text: str,
                whose: int | None = FROM_FILE) -> Imported:
    """All of them or none; days that are known already stay as they are. `whose`: a member, or None for everybody."""
    demand(actor, 'sprints.capacity', ground.desk_of(work, actor, board_id))
    if kind not in KINDS:
        raise Rejected('Days off come as CSV or as a calendar.', field='kind')
    if len(text) > LARGEST:
        raise TooLarge('The file is larger than 1 MB.')
    board = _open(work, board_id)
    if whose != FROM_FILE:
        _demand_member(board, whose)
    found = read_days(kind, text, _people(board), board.zone, whose)
    if found.faults:
        return Imported(0, 0, found.faults)
    known = {(one.member, one.day) for one in board.days_off}
    new = [one for one in found.days if (one.member, one.day) not in known]
    if len(board.days_off) + len(new) > MOST:
        raise Rejected(f'A board keeps at most {MOST} days off.', 'sprints.too_many_days')
    work.session.add_all(SprintDayOff(board_id=board_id, member_id=one.member, day=one.day, is_half=one.is_half,
                                      reason=one.reason, origin=kind) for one in new)
    if new:
        audit.write(work, actor, 'sprints.import_days_off', board.name, f'{len(new)} days from {kind}',
                    after={'days': len(new), 'first': min(one.day for one in new).isoformat(),
                           'last': max(one.day for one in new).isoformat()})
        _moved(work, board_id)
    return Imported(len(new), len(found.days) - len(new), ())


def _open(work: Work, board_id: int) -> Board:
    work.lock(SprintBoard, board_id)
    return ground.board_of(work, board_id)


def _demand_member(board: Board, member_id: int | None) -> None:
    if member_id is not None and member_id not in board.members:
        raise Rejected('There is no such member on this board.', 'sprints.member', 'member')


def _people(board: Board) -> Mapping[str, int]:
    """Names and accounts, in lower case."""
    found: dict[str, int] = {}
    for one in board.members.values():
        for text in (one.account, one.name):
            if name := ' '.join(text.lower().split()):
                found[name] = one.id
    return found


def _name(board: Board, member_id: int | None) -> str:
    return 'everybody' if member_id is None else board.members[member_id].name


def _shared(board: Board, member_id: int | None, day: date) -> int:
    """Halves that everybody has off, as far as they are another row than the one that is changed."""
    if member_id is None:
        return 0
    return min(2, sum(1 if one.is_half else 2 for one in board.days_off if one.member is None and one.day == day))


def _halves(rows: Sequence[SprintDayOff]) -> int:
    return min(2, sum(1 if row.is_half else 2 for row in rows))


def _state(halves: int) -> str:
    return STATES[min(2, halves)]


def _moved(work: Work, board_id: int) -> None:
    ground.move_boards(work, [board_id])
    work.record(CapacityChanged(board_topic(board_id)))
