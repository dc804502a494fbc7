"""Versions of a plan: frozen by approvals, kept as snapshots, tried as scenarios."""

import pytest

from app.domain.seasons.axes import Cell
from app.domain.seasons.operations import Set
from app.errors import Conflict, Forbidden, NotFound, Rejected
from app.services.seasons import cubes
from app.services.seasons.cubes import cube_of
from app.services.seasons.editing import edit
from app.services.seasons.scenarios import begin_scenario, discard_scenario, promote, snapshot_all, take_snapshot
from app.services.seasons.undoing import undo
from app.services.seasons.versions import find_version, freeze_scope, list_versions, version_of
from app.work import read, transact
from models.seasons import Season
from tests.people import CLEO, MAX, PIA
from tests.seasons import BEGIN, CODE, leaves, plant_season, row_of

LINEN = Cell('net_sales', 'l:HARB', 'c:LINEN', f'w:{BEGIN}')
RUGS = Cell('net_sales', 'l:NORTH', 'c:RUGS', f'w:{BEGIN}')
WOMEN, HOME = ('c:WOMEN', 'k:CLU-HIGH'), ('c:HOME', 'k:CLU-PARK')


@pytest.fixture
def season(workspace):
    return plant_season(cells={'net_sales': leaves(HARB_LINEN=[10], NORTH_RUGS=[20])})


def type_in(cell, value, version='working'):
    return transact(edit, PIA, CODE, None, Set(cell, value), version)


def approve(season, scope):
    return transact(lambda work: freeze_scope(work, MAX, work.lock(Season, season), *scope))


def values(season, version):
    cube = read(cube_of, season, version)
    return cube.total(LINEN), cube.total(RUGS)


def test_approvals_of_scopes_become_original_then_current_one_and_two(season):
    assert approve(season, WOMEN).label == 'Original'
    assert values(season, 'original') == (10, None)
    type_in(LINEN, 11)
    assert approve(season, HOME).label == 'Original'
    assert values(season, 'original') == (10, 20)
    assert approve(season, WOMEN).label == 'Current 1'
    assert values(season, 'current') == (11, 20)
    type_in(LINEN, 12)
    type_in(RUGS, 22)
    assert approve(season, WOMEN).label == 'Current 2' and approve(season, HOME).label == 'Current 2'
    first = read(version_of, season, 'current', 1).id
    assert (values(season, 'original'), values(season, first), values(season, 'current')) == ((10, 20), (11, 20),
                                                                                              (12, 22))
    cubes.forget()
    assert (values(season, 'original'), values(season, first)) == ((10, 20), (11, 20))


def test_what_is_approved_for_the_first_time_late_is_in_the_newest_current_too(season):
    approve(season, WOMEN)
    approve(season, WOMEN)
    assert values(season, 'current') == (10, None)
    assert approve(season, HOME).label == 'Original'
    assert values(season, 'original') == values(season, 'current') == (10, 20)
    assert approve(season, HOME).label == 'Current 2'


def test_a_snapshot_stays_and_comes_once_a_month(season):
    assert transact(take_snapshot, PIA, CODE).label == 'Snapshot 2030-01-09'
    type_in(LINEN, 99)
    assert values(season, 'snapshot') == (10, 20)
    with pytest.raises(Conflict):
        type_in(LINEN, 1, 'snapshot')
    assert transact(snapshot_all) == 1 and transact(snapshot_all) == 1
    assert [one.label for one in read(list_versions, CLEO, CODE)] == [
        'Working', 'Snapshot January 2030', 'Snapshot 2030-01-09']


def test_a_scenario_is_tried_apart_and_promoted_as_one_step(season):
    scenario = transact(begin_scenario, PIA, CODE, ' Later  deliveries ')
    assert scenario.label == 'Scenario Later deliveries'
    type_in(LINEN, 70, scenario.id)
    type_in(RUGS, None, scenario.id)
    assert values(season, 'working') == (10, 20)
    assert transact(promote, PIA, CODE, scenario.id).changed == 2
    assert values(season, 'working') == (70, None)
    transact(undo, PIA, CODE)
    assert values(season, 'working') == (10, 20)


def test_a_scenario_can_be_edited_at_steps_the_plan_cannot_but_not_promoted(season):
    scenario = transact(begin_scenario, PIA, CODE, 'Later')
    row_of(season, 'otb_uploaded')
    type_in(LINEN, 70, scenario.id)
    with pytest.raises(Conflict, match='The plan cannot be changed'):
        transact(promote, PIA, CODE, scenario.id)


def test_a_scenario_is_discarded_and_nothing_else_is(season):
    scenario = transact(begin_scenario, PIA, CODE, 'Later')
    approve(season, WOMEN)
    other = transact(begin_scenario, MAX, CODE, 'Of somebody else')
    with pytest.raises(Forbidden, match='whoever began'):
        transact(discard_scenario, PIA, CODE, other.id)
    for one in (scenario, other):
        transact(discard_scenario, PIA if one is scenario else MAX, CODE, one.id)
    with pytest.raises(Conflict, match='Only scenarios'):
        transact(discard_scenario, PIA, CODE, read(version_of, season, 'original').id)
    assert [one.kind for one in read(list_versions, CLEO, CODE)] == ['working', 'original']


def test_viewers_keep_and_try_nothing(season):
    for service, *more in ((take_snapshot,), (begin_scenario, 'Later'), (promote, 'working')):
        with pytest.raises(Forbidden):
            transact(service, CLEO, CODE, *more)
    with pytest.raises(Rejected, match='name'):
        transact(begin_scenario, PIA, CODE, '  ')


@pytest.mark.parametrize('told', ['9' * 30, 'current:' + '9' * 30, 'nothing', ''])
def test_a_version_that_there_is_not_is_not_found(season, told):
    with pytest.raises(NotFound, match='no such version'):
        read(find_version, season, told)
