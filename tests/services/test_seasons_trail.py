"""What happened in a season: deeds and edits in one list, with filters."""

import pytest

from app.domain.seasons.drafts import ClusterDraft
from app.domain.seasons.season import CREATED, LOCATED
from app.domain.seasons.trail import CELLS, WORKFLOW, TrailFilter
from app.errors import Forbidden
from app.services.seasons import scopes, structure, trail, workflow
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
        scope={'measure': 'net_sales'}, changes=b'', size=3, effect=b'')))
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
    edit = read(trail.view_trail, CLEO, CODE, TrailFilter(kind=CELLS)).entries[0]
    assert edit.detail == 'measure net_sales · 3 cells'


def test_filters_narrow_it_down(season, time):
    assert deeds(kind=WORKFLOW)[1] == 2 and deeds(kind=CELLS)[1] == 1
    assert deeds(who=MAX.identity) == (['chose locations'], 1)
    assert deeds(since=time.now.date()) == (['chose locations'], 1)
    assert deeds(until=time.now.date().replace(day=time.now.day - 1))[1] == 2
    assert deeds(text='%')[1] == 0
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
