"""A cascade as operations: each item moves with what is in it, then gets the end that keeps its working days."""

from collections.abc import Iterable

from app.domain.portfolio.items.items import Portfolio
from app.domain.portfolio.planning.applying import apply
from app.domain.portfolio.planning.dependencies import Slip
from app.domain.portfolio.planning.operations import MoveItems, Operation, PlanItem


def operations_for(portfolio: Portfolio, slips: Iterable[Slip]) -> tuple[Operation, ...]:
    """Without those that would change nothing."""
    found: list[Operation] = []
    now = portfolio
    for slip in slips:
        for step in steps_of(now, slip):
            then = apply(now, step).portfolio
            if then is not now:
                found.append(step)
            now = then
    return tuple(found)


def steps_of(portfolio: Portfolio, slip: Slip) -> tuple[Operation, ...]:
    item = portfolio.items[slip.item_id]
    start = item.span[0] if item.span else slip.start
    return MoveItems((slip.item_id,), (slip.start - start).days), PlanItem(slip.item_id, slip.start, slip.end)
