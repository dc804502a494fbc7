"""Values of items in the words of people."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from app.domain.portfolio.items.items import NEEDS, Group, Item, Link, Portfolio
from app.domain.portfolio.planning.linking import name_of
from app.domain.portfolio.planning.moving import KEPT_UNDATED, said

NOTHING, HIDDEN = '–', 'an item you may not see'


def in_words(portfolio: Portfolio, item_id: int, field: str, value: Any) -> str:
    """A field of an item, as `differing` has it or as the log keeps it."""
    if value is None or value in ('', (), KEPT_UNDATED):
        return NOTHING
    if isinstance(value, date):
        return said(value)
    if field in ('start', 'end'):
        return said(date.fromisoformat(value))
    if field == 'shares':
        return _shares(portfolio, value) if isinstance(value, tuple) else f'{_percent(value)} %'
    if field == 'links':
        return _links(portfolio, item_id, value) if isinstance(value, tuple) else 'linked'
    if field == 'parent':
        return _item(portfolio, int(value))
    if field == 'plan':
        plan = portfolio.setting.plans.get(int(value))
        return plan.name if plan else NOTHING
    return _other(value)


def field_in_words(portfolio: Portfolio, item_id: int, key: str) -> str:
    """What a value of the log is called: “Start”, “Share of Payments”."""
    kind, _, rest = key.partition(':')
    if kind == 'share':
        team = portfolio.setting.teams.get(int(rest))
        return f'Share of {team.name if team else "a former team"}'
    if kind == 'tag':
        return f'Tag “{rest}”'
    if kind == 'link':
        return 'Link with ' + _other_end(portfolio, item_id, rest)
    return {'group': 'Group', 'item': 'Proposed copy'}.get(kind, kind.capitalize())


def _other(value: Any) -> str:
    if isinstance(value, Item):
        return value.title
    if isinstance(value, Group):
        return value.name
    if isinstance(value, dict):
        return str(value.get('name') or value.get('title') or NOTHING)
    return ', '.join(map(str, value)) if isinstance(value, tuple | list) else str(value)


def _shares(portfolio: Portfolio, shares: Iterable[tuple[int, Decimal]]) -> str:
    teams = portfolio.setting.teams
    return ', '.join(f'{teams[team].name if team in teams else "a former team"} {_percent(percent)} %'
                     for team, percent in shares)


def _percent(percent: Any) -> str:
    text = f'{Decimal(percent):.2f}'
    return text.rstrip('0').rstrip('.')


def _links(portfolio: Portfolio, item_id: int, links: Iterable[Link]) -> str:
    return ', '.join(_link(portfolio, item_id, link) for link in links)


def _link(portfolio: Portfolio, item_id: int, link: Link) -> str:
    if link.kind != NEEDS:
        return 'related to ' + _item(portfolio, link.after if link.before == item_id else link.before)
    lag = f' with {link.lag} working days between' if link.lag else ''
    return (f'after {_item(portfolio, link.before)}' if link.after == item_id
            else f'before {_item(portfolio, link.after)}') + lag


def _other_end(portfolio: Portfolio, item_id: int, rest: str) -> str:
    before, after, _ = rest.split(':')
    return _item(portfolio, int(after) if int(before) == item_id else int(before))


def _item(portfolio: Portfolio, item_id: int) -> str:
    item = portfolio.items.get(item_id)
    return f'{name_of(item)} {item.title}'.strip() if item and item.number else (
        f'“{item.title}”' if item else HIDDEN)
