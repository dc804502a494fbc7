"""What the palette finds: pages and commands that areas offer, and what their services find."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.access import may
from components.palette import Hit

KINDS = {'>': 'Do', '@': 'People'}

Source = Callable[[Any, str], Awaitable[Sequence[Hit]]]


@dataclass(frozen=True)
class Offer:
    hit: Hit
    deed: str  # what one must be allowed to do
    when_typed: bool

    def is_for(self, who: Any, wanted: str) -> bool:
        return bool(wanted or not self.when_typed) and (not self.deed or may(who.me.actor, self.deed))


_offers: list[Offer] = []
_sources: list[Source] = []


def offer(hit: Hit, *, only_admin: bool = False, deed: str = '', when_typed: bool = False) -> None:
    """Add a page or a command that is always there; lesser ones show only once somebody types."""
    _offers.append(Offer(hit, 'people.admin' if only_admin else deed, when_typed))


def source(find: Source) -> Source:
    """Add something that is looked for while a person types; called with the visitor and the text."""
    _sources.append(find)
    return find


async def search_for(who: Any, text: str) -> list[Hit]:
    """`>` leaves commands only, `@` people only."""
    kind, wanted = (text[0], text[1:]) if text[:1] in ('>', '@') else ('', text)
    wanted = wanted.strip()
    hits = [one.hit for one in _offers if _fits(one.hit, wanted, kind) and one.is_for(who, wanted)]
    if wanted:
        for find in _sources:
            hits += [hit for hit in await find(who, wanted) if not kind or hit.group == KINDS[kind]]
    order = {'Go to': 0, 'Tables': 1, 'Do': 2, 'Runs': 3, 'People': 4}
    return sorted(hits, key=lambda hit: order.get(hit.group, 9))


def _fits(hit: Hit, wanted: str, kind: str) -> bool:
    if kind == '@' or (kind == '>' and hit.group != 'Do'):
        return False
    return all(word in hit.title.casefold() for word in wanted.casefold().split())
