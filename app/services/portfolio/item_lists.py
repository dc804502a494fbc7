"""Items as a list: of the live plan or a scenario, with what they wait for, page by page."""

from dataclasses import dataclass
from datetime import date

from app.domain.access import Actor
from app.domain.portfolio.items.estimating import EstimateView
from app.domain.portfolio.items.items import NEEDS, Item, Link, Portfolio
from app.domain.portfolio.planning.dependencies import Verdict, judge
from app.domain.portfolio.scenarios.differing import PLAIN, links_of
from app.domain.portfolio.views.filtering import chosen
from app.domain.portfolio.views.looks import Filter
from app.errors import Rejected
from app.services.portfolio import estimates, ground
from app.services.portfolio.looking import Seen, seen_by
from app.work import Work


@dataclass(frozen=True)
class ItemAsk:
    plans: tuple[str, ...] = ()  # slugs, or numbers
    teams: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    text: str = ''
    first: date | None = None  # those that last into these days
    last: date | None = None
    undated: bool | None = None


@dataclass(frozen=True)
class LinkRow:
    """From the item it is listed with; `direction` is before, after or related."""
    item_id: int
    number: str
    title: str
    direction: str
    lag: int
    verdict: Verdict


@dataclass(frozen=True)
class ItemRow:
    item: Item
    links: tuple[LinkRow, ...]
    hidden_links: int  # to items one may not see
    is_parent_hidden: bool
    changed: tuple[str, ...]  # fields that differ from the live plan


@dataclass(frozen=True)
class ItemPage:
    rows: tuple[ItemRow, ...]
    total: int


def list_items(work: Work, actor: Actor, ask: ItemAsk, scenario_id: int | None = None, skip: int = 0,
               limit: int = 100) -> ItemPage:
    """By start, the longer first, what has no dates last."""
    seen = seen_by(work, actor, scenario_id)
    found = [seen.portfolio.items[own] for own in chosen(seen.portfolio, _filter(seen, ask)).shown]
    fits = sorted((item for item in found if _lasts(item, ask)), key=_order)
    return ItemPage(tuple(_row(seen, item) for item in fits[skip:skip + limit]), len(fits))


def find_item(work: Work, actor: Actor, item_id: int, scenario_id: int | None = None) -> ItemRow:
    """Raises NotFound for what may not be seen."""
    seen = seen_by(work, actor, scenario_id)
    return _row(seen, ground.demand_item(seen.portfolio, seen.sight, item_id))


def find_agreed(work: Work, actor: Actor, item_id: int, scenario_id: int | None = None) -> EstimateView | None:
    """What a poker table agreed on; on what a scenario proposes there is nothing yet."""
    return estimates.latest(work, actor, item_id) if item_id in seen_by(work, actor, scenario_id).before.items else None


def _filter(seen: Seen, ask: ItemAsk) -> Filter:
    setting = seen.portfolio.setting
    plans = {plan.slug: plan.id for plan in setting.plans.values() if seen.sight.sees(plan.id)}
    planned = '' if ask.undated is None else 'no' if ask.undated else 'yes'
    return Filter(_numbers(ask.plans, plans, 'plan'),
                  _numbers(ask.teams, {team.slug: team.id for team in setting.teams.values()}, 'team'),
                  ask.types, ask.states, planned, text=ask.text)


def _numbers(names: tuple[str, ...], known: dict[str, int], field: str) -> tuple[int, ...]:
    found = []
    for name in names:
        number = known.get(name, int(name) if name.isascii() and name.isdigit() and len(name) < 16 else 0)
        if number not in known.values():
            raise Rejected(f'There is no {field} “{name}”.', field=field)
        found.append(number)
    return tuple(found)


def _lasts(item: Item, ask: ItemAsk) -> bool:
    if ask.first is None and ask.last is None:
        return True
    if item.span is None:
        return bool(ask.undated)
    return (ask.last is None or item.span[0] <= ask.last) and (ask.first is None or item.span[1] >= ask.first)


def _order(item: Item) -> tuple[date, int, int]:
    start, end = item.span or (item.start or date.max, item.end or date.max)
    return start, -end.toordinal(), item.id


def _row(seen: Seen, item: Item) -> ItemRow:
    every = links_of(seen.portfolio, item.id)
    items = seen.portfolio.items
    links = tuple(_link(seen.portfolio, item.id, link) for link in every if _other(link, item.id) in items)
    former = seen.live.items.get(item.id) if seen.live else item
    changed = [field for field in PLAIN if former and getattr(former, field) != getattr(item, field)]
    if seen.live and former and set(links_of(seen.live, item.id)) != set(every):
        changed.append('links')
    is_hidden = item.is_hidden_parent or (item.parent is not None and item.parent not in items)
    return ItemRow(item, links, len(every) - len(links), is_hidden, ('item',) if former is None else tuple(changed))


def _link(portfolio: Portfolio, own: int, link: Link) -> LinkRow:
    other = portfolio.items[_other(link, own)]
    direction = 'related' if link.kind != NEEDS else 'before' if link.after == own else 'after'
    return LinkRow(other.id, other.number, other.title, direction, link.lag,
                   judge(portfolio, link) if link.kind == NEEDS else Verdict('fine'))


def _other(link: Link, own: int) -> int:
    return link.before if link.after == own else link.after
