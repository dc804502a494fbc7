"""Before which item a line has to be pinned, so that it comes to stand where somebody puts it.

The list is by when work begins, while pins are about the order in which items are looked at: a line that begins early
because its discipline is idle may be looked at late. Up means: before whichever of those below is looked at first;
down means: after all those above.
"""

from collections.abc import Sequence

from app.domain.sprints.facts.board import Number
from app.domain.sprints.queue.result import BANNED, CYCLE, NO_DISCIPLINE, PULLED_IN, WAITS, Result

NO_TARGET = frozenset({BANNED, NO_DISCIPLINE, CYCLE, WAITS, PULLED_IN, 'void_pin'})  # or not in their own turn


def target_of(result: Result, shown: Sequence[Number], number: Number, place: int) -> Number | None:
    """`shown` are the lines as they stand, `place` is where the line shall be among them. None: at the end."""
    turns = {one.number: one.seq for one in result.decisions if one.code != 'void_pin'}
    targets = [one.number for one in result.decisions if one.code not in NO_TARGET and one.number != number]
    rest = [one for one in shown if one != number]
    if number in shown and place < shown.index(number):
        first = min((turns[one] for one in rest[place:] if one in turns), default=0)
        return next((one for one in targets if turns[one] >= first), None)
    last = max((turns[one] for one in rest[:place] if one in turns), default=0)
    return next((one for one in targets if turns[one] > last), None)
