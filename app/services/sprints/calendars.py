"""Queues as calendars: what of the queue people work by has a date, and with whose eyes a calendar program reads it.

Programs ask by an address that nobody can guess. It is shown once; only its hash is kept, and it can be taken back.
"""

from urllib.parse import urlsplit

from sqlalchemy import delete
from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.sprints.exporting.calendar_file import Calendar, Dated, with_cancelled
from app.domain.sprints.facts.board import Board
from app.domain.sprints.queue.inputs import Candidate
from app.domain.sprints.queue.packing import OUT
from app.domain.sprints.queue.result import Line
from app.domain.sprints.queue.views import DRAFT
from app.errors import SignInNeeded
from app.security.tokens import digest
from app.services import audit
from app.services.people import sessions
from app.services.sprints import ground
from app.services.sprints.queue_rows import OUT_NOW, done_of, kept, queue_row, rows_of
from app.work import Work
from models.sprints import SprintCalendar, SprintQueue

NOWHERE = 'roundtable'  # host where nobody has said under which address this installation is opened


def has_address(work: Work, actor: Actor) -> bool:
    """Whether this person's calendar programs may read."""
    demand(actor, 'sprints.look')
    return work.session.exec(select(SprintCalendar.hash).where(
        SprintCalendar.identity == actor.identity)).first() is not None


def open_address(work: Work, actor: Actor, token_hash: str) -> None:
    """A new one; the one before is worth nothing from now on."""
    demand(actor, 'sprints.own')
    _close(work, actor)
    work.session.add(SprintCalendar(hash=token_hash, identity=actor.identity, at=work.now))
    audit.write(work, actor, 'sprints.calendar', actor.name, 'calendar address made')


def close_address(work: Work, actor: Actor) -> None:
    demand(actor, 'sprints.own')
    if _close(work, actor):
        audit.write(work, actor, 'sprints.calendar', actor.name, 'calendar address taken back')


def read_calendar(work: Work, token: str, queue_id: int) -> Calendar:
    """For a calendar program. Raises SignInNeeded for an address that is not, or no longer, worth anything."""
    row = work.session.get(SprintCalendar, digest(token))
    if row is None:
        raise SignInNeeded('This calendar address is not valid, or not any more.', 'auth.required')
    return view_calendar(work, sessions.as_person(work, row.identity, frozenset({'sprints:read'})), queue_id)


def view_calendar(work: Work, actor: Actor, queue_id: int) -> Calendar:
    """Of the sprint that this queue was made for: what people work by now, whichever of its queues is asked for."""
    asked = queue_row(work, queue_id)
    board = ground.seen_board(work, actor, asked.board_id)
    rows = rows_of(work, asked.board_id, asked.sprint)
    published = [row for row in rows if row.published_at]
    present = next((row for row in rows if row.state in OUT_NOW), None) or (
        asked if not published and asked.state == DRAFT else None)
    own = rows[-1].id  # of the first queue of the sprint: names stay the same through all that follow
    now = _dated(board, present, own) if present else ()
    former = [one for row in published if row is not present for one in _dated(board, row, own)]
    last = present or max(published, key=lambda row: row.sequence, default=asked)
    sprint = board.sprints.get(asked.sprint)
    is_over = present is None and bool(published)
    return Calendar(
        f'{board.name}: {sprint.name if sprint else asked.sprint}', _host(work), last.published_at or last.at,
        last.sequence + is_over, with_cancelled(now, former), not published, board.is_demo)


def _close(work: Work, actor: Actor) -> bool:
    gone = work.session.execute(delete(SprintCalendar).where(col(SprintCalendar.identity) == actor.identity))
    return bool(gone.rowcount)  # type: ignore[attr-defined]


def _dated(board: Board, row: SprintQueue, own: int) -> tuple[Dated, ...]:
    """Fixed windows and deadlines of what is not below the line."""
    found = kept(row)
    candidates = {one.number: one for one in found.inputs.candidates}
    done = done_of(board, found.result)
    return tuple(_item(board, line, candidates.get(line.number), own, line.number in done)
                 for line in found.result.lines if line.status != OUT and (line.due or _window(candidates, line)))


def _item(board: Board, line: Line, candidate: Candidate | None, own: int, is_done: bool) -> Dated:
    issue = board.issues.get(abs(line.number))
    window = candidate.window if candidate else None
    part = 'b' if line.number < 0 else ''  # the second part of a split issue
    return Dated(f'{own}-{abs(line.number)}{part}', f'{line.key} {line.title}', line.sentence or line.reason,
                 (window.start, window.end) if window else None, None if window else line.due,
                 issue.url if issue else '', is_done)


def _window(candidates: dict[int, Candidate], line: Line) -> bool:
    found = candidates.get(line.number)
    return found is not None and found.window is not None


def _host(work: Work) -> str:
    return urlsplit(work.policy.base_url).hostname or NOWHERE
