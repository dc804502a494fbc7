"""What the palette finds: pages and commands that areas offer, and what their services find."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from components.palette import Hit

Source = Callable[[Any, str], Awaitable[Sequence[Hit]]]

_offers: list[tuple[Hit, bool]] = []
_sources: list[Source] = []


def offer(hit: Hit, *, only_admin: bool = False) -> None:
    """Add a page or a command that is always there."""
    _offers.append((hit, only_admin))


def source(find: Source) -> Source:
    """Add something that is looked for while a person types; called with the visitor and the text."""
    _sources.append(find)
    return find


async def search_for(who: Any, text: str) -> list[Hit]:
    """`>` leaves commands only, `@` people only."""
    kind, wanted = (text[0], text[1:]) if text[:1] in ('>', '@') else ('', text)
    wanted = wanted.strip()
    hits = [hit for hit, only_admin in _offers if _fits(hit, wanted, kind)
            and (not only_admin or who.me.actor.is_admin)]
    if wanted and kind != '>':
        for find in _sources:
            hits += [hit for hit in await find(who, wanted) if kind != '@' or hit.group == 'People']
    order = {'Go to': 0, 'Tables': 1, 'Do': 2, 'People': 3}
    return sorted(hits, key=lambda hit: order.get(hit.group, 9))


def _fits(hit: Hit, wanted: str, kind: str) -> bool:
    if kind == '@' or (kind == '>' and hit.group != 'Do'):
        return False
    return all(word in hit.title.casefold() for word in wanted.casefold().split())
