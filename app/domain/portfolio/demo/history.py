"""How an item of the demo came to be what it is: made up on demand, the same each time."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from app.domain.portfolio.items.dates import day, sent
from app.domain.portfolio.sources.patched import Fields, fields_of
from app.domain.portfolio.sources.reading import Body, RevisionFound

ZONE: Final = 'Europe/Berlin'


def revisions_of(body: Body, seed: int, anchor: date, names: Fields,
                 people: Sequence[str]) -> tuple[RevisionFound, ...]:
    """Oldest first; the last one is the item as it was generated."""
    chance = random.Random(seed * 1_000_003 + body.number)
    at = datetime(anchor.year, anchor.month, anchor.day, 9, tzinfo=UTC) - timedelta(days=20 * body.rev)
    found = []
    for rev in range(1, body.rev + 1):
        at += timedelta(days=chance.randrange(1, 18), minutes=chance.randrange(480))
        found.append(RevisionFound(rev, at, chance.choice(people), _as_of(body, rev, names, chance)))
    return tuple(found)


def _as_of(body: Body, rev: int, names: Fields, chance: random.Random) -> Mapping[str, Any]:
    """Days were other ones the longer ago it is; the state was New at first."""
    back = body.rev - rev
    if not back:
        return fields_of(body, names)
    start, end = (_moved(raw, chance.choice((0, 0, -7, 7, 14)) if back else 0)
                  for raw in (body.start_raw, body.end_raw))
    former = replace(body, start_raw=start, end_raw=end, state='New' if 2 * rev <= body.rev else body.state)
    return fields_of(former, names)


def _moved(raw: str, days: int) -> str:
    known = day(raw, ZONE)
    return sent(known + timedelta(days=days), ZONE) if known else raw
