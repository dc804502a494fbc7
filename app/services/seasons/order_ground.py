"""Orders as they lie in the tables: found by number, locked with their season, snapshots for revisions."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from urllib.parse import quote

from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.seasons import waterfall
from app.domain.seasons.axes import Axes
from app.domain.seasons.facts import Facts
from app.domain.seasons.phases import last_receipts
from app.domain.seasons.receiving import demand_in_time
from app.domain.seasons.rolling import Rolled
from app.domain.seasons.steps import BUYING
from app.errors import Conflict, NotFound
from app.events import Event, orders_topic
from app.services.seasons import ground
from app.services.seasons.doors import begin
from app.services.seasons.facts import facts_of
from app.services.seasons.ground import find_axes, move_facts
from app.services.seasons.moves import effect_of, encoded, tell_move
from app.services.seasons.reach import reach_of
from app.services.seasons.rolled import rolled_of
from app.work import Work
from models.buying import SeasonCharge, SeasonOrder, SeasonOrderLine
from models.masters import MasterSupplier
from models.seasons import Season

NUMBERS = 7_100_041  # of orders and receipts are the company's: whoever gives one waits for writers of other seasons
OVER = 'This season is over: only receipts of orders that are there already come in.'


def find_order(work: Work, number: str) -> SeasonOrder:
    """Raises NotFound."""
    if row := work.session.exec(select(SeasonOrder).where(SeasonOrder.number == number)).first():
        return row
    raise NotFound('There is no such order.')


def link_of(season: Season, order: SeasonOrder) -> str:
    """Numbers may hold anything."""
    return f'/seasons/{season.code}/orders/{quote(order.number, safe="")}'


def lines_of(work: Work, order_id: int) -> Sequence[SeasonOrderLine]:
    """As they are in the database now, also where they were seen before a lock was waited for."""
    return work.session.exec(select(SeasonOrderLine).where(SeasonOrderLine.order_id == order_id).order_by(
        col(SeasonOrderLine.number)).execution_options(populate_existing=True)).all()


def charges_of(work: Work, order_id: int) -> Sequence[SeasonCharge]:
    return work.session.exec(select(SeasonCharge).where(SeasonCharge.order_id == order_id).order_by(
        col(SeasonCharge.id))).all()


def begin_order(work: Work, actor: Actor, number: str, deed: str = 'seasons.buy', version: int | None = None,
                asked_by: str = '') -> tuple[Season, SeasonOrder]:
    """The locked rows of an order and its season, in which orders may be changed now. Raises NotFound, Forbidden,
    Conflict; also where somebody else has changed it since it was looked at.
    """
    found = find_order(work, number)
    demand(actor, deed, reach_of_order(work, actor, found, asked_by))
    season = begin(work, work.get(Season, found.season_id).code, BUYING)
    order = work.lock(SeasonOrder, found.id)
    if version is not None and version != order.version:
        raise Conflict('Somebody else has changed this order meanwhile. Look again.', 'stale_version', order.version)
    return season, order


def reach_of_order(work: Work, actor: Actor, order: SeasonOrder, asked_by: str = '') -> Any:
    """Whether all its lines lie within what is somebody's."""
    axes = find_axes(work, order.season_id)
    lines = lines_of(work, order.id)
    return reach_of(work, actor, order.season_id, keys_of(axes, (line.location for line in lines), 'l'),
                    keys_of(axes, (line.category for line in lines), 'c'), asked_by)


def keys_of(axes: Axes, places: Iterable[int], axis: str) -> list[str]:
    """Keys of leaves, `l` for locations and `c` for categories."""
    at = axes.location_at if axis == 'l' else axes.category_at
    kept = axes.locations if axis == 'l' else axes.categories
    return [f'{axis}:{kept[at[place]].code}' for place in sorted(set(places)) if place in at]


def demand_buying(work: Work, season: Season) -> None:
    """New orders come in until the season ends. Raises Conflict."""
    if work.now.date() > season.end:
        raise Conflict(OVER, 'seasons.wrong_step')


def demand_receiving(work: Work, season: Season, day: date) -> None:
    """Goods may come late for some days. Raises Conflict."""
    demand_in_time(day, last_receipts(ground.view_of(work, season)))


def moved(work: Work, actor: Actor, season: Season, kind: str, text: str, before: Facts | Rolled,
          event: type[Event], order: int | None = None) -> None:
    """Something became of an order or receipt; `before` is what was seen before (app.services.seasons.days): facts are
    enough where nothing but what is on order changes. `order` is named where it is the only one.
    """
    move_facts(work, season.id, event(orders_topic(season.id)), order=order)
    if isinstance(before, Facts):
        effect = effect_of(before, facts_of(work, season.id))
    else:
        effect = encoded(before.axes, waterfall.effect_of(before, rolled_of(work, season.id)))
    tell_move(work, season.id, kind, text, actor, effect)


def lead_days_of(work: Work, order: SeasonOrder) -> int | None:
    """How long its supplier takes."""
    supplier = work.session.get(MasterSupplier, order.supplier_id) if order.supplier_id else None
    return supplier.lead_days if supplier else None


def next_number(work: Work, table: Any, start: str) -> str:
    """PO-1001, PO-1002 …; goes on from the largest of those that look alike."""
    work.take_turns(NUMBERS)
    numbers = work.session.execute(select(table.number).where(col(table.number).like(f'{start}-%'))).scalars()
    known = [int(tail) for tail in (number.removeprefix(f'{start}-') for number in numbers)
             if tail.isdecimal() and len(tail) < 10]
    return f'{start}-{max(known, default=1000) + 1}'


def content_of(order: SeasonOrder, lines: Sequence[SeasonOrderLine], charges: Sequence[SeasonCharge],
               axes: Axes) -> dict[str, Any]:
    """What a revision keeps, as JSON; places as codes."""
    return {'title': order.title, 'supplier': order.supplier_name, 'currency': order.currency,
            'rate': f'{order.rate.normalize():f}', 'ordered': _iso(order.ordered), 'expected': _iso(order.expected),
            'lines': [_line_content(line, axes) for line in lines],
            'charges': [{'kind': one.kind, 'amount': one.amount, 'currency': one.currency, 'allocate': one.allocate,
                         'text': one.text} for one in charges]}


def _line_content(line: SeasonOrderLine, axes: Axes) -> dict[str, Any]:
    return {'number': line.number, 'location': axes.locations[axes.location_at[line.location]].code,
            'category': axes.categories[axes.category_at[line.category]].code, 'sku': line.sku, 'text': line.text,
            'quantity': line.quantity, 'cost': line.cost, 'retail': line.retail, 'expected': _iso(line.expected),
            'value': line.value, 'worth': line.worth, 'cancelled': line.cancelled, 'is_short': line.is_short}


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ''
