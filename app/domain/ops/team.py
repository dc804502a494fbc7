"""A fantasy football team in one gameweek: what the FPL tells about it, put together for eyes.

Whatever the FPL leaves out is None here. Prices are in millions of pounds; the FPL counts in tenths of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

POSITIONS = ('GK', 'DEF', 'MID', 'FWD')  # as the FPL numbers them, from 1
STARTERS = 11  # slots 1 to 11 play, the others wait in their order
UNKNOWN_CLUB = '–'

CHIPS = {'wildcard': 'Wildcard', 'freehit': 'Free hit', 'bboost': 'Bench boost', '3xc': 'Triple captain'}
STATUS = {'a': 'available', 'd': 'doubtful', 'i': 'injured', 's': 'suspended', 'u': 'unavailable', 'n': 'not eligible'}


@dataclass(frozen=True)
class Week:
    number: int
    name: str
    deadline: datetime | None
    is_finished: bool = False
    is_current: bool = False
    is_next: bool = False
    average: int | None = None
    highest: int | None = None


@dataclass(frozen=True)
class Footballer:
    id: int
    name: str
    club: str  # three letters
    position: str
    price: Decimal | None = None
    status: str = ''
    news: str = ''
    chance: int | None = None  # percent, to play in the next match
    points: int | None = None  # in the current gameweek


@dataclass(frozen=True)
class Match:
    week: int | None  # None while nobody knows when it will be played
    kickoff: datetime | None
    home: str
    away: str
    home_goals: int | None = None
    away_goals: int | None = None
    is_finished: bool = False


@dataclass(frozen=True)
class Season:
    """All gameweeks, and everybody who can be picked."""
    weeks: tuple[Week, ...]
    players: Mapping[int, Footballer]

    def week(self, number: int) -> Week | None:
        return next((week for week in self.weeks if week.number == number), None)


@dataclass(frozen=True)
class Pick:
    player: int
    slot: int  # 1 to 15
    multiplier: int
    is_captain: bool
    is_vice: bool
    position: str = ''


@dataclass(frozen=True)
class Squad:
    """A team as it stood at the deadline of a gameweek, and how it did."""
    week: int | None
    picks: tuple[Pick, ...]
    chip: str = ''
    points: int | None = None
    total_points: int | None = None
    rank: int | None = None
    overall_rank: int | None = None
    bank: Decimal | None = None
    value: Decimal | None = None
    transfers: int | None = None
    transfer_cost: int | None = None
    points_on_bench: int | None = None


@dataclass(frozen=True)
class Move:
    """A transfer somebody made."""
    week: int | None
    came: int
    went: int


@dataclass(frozen=True)
class Told:
    """All that is known of one team in one gameweek; parts may be missing."""
    season: Season
    squad: Squad | None = None
    matches: tuple[Match, ...] = ()
    points: Mapping[int, int] = field(default_factory=dict)  # of players in the gameweek
    moves: tuple[Move, ...] = ()
    chips: tuple[tuple[str, int], ...] = ()  # played so far: name, gameweek
    name: str = ''


@dataclass(frozen=True)
class TeamPlayer:
    name: str
    position: str
    club: str
    price: Decimal | None
    points: int | None  # as they count: a captain's twice; of substitutes, what they would have brought
    multiplier: int
    is_captain: bool
    is_vice: bool
    status: str
    news: str
    chance: int | None
    matches: tuple[str, ...]  # LIV (H); none in a blank gameweek


@dataclass(frozen=True)
class Team:
    gameweek: int
    name: str
    title: str  # of the gameweek
    phase: str  # current, next, last
    deadline: datetime | None
    lineup_week: int | None  # the line-up is that of an earlier gameweek: the FPL shows none before its deadline
    active_chip: str
    chips: tuple[tuple[str, int], ...]
    points: int | None
    total_points: int | None
    average: int | None
    rank: int | None
    overall_rank: int | None
    bank: Decimal | None
    value: Decimal | None
    transfers: int | None
    transfer_cost: int | None
    points_on_bench: int | None
    moves: tuple[tuple[str, str], ...]  # who went, who came
    starting: tuple[TeamPlayer, ...]
    bench: tuple[TeamPlayer, ...]
    first_week: int
    last_week: int
    knows_matches: bool
    coming_week: int | None = None  # the next one with a deadline, also seen from a gameweek that is over
    coming_deadline: datetime | None = None


def chosen_week(season: Season, wanted: int | None = None) -> Week | None:
    """The one that is asked for, else the current one, else the next, else the last."""
    if wanted is not None:
        return season.week(wanted)
    for test in (lambda week: week.is_current, lambda week: week.is_next):
        if found := next(filter(test, season.weeks), None):
            return found
    return season.weeks[-1] if season.weeks else None


def phase_of(season: Season, week: Week) -> str:
    """Weeks ahead count as next, weeks that are over as last."""
    if week.is_current:
        return 'current'
    if week.is_next:
        return 'next'
    current = next((one for one in season.weeks if one.is_current), None)
    return 'next' if current and week.number > current.number else 'last'


def team_of(told: Told, week: Week) -> Team:
    """What is known, put together for this gameweek."""
    squad = told.squad or Squad(None, ())
    is_earlier = bool(squad.picks) and squad.week is not None and squad.week != week.number
    figures = Squad(None, (), bank=squad.bank, value=squad.value, total_points=squad.total_points,
                    overall_rank=squad.overall_rank) if is_earlier else squad
    players = tuple(_player(told, pick, week, has_points=not is_earlier)
                    for pick in sorted(squad.picks, key=lambda pick: pick.slot))
    numbers = [one.number for one in told.season.weeks]
    coming = next((one for one in told.season.weeks if one.is_next), None)
    return Team(
        week.number, told.name, week.name, phase_of(told.season, week), week.deadline,
        squad.week if is_earlier else None, figures.chip, told.chips, figures.points, figures.total_points,
        week.average, figures.rank, figures.overall_rank, figures.bank, figures.value, figures.transfers,
        figures.transfer_cost, figures.points_on_bench, _moves(told, week), players[:STARTERS], players[STARTERS:],
        min(numbers), max(numbers), bool(told.matches),
        coming.number if coming else None, coming.deadline if coming else None)


def lines(starting: Sequence[TeamPlayer]) -> tuple[tuple[TeamPlayer, ...], ...]:
    """The starting eleven as it stands on the pitch, the goalkeeper first."""
    rows = (tuple(player for player in starting if player.position == position) for position in (*POSITIONS, ''))
    return tuple(row for row in rows if row)


def chip_name(chip: str) -> str:
    return CHIPS.get(chip, chip.replace('_', ' ').capitalize())


def _player(told: Told, pick: Pick, week: Week, *, has_points: bool) -> TeamPlayer:
    known = told.season.players.get(pick.player)
    one = known or Footballer(pick.player, f'Player {pick.player}', UNKNOWN_CLUB, pick.position)
    multiplier = pick.multiplier if has_points or pick.multiplier == 0 else 1 + pick.is_captain
    return TeamPlayer(one.name, one.position or pick.position, one.club, one.price,
                      _points(told, pick, one, week) if has_points else None, multiplier, pick.is_captain,
                      pick.is_vice, one.status, one.news, one.chance, _opponents(told.matches, one.club, week.number))


def _points(told: Told, pick: Pick, one: Footballer, week: Week) -> int | None:
    """Points of other gameweeks than the current one are told apart from the players."""
    plain = told.points.get(pick.player, one.points if week.is_current else None)
    return None if plain is None else plain * max(1, pick.multiplier)


def _opponents(matches: Iterable[Match], club: str, week: int) -> tuple[str, ...]:
    found = [(match, match.home == club) for match in matches
             if match.week == week and club in (match.home, match.away)]
    return tuple(f'{match.away} (H)' if is_home else f'{match.home} (A)' for match, is_home in found)


def _moves(told: Told, week: Week) -> tuple[tuple[str, str], ...]:
    return tuple((_name(told.season, move.went), _name(told.season, move.came))
                 for move in told.moves if move.week == week.number)


def _name(season: Season, player: int) -> str:
    known = season.players.get(player)
    return known.name if known else f'Player {player}'


@dataclass(frozen=True)
class TeamLook:
    """The team as far as it is known, and how sure that is."""
    team_id: int | None  # None: nobody has chosen one
    wanted: int | None = None  # gameweek
    team: Team | None = None
    fetched_at: datetime | None = None  # the oldest of what is shown
    is_stale: bool = False
    trouble: str = ''  # why nothing newer can be had
    retry_at: datetime | None = None
    is_due: bool = False  # the FPL may be asked again
    is_demo: bool = False
