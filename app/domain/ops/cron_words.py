"""A cron expression as somebody would say it: every weekday at 05:30."""

from collections.abc import Callable, Sequence

from app.domain.ops.cron import DAY, HOUR, MINUTE, MONTH, WEEKDAY, Cron, Scale

MONTHS = ('January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November',
          'December')
WEEKDAYS = ('Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday')
WORKING, WEEKEND = (1, 2, 3, 4, 5), (0, 6)
FEW = 6  # times of a day that are named one by one


def explain(cron: Cron) -> str:
    """In plain words, without the zone."""
    days, season = _days(cron), _season(cron)
    if point := _points(cron):
        return f'{days} {point}{season}'
    often = _repeating(cron)
    return f'{often}{season}' if days == 'every day' else f'{often}, {days}{season}'


def _points(cron: Cron) -> str:
    """At 05:30 and 17:30, where there are few such times."""
    if len(cron.hours) * len(cron.minutes) > FEW:
        return ''
    times = [f'{hour:02}:{minute:02}' for hour in cron.hours for minute in cron.minutes]
    if len(times) > 2 and len(cron.minutes) == 1 and _is_run(cron.hours):
        return ''  # every hour from … to … says it better
    return f'at {_and(times)}'


def _repeating(cron: Cron) -> str:
    minutes, hours = cron.minutes, cron.hours
    how = _minutes(minutes)
    if _is_all(hours, HOUR):
        return how
    if len(minutes) == 1 and (step := _stride(hours, HOUR)):
        return f'every {step} hours at minute {minutes[0]}'
    is_even = len(minutes) == 1 or _is_all(minutes, MINUTE) or _stride(minutes, MINUTE) > 0
    if _is_run(hours) and (len(hours) == 1 or is_even):
        start, end = f'{hours[0]:02}:{minutes[0]:02}', f'{hours[-1]:02}:{minutes[-1]:02}'
        often = 'every hour' if len(minutes) == 1 else 'every minute' if _is_run(minutes) else how
        return f'{often} from {start} to {end}'
    if step := _stride(hours, HOUR):
        return f'{how} of every {step}{_ordinal_end(step)} hour'
    return f'{how} of the hours {_and([f"{hour:02}" for hour in hours])}'


def _minutes(minutes: Sequence[int]) -> str:
    if _is_all(minutes, MINUTE):
        return 'every minute'
    if minutes == (0,):
        return 'every hour, on the hour'
    if len(minutes) == 1:
        return f'every hour at minute {minutes[0]}'
    if step := _stride(minutes, MINUTE):
        return f'every {step} minutes'
    if _is_run(minutes):
        return f'every minute from {minutes[0]} to {minutes[-1]}'
    return f'at the minutes {_and([str(minute) for minute in minutes])}'


def _days(cron: Cron) -> str:
    is_any_day, is_any_weekday = _is_all(cron.days, DAY), _is_all(cron.weekdays, WEEKDAY)
    if (is_any_day and is_any_weekday) or (cron.is_either and (is_any_day or is_any_weekday)):
        return 'every day'
    if is_any_weekday:
        return _of_month(cron)
    if is_any_day:
        return _of_week(cron.weekdays)
    if cron.is_either:
        names = _month_names(cron)
        return f'{_of_month(cron)} and {_of_week(cron.weekdays)}{f" in {names}" if names else ""}'
    return f'{_of_month(cron)} if it is {_of_week(cron.weekdays, False)}'


def _of_month(cron: Cron) -> str:
    step = cron.days[1] - cron.days[0] if len(cron.days) > 1 else 0
    if step > 1 and cron.days == tuple(range(1, 32, step)):
        return f'on every {step}{_ordinal_end(step)} day of {_month_names(cron) or "the month"}'
    days = _and(_runs(cron.days, lambda day: f'{day}{_ordinal_end(day)}'))
    return f'on the {days} of {_month_names(cron) or "every month"}'


def _of_week(weekdays: Sequence[int], is_every: bool = True) -> str:
    if weekdays == WORKING:
        return 'every weekday' if is_every else 'a weekday'
    if weekdays == WEEKEND:
        return 'every Saturday and Sunday' if is_every else 'a Saturday or Sunday'
    sunday_last = sorted(weekdays, key=lambda day: (day - 1) % 7)
    names = [WEEKDAYS[day] for day in sunday_last]
    return f'every {_and(names)}' if is_every else f'a {_and(names, "or")}'


def _season(cron: Cron) -> str:
    """The months, where the days have not named them."""
    names = _month_names(cron)
    return f' in {names}' if names and _is_all(cron.days, DAY) else ''


def _month_names(cron: Cron) -> str:
    if _is_all(cron.months, MONTH):
        return ''
    names = [MONTHS[month - 1] for month in cron.months]
    return _and(names if len(names) < 5 else _runs(cron.months, lambda month: MONTHS[month - 1]))


def _runs(values: Sequence[int], name: Callable[[int], str]) -> list[str]:
    """Three or more in a row as a span."""
    spans: list[list[int]] = []
    for value in values:
        if spans and spans[-1][-1] + 1 == value:
            spans[-1].append(value)
        else:
            spans.append([value])
    return [text for span in spans for text in (
        [f'{name(span[0])} to {name(span[-1])}'] if len(span) > 2 else [name(value) for value in span])]


def _stride(values: Sequence[int], scale: Scale) -> int:
    """The step, where the values divide the whole of the scale evenly from its start; else 0."""
    step = values[1] - values[0] if len(values) > 1 else 0
    return step if step > 1 and scale.size % step == 0 and tuple(values) == tuple(
        range(scale.low, scale.top + 1, step)) else 0


def _is_all(values: Sequence[int], scale: Scale) -> bool:
    return len(values) == scale.size


def _is_run(values: Sequence[int]) -> bool:
    return values[-1] - values[0] == len(values) - 1


def _and(words: Sequence[str], last: str = 'and') -> str:
    return f'{", ".join(words[:-1])} {last} {words[-1]}' if len(words) > 1 else words[0]


def _ordinal_end(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return 'th'
    return {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')
