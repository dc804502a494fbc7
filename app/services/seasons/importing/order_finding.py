"""Orders that a file speaks of, with their lines and charges, in few statements."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlmodel import col, select

from app.work import Work
from models.buying import SeasonCharge, SeasonOrder, SeasonOrderLine
from models.seasons import Season

AT_ONCE: Final = 500


def of_numbers(work: Work, season: Season, numbers: Sequence[str]) -> list[SeasonOrder]:
    """Also those of other seasons: a number is unique in the company."""
    return [row for some in parts(numbers) for row in work.session.exec(select(SeasonOrder).where(
        SeasonOrder.company_id == season.company_id, col(SeasonOrder.number).in_(some)))]


def lines_by_order(work: Work, ids: Sequence[int]) -> Mapping[int, Sequence[SeasonOrderLine]]:
    return _by_order(work, SeasonOrderLine, SeasonOrderLine.number, ids)


def charges_by_order(work: Work, ids: Sequence[int]) -> Mapping[int, Sequence[SeasonCharge]]:
    return _by_order(work, SeasonCharge, SeasonCharge.id, ids)


def parts(values: Sequence[Any]) -> list[Sequence[Any]]:
    """As many as a statement names at once."""
    return [values[at:at + AT_ONCE] for at in range(0, len(values), AT_ONCE)]


def _by_order(work: Work, table: Any, order: Any, ids: Sequence[int]) -> Mapping[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for some in parts(ids):
        for row in work.session.exec(select(table).where(col(table.order_id).in_(some)).order_by(col(order))):
            found[row.order_id].append(row)
    return found
