"""One item with everything that is worth knowing about it, and what can be chosen for it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from app.domain.portfolio.capacity.organisation import item_load
from app.domain.portfolio.items.calendars import calendar_of
from app.domain.portfolio.items.estimating import EstimateView
from app.domain.portfolio.items.items import Item, Link, Portfolio, Shares
from app.domain.portfolio.planning.dependencies import judge
from app.domain.portfolio.views.filtering import menu_of

PARENT, CHILD, PREDECESSOR, SUCCESSOR, RELATED = 'parent', 'child', 'predecessor', 'successor', 'related'
MOST_CHILDREN = 100
Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ShareLine:
    """A team with its part; `was` says what the live plan has, where that is something else."""
    team: int
    name: str
    tone: int
    percent: Decimal
    was: str = ''
    working_days: int | None = None  # of the team within the item
    doubt: str = ''  # what the block in its description says, where both changed


@dataclass(frozen=True)
class Dispute:
    """Shares that were changed here and in the description, both since they were the same: whose stay?"""
    ours: str
    theirs: str
    may_settle: bool = False  # whoever looks


@dataclass(frozen=True)
class LinkLine:
    kind: str
    item_id: int
    number: str
    title: str
    type: str
    state: str
    verdict: str = ''  # fine, violated, unknown
    text: str = ''
    lag: int = 0
    is_new: bool = False


@dataclass(frozen=True)
class HistoryLine:
    at: datetime
    by: str
    text: str


@dataclass(frozen=True)
class Choices:
    """What its fields can be set to."""
    states: tuple[str, ...]
    iterations: Options  # path, name with days
    teams: Options  # that are not allotted yet
    plans: Options  # of the same source


@dataclass(frozen=True)
class ItemView:
    item: Item
    plan: str
    plan_kind: str
    tone: int
    source: str
    iteration: str  # its name
    shares: tuple[ShareLine, ...]
    load: Decimal  # of the organisation, percent
    working_days: int | None
    links: tuple[LinkLine, ...]
    hidden: int  # linked items one may not see
    more_children: int  # beyond those listed
    children_span: tuple[date, date] | None
    was: tuple[tuple[str, str], ...]  # field and what the live plan has
    groups: tuple[str, ...]
    also_in: tuple[str, ...]
    choices: Choices
    is_new: bool  # there is none in the live plan
    others: tuple[tuple[str, str], ...] = ()  # links that are no arrows: kind and target
    description: str = ''  # cleaned
    is_cut: bool = False
    history: tuple[HistoryLine, ...] = ()
    roadmaps: tuple[tuple[int, str], ...] = ()  # saved views that show it
    estimate: EstimateView | None = None  # what a poker table agreed on
    dispute: Dispute | None = None

    @property
    def is_changed(self) -> bool:
        return self.is_new or bool(self.was)

    def former(self, field: str) -> str:
        return next((text for name, text in self.was if name == field), '')


def describe(portfolio: Portfolio, live: Portfolio, item: Item, doubts: Mapping[str, str] | None = None) -> ItemView:
    """Both plans as whoever asks may see them."""
    setting, plan = portfolio.setting, portfolio.setting.plans.get(item.plan or 0)
    former = live.items.get(item.id)
    source = setting.sources.get(item.source)
    links = tuple(_links(portfolio, live, item))
    children = [link for link in links if link.kind == CHILD]
    days = calendar_of(setting, plan.team if plan else None).working_days(*item.span) if item.span else None
    return ItemView(
        item, plan.name if plan else '', plan.kind if plan else '', plan.colour if plan else 1,
        source.name if source else '', _iteration_name(portfolio, item.iteration),
        tuple(_shares(portfolio, item, former, doubts or {})), item_load(setting, item), days,
        tuple(link for link in links if link.kind != CHILD) + tuple(children[:MOST_CHILDREN]),
        _hidden(portfolio, item), max(0, len(children) - MOST_CHILDREN), children_span(portfolio, item),
        tuple(_was(live, portfolio, item, former)),
        tuple(group.name for group in portfolio.groups.values() if item.id in group.members),
        tuple(setting.plans[own].name for own in item.also_in if own in setting.plans),
        _choices(portfolio, item), former is None, dispute=_dispute(live, former, doubts or {}))


def children_span(portfolio: Portfolio, item: Item) -> tuple[date, date] | None:
    """From the first day of anything below it to the last."""
    spans = [span for own in portfolio.tree.descendants(item.id)
             if own in portfolio.items and (span := portfolio.items[own].span)]
    return (min(one[0] for one in spans), max(one[1] for one in spans)) if spans else None


def day_text(day: date | None) -> str:
    return f'{day.day} {day:%b} {day.year}' if day else 'no date'


def percent_text(percent: Decimal) -> str:
    return f'{percent.normalize():f} %'


def _links(portfolio: Portfolio, live: Portfolio, item: Item) -> Iterator[LinkLine]:
    net, items, own = portfolio.net, portfolio.items, item.id
    if (parent := items.get(item.parent or 0)) and parent.id != own:
        yield _line(PARENT, parent)
    for link in net.before.get(own, ()):
        if link.before in items:
            yield _judged(portfolio, live, PREDECESSOR, link, items[link.before])
    for link in net.after.get(own, ()):
        if link.after in items:
            yield _judged(portfolio, live, SUCCESSOR, link, items[link.after])
    for link in net.related.get(own, ()):
        other = link.after if link.before == own else link.before
        if other in items:
            yield _line(RELATED, items[other], is_new=link not in live.links)
    for child in portfolio.tree.children.get(own, ()):
        yield _line(CHILD, items[child])


def _line(kind: str, other: Item, *, is_new: bool = False) -> LinkLine:
    return LinkLine(kind, other.id, other.number, other.title, other.type, other.state, is_new=is_new)


def _judged(portfolio: Portfolio, live: Portfolio, kind: str, link: Link, other: Item) -> LinkLine:
    verdict = judge(portfolio, link)
    return LinkLine(kind, other.id, other.number, other.title, other.type, other.state, verdict.state, verdict.text,
                    link.lag, link not in live.links)


def _hidden(portfolio: Portfolio, item: Item) -> int:
    """Ends of its links that whoever looks may not see; a parent counts, too."""
    net, items = portfolio.net, portfolio.items
    ends = {link.before if link.before != item.id else link.after
            for some in (net.before, net.after, net.related) for link in some.get(item.id, ())}
    parent = item.is_hidden_parent or (item.parent is not None and item.parent not in items)
    return len(ends - items.keys()) + parent


def _shares(portfolio: Portfolio, item: Item, former: Item | None, doubts: Mapping[str, str]) -> Iterator[ShareLine]:
    teams = portfolio.setting.teams
    before = dict(former.shares) if former else dict(item.shares)
    for team, percent in item.shares:
        if team in teams:
            was = '' if before.get(team) == percent else (
                percent_text(before[team]) if team in before else 'not allotted')
            days = calendar_of(portfolio.setting, team).working_days(*item.span) if item.span else None
            yield ShareLine(team, teams[team].name, teams[team].colour, percent, was, days,
                            doubts.get(str(team), ''))


def _dispute(live: Portfolio, former: Item | None, doubts: Mapping[str, str]) -> Dispute | None:
    if not doubts or former is None:
        return None
    theirs = tuple((int(team), Decimal(percent)) for team, percent in doubts.items())
    return Dispute(_named(live, former.shares), _named(live, theirs))


def _named(portfolio: Portfolio, shares: Shares) -> str:
    teams = portfolio.setting.teams
    return ', '.join(f'{teams[own].short or teams[own].name if own in teams else "?"} {percent_text(percent)}'
                     for own, percent in shares) or 'none'


def _was(live: Portfolio, portfolio: Portfolio, item: Item, former: Item | None) -> Iterator[tuple[str, str]]:
    """Field by field, in words, what the live plan has."""
    if former is None:
        return
    for field in ('start', 'end'):
        if getattr(item, field) != getattr(former, field):
            yield field, day_text(getattr(former, field))
    if item.state != former.state:
        yield 'state', former.state
    if item.iteration != former.iteration:
        yield 'iteration', _iteration_name(live, former.iteration) or 'none'
    if item.tags != former.tags:
        yield 'tags', ', '.join(former.tags) or 'none'
    if item.parent != former.parent:
        parent = live.items.get(former.parent or 0)
        yield 'parent', parent.title if parent else 'none'
    if item.plan != former.plan:
        plan = live.setting.plans.get(former.plan or 0)
        yield 'plan', plan.name if plan else 'none'
    if item.shares != former.shares:
        yield 'shares', _named(portfolio, former.shares)
    if ties(live, item.id) != ties(portfolio, item.id):
        yield 'links', f'{len(ties(live, item.id))} links'


def ties(portfolio: Portfolio, own: int) -> frozenset[Link]:
    net = portfolio.net
    return frozenset(link for some in (net.before, net.after, net.related) for link in some.get(own, ()))


def _choices(portfolio: Portfolio, item: Item) -> Choices:
    setting, present = portfolio.setting, menu_of(portfolio).states
    known = [name for name, _ in setting.rules.states]
    in_order = [*(name for name in known if name in present), *sorted(set(present) - set(known)),
                *(name for name in known if name not in present)]
    taken = {team for team, _ in item.shares}
    return Choices(
        tuple(in_order),
        tuple((one.path, _iteration_text(one.name, one.start, one.end)) for one in setting.iterations.values()
              if one.source == item.source),
        tuple((str(team.id), team.name) for team in setting.teams.values()
              if team.id not in taken and not team.is_excluded),
        tuple((str(plan.id), plan.name) for plan in setting.plans.values() if plan.source == item.source))


def _iteration_name(portfolio: Portfolio, path: str) -> str:
    return path.rpartition('\\')[2]


def _iteration_text(name: str, start: date | None, end: date | None) -> str:
    return f'{name} · {start.day} {start:%b} – {end.day} {end:%b}' if start and end else name
