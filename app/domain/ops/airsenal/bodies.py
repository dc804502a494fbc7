"""What a report says, typed; as JSON it has the shapes that the API promises. What is unknown is None.

Points, prices and scores are exact decimals: as JSON they are texts with the places the program printed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Predicted:
    """A player among the best of a position, or of all."""
    rank: int
    name: str
    points: Decimal | None
    price: Decimal | None = None  # in millions of pounds
    club: str | None = None  # three letters
    player_id: int | None = None  # of the database, never of the text
    position: str | None = None  # only in the list of all positions

    def as_json(self) -> dict[str, Any]:
        body = {'rank': self.rank, 'name': self.name, 'points': text(self.points), 'price': text(self.price),
                'club': self.club, 'player_id': self.player_id}
        return body | ({'position': self.position} if self.position else {})


@dataclass(frozen=True)
class Prediction:
    gameweeks: tuple[int, ...]
    top: int
    positions: Mapping[str, tuple[Predicted, ...]] = field(default_factory=dict)
    overall: tuple[Predicted, ...] = ()  # instead of positions, where the program made one list

    def as_json(self) -> dict[str, Any]:
        body: dict[str, Any] = {
            'gameweeks': list(self.gameweeks), 'top': self.top,
            'positions': {position: [one.as_json() for one in rows] for position, rows in self.positions.items()}}
        return body | ({'overall': [one.as_json() for one in self.overall]} if self.overall else {})


@dataclass(frozen=True)
class Transfer:
    out: str | None
    in_: str | None
    out_id: int | None = None  # of the database; names are shared by some
    in_id: int | None = None

    def as_json(self) -> dict[str, Any]:
        ids = {'out_id': self.out_id, 'in_id': self.in_id}
        return {'out': self.out, 'in': self.in_} | {name: value for name, value in ids.items() if value is not None}


@dataclass(frozen=True)
class Chosen:
    """A player of a line-up."""
    name: str
    club: str | None
    is_captain: bool = False
    is_vice: bool = False

    def as_json(self) -> dict[str, Any]:
        return {'name': self.name, 'club': self.club, 'captain': self.is_captain, 'vice': self.is_vice}


@dataclass(frozen=True)
class Substitute:
    name: str
    club: str | None

    def as_json(self) -> dict[str, Any]:
        return {'name': self.name, 'club': self.club}


@dataclass(frozen=True)
class Week:
    """One gameweek of a strategy; the program tells the line-up of the first one only."""
    gameweek: int
    transfers: tuple[Transfer, ...] = ()
    chip: str | None = None
    hit: int | None = None
    bank: Decimal | None = None
    predicted: Decimal | None = None
    lineup: Mapping[str, tuple[Chosen, ...]] | None = None
    subs: tuple[Substitute, ...] | None = None  # in the order of the bench

    @property
    def starting(self) -> tuple[Chosen, ...]:
        return tuple(one for rows in (self.lineup or {}).values() for one in rows)

    def as_json(self) -> dict[str, Any]:
        lineup = None if self.lineup is None else {
            position: [one.as_json() for one in rows] for position, rows in self.lineup.items()}
        return {'gameweek': self.gameweek, 'transfers': [one.as_json() for one in self.transfers], 'chip': self.chip,
                'hit': self.hit, 'bank': text(self.bank), 'predicted': text(self.predicted), 'lineup': lineup,
                'subs': None if self.subs is None else [one.as_json() for one in self.subs]}


@dataclass(frozen=True)
class Bought:
    """A player of a new squad."""
    position: str
    name: str
    club: str | None
    price: Decimal | None

    def as_json(self) -> dict[str, Any]:
        return {'position': self.position, 'name': self.name, 'club': self.club, 'price': text(self.price)}


@dataclass(frozen=True)
class Squad:
    """Fifteen players from scratch."""
    best_score: Decimal | None = None
    in_the_bank: Decimal | None = None
    total: Decimal | None = None
    weeks: tuple[int, int] | None = None  # the first and the last one the total is over
    first_week: Decimal | None = None  # points of the first one alone
    players: tuple[Bought, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {'best_score': text(self.best_score), 'in_the_bank': text(self.in_the_bank),
                'total': text(self.total), 'weeks': None if self.weeks is None else list(self.weeks),
                'first_week': text(self.first_week), 'players': [one.as_json() for one in self.players]}


@dataclass(frozen=True)
class Optimisation:
    team_id: int | None
    baseline: Decimal | None = None
    score: Decimal | None = None
    weeks: tuple[Week, ...] = ()
    squad: Squad | None = None
    told_gain: Decimal | None = None  # of the database, where the text lacks the scores

    @property
    def gain(self) -> Decimal | None:
        if self.score is None or self.baseline is None:
            return self.told_gain
        return self.score - self.baseline

    def as_json(self) -> dict[str, Any]:
        return {'team_id': self.team_id, 'baseline': text(self.baseline), 'score': text(self.score),
                'gain': text(self.gain), 'weeks': [week.as_json() for week in self.weeks],
                'squad': self.squad.as_json() if self.squad else None}


Body = Prediction | Optimisation


def text(number: Decimal | None) -> str | None:
    return None if number is None else f'{number:f}'


def number(text: Any) -> Decimal | None:
    return None if text is None else Decimal(str(text))
