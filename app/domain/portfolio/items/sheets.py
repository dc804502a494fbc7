"""Plans as tables that people take away: typed cells, so that numbers stay numbers and text is never a formula."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.domain.csv_cells import defused
from app.domain.portfolio.items.estimating import estimate_of, points
from app.domain.portfolio.items.items import NEEDS, Item, Portfolio

Cell = str | int | Decimal | date | None

HEADS = ('id', 'number', 'type', 'title', 'state', 'category', 'plan', 'start', 'end', 'start_from', 'end_from',
         'iteration', 'parent', 'assignee', 'tags', 'waits_for', 'related', 'url', 'Estimate')


@dataclass(frozen=True)
class Sheet:
    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def items_sheet(portfolio: Portfolio, items: Sequence[Item]) -> Sheet:
    """One row per item; shares in a column per team that has any."""
    teams = [team for team in portfolio.setting.teams.values() if any(item.share(team.id) for item in items)]
    heads = (*HEADS, *(f'share: {team.name}' for team in teams))
    return Sheet('Items', heads, tuple(
        (*_cells(portfolio, item), *(item.share(team.id) or None for team in teams)) for item in items))


def as_csv(sheet: Sheet) -> str:
    """With a mark of its encoding, because spreadsheets guess."""
    file = io.StringIO(newline='')
    writer = csv.writer(file, lineterminator='\r\n')
    writer.writerow([defused(head) for head in sheet.heads])
    writer.writerows([text_of(cell) for cell in row] for row in sheet.rows)
    return '\ufeff' + file.getvalue()


def as_json(sheet: Sheet) -> str:
    rows = [dict(zip(sheet.heads, map(_json, row), strict=True)) for row in sheet.rows]
    return json.dumps({sheet.name.casefold(): rows}, ensure_ascii=False)


def text_of(cell: Cell) -> str:
    """ISO for days; text that looks like a formula is made harmless, a number is not."""
    if cell is None:
        return ''
    if isinstance(cell, date):
        return cell.isoformat()
    return defused(cell) if isinstance(cell, str) else plain(cell)


def plain(number: int | Decimal) -> str:
    """Without an exponent, and without zeros that say nothing."""
    text = f'{number:f}'
    return text.rstrip('0').rstrip('.') if '.' in text else text


def _cells(portfolio: Portfolio, item: Item) -> Iterable[Cell]:
    net, plan = portfolio.net, portfolio.setting.plans.get(item.plan or 0)
    related = [link.before if link.after == item.id else link.after for link in net.related.get(item.id, ())]
    needed = [link.before for link in net.before.get(item.id, ()) if link.kind == NEEDS]
    return (item.id, item.number, item.type, item.title, item.state, item.category, plan.name if plan else '',
            item.start, item.end, item.start_from, item.end_from, item.iteration,
            _numbers(portfolio, [item.parent] if item.parent else []), item.assignee, '; '.join(item.tags),
            _numbers(portfolio, needed), _numbers(portfolio, related), item.url, _estimate(item))


def _estimate(item: Item) -> Cell:
    """A number where it is one, so that it can be summed."""
    value = estimate_of(item)
    number = points(value)
    return number if number is not None else value or None


def _numbers(portfolio: Portfolio, ids: Sequence[int]) -> str:
    """As the source counts them; of an item that is not there, or not to be seen, nothing is told."""
    return '; '.join(sorted(portfolio.items[own].number for own in ids if own in portfolio.items))


def _json(cell: Cell) -> Any:
    if isinstance(cell, Decimal):
        return int(cell) if cell == cell.to_integral_value() else float(cell)
    return cell.isoformat() if isinstance(cell, date) else cell


