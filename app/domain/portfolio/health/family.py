"""Findings about parents and children."""

from collections.abc import Iterator

from app.domain.portfolio.health.finding import Finding, found, titled, worded
from app.domain.portfolio.items.funding import funding_of
from app.domain.portfolio.items.hints import PARENTS
from app.domain.portfolio.items.items import Item, Portfolio
from app.domain.portfolio.items.setting import TEAM, UNFUNDED, Rules
from app.domain.portfolio.planning.operations import ChangeState, PlanItem, ResizeItem


def family(portfolio: Portfolio, items: list[Item]) -> Iterator[Finding]:
    """Of items that are there and not removed."""
    levels = _levels(portfolio.setting.rules)
    tops = _tops(items, levels)
    for item in items:
        parent = portfolio.items.get(item.parent or 0)
        if parent is not None and parent.id != item.id:
            yield from _against_parent(item, parent, levels)
        elif item.parent is None and not item.is_hidden_parent and not item.is_placeholder:
            yield from _without_parent(portfolio, item, levels, tops)
        if item.id in portfolio.tree.children:
            yield from _against_children(portfolio, item)
        yield from _doubtful(portfolio, item, parent)


def _against_parent(item: Item, parent: Item, levels: dict[str, int]) -> Iterator[Finding]:
    yield from _outside(item, parent)
    if item.span is None and parent.span and item.category != 'Completed':
        start, end = parent.span
        yield found('H2', item, f'{titled(item)} has no dates, its parent {titled(parent)} has.', parent,
                    PlanItem(item.id, start, end), f'Plan it for {worded(start)} to {worded(end)}, as its parent')
    own, above = levels.get(item.type), levels.get(parent.type)
    if own is not None and above is not None and own <= above:
        yield found('H5', item, f'{titled(item)} ({item.type}) cannot lie below {titled(parent)} ({parent.type}).',
                    parent)


def _outside(item: Item, parent: Item) -> Iterator[Finding]:
    if item.span is None or parent.span is None or item.category == 'Completed':
        return
    (start, end), (first, last) = item.span, parent.span
    if start >= first and end <= last:
        return
    ways = [f'begins on {worded(start)}, before its parent'] if start < first else []
    ways += [f'ends on {worded(end)}, after its parent'] if end > last else []
    fix = ResizeItem(parent.id, min(start, first) if start < first else None, end if end > last else None)
    yield found('H1', item, f'{titled(item)} {" and ".join(ways)} {titled(parent)}.', parent, fix,
                f'Let {titled(parent)} reach from {worded(min(start, first))} to {worded(max(end, last))}')


def _without_parent(portfolio: Portfolio, item: Item, levels: dict[str, int],
                    tops: dict[int, int]) -> Iterator[Finding]:
    level = levels.get(item.type)
    if level is not None and level > tops[item.source]:
        yield found('H4', item, f'{titled(item)} ({item.type}) has no parent.')
    plan = portfolio.setting.plans.get(item.plan or 0)
    if plan and plan.kind == TEAM and funding_of(portfolio).of(item) == UNFUNDED:
        yield found('H6', item, f'{titled(item)} belongs to the team plan {plan.name}; no project pays for it.')


def _against_children(portfolio: Portfolio, item: Item) -> Iterator[Finding]:
    children = [child for own in portfolio.tree.children[item.id]
                if not (child := portfolio.items[own]).is_gone and child.category != 'Removed']
    own, theirs = _teams(item), frozenset(team for child in children for team in _teams(child))
    if own and theirs and own != theirs:
        yield found('H3', item, f'{titled(item)} names {_named(portfolio, own)}; its children name '
                                f'{_named(portfolio, theirs)}.')
    active = next((child for child in children if child.category == 'InProgress'), None)
    if active and item.category in ('Proposed', 'Completed'):
        fix = ChangeState((item.id,), active.state) if item.category == 'Proposed' else None
        yield found('H11', item, f'{titled(item)} is {item.state}, but {titled(active)} below it is {active.state}.',
                    active, fix, f'Set it to {active.state}' if fix else '')


def _doubtful(portfolio: Portfolio, item: Item, parent: Item | None) -> Iterator[Finding]:
    parents = item.fields.get(PARENTS)
    if item.parent == item.id:
        yield found('H12', item, f'{titled(item)} is its own parent.')
    elif parent and item.id == min(circle := _circle(portfolio, item), default=0):
        names = ' → '.join(titled(portfolio.items[own]) for own in (*circle, item.id))
        yield found('H12', item, f'Parents lead in a circle: {names}.')
    elif isinstance(parents, int) and parents > 1:
        yield found('H12', item, f'{titled(item)} has {parents} parents at the source; the first counts.')


def _circle(portfolio: Portfolio, item: Item) -> tuple[int, ...]:
    """From the item up and back to it; nothing where parents end."""
    chain = [own.id for own in portfolio.ancestors(item)]
    return (item.id, *chain) if chain and portfolio.items[chain[-1]].parent == item.id else ()


def _levels(rules: Rules) -> dict[str, int]:
    return {name: level for level, names in enumerate(rules.types) for name in names}


def _tops(items: list[Item], levels: dict[str, int]) -> dict[int, int]:
    """The highest level that each source has at all: what lies there needs no parent."""
    tops: dict[int, int] = {}
    for item in items:
        tops[item.source] = min(tops.get(item.source, len(levels)), levels.get(item.type, len(levels)))
    return tops


def _teams(item: Item) -> frozenset[int]:
    return frozenset(team for team, percent in item.shares if percent > 0)


def _named(portfolio: Portfolio, teams: frozenset[int]) -> str:
    known = portfolio.setting.teams
    return ', '.join(sorted(known[team].name if team in known else 'an unknown team' for team in teams))
