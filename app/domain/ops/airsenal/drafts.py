"""A strategy while it is being read."""

from typing import Any

from app.domain.ops.airsenal.bodies import Bought, Chosen, Optimisation, Squad, Substitute, Transfer, Week
from app.domain.ops.airsenal.clubs import POSITIONS
from app.domain.ops.airsenal.printed import club, figure


class WeekDraft:
    def __init__(self, gameweek: int) -> None:
        self.gameweek = gameweek
        self.facts: dict[str, Any] = {}
        self.transfers: list[Transfer] = []
        self.lineup: dict[str, list[Chosen]] | None = None
        self.subs: list[Substitute] | None = None

    def body(self) -> Week:
        lineup = None if self.lineup is None else {
            position: tuple(self.lineup.get(position, ())) for position in POSITIONS}
        return Week(self.gameweek, tuple(self.transfers), **self.facts, lineup=lineup,
                    subs=None if self.subs is None else tuple(self.subs))


class SquadDraft:
    def __init__(self) -> None:
        self.facts: dict[str, Any] = {}
        self.players: list[Bought] = []

    @property
    def total(self) -> Any:
        return self.facts.get('total')

    def body(self) -> Squad:
        return Squad(**self.facts, players=tuple(self.players))


class Section:
    """What was told since its heading, and in which part of it the next line stands."""

    def __init__(self, *, is_old: bool = False, is_new: bool = False) -> None:
        self.is_old = is_old
        self.team_id: int | None = None
        self.scores: dict[str, Any] = {}
        self.weeks: list[WeekDraft] = []
        self.squad = SquadDraft() if is_new else None
        self.block = ''  # transfers, lineup, subs
        self.position = ''
        self.width: int | None = None  # of the first column of the table
        self.shown: WeekDraft | None = None  # whose line-up is being read

    def body(self, team_id: int | None) -> Optimisation:
        return Optimisation(self.team_id if self.team_id is not None else team_id, self.scores.get('baseline'),
                            self.scores.get('score'), tuple(week.body() for week in self.weeks),
                            self.squad.body() if self.squad else None)

    def enter(self, block: str) -> None:
        self.block = block

    def scored(self, name: str, text: str) -> None:
        self.scores[name] = figure(text)

    def scored_roughly(self, text: str) -> None:
        """The old format gives the score again as a whole number."""
        self.scores.setdefault('score', figure(text))

    def add_week(self, gameweek: int) -> None:
        self.weeks.append(WeekDraft(gameweek))
        self.block, self.width = '' if self.is_old else 'transfers', None

    def told(self, name: str, value: Any) -> None:
        if self.weeks:
            self.weeks[-1].facts[name] = value
        if name in ('bank', 'predicted'):
            self.block = ''

    def add_transfer(self, out: str, in_: str) -> None:
        if self.weeks:
            self.weeks[-1].transfers.append(Transfer(out, in_))

    def begin_lineup(self, gameweek: int | None) -> None:
        self.shown = next((week for week in self.weeks if week.gameweek == gameweek), None) or next(
            (week for week in self.weeks if week.lineup is None), None)
        if self.shown:
            self.shown.lineup, self.shown.subs = {}, None
        self.block, self.position = '', ''

    def begin_position(self, position: str) -> None:
        """A new squad is shown without a heading; what follows the substitutes is not this line-up any more."""
        if self.block == 'subs':
            self.shown, self.block = None, ''
        elif self.shown is None and self.squad and self.squad.total is not None and not self.weeks[0].lineup:
            self.begin_lineup(None)
        if self.shown:
            self.block, self.position = 'lineup', position

    def begin_subs(self) -> None:
        if self.shown:
            self.shown.subs, self.block = [], 'subs'

    def add_player(self, name: str, code: str, mark: str) -> None:
        if self.shown is None:
            return
        if self.block == 'subs' and self.shown.subs is not None:
            self.shown.subs.append(Substitute(name, club(code)))
        elif self.block == 'lineup' and self.shown.lineup is not None:
            self.shown.lineup.setdefault(self.position, []).append(Chosen(name, club(code), mark == 'C', mark == 'VC'))

    def add_bought(self, position: str, name: str, code: str, price: str) -> None:
        if self.squad:
            self.squad.players.append(Bought(position, name, club(code), figure(price)))

    def squared(self, name: str, text: str) -> None:
        if self.squad:
            self.squad.facts[name] = figure(text)

    def totalled(self, first: int, last: int, text: str) -> None:
        if self.squad:
            self.squad.facts |= {'total': figure(text), 'weeks': (first, last)}
            self.weeks = [WeekDraft(first)]

    def expected(self, gameweek: int, text: str) -> None:
        if self.squad and self.weeks and self.weeks[0].gameweek == gameweek:
            self.squad.facts['first_week'] = self.weeks[0].facts['predicted'] = figure(text)
