"""What the stand-in suggests: points for everybody, a squad of fifteen, and transfers that fit to it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from jobs.airsenal.stand_in.chance import Chance
from jobs.airsenal.stand_in.footballers import Footballer, footballers, own_squad

WANTED = {'GK': 2, 'DEF': 5, 'MID': 5, 'FWD': 3}
STARTING = {'GK': 1, 'DEF': 3, 'MID': 5, 'FWD': 2}
CHIPS = ('wildcard', 'free_hit', 'triple_captain', 'bench_boost')
LIKELY = {'GK': (250, 460), 'DEF': (180, 480), 'MID': (200, 720), 'FWD': (200, 620)}  # hundredths of points a week


class PlannedWeek(NamedTuple):
    gameweek: int
    transfers: Sequence[tuple[str, str]]  # out, in
    chip: str | None
    hit: int
    tenths: int  # in the bank
    predicted: float


class Strategy(NamedTuple):
    team_id: int
    baseline: float
    score: float
    weeks: Sequence[PlannedWeek]
    lineup: Mapping[str, Sequence[tuple[str, str | None, str]]]  # name, club, '', C or VC
    subs: Sequence[tuple[str, str | None]]


class NewSquad(NamedTuple):
    best_score: float
    players: Sequence[tuple[str, str, str | None, float]]  # position, name, club, price
    bank: float
    first: int
    last: int
    total: float
    first_week: float
    lineup: Mapping[str, Sequence[tuple[str, str | None, str]]]
    subs: Sequence[tuple[str, str | None]]


Points = Mapping[tuple[int, int], float]  # of a player in a gameweek


def points_for(gameweeks: Sequence[int], seed: object) -> Points:
    chance = Chance(seed, 'points')
    return {(one.id, week): chance.hundredths(*LIKELY[one.position]) for one in footballers() for week in gameweeks}


def total(points: Points, player_id: int, gameweeks: Sequence[int]) -> float:
    return round(sum(points[player_id, week] for week in gameweeks), 2)


def best(points: Points, gameweeks: Sequence[int], position: str) -> list[tuple[Footballer, float]]:
    rated = [(one, total(points, one.id, gameweeks)) for one in footballers() if one.position == position]
    return sorted(rated, key=lambda pair: (-pair[1], pair[0].id))


def squad(seed: object) -> list[Footballer]:
    """The team that plays; else anybody, at most as many of each position as there may be."""
    if own := own_squad():
        return own
    chance, left, chosen = Chance(seed, 'squad'), footballers(), []
    for position, wanted in WANTED.items():
        able = [one for one in left if one.position == position]
        chosen += [able.pop(chance.below(len(able))) for _ in range(wanted)]
    return chosen


class Plan(NamedTuple):
    """The transfers of a strategy as players, for the database."""
    told: Strategy
    moves: Sequence[tuple[int, Footballer, Footballer, str | None]]  # gameweek, out, in, chip


def plan(team_id: int, gameweeks: Sequence[int], points: Points, chips: Mapping[str, int], seed: object) -> Plan:
    chance, having = Chance(seed, 'plan'), squad(seed)
    weeks, moves, first = [], [], having
    for place, week in enumerate(gameweeks):
        pairs = _exchange(having, points, gameweeks[place:], (2, 2, 1, 0, 1, 1)[place % 6])
        having = [{out.id: new for out, new in pairs}.get(one.id, one) for one in having]
        first = having if place == 0 else first
        chip = _chip(chips, gameweeks, week)
        moves += [(week, out, new, chip) for out, new in pairs]
        names = tuple((out.name, new.name) for out, new in pairs)
        weeks.append(PlannedWeek(week, names, chip, 4 if len(pairs) > 1 and place else 0, chance.below(30),
                                 _expected(having, points, week)))
    baseline = sum(_expected(squad(seed), points, week) for week in gameweeks)
    score = sum(week.predicted - week.hit for week in weeks)
    lineup, subs = _shown(first, points, gameweeks[0])
    return Plan(Strategy(team_id, baseline, score, weeks, lineup, subs), moves)


def new_squad(gameweeks: Sequence[int], points: Points, budget: int, seed: object) -> tuple[NewSquad, list[Footballer]]:
    players = _affordable(budget, seed)
    lineup, subs = _shown(players, points, gameweeks[0])
    score = sum(_expected(players, points, week) for week in gameweeks)
    told = NewSquad(score * 0.97, [(one.position, one.name, one.club, one.tenths / 10) for one in players],
                    (budget - sum(one.tenths for one in players)) / 10, gameweeks[0], gameweeks[-1], score,
                    _expected(players, points, gameweeks[0]), lineup, subs)
    return told, players


def _affordable(budget: int, seed: object) -> list[Footballer]:
    tries = (squad((seed, attempt)) for attempt in range(100))
    return next((found for found in tries if sum(one.tenths for one in found) <= budget), squad(seed))


def _exchange(having: Sequence[Footballer], points: Points, weeks: Sequence[int],
              count: int) -> list[tuple[Footballer, Footballer]]:
    """The worst for the best of the same position that one does not have."""
    owned, pairs = {one.id for one in having}, []
    for out in sorted(having, key=lambda one: total(points, one.id, weeks))[:count]:
        new = next(one for one, _ in best(points, weeks, out.position) if one.id not in owned)
        owned.add(new.id)
        pairs.append((out, new))
    return pairs


def _chip(chips: Mapping[str, int], gameweeks: Sequence[int], week: int) -> str | None:
    """The one for this week; those for any week go to the first weeks without one."""
    fixed = {number: name for name, number in chips.items() if number > 0}
    free = [number for number in gameweeks if number not in fixed]
    anywhere = [name for name, number in chips.items() if number == 0]
    return {**dict(zip(free, anywhere, strict=False)), **fixed}.get(week)


def _rated(players: Sequence[Footballer], points: Points, week: int) -> Mapping[str, list[Footballer]]:
    return {position: sorted((one for one in players if one.position == position),
                             key=lambda one: -points[one.id, week]) for position in WANTED}


def _expected(players: Sequence[Footballer], points: Points, week: int) -> float:
    rated = _rated(players, points, week)
    playing = [points[one.id, week] for position, few in STARTING.items() for one in rated[position][:few]]
    return sum(playing) + max(playing)


def _shown(players: Sequence[Footballer], points: Points,
           week: int) -> tuple[dict[str, list[tuple[str, str | None, str]]], list[tuple[str, str | None]]]:
    rated = _rated(players, points, week)
    playing = {position: rated[position][:few] for position, few in STARTING.items()}
    leading = sorted((one for few in playing.values() for one in few), key=lambda one: -points[one.id, week])
    marks = {leading[0].id: 'C', leading[1].id: 'VC'}
    bench = [one for position, few in STARTING.items() for one in rated[position][few:]]
    return ({position: [(one.name, one.club, marks.get(one.id, '')) for one in few]
             for position, few in playing.items()},
            [(one.name, one.club) for one in sorted(bench, key=lambda one: -points[one.id, week])])
