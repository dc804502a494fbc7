"""From a plan and a look at it to rows: lanes, groups, parents above their children, what nobody has planned."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache

from app.domain.portfolio.items.items import Group, Item, Portfolio, by_rank
from app.domain.portfolio.timeline.axis import pixels_a_day
from app.domain.portfolio.timeline.bars import Sketch
from app.domain.portfolio.timeline.packing import pack
from app.domain.portfolio.timeline.timeline import BANK, LANE, PARENT, PAST, TRAY, Bar, HeatCell, Row
from app.domain.portfolio.views.filtering import Chosen
from app.domain.portfolio.views.folding import BRACKETS, usually_open
from app.domain.portfolio.views.lanes import Lane, contributing, lanes_of
from app.domain.portfolio.views.looks import Looks

Heat = Callable[[int], tuple[HeatCell, ...]]
SIGNS = ('rocket_launch', 'crown', 'trophy', 'bookmark', 'task_alt')  # by level of the hierarchy
DEEPEST = 12  # levels that are indented


@dataclass(frozen=True, eq=False)
class Block:
    """A lane with its rows."""
    lane: Lane
    ids: tuple[int, ...]
    is_bare: bool  # it is the only one, and needs no label
    rows: tuple[Row, ...]
    undated: int
    changed: int


@dataclass(frozen=True, eq=False)
class Rows:
    """Draws the rows of one look. What was the same row before stays that object."""
    sketch: Sketch
    looks: Looks
    chosen: Chosen
    heat: Heat
    former: Mapping[str, Row]

    @cached_property
    def portfolio(self) -> Portfolio:
        return self.sketch.portfolio

    @cached_property
    def folds(self) -> tuple[bool, bool, frozenset[str]]:
        """Whether brackets and bars are open, and the keys that are not so."""
        return usually_open(self.looks), usually_open(self.looks, is_low=True), frozenset(self.looks.folded)

    def is_open(self, key: str, is_low: bool = False) -> bool:
        brackets, bars, others = self.folds
        return (bars if is_low else brackets) != (key in others)

    @cached_property
    def ranks(self) -> Mapping[str, int | None]:
        """Level of the hierarchy by type."""
        rules = self.portfolio.setting.rules
        return {kind: rules.level(kind) for kind in {item.type for item in self.portfolio.items.values()}}

    def all(self) -> tuple[Block, ...]:
        lanes = lanes_of(self.portfolio, self.looks, self.chosen)
        is_bare = len(lanes) == 1 and (self.looks.rows_by == 'plan' or lanes[0][0].key == 'none')
        return tuple(self.block(lane, ids, is_bare) for lane, ids in lanes)

    def block(self, lane: Lane, ids: tuple[int, ...], is_bare: bool) -> Block:
        rows = tuple(self._kept(row) for row in self._lane(lane, ids, is_bare))
        flags = [flag for row in rows for bar in row.bars for flag in bar.flags]
        return Block(lane, ids, is_bare, rows, flags.count('undated'),
                     sum('changed' in bar.flags or 'new' in bar.flags for row in rows for bar in row.bars)
                     if 'changed' in flags or 'new' in flags else 0)

    def reheated(self, block: Block) -> Block:
        """Only the load of its team may have changed."""
        if block.is_bare or not block.rows or not block.rows[0].heat or block.lane.team is None:
            return block
        heat = self.heat(block.lane.team)
        if heat is block.rows[0].heat:
            return block
        return replace(block, rows=(self._kept(replace(block.rows[0], heat=heat)), *block.rows[1:]))

    def _kept(self, row: Row) -> Row:
        found = self.former.get(row.key)
        return found if found == row and found is not None else row

    def _lane(self, lane: Lane, ids: tuple[int, ...], is_bare: bool) -> Iterator[Row]:
        is_open = self.is_open(lane.key)
        if not is_bare:
            plan = int(lane.key.partition(':')[2]) if lane.key.startswith('plan:') else None
            others = contributing(self.portfolio, ids, plan) if plan else ()
            heat = self.heat(lane.team) if lane.team and 'heat' in self.looks.shows else ()
            yield Row(lane.key, 'lane', 1, lane.label, LANE, lane.note, tone=lane.tone, is_open=is_open, heat=heat,
                      badge=f'+{len(others)}' if others else '', hint=', '.join(others), team=lane.team, lane=lane.key)
        if is_open:
            yield from self._inside(lane, ids, 1 if is_bare else 2)

    def _inside(self, lane: Lane, ids: tuple[int, ...], level: int) -> Iterator[Row]:
        """Groups first where lanes have them, then what is in none, at last what nobody has planned."""
        inside = frozenset(ids)
        trees = _Trees(self.portfolio, inside, self.looks.sort)
        undated = trees.undated()
        shown = inside - undated
        if self.looks.density == 'packed':
            yield from self._packed(lane, shown, level)
        else:
            groups = self._groups(lane)
            taken = frozenset(member for group in groups for member in group.members)
            for group in groups:
                if group.parent is None or group.parent not in self.portfolio.groups:
                    yield from self._group(lane, group, trees, shown, level)
            loose = [item for item in trees.roots(shown) if not groups or item.id not in taken]
            if groups and loose and lane.key.startswith('plan:'):
                yield from self._ungrouped(lane, loose, trees, shown, level)
            else:
                yield from self._trees(lane, loose, trees, shown, level)
        if undated:
            yield from self._tray(lane, trees.ordered(undated), level)

    def _groups(self, lane: Lane) -> list[Group]:
        kind, _, number = lane.key.partition(':')
        groups = sorted(self.portfolio.groups.values(), key=lambda one: (one.rank, one.id))
        if kind == 'plan':
            return [group for group in groups if str(group.plan) == number]
        if kind == 'group':
            return [replace(group, parent=None) if group.parent == int(number) else group
                    for group in groups if group.id != int(number) and self._outermost(group) == int(number)]
        return []

    def _outermost(self, group: Group) -> int:
        seen = {group.id}
        while group.parent in self.portfolio.groups and group.parent not in seen:
            group = self.portfolio.groups[group.parent or 0]
            seen.add(group.id)
        return group.id

    def _group(self, lane: Lane, group: Group, trees: '_Trees', shown: frozenset[int], level: int) -> Iterator[Row]:
        members = trees.ordered(frozenset(group.members) & shown)
        below = [one for one in self._groups(lane) if one.parent == group.id]
        if not members and not below:
            return
        key, is_open = f'group:{group.id}', self.is_open(f'group:{group.id}')
        yield self._pill(key, lane, group.name, group.colour, members, is_open, level)
        if is_open:
            for one in below:
                yield from self._group(lane, one, trees, shown, level + 1)
            yield from self._trees(lane, members, trees, shown, level + 1)

    def _ungrouped(self, lane: Lane, loose: list[Item], trees: '_Trees', shown: frozenset[int],
                   level: int) -> Iterator[Row]:
        key = f'ungrouped:{lane.key}'
        is_open = self.is_open(key)
        yield self._pill(key, lane, 'Ungrouped', lane.tone, loose, is_open, level)
        if is_open:
            yield from self._trees(lane, loose, trees, shown, level + 1)

    def _pill(self, key: str, lane: Lane, name: str, tone: int, members: Iterable[Item], is_open: bool,
              level: int) -> Row:
        spans = [item.span for item in members if item.span]
        bar = (Bar(0, '', name, 'Group', 'pill', min(one[0] for one in spans), max(one[1] for one in spans), tone),
               ) if spans else ()
        return Row(key, 'group', level, name, PARENT, f'{len(spans)}' if spans else '', 'folder', tone,
                   is_open=is_open, bars=bar, lane=lane.key)

    def _trees(self, lane: Lane, roots: Iterable[Item], trees: '_Trees', shown: frozenset[int],
               level: int) -> Iterator[Row]:
        """Depth first: parent, then children."""
        stack = [(item, level) for item in reversed(list(roots))]
        seen: set[int] = set()
        while stack:
            item, depth = stack.pop()
            if item.id in seen:
                continue
            seen.add(item.id)
            children = trees.children(item, shown) if item.id in trees.below else []
            is_open = self.is_open(f'item:{item.id}', not self._is_bracket(item)) if children else None
            yield self._item(lane, item, depth, is_open, trees)
            if is_open:
                stack += [(child, min(depth + 1, DEEPEST)) for child in reversed(children)]

    def _item(self, lane: Lane, item: Item, level: int, is_open: bool | None, trees: '_Trees') -> Row:
        rank = self.ranks.get(item.type)
        is_parent = self._is_bracket(item) and (is_open is not None or item.id in self.portfolio.tree.children)
        bar = self.sketch.bar(item, lane.tone, 'bracket' if is_parent else 'bar',
                              trees.span_below(item) if item.span is None else None)
        return Row(f'item:{item.id}', 'parent' if is_parent else 'item', level, item.title,
                   PARENT if is_parent else self._bank(self.looks.density),
                   '' if is_parent else number(item.number), SIGNS[min(rank, 4)] if rank is not None else '', lane.tone,
                   is_open=is_open, bars=(bar,), lane=lane.key)

    def _bank(self, density: str) -> int:
        """With room for lines where the history is shown."""
        return BANK.get(density, BANK['normal']) + (PAST if 'history' in self.looks.shows else 0)

    def _is_bracket(self, item: Item) -> bool:
        rank = self.ranks.get(item.type)
        return rank is not None and rank < BRACKETS

    def _packed(self, lane: Lane, shown: frozenset[int], level: int) -> Iterator[Row]:
        scale = pixels_a_day(self.looks.scale)
        parents = {self.portfolio.items[own].parent for own in shown}
        items = [item for own in shown if (item := self.portfolio.items[own]).span and own not in parents]
        spans = [(item.span[0].toordinal() * scale, (item.span[1].toordinal() + 1) * scale)
                 for item in items if item.span]
        rows: dict[int, list[Item]] = {}
        for item, row in zip(items, pack(spans), strict=True):
            rows.setdefault(row, []).append(item)
        for row, some in sorted(rows.items()):
            bars = tuple(self.sketch.bar(item, lane.tone, 'bar')
                         for item in sorted(some, key=lambda one: one.start or date.min))
            yield Row(f'packed:{lane.key}:{row}', 'packed', level, '', self._bank('packed'), tone=lane.tone, bars=bars,
                      lane=lane.key)

    def _tray(self, lane: Lane, items: list[Item], level: int) -> Iterator[Row]:
        key = f'tray:{lane.key}'
        is_open = self.is_open(key)
        yield Row(key, 'tray', level, 'Undated', TRAY, str(len(items)), 'event_busy', is_open=is_open, lane=lane.key)
        if is_open:
            for item in items:
                bar = self.sketch.bar(item, lane.tone, 'bar')
                yield Row(f'item:{item.id}', 'item', level + 1, item.title, self._bank('compact'), number(item.number),
                          tone=lane.tone, bars=(bar,), lane=lane.key)


class _Trees:
    """Who is above whom within one lane, in which order."""

    def __init__(self, portfolio: Portfolio, inside: frozenset[int], sort: str) -> None:
        self.portfolio, self.inside = portfolio, inside
        self.key = by_rank if sort == 'rank' else self._by_date
        self.firsts: dict[int, date] = {}
        self.below: dict[int, list[Item]] = {}
        items = portfolio.items
        for own in inside:
            item = items[own]
            if item.parent in inside and item.parent is not None and item.parent != own:
                self.below.setdefault(item.parent, []).append(item)

    def roots(self, shown: frozenset[int]) -> list[Item]:
        """Without a parent here; of a family in a circle, the first."""
        items = self.portfolio.items
        found = [items[own] for own in shown if items[own].parent not in shown or items[own].parent == own]
        reached = {item.id for item in found}
        open_ids = list(reached)
        while open_ids:
            for child in self.below.get(open_ids.pop(), ()):
                if child.id not in reached:
                    reached.add(child.id)
                    open_ids.append(child.id)
        lost = sorted(shown - reached)
        return sorted([*found, *(items[own] for own in lost)], key=self.key)

    def children(self, item: Item, shown: frozenset[int]) -> list[Item]:
        return sorted((child for child in self.below.get(item.id, ()) if child.id in shown), key=self.key)

    def ordered(self, ids: frozenset[int]) -> list[Item]:
        return sorted((self.portfolio.items[own] for own in ids), key=self.key)

    def undated(self) -> frozenset[int]:
        """Neither planned themselves, nor above something here that is."""
        items = self.portfolio.items
        open_ids = {own for own in self.inside if items[own].span is None}
        for own in self.inside - open_ids if open_ids else ():
            for above in self.portfolio.ancestors(items[own]):
                open_ids.discard(above.id)
        return frozenset(open_ids)

    def span_below(self, item: Item) -> tuple[date, date] | None:
        spans = [span for own in self.portfolio.tree.descendants(item.id)
                 if own in self.portfolio.items and (span := self.portfolio.items[own].span)]
        return (min(one[0] for one in spans), max(one[1] for one in spans)) if spans else None

    def _by_date(self, item: Item) -> tuple[date, date, bool, float, int]:
        span = item.span or self.span_below(item) or (date.max, date.max)
        return (*span, *by_rank(item))


@lru_cache(maxsize=65_536)
def number(text: str) -> str:
    """Thousands apart, as everywhere."""
    return f'{int(text):,}'.replace(',', '\u2009') if text.isdigit() and text.isascii() else text
