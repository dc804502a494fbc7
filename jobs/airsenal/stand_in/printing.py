"""Sections as AIrsenal prints them, line by line."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence

from jobs.airsenal.stand_in.strategy import NewSquad, Strategy

Listed = tuple[str, float, int | None, str | None]  # name, points, tenths of the price, club
LOGIN = ('', 'Would you like to login to the FPL API?', 'This is not necessary for most AIrsenal actions, ',
         'but may improve accuracy of player sell values,', 'and free transfers for your team, and will also ',
         'enable AIrsenal to make transfers for you through ', 'the API. (y/n): ')


def prediction(gameweeks: Sequence[int], top: int, positions: Mapping[str, Sequence[Listed]]) -> Iterator[str]:
    """The best of each position."""
    yield from _heading(gameweeks, top)
    for position, rows in positions.items():
        yield f'{position}:'
        for rank, (name, points, tenths, club) in enumerate(rows, 1):
            yield f'{rank}. {name}, {points:.2f}pts (£{_price(tenths)}m, {club})'
        yield 25 * '-'


def one_list(gameweeks: Sequence[int], top: int, rows: Sequence[tuple[str, Listed]]) -> Iterator[str]:
    """The best of all positions in one list."""
    yield from _heading(gameweeks, top)
    for rank, (position, (name, points, tenths, club)) in enumerate(rows, 1):
        yield f'{rank}. {name}, {points:.2f}pts (£{_price(tenths)}m, {position}, {club})'


def strategy(plan: Strategy, word: str = 'Strategy') -> Iterator[str]:
    """Since version 1.15."""
    yield from (16 * '=', 'OPTIMUM STRATEGY', 16 * '=', '', f'Team ID: {plan.team_id}')
    yield f'Baseline Score: {plan.baseline:.1f}pts'
    yield f'Score with {word}: {plan.score:.1f}pts'
    for week in plan.weeks:
        yield from ('', f'GAMEWEEK {week.gameweek}:', '', *table(week.transfers), f'Chip Played: {week.chip}')
        yield from (f'Points Hit: {week.hit}pts', f'Bank: £{float(week.tenths) / 10}m')
        yield f'Predicted Score: {week.predicted:.1f}pts'
    yield from (f'Getting starting squad for {plan.team_id}', '', 32 * '-')
    yield from (f'Starting Lineup for Gameweek {plan.weeks[0].gameweek}:', 32 * '-')
    yield from lineup(plan.lineup, plan.subs, '=== Subs ===')


def old_strategy(plan: Strategy) -> Iterator[str]:
    """Until version 1.11."""
    yield from ('', 36 * '=', '', f'Strategy for Team ID: {plan.team_id}', f'Baseline score: {plan.baseline}')
    yield from (f'Best score: {plan.score}', ' ' + 47 * '=', ' ========= Optimum strategy ====================')
    yield ' ' + 47 * '='
    for week in plan.weeks:
        yield from ('', f' =========== Gameweek {week.gameweek} ================', '', f'Chips played:  {week.chip}')
        yield from ('', f'Points Hit:  {week.hit}', 'Players in:\t\t\tPlayers out:', '-----------\t\t\t------------')
        for out, new in week.transfers:
            yield f'{new}\t\t\t{out}' if len(new) < 20 else f'{new}\t\t{out}'
    yield from ('', 26 * '=', f' Total score: {int(plan.score)} ', '', '', '=== starting 11 ===', '')
    yield from lineup(plan.lineup, plan.subs, '=== subs ===')


def squad(plan: NewSquad, spelling: str = 's') -> Iterator[str]:
    """Fifteen players from scratch."""
    yield 'gen\tnevals\tavg    \tstd    \tmin\tmax    '
    for generation in range(3):
        yield f'{generation:<3}\t100   \t{plan.best_score / 2:.4f}\t12.1\t0  \t{plan.best_score - 3 + generation:.4f}'
    yield f'Best score: {plan.best_score} pts'
    yield from (f'{position} {name} {club} {price}' for position, name, club, price in plan.players)
    yield f'£{plan.bank}m in the bank'
    yield 21 * '-'
    yield f'Optimi{spelling}ed total score (gameweeks {plan.first} to {plan.last}): {plan.total:.2f}'
    yield f'Expected points for gameweek {plan.first}: {plan.first_week:.2f}'
    yield 21 * '-'
    yield from lineup(plan.lineup, plan.subs, '=== Subs ===')


def lineup(positions: Mapping[str, Sequence[tuple[str, str | None, str]]], subs: Iterable[tuple[str, str | None]],
           heading: str) -> Iterator[str]:
    for position, players in positions.items():
        yield from ('', f'== {position} ==', '')
        yield from (f'{name} ({club}){f"({mark})" if mark else ""}' for name, club, mark in players)
    yield from ('', heading, '', *(f'{name} ({club})' for name, club in subs), '')


def table(transfers: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Drawn with signs, as wide as the widest name."""
    rows = [('Players Out', 'Players In'), *(transfers or [('None', 'None')])]
    wide = [max(_width(row[column]) for row in rows) for column in (0, 1)]
    border = f'+{"-" * (wide[0] + 2)}+{"-" * (wide[1] + 2)}+'
    drawn = [f'| {_padded(out, wide[0])} | {_padded(new, wide[1])} |' for out, new in rows]
    yield from (border, drawn[0], border, *drawn[1:], border)


def _heading(gameweeks: Sequence[int], top: int) -> Iterator[str]:
    weeks = str(list(gameweeks)) if len(gameweeks) > 1 else str(gameweeks[0])
    yield from (50 * '=', f'PREDICTED TOP {top} PLAYERS FOR GAMEWEEK(S) {weeks}:', 50 * '=')


def _price(tenths: int | None) -> str:
    return 'UNKNOWN_PRICE' if tenths is None else str(tenths / 10)


def _padded(text: str, width: int) -> str:
    return text + (width - _width(text)) * ' '


def _width(text: str) -> int:
    return sum(0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in 'WF' else 1
               for sign in text)
