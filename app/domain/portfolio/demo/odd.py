"""What goes wrong in every portfolio, once each: so that every finding of the health page has something to show."""

from collections.abc import Sequence
from typing import Any, Final, Protocol

from app.domain.portfolio.demo.time import ODD
from app.domain.portfolio.sources.reading import PARENT, SUCCESSOR, BodyLink

FIRST, LAST = 7_001, 7_099  # numbers of what is odd
ANSWERED_BY_NOBODY: Final = 99_001  # a number no item has


class Place(Protocol):
    """Where the demo is being made."""
    bodies: dict[int, Any]

    def add(self, kind: str, title: str, area: str, state: str, span: tuple[int | None, int | None] = ...,
            **more: Any) -> int: ...

    def change(self, number: int, **values: Any) -> None: ...

    def link(self, before: int, after: int) -> None: ...



class Team(Protocol):
    @property
    def area(self) -> str: ...

    @property
    def short(self) -> str: ...


def is_odd(number: int) -> bool:
    return FIRST <= number <= LAST


def add_odd(making: Place, teams: Sequence[Team]) -> None:
    one, two = teams[0], teams[2]
    epic = making.add('Epic', 'Accessibility audit', one.area, 'Active', (7, 60), number=7_001, parent=_parent(making))
    _dates(making, one, epic)
    _order(making, one, two, epic)
    _relations(making, one, two, epic)
    _texts(making, two, epic)


def _parent(making: Place) -> int:
    return next(number for number, body in making.bodies.items() if body.type == 'Initiative')


def _dates(making: Place, team: Team, epic: int) -> None:
    """Outside the parent, none, the wrong way round, none that count, a Saturday, long past, far ahead."""
    add, area = making.add, team.area
    add('Feature', 'Contrast of every state', area, 'New', (42, 81), number=7_002, parent=epic)
    add('Feature', 'Screen reader on the basket', area, 'New', number=7_003, parent=epic)
    add('Feature', 'Keyboard through the checkout', area, 'New', (39, 28), number=7_004, parent=epic)
    add('Feature', 'Captions for videos', area, 'New', (21, 32), number=7_005, parent=epic)
    making.change(7_005, end_raw='9999-12-31T00:00:00Z')
    add('Feature', 'Focus never gets lost', area, 'New', (12, 25), number=7_006, parent=epic)
    add('Feature', 'Colour-blind palette', area, 'New', (-42, -24), number=7_007, parent=epic)
    add('Feature', 'Zoom to 200 percent', area, 'Active', (49, 60), number=7_008, parent=epic)


def _order(making: Place, one: Team, two: Team, epic: int) -> None:
    """Without a parent, beside its equal, under its inferior, under what has not begun, under another team’s."""
    add = making.add
    add('Feature', 'Receipt by e-mail only', one.area, 'New', (28, 39), number=7_010)
    add('Epic', 'Tills that update themselves', two.area, 'New', (35, 74), number=7_011)
    feature = add('Feature', 'Update at night', two.area, 'New', (35, 53), number=7_012, parent=7_011,
                  shares=((two.short, 30),))
    add('Feature', 'Update one till first', two.area, 'New', (35, 46), number=7_013, parent=feature)
    add('User Story', 'Say when a till is behind', two.area, 'Active', (39, 46), number=7_014, parent=feature,
        shares=((one.short, 10),))
    add('User Story', 'Till restarts by itself', two.area, 'New', (21, 32), number=7_015)
    add('User Story', 'Legal text on the receipt', one.area, 'New', number=7_016, parent=epic)
    add('User Story', 'Old tills are collected', two.area, 'New', number=7_017, parent=7_011,
        iteration=f'Shop\\{ODD}')


def _relations(making: Place, one: Team, two: Team, epic: int) -> None:
    """In a circle, with two parents, to what was removed and to what nobody knows."""
    add = making.add
    add('Feature', 'Sound for a finished payment', one.area, 'New', (28, 39), number=7_020, parent=epic)
    add('Feature', 'Vibration for a finished payment', one.area, 'New', (42, 53), number=7_021, parent=epic)
    making.link(7_020, 7_021)
    making.link(7_021, 7_020)
    add('Feature', 'Large print receipts', one.area, 'Removed', (14, 25), number=7_022, parent=epic)
    add('Feature', 'Receipts read aloud', one.area, 'New', (28, 46), number=7_023, parent=epic)
    making.link(7_022, 7_023)
    making.change(7_023, parents=2, links=(*making.bodies[7_023].links, BodyLink(PARENT, 7_011),
                                           BodyLink(SUCCESSOR, ANSWERED_BY_NOBODY)))


def _texts(making: Place, team: Team, epic: int) -> None:
    """A state and a type that nobody has put in order, a capacity text with mistakes, too much at once."""
    add = making.add
    add('Feature', 'Price labels in Braille', team.area, 'Parked', (49, 60), number=7_030, parent=epic)
    add('Spike', 'Does the scanner see stickers', team.area, 'New', (28, 32), number=7_031, parent=7_011)
    add('Feature', 'Wheelchair tills', team.area, 'New', (21, 39), number=7_032, parent=7_011,
        shares=((team.short, 120), ('Ghost Team', 30)))
    add('Feature', 'Stores reopen after the refit', team.area, 'New', (14, 32), number=7_033, parent=7_011,
        shares=((team.short, 55),))
