"""How often sources are read: kept as entries of the schedule, shown with the last and the next time."""

import pytest

from app.domain.audit import Filter
from app.domain.portfolio.setup.drafts import SourceDraft
from app.domain.portfolio.sources.views import FRESHNESS
from app.errors import Forbidden, Invalid
from app.services import audit
from app.services.ops import schedules, timetable
from app.services.portfolio import freshness, setup, source_setup
from app.work import read, transact
from tests.people import ANN, BOB
from tests.portfolio_sync import with_commands


@pytest.fixture
def policy(policy):
    return with_commands(policy)


@pytest.fixture
def source(workspace):
    return transact(source_setup.add_source, ANN, SourceDraft('Demo', 'demo'))


def readings(source_id):
    return {one.kind: one for one in next(
        line for line in read(setup.view_setup, ANN).sources if line.id == source_id).readings}


def test_a_new_source_is_read_as_often_as_its_data_usually_changes(source):
    found = readings(source)
    assert {kind: one.minutes for kind, one in found.items()} == dict(FRESHNESS)
    assert all(one.next_at and one.read_at is None for one in found.values())


def test_an_admin_says_how_often_and_the_trail_has_both_values(source):
    transact(freshness.keep_intervals, ANN, source, {'items': 10, 'history': 2880})
    found = readings(source)
    assert (found['items'].minutes, found['history'].minutes, found['teams'].minutes) == (10, 2880, 240)
    told = [one for one in read(audit.list_entries, ANN, Filter()) if one.deed == 'ops.change_schedule']
    assert {change for one in told for change in one.changes if change[0] == 'expression'} == {
        ('expression', '30 minutes', '10 minutes'), ('expression', '24 hours', '48 hours')}


def test_an_entry_that_was_switched_off_or_removed_comes_back(source):
    first, second, *_ = read(timetable.list_schedules, ANN)
    transact(schedules.remove, ANN, first.id)
    transact(schedules.switch, ANN, second.id, False)
    assert [one.minutes for one in readings(source).values()].count(None) == 2
    transact(freshness.keep_intervals, ANN, source, dict.fromkeys(FRESHNESS, 60))
    assert {one.minutes for one in readings(source).values()} == {60}


@pytest.mark.parametrize('minutes', [{'items': 4}, {'items': 50_000}, {'bogus': 30}])
def test_what_does_not_fit_is_refused(source, minutes):
    with pytest.raises(Invalid):
        transact(freshness.keep_intervals, ANN, source, minutes)


def test_only_admins_decide(source):
    with pytest.raises(Forbidden):
        transact(freshness.keep_intervals, BOB, source, {'items': 30})
