"""Open-to-buy as its page shows it: what each category may still spend in each month, and the sum behind one cell."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Final

import numpy as np

from app.domain.seasons import figures
from app.domain.seasons.axes import ALL, Axes, Cell, Node
from app.domain.seasons.budget import Position
from app.domain.seasons.budgets import ReserveView, TransferView
from app.domain.seasons.buying import Decision
from app.domain.seasons.cube import Flags
from app.domain.seasons.ledger import GOING_OUT
from app.domain.seasons.measures import MEASURES
from app.domain.seasons.metrics import Ratio, ratio_of
from app.domain.seasons.plan.columns import Column, columns_of
from app.domain.seasons.rolling import Rolled
from app.domain.seasons.season import SeasonView

MONTHS, WEEKS = 'months', 'weeks'
FINE, NEAR, OVER, EMPTY = 'fine', 'near', 'over', 'empty'
NEARLY: Final = Fraction(9, 10)  # of a budget that is used
MOST_ROWS: Final = 30  # of a table; more of them are shown by branch
LABELS: Final = {
    'net_sales': 'Planned sales', 'eop': 'Planned closing stock', 'open_on_order': 'On order',
    'transfers': 'Budget transfers', 'carried': 'Carried over', 'unspent': 'Unspent receipts',
    'submitted': 'Submitted orders', 'received': 'Received'}
ALWAYS: Final = ('net_sales', 'cogs', 'eop', 'bop', 'open_on_order')
FOLLOWING: Final = (('transfers_in', -1), ('transfers_out', 1), ('adjustments', -1), ('transfers', 1), ('carried', 1),
                    ('unspent', 1), ('received', -1), ('open_on_order', -1), ('outside_on_order', -1),
                    ('reserve', -1), ('submitted', -1))


@dataclass(frozen=True)
class OtbLooks:
    """Keys of nodes: at which place, whose categories stand in the rows, and which cell is open."""
    location: str = ALL
    branch: str = ALL
    category: str = ALL
    period: str = ALL
    span: str = MONTHS

    def within(self, axes: Axes) -> 'OtbLooks':
        """What an address says that is not of this season is everything."""
        def known(key: str, nodes: Mapping[str, Node]) -> str:
            return key if key in nodes else ALL
        return replace(self, location=known(self.location, axes.location_nodes),
                       branch=known(self.branch, axes.category_nodes),
                       category=known(self.category, axes.category_nodes),
                       period=known(self.period, axes.period_nodes), span=WEEKS if self.span == WEEKS else MONTHS)

    @property
    def cell(self) -> Cell:
        return Cell('otb', self.location, self.category, self.period)


@dataclass(frozen=True)
class OtbCell:
    """`planned` is the budget with transfers; `held` what is reserved of it."""
    period: str
    planned: int
    consumed: int
    held: int
    is_told: bool

    @property
    def left(self) -> int:
        """Signed, never clamped."""
        return self.planned - self.consumed - self.held

    @property
    def share(self) -> Ratio | None:
        """Of the budget, that is used or held back."""
        return ratio_of(self.consumed + self.held, self.planned) if self.planned > 0 else None

    @property
    def state(self) -> str:
        if not self.is_told:
            return EMPTY
        if self.left < 0:
            return OVER
        return NEAR if self.share and self.share.value >= NEARLY else FINE


@dataclass(frozen=True)
class OtbRow:
    """A category; `is_branch` where its own categories can be looked at."""
    key: str
    name: str
    is_branch: bool
    cells: tuple[OtbCell, ...]
    season: OtbCell


@dataclass(frozen=True)
class OtbTable:
    """`trail` leads from all categories to the branch whose rows these are: (key, name)."""
    columns: tuple[Column, ...]
    rows: tuple[OtbRow, ...]
    total: OtbRow
    trail: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Term:
    """One number of the sum; `note` says where it comes from."""
    measure: str
    label: str
    sign: int
    value: int
    note: str = ''

    @property
    def amount(self) -> int:
        return self.sign * self.value


@dataclass(frozen=True)
class OrderDue:
    """What an order takes of a cell: what is still awaited of its lines that are due there."""
    number: str
    title: str
    state: str
    is_asked: bool
    due: date | None
    locations: int
    amount: int
    is_overdue: bool = False


@dataclass(frozen=True)
class Happening:
    """Something that moved a cell."""
    at: datetime
    who: str
    text: str
    amount: int


@dataclass(frozen=True)
class OtbView:
    """`is_approved`: budgets are those of the approved plan, else of the plan that is being worked on."""
    season: SeasonView
    looks: OtbLooks
    is_approved: bool
    table: OtbTable
    category_name: str
    period_name: str
    place_name: str
    cell: OtbCell
    terms: tuple[Term, ...]
    by_month: tuple[OtbCell, ...]
    month_labels: tuple[str, ...]
    orders: tuple[OrderDue, ...]
    more_orders: int
    happened: tuple[Happening, ...]
    places: tuple[tuple[str, str, int], ...]  # key, name, level
    decisions: tuple[Decision, ...]
    transfers: tuple[TransferView, ...]  # that wait
    reserves: tuple[ReserveView, ...]

    @property
    def is_empty(self) -> bool:
        """Nothing is planned anywhere; one place without a plan is an answer."""
        return self.looks.location == ALL and not any(row.season.is_told for row in self.table.rows)

    @property
    def decision(self) -> Decision | None:
        """The one about the open cell, else the first that waits."""
        here = self.looks.category, self.looks.period
        about = (one for one in self.decisions if any((scope[0], scope[2]) == here for scope in one.scopes))
        return next(about, self.decisions[0] if self.decisions else None)


@dataclass(frozen=True)
class Detail:
    """A row behind a figure."""
    name: str
    note: str
    amount: int
    link: str = ''


class Sums:
    """What a position holds at one place, by category and period; each row of the table is a slice of it."""

    def __init__(self, position: Position, told: Flags, location: str) -> None:
        self.axes, places = position.axes, position.axes.location_nodes[location].slice
        self.planned, self.held = position.band('budget', places), position.band('reserve', places)
        came, waits, asked = (position.band(name, places) for name in ('received', 'on_order', 'submitted'))
        self.consumed = came + waits + asked
        self.told: Flags = np.asarray(told[places].any(axis=0), np.bool_)

    def cell(self, category: Node, period: Node) -> OtbCell:
        box = category.slice, period.slice
        return OtbCell(period.key, int(self.planned[box].sum()), int(self.consumed[box].sum()),
                       int(self.held[box].sum()), bool(self.told[box].any()))

    def row(self, node: Node, periods: Sequence[Node]) -> OtbRow:
        return OtbRow(node.key, node.name, not node.is_leaf, tuple(self.cell(node, one) for one in periods),
                      self.cell(node, self.axes.period_nodes[ALL]))


def table_of(sums: Sums, looks: OtbLooks, elapsed: int) -> OtbTable:
    """Leaves of the branch where they are few, else its parts."""
    axes = sums.axes
    columns = columns_of(axes, looks.span, frozenset(), elapsed)
    periods = [axes.period_nodes[one.key] for one in columns]
    branch = axes.category_nodes[looks.branch]
    if branch.is_leaf:
        branch = axes.category_nodes[branch.parent or ALL]
    return OtbTable(columns, tuple(sums.row(node, periods) for node in _parts(axes, branch)),
                    sums.row(branch, periods), tuple(reversed(tuple(_trail(axes, branch)))))


def _parts(axes: Axes, branch: Node) -> Sequence[Node]:
    nodes = axes.category_nodes.values()
    if branch.stop - branch.start <= MOST_ROWS:
        return [one for one in nodes if one.is_leaf and branch.start <= one.start < branch.stop]
    return [one for one in nodes if one.parent == branch.key]


def _trail(axes: Axes, branch: Node) -> Iterator[tuple[str, str]]:
    here: Node | None = branch
    while here:
        yield here.key, here.name
        here = axes.category_nodes[here.parent] if here.parent is not None else None


def terms_of(rolled: Rolled, cell: Cell) -> tuple[Term, ...]:
    """The four that always count, and all others that are not zero; their signed sum is what is left to buy."""
    out = GOING_OUT[rolled.terms.basis]
    signed = (*((one, 1) for one in out), ('eop', 1), ('bop', -1), *FOLLOWING)
    found = [Term(name, label_of(name), sign, amount_in(rolled, name, cell)) for name, sign in signed]
    return tuple(one for one in found if one.value or (one.measure in ALWAYS))


def amount_in(rolled: Rolled, name: str, cell: Cell) -> int:
    """Of a measure, or of `unspent`: receipts that were planned in elapsed periods and stay in the budget."""
    if name == 'unspent':
        return _unspent(rolled, cell)
    node = rolled.axes.period_nodes[cell.period]
    line = figures.line_of(rolled, replace(cell, measure=name))
    if name == 'bop':
        return int(line[node.start])
    return int(line[node.stop - 1]) if name == 'eop' else int(line[node.slice].sum())


def label_of(measure: str) -> str:
    return LABELS.get(measure) or MEASURES[measure].label


def _unspent(rolled: Rolled, cell: Cell) -> int:
    need = sum(amount_in(rolled, one, cell) for one in (*GOING_OUT[rolled.terms.basis], 'eop', 'transfers_out'))
    less = sum(amount_in(rolled, one, cell) for one in ('bop', 'transfers_in', 'adjustments'))
    return amount_in(rolled, 'required_receipts', cell) - need + less
