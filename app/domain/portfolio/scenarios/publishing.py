"""What of a scenario may be sent to its sources: which cells differ, what became of them meanwhile, how far each is.

Values are plain JSON here, because they are kept beside a run and compared again after a restart: days as ISO texts,
parents and links by the numbers of the source, shares as texts by the id of their team.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.domain.portfolio.items.dates import day
from app.domain.portfolio.items.items import NEEDS, Group, Item, Link, Portfolio
from app.domain.portfolio.planning.operations import FIELDS
from app.domain.portfolio.sources.reading import PREDECESSOR, RELATED, Body
from app.errors import Rejected

WRITABLE = ('azure_devops', 'demo')  # kinds of sources that take changes
MINE, THEIRS = 'mine', 'theirs'
SEND, ALREADY, CONFLICT = 'send', 'already', 'conflict'
MOST_ROUNDS = 3  # times an item is judged anew because it moved between our look and our patch

PENDING, CHECKING, PATCHED, REFUSED, FAILED, SKIPPED = (
    'pending', 'checking', 'patched', 'refused', 'failed', 'skipped')
MOVES: Mapping[str, frozenset[str]] = {
    PENDING: frozenset({CHECKING, SKIPPED}),
    CHECKING: frozenset({PENDING, PATCHED, CONFLICT, REFUSED, FAILED, SKIPPED}),  # back where the run had to stop
    CONFLICT: frozenset({CHECKING}), REFUSED: frozenset({CHECKING}), FAILED: frozenset({CHECKING}),
    PATCHED: frozenset(), SKIPPED: frozenset()}
OVER = frozenset({PATCHED, SKIPPED, CONFLICT, REFUSED, FAILED})  # as far as one run is concerned

RELS = {NEEDS: PREDECESSOR, 'related': RELATED}

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Cell:
    """One field of one item: as it is in the live plan, and as the scenario would have it."""
    field: str
    before: Any
    after: Any

    def __hash__(self) -> int:
        return hash((self.field, repr(self.before), repr(self.after)))


@dataclass(frozen=True)
class Row:
    item_id: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class LeftOut:
    """What is changed but never sent."""
    item_id: int
    title: str
    reason: str


@dataclass(frozen=True)
class GroupRow:
    """A group as it is, and as it shall be; None: it is not there."""
    group_id: int
    before: Group | None
    after: Group | None

    @property
    def plan(self) -> int | None:
        group = self.after or self.before
        return group.plan if group else None

    @property
    def name(self) -> str:
        group = self.after or self.before
        return group.name if group else ''


@dataclass(frozen=True)
class Review:
    rows: tuple[Row, ...]
    groups: tuple[GroupRow, ...]
    left_out: tuple[LeftOut, ...]


def advance(state: str, to: str) -> str:
    """The next state of an entry; anything else is a defect."""
    if to not in MOVES[state]:
        raise Rejected(f'An entry that is {state} cannot become {to}.', 'portfolio.entry')
    return to


def review_of(live: Portfolio, planned: Portfolio) -> Review:
    """Rows in the order of the tree of the live plan, what cannot be sent with the reason."""
    rows, left_out = [], []
    for item_id in _touched(live, planned):
        item = planned.items.get(item_id)
        if item is None:
            continue
        reason = _why_not(item, live)
        cells = () if reason else _cells(live, planned, item_id)
        sent = tuple(cell for cell in cells if not (why := _why_not_cell(cell, item, live, planned)))
        reason = reason or next((why for cell in cells if (why := _why_not_cell(cell, item, live, planned))), '')
        if sent:
            rows.append(Row(item_id, sent))
        if reason:
            left_out.append(LeftOut(item_id, item.title, reason))
    return Review(tuple(rows), tuple(_groups(live, planned)), tuple(left_out))


def values_of(portfolio: Portfolio, item: Item) -> dict[str, Any]:
    """All fields as they would be sent; an inferred day is nobody's, so it is none."""
    return {
        'start': _iso(item.start, item.start_from), 'end': _iso(item.end, item.end_from), 'state': item.state,
        'iteration': item.iteration, 'tags': list(item.tags), 'parent': _number(portfolio, item.parent),
        'plan': item.area if item.plan is None else _area(portfolio, item),
        'links': _links(portfolio, item.id),
        'shares': {str(team): str(percent) for team, percent in item.shares}}


def body_values(body: Body, zone: str) -> dict[str, Any]:
    """The same of an item as its source has it; shares are not there, but in a block of its description."""
    kinds = {rel: kind for kind, rel in RELS.items()}
    return {
        'start': _iso(day(body.start_raw, zone)), 'end': _iso(day(body.end_raw, zone)), 'state': body.state,
        'iteration': body.iteration, 'tags': list(body.tags),
        'parent': str(body.parent) if body.parent else None, 'plan': body.area,
        'links': sorted([kinds[link.rel], str(link.number), 0] for link in body.links
                        if link.rel in kinds and link.number is not None)}


def judge(field: str, base: Any, mine: Any, live: Any) -> str:
    """What to do about a field whose base somebody saw, that I want otherwise, and that is live by now.

    Tags, shares and links are judged one by one: those that others brought or took away meanwhile stay so. Of tags and
    links there is never a conflict, because what is there already is not added again.
    """
    if field == 'links':
        return SEND if link_changes(base, mine, live) != ([], []) else ALREADY
    if field in PARTS:
        was, wanted, there = (PARTS[field](one) for one in (base, mine, live))
        parts = [judge('', was.get(key), wanted.get(key), there.get(key)) for key in was.keys() | wanted.keys()
                 if was.get(key) != wanted.get(key)]
        return next((verdict for verdict in (CONFLICT, SEND) if verdict in parts), ALREADY)
    if same(field, mine, live):
        return ALREADY
    return SEND if same(field, base, live) else CONFLICT


def merged(field: str, base: Any, mine: Any, live: Any) -> Any:
    """What to send where nothing is in the way: mine, with what others did to other tags or shares."""
    return MERGING[field](base, mine, live) if field in MERGING else mine


def same(field: str, one: Any, other: Any) -> bool:
    """Whether two values of a field mean the same."""
    if field == 'tags':
        return _tags(one).keys() == _tags(other).keys()
    if field == 'links':
        return sorted(map(list, one or ())) == sorted(map(list, other or ()))
    if field == 'shares':
        return _shares(one) == _shares(other)
    if field == 'iteration':
        return _no_root(one) == _no_root(other)
    return bool((one or None) == (other or None))


def link_changes(base: Any, mine: Any, live: Any) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Links to add and to take away, as far as that is still to be done."""
    was, wanted, there = ({(link[0], link[1]) for link in some or ()} for some in (base, mine, live))
    return sorted(wanted - was - there), sorted((was - wanted) & there)


def link_owner(link: Link) -> int:
    """The item through which a link is written: whoever waits, and of related ones the second."""
    return link.after


def _touched(live: Portfolio, planned: Portfolio) -> Iterable[int]:
    changed = {own for own, item in planned.items.items() if live.items.get(own) is not item}
    changed |= {link_owner(link) for link in live.links ^ planned.links}
    return sorted(changed)


def _cells(live: Portfolio, planned: Portfolio, item_id: int) -> tuple[Cell, ...]:
    before = values_of(live, live.items[item_id])
    after = values_of(planned, planned.items[item_id])
    return tuple(Cell(field, before[field], after[field]) for field in FIELDS
                 if not same(field, before[field], after[field]))


def _why_not(item: Item, live: Portfolio) -> str:
    if item.is_placeholder:
        return 'A placeholder stays in its scenario'
    if item.id not in live.items:
        return 'It is not in the live plan any more'
    if live.items[item.id].is_gone:
        return 'It is no longer at the source'
    source = live.setting.sources.get(item.source)
    if source and source.kind not in WRITABLE:
        return f'“{source.name}” can only be read'
    return ''


def _why_not_cell(cell: Cell, item: Item, live: Portfolio, planned: Portfolio) -> str:
    """Other ends that the source does not have."""
    if cell.field == 'parent' and item.parent is not None:
        return _why_no_end(item.parent, item, live, 'The new parent')
    if cell.field == 'links':
        ends = [link.before for link in planned.links - live.links if link_owner(link) == item.id]
        return next((why for end in ends if (why := _why_no_end(end, item, live, 'The other end of a new link'))), '')
    if cell.field == 'plan':
        plan = planned.setting.plans.get(item.plan or 0)
        return 'The new plan belongs to another source' if plan and plan.source != item.source else ''
    return ''


def _why_no_end(end: int, item: Item, live: Portfolio, words: str) -> str:
    other = live.items.get(end)
    if other is None:
        return f'{words} is a placeholder' if end < 0 else f'{words} is not in the live plan'
    if other.is_gone:
        return f'{words} is no longer at the source'
    return '' if other.source == item.source else f'{words} belongs to another source'


def _groups(live: Portfolio, planned: Portfolio) -> Iterable[GroupRow]:
    for own in sorted(live.groups.keys() | planned.groups.keys()):
        before, after = live.groups.get(own), planned.groups.get(own)
        if before != after:
            yield GroupRow(own, before, after)


def _links(portfolio: Portfolio, item_id: int) -> list[list[Any]]:
    """Through this item, that is from the ends before it, with lags, which are ours: no source knows them."""
    net = portfolio.net
    own = [*net.before.get(item_id, ()), *(link for link in net.related.get(item_id, ()) if link.after == item_id)]
    return sorted([link.kind, _number(portfolio, link.before) or '', link.lag] for link in own)


def _number(portfolio: Portfolio, item_id: int | None) -> str | None:
    if item_id is None:
        return None
    item = portfolio.items.get(item_id)
    return item.number if item and not item.is_placeholder else f'#{item_id}'


def _area(portfolio: Portfolio, item: Item) -> str:
    """Moving to a plan means moving into its area; an item below that area stays where it is."""
    plan = portfolio.setting.plans.get(item.plan or 0)
    if plan is None or item.area == plan.area or item.area.startswith(f'{plan.area}\\'):
        return item.area
    return plan.area


def _iso(found: Any, origin: str = '') -> str | None:
    return None if found is None or origin == 'iteration' else str(found.isoformat())


def _shares(given: Any) -> dict[str, Decimal]:
    return {str(team): Decimal(str(percent)) for team, percent in (given or {}).items() if Decimal(str(percent))}


def _tags(given: Any) -> dict[str, str]:
    return {tag.casefold(): tag for tag in given or ()}


def _no_root(path: str | None) -> str:
    """An iteration that is only the project is none."""
    return path if path and '\\' in path else ''


def _keyed_tags(given: Any) -> dict[str, bool]:
    return dict.fromkeys(_tags(given), True)


def _merged_tags(base: Any, mine: Any, live: Any) -> list[str]:
    was, wanted, there = _tags(base), _tags(mine), _tags(live)
    kept = [tag for key, tag in there.items() if key in wanted or key not in was]
    return [*kept, *(tag for key, tag in wanted.items() if key not in was and key not in there)]


def _merged_shares(base: Any, mine: Any, live: Any) -> dict[str, str]:
    was, wanted, there = _shares(base), _shares(mine), _shares(live)
    changed = {team: wanted.get(team, Decimal(0)) for team in was.keys() | wanted.keys()
               if was.get(team) != wanted.get(team)}
    return {team: str(percent) for team, percent in (there | changed).items() if percent}


MERGING: Mapping[str, Callable[[Any, Any, Any], Any]] = {'tags': _merged_tags, 'shares': _merged_shares}
PARTS: Mapping[str, Callable[[Any], dict[str, Any]]] = {'tags': _keyed_tags, 'shares': _shares}
