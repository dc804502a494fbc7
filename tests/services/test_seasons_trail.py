"""What happened in a season: deeds and edits in one list, with filters."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.context import Trace, tracing
from app.domain.seasons.axes import Cell
from app.domain.seasons.changes import encoded
from app.domain.seasons.drafts import ClusterDraft
from app.domain.seasons.operations import Set
from app.domain.seasons.range_rules import RangeDraft
from app.domain.seasons.season import BUDGETED, CREATED, LOCATED
from app.domain.seasons.trail import BUYING, CELLS, RANGE, WORKFLOW, TrailFilter
from app.errors import Forbidden
from app.services.seasons import editing, ranges, scopes, structure, trail, workflow
from app.services.seasons.masters import clusters
from app.work import read, transact
from models.seasons import SeasonEdit
from tests.people import ANN, CLEO, GUS, MAX, PIA
from tests.seasons import CODE, every, plant_season


@pytest.fixture
def season(time, database):
    season = plant_season(CREATED)
    transact(workflow.complete_step, PIA, CODE, 'locations')
    time.passes(hours=1)
    transact(lambda work: work.session.add(SeasonEdit(
        season_id=season, version_id=1, seq=1, actor=PIA.identity, actor_name='Pia', at=time.now, operation='set',
        scope={'measure': 'net_sales'}, changes=encoded(()), size=3, effect=b'')))
    time.passes(days=1)
    transact(structure.choose_locations, MAX, CODE, [1, 2])
    transact(clusters.add_cluster, ANN, ClusterDraft('Elsewhere'))
    return season


def deeds(skip=0, limit=50, **wanted):
    found = read(trail.view_trail, CLEO, CODE, TrailFilter(**wanted), skip, limit)
    return [one.deed for one in found.entries], found.total


def test_deeds_and_edits_stand_in_one_list_the_newest_first(season):
    assert deeds() == (['chose locations', 'set cells', 'completed a step'], 3)
    assert deeds(skip=1, limit=1) == (['set cells'], 3)


def test_what_somebody_did_says_what_was_and_what_is(season):
    found = read(trail.view_trail, CLEO, CODE, TrailFilter(text='choose')).entries[0]
    assert found.changes == (('left', 'North Gate, South Gate', ''),)
    assert found.detail == '' and found.who == 'Max'


def test_filters_narrow_it_down(season, time):
    assert deeds(kind=WORKFLOW)[1] == 2 and deeds(kind=CELLS)[1] == 1
    assert deeds(who=MAX.identity) == (['chose locations'], 1)
    assert deeds(since=time.now.date()) == (['chose locations'], 1)
    assert deeds(until=time.now.date().replace(day=time.now.day - 1))[1] == 2
    far = replace(CLEO, zone='Pacific/Kiritimati')  # fourteen hours ahead
    assert read(trail.view_trail, far, CODE, TrailFilter(since=time.now.date() + timedelta(days=1))).total == 1
    assert deeds(text='%')[1] == 0 and deeds(text='completed')[1] == 1
    assert deeds(kind=BUYING)[1] == 0
    people = read(trail.view_trail, CLEO, CODE, TrailFilter()).people
    assert people == ((MAX.identity, 'Max'), (PIA.identity, 'Pia'))


def test_deeds_about_masters_and_other_seasons_are_not_among_them(season):
    assert all('Elsewhere' not in one.detail for one in read(trail.view_trail, CLEO, CODE, TrailFilter()).entries)


def test_it_is_for_those_with_a_role_in_the_seasons(season):
    with pytest.raises(Forbidden):
        read(trail.view_trail, GUS, CODE, TrailFilter())


def test_approvals_are_in_it(database):
    plant_season(LOCATED, {'net_sales': every(1)})
    transact(scopes.submit_scope, ANN, CODE, 'c:WOMEN', 'k:CLU-HIGH')
    found = read(trail.view_trail, CLEO, CODE, TrailFilter()).entries[0]
    assert (found.deed, found.changes) == ('moved a scope', (('state', 'draft', 'review'),))


def test_an_edit_says_which_cells_and_what_they_were_and_are(database):
    plant_season(LOCATED, {'net_sales': every(1000)})
    transact(editing.edit, PIA, CODE, None, Set(Cell('net_sales', 'l:HARB', 'c:LINEN', 'w:2030-02-04'), 250000))
    [edit] = read(trail.view_trail, CLEO, CODE, TrailFilter(kind=CELLS)).entries
    assert edit.detail.startswith('Net sales, Linen, Harbour Street, week ')
    assert edit.changes == (('Net sales', '10', '2 500'),)


def test_admins_see_from_where_and_with_what_something_was_done(database):
    plant_season(LOCATED, {'net_sales': every(1000)})
    with tracing(Trace('request-1', '203.0.113.0/24', device='Firefox on Mac')):
        transact(scopes.submit_scope, ANN, CODE, 'c:WOMEN', 'k:CLU-HIGH')
        transact(structure.choose_locations, ANN, CODE, [1, 2])
    found = read(trail.view_trail, ANN, CODE, TrailFilter())
    assert found.has_origins and {one.origin for one in found.entries} == {'203.0.113.0/24 · Firefox on Mac'}
    others = read(trail.view_trail, CLEO, CODE, TrailFilter())
    assert not others.has_origins and {one.origin for one in others.entries} == {''}


def test_what_is_done_to_the_range_is_a_kind_of_its_own(database):
    plant_season(BUDGETED)
    transact(ranges.add_row, ANN, CODE, RangeDraft('LINEN', '', 'Mid', 'Linen', 'Blue', 'Dress'))
    [entry] = read(trail.view_trail, CLEO, CODE, TrailFilter(kind=RANGE)).entries
    assert (entry.deed, entry.detail) == ('changed a range row', 'LINEN Mid Linen Blue Dress')
    assert read(trail.view_trail, CLEO, CODE, TrailFilter(kind=WORKFLOW)).total == 0
