"""Which lane an item stands in: of a team, a plan, a group, a person, or of any value of a field."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from app.domain.portfolio.items.items import Item, Portfolio
from app.domain.portfolio.views.filtering import Chosen
from app.domain.portfolio.views.looks import Looks

NONE = 'none'  # what nothing else claims


@dataclass(frozen=True, slots=True)
class Lane:
    key: str  # team:1, plan:2, group:3, value:High, none
    label: str
    tone: int = 1
    team: int | None = None  # whose load is its heat
    note: str = ''


Assign = Callable[[Item], str]


def lanes_of(portfolio: Portfolio, looks: Looks, chosen: Chosen) -> tuple[tuple[Lane, tuple[int, ...]], ...]:
    """Lanes that hold something, in their order, with what is shown in each."""
    lanes, assign = _sorts(portfolio, looks, chosen)
    found: dict[str, list[int]] = {key: [] for key in lanes}
    for own in chosen.shown:
        if item := portfolio.items.get(own):
            found.setdefault(assign(item), []).append(own)
    rest = found.pop(NONE, [])
    kept = [(lanes.get(key) or Lane(key, key.partition(':')[2]), tuple(some)) for key, some in found.items() if some]
    if looks.rows_by not in ('team', 'plan', 'group'):
        kept.sort(key=lambda pair: pair[0].label.casefold())
    return (*kept, *(((Lane(NONE, _without(looks.rows_by)), tuple(rest)),) if rest else ()))


def team_of(portfolio: Portfolio, item: Item, among: Iterable[int] = ()) -> int | None:
    """The one that does most of it, of those that are chosen; else the owner of its plan."""
    if item.shares:
        wanted = frozenset(among)
        shares = [(percent, -team) for team, percent in item.shares
                  if percent > 0 and team in portfolio.setting.teams and (not wanted or team in wanted)]
        if shares:
            return -max(shares)[1]
    plan = portfolio.setting.plans.get(item.plan or 0)
    return plan.team if plan and plan.team in portfolio.setting.teams else None


def contributing(portfolio: Portfolio, ids: Iterable[int], own: int | None) -> tuple[str, ...]:
    """Names of the other plans whose items stand here."""
    plans = {portfolio.items[item_id].plan for item_id in ids} - {own, None}
    return tuple(plan.name for plan in portfolio.setting.plans.values() if plan.id in plans)


def _sorts(portfolio: Portfolio, looks: Looks, chosen: Chosen) -> tuple[Mapping[str, Lane], Assign]:
    if looks.rows_by == 'plan':
        return _by_plan(portfolio, looks, chosen)
    if looks.rows_by == 'group':
        return _by_group(portfolio)
    if looks.rows_by == 'team':
        return _by_team(portfolio, looks)
    name = looks.rows_by.removeprefix('field:')
    return {}, lambda item: f'value:{value}' if (value := _value(item, name)) else NONE


def _by_team(portfolio: Portfolio, looks: Looks) -> tuple[Mapping[str, Lane], Assign]:
    """Parents without a share of their own stand where most of what they hold does."""
    setting, found = portfolio.setting, dict[int, int | None]()
    lanes = {f'team:{team.id}': Lane(f'team:{team.id}', team.name, team.colour, team.id,
                                     _people(len(setting.members.get(team.id, ()))))
             for team in setting.teams.values() if not team.is_excluded}

    def team(item: Item, depth: int = 0) -> int | None:
        if item.id not in found:
            found[item.id] = None  # a tree that bites its tail ends here
            own = team_of(portfolio, item, looks.filter.teams)
            below = [team(portfolio.items[child], depth + 1) for child in portfolio.tree.children.get(item.id, ())
                     ] if own is None and depth < 20 else []
            known = [one for one in below if one is not None]
            found[item.id] = own if own is not None else max(known, key=known.count) if known else None
        return found[item.id]

    def assign(item: Item) -> str:
        own = team(item)
        if own is None:
            own = next((above for parent in portfolio.ancestors(item) if (above := team(parent)) is not None), None)
        return f'team:{own}' if own is not None and f'team:{own}' in lanes else NONE

    return lanes, assign


def _by_plan(portfolio: Portfolio, looks: Looks, chosen: Chosen) -> tuple[Mapping[str, Lane], Assign]:
    """Chosen plans, then plans that came along, then teams. The nearest chosen plan above wins if families came along,
    then the own one if it was chosen, then a team, then the own one that came along, then the first.
    """
    setting, wanted = portfolio.setting, looks.filter
    selected = frozenset(wanted.plans or setting.plans)
    there = {portfolio.items[own].plan for own in chosen.shown if own in portfolio.items}
    ranked = sorted(setting.plans.values(), key=lambda plan: plan.id not in selected)
    lanes = {f'plan:{plan.id}': Lane(f'plan:{plan.id}', plan.name, plan.colour, plan.team)
             for plan in ranked if plan.id in selected or plan.id in there}
    lanes |= {f'team:{team}': Lane(f'team:{team}', one.name, one.colour, team)
              for team in wanted.teams if (one := setting.teams.get(team))}
    first = next(iter(lanes), NONE)

    def assign(item: Item) -> str:
        if wanted.expands_family and wanted.plans:
            above = next((parent.plan for parent in portfolio.ancestors(item) if parent.plan in selected), None)
            if above is not None:
                return f'plan:{above}'
        if item.plan in selected:
            return f'plan:{item.plan}'
        team = team_of(portfolio, item, wanted.teams) if wanted.teams else None
        key = f'team:{team}' if team is not None else f'plan:{item.plan}'
        return key if key in lanes else first

    return lanes, assign


def _by_group(portfolio: Portfolio) -> tuple[Mapping[str, Lane], Assign]:
    """The outermost group of whichever holds it first."""
    groups = portfolio.groups
    tops: dict[int, str] = {}
    for group in sorted(groups.values(), key=lambda one: (one.rank, one.id)):
        top, seen = group, {group.id}
        while top.parent is not None and top.parent in groups and top.parent not in seen:
            top = groups[top.parent]
            seen.add(top.id)
        for member in group.members:
            tops.setdefault(member, f'group:{top.id}')
    lanes = {f'group:{one.id}': Lane(f'group:{one.id}', one.name, one.colour)
             for one in sorted(groups.values(), key=lambda one: (one.rank, one.id))}
    return lanes, lambda item: tops.get(item.id, NONE)


def _value(item: Item, name: str) -> str:
    if name in ('assignee', 'state', 'type', 'iteration', 'area'):
        return str(getattr(item, name))
    if name == 'tags':
        return '; '.join(item.tags)
    value = item.fields.get(name)
    return '' if value is None else str(value)


def _people(count: int) -> str:
    return f'{count} {"person" if count == 1 else "people"}' if count else ''


def _without(rows_by: str) -> str:
    return {'team': 'No team', 'plan': 'No plan', 'group': 'Ungrouped', 'assignee': 'Nobody'}.get(rows_by, 'Not given')
