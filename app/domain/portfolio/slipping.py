"""A cascade as operations: each item moves with what is in it, then gets the end that keeps its working days."""

from collections.abc import Iterable, Sequence

from app.domain.portfolio.applying import apply
from app.domain.portfolio.dependencies import Slip
from app.domain.portfolio.items import Portfolio
from app.domain.portfolio.operations import MoveItems, Operation, PlanItem


def operations_for(portfolio: Portfolio, slips: Iterable[Slip]) -> tuple[Operation, ...]:
    found: list[Operation] = []
    now = portfolio
    for slip in slips:
        item = now.items[slip.item_id]
        start = item.span[0] if item.span else slip.start
        steps: Sequence[Operation] = (MoveItems((slip.item_id,), (slip.start - start).days),
                                      PlanItem(slip.item_id, slip.start, slip.end))
        for step in steps:
            then = apply(now, step).portfolio
            if then is not now:
                found.append(step)
            now = then
    return tuple(found)
