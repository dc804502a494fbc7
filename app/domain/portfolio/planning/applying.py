"""The one gate: every operation comes through here, whoever asks for it, and is done whole or not at all."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.domain.portfolio.items.items import Portfolio
from app.domain.portfolio.planning import changing, grouping, linking, moving, reverting
from app.domain.portfolio.planning import operations as can
from app.domain.portfolio.planning.circles import Cycle
from app.domain.portfolio.planning.sketching import Sketch

__all__ = ['Applied', 'Cycle', 'apply']

MOST = 2_000  # operations in a batch, items in one


@dataclass(frozen=True, eq=False)
class Applied:
    portfolio: Portfolio
    changed: tuple[int, ...] = ()  # items, parents that grew among them
    notes: tuple[str, ...] = ()  # for people: what came otherwise than they wanted
    grown: frozenset[int] = frozenset()  # those that nobody touched


def apply(portfolio: Portfolio, operation: can.Operation, live: Portfolio | None = None) -> Applied:
    """The plan as it would then be; `live` is what can be reverted to. Raises Rejected with what to tell people."""
    sketch = Sketch(portfolio, live)
    perform(sketch, operation)
    then = sketch.finish()
    if then is portfolio:
        return Applied(portfolio, (), tuple(sketch.notes))
    linked = {own for pair in sketch.links for own in pair[:2]}
    changed = sorted(own for own in sketch.items.keys() | linked
                     if portfolio.items.get(own) != then.items.get(own) or own in linked)
    return Applied(then, tuple(changed), tuple(sketch.notes), frozenset(sketch.grown - sketch.aimed))


def perform(sketch: Sketch, operation: can.Operation) -> None:
    if isinstance(operation, can.Batch):
        for one in operation.operations:
            perform(sketch, one)
    else:
        DOING[type(operation)](sketch, operation)


DOING: dict[type, Callable[[Sketch, Any], None]] = {
    can.MoveItems: moving.move, can.ResizeItem: moving.resize, can.PlanItem: moving.plan,
    can.PlacePlaceholder: moving.place, can.ClearDates: moving.clear,
    can.AllotShare: changing.allot, can.DropShare: changing.drop_share, can.ChangeState: changing.change_state,
    can.ChangeIteration: changing.change_iteration, can.ChangeTags: changing.change_tags,
    can.ChangePlan: changing.change_plan, can.LinkItems: linking.link, can.UnlinkItems: linking.unlink,
    can.ChangeParent: linking.change_parent, can.ChangeGroup: grouping.change, can.RevertFields: reverting.revert,
}
