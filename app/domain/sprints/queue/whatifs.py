"""What a change would do to a queue: the same algorithm is run again with it, and both outcomes are compared."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import Final

from app.domain.sprints.facts.board import Number
from app.domain.sprints.queue.building import points_of, share, uses, value_of, worth
from app.domain.sprints.queue.changing import DROP, Change, apply, wording
from app.domain.sprints.queue.conflicts import BOTTLENECK, Conflict, conflicts_of
from app.domain.sprints.queue.inputs import ZERO, Inputs
from app.domain.sprints.queue.packing import Plan, plan
from app.domain.sprints.queue.words import listed, points

BALANCE, THROUGHPUT, PRIORITY, CALM = 'balance', 'throughput', 'priority', 'conflicts'
GOALS: Final = {BALANCE: 'Even load', THROUGHPUT: 'Most points', PRIORITY: 'Most urgent first',
                CALM: 'Fewest conflicts'}
MOST_TRIED: Final = 40  # issues whose removal is tried against a bottleneck
PAIRED: Final = 5  # the best of them, also two at a time


@dataclass(frozen=True, slots=True)
class Filled:
    """The room of a discipline before and after."""
    discipline: int
    name: str
    available: Decimal | None  # after
    before: Decimal
    after: Decimal
    share_before: Decimal | None
    share_after: Decimal | None


@dataclass(frozen=True, slots=True)
class Effect:
    change: Change
    title: str
    summary: str
    comes_in: tuple[str, ...]  # keys
    goes_out: tuple[str, ...]
    filled: tuple[Filled, ...]
    bands: tuple[tuple[int, Decimal, Decimal], ...]  # (band, points before, points after)
    points: Decimal  # in, after
    points_before: Decimal
    value: Decimal  # after − before
    conflicts: int  # after
    conflicts_before: int
    spread: Decimal  # between the fullest and the emptiest discipline, after


def try_changes(inputs: Inputs, made: Plan, changes: Iterable[Change]) -> tuple[Effect, ...]:
    """`made` is the plan of the inputs as they are."""
    before = len(conflicts_of(inputs, made))
    return tuple(_effect(inputs, made, change, before) for change in changes)


def changes_for(inputs: Inputs, made: Plan, conflict: Conflict) -> tuple[Change, ...]:
    """Against a bottleneck, what to take out is searched for."""
    if conflict.kind == BOTTLENECK and conflict.discipline is not None:
        return best_removals(inputs, made, conflict.discipline)
    return conflict.changes


def best_removals(inputs: Inputs, made: Plan, discipline: int, most: int = 3) -> tuple[Change, ...]:
    """One or two issues whose places are worth most to others: value that comes in − value that goes."""
    users = sorted((number for number in made.placed if made.candidates[number].demand.get(discipline)),
                   key=lambda number: (_price(inputs, made, number, discipline), number))[:MOST_TRIED]
    value = value_of(inputs, made)
    gains: dict[tuple[Number, ...], Decimal] = {(number,): _gain(inputs, (number,), value) for number in users}
    single = sorted(gains, key=lambda one: (-gains[one], one))[:PAIRED]
    gains |= {pair: _gain(inputs, pair, value)
              for pair in (tuple(sorted((one[0], other[0]))) for one, other in combinations(single, 2))}
    best = sorted((group for group, gain in gains.items() if gain > ZERO),
                  key=lambda group: (-gains[group], len(group), group))
    return tuple(Change(DROP, group) for group in best[:most])


def in_order_of(goal: str, effects: Sequence[Effect]) -> tuple[Effect, ...]:
    """The best for this goal first; ties stay as they were."""
    keys = {BALANCE: lambda one: one.spread, THROUGHPUT: lambda one: -one.points, PRIORITY: lambda one: -one.value,
            CALM: lambda one: one.conflicts}
    return tuple(sorted(effects, key=keys[goal]))


def _price(inputs: Inputs, made: Plan, number: Number, discipline: int) -> Decimal:
    """Value per point of the scarce discipline: the cheapest are tried first."""
    one = made.candidates[number]
    return worth(inputs, one) / one.demand[discipline]


def _gain(inputs: Inputs, numbers: tuple[Number, ...], before: Decimal) -> Decimal:
    changed = apply(inputs, Change(DROP, numbers))
    return value_of(changed, plan(changed)) - before


def _effect(inputs: Inputs, made: Plan, change: Change, conflicts: int) -> Effect:
    changed = apply(inputs, change)
    later = plan(changed)
    before, after = _keys_in(made), _keys_in(later)
    comes, goes = tuple(one for one in after if one not in before), tuple(one for one in before if one not in after)
    filled = _filled(inputs, made, changed, later)
    shares = [one.share_after for one in filled if one.share_after is not None]
    total = points_of(later)
    return Effect(change, wording(inputs, change), _summary(filled, comes, total, points_of(made)), comes, goes, filled,
                  _bands(made, later), total, points_of(made), value_of(changed, later) - value_of(inputs, made),
                  len(conflicts_of(changed, later)), conflicts, max(shares, default=ZERO) - min(shares, default=ZERO))


def _filled(inputs: Inputs, made: Plan, changed: Inputs, later: Plan) -> tuple[Filled, ...]:
    former = {one.discipline: one for one in uses(inputs, made)}
    return tuple(Filled(one.discipline, one.name, one.available, former[one.discipline].used, one.used,
                        former[one.discipline].share, share(one.used, one.available))
                 for one in uses(changed, later))


def _bands(made: Plan, later: Plan) -> tuple[tuple[int, Decimal, Decimal], ...]:
    before, after = _by_band(made), _by_band(later)
    return tuple((band, before.get(band, ZERO), after.get(band, ZERO)) for band in sorted({*before, *after}))


def _by_band(made: Plan) -> dict[int, Decimal]:
    found: dict[int, Decimal] = {}
    for number in made.placed:
        one = made.candidates[number]
        found[one.band] = found.get(one.band, ZERO) + one.size
    return found


def _keys_in(made: Plan) -> dict[str, None]:
    return dict.fromkeys(made.candidates[number].key for number in made.placed)


def _summary(filled: Sequence[Filled], comes: tuple[str, ...], total: Decimal, before: Decimal) -> str:
    """QA 28 of 32 · 43 points, 5 fewer · PAY-470 then fits."""
    rooms = [f'{one.name} {points(one.after)}{f" of {points(one.available)}" if one.available is not None else ""}'
             for one in filled if one.before != one.after or one.share_before != one.share_after]
    change = total - before
    against = f', {points(abs(change))} {"more" if change > 0 else "fewer"}' if change else ''
    size = f'{points(total)} points{against}'
    few = listed(comes[:3]) + (f' and {len(comes) - 3} more' if len(comes) > 3 else '')
    fits = f'{few} then {"fits" if len(comes) == 1 else "fit"}' if comes else ''
    return ' · '.join(filter(None, (', '.join(rooms), size, fits)))
