"""Where things are around the oval. The drawing is 768 × 592 wide; places are given in percent of it."""

from bisect import bisect
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise
from math import copysign, cos, dist, pi, sin

WIDTH, HEIGHT, MIDDLE = 768.0, 592.0, 300.0
CENTRE = (50.0, MIDDLE / HEIGHT * 100)
FELT_CURVE, SEAT_CURVE = 2.7, 2.3  # exponents of the superellipses
ONE_RING, TWO_RINGS = 16, 32  # voters that fit
STEPS = 720  # of a curve that is cut into equal lengths

Place = tuple[float, float]


@dataclass(frozen=True)
class Ring:
    """Half axes of the curves on which people sit and cards lie."""
    people: Place
    cards: Place


ROUND = Ring((352.0, 248.0), (238.0, 128.0))
FRONT = Ring((294.0, 182.0), (234.0, 126.0))  # on the rim
BACK = Ring((356.0, 262.0), (180.0, 82.0))  # these look and reach between those in front


@cache
def outline(width: float, height: float, centre: Place = (WIDTH / 2, MIDDLE), steps: int = 120) -> str:
    """The path of a table of these half axes around a point, the middle of the drawing if none is given."""
    points = [on_curve(2 * pi * step / steps, width, height, FELT_CURVE) for step in range(steps)]
    return 'M' + ' '.join(f'{centre[0] + x:.1f},{centre[1] + y:.1f}' for x, y in points) + 'Z'


def seat_place(index: int, count: int, rings: int) -> Place:
    """Where the `index`-th of `count` people sits: the first at the bottom, the others clockwise."""
    return _percent(angle_of(index, count), _ring(index, rings).people)


def card_place(index: int, count: int, rings: int) -> Place:
    """Cards keep the same distance from each other along their flat curve, or they would overlap at its ends."""
    radii = _ring(index, rings).cards
    return _percent(_angles(radii)[round(STEPS * index / max(count, 1)) % STEPS], radii)


def on_curve(angle: float, width: float, height: float, exponent: float) -> tuple[float, float]:
    def part(value: float, radius: float) -> float:
        return copysign(abs(value) ** (2 / exponent), value) * radius
    return part(cos(angle), width), part(sin(angle), height)


def angle_of(index: float, count: int) -> float:
    """The first of `count` sits at the bottom, the others clockwise."""
    return pi / 2 + 2 * pi * index / max(count, 1)


def rings_for(voters: int) -> int:
    """One ring around the table, or two; none where so many do not fit around any table and sit in rows."""
    return 1 if voters <= ONE_RING else 2 if voters <= TWO_RINGS else 0


@cache
def _angles(radii: Place) -> tuple[float, ...]:
    """Angles that cut a curve into equal lengths, from the bottom clockwise."""
    fine = [angle_of(step, 4 * STEPS) for step in range(4 * STEPS + 1)]
    points = [on_curve(angle, *radii, SEAT_CURVE) for angle in fine]
    passed = list(accumulate((dist(*pair) for pair in pairwise(points)), initial=0.0))
    return tuple(fine[bisect(passed, passed[-1] * step / STEPS) - 1] for step in range(STEPS))


def is_in_front(index: int, rings: int) -> bool:
    """With two rings every second person sits at the table, the others behind them, each in a gap."""
    return rings == 2 and index % 2 == 1


def _ring(index: int, rings: int) -> Ring:
    if rings < 2:
        return ROUND
    return FRONT if is_in_front(index, rings) else BACK


def _percent(angle: float, radii: Place) -> Place:
    x, y = on_curve(angle, *radii, SEAT_CURVE)
    return round(CENTRE[0] + x / WIDTH * 100, 2), round(CENTRE[1] + y / HEIGHT * 100, 2)
