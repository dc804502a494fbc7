"""What planned work costs, to the cent of the worked examples; and that nothing is booked twice or lost."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.portfolio.capacity.load import contributions
from app.domain.portfolio.cost.cost import all_booked, booked, decimal, own_figure, staff_of, undated
from app.domain.portfolio.cost.rollup import also_in, deviation_percent, deviations, figures
from app.domain.portfolio.items.funding import funding_of
from app.domain.portfolio.items.items import Portfolio
from app.domain.portfolio.items.setting import UNFUNDED, Absence, Person, Plan, Rates, Setting, Team
from tests.domain.chance import MODESTLY
from tests.domain.test_portfolio_load import portfolios
from tests.portfolio import PAY_TEAM, PAYMENTS, SETTING, SHOP, STORES, checkout, day, item

YEAR = date(2026, 1, 1), date(2026, 12, 31)
TODAY = day('5 Oct')
RATES = Rates(hours={'B|internal': Decimal(140), 'P|external': Decimal(120)}, internal={'B': Decimal(80)},
              external={'Agency': Decimal(100)})
PEOPLE = {1: Person(1, 'Ana', PAYMENTS, 'B'), 2: Person(2, 'Bo', PAYMENTS, 'B'),
          3: Person(3, 'Cy', PAYMENTS, 'P', is_internal=False, rate_name='Agency')}
PAID = replace(SETTING, people=PEOPLE, rates=RATES)


def october(setting=PAID, **more):
    return Portfolio.of([item(1, 'Work', '5 Oct – 30 Oct', shares={PAYMENTS: 50}, **more)], setting=setting)


def line(portfolio):
    found = booked(portfolio, PAYMENTS, *YEAR)
    assert len(found) == 1
    return found[0]


def test_a_team_has_its_hours_and_what_they_cost():
    staff = staff_of(PAID, PAYMENTS)
    assert (decimal(staff.hours), Decimal(staff.money).scaleb(-6)) == (Decimal(400), Decimal(34_400))


def test_the_worked_example_to_the_cent():
    found = line(october())
    assert (found.days, decimal(found.base), decimal(found.hours), decimal(found.cost)) == (
        20, Decimal('369.23'), Decimal('184.62'), Decimal('15876.89'))
    assert {one.site: decimal(one.cost) for one in found.portions} == {
        'B': Decimal('10338.44'), 'P': Decimal('5538.45')}


def test_a_holiday_makes_it_cheaper():
    both = {'B': frozenset({day('12 Oct')}), 'P': frozenset({day('12 Oct')})}
    found = line(october(replace(PAID, holidays=both)))
    assert (found.days, decimal(found.base), decimal(found.hours), decimal(found.cost)) == (
        19, Decimal('350.77'), Decimal('175.39'), Decimal('15083.11'))


def test_days_off_of_the_team_make_it_cheaper_too():
    off = Absence(PAYMENTS, None, day('12 Oct'), day('12 Oct'))
    assert decimal(line(october(replace(PAID, absences=(off,)))).cost) == Decimal('15083.11')


def test_what_has_no_dates_stands_by_itself_and_in_no_sum():
    portfolio = Portfolio.of([item(1, 'Some day', shares={PAYMENTS: 50})], setting=PAID)
    found = undated(portfolio, TODAY)
    assert [(one.days, decimal(one.cost)) for one in found] == [(22, Decimal('17464.45'))]
    table = figures(portfolio, 'item', *YEAR, TODAY)
    assert (table.rows, table.total.total.cost) == ((), 0)
    assert [(own, decimal(amount.cost)) for own, amount in table.undated] == [(1, Decimal('17464.45'))]


def test_admins_can_have_it_booked_into_this_month():
    setting = replace(PAID, rates=replace(RATES, books_undated=True))
    portfolio = Portfolio.of([item(1, 'Some day', shares={PAYMENTS: 50})], setting=setting)
    table = figures(portfolio, 'item', *YEAR, TODAY)
    assert (decimal(table.total.total.cost), table.total.months[9].cost) == (Decimal('17464.45'), 1_746_445)


def test_a_team_without_hours_costs_nothing_and_says_so():
    nobody = replace(PAID, people={})
    assert line(october(nobody)).cost == 0 and 'no people' in staff_of(nobody, PAYMENTS).note
    idle = replace(PAID, people={1: replace(PEOPLE[1], hours=Decimal(0))})
    assert line(october(idle)).cost == 0 and 'no hours' in staff_of(idle, PAYMENTS).note


def test_a_team_that_works_four_days_a_week_has_another_average_month():
    setting = replace(PAID, weekdays={PAYMENTS: frozenset(range(4))})
    found = line(october(setting))
    assert (found.days, decimal(found.base)) == (16, Decimal('369.23'))


def test_own_hours_and_named_rates_go_before_the_usual_ones():
    people = {1: Person(1, 'Ana', PAYMENTS, 'X', hours=Decimal(100)),
              2: Person(2, 'Bo', PAYMENTS, 'X', is_internal=False, rate_name='Nobody')}
    rates = Rates(default_hours=Decimal(160), default_internal=Decimal(50), default_external=Decimal(70))
    staff = staff_of(replace(PAID, people=people, rates=rates), PAYMENTS)
    assert (decimal(staff.hours), Decimal(staff.money).scaleb(-6)) == (Decimal(260), Decimal(100 * 50 + 160 * 70))


def test_each_day_of_a_parent_is_booked_once():
    items = [item(1, 'Epic', '5 Oct – 30 Oct', type='Epic', shares={PAYMENTS: 50}),
             item(2, 'Feature', '12 Oct – 16 Oct', parent=1, shares={PAYMENTS: 50})]
    portfolio = Portfolio.of(items, setting=PAID)
    found = {one.item: one.days for one in booked(portfolio, PAYMENTS, *YEAR)}
    assert found == {1: 15, 2: 5}
    assert [one.days for one in own_figure(PAID, portfolio.items[1], *YEAR)] == [20]


def test_a_story_in_a_team_plan_is_paid_by_the_project_of_its_epic():
    items = [item(1, 'Epic', plan=SHOP, type='Epic'), item(2, 'Feature', parent=1),
             item(3, 'Story', '5 Oct – 9 Oct', parent=2, shares={PAYMENTS: 50}), item(4, 'Alone'),
             item(5, 'Own', plan=SHOP)]
    portfolio = Portfolio.of(items, setting=PAID)
    assert [funding_of(portfolio).of(portfolio.items[own]) for own in (3, 4, 5)] == [SHOP, UNFUNDED, SHOP]
    assert also_in(portfolio, PAY_TEAM) == (3,) and also_in(portfolio, SHOP) == ()


def test_who_pays_is_found_although_parents_lead_in_a_circle():
    items = [item(1, 'A', parent=2), item(2, 'B', parent=1, plan=SHOP), item(3, 'C', parent=3)]
    portfolio = Portfolio.of(items, setting=PAID)
    assert [funding_of(portfolio).of(one) for one in portfolio.items.values()] == [SHOP, SHOP, UNFUNDED]


def test_a_month_that_is_cut_by_the_window_is_counted_in_part():
    table = figures(october(), 'plan', day('12 Oct'), day('16 Oct'), TODAY)
    assert len(table.months) == 1 and table.rows[0].begins_before and table.rows[0].ends_after
    whole = figures(october(), 'plan', *YEAR, TODAY)
    assert not whole.rows[0].begins_before and 0 < table.total.total.cost < whole.total.total.cost


@pytest.mark.parametrize('by', ['plan', 'item', 'team', 'site'])
def test_however_it_is_split_the_sum_is_the_same(by):
    table = figures(checkout(replace(PAID, rates=RATES)), by, *YEAR, TODAY)
    assert sum(row.total.cost for row in table.rows) == table.total.total.cost > 0
    assert table.total.internal.cost + table.total.external.cost == table.total.total.cost
    assert sum(month.cost for month in table.total.months) == table.total.total.cost


def test_a_table_can_be_drilled_into():
    portfolio = checkout(PAID)
    inside = figures(portfolio, 'item', *YEAR, TODAY, plan=SHOP)
    assert {row.key for row in inside.rows} == {2, 3, 4}
    assert {row.key for row in figures(portfolio, 'team', *YEAR, TODAY, item=5).rows} == {STORES}
    assert figures(portfolio, 'item', *YEAR, TODAY, plan=UNFUNDED).rows[0].key == 5


def test_an_excluded_team_costs_nothing():
    setting = replace(PAID, teams={**PAID.teams, PAYMENTS: replace(PAID.teams[PAYMENTS], is_excluded=True)})
    assert figures(october(setting), 'team', *YEAR, TODAY).rows == ()


@pytest.mark.parametrize(('own', 'children', 'percent'), [
    (2_000_000, 2_250_000, Decimal('12.5')), (0, 100, None), (100, 50, Decimal('-50.0'))])
def test_a_budget_deviates_by_the_share_of_itself(own, children, percent):
    assert deviation_percent(own, children) == percent


def test_deviations_above_ten_percent_are_flagged():
    items = [item(1, 'Epic', '5 Oct – 30 Oct', type='Epic', shares={PAYMENTS: 40}),
             item(2, 'One', '5 Oct – 16 Oct', parent=1, shares={PAYMENTS: 40}),
             item(3, 'Two', '19 Oct – 30 Oct', parent=1, shares={PAYMENTS: 50})]
    found = deviations(Portfolio.of(items, setting=PAID))
    assert [(one.item, one.percent, one.is_flagged) for one in found] == [(1, Decimal('12.5'), True)]


@MODESTLY
@given(portfolios(), st.integers(1, 300))
def test_cents_are_neither_lost_nor_made(portfolio, rate):
    setting = replace(portfolio.setting, rates=Rates(default_internal=Decimal(rate) / 7))
    portfolio = Portfolio.of(portfolio.items.values(), setting=setting)
    first, last = date(2026, 1, 1), date(2027, 12, 31)
    lines = list(all_booked(portfolio, first, last))
    for one in lines:
        assert sum(part.cost for part in one.portions) == (one.cost if one.portions else 0)
        assert sum(part.hours for part in one.portions) == (one.hours if one.portions else 0)
    for by in ('plan', 'item', 'team'):
        table = figures(portfolio, by, first, last, first)
        assert table.total.total.cost == sum(one.cost for one in lines) == sum(row.total.cost for row in table.rows)


@MODESTLY
@given(portfolios())
def test_a_year_is_the_sum_of_its_working_days(portfolio):
    """Working days of all months together are those on which the item counts by itself."""
    first, last = date(2026, 1, 1), date(2027, 12, 31)
    setting = replace(portfolio.setting, rules=replace(portfolio.setting.rules, counts_calendar_days=False))
    portfolio = Portfolio.of(portfolio.items.values(), setting=setting)
    for team in (1, 2):
        days = {}
        for one in booked(portfolio, team, first, last):
            days[one.item] = days.get(one.item, 0) + one.days
        assert days == {part.item_id: part.working_days
                        for part in contributions(portfolio, team, first, last)}


def test_plans_without_items_do_not_appear():
    setting = Setting(teams={1: Team(1, 'a', 'A')}, plans={1: Plan(1, 'p', 1, 'P', 'project', 'P')})
    assert figures(Portfolio.of([], setting=setting), 'plan', *YEAR, TODAY).rows == ()
