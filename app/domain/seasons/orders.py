"""The states an order goes through, and what may be done in each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from app.domain.seasons.buying import (
    CANCELLED,
    COMPLETE,
    CONFIRMED,
    DRAFT,
    PARTIAL,
    SHIPPED,
    STATE_NAMES,
    SUBMITTED,
)
from app.errors import Conflict

TRANSITIONS: Final[Mapping[str, frozenset[str]]] = {
    DRAFT: frozenset({SUBMITTED, CANCELLED}),
    SUBMITTED: frozenset({CONFIRMED, DRAFT, CANCELLED}),
    CONFIRMED: frozenset({SHIPPED, PARTIAL, COMPLETE, CANCELLED}),
    SHIPPED: frozenset({PARTIAL, COMPLETE, CANCELLED}),
    PARTIAL: frozenset({COMPLETE, CONFIRMED}),  # back where a receipt is reversed
    COMPLETE: frozenset({PARTIAL, CONFIRMED}),
    CANCELLED: frozenset(),
}
RECEIVABLE: Final = frozenset({CONFIRMED, SHIPPED, PARTIAL})
AMENDABLE: Final = frozenset({SUBMITTED, CONFIRMED, SHIPPED, PARTIAL})  # each change is a revision
COMMITTED: Final = RECEIVABLE  # what is open of them is on order
DEEDS: Final[Mapping[str, tuple[str, ...]]] = {
    DRAFT: ('edit', 'submit', 'cancel'),
    SUBMITTED: ('confirm', 'override', 'withdraw', 'amend', 'cancel'),
    CONFIRMED: ('ship', 'receive', 'amend', 'cancel'),
    SHIPPED: ('receive', 'amend', 'cancel'),
    PARTIAL: ('receive', 'amend', 'close_short'),
    COMPLETE: (), CANCELLED: (),
}


@dataclass(frozen=True)
class Placed:
    """What became of many drafts: numbers of those that are drafts no longer; of the others number and why."""
    orders: tuple[str, ...]
    left: tuple[tuple[str, str], ...] = ()


class Came(Protocol):
    """A line of an order, in thousandths."""
    @property
    def quantity(self) -> int: ...
    @property
    def accepted(self) -> int: ...
    @property
    def cancelled(self) -> int: ...
    @property
    def is_short(self) -> bool: ...


def deeds_of(state: str) -> tuple[str, ...]:
    """What the state lets somebody do who has the right."""
    return DEEDS[state]


def demand_transition(was: str, now: str) -> None:
    """Raises Conflict."""
    if now not in TRANSITIONS[was]:
        raise Conflict(f'An order that is {STATE_NAMES[was].lower()} cannot become {STATE_NAMES[now].lower()}.',
                       'seasons.wrong_state')


def state_after_receipts(state: str, lines: Iterable[Came]) -> str:
    """Follows from what came: a reversal moves it back. An order that awaits nothing for want of any goods is
    cancelled.
    """
    if state not in (*RECEIVABLE, COMPLETE):
        return state
    known = list(lines)
    came = any(one.accepted > 0 for one in known)
    if all(is_settled(one) for one in known):
        return COMPLETE if came or state == COMPLETE else CANCELLED
    if came:
        return PARTIAL
    return SHIPPED if state == SHIPPED else CONFIRMED


def is_settled(line: Came) -> bool:
    """Nothing more is awaited of it."""
    return line.is_short or line.accepted + line.cancelled >= line.quantity
