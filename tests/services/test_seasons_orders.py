"""Purchase orders: drafts, the budget in the transaction that submits, revisions, and what releases budget."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.domain.audit import Filter
from app.domain.seasons.buying import ChargeDraft
from app.domain.seasons.season import BLOCK, OFF, WARN
from app.errors import Conflict, Forbidden, Invalid, Rejected
from app.services import audit
from app.services.seasons import order_states, order_views, orders
from app.work import read, transact
from tests.people import ANN, BOB, CLEO, PIA
from tests.seasons import CODE, row_of, with_rules
from tests.seasons_buying import (
    WEEK_1,
    WEEK_5,
    confirmed,
    drafted,
    facts_now,
    line,
    order,
    plant_buying,
    submitted,
    total,
)


def view(number):
    return read(order_views.view_order, BOB, number)


def refused(*arguments):
    with pytest.raises(Conflict) as found:
        transact(*arguments)
    return found.value


def test_a_draft_counts_as_nothing_and_is_shown_as_such(workspace):
    season = plant_buying()
    drafted(line(700_000))
    facts = facts_now(season)
    assert (total(facts.drafts), total(facts.submitted), total(facts.open_on_order)) == (700_000, 0, 0)


def test_a_submitted_order_is_reserved_in_full_and_a_confirmed_one_is_on_order(workspace):
    season = plant_buying()
    number = submitted(line(700_000))
    facts = facts_now(season)
    assert (total(facts.submitted), total(facts.open_on_order)) == (700_000, 0)
    transact(order_states.confirm, BOB, number)
    facts = facts_now(season)
    assert (total(facts.submitted), total(facts.open_on_order), view(number).state) == (0, 700_000, 'confirmed')


@pytest.mark.parametrize('rules', [with_rules(level=2), with_rules(level=2, policy=BLOCK)], ids=['approve', 'block'])
def test_of_two_buyers_who_submit_6000_into_10000_at_once_one_passes(workspace, rules):
    season = plant_buying(rules)
    numbers = [drafted(line(600_000)), drafted(line(600_000))]

    def attempt(number):
        try:
            transact(order_states.submit, BOB, number)
            return 'passed'
        except Conflict as error:
            return error.code
    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(attempt, numbers)) == ['passed', 'seasons.over_budget']
    assert total(facts_now(season).submitted) == 600_000


def test_a_refusal_tells_programs_what_is_over_and_what_would_help(workspace):
    plant_buying()
    submitted(line(600_000))
    error = refused(order_states.submit, BOB, drafted(line(600_000)))
    assert str(error) == ('Budget: 2,000.00 over in February. A manager can let it pass: ask for an override.')
    breach, = error.told['breaches']
    assert (breach['budget'], breach['submitted'], breach['this'], breach['after']) == (
        1_000_000, 600_000, 600_000, -200_000)
    assert [offer['kind'] for offer in breach['offers']] == ['move', 'transfer', 'reduce', 'override']


def test_where_a_season_only_warns_the_breach_is_kept_with_the_order_and_a_manager_confirms(workspace):
    plant_buying(with_rules(level=2, policy=WARN))
    number = submitted(line(1_200_000))
    assert view(number).breaches[0]['after'] == -200_000
    with pytest.raises(Forbidden):
        transact(order_states.confirm, BOB, number)
    transact(order_states.confirm, ANN, number)
    assert view(number).state == 'confirmed'


def test_a_season_that_does_not_check_lets_everything_pass(workspace):
    plant_buying(with_rules(policy=OFF))
    assert view(submitted(line(9_000_000))).breaches == ()


def test_tolerance_lets_a_little_pass(workspace):
    plant_buying(with_rules(level=2, allowance_share=Decimal('0.02')))
    assert view(submitted(line(1_020_000))).state == 'submitted'
    refused(order_states.submit, BOB, drafted(line(100)))


def test_leaving_the_draft_needs_supplier_lines_quantities_prices_and_a_week(workspace):
    plant_buying()
    number = drafted(line(expected=None, quantity=0, cost=0), supplier='')
    with pytest.raises(Invalid) as found:
        transact(order_states.submit, BOB, number)
    assert [name for name, _ in found.value.errors] == [
        'supplier', 'lines.0.quantity', 'lines.0.cost', 'lines.0.expected']
    empty = drafted()
    with pytest.raises(Invalid) as found:
        transact(order_states.submit, BOB, empty)
    assert [name for name, _ in found.value.errors] == ['lines']


def test_the_expected_day_follows_from_the_order_date_and_the_lead_days(workspace):
    plant_buying()
    number = submitted(line(100, expected=None), ordered=date(2030, 2, 1))
    assert view(number).lines[0].expected == date(2030, 2, 15)


def test_an_amendment_asks_for_its_difference_only_and_is_a_revision(workspace):
    plant_buying()
    number = confirmed(line(700_000))
    amended = order(line(900_000, number=1), number=number)
    assert transact(orders.change_order, BOB, number, amended, reason='more') == ()
    assert [(one.number, one.reason, one.content['lines'][0]['cost']) for one in view(number).revisions] == [
        (2, 'more', 900_000), (1, '', 700_000)]
    error = refused(orders.change_order, BOB, number, order(line(1_100_000, number=1), number=number))
    assert error.told['breaches'][0]['this'] == 200_000
    assert view(number).lines[0].value == 900_000


def test_moving_a_line_to_a_later_month_frees_the_first(workspace):
    season = plant_buying()
    number = confirmed(line(1_000_000))
    refused(order_states.submit, BOB, drafted(line(100)))
    transact(orders.change_order, BOB, number, order(line(1_000_000, expected=WEEK_5, number=1), number=number))
    submitted(line(1_000_000))
    assert facts_now(season).open_on_order[0, 3].tolist() == [0, 0, 0, 0, 1_000_000, 0, 0, 0]


def test_cancelling_releases_the_budget_at_once(workspace):
    plant_buying()
    number = submitted(line(1_000_000))
    refused(order_states.submit, BOB, drafted(line(100)))
    transact(order_states.cancel, BOB, number, 'changed our minds')
    submitted(line(1_000_000))
    assert view(number).state == 'cancelled'
    error = refused(order_states.confirm, BOB, number)
    assert str(error) == 'An order that is cancelled cannot become confirmed.'


def test_withdrawing_makes_a_draft_of_it_again(workspace):
    season = plant_buying()
    number = submitted(line(500_000))
    transact(order_states.withdraw, BOB, number)
    assert (view(number).state, total(facts_now(season).submitted)) == ('draft', 0)


def test_only_drafts_that_were_never_submitted_vanish(workspace):
    plant_buying()
    number = drafted(line(100))
    transact(orders.drop_order, BOB, number)
    again = submitted(line(100))
    assert again == number
    transact(order_states.withdraw, BOB, again)
    assert refused(orders.drop_order, BOB, again).code == 'seasons.wrong_state'


def test_everything_that_is_wrong_with_a_draft_is_said_at_once(workspace):
    plant_buying()
    wrong = order(line(-1, location='HARBR'), line(100, category='WOMEN'), number='')
    with pytest.raises(Invalid) as found:
        transact(orders.raise_order, BOB, CODE, wrong)
    assert found.value.errors == (
        ('lines.0.location', 'Line 1: no location of this season is called “HARBR”. Did you mean HARB?'),
        ('lines.1.category', 'Line 2: no category of this season is called “WOMEN”.'),
        ('lines.0.cost', 'Line 1: this can’t be below zero, or that large.'))


def test_a_number_is_given_once(workspace):
    plant_buying()
    drafted(line(100), number='PO-7')
    error = refused(orders.raise_order, BOB, CODE, order(number='PO-7'))
    assert error.code == 'seasons.duplicate'


def test_landed_cost_counts_rate_and_charges(workspace):
    plant_buying(currency='USD')
    number = drafted(line(quantity=100_000, cost=1000), line(quantity=50_000, cost=2000), currency='EUR',
                     rate=Decimal('1.10'), charges=(ChargeDraft('freight', 10_000, 'USD', 'quantity'),
                                                    ChargeDraft('duty', None, text='see delivery note')))
    assert [one.value for one in view(number).lines] == [116_667, 113_333]


def test_a_currency_nobody_knows_the_rate_of_is_asked_for(workspace):
    plant_buying(rates={'USD': '0.9'})
    assert view(drafted(line(100_000), currency='USD')).lines[0].value == 90_000
    with pytest.raises(Rejected, match='give a rate'):
        transact(orders.raise_order, BOB, CODE, order(line(100), currency='CHF'))


def test_at_retail_a_line_counts_with_its_retail_price_or_the_planned_mark_up(workspace):
    plant_buying(basis='retail', imu=Decimal('0.5'))
    number = drafted(line(1000, retail=3000), line(1000))
    assert [one.counted for one in view(number).lines] == [3000, 2000]


def test_who_may_not_buy_is_refused_and_viewers_see_the_order(workspace):
    plant_buying()
    for person in (CLEO, PIA):
        with pytest.raises(Forbidden):
            transact(orders.raise_order, person, CODE, order(line(100)))
    assert read(order_views.view_order, CLEO, drafted(line(100))).lines[0].category_name == 'Linen'


def test_no_order_comes_into_a_locked_season_or_one_that_is_not_ready(workspace):
    season = plant_buying()
    number = drafted(line(100))
    row_of(season, 'locked')
    assert refused(order_states.submit, BOB, number).code == 'seasons.locked'
    row_of(season, 'plan_uploaded')
    assert refused(orders.raise_order, BOB, CODE, order()).code == 'seasons.wrong_step'


def test_once_a_season_is_over_no_order_is_submitted(workspace, time):
    plant_buying()
    number = drafted(line(100))
    time.passes(days=120)
    assert refused(order_states.submit, BOB, number).code == 'seasons.wrong_step'


def test_somebody_elses_change_is_not_written_over(workspace):
    plant_buying()
    number = drafted(line(100))
    transact(orders.change_order, ANN, number, order(line(200, number=1), number=number), 1)
    error = refused(orders.change_order, BOB, number, order(line(300, number=1), number=number), 1)
    assert (error.code, error.version) == ('stale_version', 2)


def test_what_is_planned_but_not_approved_has_no_budget_yet(workspace):
    plant_buying()
    assert view(submitted(line(9_000_000, category='LAMPS'))).state == 'submitted'
    transact(order_states.cancel, BOB, 'PO-1001', 'test')


def test_where_scopes_without_budget_count_as_nothing_they_are_refused(workspace):
    plant_buying(with_rules(level=2, counts_without_budget=True))
    assert refused(order_states.submit, BOB, drafted(line(1, category='LAMPS'))).code == 'seasons.over_budget'


def test_the_trail_names_who_did_what(workspace):
    plant_buying()
    confirmed(line(100))
    assert [(one.deed, one.actor_name) for one in read(audit.list_entries, ANN, Filter(area='seasons'))] == [
        ('seasons.raise_order', 'Bob'), ('seasons.order_submitted', 'Bob'), ('seasons.order_confirmed', 'Bob')]


def test_lists_narrow_and_count(workspace):
    plant_buying()
    first, second = drafted(line(100), title='Shirts'), confirmed(line(200), title='Trousers')
    everything = read(order_views.list_orders, BOB, CODE, order_views.OrderFilter())
    assert ([one.number for one in everything.orders], everything.counts) == (
        [second, first], {'draft': 1, 'confirmed': 1})
    for wanted, found in ((replace(order_views.OrderFilter(), text='shirt'), [first]),
                          (replace(order_views.OrderFilter(), state='confirmed'), [second]),
                          (replace(order_views.OrderFilter(), category='c:HOME'), []),
                          (replace(order_views.OrderFilter(), only_overdue=True), [])):
        assert [one.number for one in read(order_views.list_orders, BOB, CODE, wanted).orders] == found


def test_late_lines_are_on_order_in_the_present_week_and_flagged(workspace, time):
    season = plant_buying()
    number = confirmed(line(100_000, expected=WEEK_1))
    time.passes(days=40)  # 18 February, week 3
    facts = facts_now(season)
    assert facts.open_on_order[0, 3].tolist() == [0, 0, 100_000, 0, 0, 0, 0, 0]
    assert (facts.overdue, view(number).lines[0].is_overdue) == (1, True)
    late = read(order_views.list_orders, BOB, CODE, order_views.OrderFilter(only_overdue=True))
    assert [(one.number, one.overdue) for one in late.orders] == [(number, 1)]
