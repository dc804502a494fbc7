"""Capacity, cost, health and iterations as services: who may see what, live and in scenarios."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlmodel import select

from app.domain.access import Actor, Grant
from app.domain.portfolio.capacity.capacity import CapacityAsk
from app.domain.portfolio.cost.costing import HOURS, CostAsk
from app.domain.portfolio.health.views import HealthAsk
from app.domain.portfolio.items.setting import Absence, Person, Rates
from app.domain.portfolio.planning.operations import AllotShare, MoveItems
from app.errors import Forbidden, NotFound, Rejected
from app.events import FINDINGS, FindingAccepted
from app.services.portfolio import capacity, cost, editing, health, rhythm
from app.work import read, transact
from models.people import AuditEntry
from tests.people import ANN, BOB, CLEO, GUS, MAX, PIA
from tests.portfolio import PAYMENTS, SETTING, SHOP, STORE_TEAM, STORES, checkout, day, plant

FAY = Actor('person:8', 'Fay', (Grant('finance'),))
OCTOBER = CapacityAsk(day('5 Oct'), day('30 Oct'))
YEAR = CostAsk(day('1 Jan'), day('31 Dec'))
PEOPLE = {1: Person(1, 'Ines', PAYMENTS, 'Berlin'), 2: Person(2, 'Jonas', PAYMENTS, 'Porto', is_internal=False),
          3: Person(3, 'Okan', STORES, 'Berlin')}
PAID = replace(SETTING, people=PEOPLE, rates=Rates(default_internal=Decimal(80), default_external=Decimal(100)),
               absences=(Absence(None, 1, day('8 Oct'), day('8 Oct'), 'Dentist'),))


@pytest.fixture
def plan(workspace, time):
    time.now = time.now.replace(year=2026, month=10, day=5)
    found = plant(checkout(PAID))
    workspace.clear()
    return found


@pytest.fixture
def closed(workspace, time):
    """The stores plan is only for those who were granted it."""
    time.now = time.now.replace(year=2026, month=10, day=5)
    plans = {**PAID.plans, STORE_TEAM: replace(PAID.plans[STORE_TEAM], is_open=False,
                                               grants=frozenset({BOB.identity}))}
    return plant(checkout(replace(PAID, plans=plans)))


def scenario():
    """Pia gives half as much again of Payments to the split of shipments."""
    return transact(editing.edit, PIA, None, [AllotShare((2,), PAYMENTS, Decimal(90))]).scenario_id


def row(view, team):
    return next(one for one in view.rows if one.team == team)


# Capacity


def test_a_team_has_a_number_per_week_and_says_who_is_away(plan):
    view = read(capacity.view_capacity, CLEO, OCTOBER)
    first = row(view, PAYMENTS).cells[0]
    assert (first.percent, first.away) == (Decimal('66.7'), ('Ines',))
    assert [cell.percent for cell in row(view, STORES).cells] == [Decimal('0.0')] * 4
    assert view.denominator == 3 and view.sees_all


def test_a_number_opens_into_items_and_days(plan):
    found = read(capacity.view_cell, CLEO, PAYMENTS, day('5 Oct'), day('11 Oct'), OCTOBER)
    assert [(part.item_id, part.share, part.working_days, part.load) for part in found.parts] == [
        (2, Decimal('60.00'), 5, Decimal('300.00'))]
    assert [one.available for one in found.days] == [100, 100, 100, 50, 100]
    assert sum(one.load for one in found.days) == found.cell.load == 300
    assert (found.cell.percent, found.cell.over_days) == (Decimal('66.7'), 1)


def test_a_scenario_stands_beside_the_live_plan(plan):
    number = scenario()
    view = read(capacity.view_capacity, PIA, OCTOBER, number)
    first = row(view, PAYMENTS).cells[0]
    assert (first.percent, first.before, first.is_changed) == (Decimal('100.0'), Decimal('66.7'), True)
    assert not row(view, PAYMENTS).cells[3].is_changed
    with pytest.raises(NotFound):
        read(capacity.view_capacity, CLEO, OCTOBER, number)


def test_plans_one_may_not_see_are_not_counted_and_not_named(closed):
    week = replace(OCTOBER, first=day('23 Nov'), last=day('29 Nov'))
    assert row(read(capacity.view_capacity, BOB, week), STORES).cells[0].percent == 80
    view = read(capacity.view_capacity, CLEO, week)
    assert (row(view, STORES).cells[0].percent, view.sees_all) == (0, False)
    assert STORE_TEAM not in dict(view.all_plans)
    assert read(capacity.view_cell, CLEO, STORES, day('23 Nov'), day('29 Nov'), week).parts == ()


def test_those_who_look_alike_share_one_view(plan):
    assert read(capacity.view_capacity, CLEO, OCTOBER) is read(capacity.view_capacity, BOB, OCTOBER)


@pytest.mark.parametrize(('wanted', 'text'), [
    ({'bucket': 'year'}, 'Choose one of'), ({'last': day('1 Oct')}, 'before the first'),
    ({'last': day('5 Oct') + timedelta(9999)}, 'at most'),
    ({'bucket': 'day', 'last': day('5 Oct') + timedelta(500)}, 'at most 400')])
def test_what_cannot_be_looked_at_is_refused(plan, wanted, text):
    with pytest.raises(Rejected, match=text):
        read(capacity.view_capacity, CLEO, replace(OCTOBER, **wanted))


def test_without_a_role_there_is_nothing_to_look_at(plan):
    for service, ask in ((capacity.view_capacity, OCTOBER), (health.view_health, HealthAsk())):
        with pytest.raises(Forbidden):
            read(service, GUS, ask)
    with pytest.raises(Forbidden):
        read(rhythm.view_rhythm, GUS)


def test_capacity_can_be_taken_away_as_a_table(plan):
    lines = read(capacity.export_capacity, CLEO, OCTOBER).splitlines()
    assert lines[0].endswith('percent,peak,over_days,away')
    assert 'Payments,2026-10-05,2026-10-11,300,450,66.7,120,1,Ines' in lines


# Cost


@pytest.mark.parametrize('actor', [CLEO, BOB, PIA])
def test_without_the_right_no_amount_leaves(plan, actor):
    for service, given in ((cost.view_cost, (YEAR,)), (cost.view_formulas, (YEAR, SHOP, None)),
                           (cost.view_deviations, ('money',)), (cost.export_cost, (YEAR,))):
        with pytest.raises(Forbidden, match='right to see cost'):
            read(service, actor, *given)


@pytest.mark.parametrize('actor', [FAY, MAX, ANN])
def test_finance_and_managers_see_cost(plan, actor):
    view = read(cost.view_cost, actor, YEAR)
    assert [(one.name, one.key) for one in view.rows] == [('Shop', SHOP), ('Unfunded', 0)]
    assert view.total.total == sum(one.total for one in view.rows) > 0
    assert view.total.internal + view.total.external == view.total.total
    assert sum(view.inside) + sum(view.outside) == view.total.total


def test_every_amount_opens_its_formula(plan):
    found = read(cost.view_formulas, FAY, YEAR, SHOP, day('1 Oct'))
    first = next(one for one in found if one.item_id == 2)
    assert (first.days, first.share, first.team_hours, first.average) == (
        10, Decimal('60.00'), Decimal('280.00'), Decimal('21.667'))
    assert first.hours == (first.base * Decimal('0.6')).quantize(Decimal('0.01'))
    view = read(cost.view_cost, FAY, YEAR)
    assert sum(one.cost for one in found) == view.rows[0].months[9]


def test_a_scenario_costs_what_the_same_engine_says(plan):
    number = transact(editing.edit, ANN, None, [AllotShare((2,), PAYMENTS, Decimal(90))]).scenario_id
    view = read(cost.view_cost, ANN, YEAR, number)
    assert view.rows[0].is_changed and view.rows[0].before < view.rows[0].total
    assert not view.rows[1].is_changed and view.scenario


def test_hours_are_another_unit_of_the_same(plan):
    view = read(cost.view_cost, FAY, replace(YEAR, unit=HOURS, by='team'))
    assert {one.name for one in view.rows} == {'Payments', 'Stores'}
    assert view.total.total == sum(view.total.months)


def test_a_plan_one_may_not_see_does_not_exist_for_cost_either(closed):
    planner = Actor('person:9', 'Finn', (Grant('finance'),))
    with pytest.raises(NotFound):
        read(cost.view_cost, planner, replace(YEAR, plan=STORE_TEAM))
    with pytest.raises(NotFound):
        read(cost.view_cost, planner, replace(YEAR, item=5))
    with pytest.raises(NotFound):
        read(cost.view_cost, FAY, replace(YEAR, plan=77))


def test_cost_can_be_taken_away_as_a_table(plan):
    lines = read(cost.export_cost, FAY, YEAR).splitlines()
    assert lines[0].startswith('\ufeffplan,note,2026-01 EUR') and lines[0].endswith('external EUR')
    assert len(lines) == 4 and lines[-1].startswith('Total')


# Health


def test_findings_are_counted_by_plan_and_kind(plan):
    view = read(health.view_health, CLEO, HealthAsk())
    assert view.open == view.found == sum(one.total for one in view.plans) == sum(one[2] for one in view.codes)
    only = read(health.view_health, CLEO, HealthAsk(plan=STORE_TEAM, code='H6'))
    assert {(one.code, one.item_id) for one in only.findings} == {('H6', 5), ('H6', 6)}
    assert only.open == view.open


def first_key(code, actor=CLEO):
    return read(health.view_health, actor, HealthAsk(code=code)).findings[0].key


def test_a_finding_may_stand_until_a_day(plan, workspace, time):
    key = first_key('H6')
    before = read(health.view_health, CLEO, HealthAsk()).open
    workspace.clear()
    transact(health.accept, PIA, key, ' Planned for the next budget ', day('31 Oct'))
    assert FindingAccepted(FINDINGS) in workspace
    view = read(health.view_health, CLEO, HealthAsk(shows_accepted=True))
    assert (view.open, view.accepted) == (before - 1, 1)
    accepted = view.findings[0].accepted
    assert (accepted.reason, accepted.by_name) == ('Planned for the next budget', 'Pia')
    entry = read(lambda work: work.session.exec(
        select(AuditEntry).where(AuditEntry.deed == 'portfolio.accept_finding')).one().after)
    assert entry['until'] == '2026-10-31'
    time.passes(days=30)
    assert read(health.view_health, CLEO, HealthAsk()).accepted == 0


def test_an_acceptance_can_be_taken_back(plan):
    key = first_key('H6')
    transact(health.accept, PIA, key, 'So be it', day('31 Oct'))
    transact(health.accept, PIA, key, 'So be it for longer', day('30 Nov'))
    transact(health.withdraw, PIA, key)
    assert read(health.view_health, CLEO, HealthAsk()).accepted == 0
    with pytest.raises(NotFound):
        transact(health.withdraw, PIA, key)


@pytest.mark.parametrize(('reason', 'until', 'text'), [
    ('', day('31 Oct'), '1 to 500'), ('x' * 501, day('31 Oct'), '1 to 500'), ('Fine', day('4 Oct'), 'days? to come')])
def test_accepting_needs_a_reason_and_a_day(plan, reason, until, text):
    with pytest.raises(Rejected, match=text):
        transact(health.accept, PIA, first_key('H6'), reason, until)


def test_only_planners_accept_and_mend(plan):
    key = first_key('H6')
    with pytest.raises(Forbidden):
        transact(health.accept, CLEO, key, 'Fine', day('31 Oct'))
    with pytest.raises(Forbidden):
        transact(health.withdraw, CLEO, key)
    with pytest.raises(Forbidden):
        transact(health.mend, CLEO, key)


def test_a_finding_nobody_made_cannot_be_accepted(plan):
    with pytest.raises(NotFound):
        transact(health.accept, PIA, 'H1-99-98', 'Fine', day('31 Oct'))
    with pytest.raises(Rejected, match='nothing that is safe'):
        transact(health.mend, PIA, first_key('H6'))


def test_findings_of_plans_one_may_not_see_are_nobodys_business(closed):
    every = read(health.view_health, BOB, HealthAsk())
    mine = read(health.view_health, CLEO, HealthAsk())
    assert {one.plan for one in every.findings} == {'Stores'} and mine.findings == ()
    with pytest.raises(NotFound):
        transact(health.accept, Actor('person:5', 'Pia', (Grant('planner'),)), every.findings[0].key, 'x', day('9 Oct'))


def test_what_is_mended_is_mended_in_a_scenario(plan):
    edited = transact(editing.edit, PIA, None, [MoveItems((4,), 14, is_alone=True)])
    key = read(health.view_health, PIA, HealthAsk(code='H1'), edited.scenario_id).findings[0].key
    done = transact(health.mend, PIA, key, edited.scenario_id)
    assert done.scenario_id == edited.scenario_id
    assert read(health.view_health, PIA, HealthAsk(code='H1'), edited.scenario_id).found == 0


# Iterations


def test_sprints_tell_their_days_and_how_loaded_teams_are(plan):
    view = read(rhythm.view_rhythm, CLEO)
    first = view.iterations[0]
    assert (first.name, first.is_current, first.working_days, first.is_for_all) == ('Sprint 42', True, 10, True)
    assert {(team.name, team.percent) for team in first.teams} >= {('Payments', Decimal('63.2')), ('Stores', 0)}
