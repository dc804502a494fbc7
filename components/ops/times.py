"""When an entry of the schedule runs, in words that are true for whoever reads them."""

import re
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from app import clock
from app.domain.ops.views import ScheduleView
from components.moments import zone

TIME = re.compile(r'\d\d:\d\d')
HOURS = ' of the hours '  # which have no minutes
HALF_YEAR = timedelta(days=182)


def words_of(entry: ScheduleView) -> str:
    """Every day at 02:30 UTC, where clocks of the reader show something else; every 6 hours needs no zone."""
    times = list(TIME.finditer(entry.words))
    if (not times and HOURS not in entry.words) or _agree(entry.zone, str(zone()), clock.now().date().isoformat()):
        return entry.words
    place = times[-1].end() if times else len(entry.words)
    return f'{entry.words[:place]} {named(entry.zone)}{entry.words[place:]}'


def named(place: str) -> str:
    """UTC, or Berlin time."""
    if place.removeprefix('Etc/') in ('UTC', 'GMT', 'Zulu', 'Universal'):
        return 'UTC'
    return f'{place.rpartition("/")[2].replace("_", " ")} time'


@lru_cache(500)
def _agree(one: str, other: str, day: str) -> bool:
    """Whether clocks in both show the same, in summer and in winter."""
    moments = [datetime.fromisoformat(f'{day}T12:00:00+00:00') + HALF_YEAR * half for half in (0, 1)]
    return all(moment.astimezone(ZoneInfo(one)).utcoffset() == moment.astimezone(ZoneInfo(other)).utcoffset()
               for moment in moments)
