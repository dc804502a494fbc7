"""Which disciplines an issue needs, how we know, and how much of each.

What somebody said about this very issue comes first; then estimates per discipline, then how its type is split; else
one discipline, by the surest of what the issue says about itself. Where nothing says so, it needs one: never a guess.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from weakref import WeakKeyDictionary

from app.domain.sprints.facts.board import CLOSED, Board, Discipline, Issue
from app.domain.sprints.facts.estimates import number_of
from app.domain.sprints.metrics.numbers import median

ONE: Final = Decimal(1)
RECENT: Final = 5  # closed sprints whose issues say what one of this type usually takes
NOBODY: Final = 0  # was said to do it
ENOUGH: Final = 5  # values below which a median says nothing
SAID, ESTIMATED, SPLIT, FIELD, COMPONENT, TEAM, LABEL, SUBTASKS, NOTHING = (
    'said here', 'estimates', 'type', 'field', 'component', 'team', 'label', 'subtasks', '')
CONFIDENCE: Final[Mapping[str, Decimal]] = {
    SAID: ONE, ESTIMATED: ONE, SPLIT: ONE, FIELD: ONE, COMPONENT: Decimal('0.8'), TEAM: Decimal('0.7'),
    LABEL: Decimal('0.6'), SUBTASKS: Decimal('0.5'), NOTHING: Decimal(0)}


@dataclass(frozen=True)
class Shares:
    """Discipline → share of 1. Empty: it needs one."""
    parts: Mapping[int, Decimal]
    source: str  # how we know

    @property
    def confidence(self) -> Decimal:
        return CONFIDENCE[self.source]


@dataclass(frozen=True)
class Demand:
    """Discipline → points. `size` is all of them, also where no discipline is known."""
    parts: Mapping[int, Decimal]
    size: Decimal
    shares: Shares
    assumed: str = ''  # in words, where nobody estimated it


@dataclass(frozen=True)
class _Known:
    """What is the same for every issue of a board, worked out once."""
    said: Mapping[int, int]  # issue → discipline, as somebody said last
    teams: Mapping[str, int]  # account → what they do most
    subtasks: Mapping[int, frozenset[str]]  # parent → types
    estimated: Mapping[int, Discipline]  # that have estimates of their own
    sizes: Mapping[str, Decimal]  # type → usual points


_known: WeakKeyDictionary[Board, _Known] = WeakKeyDictionary()


def shares_of(board: Board, issue: Issue) -> Mapping[int, Decimal]:
    """Discipline → share of 1; empty where it needs one."""
    return known_shares(board, issue).parts


def named_shares(board: Board, issue: Issue) -> Mapping[str, Decimal]:
    """The same by the names that reports show."""
    return {board.disciplines[own].name: share for own, share in shares_of(board, issue).items()
            if own in board.disciplines}


def known_shares(board: Board, issue: Issue) -> Shares:
    """The surest of all that can be known; whoever said “nobody yet” is believed, too."""
    said = _said(board, issue)
    return Shares(said, SAID) if said is not None else told_shares(board, issue)


def told_shares(board: Board, issue: Issue) -> Shares:
    """The surest of what the issue itself tells, whatever was said here."""
    return next((Shares(parts, source) for source, parts in _ways(board, issue) if parts), Shares({}, NOTHING))


def demand_of(board: Board, issue: Issue) -> Demand:
    """In points; exact, so that parts add up to the whole."""
    own, said = _own_estimates(board, issue), _said(board, issue)
    if own:
        size = sum(own.values(), Decimal(0))
        if said is not None:
            return Demand({key: size * share for key, share in said.items()}, size, Shares(said, SAID))
        return Demand(own, size, Shares({key: part / size for key, part in own.items()} if size else {}, ESTIMATED))
    shares = known_shares(board, issue)
    size, assumed = _size(board, issue)
    return Demand({key: size * share for key, share in shares.parts.items()}, size, shares, assumed)


def usual_sizes(board: Board) -> Mapping[str, Decimal]:
    """What an issue takes by type, the median of the last closed sprints; `''` is of all types. Only where there are
    enough values.
    """
    return _of(board).sizes


def _ways(board: Board, issue: Issue) -> Iterator[tuple[str, Mapping[int, Decimal]]]:
    yield SPLIT, {key: part for key, part in board.rules.type_splits.get(issue.type, {}).items()
                  if key in board.disciplines}
    yield FIELD, _first(board, lambda one: not one.values.isdisjoint(_texts(issue.fields.get(
        board.rules.discipline_field))))
    yield COMPONENT, _first(board, lambda one: not one.components.isdisjoint(issue.components))
    yield TEAM, _of_assignee(board, issue)
    yield LABEL, _first(board, lambda one: not one.labels.isdisjoint(issue.labels))
    yield SUBTASKS, _of_subtasks(board, issue)


def _said(board: Board, issue: Issue) -> Mapping[int, Decimal] | None:
    """None where nobody said anything, or something that is gone."""
    said = _of(board).said.get(issue.number)
    if said == NOBODY:
        return {}
    return {said: ONE} if said is not None and said in board.disciplines else None


def _first(board: Board, fits: Any) -> Mapping[int, Decimal]:
    return next(({key: ONE} for key, one in board.disciplines.items() if fits(one)), {})


def _of_assignee(board: Board, issue: Issue) -> Mapping[int, Decimal]:
    team = _of(board).teams.get(issue.assignee) if issue.assignee else None
    return {team: ONE} if team is not None else {}


def _of_subtasks(board: Board, issue: Issue) -> Mapping[int, Decimal]:
    types = _of(board).subtasks.get(issue.number, frozenset())
    return _first(board, lambda one: not one.subtasks.isdisjoint(types))


def _of(board: Board) -> _Known:
    known = _known.get(board)
    if known is None:
        said = {one.number: one.value.get('discipline', NOBODY) for one in board.overrides if one.kind == 'discipline'}
        known = _known[board] = _Known(said, _teams(board), _types_of_subtasks(board), {
            key: one for key, one in board.disciplines.items() if one.estimate}, _usual(board))
    return known


def _teams(board: Board) -> dict[str, int]:
    """Where whoever it is assigned to does one thing most; of two with one account the first counts."""
    found: dict[str, int] = {}
    for member in board.members.values():
        shares = {key: part for key, part in member.shares.items() if key in board.disciplines}
        if member.account and shares and member.account not in found:
            found[member.account] = max(shares, key=lambda key: (shares[key], -key))
    return found


def _types_of_subtasks(board: Board) -> Mapping[int, frozenset[str]]:
    found: dict[int, set[str]] = {}
    for issue in board.issues.values():
        if issue.is_subtask and issue.parent:
            found.setdefault(issue.parent, set()).add(issue.type)
    return {number: frozenset(types) for number, types in found.items()}


def _own_estimates(board: Board, issue: Issue) -> dict[int, Decimal]:
    read = {key: number_of(issue.estimates.get(one.estimate, '')) for key, one in _of(board).estimated.items()}
    return {key: amount for key, amount in read.items() if amount is not None}


def _size(board: Board, issue: Issue) -> tuple[Decimal, str]:
    known = number_of(issue.estimates.get(board.columns.estimate, ''))
    if known is not None:
        return known, ''
    usual = usual_sizes(board)
    if issue.type in usual:
        return usual[issue.type], f'assumed, as most of type {issue.type}'
    if '' in usual:
        return usual[''], 'assumed, as most issues'
    return board.rules.default_points, 'assumed, as set for this board'


def _usual(board: Board) -> Mapping[str, Decimal]:
    closed = sorted((one for one in board.sprints.values() if one.state == CLOSED and one.complete),
                    key=lambda one: (one.complete or 0, one.number))[-RECENT:]
    numbers = {one.number for one in closed}
    values: dict[str, list[Decimal]] = {}
    for issue in board.issues.values():
        known = number_of(issue.estimates.get(board.columns.estimate, ''))
        if known is not None and not numbers.isdisjoint(issue.sprints) and not issue.is_epic:
            values.setdefault(issue.type, []).append(known)
            values.setdefault('', []).append(known)
    return {kind: found for kind, some in values.items() if len(some) >= ENOUGH and (found := median(some)) is not None}


def _texts(value: Any) -> frozenset[str]:
    if isinstance(value, str):
        return frozenset({value})
    return frozenset(map(str, value)) if isinstance(value, list | tuple) else frozenset()
