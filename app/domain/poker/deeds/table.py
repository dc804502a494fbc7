"""Deeds about the table as a whole."""

from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.names import one_line
from app.domain.poker.course import closed, without_idle_card
from app.domain.poker.decks import Deck
from app.domain.poker.table import LONGEST_TIMER, Switches, Table
from app.errors import Rejected


@dataclass(frozen=True)
class KeepOpen:
    def apply(self, table: Table, now: datetime) -> Table:
        table.demand_open()
        return table.kept_open(now)


@dataclass(frozen=True)
class Change:
    """Other switches, name, deck or number of seats; a new deck applies from the next round."""
    name: str | None = None
    deck: Deck | None = None
    switches: Switches | None = None
    max_voters: int | None = None

    def apply(self, table: Table, now: datetime) -> Table:
        table.demand_open()
        switches = self.switches or table.switches
        _demand_sensible(switches)
        name = table_name(self.name) if self.name is not None else table.name
        table = replace(_with_seats(table, self.max_voters), name=name, deck=self.deck or table.deck, switches=switches)
        return without_idle_card(table, now).kept_open(now)


@dataclass(frozen=True)
class Close:
    reason: str

    def apply(self, table: Table, now: datetime) -> Table:
        if table.is_closed:
            return table
        return closed(table, self.reason, now)


def table_name(text: str) -> str:
    name = one_line(text)
    if not 1 <= len(name) <= 100:
        raise Rejected('Give the table a name of up to 100 characters.', 'poker.name', 'name')
    return name


def _with_seats(table: Table, most: int | None) -> Table:
    """Nobody loses a seat that is taken."""
    if most is None or most == table.rules.max_voters:
        return table
    taken = sum(seat.is_voter for seat in table.here)
    if most < taken:
        raise Rejected(f'{taken} people vote already.', 'poker.seats', 'seats')
    return replace(table, rules=replace(table.rules, max_voters=most))


def _demand_sensible(switches: Switches) -> None:
    if not 0 <= switches.countdown <= 3:
        raise Rejected('The countdown has 0 to 3 seconds.', 'poker.countdown', 'countdown')
    if switches.timer and not 10 <= switches.timer <= LONGEST_TIMER:
        raise Rejected('Give at least 10 seconds and at most an hour, or leave it empty for no limit.', 'poker.timer',
                       'timer')
