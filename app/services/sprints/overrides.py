"""What people decide about issues in a queue: places, bans, times, splits, room. Syncs never touch any of it.

Each decision is a row that holds until somebody takes it back; the last of a kind about an issue counts.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.sprints.facts.board import Board, Number, Override
from app.domain.sprints.metrics.disciplines import NOBODY
from app.domain.sprints.queue import adapter as kinds
from app.domain.sprints.queue import settling
from app.domain.sprints.queue.changing import ALLOW, DROP, FREE, GIVE, HAND, PULL, RAISE, SHIFT, SPLIT, Change
from app.domain.sprints.queue.views import OverrideView
from app.domain.sprints.queue.words import day_text, listed, moment_text, points
from app.errors import NotFound, Rejected
from app.events import QueueChanged, queue_topic
from app.services import audit
from app.services.sprints import ground
from app.work import Work
from models.sprints import SprintBoard, SprintOverride

OF_QUEUES: Final = (*kinds.PINS, kinds.BAN, kinds.ALLOW, kinds.WINDOW, kinds.DEADLINE, kinds.STAKEHOLDER,
                    kinds.CAPACITY, kinds.DISCIPLINE, kinds.ASSIGNEE, SPLIT)
PLACES: Final = (*kinds.PINS, kinds.BAN)
MOST: Final = 1000  # decisions that hold, of one board
MOST_POINTS: Final = Decimal(100_000)
LATEST: Final = 32_503_680_000_000  # ms, year 3000


def decide(work: Work, actor: Actor, board_id: int, sprint: Number, number: Number, kind: str,
           value: Mapping[str, Any] | None = None) -> int:
    """Returns the id of the decision, for taking it back. Places, bans, splits and room are about this sprint only.
    What kind of work an issue is, leads of the team may say as well.
    """
    if kind == kinds.DISCIPLINE:
        demand(actor, 'sprints.capacity', ground.desk_of(work, actor, board_id))
    else:
        demand(actor, 'sprints.plan')
    board = _open(work, actor, board_id, sprint)
    return _keep(work, actor, board, sprint, abs(number), kind, value or {})


def apply_change(work: Work, actor: Actor, board_id: int, sprint: Number, change: Change) -> tuple[int, ...]:
    """What a what-if tried becomes decisions. Returns their ids, to be taken back together."""
    demand(actor, 'sprints.plan')
    board = _open(work, actor, board_id, sprint)
    return tuple(_keep(work, actor, board, sprint, number, kind, value)
                 for number, kind, value in _decisions_of(change))


def take_back(work: Work, actor: Actor, board_id: int, override_ids: Sequence[int]) -> None:
    """As if they had never been decided."""
    rows = [work.session.get(SprintOverride, own) for own in sorted(set(override_ids))]
    if all(row is not None and row.kind == kinds.DISCIPLINE for row in rows):
        demand(actor, 'sprints.capacity', ground.desk_of(work, actor, board_id))
    else:
        demand(actor, 'sprints.plan')
    board = ground.seen_board(work, actor, board_id)
    work.lock(SprintBoard, board_id)
    if any(row is None or row.board_id != board_id or row.kind not in OF_QUEUES for row in rows):
        raise NotFound('There is no such decision, or not any more.')
    for row in rows:
        if row and row.undone_at is None:
            _end(work, actor, board, row)
    _announce(work, board_id)


def free(work: Work, actor: Actor, board_id: int, sprint: Number, number: Number, *of_kinds: str) -> tuple[int, ...]:
    """Take back all decisions of these kinds (else about its place) that hold for an issue in this sprint."""
    demand(actor, 'sprints.plan')
    board = _open(work, actor, board_id, sprint)
    ended = tuple(row.id for row in holding(work, board_id, abs(number), sprint, of_kinds or PLACES)
                  if _end(work, actor, board, row))
    if ended:
        _announce(work, board_id)
    return ended


def hold_again(work: Work, actor: Actor, board_id: int, override_ids: Sequence[int]) -> None:
    """Undo of an undo: decisions that were taken back count again."""
    demand(actor, 'sprints.plan')
    board = ground.seen_board(work, actor, board_id)
    work.lock(SprintBoard, board_id)
    for own in sorted(set(override_ids)):
        row = work.session.get(SprintOverride, own)
        if row and row.board_id == board_id and row.kind in OF_QUEUES and row.undone_at:
            row.undone_at = None
            audit.write(work, actor, 'sprints.decide', _about(board, row.number), row.kind, after=dict(row.value))
    _announce(work, board_id)


def arrange(work: Work, actor: Actor, board_id: int, sprint: Number,
            wanted: Sequence[tuple[Number, str, Mapping[str, Any]]]) -> None:
    """All decisions about this sprint at once: what is not wanted any more is taken back."""
    demand(actor, 'sprints.plan')
    board = _open(work, actor, board_id, sprint)
    for row in holding(work, board_id, None, sprint, OF_QUEUES):
        _end(work, actor, board, row)
    for number, kind, value in wanted:
        _keep(work, actor, board, sprint, number, kind, value)
    _announce(work, board_id)


def told(board: Board, sprint: Number) -> tuple[OverrideView, ...]:
    """Decisions that hold in this sprint, the newest first."""
    theirs = {one.id: one.theirs for one in settling.disputes_of(board)}
    return tuple(OverrideView(one.id, one.number, one.kind, _words(board, one), one.by_name, one.at,
                              theirs.get(one.id, ''))
                 for one in sorted(board.overrides, key=lambda one: -one.id)
                 if one.kind in OF_QUEUES and one.value.get('sprint') in (None, sprint))


def _open(work: Work, actor: Actor, board_id: int, sprint: Number) -> Board:
    work.lock(SprintBoard, board_id)
    board = ground.seen_board(work, actor, board_id)
    ground.sprint_of(board, sprint)
    return board


def _keep(work: Work, actor: Actor, board: Board, sprint: Number, number: Number, kind: str,
          value: Mapping[str, Any]) -> int:
    if kind not in OF_QUEUES:
        raise Rejected(f'A decision is one of: {", ".join(OF_QUEUES)}.', field='kind')
    if kind != kinds.CAPACITY and number not in board.issues:
        raise Rejected('There is no such issue on this board.', field='issue')
    if len(board.overrides) >= MOST:
        raise Rejected(f'{MOST} decisions hold on this board; take some back first.')
    checked = _checked(board, number, kind, value)
    if kind in (*PLACES, SPLIT, kinds.CAPACITY):
        checked['sprint'] = sprint
    if kind in settling.NAMES:
        checked[settling.SEEN] = settling.mark_of(board, board.issues[number], kind)
    if kind in kinds.PINS:  # whoever puts it somewhere wants it in
        for row in holding(work, board.id, number, sprint, (kinds.BAN,)):
            _end(work, actor, board, row)
    row = SprintOverride(board_id=board.id, number=0 if kind == kinds.CAPACITY else number, kind=kind, value=checked,
                         by=actor.identity, by_name=actor.name, at=work.now)
    work.session.add(row)
    work.session.flush()
    audit.write(work, actor, 'sprints.decide', _about(board, row.number), kind, after=checked)
    _announce(work, board.id)
    return row.id


def holding(work: Work, board_id: int, number: Number | None, sprint: Number, of_kinds: Sequence[str],
             ) -> Sequence[SprintOverride]:
    """Of one issue, or of all."""
    wanted = select(SprintOverride).where(SprintOverride.board_id == board_id, col(SprintOverride.undone_at).is_(None),
                                          col(SprintOverride.kind).in_(of_kinds)).order_by(col(SprintOverride.id))
    if number is not None:
        wanted = wanted.where(SprintOverride.number == number)
    return [row for row in work.session.exec(wanted) if row.value.get('sprint') in (None, sprint)]


def _end(work: Work, actor: Actor, board: Board, row: SprintOverride) -> bool:
    row.undone_at = work.now
    audit.write(work, actor, 'sprints.take_back', _about(board, row.number), row.kind, before=dict(row.value))
    return True


def _announce(work: Work, board_id: int) -> None:
    """Decisions are part of the board, so everything that hangs on it looks again."""
    ground.move_boards(work, [board_id])
    work.record(QueueChanged(queue_topic(board_id)))


def _about(board: Board, number: Number) -> str:
    return f'{board.name} · {board.issues[number].key}' if number in board.issues else board.name


def _decisions_of(change: Change) -> Sequence[tuple[Number, str, Mapping[str, Any]]]:
    amount = str(change.amount)
    rooms = {str(change.discipline): amount}
    if change.kind == SHIFT:
        rooms[str(change.source)] = str(-change.amount)
    if change.kind in (RAISE, SHIFT):
        return [(0, kinds.CAPACITY, {'rooms': rooms})]
    made: Mapping[str, tuple[str, Mapping[str, Any]]] = {
        DROP: (kinds.BAN, {}), PULL: (kinds.PIN_TOP, {}), ALLOW: (kinds.ALLOW, {}), SPLIT: (SPLIT, {'share': amount}),
        FREE: (kinds.WINDOW, {'is_free': True}), GIVE: (kinds.ASSIGNEE, {'assignee': change.to}),
        HAND: (kinds.BAN, {'to': change.to})}
    kind, value = made[change.kind]
    return [(abs(number), kind, value) for number in change.numbers]


def _checked(board: Board, number: Number, kind: str, value: Mapping[str, Any]) -> dict[str, Any]:
    checks: Mapping[str, Callable[[], dict[str, Any]]] = {
        kinds.PIN_BEFORE: lambda: _before(board, number, value), kinds.WINDOW: lambda: _window(value),
        kinds.DEADLINE: lambda: _deadline(value),
        kinds.STAKEHOLDER: lambda: {'stakeholder': _name(value, 'stakeholder')},
        kinds.ASSIGNEE: lambda: {'assignee': _name(value, 'assignee')},
        kinds.DISCIPLINE: lambda: _discipline(board, value),
        kinds.BAN: lambda: {'to': _name(value, 'to')} if value.get('to') else {},
        kinds.CAPACITY: lambda: _rooms(board, value), SPLIT: lambda: {'share': str(_share(value))}}
    return checks[kind]() if kind in checks else {}


def _before(board: Board, number: Number, value: Mapping[str, Any]) -> dict[str, Any]:
    before = value.get('before')
    if before not in board.issues or before == number:
        raise Rejected('Before which other issue?', field='before')
    return {'before': before}


def _window(value: Mapping[str, Any]) -> dict[str, Any]:
    """Nothing takes it away: it may happen at any time."""
    if value.get('is_free'):
        return {'is_free': True}
    start, end = value.get('start'), value.get('end')
    if not isinstance(start, int) or not isinstance(end, int) or not 0 < start < end < LATEST:
        raise Rejected('A fixed time ends after it begins.', field='end')
    return {'start': start, 'end': end}


def _deadline(value: Mapping[str, Any]) -> dict[str, Any]:
    due = value.get('due') or None
    try:
        return {'due': date.fromisoformat(due).isoformat() if due else None}
    except (TypeError, ValueError) as error:
        raise Rejected('A deadline is a day, such as 2026-11-30.', field='due') from error


def _name(value: Mapping[str, Any], field: str) -> str:
    name = ' '.join(str(value.get(field, '')).split())
    if not 0 < len(name) <= 100:
        raise Rejected('Who is it? A name of up to 100 characters.', field=field)
    return name


def _discipline(board: Board, value: Mapping[str, Any]) -> dict[str, Any]:
    """0: nobody can tell yet."""
    own = value.get('discipline')
    if own != NOBODY and own not in board.disciplines:
        raise Rejected('There is no such discipline on this board.', field='discipline')
    return {'discipline': own}


def _rooms(board: Board, value: Mapping[str, Any]) -> dict[str, Any]:
    rooms = value.get('rooms')
    if not isinstance(rooms, Mapping) or not rooms:
        raise Rejected('Which discipline gets how many points more?', field='rooms')
    found = {str(own): _amount(amount) for own, amount in rooms.items()}
    if any(not own.isdecimal() or int(own) not in board.disciplines for own in found):
        raise Rejected('There is no such discipline on this board.', field='rooms')
    return {'rooms': found}


def _amount(text: Any) -> str:
    try:
        amount = Decimal(str(text))
    except InvalidOperation as error:
        raise Rejected('That is not a number of points.', field='rooms') from error
    if not amount.is_finite() or abs(amount) > MOST_POINTS:
        raise Rejected('That is not a number of points.', field='rooms')
    return str(amount)


def _share(value: Mapping[str, Any]) -> Decimal:
    try:
        share = Decimal(str(value.get('share', '0.5')))
    except InvalidOperation as error:
        raise Rejected('The first part is a share between 0 and 1.', field='share') from error
    if not 0 < share < 1:
        raise Rejected('The first part is a share between 0 and 1.', field='share')
    return share


def _words(board: Board, one: Override) -> str:
    key = board.issues[one.number].key if one.number in board.issues else ''
    value = one.value
    before = board.issues.get(value.get('before', 0))
    texts: Mapping[str, Callable[[], str]] = {
        kinds.PIN_TOP: lambda: f'{key} at the top', kinds.PIN_BOTTOM: lambda: f'{key} at the end',
        kinds.PIN_BEFORE: lambda: f'{key} before {before.key if before else "?"}',
        kinds.BAN: lambda: f'{key} handed over to {value["to"]}' if value.get('to') else f'{key} not in this sprint',
        kinds.ALLOW: lambda: f'{key} goes ahead all the same',
        kinds.WINDOW: lambda: f'{key} fixed for {moment_text(value["start"])}' if 'start' in value
        else f'{key} at any time',
        kinds.DEADLINE: lambda: f'{key} due {day_text(date.fromisoformat(value["due"]))}' if value['due']
        else f'{key} without a deadline',
        kinds.STAKEHOLDER: lambda: f'{key} asked for by {settling.words_of(board, one.kind, value)}',
        kinds.ASSIGNEE: lambda: f'{key} done by {settling.words_of(board, one.kind, value)}',
        kinds.DISCIPLINE: lambda: f'{key} is work for {settling.words_of(board, one.kind, value)}',
        SPLIT: lambda: f'{key} in two parts',
        kinds.CAPACITY: lambda: listed(_room_words(board, own, amount) for own, amount in value['rooms'].items())}
    return texts[one.kind]()


def _room_words(board: Board, own: str, amount: str) -> str:
    discipline = board.disciplines.get(int(own))
    sign = '+' if Decimal(amount) > 0 else ''
    return f'{discipline.name if discipline else "?"} {sign}{points(Decimal(amount))} points'
