"""Capacity, cost, health and iterations on the screen: what is printed, what opens, what stays in the address."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import select

from app.domain.portfolio.health.views import HealthAsk
from app.domain.portfolio.items.setting import Absence, Person, Rates
from app.domain.portfolio.planning.operations import AllotShare, MoveItems
from app.services.portfolio import editing, ground
from app.services.portfolio.health import view_health
from app.work import read, transact
from models.portfolio import PortfolioItem, PortfolioScenario
from tests.pages.conftest import (
    complaint,
    control,
    give,
    misses,
    named,
    press,
    press_last,
    sees,
    shown,
    text_of,
    touch,
    type_key,
    until,
)
from tests.people import ANN
from tests.portfolio import PAYMENTS, SETTING, checkout, day, plant, sprints

PEOPLE = {1: Person(1, 'Ines', PAYMENTS, 'Berlin'), 2: Person(2, 'Jonas', PAYMENTS, 'Porto', is_internal=False)}
PAID = replace(SETTING, people=PEOPLE, rates=Rates(default_internal=Decimal(80), default_external=Decimal(100)),
               absences=(Absence(None, 1, day('8 Oct'), day('8 Oct'), 'Dentist'),))
FIRST_WEEK = 'Payments, 5 – 11 Oct 2026: load 66.7 %, peak 120 %, too much on 1 day, away: Ines'


@pytest.fixture(autouse=True)
def _october(time):
    time.now = time.now.replace(year=2026, month=10, day=7)


@pytest.fixture
def plan(workspace):
    return plant(checkout(PAID))


@pytest.fixture
async def at_capacity(plan, ann):
    await ann.open('/portfolio/capacity')
    return ann


@pytest.fixture
async def at_cost(plan, ann):
    await ann.open('/portfolio/cost')
    return ann


@pytest.fixture
async def at_health(plan, ann):
    await ann.open('/portfolio/health')
    return ann


def cell(user, name):
    found = named(user, name)
    assert found, f'no number is called “{name}”:\n{text_of(user)}'
    return found[0]


def move_stores():
    """A read of the source finds the slot booking elsewhere."""
    def moved(work):
        row = work.get(PortfolioItem, 5)
        row.start, row.end, row.mark = day('12 Oct'), day('16 Oct'), ground.move_baseline(work)
    transact(moved)


# Capacity


async def test_every_week_of_every_team_has_its_number(at_capacity):
    await sees(at_capacity, 'Payments', '2 people', 'Stores', 'nobody known', '5 Oct', '28 Dec')
    assert 'rt-heat-1' in cell(at_capacity, FIRST_WEEK).classes


async def test_a_number_opens_into_its_formula_its_items_and_days(at_capacity):
    touch(at_capacity, cell(at_capacity, FIRST_WEEK), 'click')
    await sees(at_capacity, 'Payments, 5 – 11 Oct 2026', '300 ÷ 450 × 100 = 66.7 %', '1 item',
               'Split shipment totals', '60 % × 5 working days = 300', 'Peak 120 %; too much on 1 day.')
    assert control(at_capacity, 'Split shipment totals').props['href'] == '/portfolio?item=2'
    type_key(at_capacity, 'Escape')
    await misses(at_capacity, '300 ÷ 450 × 100 = 66.7 %')


async def test_what_a_source_tells_changes_the_numbers_at_once(at_capacity):
    assert named(at_capacity, 'Stores, 12 – 18 Oct 2026: load 0 %')
    move_stores()
    await until(lambda: named(at_capacity, 'Stores, 12 – 18 Oct 2026: load 80 %'))


async def test_periods_teams_and_days_are_in_the_address(plan, ann):
    await ann.open('/portfolio/capacity?bucket=month&weeks=26&teams=1&start=2026-11-02')
    await sees(ann, 'Nov 2026', 'Payments')
    assert not named(ann, 'Stores, 1 – 30 Nov 2026: load 0 %')
    press(ann, 'Sprints')
    await sees(ann, 'Sprint 45')


async def test_a_scenario_shows_the_number_of_the_live_plan_struck_through(plan, ann):
    number = transact(editing.edit, ANN, None, [AllotShare((2,), PAYMENTS, Decimal(90))]).scenario_id
    await ann.open(f'/portfolio/capacity?scenario={number}')
    changed = next(one for one in shown(ann) if 'rt-heat-changed' in one.classes)
    before, now = (child.text for child in changed.default_slot.children[:2])
    assert (before, now) == ('67', '100')
    assert 'live plan 66.7 %' in changed.props['aria-label']


async def test_a_scenario_that_is_gone_leads_back_to_the_live_plan(plan, ann):
    await ann.open('/portfolio/capacity?scenario=77')
    await sees(ann, 'There is no such scenario, or not for you.', 'Payments')


async def test_load_per_plan_tells_what_it_is_divided_by(at_capacity):
    await sees(at_capacity, 'Load per plan, divided by 3 teams, each weighs the same')
    press(at_capacity, 'Show as table')
    await sees(at_capacity, 'Unfunded', 'Together')


async def test_days_are_shown_one_by_one_over_the_whole_screen(at_capacity):
    press(at_capacity, 'Day by day')
    await sees(at_capacity, 'Load day by day, 5 Oct 2026 – 3 Jan 2027',
               'At least one team has more than there is of it on 1 day of 91.')
    press_last(at_capacity, 'Plans')
    await sees(at_capacity, 'All teams together, divided by 3 teams: above 100 % on 0 days of 91.')


async def test_without_teams_it_is_said_what_would_be_here(workspace, ann):
    await ann.open('/portfolio/capacity')
    await sees(ann, 'No teams yet')


async def test_numbers_are_walked_through_with_arrows(at_capacity):
    grid = named(at_capacity, 'Load of teams')[-1]
    steps = [one for one in shown(at_capacity) if one.props.get('role') == 'gridcell']
    assert [one.props['tabindex'] for one in steps[:2]] == ['0', '-1']
    touch(at_capacity, grid, 'keydown.left.right.up.down.home.end.prevent', {'key': 'ArrowRight'})
    assert [one.props['tabindex'] for one in steps[:2]] == ['-1', '0']


# Cost


async def test_cost_is_shown_by_plan_and_month(at_cost):
    await sees(at_cost, 'Shop', 'Unfunded', 'Oct 2026', 'Total', 'Internal', 'External', 'Amounts in EUR')


async def test_a_plan_opens_into_its_items_and_back(at_cost):
    press(at_cost, 'Shop')
    await sees(at_cost, 'Split shipment totals', 'Plan: Shop')
    press(at_cost, 'Plan Shop: show all again')
    await sees(at_cost, 'Unfunded')
    await misses(at_cost, 'Split shipment totals', 'Plan: Shop')


async def test_an_amount_opens_its_formula(at_cost):
    amount = next(one for one in shown(at_cost) if 'Shop, Oct 2026, open the formula' in
                  str(one.props.get('aria-label')))
    touch(at_cost, amount, 'click')
    await sees(at_cost, 'Shop, Oct 2026', '10 ÷ 21.667 × 280.00 h = 129.23 h', '129.23 h × 60 % = 77.54 h')


async def test_hours_are_shown_instead_of_money(at_cost):
    press(at_cost, 'Hours')
    await sees(at_cost, 'Hours per month, internal and external', 'Hours. Each item is booked once')


async def test_teams_without_people_say_why_they_cost_nothing(at_cost):
    await sees(at_cost, 'Stores has no people, so its work costs nothing here.')


async def test_without_the_right_there_is_no_page_and_no_tab(plan, bob):
    answer = await bob.http_client.get('/portfolio/cost')
    assert answer.status_code == 403 and 'Ask an admin for the right to see cost.' in answer.text
    await bob.open('/portfolio/capacity')
    await misses(bob, 'Cost')


# Health


async def test_findings_are_counted_and_listed_in_words(at_health):
    await sees(at_health, '“Slot booking” belongs to the team plan Stores; no project pays for it.',
               'H6 Not funded by any project', 'Stores')
    assert named(at_health, '2 in Stores: Not funded by any project')


async def test_a_finding_is_shown_on_the_timeline(at_health):
    assert control(at_health, 'Show 4005 on the timeline').props['href'] == '/portfolio?item=5'


async def test_findings_are_narrowed_by_their_number(at_health):
    touch(at_health, named(at_health, '2 in Stores: Not funded by any project')[0], 'click')
    await misses(at_health, 'H4 No parent')
    await sees(at_health, 'H6 Not funded by any project')


async def test_a_finding_is_accepted_with_a_reason(at_health):
    before = read(view_health, ANN, HealthAsk()).open
    press(at_health, 'Accept')
    await sees(at_health, 'Accept this finding')
    press(at_health, 'Accept until then')
    await until(lambda: complaint(at_health, 'Reason'))
    give(at_health, 'Reason', 'Next budget')
    press_last(at_health, 'Accept until then')
    await sees(at_health, f'{before - 1} open findings', '1 accepted')
    press(at_health, 'Accepted')
    await sees(at_health, 'Accepted by Ann until', 'Next budget')
    press(at_health, 'Take back')
    await sees(at_health, f'{before} open findings', 'Nothing fits these filters')


async def test_a_fix_is_made_in_a_scenario_and_shown_there(plan, ann):
    number = transact(editing.edit, ANN, None, [MoveItems((4,), 14, is_alone=True)]).scenario_id
    await ann.open(f'/portfolio/health?scenario={number}&code=H1')
    await sees(ann, '“Declined-card messages” ends on 4 Dec 2026, after its parent “One-page checkout”.')
    press(ann, 'Fix in scenario: Let “One-page checkout” reach from 5 Oct 2026 to 4 Dec 2026')
    await sees(ann, 'Done in', 'Nothing fits these filters')
    assert len(read(lambda work: work.session.exec(select(PortfolioScenario)).all())) == 1


async def test_colleagues_who_only_look_neither_accept_nor_fix(plan, bob):
    await bob.open('/portfolio/health')
    await sees(bob, 'H6 Not funded by any project')
    assert not named(bob, 'Accept')


# Iterations


async def test_sprints_tell_days_and_loads(plan, ann):
    await ann.open('/portfolio/iterations')
    await sees(ann, 'Sprint 42', '5 – 16 Oct 2026', 'Now', 'Payments 63')


async def test_iterations_of_the_past_are_shown_on_request(workspace, ann):
    plant(checkout(replace(PAID, iterations=sprints(4, date(2026, 9, 7)))))
    await ann.open('/portfolio/iterations')
    await sees(ann, 'Sprint 44')
    await misses(ann, 'Sprint 42')
    press(ann, 'All')
    await sees(ann, 'Sprint 42')
