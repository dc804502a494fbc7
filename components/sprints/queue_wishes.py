"""What somebody can want from the queue of a sprint."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from app.domain.sprints.facts.board import Number
from app.domain.sprints.queue.changing import Change
from app.domain.sprints.queue.whatifs import Effect

Wish = Callable[..., Awaitable[Any]]


@dataclass(frozen=True)
class QueueWishes:
    turn: Wish  # to another sprint
    build: Wish
    publish: Wish
    archive: Wish
    rules: Wish
    drafts: Wish
    changes: Wish  # what building again would change
    capacity: Callable[[], None]
    why: Callable[[Number], Awaitable[None]]
    conflicts: Wish  # back to their list
    pin: Callable[[Number, str], Awaitable[None]]
    before: Callable[[Number, Number], Awaitable[None]]
    up: Callable[[Number, int], Awaitable[None]]  # by so many rows; minus is up
    ban: Callable[[Number], Awaitable[None]]
    free: Callable[[Number], Awaitable[None]]
    place: Callable[[Number], Awaitable[None]]  # asks where to
    fix: Callable[[Number], Awaitable[None]]  # asks for a time
    deadline: Callable[[Number], Awaitable[None]]
    stakeholder: Callable[[Number], Awaitable[None]]  # asks who wants it
    discipline: Callable[[Number], Awaitable[None]]  # asks what kind of work it is
    give: Callable[[Number], Awaitable[None]]  # asks who does it
    change: Callable[[Change, str], Awaitable[None]]  # applies it
    try_out: Callable[[str, str], Awaitable[tuple[Effect, ...]]]  # ways out of a conflict, by a goal
    select: Callable[[Number], None]
    undo: Wish
    may_plan: bool = False
    may_publish: bool = False
    home: str = ''  # address of the board
