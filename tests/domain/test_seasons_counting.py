"""Which count of stock says what: by the day at whose end it was counted."""

from datetime import date, timedelta

import numpy as np
import pytest

from app.domain.seasons.counting import inside, opening_day, rolled_on, share_behind
from tests.seasons_cells import axes

WEEKS = axes(3).periods  # from 4 February 2030


def days(*numbers):
    """Of February 2030; 0 is the last one of January."""
    return [date(2030, 1, 31) + timedelta(days=one) for one in numbers]


@pytest.mark.parametrize(('counted', 'opens', 'within'), [
    ((), None, {}),
    ((-3, 0, 3), 3, {}),  # the last one before the season opens it
    ((4,), None, {0: 4}),  # its first day lies in it
    ((5, 7), None, {0: 7}),  # the last one of a week is the nearest to its end
    ((7, 10), None, {}),  # counted at the end: nothing has to be rolled on
    ((10, 12, 24), None, {1: 12}),
    ((25,), None, {}),  # behind the season
])
def test_every_day_of_a_count_has_one_meaning(counted, opens, within):
    told = days(*counted)
    assert opening_day(told, WEEKS) == (days(opens)[0] if opens else None)
    assert inside(told, WEEKS) == {at: days(day)[0] for at, day in within.items()}


def test_the_days_behind_a_count_take_their_share():
    assert [share_behind(WEEKS[0], one) for one in days(4, 7, 9, 10)] == [857143, 428571, 142857, 0]
    out = np.array([7000, 7, -7000])
    assert rolled_on(np.array([100, 100, 100]), np.array([142857] * 3), out).tolist() == [-900, 99, 1100]
