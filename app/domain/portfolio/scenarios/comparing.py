"""Two plans side by side in numbers and in words: cost, load, what ends later, and each change with its author."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from app.domain.portfolio.capacity.load import periods
from app.domain.portfolio.cost.cost import all_booked, decimal
from app.domain.portfolio.items.items import NEEDS, Group, Item, Link, Portfolio
from app.domain.portfolio.planning.dependencies import judge
from app.domain.portfolio.scenarios.differing import ITEM, Change, changes, group_changes
from app.domain.portfolio.scenarios.publication_views import FIELD_WORDS
from app.domain.portfolio.scenarios.saying import in_words
from app.domain.portfolio.scenarios.wording import group_words

DAYS = ('start', 'end')
SIGNS = {'state': 'flag', 'iteration': 'sprint', 'tags': 'sell', 'parent': 'account_tree', 'plan': 'drive_file_move',
         'links': 'link', 'shares': 'groups', ITEM: 'content_copy'}
MOST_MONTHS, MOST_WEEKS = 12, 26
MOST_WARNINGS = 100


@dataclass(frozen=True)
class Author:
    name: str
    at: datetime


@dataclass(frozen=True)
class ChangeView:
    """One item that differs. `lines` are what was and what is, in words."""
    item_id: int
    number: str
    title: str
    sign: str
    lines: tuple[tuple[str, str, str], ...]  # field in words, before, after
    fields: tuple[str, ...]
    by: Author | None  # None: nobody by itself, it grew with what is in it


@dataclass(frozen=True)
class ChangeGroup:
    """The changes below one top item, or of groups."""
    title: str
    changes: tuple[ChangeView, ...]


@dataclass(frozen=True)
class Dispute:
    """A value that both sides changed."""
    item_id: int
    title: str
    field: str
    name: str
    base: str
    mine: str
    theirs: str
    by: str


@dataclass(frozen=True)
class MonthCost:
    month: date
    before: tuple[Decimal, Decimal]  # internal, external
    after: tuple[Decimal, Decimal]


@dataclass(frozen=True)
class WeekLoad:
    start: date
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True)
class Figures:
    """Cost only for those who may see it."""
    months: tuple[MonthCost, ...] | None
    currency: str
    team: int | None
    team_name: str
    weeks: tuple[WeekLoad, ...]  # of the team that changes most
    peak: tuple[Decimal | None, Decimal | None]  # highest week of any team, before and after
    later: int  # items that end later
    earlier: int
    broken: int  # dependencies whose order does not hold

    def total(self, side: int) -> Decimal:
        return sum(((one.before, one.after)[side][0] + (one.before, one.after)[side][1]
                    for one in self.months or ()), Decimal(0))


@dataclass(frozen=True)
class CompareView:
    before: str
    after: str
    groups: tuple[ChangeGroup, ...]
    disputes: tuple[Dispute, ...]
    warnings: tuple[str, ...]
    figures: Figures
    teams: tuple[tuple[int, str], ...]
    may_edit: bool = False
    may_publish: bool = False
    version: int = 0

    @property
    def count(self) -> int:
        return sum(len(group.changes) for group in self.groups)


def change_groups(before: Portfolio, after: Portfolio,
                  authors: Mapping[tuple[int, str], Author]) -> tuple[ChangeGroup, ...]:
    """By the topmost item above, in the order of names; groups of items last."""
    found: dict[int, list[Change]] = {}
    for change in changes(before, after):
        found.setdefault(change.item_id, []).append(change)
    tops: dict[str, list[ChangeView]] = {}
    for own, some in found.items():
        item = after.items.get(own) or before.items[own]
        view = _change(before, after, item, some, authors)
        if view.lines:
            tops.setdefault(_top(after, item), []).append(view)
    groups = [ChangeGroup(title, tuple(sorted(views, key=lambda view: view.title.casefold())))
              for title, views in sorted(tops.items(), key=lambda pair: (not pair[0], pair[0].casefold()))]
    moved = tuple(_group_change(one.before, one.after, before, one.group_id)
                  for one in group_changes(before, after))
    return (*groups, *([ChangeGroup('Groups', moved)] if moved else []))


def figures_of(before: Portfolio, after: Portfolio, today: date, team: int | None, has_cost: bool) -> Figures:
    """Over the time in which anything differs."""
    first, last = _window(before, after, today)
    shown, weeks = _weeks(before, after, first, last, team)
    ends = [(item.end, former.end) for own, item in after.items.items()
            if item is not (former := before.items.get(own)) and former and item.end and former.end]
    teams = after.setting.teams
    return Figures(
        tuple(_months(before, after, first, last)) if has_cost else None, after.setting.rates.currency, shown,
        teams[shown].name if shown else '', weeks,
        (_peak(before, first, last), _peak(after, first, last)), sum(now > was for now, was in ends),
        sum(now < was for now, was in ends), len(_violated(after)))


def warnings_of(before: Portfolio, after: Portfolio, today: date) -> tuple[str, ...]:
    """What is broken on this side and not on the other: order of work, and weeks above what a team has."""
    new = _violated(after) - _violated(before)
    texts = [f'“{after.items[link.after].title}” {judge(after, link).text}'
             for link in sorted(new, key=lambda link: (link.after, link.before))]
    first, last = _window(before, after, today)
    cells = {(cell.team, cell.start): cell.percent
             for cell in periods(before, before.setting.teams, 'week', first, last)}
    for cell in periods(after, after.setting.teams, 'week', first, last):
        was = cells.get((cell.team, cell.start))
        if cell.percent is not None and cell.percent > 110 and cell.percent > (was or 0):
            name = after.setting.teams[cell.team].name
            texts.append(f'{name} has {cell.percent:.0f} % in the week of {cell.start.day} {cell.start:%b}, '
                         f'was {was or 0:.0f} %')
    return tuple(texts[:MOST_WARNINGS])


def _violated(portfolio: Portfolio) -> frozenset[Link]:
    return frozenset(link for link in portfolio.links if link.kind == NEEDS and link.before in portfolio.items
                     and link.after in portfolio.items and judge(portfolio, link).state == 'violated')


def _top(portfolio: Portfolio, item: Item) -> str:
    above = list(portfolio.ancestors(item))
    return above[-1].title if above else item.title if portfolio.tree.children.get(item.id) else ''


def _change(before: Portfolio, after: Portfolio, item: Item, some: Sequence[Change],
            authors: Mapping[tuple[int, str], Author]) -> ChangeView:
    fields = tuple(change.field for change in some)
    known = [authors[item.id, field] for field in fields if (item.id, field) in authors]
    by = max(known, key=lambda one: one.at) if known else None
    return ChangeView(item.id, item.number, item.title, _sign(before, after, item.id, fields),
                      tuple(_lines(before, after, item.id, some)), fields, by)


def _lines(before: Portfolio, after: Portfolio, own: int, some: Sequence[Change]) -> Iterable[tuple[str, str, str]]:
    """Both days as one line where both differ."""
    fields = {change.field: change for change in some}
    if ITEM in fields:
        yield ('Proposed copy', '', _span(after.items[own])) if own in after.items else ('Gone', '', '')
        return
    if DAYS[0] in fields and DAYS[1] in fields:
        yield '', _span(before.items[own]), _span(after.items[own])
    else:
        for field, word in (('start', 'starts'), ('end', 'ends')):
            if field in fields:
                yield ('', f'{word} {in_words(before, own, field, fields[field].before)}',
                       f'{word} {in_words(after, own, field, fields[field].after)}')
    for field, change in fields.items():
        if field not in DAYS:
            yield (FIELD_WORDS[field], in_words(before, own, field, change.before),
                   in_words(after, own, field, change.after))


def _span(item: Item) -> str:
    if item.span is None:
        return 'no dates'
    start, end = item.span
    if start.year == end.year and start.month == end.month:
        return f'{start.day} – {end.day} {end:%b}'
    return f'{start.day} {start:%b} – {end.day} {end:%b}{f" {end.year}" if end.year != start.year else ""}'


def _sign(before: Portfolio, after: Portfolio, own: int, fields: Sequence[str]) -> str:
    if DAYS[0] in fields and DAYS[1] in fields:
        return 'swap_horiz'
    if set(DAYS) & set(fields):
        return 'width'
    return SIGNS.get(fields[0], 'edit')


def _group_change(was: Group | None, now: Group | None, before: Portfolio, own: int) -> ChangeView:
    name = (now or was or Group(0, 0, 'Group')).name
    return ChangeView(-own, '', name, 'folder', (('', '', group_words(was, now, before)),), ('group',), None)


def _window(before: Portfolio, after: Portfolio, today: date) -> tuple[date, date]:
    """Whole weeks around everything that differs in either plan, at most a year."""
    spans = [item.span for own, item in after.items.items() if item is not before.items.get(own) and item.span]
    spans += [former.span for own, former in before.items.items()
              if former is not after.items.get(own) and former.span]
    first = min((start for start, _ in spans), default=today)
    last = max((end for _, end in spans), default=today + timedelta(90))
    first -= timedelta(first.weekday())
    return first, min(last, first + timedelta(364))


def _months(before: Portfolio, after: Portfolio, first: date, last: date) -> Iterable[MonthCost]:
    sums = [_cost_by_month(side, first.replace(day=1), last) for side in (before, after)]
    nothing = (Decimal(0), Decimal(0))
    for month in sorted(sums[0].keys() | sums[1].keys())[:MOST_MONTHS]:
        yield MonthCost(month, *(one.get(month, nothing) for one in sums))


def _cost_by_month(portfolio: Portfolio, first: date, last: date) -> dict[date, tuple[Decimal, Decimal]]:
    cents: dict[date, list[int]] = {}
    for line in all_booked(portfolio, first, last):
        month = cents.setdefault(line.month, [0, 0])
        for portion in line.portions:
            month[not portion.is_internal] += portion.cost
    return {month: (decimal(own[0]), decimal(own[1])) for month, own in cents.items()}


def _weeks(before: Portfolio, after: Portfolio, first: date, last: date,
           team: int | None) -> tuple[int | None, tuple[WeekLoad, ...]]:
    """Of the wanted team, else of the one whose load differs most."""
    teams = [own for own, one in after.setting.teams.items() if not one.is_excluded]
    until = min(last, first + timedelta(7 * MOST_WEEKS - 1))
    was, now = ({(cell.team, cell.start): cell.percent for cell in periods(side, teams, 'week', first, until)}
                for side in (before, after))
    if team not in teams:
        apart: dict[int, Decimal] = dict.fromkeys(teams, Decimal(0))
        for key, percent in now.items():
            apart[key[0]] += abs((percent or Decimal(0)) - (was.get(key) or Decimal(0)))
        team = max(teams, key=lambda own: apart[own], default=None)
    return team, tuple(WeekLoad(start, was.get((own, start)), percent)
                       for (own, start), percent in sorted(now.items()) if own == team)


def _peak(portfolio: Portfolio, first: date, last: date) -> Decimal | None:
    teams = [own for own, one in portfolio.setting.teams.items() if not one.is_excluded]
    return max((cell.percent for cell in periods(portfolio, teams, 'week', first, last)
                if cell.percent is not None), default=None)
