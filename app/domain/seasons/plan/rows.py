"""The rows of a window, with what stands in their cells and what keeps them from changing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from app.domain.seasons.axes import ALL, Axes, Node
from app.domain.seasons.measures import MEASURES
from app.domain.seasons.plan.columns import Column, season_column
from app.domain.seasons.plan.figures import Figures, change_text
from app.domain.seasons.plan.outline import Line, Outline
from app.domain.seasons.plan.view import CHANGED, HELD, MOST_ROWS, NOTED, PlanRow
from app.domain.seasons.scopes import ScopeView
from app.domain.seasons.season import APPROVED, DRAFT, REVIEW

Marked = Mapping[tuple[str, str, str], frozenset[str]]  # (measure, location, category) → keys of periods
SHUT = {REVIEW: 'in review', APPROVED: 'approved'}


@dataclass(frozen=True, eq=False)
class Sheet:
    """All that rows are made of. `shut` says of a measure what keeps it from changing at this step."""
    axes: Axes
    columns: Sequence[Column]
    figures: Figures
    against: Figures | None = None
    approved: Figures | None = None
    held: Marked = field(default_factory=dict)
    noted: Marked = field(default_factory=dict)
    scopes: Sequence[ScopeView] = ()
    shut: Mapping[str, str] = field(default_factory=dict)
    guarded: frozenset[str] = frozenset()  # measures that approval keeps from changing

    def rows(self, outline: Outline, first: int) -> tuple[PlanRow, ...]:
        last = min(first + MOST_ROWS, len(outline))
        return tuple(self._row(at, *outline.row(at)) for at in range(first, last))

    def totals(self, outline: Outline) -> tuple[PlanRow, ...]:
        return tuple(self._row(len(outline) + at, outline.total, measure)
                     for at, measure in enumerate(outline.measures))

    def _row(self, index: int, line: Line, measure: str) -> PlanRow:
        columns = (*self.columns, season_column(self.axes))
        *cells, total = self.figures.row(measure, line.location, line.category, columns)
        *others, other = (self.against.row(measure, line.location, line.category, columns) if self.against
                          else (None,) * len(columns))
        change, share = change_text(total, other)
        states = self._states(line)
        return PlanRow(index, line, measure, tuple(cells), total, tuple(others), other, change, share,
                       self._marks(line, measure, cells), self._why(measure, states),
                       _state(states) if measure in self.guarded or not MEASURES[measure].is_input else '')

    def _why(self, measure: str, states: frozenset[str]) -> str:
        if measure in self.guarded and states and states <= SHUT.keys():
            return SHUT[REVIEW if REVIEW in states else APPROVED]
        return self.shut.get(measure, '') if MEASURES[measure].is_input else 'worked out'

    def _marks(self, line: Line, measure: str, cells: Sequence[object]) -> tuple[tuple[int, int], ...]:
        key = (measure, line.location, line.category)
        held, noted = self.held.get(key, frozenset()), self.noted.get(key, frozenset())
        changed = self._changed(line, measure, cells)
        if not held and not noted and not changed:
            return ()
        keys = [*((at, one.key) for at, one in enumerate(self.columns)), (-1, ALL)]
        found = ((at, HELD * (period in held) | NOTED * (period in noted) | CHANGED * (at in changed))
                 for at, period in keys)
        return tuple((at, bits) for at, bits in found if bits)

    def _changed(self, line: Line, measure: str, cells: Sequence[object]) -> frozenset[int]:
        """Columns that are not what was approved, where anything was."""
        if self.approved is None or not MEASURES[measure].is_input:
            return frozenset()
        then = self.approved.row(measure, line.location, line.category, self.columns)
        if all(one is None for one in then):
            return frozenset()
        return frozenset(at for at, (now, was) in enumerate(zip(cells, then, strict=True)) if now != was)

    def _states(self, line: Line) -> frozenset[str]:
        """Of all scopes that a row has a part in."""
        place, kind = self.axes.location_nodes[line.location], self.axes.category_nodes[line.category]
        return frozenset(state for low, high, left, right, state in self._spans
                         if low < place.stop and place.start < high and left < kind.stop and kind.start < right)

    @cached_property
    def _spans(self) -> tuple[tuple[int, int, int, int, str], ...]:
        """Where scopes lie: locations, categories."""
        nodes = [(self.axes.location_nodes.get(one.cluster), self.axes.category_nodes.get(one.branch), one.state)
                 for one in self.scopes]
        return tuple((place.start, place.stop, kind.start, kind.stop, state) for place, kind, state in nodes
                     if place and kind)


def _state(states: frozenset[str]) -> str:
    """What the whole row is; a mixture is nothing."""
    return next(iter(states)) if len(states) == 1 and DRAFT not in states else ''


def scopes_under(axes: Axes, scopes: Iterable[ScopeView], location: str, category: str) -> list[ScopeView]:
    """Those that share cells with a node."""
    place, kind = axes.location_nodes.get(location), axes.category_nodes.get(category)
    return [one for one in scopes if place and kind and _meet(axes.location_nodes.get(one.cluster), place)
            and _meet(axes.category_nodes.get(one.branch), kind)]


def _meet(one: Node | None, other: Node) -> bool:
    return one is not None and one.start < other.stop and other.start < one.stop
