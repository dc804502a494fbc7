"""The rows of a plan, as a tree laid flat: one axis within the other."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from app.domain.seasons.axes import ALL, Axes, Node, Nodes
from app.domain.seasons.plan.looks import AUTO, BY_LOCATION, DEEPEST, PlanLooks

FEW = 120  # lines that are shown at once when nobody has said how deep
Children = Mapping[str, Sequence[Node]]


@dataclass(frozen=True)
class Line:
    """A node of each axis; `level` from 0. `is_open` is None where nothing can be opened."""
    location: str
    category: str
    level: int
    name: str
    is_open: bool | None = None
    count: int = 0  # leaves of the axis whose node this is
    is_branch: bool = False  # of the outer axis
    location_name: str = ''
    category_name: str = ''

    @property
    def key(self) -> str:
        return f'{self.location}|{self.category}'


@dataclass(frozen=True, eq=False)
class Outline:
    """All rows, of which a look sends only those near the window; the same object while nothing is folded."""
    lines: tuple[Line, ...]
    total: Line
    measures: tuple[str, ...]
    places: Mapping[str, int]  # of lines, by key

    def __len__(self) -> int:
        return len(self.lines) * len(self.measures)

    def row(self, index: int) -> tuple[Line, str]:
        """The line and measure of a row; those past the end are the totals."""
        line, measure = divmod(index, len(self.measures))
        return self.lines[line] if line < len(self.lines) else self.total, self.measures[measure]


@lru_cache(maxsize=64)
def outline_of(axes: Axes, looks: PlanLooks) -> Outline:
    """Whoever looks in the same way shares it; a filter on a node that is gone is none."""
    location = looks.location if looks.location in axes.location_nodes else ALL
    category = looks.category if looks.category in axes.category_nodes else ALL
    wanted = replace(looks, location=location, category=category)
    if wanted.depth == AUTO:
        wanted = replace(wanted, depth=_fitting(axes, wanted))
    lines = tuple(_lines(axes, wanted))
    total = Line(location, category, 0, _total_name(axes, wanted), None, 0, False,
                 axes.location_nodes[location].name, axes.category_nodes[category].name)
    return Outline(lines, total, looks.measures, {line.key: at for at, line in enumerate(lines)})


def opened_to(axes: Axes, looks: PlanLooks, key: str, *, is_whole: bool = False) -> PlanLooks:
    """With a node of the outer axis in sight; `is_whole` opens all that is below it, too."""
    nodes = axes.location_nodes if looks.rows_by == BY_LOCATION else axes.category_nodes
    known = outline_of(axes, looks).places
    if key in nodes and _key(looks, key) in known and not is_whole:
        return looks
    deep = replace(looks, depth=DEEPEST, turned=frozenset())
    above = _above(nodes, key) | ({key} if is_whole else set())
    shut = {line.key for line in outline_of(axes, deep).lines if line.is_open and line.is_branch
            and _outer(looks, line) not in above}
    leaves = {line.key for line in outline_of(axes, deep).lines if line.is_open and not line.is_branch
              and _outer(looks, line) not in above}
    return replace(deep, turned=frozenset(shut | leaves))


def _key(looks: PlanLooks, outer: str) -> str:
    return f'{outer}|{looks.category}' if looks.rows_by == BY_LOCATION else f'{looks.location}|{outer}'


def _outer(looks: PlanLooks, line: Line) -> str:
    return line.location if looks.rows_by == BY_LOCATION else line.category


def _above(nodes: Nodes, key: str) -> set[str]:
    found: set[str] = set()
    node = nodes.get(key)
    while node and node.parent:
        found.add(node.parent)
        node = nodes.get(node.parent)
    return found


def _fitting(axes: Axes, looks: PlanLooks) -> int:
    """As deep as leaves few lines, but at least the branches."""
    bare = replace(looks, turned=frozenset())
    for depth in range(DEEPEST, 0, -1):
        if _has_few(_lines(axes, replace(bare, depth=depth))):
            return depth
    return 0


def _has_few(lines: Iterator[Line]) -> bool:
    return all(at < FEW for at, _ in enumerate(lines))


def _total_name(axes: Axes, looks: PlanLooks) -> str:
    first, second = ((axes.location_nodes, looks.location), (axes.category_nodes, looks.category))
    if looks.rows_by != BY_LOCATION:
        first, second = second, first
    names = [nodes[key].name for nodes, key in (first, second) if key != ALL]
    return ', '.join(names) or first[0][ALL].name


def _lines(axes: Axes, looks: PlanLooks) -> Iterator[Line]:
    if looks.rows_by == BY_LOCATION:
        outer, inner = (axes.location_nodes, looks.location), (axes.category_nodes, looks.category)
    else:
        outer, inner = (axes.category_nodes, looks.category), (axes.location_nodes, looks.location)
    yield from _Walk(outer[0], outer[1], inner[0], inner[1], looks).lines()


@dataclass(frozen=True)
class _Walk:
    """The outer tree; under each of its leaves the inner one."""
    outer: Nodes
    outer_root: str
    inner: Nodes
    inner_root: str
    looks: PlanLooks

    def lines(self) -> Iterator[Line]:
        root = self.outer[self.outer_root]
        tops = [root] if root.is_leaf else self._ordered(_children(self.outer).get(root.key, ()))
        for node in tops:
            yield from self._outside(node, 0)

    def _ordered(self, nodes: Sequence[Node]) -> Sequence[Node]:
        first = self.looks.first
        return sorted(nodes, key=lambda node: node.key not in first) if first else nodes

    def _outside(self, node: Node, level: int) -> Iterator[Line]:
        inner_root = self.inner[self.inner_root]
        below = () if inner_root.is_leaf and node.is_leaf else (node,)
        line = self._line(node, self.inner_root, level, node.name, bool(below), node.stop - node.start, True)
        yield line
        if line.is_open and node.is_leaf:
            for child in _children(self.inner).get(self.inner_root, ()):
                yield from self._inside(node, child, level + 1)
        elif line.is_open:
            for child in _children(self.outer).get(node.key, ()):
                yield from self._outside(child, level + 1)

    def _inside(self, outer: Node, node: Node, level: int) -> Iterator[Line]:
        line = self._line(outer, node.key, level, node.name, not node.is_leaf, node.stop - node.start, False)
        yield line
        if line.is_open:
            for child in _children(self.inner).get(node.key, ()):
                yield from self._inside(outer, child, level + 1)

    def _line(self, outer: Node, inner: str, level: int, name: str, opens: bool, count: int,
              is_branch: bool) -> Line:
        nodes = (outer, self.inner[inner])
        place, kind = nodes if self.looks.rows_by == BY_LOCATION else nodes[::-1]
        is_open = (level < self.looks.depth) != (f'{place.key}|{kind.key}' in self.looks.turned) if opens else None
        is_group = is_branch and not outer.is_leaf
        return Line(place.key, kind.key, level, name, is_open, count if is_group else 0, is_group, place.name,
                    kind.name)


_known: dict[int, tuple[Nodes, Children]] = {}


def _children(nodes: Nodes) -> Children:
    """Of each node; remembered for as long as the tree is the same object."""
    kept = _known.get(id(nodes))
    if kept is None or kept[0] is not nodes:
        found: dict[str, list[Node]] = {}
        for node in nodes.values():
            if node.parent is not None:
                found.setdefault(node.parent, []).append(node)
        if len(_known) > 32:
            _known.clear()
        kept = _known[id(nodes)] = (nodes, found)
    return kept[1]
