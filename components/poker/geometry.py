"""Where things are around the oval. The drawing is 768 × 592 wide; places are given in percent of it."""

from functools import cache
from math import copysign, cos, pi, sin

WIDTH, HEIGHT, MIDDLE = 768.0, 592.0, 300.0
CENTRE = (50.0, MIDDLE / HEIGHT * 100)
FELT_CURVE, SEAT_CURVE = 2.7, 2.3  # exponents of the superellipses
SEAT_RADII, CARD_RADII = (352.0, 248.0), (238.0, 128.0)
OUTER_RING, INNER_RING = 1.0, 0.74
ONE_RING, TWO_RINGS = 16, 32

Place = tuple[float, float]


@cache
def outline(width: float, height: float, centre: Place = (WIDTH / 2, MIDDLE), steps: int = 120) -> str:
    """The path of a table of these half axes around a point, the middle of the drawing if none is given."""
    points = [on_curve(2 * pi * step / steps, width, height, FELT_CURVE) for step in range(steps)]
    return 'M' + ' '.join(f'{centre[0] + x:.1f},{centre[1] + y:.1f}' for x, y in points) + 'Z'


def seat_place(index: int, count: int) -> Place:
    """Where the `index`-th of `count` people sits: the first at the bottom, the others clockwise."""
    ring, angle = _ring_and_angle(index, count)
    return _percent(angle, SEAT_RADII[0] * ring, SEAT_RADII[1] * ring)


def card_place(index: int, count: int) -> Place:
    ring, angle = _ring_and_angle(index, count)
    inner = 1.0 if ring == OUTER_RING else 0.55
    return _percent(angle, CARD_RADII[0] * inner, CARD_RADII[1] * inner)


def on_curve(angle: float, width: float, height: float, exponent: float) -> tuple[float, float]:
    def part(value: float, radius: float) -> float:
        return copysign(abs(value) ** (2 / exponent), value) * radius
    return part(cos(angle), width), part(sin(angle), height)


def angle_of(index: float, count: int) -> float:
    """The first of `count` sits at the bottom, the others clockwise."""
    return pi / 2 + 2 * pi * index / max(count, 1)


def is_grid(count: int) -> bool:
    """So many do not fit around any table: they sit in rows."""
    return count > TWO_RINGS


def _ring_and_angle(index: int, count: int) -> tuple[float, float]:
    if count <= ONE_RING:
        return OUTER_RING, angle_of(index, count)
    outer = (count + 1) // 2
    if index < outer:
        return OUTER_RING, angle_of(index, outer)
    return INNER_RING, angle_of(index - outer + 0.5, count - outer)


def _percent(angle: float, width: float, height: float) -> Place:
    x, y = on_curve(angle, width, height, SEAT_CURVE)
    return round(CENTRE[0] + x / WIDTH * 100, 2), round(CENTRE[1] + y / HEIGHT * 100, 2)
