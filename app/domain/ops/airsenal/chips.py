"""When chips may be played: one in a week, and only in a week the program looks at."""

from collections.abc import Iterator, Mapping
from typing import Any

CHIPS: Mapping[str, str] = {'wildcard_week': 'wildcard', 'free_hit_week': 'free hit',
                            'triple_captain_week': 'triple captain', 'bench_boost_week': 'bench boost'}
NOT_USED, ANY_WEEK = -1, 0
LAST_WEEK = 38

Problem = tuple[str, str]  # field, message


def played(values: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Chips for a certain week; any week is the program's own choice."""
    return ((name, values[name]) for name in CHIPS if values.get(name, NOT_USED) > ANY_WEEK)


def clashing(values: Mapping[str, Any]) -> Iterator[Problem]:
    """Names the later one of two chips in one week."""
    taken: dict[int, str] = {}
    for name, week in played(values):
        if week in taken:
            yield name, f'Gameweek {week} has the {taken[week]} already; one chip can be played in a week.'
        taken.setdefault(week, CHIPS[name])


def outside(values: Mapping[str, Any], first: int) -> Iterator[Problem]:
    """`first` is the next gameweek, from which the program looks ahead."""
    last = min(first + int(values.get('weeks_ahead', 1)) - 1, LAST_WEEK)
    for name, week in played(values):
        if not first <= week <= last:
            window = f'gameweeks {first} to {last}' if last > first else f'gameweek {first}'
            yield name, f'Gameweek {week} is outside the window: this run looks at {window}.'
