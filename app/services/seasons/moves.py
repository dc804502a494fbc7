"""What moved open-to-buy besides edits of cells, for whoever asks why it is not what it was."""

import zlib
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.access import Actor
from app.domain.seasons.axes import Axes
from app.domain.seasons.cube import Numbers
from app.domain.seasons.facts import Facts
from app.work import Work
from models.buying import SeasonMove

NAMED: Final = b'@'  # how an effect begins that names its cells; others are compressed tables, which begin otherwise
MOST_NAMED: Final = 400  # cells


def tell_move(work: Work, season_id: int, kind: str, text: str, actor: Actor, effect: bytes) -> None:
    """In the transaction that moves it; one without any effect is not told. `effect` is `encoded`."""
    if effect:
        work.session.add(SeasonMove(season_id=season_id, at=work.now, kind=kind, text=text, by_name=actor.name,
                                    effect=effect))


def effect_of(before: Facts, after: Facts) -> bytes:
    """What other facts do to open-to-buy, ready to be told; empty where they do nothing."""
    return encoded(after.axes, bearing(after) - bearing(before))


def bearing(facts: Facts) -> Numbers:
    """On open-to-buy, by category × period; shares of what is required are the plan's matter."""
    everywhere = slice(0, facts.axes.shape[0])
    came, *gone = (facts.leaves(name).band(everywhere) for name in ('transfers', 'received', 'open_on_order',
                                                                    'reserve'))
    return np.asarray(came - sum(gone), np.int64)


def encoded(axes: Axes, effect: Numbers) -> bytes:
    """From [categories by position, periods], kept by place; empty where all is zero. What moves few cells names them,
    so that thousands are read in no time.
    """
    kinds, periods = np.nonzero(effect)
    if not len(kinds):
        return b''
    if len(kinds) <= MOST_NAMED:
        places = np.array([axes.categories[at].place for at in kinds.tolist()], np.int64)
        return NAMED + np.array((places, periods, effect[kinds, periods]), '<i8').tobytes()
    rows = np.zeros((max(axes.category_at) + 1, effect.shape[1]), '<i8')
    for place, at in axes.category_at.items():
        rows[place] = effect[at]
    return zlib.compress(rows.tobytes(), 1)


def decoded(axes: Axes, data: bytes) -> Numbers:
    """Back to [categories by position, periods]; whatever left the season is passed over."""
    found = np.zeros((len(axes.categories), len(axes.periods)), np.int64)
    if data.startswith(NAMED):
        places, periods, amounts = np.frombuffer(data, '<i8', offset=len(NAMED)).reshape(3, -1)
        positions = _positions(axes)
        stays = places < len(positions)
        kinds = np.where(stays, positions[np.where(stays, places, 0)], -1)
        found[kinds[kinds >= 0], periods[kinds >= 0]] = amounts[kinds >= 0]
    elif data:
        rows = np.frombuffer(zlib.decompress(data), '<i8').reshape(-1, len(axes.periods))
        for place, at in axes.category_at.items():
            if place < len(rows):
                found[at] = rows[place]
    return found


@lru_cache(maxsize=8)
def _positions(axes: Axes) -> NDArray[np.intp]:
    """Of categories by their place; −1 for those that left the season."""
    found = np.full(1 + max(axes.category_at, default=0), -1, np.intp)
    for place, at in axes.category_at.items():
        found[place] = at
    return found
