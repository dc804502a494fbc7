"""What a program was called with: `--name value` and `--name`, as many as it takes."""

import os
from collections.abc import Mapping, Sequence
from typing import NamedTuple

SWITCHES = {'clean', 'no_current_season', 'noattr', 'no_bonus', 'no_cards', 'no_saves', 'sampling', 'allow_unused',
            'is_replay', 'profile', 'no_subs', 'include_zero', 'apply_transfers', 'save_absences', 'confirm',
            'one_list'}


class Options(NamedTuple):
    values: Mapping[str, str]
    faults: frozenset[str]
    pace: float
    seed: str
    gameweek: int  # the next one

    def whole(self, name: str, default: int) -> int:
        return int(self.values.get(name, default))

    def has(self, name: str) -> bool:
        return name in self.values

    @property
    def team_id(self) -> int:
        return int(self.values.get('fpl_team_id') or os.environ.get('FPL_TEAM_ID') or 1000001)

    @property
    def gameweeks(self) -> Sequence[int]:
        """The window; nobody plays after the last gameweek of a season."""
        if self.has('gameweek_start'):
            first = self.whole('gameweek_start', self.gameweek)
            count = self.whole('num_gameweeks', self.whole('gameweek_end', first) - first + 1)
        else:
            first, count = self.gameweek, self.whole('weeks_ahead', self.whole('num_gameweeks', 3))
        return range(first, min(first + count, 39))


def read(arguments: Sequence[str], environment: Mapping[str, str]) -> Options:
    """Raises ValueError for what it cannot make sense of."""
    values: dict[str, str] = {}
    faults = {name for name in environment.get('STAND_IN_FAULTS', '').split(',') if name}
    rest = list(arguments)
    while rest:
        name = rest.pop(0).removeprefix('--')
        if name in SWITCHES:
            values[name] = ''
        elif not rest:
            raise ValueError(f'error: argument --{name}: expected one argument')
        elif name == 'fault':
            faults.add(rest.pop(0))
        else:
            values[name] = rest.pop(0)
    return Options(values, frozenset(faults), float(values.get('pace', environment.get('STAND_IN_PACE', '0'))),
                   values.get('seed', environment.get('STAND_IN_SEED', '1')),
                   int(environment.get('STAND_IN_GAMEWEEK', '20')))
