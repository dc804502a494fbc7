"""Goods that come: for which orders, how many more than ordered, what is taken back, and what budget makes of it."""

from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import select

from app.domain.seasons.buying import CameDraft, ReceiptDraft
from app.errors import Conflict, Forbidden, Invalid
from app.services.seasons import (
    budget_checks,
    facts,
    ground,
    moves,
    order_states,
    order_views,
    receipt_views,
    receipts,
)
from app.services.seasons.overdue import note_overdue
from app.work import read, transact
from models.buying import SeasonMove
from models.masters import MasterSupplier
from tests.people import BOB, CLEO
from tests.seasons import CODE, row_of
from tests.seasons_buying import (
    WEEK_1,
    WEEK_5,
    came,
    confirmed,
    drafted,
    facts_now,
    line,
    plant_buying,
    total,
)

IN_WEEK_2 = {'days': 35}  # from the day on which tests stand still: 13 February


def view(number):
    return read(order_views.view_order, BOB, number)


def test_a_receipt_turns_commitment_into_what_was_received_and_counts_once(workspace, time):
    season = plant_buying()
    number = confirmed(line(quantity=100_000, cost=1000))
    time.passes(**IN_WEEK_2)
    came(number, (1, 60, 5))
    now = facts_now(season)
    assert (total(now.received), total(now.open_on_order)) == (60_000, 40_000)
    assert (now.received[0, 3, 1], now.open_on_order[0, 3, 1]) == (60_000, 40_000)
    one, = view(number).lines
    assert (view(number).state, one.accepted, one.rejected, one.open) == ('partial', 60_000, 5000, 40_000)


def test_what_an_order_counts_as_follows_from_its_state(workspace, time):
    """drafts, reserved, committed, received; and what its form says of the budget once nothing is awaited."""
    season = plant_buying()
    number = drafted(line(quantity=100_000, cost=1000))
    gone = confirmed(line(5000))

    def counted():
        facts = facts_now(season)
        return [total(one) for one in (facts.drafts, facts.submitted, facts.open_on_order, facts.received)]
    transact(order_states.cancel, BOB, gone, 'not needed')
    assert (counted(), said(gone)) == ([100_000, 0, 0, 0], 'Budget: takes nothing')
    transact(order_states.submit, BOB, number)
    assert counted() == [0, 100_000, 0, 0]
    transact(order_states.confirm, BOB, number)
    assert counted() == [0, 0, 100_000, 0]
    transact(order_states.ship, BOB, number)
    assert counted() == [0, 0, 100_000, 0]
    time.passes(**IN_WEEK_2)
    came(number, (1, 60, 0))
    assert counted() == [0, 0, 40_000, 60_000]
    transact(order_states.close_short, BOB, number, 'no more')
    assert counted() == [0, 0, 0, 60_000]
    assert (view(number).state, said(number)) == ('complete', 'Budget: counts with the 600.00 that came')


def said(number):
    return read(budget_checks.check_order, BOB, number).status


def test_ordered_100_accepted_60_rejected_5_cancelled_10_leaves_30_open(workspace, time):
    season = plant_buying(currency='USD')
    number = confirmed(line(quantity=100_000, cost=1000, cancelled=10_000), currency='EUR',
                       rate=Decimal('1.16667'))
    time.passes(**IN_WEEK_2)
    came(number, (1, 60, 5))
    one, = view(number).lines
    assert (one.value, one.received, one.awaited, one.open) == (116_667, 70_000, 35_000, 30_000)
    assert total(facts_now(season).open_on_order) == 35_000


def test_parts_always_add_up_to_the_cent(workspace, time):
    season = plant_buying()
    number = confirmed(line(quantity=3_000, cost=3333))
    time.passes(**IN_WEEK_2)
    for _ in range(3):
        came(number, (1, 1, 0))
        now = facts_now(season)
        assert total(now.received) + total(now.open_on_order) == 9999  # 3 × 33.33
    assert view(number).state == 'complete'


def test_more_than_ordered_is_refused_above_the_tolerance_of_the_supplier(workspace, time):
    plant_buying()
    number = confirmed(line(quantity=100_000, cost=100), line(quantity=10_000, cost=100))
    time.passes(**IN_WEEK_2)
    with pytest.raises(Invalid, match='Line 1: 100 may come, 0 did already'):
        came(number, (1, 101, 0))
    transact(tolerate)
    came(number, (1, 105, 0))
    with pytest.raises(Invalid, match='100 and 5 % more may come, 105 did already'):
        came(number, (1, 1, 0))


def tolerate(work):
    work.session.exec(select(MasterSupplier)).one().tolerance = Decimal('0.05')


def test_an_over_received_line_does_not_hide_a_missing_one(workspace, time):
    season = plant_buying()
    transact(tolerate)
    number = confirmed(line(quantity=100_000, cost=100), line(quantity=100_000, cost=100))
    time.passes(**IN_WEEK_2)
    came(number, (1, 105, 0))
    now = facts_now(season)
    assert (total(now.received), total(now.open_on_order)) == (10_500, 10_000)
    assert view(number).state == 'partial'


def test_closing_short_completes_an_order_and_releases_its_budget(workspace, time):
    season = plant_buying()
    number = confirmed(line(quantity=100_000, cost=1000))
    time.passes(**IN_WEEK_2)
    with pytest.raises(Conflict):
        transact(order_states.close_short, BOB, number, 'nothing came yet')
    came(number, (1, 60, 0))
    transact(order_states.close_short, BOB, number, 'the rest is sold out')
    assert (view(number).state, total(facts_now(season).open_on_order)) == ('complete', 0)
    with pytest.raises(Conflict, match='complete: goods come for confirmed orders only'):
        came(number, (1, 1, 0))


def test_a_reversal_takes_everything_back_in_the_same_week(workspace, time):
    season = plant_buying()
    number = confirmed(line(quantity=100_000, cost=1000))
    time.passes(**IN_WEEK_2)
    receipt = came(number, (1, 100, 0), number='GR-7')
    time.passes(days=14)
    assert transact(receipts.reverse_receipt, BOB, receipt, 'wrong pallet') == 'GR-7-R'
    now = facts_now(season)
    assert (total(now.received), total(now.open_on_order), view(number).state) == (0, 100_000, 'confirmed')
    assert not now.received.any()
    assert [(one.number, one.state, one.counted, one.reverses) for one in view(number).receipts] == [
        ('GR-7-R', 'posted', -100_000, 'GR-7'), ('GR-7', 'reversed', 100_000, '')]
    for again in ('GR-7', 'GR-7-R'):
        with pytest.raises(Conflict):
            transact(receipts.reverse_receipt, BOB, again, 'again')


def test_goods_come_for_confirmed_orders_only(workspace, time):
    plant_buying()
    number = drafted(line(100))
    time.passes(**IN_WEEK_2)
    with pytest.raises(Conflict, match='draft: goods come for confirmed orders only'):
        came(number, (1, 1, 0))
    transact(order_states.cancel, BOB, number, 'no more')
    with pytest.raises(Conflict, match='cancelled'):
        came(number, (1, 1, 0))


def test_a_number_is_given_once_so_that_sending_it_again_never_counts_twice(workspace, time):
    season = plant_buying()
    number = confirmed(line(quantity=100_000, cost=100))
    time.passes(**IN_WEEK_2)
    came(number, (1, 10, 0), number='ASN-1')
    with pytest.raises(Conflict) as found:
        came(number, (1, 10, 0), number='ASN-1')
    assert (found.value.code, total(facts_now(season).received)) == ('seasons.duplicate', 1000)


def test_negative_quantities_empty_receipts_and_days_ahead_are_refused(workspace, time):
    plant_buying()
    number = confirmed(line(quantity=100_000, cost=100))
    with pytest.raises(Invalid) as found:
        came(number, (1, -1, 0), (9, 1, 0), day=WEEK_5)
    assert [name for name, _ in found.value.errors] == ['day', 'lines.0.accepted', 'lines.1.line']
    with pytest.raises(Invalid, match='Say of at least one line what came'):
        came(number, (1, 0, 0))


def test_a_day_before_the_order_is_a_warning(workspace, time):
    plant_buying()
    number = confirmed(line(quantity=10_000, cost=100))
    told = transact(receipts.post_receipt, BOB, ReceiptDraft(number, (CameDraft(1, 1000),), day=date(2030, 1, 2)))
    assert told.warnings == ('PO-1001 was ordered after that day, on 2030-01-08.',)


def test_goods_come_late_for_some_days_and_are_flagged(workspace, time):
    season = plant_buying()
    number = confirmed(line(quantity=10_000, cost=100))
    time.passes(days=90)  # 9 April; the season ended on 31 March
    came(number, (1, 1, 0), number='LATE')
    assert read(receipt_views.view_receipt, BOB, 'LATE').row.is_late
    assert facts_now(season).received[0, 3, 7] == 100
    time.passes(days=30)
    with pytest.raises(Conflict, match='Receipts of this season were taken in until 2030-04-30'):
        came(number, (1, 1, 0))


def test_another_rate_on_the_receipt_is_revaluation_and_never_budget(workspace, time):
    season = plant_buying(currency='USD')
    number = confirmed(line(quantity=100_000, cost=1000), currency='EUR', rate=Decimal('1.10'))
    time.passes(**IN_WEEK_2)
    came(number, (1, 100, 0), number='GR-1', rate=Decimal('1.20'))
    one, = read(receipt_views.view_receipt, BOB, 'GR-1').lines
    assert (one.value, one.revaluation) == (110_000, 10_000)
    assert total(facts_now(season).received) == 110_000


def test_the_order_must_be_of_the_season_that_is_named(workspace, time):
    plant_buying()
    number = confirmed(line(quantity=10_000, cost=100))
    time.passes(**IN_WEEK_2)
    with pytest.raises(Conflict) as found:
        transact(receipts.post_receipt, BOB, ReceiptDraft(number, (CameDraft(1, 1000),)), 'ELSE-0001')
    assert found.value.code == 'seasons.other_season'


def test_nothing_comes_into_a_locked_season_and_viewers_receive_nothing(workspace, time):
    season = plant_buying()
    number = confirmed(line(quantity=10_000, cost=100))
    time.passes(**IN_WEEK_2)
    with pytest.raises(Forbidden):
        came(number, (1, 1, 0), by=CLEO)
    receipt = came(number, (1, 1, 0))
    row_of(season, 'locked')
    for attempt in (lambda: came(number, (1, 1, 0)),
                    lambda: transact(receipts.reverse_receipt, BOB, receipt, 'wrong')):
        with pytest.raises(Conflict) as found:
            attempt()
        assert found.value.code == 'seasons.locked'


def test_on_order_accepted_and_cancelled_are_what_was_ordered(workspace, time):
    plant_buying()
    number = confirmed(line(quantity=100_000, cost=777), line(quantity=7_000, cost=333, cancelled=2_000))
    time.passes(**IN_WEEK_2)
    came(number, (1, 33, 1), (2, 2, 0))
    came(number, (1, 12, 0))
    for one in view(number).lines:
        assert one.open + one.accepted + one.cancelled == one.quantity


def test_what_moved_open_to_buy_adds_up_to_what_it_is(workspace, time):
    season = plant_buying()
    number = confirmed(line(quantity=100_000, cost=1000))
    other = confirmed(line(300_000, expected=WEEK_5))
    time.passes(**IN_WEEK_2)
    transact(note_overdue)
    receipt = came(number, (1, 60, 0), day=WEEK_1)
    transact(receipts.reverse_receipt, BOB, receipt, 'wrong')
    came(number, (1, 50, 0))
    transact(order_states.close_short, BOB, number, 'sold out')
    transact(order_states.cancel, BOB, other, 'too much')
    now = facts_now(season)
    bearing = (now.transfers - now.received - now.open_on_order - now.reserve).sum(axis=0)
    assert (read(moved, season) == bearing).all()


def moved(work, season):
    axes = ground.find_axes(work, season)
    rows = work.session.exec(select(SeasonMove).where(SeasonMove.season_id == season)).all()
    return sum(moves.decoded(axes, row.effect) for row in rows)


def test_several_receipts_are_listed_with_their_season(workspace, time):
    plant_buying()
    number = confirmed(line(quantity=100_000, cost=100))
    time.passes(**IN_WEEK_2)
    first, second = came(number, (1, 1, 0), note='DN 17'), came(number, (1, 2, 1))
    told = read(receipt_views.list_receipts, CLEO, CODE)
    assert [(one.number, one.accepted, one.rejected) for one in told.receipts] == [
        (second, 2000, 1000), (first, 1000, 0)]
    assert [one.number for one in read(receipt_views.list_receipts, CLEO, CODE, 'DN').receipts] == [first]
    assert facts.period_at(read(ground.find_axes, told.season_id), date(2031, 1, 1)) == 7
