"""Which state of a season lets what be changed; the words of whoever refuses."""

from collections.abc import Mapping
from typing import Final

from app.domain.seasons.season import BUDGETED, CREATED, LOCATED, LOCKED, PLANNED, RANGED, STATE_NAMES, STATES
from app.errors import Conflict

DETAILS, STRUCTURE, PLAN, BUDGET, RANGE, BUYING, REFORECAST, ACTUALS = (
    'details', 'structure', 'plan', 'budget', 'range', 'buying', 'reforecast', 'actuals')
NAMES: Final = {DETAILS: 'The season’s details', STRUCTURE: 'Locations and categories', PLAN: 'The plan',
                BUDGET: 'Open-to-buy', RANGE: 'The range', BUYING: 'Orders and receipts',
                REFORECAST: 'The forecast', ACTUALS: 'Sales and stock'}
EDITABLE: Final[Mapping[str, frozenset[str]]] = {
    CREATED: frozenset({DETAILS, STRUCTURE}),
    LOCATED: frozenset({DETAILS, STRUCTURE, PLAN, ACTUALS}),
    PLANNED: frozenset({BUDGET, ACTUALS}),
    BUDGETED: frozenset({RANGE, ACTUALS}),
    RANGED: frozenset({BUYING, REFORECAST, ACTUALS}),
    LOCKED: frozenset(),
}


def next_of(state: str) -> str | None:
    return STATES[STATES.index(state) + 1] if state != LOCKED else None


def demand_next(was: str, now: str) -> None:
    """One step at a time. Raises Conflict."""
    if next_of(was) != now:
        raise Conflict(f'Invalid transition: {was} → {now}', 'seasons.wrong_step')


def demand_editable(state: str, thing: str, locked_by: str = '') -> None:
    """Raises Conflict with what a person may do about it."""
    if thing in EDITABLE[state]:
        return
    if state == LOCKED:
        by = f' by {locked_by}' if locked_by else ''
        raise Conflict(f'This season was locked{by}. An admin can re-open it.', 'seasons.locked')
    opens = [one for one in STATES if thing in EDITABLE[one]]
    when = 'is finished' if STATES.index(state) > STATES.index(opens[-1]) else 'comes later'
    raise Conflict(f'{NAMES[thing]} cannot be changed at the step “{STATE_NAMES[state]}”: that {when}.',
                   'seasons.wrong_step')
