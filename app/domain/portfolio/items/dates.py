"""Days as people mean them, from instants as sources keep them, and back.

A source stores a day as an instant, mostly midnight in the zone of its account. Only that zone says which day it is:
cutting the text after ten characters is wrong for half of the world.
"""

from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from app.errors import Rejected

FIRST: Final = date(1990, 1, 1)
LAST: Final = date(2100, 12, 31)
BARE: Final = 10  # characters of `2026-10-12`


def day(raw: str, zone: str) -> date | None:
    """The local day of an instant; a bare day is taken as it is. None for what is empty, unreadable or no real date."""
    found = _read(raw.strip(), zone)
    return found if found and FIRST <= found <= LAST else None


def is_out_of_range(raw: str, zone: str) -> bool:
    """Something was given that does not count as a date, such as 1753 or 9999."""
    return bool(raw.strip()) and day(raw, zone) is None


def is_planned(own: date | None) -> bool:
    """Whether it lies in the times that can be planned; nothing does. Weeks around it can be reckoned with."""
    return own is None or FIRST <= own <= LAST


def demand_planned(own: date | None, field: str) -> None:
    if not is_planned(own):
        raise Rejected('Plans reach from 1990 to 2100.', 'portfolio.range', field)


def sent(own: date, zone: str) -> str:
    """Midnight of the day in that zone, as UTC. Where midnight is skipped, the first moment of the day."""
    local = datetime.combine(own, time(), _zone(zone))
    return f'{local.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}'


def _read(raw: str, zone: str) -> date | None:
    try:
        if len(raw) == BARE:
            return date.fromisoformat(raw)
        instant = datetime.fromisoformat(raw)
        return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(_zone(zone)).date()
    except (ValueError, OverflowError):  # also years that no zone reaches
        return None


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
