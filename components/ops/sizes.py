"""Lengths of time and amounts of data as operations show them."""

from statistics import median
from typing import Any

from components.moments import grouped

UNITS = ('B', 'kB', 'MB', 'GB')


def lasting(seconds: float) -> str:
    """0.2 s, 41 s, 2:22, 1:12:05: for columns."""
    if seconds < 10:
        return f'{seconds:.1f} s'
    if seconds < 60:
        return f'{seconds:.0f} s'
    whole = round(seconds)
    hours, rest = divmod(whole, 3600)
    return f'{hours}:{rest // 60:02}:{rest % 60:02}' if hours else f'{rest // 60}:{rest % 60:02}'


def in_words(seconds: float) -> str:
    """38 s, 4 min 41 s, 2 h 5 min: within sentences."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f'{whole} s'
    if whole < 3600:
        return f'{whole // 60} min {whole % 60} s' if whole % 60 and whole < 600 else f'{round(whole / 60)} min'
    hours, rest = divmod(round(whole / 60), 60)
    return f'{hours} h {rest} min' if rest and hours < 24 else f'{hours} h'


def weight(size: float) -> str:
    """118 kB, 3.4 MB."""
    for unit in UNITS:
        if size < 1000 or unit == UNITS[-1]:
            break
        size /= 1000
    return f'{size:.0f} {unit}' if size >= 10 or unit == 'B' else f'{size:.1f} {unit}'


def counted(number: int, noun: str, nouns: str = '') -> str:
    """1 line, 1 402 lines."""
    return f'{grouped(number)} {noun if number == 1 else nouns or f"{noun}s"}'


def middle(lengths: list[float]) -> float | None:
    return median(lengths) if lengths else None


def figure(value: Any) -> str:
    """A value of a result, short."""
    if isinstance(value, bool):
        return 'yes' if value else 'no'
    if isinstance(value, int):
        return grouped(value)
    if isinstance(value, float):
        return f'{value:.2f}'.rstrip('0').rstrip('.')
    return str(value)
