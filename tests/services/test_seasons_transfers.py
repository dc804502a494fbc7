"""Budget moved between categories and periods, and budget held back."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from sqlmodel import select

from app.domain.seasons.budgets import ReserveDraft, TransferDraft
from app.domain.seasons.season import ORIGINAL, PLANNED
from app.errors import Conflict, Forbidden, Invalid
from app.services.people import bell
from app.services.seasons import moves, needs, reserves, transfers
from app.services.seasons.approved import approved_plan
from app.services.seasons.rolled import rolled_of
from app.work import read, transact
from models.buying import SeasonMove
from models.seasons import Season
from tests.people import ANN, BOB, CLEO, MAX, PIA, invite_crew
from tests.seasons import CODE, leaves, plant_season, plant_version, row_of
from tests.seasons_buying import confirmed, facts_now, line, plant_buying, submitted, total

LINEN, DRESSES = (0, 3), (0, 2)  # rows of facts at Harbour Street
WANTED = TransferDraft('c:LINEN', 'w:2030-02-04', 'c:DRESS', 'w:2030-03-04', 500_000, 'dresses sell')
FOUR_WEEKS = [250_000] * 8


def plan():
    sold = leaves(HARB_LINEN=FOUR_WEEKS, HARB_DRESS=FOUR_WEEKS)
    return plant_buying(cells={'cogs': sold, 'eop': leaves(HARB_LINEN=[0] * 8, HARB_DRESS=[0] * 8)})


def left(season):
    """Open to buy by category and period, of the approved plan."""
    return read(lambda work: approved_plan(work, work.get(Season, season))).array('otb').sum(axis=0)


def asked(by=BOB, **changes):
    return transact(transfers.ask_transfer, by, CODE, replace(WANTED, **changes))


def test_a_transfer_is_two_entries_whose_sum_is_nothing(workspace):
    season = plan()
    before = left(season)
    transact(transfers.approve_transfer, ANN, asked())
    moved = left(season) - before
    assert (moved[3].tolist(), moved[2].tolist()) == (
        [-500_000, 0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 500_000, 0, 0, 0])
    assert total(facts_now(season).transfers) == 0


def test_what_is_only_asked_for_moves_nothing_and_tells_managers(workspace):
    invite_crew()
    season = plan()
    asked()
    assert not facts_now(season).transfers.any()
    assert [one.text for one in read(bell.list_notices, MAX)] == [
        'Bob asks to move 5,000.00 from Linen, week 1 to Dresses, week 5: dresses sell']


def test_nobody_approves_what_they_asked_for(workspace):
    invite_crew()
    plan()
    number = asked(by=MAX)
    for person in (MAX, BOB, PIA, CLEO):
        with pytest.raises(Forbidden):
            transact(transfers.approve_transfer, person, number)
    transact(transfers.approve_transfer, ANN, number)
    with pytest.raises(Conflict, match='decided already'):
        transact(transfers.approve_transfer, ANN, number)


def test_budget_that_was_asked_for_stands_on_the_home_page_of_those_who_decide(workspace):
    plan()
    number = asked()
    need, = read(needs.list_needs, ANN)
    assert (need.title, need.button, need.link) == (
        'A budget transfer of 5,000.00 from Linen, week 1 to Dresses, week 5 waits', 'Decide',
        f'/seasons/{CODE}/otb')
    assert read(needs.list_needs, BOB) == read(needs.list_needs, CLEO) == ()
    transact(transfers.approve_transfer, ANN, number)
    assert read(needs.list_needs, ANN) == ()


def test_goods_that_come_this_week_stand_on_the_home_page_of_whoever_ordered_them(workspace, time):
    plan()
    first = confirmed(line(100))
    time.now = time.now.replace(year=2030, month=1, day=30)
    need, = read(needs.list_needs, BOB)
    assert (need.title, need.button, need.link) == (
        f'{first} is due this week', 'Receive', f'/seasons/{CODE}/orders/{first}')
    confirmed(line(100))
    assert [one.title for one in read(needs.list_needs, BOB)] == ['2 orders of Spring/Summer 2030 are due this week']
    assert read(needs.list_needs, ANN) == ()
    time.now = time.now.replace(year=2030, month=1, day=29)
    assert read(needs.list_needs, BOB) == ()


def test_a_rejection_needs_a_reason_and_moves_nothing(workspace):
    season = plan()
    number = asked()
    transact(transfers.reject_transfer, ANN, number, 'not now')
    one, = read(transfers.list_transfers, CLEO, CODE)
    assert (one.state, one.reply, one.source_name, one.target_period) == (
        'rejected', 'not now', 'Linen', 'w:2030-03-04')
    assert not facts_now(season).transfers.any()


def test_more_than_is_left_is_refused_when_asked_and_again_when_approved(workspace):
    plan()
    with pytest.raises(Conflict, match='left to buy there'):
        asked(amount=1_000_001)
    number = asked(amount=600_000)
    submitted(line(500_000))
    with pytest.raises(Conflict) as found:
        transact(transfers.approve_transfer, ANN, number)
    assert found.value.code == 'seasons.over_budget'


def test_everything_that_is_wrong_is_named(workspace):
    plan()
    with pytest.raises(Invalid) as found:
        asked(source='c:WOMEN', target_period='w:1999', amount=0, reason=' ')
    assert [field for field, _ in found.value.errors] == ['from', 'to_period', 'amount', 'reason']
    with pytest.raises(Invalid, match='there already'):
        asked(target='c:LINEN', target_period='w:2030-02-04')


def test_nothing_moves_in_a_locked_season_and_viewers_ask_for_nothing(workspace):
    season = plan()
    with pytest.raises(Forbidden):
        asked(by=CLEO)
    number = asked()
    row_of(season, 'locked')
    for attempt in (asked, lambda: transact(transfers.approve_transfer, ANN, number)):
        with pytest.raises(Conflict) as found:
            attempt()
        assert found.value.code == 'seasons.locked'


def test_a_reserve_holds_an_amount_or_a_share_back(workspace):
    cells = {'net_sales': leaves(HARB_LINEN=FOUR_WEEKS), 'eop': leaves(HARB_LINEN=[0] * 8)}
    season = plant_season(PLANNED, cells)
    plant_version(season, ORIGINAL, cells)
    before = otb(season)
    first = transact(reserves.hold_reserve, PIA, CODE, ReserveDraft('c:LINEN', 'l:HARB', 'w:2030-02-11', 100_000))
    transact(reserves.hold_reserve, PIA, CODE, ReserveDraft('c:WOMEN', share=Decimal('0.10')))
    assert (before - otb(season))[3].tolist() == [25_000, 125_000, *[25_000] * 6]
    assert (read(effects, season) == otb(season) - before).all()
    transact(reserves.release_reserve, PIA, first)
    assert (before - otb(season))[3].tolist() == [25_000] * 8
    one, = read(reserves.list_reserves, CLEO, CODE)
    assert (one.category_name, one.share, one.amount) == ('Women', Decimal('0.1'), None)


def test_a_reserve_is_an_amount_or_a_share_and_not_both(workspace):
    plant_season(PLANNED)
    for wrong in (ReserveDraft('c:LINEN'), ReserveDraft('c:LINEN', amount=1, share=Decimal('0.1')),
                  ReserveDraft('c:NONE', share=Decimal(2))):
        with pytest.raises(Invalid):
            transact(reserves.hold_reserve, PIA, CODE, wrong)
    with pytest.raises(Forbidden):
        transact(reserves.hold_reserve, BOB, CODE, ReserveDraft('c:LINEN', amount=1))


def otb(season):
    return read(rolled_of, season).array('otb').sum(axis=0)


def effects(work, season):
    rows = work.session.exec(select(SeasonMove).where(SeasonMove.season_id == season)).all()
    axes = rolled_of(work, season).axes
    return sum((moves.decoded(axes, row.effect) for row in rows), np.zeros((4, 8), np.int64))
