"""Tables to try the rules on: who sits there, what they do one after another, and when."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app.domain.poker import course, deeds
from app.domain.poker.due import settle
from app.domain.poker.table import Rules, Seat, Switches, Table
from app.errors import AppError
from tests.people import NOON

ANA, BO, CHIDI, DANA = 1, 2, 3, 4  # seats in the order in which people came; Ana is Scrum Master


def after(**interval) -> datetime:
    return NOON + timedelta(**interval)


def a_seat(number: int, name: str, **changes) -> Seat:
    return replace(Seat(number, f'guest:{number}', f'seat-{number}', name, ordinal=number, connected_since=NOON),
                   **changes)


def table_of(*names: str, rules: Rules | None = None, **switches) -> Table:
    """A table whose people are all connected; the first is its Scrum Master."""
    rules = rules or Rules()
    return Table('table', 'FELT-472', 'Checkout', switches=Switches(**switches), rules=rules, host=ANA,
                 seats=tuple(a_seat(number, name) for number, name in enumerate(names, 1)),
                 expires_at=rules.expiry and NOON + rules.expiry)


def do(table: Table, *steps: deeds.Deed, now: datetime = NOON) -> Table:
    """What has become of the table after these deeds, and after what time has done by then."""
    table = settle(table, now)
    for deed in steps:
        table = settle(deed.apply(table, now), now)
    return table


def sit(name: str, number: int = 9, **changes) -> deeds.Sit:
    return deeds.Sit(a_seat(number, name, **changes))


def away(*numbers: int) -> list[deeds.Deed]:
    """These people have lost their connection at noon."""
    return [deeds.Depart(number, NOON) for number in numbers]


def voting(*names: str, **switches) -> Table:
    return do(table_of(*names, **switches), deeds.Start())


def laid(table: Table, *faces: str | None, now: datetime = NOON) -> Table:
    """With these cards, in the order of the seats."""
    return do(table, *(deeds.Lay(number, table.last_round, face) for number, face in enumerate(faces, 1) if face),
              now=now)


def turned(table: Table, now: datetime = NOON) -> Table:
    return course.turned(table, now)


def refusal(table: Table, deed: deeds.Deed, now: datetime = NOON) -> str:
    """The code with which the deed is refused."""
    with pytest.raises(AppError) as refused:
        do(table, deed, now=now)
    return refused.value.code


def cards(table: Table) -> dict[str, str]:
    return {seat.name: seat.card for seat in table.cards}


def told(table: Table) -> list[str]:
    """The kinds of news, oldest first."""
    return [news.kind for news in table.news]
