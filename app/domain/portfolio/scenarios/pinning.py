"""Single values of items, as the log of a scenario keeps them.

A step is kept twice: as what somebody did (moved it by five days), and as what it aimed at (starts on 12 October).
The second is what counts afterwards: whatever the live plan does meanwhile, 12 October is what was meant, and whether
both agree can be asked value by value. Keys are fine enough for two people to work on one item: a share is `share:3`,
a link `link:2:3:needs`, a tag `tag:risk`. Values are as JSON has them. Groups are kept under item 0.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

from app.domain.portfolio.items.items import NEEDS, Group, Item, Link, Portfolio
from app.domain.portfolio.items.setting import OTHER
from app.domain.portfolio.planning.changing import category_of, in_plan, with_share, with_tags
from app.domain.portfolio.planning.linking import demand_no_circle, demand_no_family_circle
from app.domain.portfolio.planning.moving import KEPT_UNDATED
from app.domain.portfolio.planning.sketching import Sketch
from app.errors import Rejected

Values = dict[str, Any]  # by key
Aims = Mapping[int, Values]  # by item
GROUPS = 0  # instead of an item
LIVE = '~live'  # whatever the live plan has
COPY = 'item'  # of a placeholder: the item it is a copy of
KEPT = frozenset(one.name for one in fields(Item)) - {'id', 'fields'}  # of a copy; others were kept by another version
FIELD = {'share': 'shares', 'tag': 'tags', 'link': 'links'}


def field_of(key: str) -> str:
    """As people compare it: `share:3` is among the shares."""
    kind = key.partition(':')[0]
    return FIELD.get(kind, kind)


def value_of(portfolio: Portfolio, item_id: int, key: str) -> Any:
    """What a plan has there."""
    kind, _, rest = key.partition(':')
    if kind == 'group':
        group = portfolio.groups.get(int(rest))
        return _group_plain(group) if group else None
    if kind == 'link':
        return _lag(portfolio, rest)
    item = portfolio.items.get(item_id)
    return None if item is None else _of_item(item, kind, rest)


def differences(before: Portfolio, after: Portfolio, ids: Iterable[int]) -> dict[int, Values]:
    """What these items have become, value by value; and all links and groups that differ."""
    found: dict[int, Values] = {}
    for own in ids:
        if values := _of_both(before.items.get(own), after.items.get(own)):
            found[own] = values
    if before.links is not after.links:
        for link in before.links ^ after.links:
            key = f'link:{link.before}:{link.after}:{link.kind}'
            for own in (link.before, link.after):
                found.setdefault(own, {})[key] = value_of(after, own, key)
    if before.groups is not after.groups:
        for own in before.groups.keys() | after.groups.keys():
            if before.groups.get(own) != after.groups.get(own):
                found.setdefault(GROUPS, {})[f'group:{own}'] = value_of(after, GROUPS, f'group:{own}')
    return found


def same_values(portfolio: Portfolio, aims: Aims) -> dict[int, Values]:
    """What a plan has where a step aims."""
    return {own: {key: value_of(portfolio, own, key) for key in values} for own, values in aims.items()}


def pin(sketch: Sketch, item_id: int, values: Values) -> str:
    """Let an item have these; why some of them cannot be, or nothing. Whatever is gone refuses for itself alone."""
    reason = ''
    if COPY in values:
        _copy(sketch, item_id, values[COPY])
        if values[COPY] is None:
            return ''
    changes: dict[str, Any] = {}
    for key, value in values.items():
        kind, _, rest = key.partition(':')
        try:
            if kind == 'group':
                sketch.groups[int(rest)] = _group(int(rest), value) if value else None
            elif kind == 'link':
                _pin_link(sketch, rest, value)
            elif kind != COPY:
                changes |= _changed(sketch, changes, item_id, kind, rest, value)
        except Rejected as error:
            reason = str(error)
    if changes:
        sketch.put(item_id, **changes)
    return reason


def _of_item(item: Item, kind: str, rest: str) -> Any:
    if kind in ('start', 'end'):
        day: date | None = getattr(item, kind)
        return day.isoformat() if day else (KEPT_UNDATED if getattr(item, f'{kind}_from') == KEPT_UNDATED else None)
    if kind == 'share':
        return next((str(percent) for team, percent in item.shares if team == int(rest)), None)
    if kind == 'tag':
        return next((tag for tag in item.tags if tag.casefold() == rest), None)
    if kind == COPY:
        return {name: _plain(value) for name, value in asdict(item).items() if name in KEPT}
    return getattr(item, kind)


def _of_both(former: Item | None, item: Item | None) -> Values:
    if former is None or item is None:
        return {COPY: _of_item(item, COPY, '') if item else None}
    found: Values = {kind: _of_item(item, kind, '') for kind in ('start', 'end', 'state', 'iteration', 'parent', 'plan')
                     if _of_item(former, kind, '') != _of_item(item, kind, '')}
    for name in ('start', 'end'):  # a day that was inferred, and now is wanted
        if getattr(former, f'{name}_from') != getattr(item, f'{name}_from'):
            found[name] = _of_item(item, name, '')
    teams = {team for team, _ in set(former.shares) ^ set(item.shares)}
    found |= {f'share:{team}': _of_item(item, 'share', str(team)) for team in sorted(teams)}
    tags = {tag.casefold() for tag in set(former.tags) ^ set(item.tags)}
    return found | {f'tag:{tag}': _of_item(item, 'tag', tag) for tag in sorted(tags)}


def _changed(sketch: Sketch, so_far: dict[str, Any], own: int, kind: str, rest: str, value: Any) -> dict[str, Any]:
    """Attributes of the item that take this value."""
    item = sketch.demand(own)
    if value == LIVE:
        return _as_live(sketch, item, so_far, kind, rest)
    if kind in ('start', 'end'):
        is_cleared = value in (KEPT_UNDATED, None)
        return {kind: None if is_cleared else date.fromisoformat(value),
                f'{kind}_from': KEPT_UNDATED if value == KEPT_UNDATED else ''}
    if kind == 'share':
        shares = so_far.get('shares', item.shares)
        if value is not None and int(rest) not in sketch.setting.teams:
            raise Rejected('Its team is no longer there.')
        return {'shares': with_share(shares, int(rest), None if value is None else Decimal(value))}
    if kind == 'tag':
        tags = so_far.get('tags', item.tags)
        return {'tags': with_tags(tags, [value]) if value is not None else with_tags(tags, [], [rest])}
    if kind == 'state':
        return {'state': value, 'category': category_of(sketch.live, value) or OTHER}
    if kind == 'plan':
        plan = sketch.setting.plans.get(value or 0)
        if plan is None:
            raise Rejected('Its plan is no longer there.')
        return in_plan(item, plan.id, plan.area)
    if kind == 'parent':
        return _with_parent(sketch, own, value)
    return {kind: value}


def _with_parent(sketch: Sketch, own: int, parent: int | None) -> dict[str, Any]:
    if parent is not None:
        if sketch.find(parent) is None:
            raise Rejected('Its parent is no longer there.')
        demand_no_family_circle(sketch, own, parent)
    return {'parent': parent, 'is_hidden_parent': False}


def _as_live(sketch: Sketch, item: Item, so_far: dict[str, Any], kind: str, rest: str) -> dict[str, Any]:
    live = sketch.live.items.get(item.id)
    if live is None:
        return {}
    if kind == 'share':
        percent = next((percent for team, percent in live.shares if team == int(rest)), None)
        return {'shares': with_share(so_far.get('shares', item.shares), int(rest), percent)}
    if kind == 'tag':
        tags, own = so_far.get('tags', item.tags), _of_item(live, 'tag', rest)
        return {'tags': with_tags(tags, [own]) if own else with_tags(tags, [], [rest])}
    along = {'start': ('start_from',), 'end': ('end_from',), 'state': ('category',), 'plan': ('area', 'also_in'),
             'parent': ('is_hidden_parent',)}.get(kind, ())
    return {name: getattr(live, name) for name in (kind, *along)}


def _pin_link(sketch: Sketch, rest: str, value: Any) -> None:
    before, after, kind = _ends(rest)
    former = sketch.link(before, after, kind)
    if value == LIVE:
        value = _lag(sketch.live, rest)
    if value is None:
        if former:
            sketch.drop_link(former)
    elif not sketch.find(before) or not sketch.find(after):
        raise Rejected('The other end of the link is no longer there.')
    elif former is None or former.lag != value:
        if kind == NEEDS:
            demand_no_circle(sketch, before, after)
        sketch.put_link(Link(before, after, kind, int(value)))


def _lag(portfolio: Portfolio, rest: str) -> int | None:
    before, after, kind = _ends(rest)
    some = (portfolio.net.after if kind == NEEDS else portfolio.net.related).get(before, ())
    return next((link.lag for link in some if link.before == before and link.after == after), None)


def _ends(rest: str) -> tuple[int, int, str]:
    before, after, kind = rest.split(':')
    return int(before), int(after), kind


def _copy(sketch: Sketch, own: int, value: Values | None) -> None:
    if value is None:
        for link in sketch.links_of(own):
            sketch.drop_link(link)
        sketch.remove(own)
        return
    given = {name: _from_plain(name, one) for name, one in value.items() if name in KEPT}
    sketch.add(Item(id=own, **given))


def _group_plain(group: Group) -> Values:
    return {**asdict(group), 'members': list(group.members)}


def _group(own: int, value: Values) -> Group:
    return replace(Group(**{**value, 'id': own}), members=tuple(value['members']))


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def _from_plain(name: str, value: Any) -> Any:
    if name in ('start', 'end') and value:
        return date.fromisoformat(value)
    if name == 'shares':
        return tuple((int(team), Decimal(percent)) for team, percent in value)
    return tuple(value) if isinstance(value, list) else value
