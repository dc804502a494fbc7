"""How the histories of a board are read: which kind of column a status stands in at a time, which estimate counts.

Equal ways of reading are one object, so that what was compiled with one is good for every later copy of the board.
"""

import threading
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from weakref import WeakKeyDictionary

from app.domain.sprints.facts.board import DONE, Board, Ms

UNKNOWN: Final = '?'  # begins the id of a status that only a name is known of
MOST: Final = 128  # ways of reading that are kept


@dataclass(frozen=True, slots=True, eq=False)
class Legend:
    starts: tuple[Ms, ...]  # of each mapping
    kinds: tuple[Mapping[str, str], ...]  # status → kind of its column
    estimates: tuple[str, ...]  # field ids
    ids: Mapping[str, str]  # name of a status → id, where exactly one has it
    names: Mapping[str, str]  # field id → name, of the estimates

    def kind(self, status: str, ms: Ms) -> str:
        """Empty: in no column."""
        return self.kinds[self._place(ms)].get(status, '')

    def is_done(self, status: str | None, ms: Ms) -> bool:
        return status is not None and self.kinds[self._place(ms)].get(status) == DONE

    def estimate(self, ms: Ms) -> str:
        """Field id; empty: none."""
        return self.estimates[self._place(ms)]

    def status(self, id: str, name: str) -> str:
        """As its id, by its name where only one status has that, else marked as unknown."""
        return id or (self.ids.get(name) or UNKNOWN + name if name else '')

    def _place(self, ms: Ms) -> int:
        return max(0, bisect_right(self.starts, ms) - 1)


_lock = threading.Lock()
_legends: dict[Any, Legend] = {}
_by_board: WeakKeyDictionary[Board, Legend] = WeakKeyDictionary()


def legend_of(board: Board) -> Legend:
    found = _by_board.get(board)
    if found is None:
        with _lock:
            found = _by_board[board] = _kept(board)
    return found


def _kept(board: Board) -> Legend:
    ids = _unique_names(board)
    fields = {one.estimate: board.field_names.get(one.estimate, '') for one in board.mappings}
    key = (board.mappings, frozenset(ids.items()), frozenset(fields.items()))
    if key not in _legends:
        while len(_legends) >= MOST:
            del _legends[next(iter(_legends))]
        _legends[key] = Legend(
            tuple(one.valid_from for one in board.mappings),
            tuple({status: column.kind for column in reversed(one.columns) for status in column.statuses}
                  for one in board.mappings),
            tuple(one.estimate for one in board.mappings), ids, fields)
    return _legends[key]


def _unique_names(board: Board) -> Mapping[str, str]:
    times = Counter(one.name.strip() for one in board.statuses.values())
    return {one.name.strip(): one.id for one in board.statuses.values() if times[one.name.strip()] == 1}
