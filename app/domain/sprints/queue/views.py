"""Queues as they are shown: one in full, and the list of all that were made."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from app.domain.sprints.facts.board import Ms, Number
from app.domain.sprints.queue.conflicts import Conflict
from app.domain.sprints.queue.inputs import Parameters
from app.domain.sprints.queue.reality import Reality
from app.domain.sprints.queue.result import Result

DRAFT, PUBLISHED, LIVE, ARCHIVED = 'draft', 'published', 'live', 'archived'


@dataclass(frozen=True, slots=True)
class SprintChoice:
    number: Number
    name: str
    state: str


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """One line of the history."""
    id: int
    number: int
    state: str
    at: datetime
    by: str
    by_name: str
    candidates: int
    placed: int
    points: Decimal
    hash: str
    published_at: datetime | None
    published_by: str
    version: int


@dataclass(frozen=True, slots=True)
class RoomView:
    discipline: int
    name: str
    short: str
    available: Decimal | None
    used: Decimal
    reserve: Decimal
    reserved: Decimal
    asked: Decimal
    share: Decimal | None
    tried: Decimal  # points added by a decision here
    hours: Decimal | None


@dataclass(frozen=True, slots=True)
class OverrideView:
    """A decision that holds, in words."""
    id: int
    number: Number  # 0: about a room
    kind: str
    text: str
    by_name: str
    at: Ms
    theirs: str = ''  # what Jira says instead


@dataclass(frozen=True)
class QueueView:
    entry: QueueEntry
    result: Result
    rooms: tuple[RoomView, ...]
    conflicts: tuple[Conflict, ...]
    moved: frozenset[Number]  # since the queue before
    fresh: frozenset[Number]  # came in, went out or are new since then
    drift: tuple[str, ...]  # inputs that changed since
    done: frozenset[Number]  # by now, of a queue that is live
    reality: Reality | None  # once the sprint is over
    parameters: Parameters
    workers: tuple[str, ...] = ()  # names


@dataclass(frozen=True)
class QueueScreen:
    """The queue of a sprint, or what there is to say where there is none."""
    board_id: int
    board_name: str
    zone: str
    is_demo: bool
    sprint: SprintChoice | None  # None: the board has none to plan
    goal: str
    start: Ms | None
    end: Ms | None
    days: int  # on which somebody works
    sprints: tuple[SprintChoice, ...]
    queue: QueueView | None
    history: tuple[QueueEntry, ...]  # of this sprint, the newest first
    overrides: tuple[OverrideView, ...]
    candidates: int  # there would be now
    usual: tuple[Decimal, Decimal] | None  # points of the last sprints, the middle 70 %
    mean: Decimal | None
    is_kanban: bool = False
    disputes: int = 0  # decisions that Jira contradicts by now
