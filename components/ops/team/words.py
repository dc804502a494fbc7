"""Figures and players of a fantasy football team as people read them."""

from datetime import datetime
from decimal import Decimal

from app import clock
from app.domain.ops.team import STATUS, Team, TeamPlayer
from components.moments import grouped

UNKNOWN = '–'
POSITIONS = {'GK': 'goalkeeper', 'DEF': 'defender', 'MID': 'midfielder', 'FWD': 'forward', '': 'player'}
PHASES = {'current': ('Current', 'play_arrow', 'info'), 'next': ('Not begun', 'schedule', ''),
          'last': ('Over', 'check_circle', 'ok')}


def money(value: Decimal | None) -> str:
    return UNKNOWN if value is None else f'£{value:.1f}m'


def count(value: int | None) -> str:
    if value is None:
        return UNKNOWN
    return f'−{grouped(-value)}' if value < 0 else grouped(value)


def age(moment: datetime) -> str:
    """just now, 4 min, 3 h, 2 days: how long ago an answer was read."""
    seconds = max(0.0, (clock.now() - moment).total_seconds())
    for size, unit in ((86_400, 'd'), (3_600, 'h'), (60, 'min')):
        if seconds >= size:
            return f'{int(seconds // size)} {unit} ago'
    return 'just now'


def described(player: TeamPlayer, place: int, *, on_bench: bool) -> str:
    """A player in one sentence, for whoever cannot see the pitch."""
    parts = [f'{"Substitute " + str(place) + ": " if on_bench else ""}{player.name}', POSITIONS[player.position],
             player.club, money(player.price) if player.price is not None else '', mark(player).lower(),
             '' if player.points is None else f'{player.points} {"point" if player.points == 1 else "points"}',
             ' and '.join(player.matches), trouble(player)]
    return ', '.join(part for part in parts if part)


def mark(player: TeamPlayer) -> str:
    if player.is_captain:
        return 'Triple captain' if player.multiplier == 3 else 'Captain'
    return 'Vice-captain' if player.is_vice else ''


def trouble(player: TeamPlayer) -> str:
    """Why he may not play; empty for those who can."""
    if player.status in ('', 'a') and not player.news:
        return ''
    return f'{STATUS.get(player.status, "news")}: {player.news}' if player.news else STATUS.get(player.status, '')


def cost(team: Team) -> str:
    """Of the transfers of this gameweek."""
    if team.transfers is None:
        return UNKNOWN
    return f'{team.transfers}, −{team.transfer_cost} points' if team.transfer_cost else str(team.transfers)
