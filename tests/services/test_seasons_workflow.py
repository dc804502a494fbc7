"""From a season with nothing in it to a locked one: who may do what, what each step needs, and what it keeps."""

from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import select

from app.domain.seasons.checklist import STEPS, expected
from app.domain.seasons.cube import BLANK
from app.domain.seasons.season import BUDGETED, CREATED, LOCATED, LOCKED, PLANNED, RANGED
from app.errors import Conflict, Forbidden, Invalid, Rejected
from app.events import StepCompleted, StepTakenBack
from app.services.seasons import conditions, cubes, ground, setup, structure, workflow
from app.work import read, transact
from models.buying import SeasonIntent, SeasonOrder, SeasonRange, SeasonReserve
from models.seasons import SeasonEdit, SeasonLimit, SeasonLocation, SeasonScope, SeasonVersion
from tests.people import ANN, BOB, CLEO, GUS, MAX, NOON, PIA
from tests.seasons import CODE, every, leaves, plant_season, row_of, with_rules


def state():
    return read(ground.view_season, CLEO, CODE).state


def checklist(actor=CLEO):
    return read(conditions.view_checklist, actor, CODE)


def approve_everything(season):
    def write(work):
        for branch in ('c:WOMEN', 'c:HOME'):
            for cluster in ('k:CLU-HIGH', 'k:CLU-PARK'):
                work.session.add(SeasonScope(season_id=season, branch=branch, cluster=cluster, state='approved',
                                             at=NOON))
    transact(write)


def keep(row):
    transact(lambda work: work.session.add(row))


def edit_of(season, time, kind='working'):
    """An edit that was made a while after the step."""
    version = read(lambda work: work.session.exec(select(SeasonVersion).where(
        SeasonVersion.season_id == season, SeasonVersion.kind == kind)).one().id)
    keep(SeasonEdit(season_id=season, version_id=version, seq=1, actor=PIA.identity, actor_name='Pia', at=time.now,
                    operation='set', scope={}, changes=b'', size=1, effect=b''))


# Steps

def test_each_step_is_taken_alone_and_in_its_order(database):
    plant_season(CREATED)
    with pytest.raises(Conflict) as refusal:
        transact(workflow.complete_step, MAX, CODE, 'plan')
    assert (str(refusal.value), refusal.value.code) == ('Invalid transition: created → plan_uploaded',
                                                        'seasons.wrong_step')
    assert transact(workflow.complete_step, PIA, CODE, 'locations') == LOCATED
    with pytest.raises(Conflict, match='Invalid transition: locations_defined → locations_defined'):
        transact(workflow.complete_step, PIA, CODE, 'locations')


@pytest.mark.parametrize('person', [BOB, CLEO, GUS], ids=lambda one: one.name)
@pytest.mark.parametrize('step', ['locations', 'plan', 'otb', 'range'])
def test_no_step_is_open_to_people_without_the_right_or_without_a_sign_in(database, person, step):
    plant_season(CREATED)
    with pytest.raises(Forbidden):
        transact(workflow.complete_step, person, CODE, step)


@pytest.mark.parametrize(('reached', 'step'), [(LOCATED, 'plan'), (PLANNED, 'otb'), (BUDGETED, 'range')])
def test_planners_complete_no_step_but_the_first(database, reached, step):
    plant_season(reached)
    with pytest.raises(Forbidden):
        transact(workflow.complete_step, PIA, CODE, step)


def test_the_plan_step_counts_missing_cells_and_open_scopes(database):
    season = plant_season(LOCATED, {'net_sales': leaves(HARB_LINEN=8 * [100])})
    assert checklist().check('plan').status == 'Plan: 120 cells missing; 4 scopes not approved'
    assert checklist().gaps[('c:WOMEN', 'k:CLU-HIGH')] == 24
    with pytest.raises(Conflict, match='Plan: 120 cells missing') as refusal:
        transact(workflow.complete_step, MAX, CODE, 'plan')
    assert refusal.value.code == 'seasons.incomplete'
    approve_everything(season)
    assert checklist().check('plan').missing == ('120 cells missing',)
    transact(setup.keep_rules, ANN, CODE, with_rules(blanks_are_zero=True))
    assert checklist().check('plan').status == 'Plan: ready to complete'
    assert transact(workflow.complete_step, MAX, CODE, 'plan') == PLANNED


def test_before_a_store_opens_and_in_warehouses_nothing_is_missing(database):
    season = plant_season(LOCATED, {'net_sales': every(100)})

    def move(work):
        for row in work.session.exec(select(SeasonLocation).where(SeasonLocation.season_id == season)):
            row.opens = date(2030, 3, 4) if row.code == 'HARB' else None
            row.kind = 'warehouse' if row.code == 'MILL' else 'store'
        ground.move_axes(work, season)
    transact(move)
    cube = read(cubes.cube_of, season)
    found = expected(cube.axes)
    assert [int(found[at].sum()) for at in range(4)] == [16, 0, 32, 32]
    assert checklist().check('plan').missing == ('4 scopes not approved',)


def test_each_month_needs_a_stock_target_before_budgets_are_done(database):
    target = every(100)
    target[0, 1, 4:] = target[3] = BLANK
    plant_season(PLANNED, {'net_sales': every(100), 'eop': target})
    assert checklist().check('otb').missing == ('9 months without a stock target',)
    transact(setup.keep_rules, ANN, CODE, with_rules(blanks_are_zero=True))
    assert transact(workflow.complete_step, MAX, CODE, 'otb') == BUDGETED


def test_every_category_needs_an_intent_that_adds_up(database):
    season = plant_season(BUDGETED)
    assert checklist().check('range').missing == (
        'Lamps has no intent', 'Rugs has no intent', 'Dresses has no intent', '1 more categories like this')
    for place in range(4):
        core = Decimal('0.6') if place else Decimal('0.5')
        keep(SeasonIntent(season_id=season, category=place, core=core, fashion=Decimal('0.4'), at=NOON))
    assert checklist().check('range').missing == ('the shares of Dresses are not 100 %',)
    transact(lambda work: setattr(work.get(SeasonIntent, (season, 0)), 'core', Decimal('0.6')))
    keep(SeasonRange(season_id=season, category=1, band='Low', share=Decimal('0.9'), at=NOON))
    with pytest.raises(Conflict, match='the rows of 1 category are not 100 %'):
        transact(workflow.complete_step, MAX, CODE, 'range')
    transact(lambda work: setattr(work.session.exec(select(SeasonRange)).one(), 'share', Decimal(1)))
    assert transact(workflow.complete_step, MAX, CODE, 'range') == RANGED


def test_the_five_flags_follow_from_the_state(database):
    season = plant_season(BUDGETED)
    assert checklist().flags == {'locations_defined': True, 'plan_uploaded': True, 'otb_uploaded': True,
                                 'range_uploaded': False, 'locked': False}
    row_of(season, LOCKED)
    assert all(checklist().flags.values())
    assert [one.state for one in checklist().checks] == len(STEPS) * ['done']


# Back again

def test_a_step_is_taken_back_with_a_reason_and_approvals_wait_again(database):
    season = plant_season(PLANNED, {'net_sales': every(100)})
    approve_everything(season)
    with pytest.raises(Forbidden):
        transact(workflow.take_back, PIA, CODE, 'Prices changed')
    with pytest.raises(Rejected) as refusal:
        transact(workflow.take_back, MAX, CODE, ' ')
    assert refusal.value.field == 'reason'
    assert transact(workflow.take_back, MAX, CODE, 'Prices changed') == LOCATED
    assert set(read(lambda work: work.session.exec(select(SeasonScope.state)).all())) == {'review'}
    assert any(isinstance(event, StepTakenBack) and event.state == LOCATED for event in database)


def test_steps_are_announced(database):
    plant_season(CREATED)
    transact(workflow.complete_step, PIA, CODE, 'locations')
    assert any(isinstance(event, StepCompleted) and event.state == LOCATED for event in database)


def test_a_step_on_which_something_hangs_is_not_taken_back(database, time):
    season = plant_season(PLANNED, {'net_sales': every(100), 'eop': every(1)})
    keep(SeasonReserve(season_id=season, category='', amount=1, at=NOON))
    with pytest.raises(Conflict, match='1 reserve') as refusal:
        transact(workflow.take_back, MAX, CODE, 'Prices changed')
    assert refusal.value.code == 'seasons.depends'
    transact(lambda work: work.session.delete(work.session.exec(select(SeasonReserve)).one()))
    time.passes(hours=1)
    edit_of(season, time)
    with pytest.raises(Conflict, match='1 OTB input'):
        transact(workflow.take_back, MAX, CODE, 'Prices changed')


def test_approved_range_rows_and_orders_beyond_draft_hold_their_steps(database):
    season = plant_season(BUDGETED)
    keep(SeasonRange(season_id=season, category=0, band='Low', state='approved', at=NOON))
    with pytest.raises(Conflict, match='1 approved range row'):
        transact(workflow.take_back, MAX, CODE, 'Prices changed')
    row_of(season, RANGED)
    keep(SeasonOrder(company_id=1, season_id=season, number='PO-1', state='draft', at=NOON))
    assert transact(workflow.take_back, MAX, CODE, 'Prices changed') == BUDGETED
    assert read(lambda work: work.session.exec(select(SeasonRange.state)).one()) == 'review'
    row_of(season, RANGED)
    transact(lambda work: setattr(work.session.exec(select(SeasonOrder)).one(), 'state', 'confirmed'))
    with pytest.raises(Conflict, match='1 order beyond draft'):
        transact(workflow.take_back, MAX, CODE, 'Prices changed')


def test_the_first_state_and_a_locked_season_have_no_way_back(database):
    season = plant_season(CREATED)
    with pytest.raises(Conflict, match='No step'):
        transact(workflow.take_back, MAX, CODE, 'Prices changed')
    row_of(season, LOCKED)
    with pytest.raises(Conflict) as refusal:
        transact(workflow.take_back, MAX, CODE, 'Prices changed')
    assert refusal.value.code == 'seasons.locked'


# Rules and limits

def test_limits_keep_planners_to_their_branches_and_clusters(database):
    season = plant_season(CREATED)
    keep(SeasonLimit(season_id=season, identity=PIA.identity, branches=['c:WOMEN'], clusters=[]))
    with pytest.raises(Forbidden):
        transact(structure.choose_locations, PIA, CODE, [1, 2])
    with pytest.raises(Forbidden):
        transact(workflow.complete_step, PIA, CODE, 'locations')
    assert transact(workflow.complete_step, MAX, CODE, 'locations') == LOCATED


@pytest.mark.parametrize('person', [BOB, CLEO, PIA, MAX, GUS], ids=lambda one: one.name)
def test_only_admins_decide_on_rules_and_limits(database, person):
    plant_season(LOCATED)
    for deed, given in ((setup.keep_rules, [with_rules()]), (setup.keep_limit, ['person:5', (), ()]),
                        (setup.keep_plan_rates, [])):
        with pytest.raises(Forbidden):
            transact(deed, person, CODE, *given)


def test_rules_that_make_no_sense_are_refused_and_a_locked_season_keeps_its_own(database):
    season = plant_season(LOCATED)
    with pytest.raises(Invalid) as refusal:
        transact(setup.keep_rules, ANN, CODE, with_rules(policy='shout', low_share=Decimal(2)))
    assert [field for field, _ in refusal.value.errors] == ['policy', 'low_share']
    row_of(season, LOCKED)
    with pytest.raises(Conflict):
        transact(setup.keep_rules, ANN, CODE, with_rules(policy='block'))
