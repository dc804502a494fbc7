"""Codes that are given where nobody brings one: drawn letters and digits."""

from collections.abc import Callable
from typing import Final

LETTERS: Final = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
Draw = Callable[[str], str]  # one letter of many; from the system's source, except in tests


def season_code(draw: Draw) -> str:
    """`XXXX-XXXX`: of seasons and companies."""
    return f'{_drawn(draw, 4)}-{_drawn(draw, 4)}'


def cluster_code(draw: Draw) -> str:
    return f'CLU-{_drawn(draw, 8)}'


def location_code(draw: Draw) -> str:
    return _drawn(draw, 16)


def _drawn(draw: Draw, size: int) -> str:
    return ''.join(draw(LETTERS) for _ in range(size))
