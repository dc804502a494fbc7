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
    across: tuple[str, ...] = ()  # measures, where these stand in columns
    near: dict[tuple[int, str], tuple[Node, ...]] = field(default_factory=dict, repr=False)  # (axis, node)

    def rows(self, outline: Outline, first: int) -> tuple[PlanRow, ...]:
        last = min(first + MOST_ROWS, len(outline))
        return tuple(self._row(at, *outline.row(at)) for at in range(first, last))

    def totals(self, outline: Outline) -> tuple[PlanRow, ...]:
        return tuple(self._row(len(outline) + at, outline.total, measure)
                     for at, measure in enumerate(outline.measures))

    def _row(self, index: int, line: Line, measure: str) -> PlanRow:
        return self._single(index, line, measure) if measure else self._pivoted(index, line)

    def _pivoted(self, index: int, line: Line) -> PlanRow:
        parts = tuple(self._single(0, line, one) for one in self.across)
        cells, others = (tuple(value for column in zip(*lists, strict=True) for value in column)
                         for lists in ([one.cells for one in parts], [one.against for one in parts]))
        marks = tuple((at * len(parts) + number if at >= 0 else at - number, bits)
                      for number, one in enumerate(parts) for at, bits in one.marks)
        return PlanRow(index, line, ALL, cells, parts[0].total, others, parts[0].against_total, marks=marks,
                       state=next((one.state for one in parts if one.state), ''), parts=parts)

    def _single(self, index: int, line: Line, measure: str) -> PlanRow:
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
        """Columns that are not what was approved. Of a total only the scopes count that have been."""
        if self.approved is None or measure not in self.guarded:
            return frozenset()
        found: set[int] = set()
        for location, category in self._parts(line):
            then = self.approved.row(measure, location, category, self.columns)
            if any(one is not None for one in then):
                is_whole = (location, category) == (line.location, line.category)
                now = cells if is_whole else self.figures.row(measure, location, category, self.columns)
                found.update(at for at, (one, was) in enumerate(zip(now, then, strict=True)) if one != was)
        return frozenset(found)

    def _parts(self, line: Line) -> set[tuple[str, str]]:
        """The row within each of its scopes."""
        place, kind = self.axes.location_nodes[line.location], self.axes.category_nodes[line.category]
        return {(_deeper(place, cluster).key, _deeper(kind, branch).key) for cluster, branch, _ in self._met(line)}

    def _states(self, line: Line) -> frozenset[str]:
        """Of all scopes that a row has a part in."""
        return frozenset(state for _, _, state in self._met(line))

    def _met(self, line: Line) -> list[tuple[Node, Node, str]]:
        clusters = self._near(0, self.axes.location_nodes[line.location])
        branches = self._near(1, self.axes.category_nodes[line.category])
        return [(cluster, branch, state) for cluster in clusters for branch in branches
                if (state := self._known.get((cluster.key, branch.key)))]

    def _near(self, axis: int, node: Node) -> tuple[Node, ...]:
        """Nodes of scopes that share leaves of this axis with a node; many rows ask for the same."""
        found = self.near.get((axis, node.key))
        if found is None:
            found = self.near[axis, node.key] = tuple(one for one in self._ends[axis] if _meet(one, node))
        return found

    @cached_property
    def _known(self) -> Mapping[tuple[str, str], str]:
        """States of scopes, by cluster and branch."""
        return {(one.cluster, one.branch): one.state for one in self.scopes}

    @cached_property
    def _ends(self) -> tuple[Sequence[Node], Sequence[Node]]:
        """Clusters and branches of all scopes, each once."""
        places, kinds = self.axes.location_nodes, self.axes.category_nodes
        return ([places[one] for one in dict.fromkeys(one.cluster for one in self.scopes) if one in places],
                [kinds[one] for one in dict.fromkeys(one.branch for one in self.scopes) if one in kinds])


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


def _deeper(one: Node, other: Node) -> Node:
    """Of two that share leaves in one tree, the one within the other."""
    return one if one.stop - one.start <= other.stop - other.start else other
