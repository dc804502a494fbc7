"""When a location trades: from the day it opens to the day it closes."""

from functools import lru_cache

import numpy as np

from app.domain.seasons.axes import Axes
from app.domain.seasons.cube import Flags


@lru_cache(maxsize=8)
def shut(axes: Axes) -> Flags:
    """[location, period]: periods that end before it opens, or begin after it closes."""
    found = np.zeros((axes.shape[0], axes.shape[2]), bool)
    for at, location in enumerate(axes.locations):
        if location.opens or location.closes:
            found[at] = [bool((location.opens and period.end < location.opens)
                              or (location.closes and period.start > location.closes)) for period in axes.periods]
    return found
