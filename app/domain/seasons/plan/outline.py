"""The rows of a plan, as a tree laid flat: one axis within the other."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import accumulate

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


@dataclass(frozen=True)
class Inner:
    """A node of the inner axis below a leaf of the outer one; `down` counts levels from there."""
    node: Node
    down: int
    is_open: bool | None


@dataclass(frozen=True)
class Block:
    """A line of the outer axis, and what stands below it. Leaves that nobody has turned share what is below."""
    head: Line
    below: tuple[Inner, ...] = ()


@dataclass(frozen=True, eq=False)
class Outline:
    """All rows, of which a look sends only those near the window; the same object while nothing is folded. Lines are
    made when they are asked for: there may be a hundred thousand. Where measures stand in columns, a line is one row
    and its measure ALL.
    """
    blocks: tuple[Block, ...]
    starts: tuple[int, ...]  # of blocks, and the end
    total: Line
    measures: tuple[str, ...]
    is_by_location: bool
    heads: Mapping[str, int]  # of blocks, by the key of their outer node

    def __len__(self) -> int:
        return self.count * len(self.measures)

    @property
    def count(self) -> int:
        """Of lines."""
        return self.starts[-1]

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(map(self.line, range(self.count)))

    def line(self, at: int) -> Line:
        number = bisect_right(self.starts, at) - 1
        block = self.blocks[number]
        return self._below(block.head, block.below[at - self.starts[number] - 1]) if at > self.starts[number] else (
            block.head)

    def row(self, index: int) -> tuple[Line, str]:
        """The line and measure of a row; those past the end are the totals."""
        line, measure = divmod(index, len(self.measures))
        return self.line(line) if line < self.count else self.total, self.measures[measure]

    def place(self, key: str) -> int | None:
        """Of a line."""
        location, _, category = key.partition('|')
        outer, inner = (location, category) if self.is_by_location else (category, location)
        if outer not in self.heads:
            return None
        number = self.heads[outer]
        block, start = self.blocks[number], self.starts[number]
        if block.head.key == key:
            return start
        return next((start + 1 + at for at, one in enumerate(block.below) if one.node.key == inner), None)

    def _below(self, head: Line, one: Inner) -> Line:
        level = head.level + one.down
        if self.is_by_location:
            return Line(head.location, one.node.key, level, one.node.name, one.is_open, 0, False, head.location_name,
                        one.node.name)
        return Line(one.node.key, head.category, level, one.node.name, one.is_open, 0, False, one.node.name,
                    head.category_name)


def outline_of(axes: Axes, looks: PlanLooks) -> Outline:
    """Whoever looks in the same way shares it; a filter on a node that is gone is none."""
    location = looks.location if looks.location in axes.location_nodes else ALL
    category = looks.category if looks.category in axes.category_nodes else ALL
    measures = (ALL,) if looks.is_pivot else looks.measures
    return _outline(axes, PlanLooks(measures=measures, rows_by=looks.rows_by, depth=looks.depth,
                                    turned=looks.turned, location=location, category=category, first=looks.first))


@lru_cache(maxsize=64)
def _outline(axes: Axes, looks: PlanLooks) -> Outline:
    if looks.depth == AUTO:
        looks = replace(looks, depth=_fitting(axes, looks))
    walk = _walk(axes, looks)
    blocks = tuple(walk.blocks())
    starts = tuple(accumulate((1 + len(one.below) for one in blocks), initial=0))
    total = Line(looks.location, looks.category, 0, _total_name(axes, looks), None, 0, False,
                 axes.location_nodes[looks.location].name, axes.category_nodes[looks.category].name)
    is_by_location = looks.rows_by == BY_LOCATION
    heads = {one.head.location if is_by_location else one.head.category: at for at, one in enumerate(blocks)}
    return Outline(blocks, starts, total, looks.measures, is_by_location, heads)


def opened_to(axes: Axes, looks: PlanLooks, key: str, *, is_whole: bool = False) -> PlanLooks:
    """With a node of the outer axis in sight; `is_whole` opens all that is below it, too."""
    is_by_location = looks.rows_by == BY_LOCATION
    nodes, inner = (axes.location_nodes, axes.category_nodes) if is_by_location else (
        axes.category_nodes, axes.location_nodes)
    if key not in nodes or (outline_of(axes, looks).heads.get(key) is not None and not is_whole):
        return looks
    turned: set[str] = set()
    if is_whole:
        branches = [node.key for node in inner.values() if not node.is_leaf]
        turned = {f'{key}|{one}' if is_by_location else f'{one}|{key}' for one in branches}
    return replace(looks, depth=max(0, nodes[key].level - 1), turned=frozenset(turned))


def _fitting(axes: Axes, looks: PlanLooks) -> int:
    """As deep as leaves few lines, but at least the branches."""
    bare = replace(looks, turned=frozenset())
    for depth in range(DEEPEST, 0, -1):
        if sum(1 + len(one.below) for one in _walk(axes, replace(bare, depth=depth)).blocks()) <= FEW:
            return depth
    return 0


def _total_name(axes: Axes, looks: PlanLooks) -> str:
    first, second = ((axes.location_nodes, looks.location), (axes.category_nodes, looks.category))
    if looks.rows_by != BY_LOCATION:
        first, second = second, first
    names = [nodes[key].name for nodes, key in (first, second) if key != ALL]
    return ', '.join(names) or first[0][ALL].name


def _walk(axes: Axes, looks: PlanLooks) -> '_Walk':
    places, kinds = (axes.location_nodes, looks.location), (axes.category_nodes, looks.category)
    return _Walk(*places, *kinds, looks) if looks.rows_by == BY_LOCATION else _Walk(*kinds, *places, looks)


@dataclass(frozen=True)
class _Walk:
    """The outer tree; under each of its leaves the inner one."""
    outer: Nodes
    outer_root: str
    inner: Nodes
    inner_root: str
    looks: PlanLooks
    shared: dict[int, tuple[Inner, ...]] = field(default_factory=dict)  # by the level of the outer leaf

    def blocks(self) -> Iterator[Block]:
        root = self.outer[self.outer_root]
        for node in [root] if root.is_leaf else self._ordered(_children(self.outer).get(root.key, ())):
            yield from self._outside(node, 0)

    def _ordered(self, nodes: Sequence[Node]) -> Sequence[Node]:
        first = self.looks.first
        return sorted(nodes, key=lambda node: node.key not in first) if first else nodes

    def _outside(self, node: Node, level: int) -> Iterator[Block]:
        opens = not (node.is_leaf and self.inner[self.inner_root].is_leaf)
        is_open = self._is_open(node.key, self.inner_root, level) if opens else None
        yield Block(self._line(node, level, is_open), self._below(node, level) if node.is_leaf and is_open else ())
        if is_open and not node.is_leaf:
            for child in _children(self.outer).get(node.key, ()):
                yield from self._outside(child, level + 1)

    def _below(self, outer: Node, level: int) -> tuple[Inner, ...]:
        if outer.key in self._turned:
            return tuple(self._inside(outer.key, self.inner_root, level, 1))
        if level not in self.shared:
            self.shared[level] = tuple(self._inside('', self.inner_root, level, 1))
        return self.shared[level]

    def _inside(self, outer: str, root: str, level: int, down: int) -> Iterator[Inner]:
        for child in _children(self.inner).get(root, ()):
            is_open = None if child.is_leaf else self._is_open(outer, child.key, level + down)
            yield Inner(child, down, is_open)
            if is_open:
                yield from self._inside(outer, child.key, level, down + 1)

    @cached_property
    def _turned(self) -> frozenset[str]:
        """Outer nodes of which any row is the other way round."""
        at = 0 if self.looks.rows_by == BY_LOCATION else 2
        return frozenset(one.partition('|')[at] for one in self.looks.turned)

    def _is_open(self, outer: str, inner: str, level: int) -> bool:
        key = f'{outer}|{inner}' if self.looks.rows_by == BY_LOCATION else f'{inner}|{outer}'
        return (level < self.looks.depth) != (key in self.looks.turned)

    def _line(self, node: Node, level: int, is_open: bool | None) -> Line:
        nodes = (node, self.inner[self.inner_root])
        place, kind = nodes if self.looks.rows_by == BY_LOCATION else nodes[::-1]
        return Line(place.key, kind.key, level, node.name, is_open, 0 if node.is_leaf else node.stop - node.start,
                    not node.is_leaf, place.name, kind.name)


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
