"""How much fits into a sprint: what is known of it, and what people say about it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any, Final

from sqlmodel import col, select

from app.domain.access import Actor, demand, may
from app.domain.sprints.capacity.capacity import LEARNED
from app.domain.sprints.capacity.drafts import RoomDraft, checked_room
from app.domain.sprints.capacity.learning import learned_for
from app.domain.sprints.capacity.views import Beside, CapacityView, chosen_sprint, former_sprint, view_of
from app.domain.sprints.facts.board import CLOSED, KANBAN, Board, Capacity, Number
from app.domain.sprints.facts.calendar import Days
from app.domain.sprints.facts.estimates import plain
from app.domain.sprints.queue.words import listed
from app.errors import Conflict, NotFound, Rejected
from app.events import CapacityChanged, board_topic
from app.services import audit
from app.services.sprints import announcements, configured, deciding, ground, reports
from app.services.sprints.over import over_in
from app.work import Work
from models.sprints import SprintBoard, SprintCapacity, SprintMember

CHANGED: Final = 'Somebody else has changed this meanwhile. Look again.'
SPOKEN: Final = ('unit', 'amount', 'reserve', 'points_per_hour', 'in_progress', 'exceptions', 'is_carried')
ZERO: Final = Decimal(0)


def view_capacity(work: Work, actor: Actor, board_id: int, sprint: Number | None = None) -> CapacityView:
    """Of the sprint that is to be planned unless told. Raises NotFound."""
    demand(actor, 'sprints.look')
    return watch_capacity(work, board_id, sprint)


def find_sprint(work: Work, actor: Actor, board_id: int) -> Number | None:
    """Whose capacity one most likely wants to see; None on boards without sprints."""
    board = ground.seen_board(work, actor, board_id)
    sprint = chosen_sprint(board)
    return sprint.number if sprint and board.kind != KANBAN else None


def may_change(work: Work, actor: Actor, board_id: int) -> bool:
    """Planners everywhere, leads on their own board."""
    return may(actor, 'sprints.capacity', ground.desk_of(work, actor, board_id))


def watch_capacity(work: Work, board_id: int, sprint: Number | None) -> CapacityView:
    """For a page: shared by all who watch, each of whom was asked for the right when the page was opened."""
    board = ground.board_of(work, board_id)
    chosen = ground.sprint_of(board, sprint) if sprint is not None else chosen_sprint(board)
    if chosen is None or board.kind == KANBAN:
        raise NotFound('This board has no sprints, so there is no capacity of one.')
    return view_of(board, chosen.number, reports.now_of(work, board), _beside(work, board))


def say_room(work: Work, actor: Actor, board_id: int, sprint: Number, discipline: int, draft: RoomDraft | None,
             version: int | None = None) -> None:
    """What one discipline can give; None makes it unknown again. `version` is that of the room, 0 where it is unknown;
    raises Conflict where it is another one by now.
    """
    demand(actor, 'sprints.capacity', ground.desk_of(work, actor, board_id))
    board, place = _open(work, board_id, sprint)
    present = place.rows.get(discipline)
    if version is not None and version != (present.version if present else 0):
        raise Conflict(CHANGED, 'stale_version', present.version if present else 0)
    if _say(work, actor, board, place, discipline, draft):
        _moved(work, board, place)


def say_hours(work: Work, actor: Actor, board_id: int, sprint: Number, discipline: int, member: int,
              hours: Decimal | None) -> None:
    """Of one person in this sprint, in place of what their days add up to; None takes that back."""
    demand(actor, 'sprints.capacity', ground.desk_of(work, actor, board_id))
    board, place = _open(work, board_id, sprint)
    former = _draft_of(place.rows[discipline]) if discipline in place.rows else RoomDraft()
    others = {own: said for own, said in former.exceptions.items() if own != member}
    draft = replace(former, exceptions=others if hours is None else others | {member: hours})
    if _say(work, actor, board, place, discipline, draft):
        _moved(work, board, place)


def carry_forward(work: Work, actor: Actor, board_id: int, sprint: Number) -> int:
    """What was said about the last sprint holds for this one, where nothing was said yet, and is marked so. Returns
    how many disciplines that are.
    """
    demand(actor, 'sprints.capacity', ground.desk_of(work, actor, board_id))
    board, place = _open(work, board_id, sprint)
    former = former_sprint(board, sprint)
    if former is None:
        raise Rejected('Nothing was said about an earlier sprint, so there is nothing to carry forward.')
    wanted = [one for one in board.capacities if one.sprint == former.number and one.discipline not in place.rows
              and one.discipline in board.disciplines]
    for one in wanted:
        _add(work, actor, board, place, one.discipline, _carried(board, one), is_carried=True)
    if wanted:
        _moved(work, board, place)
    return len(wanted)


def arrange(work: Work, actor: Actor, board_id: int, sprint: Number, rooms: Mapping[int, RoomDraft],
            version: int) -> None:
    """All that is known of a sprint at once: disciplines that are left out are unknown. `version` is that of the whole;
    raises Conflict where it is another one by now.
    """
    demand(actor, 'sprints.capacity', ground.desk_of(work, actor, board_id))
    board, place = _open(work, board_id, sprint)
    present = sum(row.version for row in place.rows.values())
    if version != present:
        raise Conflict(CHANGED, 'stale_version', present)
    changes = [_say(work, actor, board, place, own, rooms.get(own)) for own in sorted({*place.rows, *rooms})]
    if any(changes):
        _moved(work, board, place)


@dataclass(frozen=True)
class _Place:
    """A sprint that is being changed."""
    sprint: Number
    days: int
    rows: dict[int, SprintCapacity]  # by discipline, as they are now
    version: int  # that what is written gets


def _open(work: Work, board_id: int, sprint: Number) -> tuple[Board, _Place]:
    """Versions grow with the data of the board, so that none comes twice, not even after everything was taken back."""
    row = work.lock(SprintBoard, board_id)
    board = ground.board_of(work, board_id)
    chosen = ground.sprint_of(board, sprint)
    begin, end = chosen.start or chosen.activated, chosen.end
    days = sum(1 for _ in Days(board.zone).dates(begin, end)) if begin and end else 0
    rows = work.session.exec(select(SprintCapacity).where(
        SprintCapacity.board_id == board_id, SprintCapacity.sprint == sprint)).all()
    version = max([row.data_version, *(one.version + 1 for one in rows)])
    return board, _Place(sprint, days, {one.discipline_id: one for one in rows}, version)


def _say(work: Work, actor: Actor, board: Board, place: _Place, discipline: int, draft: RoomDraft | None) -> bool:
    """Whether anything is different now."""
    if discipline not in board.disciplines:
        raise Rejected('There is no such discipline on this board.', 'sprints.discipline', 'discipline')
    row = place.rows.get(discipline)
    if draft is None:
        if row:
            _forget(work, actor, board, place, row)
        return row is not None
    draft = checked_room(draft, place.days)
    if draft.exceptions.keys() - board.members.keys():
        raise Rejected('Hours are those of members of this board.', 'sprints.member', 'exceptions')
    if row is None:
        _add(work, actor, board, place, discipline, draft)
        return True
    return _change(work, actor, board, place, row, draft)


def _add(work: Work, actor: Actor, board: Board, place: _Place, discipline: int, draft: RoomDraft, *,
         is_carried: bool = False) -> None:
    row = place.rows[discipline] = SprintCapacity(
        board_id=board.id, sprint=place.sprint, discipline_id=discipline, is_carried=is_carried, version=place.version,
        **_columns(draft))
    work.session.add(row)
    _write(work, actor, board, row, 'sprints.carry_capacity' if is_carried else 'sprints.set_capacity', {}, _facts(row))


def _change(work: Work, actor: Actor, board: Board, place: _Place, row: SprintCapacity, draft: RoomDraft) -> bool:
    """What somebody changes is their own word, and carried no more."""
    before, same = _facts(row), _draft_of(row)
    if same == draft and not row.is_carried:
        return False
    for name, value in _columns(draft).items():
        setattr(row, name, value)
    row.is_carried, row.version = False, place.version
    _write(work, actor, board, row, 'sprints.set_capacity', before, _facts(row))
    return True


def _forget(work: Work, actor: Actor, board: Board, place: _Place, row: SprintCapacity) -> None:
    _write(work, actor, board, row, 'sprints.forget_capacity', _facts(row), {})
    del place.rows[row.discipline_id]
    work.session.delete(row)


def _write(work: Work, actor: Actor, board: Board, row: SprintCapacity, deed: str, before: Mapping[str, Any],
           after: Mapping[str, Any]) -> None:
    thing = f'{board.name}, {board.sprints[row.sprint].name}: {board.disciplines[row.discipline_id].name}'
    audit.write(work, actor, deed, thing, '', before, after)


def _moved(work: Work, board: Board, place: _Place) -> None:
    ground.move_boards(work, [board.id])
    work.record(CapacityChanged(board_topic(board.id)))
    _tell_if_over(work, board, place.sprint)


def _tell_if_over(work: Work, before: Board, sprint: Number) -> None:
    """When a discipline goes over, and not again while it stays there."""
    if before.sprints[sprint].state == CLOSED:
        return
    past = learned_for(before, before.sprints[sprint], reports.now_of(work, before), LEARNED)
    after = replace(before, capacities=configured.capacities_of(work, before.id))
    known = over_in(before, sprint, past)
    new = [text for own, text in over_in(after, sprint, past).items() if own not in known]
    if new:
        announcements.over_capacity(work, before.id, sprint, f'{before.sprints[sprint].name}: {listed(new)}.')


def _carried(board: Board, one: Capacity) -> RoomDraft:
    """Hours of members who have left are left behind."""
    there = {own: hours for own, hours in one.exceptions.items() if own in board.members}
    return RoomDraft(one.unit, one.amount, one.reserve, one.points_per_hour, one.in_progress, there)


def _draft_of(row: SprintCapacity) -> RoomDraft:
    return RoomDraft(row.unit, row.amount, row.reserve, row.points_per_hour, row.in_progress,
                     {int(own): Decimal(hours) for own, hours in row.exceptions.items()})


def _columns(draft: RoomDraft) -> dict[str, Any]:
    return asdict(draft) | {'exceptions': {str(own): str(hours) for own, hours in draft.exceptions.items()}}


def _facts(row: SprintCapacity) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in SPOKEN}
    return {name: deciding.audited(plain(value) if isinstance(value, Decimal) else value)
            for name, value in values.items()}


def _beside(work: Work, board: Board) -> Beside:
    """How much of each member other boards have."""
    wanted = select(SprintMember, SprintBoard.site_id).join(
        SprintBoard, col(SprintBoard.id) == SprintMember.board_id).order_by(col(SprintMember.id))
    rows = [_Known(row, site) for row, site in work.session.exec(wanted).all()]
    mine = [one for one in rows if one.row.board_id == board.id]
    others = [one for one in rows if one.row.board_id != board.id]
    elsewhere = tuple((one.row.id, total) for one in mine
                      if (total := sum((other.percent for other in others if one.is_same(other)), ZERO)))
    return Beside(elsewhere, frozenset(one.row.id for one in mine if not one.row.weekdays),
                  work.get(SprintBoard, board.id).version)


@dataclass(frozen=True)
class _Known:
    """A member, known by the account at the site, or by who they are here."""
    row: SprintMember
    site: int

    def is_same(self, other: '_Known') -> bool:
        one, two = self.row, other.row
        return bool((one.account and one.account == two.account and self.site == other.site)
                    or (one.identity and one.identity == two.identity))

    @property
    def percent(self) -> Decimal:
        return sum((Decimal(percent) for percent in self.row.shares.values()), ZERO)
