"""Orders: what they cost once they are here, what is open of them, the states they go through."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.seasons.buying import (
    CANCELLED,
    COMPLETE,
    CONFIRMED,
    DRAFT,
    PARTIAL,
    SHIPPED,
    STATE_NAMES,
    SUBMITTED,
)
from app.domain.seasons.landed import (
    QUANTITY,
    VALUE,
    WEIGHT,
    Charge,
    OrderLine,
    landed,
    open_value,
    part_of,
    revaluation,
    unallocated,
)
from app.domain.seasons.orders import DEEDS, TRANSITIONS, deeds_of, demand_transition, state_after_receipts
from app.errors import Conflict

SLOW = [HealthCheck.too_slow]  # on a busy machine

LINES = OrderLine(100_000, 1000), OrderLine(50_000, 2000)
RATE = Decimal('1.10')


@dataclass(frozen=True)
class Line:
    quantity: int = 100
    accepted: int = 0
    cancelled: int = 0
    is_short: bool = False


def test_freight_by_quantity_goes_where_the_pieces_go():
    assert landed(LINES, RATE, [Charge(10000, QUANTITY)]) == (116667, 113333)


def test_freight_by_value_is_halved_between_equal_values():
    assert landed(LINES, RATE, [Charge(10000, VALUE)]) == (115000, 115000)


def test_charges_have_their_own_currency_and_digits():
    assert landed(LINES, RATE, [Charge(1500, VALUE, Decimal('0.0067'), 0)]) == (110503, 110502)
    assert landed([OrderLine(1000, 1_234)], Decimal('150.25'), digits=2, season_digits=0) == (1854,)


def test_by_weight_where_weights_are_told_else_by_quantity():
    heavy = OrderLine(1000, 100, 3), OrderLine(1000, 100, 1)
    assert landed(heavy, Decimal(1), [Charge(400, WEIGHT)]) == (400, 200)
    assert landed((OrderLine(3000, 100), OrderLine(1000, 300)), Decimal(1), [Charge(400, WEIGHT)]) == (600, 400)


def test_a_charge_told_in_words_is_shared_out_among_nobody():
    charges = [Charge(None, VALUE), Charge(100, VALUE)]
    assert landed(LINES, Decimal(1), charges) == (100050, 100050)
    assert unallocated(charges) == 1


def test_a_line_that_costs_nothing_still_bears_its_part_of_the_freight():
    assert landed((OrderLine(1000, 0), OrderLine(3000, 0)), Decimal(1), [Charge(100, VALUE)]) == (25, 75)


def test_what_is_open_of_a_line_is_what_its_other_parts_leave_over():
    assert open_value(116667, 100, 60, 10) == 35000
    assert [part_of(116667, 60, 100), part_of(116667, 10, 100)] == [70000, 11667]


@pytest.mark.parametrize(('accepted', 'cancelled', 'is_short'), [(100, 0, False), (120, 0, False), (90, 10, False),
                                                                 (10, 0, True)])
def test_nothing_is_open_of_a_line_that_is_over(accepted, cancelled, is_short):
    assert open_value(116667, 100, accepted, cancelled, is_short) == 0


def test_another_rate_on_receipt_is_a_revaluation():
    assert revaluation(50_000, 1100, 1155) == 2750


@settings(max_examples=80, deadline=None, suppress_health_check=SLOW)
@given(st.integers(0, 10 ** 9), st.integers(1, 10 ** 6), st.data())
def test_the_parts_of_a_line_add_up_to_its_value(value, ordered, data):
    accepted = data.draw(st.integers(0, ordered - 1))
    cancelled = data.draw(st.integers(0, ordered - 1 - accepted))
    assert (open_value(value, ordered, accepted, cancelled) + part_of(value, accepted, ordered)
            + part_of(value, cancelled, ordered)) == value


@settings(max_examples=80, deadline=None, suppress_health_check=SLOW)
@given(st.lists(st.tuples(st.integers(0, 10 ** 6), st.integers(0, 10 ** 6)), min_size=1, max_size=9),
       st.lists(st.tuples(st.integers(0, 10 ** 7), st.sampled_from([VALUE, QUANTITY, WEIGHT])), max_size=3))
def test_charges_are_shared_out_to_the_unit(lines, charges):
    lines = [OrderLine(quantity, cost) for quantity, cost in lines]
    bare = landed(lines, RATE)
    assert sum(landed(lines, RATE, [Charge(*one) for one in charges])) == sum(bare) + sum(one for one, _ in charges)


@pytest.mark.parametrize(('state', 'lines', 'then'), [
    (CONFIRMED, [Line()], CONFIRMED),
    (SHIPPED, [Line()], SHIPPED),
    (CONFIRMED, [Line(accepted=1), Line()], PARTIAL),
    (SHIPPED, [Line(accepted=100), Line(cancelled=100)], COMPLETE),
    (PARTIAL, [Line(accepted=100), Line(accepted=10, is_short=True)], COMPLETE),
    (PARTIAL, [Line(accepted=120), Line(accepted=80)], PARTIAL),
    (COMPLETE, [Line(accepted=60), Line(accepted=100)], PARTIAL),
    (PARTIAL, [Line()], CONFIRMED),
    (CONFIRMED, [Line(cancelled=100)], CANCELLED),
    (DRAFT, [Line(accepted=100)], DRAFT),
    (CANCELLED, [Line()], CANCELLED),
])
def test_the_state_follows_what_came(state, lines, then):
    assert state_after_receipts(state, lines) == then


@pytest.mark.parametrize(('was', 'now'), [(was, now) for was in STATE_NAMES for now in STATE_NAMES])
def test_an_order_goes_only_where_it_may(was, now):
    allowed = {
        DRAFT: {SUBMITTED, CANCELLED}, SUBMITTED: {CONFIRMED, DRAFT, CANCELLED},
        CONFIRMED: {SHIPPED, PARTIAL, COMPLETE, CANCELLED}, SHIPPED: {PARTIAL, COMPLETE, CANCELLED},
        PARTIAL: {COMPLETE, CONFIRMED}, COMPLETE: {PARTIAL, CONFIRMED}, CANCELLED: set()}[was]
    if now in allowed:
        demand_transition(was, now)
        return
    with pytest.raises(Conflict, match='cannot become') as refusal:
        demand_transition(was, now)
    assert refusal.value.code == 'seasons.wrong_state'


def test_every_state_says_what_may_be_done():
    assert DEEDS.keys() == TRANSITIONS.keys() == STATE_NAMES.keys()
    assert 'close_short' in deeds_of(PARTIAL)
    assert not deeds_of(COMPLETE)
