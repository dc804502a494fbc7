"""Which due times become runs: what was missed, what would overlap, and by how much each is put off."""

from datetime import timedelta

import pytest

from app.domain.ops.firing import chosen, may_join, starts_at
from app.domain.ops.states import State
from tests.people import NOON

GRACE = timedelta(minutes=5)
HOURLY = [NOON - timedelta(hours=hours) for hours in range(30, -1, -1)]


@pytest.mark.parametrize(('misfire', 'most', 'count'), [('skip', 1, 1), ('once', 1, 1), ('all', 3, 3), ('all', 24, 24)])
def test_a_time_that_is_due_just_now_runs_and_missed_ones_as_the_entry_says(misfire, most, count):
    assert chosen(HOURLY, misfire, most, GRACE, NOON) == tuple(HOURLY[-count:])


@pytest.mark.parametrize(('misfire', 'count'), [('skip', 0), ('once', 1), ('all', 2)])
def test_what_was_missed_for_longer_than_the_grace_is_skipped_caught_up_once_or_all(misfire, count):
    late = NOON + timedelta(minutes=5, seconds=1)
    assert len(chosen(HOURLY, misfire, 2, GRACE, late)) == count


def test_without_jitter_a_run_starts_at_its_time():
    assert starts_at(1, NOON, 0) == NOON


def test_jitter_only_puts_off_differs_between_times_and_is_the_same_on_every_replica():
    starts = [starts_at(1, fire, 3600) for fire in HOURLY]
    assert all(timedelta() <= start - fire <= timedelta(hours=1) for start, fire in zip(starts, HOURLY, strict=True))
    assert len({start - fire for start, fire in zip(starts, HOURLY, strict=True)}) > 20
    assert starts == [starts_at(1, fire, 3600) for fire in HOURLY]
    assert starts_at(2, NOON, 3600) != starts_at(1, NOON, 3600)


@pytest.mark.parametrize(('overlap', 'former', 'may'), [
    ('queue', [], True), ('queue', [State.RUNNING], True), ('queue', [State.RUNNING, State.QUEUED], False),
    ('queue', [State.DELAYED], False), ('queue', [State.BLOCKED], False), ('skip', [], True),
    ('skip', [State.RUNNING], False), ('skip', [State.QUEUED], False), ('allow', [State.RUNNING, State.QUEUED], True),
    ('replace', [State.RUNNING, State.QUEUED], True)])
def test_a_run_may_join_former_ones_as_the_entry_says(overlap, former, may):
    assert may_join(overlap, former) is may
