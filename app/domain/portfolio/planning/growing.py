"""Parents last as long as what is in them: they grow where a child leaves them, and are planned with their first."""

from datetime import date
from typing import Any

from app.domain.portfolio.items.items import Item
from app.domain.portfolio.planning.sketching import Sketch

Span = tuple[date, date]


def grow_around(sketch: Sketch, item_id: int) -> None:
    """Each parent that this item leaves now reaches from the first to the last day of its children, and so on up."""
    item = sketch.find(item_id)
    for parent in list(sketch.ancestors(item)) if item else ():
        if item is None or item.span is None:
            return
        if parent.span is None:
            continue  # it stays without days; what is above it may have some
        grown = _grown(sketch, parent, item.span)
        if not grown:
            return
        item = sketch.grow(parent.id, **grown)


def plan_parents(sketch: Sketch, item_id: int) -> None:
    """Where a child is planned, its parents without days take its own."""
    item = sketch.demand(item_id)
    for parent in list(sketch.ancestors(item)):
        if parent.start is None and parent.end is None and item.span:
            start, end = item.span
            sketch.put(parent.id, start=start, end=end, start_from='', end_from='')


def span_of(items: list[Item]) -> Span | None:
    """From the first day to the last of those that have days."""
    spans = [item.span for item in items if item.span]
    return (min(start for start, _ in spans), max(end for _, end in spans)) if spans else None


def _grown(sketch: Sketch, parent: Item, inside: Span) -> dict[str, Any]:
    """What becomes of the parent's days; nothing where they hold what is inside."""
    start, end = parent.span or inside
    if start <= inside[0] and inside[1] <= end:
        return {}
    spans = [inside, *(child.span for child in sketch.children(parent.id) if child.span)]
    first, last = min(own for own, _ in spans), max(own for _, own in spans)
    grown: dict[str, Any] = {'start': min(first, start), 'end': max(last, end)}
    return grown | {f'{name}_from': '' for name in ('start', 'end') if grown[name] != getattr(parent, name)}
