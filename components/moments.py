"""Dates, times and lengths of time as people read them; the only place that formats them.

Zone and locale are those of the person who looks, and are set when their page is built.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from nicegui import ui

from app import clock


def set_place(zone: str, locale: str) -> None:
    """Remember on this page where its viewer lives, and how moments are written there."""
    ui.context.client.storage.update(zone=zone, locale=locale)


def zone() -> ZoneInfo:
    return ZoneInfo(ui.context.client.storage.get('zone', 'UTC'))


def is_american() -> bool:
    return bool(ui.context.client.storage.get('locale') == 'en-US')


def short_moment(moment: datetime) -> str:
    """Today 10:46, yesterday 10:46, tomorrow 10:46, Wed 14 Oct 10:46."""
    local, today = moment.astimezone(zone()), clock.now().astimezone(zone()).date()
    day = {0: 'Today', 1: 'Yesterday', -1: 'Tomorrow'}.get((today - local.date()).days) or short_day(local.date())
    return f'{day} {_time(local)}'


def within(moment: str) -> str:
    """A short moment inside a sentence: today 10:46; names of days keep their capital."""
    return f'{moment[0].lower()}{moment[1:]}' if moment.startswith(('Today', 'Tomorrow', 'Yesterday')) else moment


def short_day(day: date) -> str:
    return f'{day:%a} {day:%b} {day.day}' if is_american() else f'{day:%a} {day.day} {day:%b}'


def dated(day: date) -> str:
    """With the year where it is not this one."""
    return short_day(day) if day.year == clock.now().astimezone(zone()).year else f'{short_day(day)} {day:%Y}'


def local_day(moment: datetime) -> str:
    return short_day(moment.astimezone(zone()).date())


def clock_time(moment: datetime) -> str:
    return _time(moment.astimezone(zone()), ':%S')


def clock_minute(moment: datetime) -> str:
    return _time(moment.astimezone(zone()))


def moment_in(moment: datetime, place: str) -> str:
    """As clocks in another zone show it, with the name of the zone."""
    local = moment.astimezone(ZoneInfo(place))
    return f'{short_day(local.date())} {local:%Y} {_time(local)} {local:%Z}'


def full_moment(moment: datetime) -> str:
    """With the name of the zone, for tooltips."""
    local = moment.astimezone(zone())
    day = f'{local:%b} {local.day},' if is_american() else f'{local.day} {local:%b}'
    return f'{local:%a} {day} {local:%Y} {_time(local, ":%S")} {local:%Z}'


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
    """1 024 400, with a thin gap; for Americans with commas."""
    return f'{number:,}' if is_american() else f'{number:,}'.replace(',', '\u202f')


def signed(number: float, digits: int = 0) -> str:
    """+12, −0.2, ±0, with a true minus."""
    rounded = round(number, digits)
    if rounded == 0:
        return '±0'
    text = f'{abs(rounded):.{digits}f}' if digits else str(int(abs(rounded)))
    return f'+{text}' if rounded > 0 else f'−{text}'


def _time(local: datetime, seconds: str = '') -> str:
    """16:30, or 4:30 PM."""
    return f'{local.hour % 12 or 12}{local:{f":%M{seconds} %p"}}' if is_american() else f'{local:{f"%H:%M{seconds}"}}'
