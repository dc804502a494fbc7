"""What comes before what: an order in which nothing stands before something it waits for."""

from collections.abc import Collection, Iterator

from app.domain.portfolio.items.items import Portfolio


def ordered(portfolio: Portfolio, ids: Collection[int]) -> list[int]:
    """These items, each after those it depends on and after its parent; where they run in a circle, by number.

    A parent comes first because its children move along with it.
    """
    wanted = set(ids)
    waits = {own: {other for other in _firsts(portfolio, own) if other in wanted} for own in wanted}
    follows: dict[int, list[int]] = {}
    for own, firsts in waits.items():
        for first in firsts:
            follows.setdefault(first, []).append(own)
    ready, found = sorted(own for own, firsts in waits.items() if not firsts), []
    open_ids = wanted - set(ready)
    while ready or open_ids:
        if not ready:  # a circle: begin it anywhere
            ready = [min(open_ids)]
            open_ids.discard(ready[0])
        own = ready.pop(0)
        found.append(own)
        for other in sorted(follows.get(own, ())):
            waits[other].discard(own)
            if not waits[other] and other in open_ids:
                open_ids.discard(other)
                ready.append(other)
    return found


def _firsts(portfolio: Portfolio, own: int) -> Iterator[int]:
    yield from (link.before for link in portfolio.net.before.get(own, ()) if link.before != own)
    parent = portfolio.items[own].parent
    if parent is not None and parent != own:
        yield parent
