"""Whether an order fits into the budget: the example, tolerance, scopes, differences, and what would help."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.seasons.budget import (
    MOVE,
    OVERRIDE,
    REDUCE,
    TRANSFER,
    Claim,
    Offer,
    allowance_of,
    asked,
    checked,
    in_words,
    position_of,
)
from app.domain.seasons.buying_words import over_words
from app.domain.seasons.rolling import roll
from app.domain.seasons.season import BLOCK, OFF, WARN, SeasonRules
from tests.seasons_cells import axes, cube, facts

SLOW = [HealthCheck.too_slow]  # on a busy machine

WEEKS = axes(8, 2, 2)
RULES = SeasonRules(level=0)
EVERY_WEEK = {'net_sales': {(0, 0): [100] * 8, (0, 1): [100] * 8, (1, 0): [100] * 8}}


def position(over=WEEKS, plan=None, **dealings):
    return position_of(roll(cube(over, **(plan or EVERY_WEEK)), facts(over, **dealings)))


def example(rules=RULES, amount=1200000, **more):
    over = axes(1)
    found = position(over, {'net_sales': [10000000]},
                     **{'received': [2000000], 'open_on_order': [6500000], 'reserve': [500000], **more})
    return asked([Claim(1, 0, 0, 0, amount)], found, rules)[0]


def claims(*amounts, period=0, location=0, category=0):
    return [Claim(at, location, category, period, amount) for at, amount in enumerate(amounts, 1)]


def test_an_order_that_does_not_fit_is_over_by_what_is_missing():
    found = example()
    assert (found.remaining, found.after, found.is_over) == (1000000, -200000, True)
    assert in_words(found, 2) == ('Budget 100,000.00, received 20,000.00, on order 65,000.00, held back 5,000.00, '
                                  'this order 12,000.00, remaining −2,000.00')


def test_a_tolerance_lets_a_little_pass_with_a_warning():
    assert example(replace(RULES, allowance_share=Decimal('0.01'))).is_over
    found = example(replace(RULES, allowance_share=Decimal('0.02')))
    assert (found.is_over, found.is_tolerated) == (False, True)
    assert example(replace(RULES, allowance_share=Decimal('0.02'), allowance_amount=199999)).is_over
    assert not example(replace(RULES, allowance_amount=200000)).is_over


@pytest.mark.parametrize(('share', 'amount', 'expected'), [
    (None, None, 0), ('0.02', None, 2000), (None, 500, 500), ('0.02', 500, 500), ('0.02', 5000, 2000)])
def test_of_two_allowances_the_smaller_counts(share, amount, expected):
    rules = replace(RULES, allowance_share=share and Decimal(share), allowance_amount=amount)
    assert allowance_of(100000, rules) == expected


def test_what_is_submitted_is_reserved_and_a_receipt_counts_once():
    assert example(amount=1, submitted=[1000000]).is_over
    assert example().remaining == example(received=[3000000], open_on_order=[5500000]).remaining


def test_of_two_orders_into_what_is_left_one_passes():
    assert not example(amount=600000).is_over
    assert example(amount=600000, submitted=[600000]).is_over


def test_nothing_is_checked_where_the_season_does_not():
    assert asked(claims(10 ** 9), position(), replace(RULES, policy=OFF)) == ()


def test_a_branch_without_an_approved_plan_has_no_budget_yet():
    over = claims(500, location=1, category=1)
    rules = SeasonRules(level=2, places='location')
    assert checked(over, position(), rules) == ()
    strict = checked(over, position(), replace(rules, counts_without_budget=True))
    assert [(one.budget, one.after) for one in strict] == [(0, -500)]


@pytest.mark.parametrize(('rules', 'scope', 'remaining'), [
    ({'level': 0, 'span': 'month'}, ('', '', 'm:2030-01'), 1200),
    ({'level': 1, 'span': 'week'}, ('c:TOPS', '', 'w:2030-02-11'), 300),
    ({'level': 2, 'span': 'week'}, ('c:C0', '', 'w:2030-02-11'), 200),
    ({'level': 9, 'places': 'location', 'span': 'week'}, ('c:C0', 'l:A', 'w:2030-02-11'), 100),
    ({'level': 2, 'places': 'cluster', 'span': 'month'}, ('c:C0', 'k:NORTH', 'm:2030-01'), 800),
    ({'level': 2, 'span': 'season'}, ('c:C0', '', 'w:2030-02-11'), 400),
])
def test_the_season_says_in_which_scopes_it_checks(rules, scope, remaining):
    found = asked(claims(10, period=1), position(), SeasonRules(**rules))
    assert [((one.category, one.location, one.period), one.remaining) for one in found] == [(scope, remaining)]


def test_lines_of_one_scope_count_together_and_are_named():
    rules = SeasonRules(level=2, places='location')
    assert checked([Claim(1, 0, 0, 0, 150), Claim(2, 0, 0, 3, 250)], position(), rules) == ()
    found = checked([Claim(1, 0, 0, 0, 250), Claim(2, 0, 0, 3, 200)], position(), rules)
    assert [(one.this, one.lines, one.weeks) for one in found] == [
        (450, (1, 2), ('w:2030-02-04', 'w:2030-02-25'))]


def test_to_date_an_order_takes_from_all_weeks_before_it():
    """A month that has spent what it had leaves nothing to the next one that has not."""
    rules = SeasonRules(level=2, places='location', span='season')
    spent = {(0, 0): [350]}
    assert [one.after for one in asked(claims(100, period=4), position(received=spent), rules)] == [50]
    assert checked([*claims(100, period=4), Claim(2, 0, 0, 1, 60)], position(received=spent), rules)


def test_to_date_an_order_is_over_where_a_later_week_needs_what_it_takes():
    """150 fit into the 300 of three weeks; to week 8 a late order has left only 100 to spend, to week 10 only 50."""
    rules = SeasonRules(level=2, places='location', span='season')
    tight = position(open_on_order={(0, 0): [0, 0, 0, 0, 500, 0, 250]})
    found = asked(claims(100, period=2), tight, rules)
    assert [(one.period, one.remaining, one.is_over) for one in found] == [
        ('w:2030-02-18', 300, False), ('w:2030-03-04', 0, True), ('w:2030-03-18', -50, True)]
    assert [offer.amount for one in found for offer in one.offers if offer.kind == REDUCE] == [100, 150]
    assert [offer.period for offer in found[1].offers if offer.kind == MOVE] == []
    once = position(open_on_order={(0, 0): [0, 0, 0, 0, 500]})
    assert [offer.period for offer in checked(claims(100, period=2), once, rules)[0].offers if offer.kind == MOVE] == [
        'w:2030-03-11', 'w:2030-03-18', 'w:2030-03-25']
    assert over_words(checked(claims(100, period=2), once, rules), WEEKS, 2) == (
        'Budget: 1.00 over in the season up to week 5')


def test_an_amendment_is_asked_for_its_difference_only():
    tight = position(open_on_order={(0, 0): [500]})
    rules = SeasonRules(level=2, places='location', span='week')
    assert checked(claims(1), tight, rules)
    assert checked(claims(0), tight, rules) == checked(claims(-50), tight, rules) == ()


def test_a_refusal_says_what_would_help():
    rules = SeasonRules(level=2, places='location', span='month')
    found = checked(claims(700), position(open_on_order={(0, 0): [0, 0, 0, 0, 50]},
                                          received={(0, 1): [380]}), rules)[0]
    assert found.offers == (
        Offer(TRANSFER, 300, 'm:2030-02', 'c:C0'), Offer(TRANSFER, 20, 'm:2030-01', 'c:C1'),
        Offer(REDUCE, 300), Offer(OVERRIDE))
    late = checked(claims(150), position(received={(0, 0): [400]}), rules)[0]
    assert late.offers[0] == Offer(MOVE, 150, 'm:2030-02')
    for policy in (WARN, BLOCK):
        assert OVERRIDE not in {one.kind for one in checked(claims(700), position(), replace(
            rules, policy=policy))[0].offers}


def demand_no_period_over_unseen(found, wanted, rules):
    """Whatever the period: where claims take more than is left by then, somebody hears of it."""
    seen = {(one.location, one.category) for one in found if one.is_over}
    whole = replace(rules, span='season')
    for claim in wanted:
        for later in range(claim.period, 8):
            probe = asked([*wanted, Claim(99, claim.location, claim.category, later, 0)], position(), whole)
            assert {(one.location, one.category) for one in probe if one.is_over} == seen


@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
@given(st.lists(st.builds(Claim, st.integers(1, 3), st.integers(0, 1), st.integers(0, 1), st.integers(0, 7),
                          st.integers(-500, 900)), min_size=1, max_size=6),
       st.sampled_from(['week', 'month', 'season']), st.integers(0, 2), st.sampled_from(
           ['company', 'cluster', 'location']))
def test_every_claim_is_asked_once_and_an_offer_to_reduce_is_enough(wanted, span, level, places):
    rules = SeasonRules(span=span, level=level, places=places, counts_without_budget=True)
    found = asked(wanted, position(), rules)
    if span != 'season':
        assert sum(one.this for one in found) == sum(one.amount for one in wanted)
    if span == 'season':
        demand_no_period_over_unseen(found, wanted, rules)
    for one in found:
        assert one.remaining == one.budget - one.received - one.on_order - one.reserve - one.submitted
        assert one.is_over == bool(one.offers)
        assert all(replace(one, this=one.this - offer.amount).after >= -one.allowance
                   for offer in one.offers if offer.kind == REDUCE)
