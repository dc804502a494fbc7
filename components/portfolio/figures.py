"""Numbers and days of the portfolio as people read them."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from app.domain.portfolio.capacity.load import whole_percent
from components.moments import grouped, is_american

NOBODY = '–'  # nobody is there


def day_month(day: date) -> str:
    return f'{day:%b} {day.day}' if is_american() else f'{day.day} {day:%b}'


def full_day(day: date) -> str:
    return f'{day:%b} {day.day}, {day.year}' if is_american() else f'{day.day} {day:%b} {day.year}'


def span(start: date, end: date) -> str:
    """5 – 16 Oct 2026, without saying anything twice."""
    if start == end:
        return full_day(start)
    if is_american() or start.year != end.year:
        return f'{full_day(start)} – {full_day(end)}'
    first = f'{start.day}' if start.month == end.month else day_month(start)
    return f'{first} – {full_day(end)}'


def month_name(month: date) -> str:
    return f'{month:%b %Y}'


def whole(percent: Decimal | None) -> str:
    return NOBODY if percent is None else str(whole_percent(percent))


def percent(value: Decimal | None) -> str:
    """94.7 %, or a dash where nobody is there."""
    return NOBODY if value is None else f'{plain(value)} %'


def plain(value: Decimal) -> str:
    """Without zeros that say nothing."""
    text = f'{value:f}'
    return text.rstrip('0').rstrip('.') if '.' in text else text


def signed(value: Decimal | None) -> str:
    """A deviation in percent: which way, always said."""
    if value is None:
        return NOBODY
    return f'{"+" if value > 0 else "−" if value < 0 else ""}{plain(abs(value))} %'


def amount(value: Decimal, is_exact: bool = False) -> str:
    """Money or hours: whole where they are compared, to the cent where they are explained."""
    if not is_exact:
        rounded = int(value.quantize(Decimal(1), ROUND_HALF_UP))
        return f'−{grouped(-rounded)}' if rounded < 0 else grouped(rounded)
    sign, digits = ('−', -value) if value < 0 else ('', value)
    left, _, right = f'{digits:.2f}'.partition('.')
    return f'{sign}{grouped(int(left))}.{right}'


def counted(number: int, one: str, many: str = '') -> str:
    return f'{grouped(number)} {one if number == 1 else many or one + "s"}'
