"""Whether orders fit into what is open to buy, in the scopes a season checks; and what would help where they do not.

A scope is a branch of the categories × a location, a cluster or the company × a week, a month or the season to date.
What is left of it is its open-to-buy less what submitted orders have reserved. To date, goods count in every later week
as well: an order that fits where it is due is over if it takes what a later week needs.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice
from typing import Final

import numpy as np

from app.domain.seasons.axes import ALL, Axes, Node, Nodes
from app.domain.seasons.cube import Numbers
from app.domain.seasons.leaves import Box, Leaves
from app.domain.seasons.money import major
from app.domain.seasons.rolling import Rolled
from app.domain.seasons.rounding import half_up
from app.domain.seasons.season import APPROVE, OFF, SeasonRules

MOVE, TRANSFER, REDUCE, OVERRIDE = 'move', 'transfer', 'reduce', 'override'
COMPANY, CLUSTER, LOCATION = 'company', 'cluster', 'location'
WEEK, MONTH, SEASON = 'week', 'month', 'season'
MOST_OFFERS: Final = 3  # of a kind


@dataclass(frozen=True)
class Claim:
    """What a line of an order would take more than it does now; places are positions on the axes of the season."""
    line: int  # its number
    location: int
    category: int
    period: int
    amount: int


PARTS: Final = {
    'budget': ('required_receipts', 'budget_transfers'), 'received': ('received',),
    'on_order': ('open_on_order', 'outside_on_order'), 'reserve': ('reserve',), 'submitted': ('submitted',),
    'otb': ('otb',)}  # measures that are added up


@dataclass(frozen=True, eq=False)
class Position:
    """What is left of each budget and where it went: PARTS by name. Only sums are asked for, so none of them is put
    together leaf by leaf.
    """
    axes: Axes
    parts: Mapping[str, Sequence[Leaves]]
    planned: Sequence[Leaves]  # flags of the plan that budgets are taken from

    def band(self, name: str, places: slice) -> Numbers:
        """Of locations that lie side by side: [category, period]."""
        return np.asarray(sum(one.band(places) for one in self.parts[name]), np.int64)

    def line(self, name: str, places: slice, kinds: slice) -> Numbers:
        """By period."""
        return np.asarray(sum(one.band(places)[kinds].sum(axis=0) for one in self.parts[name]), np.int64)

    def sum(self, name: str, box: Box) -> int:
        return sum(int(one.band(box[0])[box[1], box[2]].sum()) for one in self.parts[name])

    def has_budget(self, places: slice, kinds: slice) -> bool:
        """Whether anything of these is approved."""
        return any(bool(one.band(places)[kinds].any()) for one in self.planned)

    def with_submitted(self, claims: Iterable[Claim]) -> 'Position':
        """Once these are submitted as well."""
        taken = Counter[tuple[int, int, int]]()
        for one in claims:
            taken[one.location, one.category, one.period] += one.amount
        submitted, = self.parts['submitted']
        return replace(self, parts={**self.parts, 'submitted': [submitted.plus(taken)]})


@dataclass(frozen=True)
class Offer:
    """What would help: another period, budget from elsewhere, less, or somebody's leave."""
    kind: str
    amount: int = 0  # to move, to transfer, to reduce by
    period: str = ''  # key of a node: to which to move, from which to transfer
    category: str = ''  # from which


@dataclass(frozen=True)
class Breach:
    """A scope and what an order does to it. Keys are those of nodes; by SEASON `period` is the last to date."""
    category: str
    location: str
    period: str
    is_to_date: bool
    budget: int
    received: int
    on_order: int
    reserve: int
    submitted: int
    this: int
    remaining: int  # without this order
    allowance: int
    lines: tuple[int, ...]
    weeks: tuple[str, ...]  # keys of the periods in which its lines are due
    offers: tuple[Offer, ...] = ()

    @property
    def after(self) -> int:
        return self.remaining - self.this

    @property
    def is_over(self) -> bool:
        return self.this > 0 and self.after < -self.allowance

    @property
    def is_tolerated(self) -> bool:
        """Over budget, and less than the season allows."""
        return self.this > 0 and -self.allowance <= self.after < 0


@dataclass(frozen=True)
class _Scope:
    category: Node
    location: Node
    period: Node
    start: int  # of the periods it takes in

    @property
    def box(self) -> tuple[slice, slice, slice]:
        return self.location.slice, self.category.slice, slice(self.start, self.period.stop)

    def holds(self, claim: Claim) -> bool:
        return all(part.start <= at < part.stop for part, at in zip(
            self.box, (claim.location, claim.category, claim.period), strict=True))


def position_of(rolled: Rolled) -> Position:
    """Of the approved version, with what has happened."""
    return Position(rolled.axes, {name: [rolled.leaves(one) for one in measures] for name, measures in PARTS.items()},
                    [sheet.flags for sheet in rolled.cube.sheets.values()])


def checked(claims: Sequence[Claim], position: Position, rules: SeasonRules) -> tuple[Breach, ...]:
    """What is over budget by more than the season allows, with what would help."""
    return tuple(one for one in asked(claims, position, rules) if one.is_over)


def asked(claims: Sequence[Claim], position: Position, rules: SeasonRules) -> tuple[Breach, ...]:
    """Every scope these claims touch, over budget or not, and to date the later ones that are over; none where the
    season does not check.
    """
    if rules.policy == OFF:
        return ()
    scopes = dict.fromkeys(_scope_of(position.axes, claim, rules) for claim in claims)
    if rules.span == SEASON:
        scopes |= dict.fromkeys(one for first in {(one.location, one.category): one for one in scopes}.values()
                                for one in _over_later(first, claims, position, rules))
    return tuple(_answer(scope, claims, position, rules) for scope in scopes
                 if rules.counts_without_budget or position.has_budget(*scope.box[:2]))


def allowance_of(budget: int, rules: SeasonRules) -> int:
    """The smaller of what is set; nothing where neither is."""
    known = [] if rules.allowance_amount is None else [rules.allowance_amount]
    if rules.allowance_share is not None:
        known.append(half_up(max(budget, 0) * Fraction(rules.allowance_share)))
    return min(known, default=0)


def in_words(breach: Breach, digits: int) -> str:
    """The sum a person can check."""
    parts = [('Budget', breach.budget), ('received', breach.received), ('on order', breach.on_order)]
    parts += [(name, amount) for name, amount in (('held back', breach.reserve), ('submitted', breach.submitted))
              if amount]
    parts += [('this order', breach.this), ('remaining', breach.after)]
    return ', '.join(f'{name} {_money(amount, digits)}' for name, amount in parts)


def _money(amount: int, digits: int) -> str:
    return f'{"−" if amount < 0 else ""}{abs(major(amount, digits)):,.{digits}f}'


def _answer(scope: _Scope, claims: Sequence[Claim], position: Position, rules: SeasonRules) -> Breach:
    within = [one for one in claims if scope.holds(one)]
    budget, submitted = position.sum('budget', scope.box), position.sum('submitted', scope.box)
    found = Breach(
        scope.category.key, scope.location.key, scope.period.key, rules.span == SEASON, budget,
        position.sum('received', scope.box), position.sum('on_order', scope.box), position.sum('reserve', scope.box),
        submitted,
        sum(one.amount for one in within), position.sum('otb', scope.box) - submitted, allowance_of(budget, rules),
        tuple(dict.fromkeys(one.line for one in within)),
        tuple(dict.fromkeys(position.axes.periods[one.period].key for one in sorted(within, key=_period))))
    if not found.is_over:
        return found
    return replace(found, offers=tuple(_offers(scope, found, position, rules)))


def _period(claim: Claim) -> int:
    return claim.period


def _left(scope: _Scope, position: Position) -> int:
    return position.sum('otb', scope.box) - position.sum('submitted', scope.box)


def _scope_of(axes: Axes, claim: Claim, rules: SeasonRules) -> _Scope:
    category = _above(axes.category_nodes, claim.category, rules.level)
    level = {COMPANY: 0, CLUSTER: 1, LOCATION: 2}[rules.places]
    location = _above(axes.location_nodes, claim.location, level)
    period = _above(axes.period_nodes, claim.period, 1 if rules.span == MONTH else 2)
    return _Scope(category, location, period, 0 if rules.span == SEASON else period.start)


def _over_later(first: _Scope, claims: Sequence[Claim], position: Position, rules: SeasonRules) -> Iterator[_Scope]:
    """Of all periods to date: the first that is over, and the one that is most."""
    over = [max(excess, 0) for excess in _excesses(first, claims, position, rules)]
    if not any(over):
        return
    for at in dict.fromkeys((next(at for at, one in enumerate(over) if one), over.index(max(over)))):
        yield replace(first, period=_above(position.axes.period_nodes, at, 2))


def _excesses(scope: _Scope, claims: Sequence[Claim], position: Position, rules: SeasonRules) -> Iterator[int]:
    """By how much claims go beyond what is left and tolerated, to date in each period; 0 where they take nothing."""
    takes, whole = np.zeros(position.axes.shape[2], np.int64), replace(scope, period=position.axes.period_nodes[ALL])
    for claim in filter(whole.holds, claims):
        takes[claim.period] += claim.amount
    left, budget = _left_to_date(scope, position), _to_date(scope, position, 'budget')
    for this, rest, planned in zip(takes.cumsum().tolist(), left.tolist(), budget.tolist(), strict=True):
        yield this - rest - allowance_of(planned, rules) if this > 0 else 0


def _left_to_date(scope: _Scope, position: Position) -> Numbers:
    return _to_date(scope, position, 'otb') - _to_date(scope, position, 'submitted')


def _to_date(scope: _Scope, position: Position, name: str) -> Numbers:
    return position.line(name, scope.location.slice, scope.category.slice).cumsum()


def _above(nodes: Nodes, at: int, level: int) -> Node:
    """The node of a level over a position; where the tree is less deep there, its leaf."""
    return max((one for one in nodes.values() if one.start <= at < one.stop and one.level <= level),
               key=lambda one: one.level)


def _offers(scope: _Scope, breach: Breach, position: Position, rules: SeasonRules) -> Iterator[Offer]:
    """Goods later, budget from a later period or another branch, less of it, or somebody's leave."""
    short = -breach.after - breach.allowance
    later = [one for one in position.axes.period_nodes.values()
             if one.level == scope.period.level and one.start >= scope.period.stop]
    yield from _first(Offer(MOVE, breach.this, one.key) for one in later
                      if _least(scope, one, position, breach) + breach.allowance >= breach.this)
    yield from _first(Offer(TRANSFER, min(short, left), one.key, scope.category.key) for one in later
                      if (left := _left(replace(scope, period=one, start=one.start), position)) > 0)
    yield from _first(Offer(TRANSFER, min(short, left), scope.period.key, one.key)
                      for left, one in _elsewhere(scope, position) if left > 0)
    yield Offer(REDUCE, short)
    if rules.policy == APPROVE:
        yield Offer(OVERRIDE)


def _least(scope: _Scope, period: Node, position: Position, breach: Breach) -> int:
    """What is left in a period; to date what is left in it and in all that follow."""
    if not breach.is_to_date:
        return _left(replace(scope, period=period, start=period.start), position)
    return int(_left_to_date(scope, position)[period.stop - 1:].min())


def _first(offers: Iterable[Offer]) -> Iterator[Offer]:
    return islice(offers, MOST_OFFERS)


def _elsewhere(scope: _Scope, position: Position) -> list[tuple[int, Node]]:
    """Branches of the same level, with what is left of them; the richest first."""
    found = [(_left(replace(scope, category=one), position), one) for one in position.axes.category_nodes.values()
             if one.level == scope.category.level and one.key != scope.category.key]
    return sorted(found, key=lambda each: -each[0])
