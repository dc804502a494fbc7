"""Dates, times and lengths of time as people read them; the only place that formats them.

The zone is that of the person who looks, and is set when their page is built.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from nicegui import ui

from app import clock


def set_zone(name: str) -> None:
    """Remember on this page in which zone its viewer lives."""
    ui.context.client.storage['zone'] = name


def zone() -> ZoneInfo:
    return ZoneInfo(ui.context.client.storage.get('zone', 'UTC'))


def short_moment(moment: datetime) -> str:
    """Today 10:46, yesterday 10:46, Wed 14 Oct 10:46."""
    local, today = moment.astimezone(zone()), clock.now().astimezone(zone()).date()
    day = {0: 'Today', 1: 'Yesterday'}.get((today - local.date()).days) or short_day(local.date())
    return f'{day} {local:%H:%M}'


def short_day(day: date) -> str:
    return f'{day:%a} {day.day} {day:%b}'


def local_day(moment: datetime) -> str:
    return short_day(moment.astimezone(zone()).date())


def clock_time(moment: datetime) -> str:
    return f'{moment.astimezone(zone()):%H:%M:%S}'


def full_moment(moment: datetime) -> str:
    """With the name of the zone, for tooltips."""
    local = moment.astimezone(zone())
    return f'{local:%a} {local.day} {local:%b %Y %H:%M:%S} {local:%Z}'


def ago(moment: datetime | None) -> str:
    if moment is None:
        return 'never'
    seconds = max(0, (clock.now() - moment).total_seconds())
    for size, unit in ((86_400, 'd'), (3_600, 'h'), (60, 'min')):
        if seconds >= size:
            return f'{int(seconds // size)} {unit} ago'
    return 'just now'


def minutes(seconds: float) -> str:
    """1:18 for lengths that are compared."""
    whole = max(0, round(seconds))
    return f'{whole // 60}:{whole % 60:02}'


def length(seconds: float) -> str:
    """41 min, or 1 h 12 min."""
    whole = round(seconds / 60)
    return f'{whole // 60} h {whole % 60} min' if whole >= 60 else f'{whole} min'


def grouped(number: int) -> str:
    """1 024 400, with a thin gap."""
    return f'{number:,}'.replace(',', '\u202f')


def signed(number: float, digits: int = 0) -> str:
    """+12, −0.2, ±0, with a true minus."""
    rounded = round(number, digits)
    if rounded == 0:
        return '±0'
    text = f'{abs(rounded):.{digits}f}' if digits else str(int(abs(rounded)))
    return f'+{text}' if rounded > 0 else f'−{text}'
