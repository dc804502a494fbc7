"""Along what the cells of a season lie: locations, categories, periods, each as a tree whose nodes are slices.

A stored cell names its location and category by *place*, the number it got when it joined the season, which never
changes. In memory the axes are sorted so that every node of a tree is a slice: a position is an index there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

ALL = ''  # key of the node that is everything, on each axis


@dataclass(frozen=True)
class Location:
    place: int
    code: str
    name: str
    kind: str = 'store'  # store, warehouse, online
    cluster: str = ''  # code
    cluster_name: str = ''
    opens: date | None = None
    closes: date | None = None
    is_comparable: bool = True  # like for like


@dataclass(frozen=True)
class Category:
    place: int
    code: str
    name: str
    path: tuple[tuple[str, str], ...] = ()  # (code, name) from the root to the parent


@dataclass(frozen=True)
class Period:
    """A week, or a month where the calendar has months only."""
    start: date
    end: date  # inclusive
    year: int  # fiscal
    number: int  # in the fiscal year, from 1
    month: int  # in the fiscal year, from 1
    quarter: int
    half: int
    ly: date | None = None  # start of the same period of the year before
    ly_restated: date | None = None

    @property
    def key(self) -> str:
        return f'w:{self.start}'


@dataclass(frozen=True)
class Node:
    """`start` to `stop` are positions on its axis; a leaf has a place, its number where cells are stored."""
    key: str
    name: str
    code: str
    level: int
    start: int
    stop: int
    parent: str | None = None
    place: int | None = None

    @property
    def slice(self) -> slice:
        return slice(self.start, self.stop)

    @property
    def is_leaf(self) -> bool:
        return self.place is not None


@dataclass(frozen=True)
class Cell:
    """A cell of the grid: keys of a node on each axis; where one is no leaf, the cell is a total."""
    measure: str
    location: str = ALL
    category: str = ALL
    period: str = ALL


Nodes = Mapping[str, Node]  # by key, parents before children


@dataclass(frozen=True, eq=False)
class Axes:
    """Of one season; compared by identity, the same object until a location or category joins or leaves."""
    number: int
    locations: tuple[Location, ...]
    categories: tuple[Category, ...]
    periods: tuple[Period, ...]
    location_nodes: Nodes
    category_nodes: Nodes
    period_nodes: Nodes
    location_at: Mapping[int, int]  # place → position
    category_at: Mapping[int, int]

    @property
    def shape(self) -> tuple[int, int, int]:
        return len(self.locations), len(self.categories), len(self.periods)

    def box(self, cell: Cell) -> tuple[slice, slice, slice] | None:
        """Where the leaves of a cell lie; None where a node is not of this season."""
        nodes = (self.location_nodes.get(cell.location), self.category_nodes.get(cell.category),
                 self.period_nodes.get(cell.period))
        location, category, period = nodes
        return (location.slice, category.slice, period.slice) if location and category and period else None


def axes_of(number: int, locations: Sequence[Location], categories: Sequence[Category],
            periods: Sequence[Period]) -> Axes:
    """Clusters by name and locations by code; categories as in their tree; whatever has no cluster comes last."""
    places = sorted(locations, key=lambda one: (not one.cluster, one.cluster_name, one.cluster, one.code))
    kinds = sorted(categories, key=lambda one: (*((name, code) for code, name in one.path), (one.name, one.code)))
    return Axes(number, tuple(places), tuple(kinds), tuple(periods), _location_nodes(places), _category_nodes(kinds),
                _period_nodes(periods), {one.place: at for at, one in enumerate(places)},
                {one.place: at for at, one in enumerate(kinds)})


def _location_nodes(locations: Sequence[Location]) -> Nodes:
    paths = [((f'k:{one.cluster}', one.cluster_name or 'Without cluster', one.cluster),
              (f'l:{one.code}', one.name, one.code)) for one in locations]
    return _tree('All locations', paths, [one.place for one in locations])


def _category_nodes(categories: Sequence[Category]) -> Nodes:
    paths = [(*((f'c:{code}', name, code) for code, name in one.path), (f'c:{one.code}', one.name, one.code))
             for one in categories]
    return _tree('All categories', paths, [one.place for one in categories])


def _period_nodes(periods: Sequence[Period]) -> Nodes:
    """Season, months, weeks; a calendar of months has no weeks, and a week's place is its number in the season."""
    paths = [((f'm:{one.year}-{one.month:02}', '', str(one.month)), (one.key, '', str(one.number)))
             for one in periods]
    return _tree('Season', paths, range(len(periods)))


def _tree(whole: str, paths: Sequence[Sequence[tuple[str, str, str]]], places: Sequence[int]) -> Nodes:
    """Every step of a path is (key, name, code); equal beginnings lie side by side."""
    found = {ALL: Node(ALL, whole, '', 0, 0, len(paths))}
    for at, (path, place) in enumerate(zip(paths, places, strict=True)):
        parent = ALL
        for level, (key, name, code) in enumerate(path, 1):
            is_leaf = level == len(path)
            start = found[key].start if key in found else at
            found[key] = Node(key, name, code, level, start, at + 1, parent, place if is_leaf else None)
            parent = key
    return found
