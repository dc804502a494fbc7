"""What must always hold of a season, asked of the stored ones."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row, func
from sqlalchemy import select as columns
from sqlmodel import col, select

from app.domain.seasons.budget import position_of
from app.domain.seasons.identities import Broken, broken, broken_consumption, broken_lines, broken_waterfall
from app.domain.seasons.orders import COMMITTED, is_settled
from app.domain.seasons.rolling import Rolled
from app.domain.seasons.season import CREATED, RETAIL
from app.services.seasons.order_facts import open_worth
from app.services.seasons.otb_moves import since_beginning
from app.services.seasons.rolled import rolled_of
from app.work import Work
from models.buying import SeasonOrder, SeasonOrderLine, SeasonReceiptLine
from models.seasons import Season

ORDERED = ('submitted', *COMMITTED, 'complete')


def seasons_to_verify(work: Work) -> Sequence[tuple[int, str]]:
    """Id and name of all that have begun."""
    rows = work.session.exec(select(Season).where(Season.state != CREATED).order_by(col(Season.id))).all()
    return [(row.id, row.name) for row in rows]


def broken_identities(work: Work, season_id: int) -> Sequence[tuple[str, str, int]]:
    """Rule, first place, by how much; of the working plan with what has happened, of lines of orders, and of all that
    ever moved open-to-buy.
    """
    rolled, season = rolled_of(work, season_id), work.get(Season, season_id)
    lines = _lines(work, season)
    found = (*broken(rolled), *broken_lines(_ordered(lines)), *_miscounted(lines),
             *broken_consumption(position_of(rolled), _consumed(lines, rolled)),
             *broken_waterfall(since_beginning(work, season_id)))
    return [(one.rule, one.where, one.off) for one in found]


def _lines(work: Work, season: Season) -> Sequence[Row[Any]]:
    """Each with what its receipts add up to: `came` in thousandths, `brought` at the season's basis."""
    line, order, receipt = SeasonOrderLine, SeasonOrder, SeasonReceiptLine
    is_retail = season.basis == RETAIL
    came = columns(col(receipt.line_id).label('line'), func.sum(col(receipt.accepted)).label('came'), func.sum(
        col(receipt.worth if is_retail else receipt.value)).label('brought')).group_by(col(receipt.line_id)).subquery()
    return work.session.execute(
        columns(col(order.number).label('name'), col(order.state), col(line.number), col(line.quantity),
                col(line.accepted), col(line.cancelled), col(line.is_short),
                col(line.worth if is_retail else line.value).label('worth'),
                func.coalesce(came.c.came, 0).label('came'), func.coalesce(came.c.brought, 0).label('brought'))
        .join(order, col(order.id) == col(line.order_id)).outerjoin(came, came.c.line == col(line.id))
        .where(col(order.season_id) == season.id).order_by(col(order.id), col(line.number))).all()


def _ordered(lines: Sequence[Row[Any]]) -> Iterator[tuple[str, int, int, int, int]]:
    """Of lines that have not been closed short: what is awaited is what an order in its state still awaits."""
    for one in lines:
        if one.state in ORDERED and not one.is_short:
            waits = 0 if one.state == 'complete' or is_settled(one) else one.quantity - one.came - one.cancelled
            yield f'{one.name}, line {one.number}', one.quantity, waits, one.came, one.cancelled


def _miscounted(lines: Sequence[Row[Any]]) -> Iterator[Broken]:
    """Lines that say something else than their receipts."""
    for one in lines:
        if one.accepted != one.came:
            yield Broken('accepted of a line = the sum of its receipts', f'{one.name}, line {one.number}',
                         int(one.accepted - one.came))


def _consumed(lines: Sequence[Row[Any]], rolled: Rolled) -> int:
    """What receipts brought, what is awaited, what is asked for, and what is on order elsewhere."""
    waits = sum(open_worth(int(one.worth), one) for one in lines if one.state in COMMITTED)
    asked = sum(int(one.worth) for one in lines if one.state == 'submitted')
    return sum(int(one.brought) for one in lines) + waits + asked + int(rolled.array('outside_on_order').sum())
