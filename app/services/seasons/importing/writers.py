"""Which writer each type of file has."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from app.domain.access import Actor
from app.domain.seasons.importing.book import Read
from app.domain.seasons.importing.difference import Difference
from app.services.seasons.importing import (
    calendar_files,
    masters,
    order_files,
    otb,
    plans,
    range_files,
    receipt_files,
    stock,
)
from app.work import Work
from models.seasons import Season

Compare = Callable[[Work, Actor, Any, Sequence[Read], str], Difference]
Store = Callable[[Work, Actor, Any, Difference, int], dict[str, Any]]
Undo = Callable[[Work, Actor, Season | None, Mapping[str, Any], int], None]


@dataclass(frozen=True)
class Writer:
    """`compare` only looks; `store` writes what it found and returns what undo needs, as JSON."""
    compare: Compare
    store: Store
    undo: Undo


def _master(kind: str) -> Writer:
    compare = partial(masters.compare_masters, kind)
    return Writer(lambda work, _actor, _season, reads, mode: compare(work, reads, mode), masters.store_masters,
                  masters.undo_masters)


def _of_season(compare: Callable[[Work, Any, Sequence[Read], str], Difference], store: Store, undo: Undo) -> Writer:
    return Writer(lambda work, _actor, season, reads, mode: compare(work, season, reads, mode), store, undo)


WRITERS: Final[Mapping[str, Writer]] = {
    **{kind: _master(kind) for kind in ('locations', 'clusters', 'categories', 'suppliers', 'rates')},
    'calendars': Writer(lambda work, actor, _, reads, mode: calendar_files.compare_calendars(work, actor, reads, mode),
                        calendar_files.store_calendars, calendar_files.undo_calendars),
    'plans': _of_season(plans.compare_plans, plans.store_cells, plans.undo_cells),
    'otb': _of_season(otb.compare_otb, plans.store_cells, plans.undo_cells),
    'sales': _of_season(plans.compare_sales, plans.store_cells, plans.undo_cells),
    'stock': _of_season(stock.compare_stock, stock.store_stock, stock.undo_stock),
    'orders': _of_season(order_files.compare_orders, order_files.store_orders, order_files.undo_orders),
    'receipts': _of_season(receipt_files.compare_receipts, receipt_files.store_receipts, receipt_files.undo_receipts),
    'range_intents': _of_season(range_files.compare_intents, range_files.store_intents, range_files.undo_intents),
    'range_architecture': _of_season(range_files.compare_architecture, range_files.store_architecture,
                                     range_files.undo_architecture)}
