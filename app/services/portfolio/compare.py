"""Two plans side by side: live, of a scenario, or of one of its checkpoints."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.domain.access import Actor, demand
from app.domain.portfolio.items.items import Item, Portfolio
from app.domain.portfolio.scenarios.differing import ITEM, Change, changes, group_changes
from app.domain.portfolio.scenarios.saying import NOTHING, in_words
from app.errors import NotFound
from app.services.portfolio import ground
from app.services.portfolio.planned import demand_scenario, planned, replayed_at
from app.work import Work
from models.portfolio import PortfolioCheckpoint

LIVE = 'live'
CHECKPOINT = 'checkpoint:'
SAME, CHANGED, NEW, MISSING = 'same', 'changed', 'new', 'missing'


@dataclass(frozen=True, eq=False)
class Side:
    name: str
    portfolio: Portfolio  # as far as it may be seen


@dataclass(frozen=True)
class Cell:
    field: str
    before: Any
    after: Any
    before_text: str
    after_text: str


@dataclass(frozen=True)
class ComparedItem:
    item_id: int
    number: str
    title: str
    type: str
    plan: int | None
    state: str  # same, changed, new, missing
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class ComparedGroup:
    group_id: int
    name: str
    before_text: str
    after_text: str


@dataclass(frozen=True)
class Comparison:
    before: str
    after: str
    items: tuple[ComparedItem, ...]
    groups: tuple[ComparedGroup, ...]
    fields: tuple[tuple[str, int], ...]  # how many items differ in each


def compare(work: Work, actor: Actor, before: str, after: str, changed_only: bool = True) -> Comparison:
    """Sides are `live`, the number of a scenario, or `checkpoint:` and its number."""
    one, other = sides(work, actor, before, after)
    found: dict[int, list[Change]] = {}
    for change in changes(one.portfolio, other.portfolio):
        found.setdefault(change.item_id, []).append(change)
    every = found if changed_only else one.portfolio.items.keys() | other.portfolio.items.keys()
    items = tuple(_item(one.portfolio, other.portfolio, own, found.get(own, [])) for own in every)
    counts: dict[str, int] = {}
    for change in (change for some in found.values() for change in some):
        counts[change.field] = counts.get(change.field, 0) + 1
    items = tuple(sorted(items, key=lambda item: (item.title.casefold(), item.item_id)))
    return Comparison(one.name, other.name, items, tuple(_groups(one.portfolio, other.portfolio)),
                      tuple(sorted(counts.items())))


def sides(work: Work, actor: Actor, before: str, after: str) -> tuple[Side, Side]:
    """Both plans, for whoever adds load and cost up beside what differs."""
    return side(work, actor, before), side(work, actor, after)


def side(work: Work, actor: Actor, text: str) -> Side:
    demand(actor, 'portfolio.look')
    sight = ground.sight_of(work, actor)
    if text == LIVE:
        return Side('Live plan', ground.within(ground.live(work), sight))
    if text.startswith(CHECKPOINT):
        checkpoint = work.session.get(PortfolioCheckpoint, _number(text.removeprefix(CHECKPOINT)))
        if checkpoint is None:
            raise NotFound('There is no such checkpoint, or not for you.')
        found = demand_scenario(work, actor, checkpoint.scenario_id)
        then = replayed_at(work, found.id, checkpoint.live)
        return Side(f'{found.name}: {checkpoint.name}', ground.within(then, sight))
    found = demand_scenario(work, actor, _number(text))
    return Side(found.name, ground.within(planned(work, found.id), sight))


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        raise NotFound('There is no such scenario, or not for you.')
    return int(text)


def _item(one: Portfolio, other: Portfolio, own: int, found: list[Change]) -> ComparedItem:
    item: Item = other.items.get(own) or one.items[own]
    state = (SAME if not found else CHANGED if found[0].field != ITEM
             else NEW if found[0].before is None else MISSING)
    cells = tuple(Cell(change.field, change.before, change.after,
                       in_words(one, own, change.field, change.before),
                       in_words(other, own, change.field, change.after)) for change in found)
    return ComparedItem(own, item.number, item.title, item.type, item.plan, state, cells)


def _groups(one: Portfolio, other: Portfolio) -> Iterator[ComparedGroup]:
    for change in group_changes(one, other):
        group = change.after or change.before
        assert group
        yield ComparedGroup(change.group_id, group.name, *(
            f'{side.name}, {len(side.members)} items' if side else NOTHING for side in (change.before, change.after)))
