"""The page of open-to-buy: what is left of each month, the sum behind it, decisions, transfers, and why it changed."""

import pytest

from app.domain.seasons.budgets import TransferDraft
from app.domain.seasons.season import ORIGINAL
from app.services.seasons import order_views, otb_inputs, overrides, reserves, transfers
from app.work import read, transact
from tests.pages.conftest import choose, control, give, misses, press, press_last, sees, sign_in, submit, text_of, until
from tests.people import BOB, CLEO
from tests.seasons import CODE, leaves, plant_season, plant_version, row_of
from tests.seasons_buying import confirmed, drafted, line, plant_buying

HOME = f'/seasons/{CODE}/otb'
LINEN = f'{HOME}?category=c:LINEN&period=m:2030-01'
WEEK = 'w:2030-02-04'


@pytest.fixture
def season(workspace):
    return plant_buying()


def asked_transfer():
    return transact(transfers.ask_transfer, BOB, CODE,
                    TransferDraft('c:LINEN', WEEK, 'c:DRESS', WEEK, 200_000, 'dresses sell'))


async def test_each_cell_says_what_is_left_and_the_open_one_how_it_comes_about(ann, season):
    number = confirmed(line(600_000))
    await ann.open(LINEN)
    await sees(ann, 'Linen, February 2030', '4\u202f000', 'Open to buy', '60\u202f% used', number, 'Confirmed',
               'On order for February 2030', 'What happened')
    assert control(ann, 'Linen, February 2030, 4\u202f000 left')
    assert control(ann, 'On order: 6\u202f000, show its rows')


async def test_what_a_buyer_orders_is_seen_by_others_at_once(ann, season):
    await ann.open(LINEN)
    await sees(ann, '10\u202f000')
    confirmed(line(950_000))
    await sees(ann, 'Linen, February 2030, 500 left, 90 % used')


async def test_a_figure_opens_the_rows_it_is_made_of(ann, season):
    await ann.open(LINEN)
    press(ann, 'Cost of goods sold: 10\u202f000, show its rows')
    await sees(ann, 'Harbour Street', 'High street')


async def test_an_order_over_budget_is_decided_beside_the_table(ann, season):
    number = drafted(line(1_200_000))
    transact(overrides.ask_override, BOB, number, 'the trend is real')
    await ann.open(HOME)
    await sees(ann, 'Linen is over in February', 'Left to buy')
    give(ann, 'Reason', 'fine')
    press(ann, 'Decide')
    await until(lambda: read(order_views.view_order, BOB, number).state == 'confirmed')


async def test_budget_is_transferred_by_one_and_approved_by_another(ann, bob, season):
    await bob.open(LINEN)
    await ann.open(LINEN)
    asked_transfer()
    await sees(bob, 'Waits until somebody else decides.')
    await sees(ann, '2\u202f000 from Linen, week 1 to Dresses, week 1', 'Bob: dresses sell')
    press(ann, 'Approve transfer')
    await sees(bob, 'Linen, February 2030, 8\u202f000 left')
    assert read(transfers.list_transfers, CLEO, CODE)[0].decided_by_name == 'Ann'


async def test_a_transfer_is_asked_for_in_a_dialog_and_rejected_with_a_reason(ann, bob, season):
    await bob.open(LINEN)
    press(bob, 'Transfer budget…')
    await sees(bob, 'Somebody else approves it.')
    give(bob, 'Amount, EUR', '100000')
    give(bob, 'Reason', 'dresses sell')
    submit(bob, 'Ask for the transfer')
    await sees(bob, 'Name a category of this season')
    asked_transfer()
    await ann.open(LINEN)
    press(ann, 'Reject…')
    await sees(ann, 'Whoever asked for it is told why.')
    give(ann, 'Reason', 'not now')
    press_last(ann, 'Reject')
    await until(lambda: read(transfers.list_transfers, CLEO, CODE)[0].reply == 'not now')


async def test_why_it_changed_adds_up(ann, season):
    confirmed(line(300_000))
    await ann.open(LINEN)
    press(ann, 'Why did it change?')
    await sees(ann, 'Open to buy then', 'New and changed orders', '−3\u202f000', 'Open to buy now', '7\u202f000')


async def test_recalculating_changes_nothing(ann, season):
    await ann.open(HOME)
    press(ann, 'Recalculate')
    await sees(ann, 'Recalculated: nothing changed')


async def test_inputs_and_reserves_belong_to_their_step(ann, workspace):
    cells = {'net_sales': leaves(HARB_LINEN=[2_500_000] * 8)}
    plant_version(plant_season('plan_uploaded', cells), ORIGINAL, cells)
    await ann.open(f'{LINEN}&place=l:HARB')
    await misses(ann, 'Transfer budget…')
    press(ann, 'Type inputs…')
    await sees(ann, 'Target closing stock')
    for label, value in (('Target closing stock', '50000'), ('Opening stock', '30000'),
                         ('On order elsewhere', '10000')):
        give(ann, label, value)
    submit(ann, 'Save')
    await sees(ann, '110\u202f000')
    assert read(otb_inputs.view_input, CLEO, CODE, 'HARB', 'LINEN', '2030-02').limit == 11_000_000
    press(ann, 'Hold reserve…')
    await sees(ann, 'It is kept back from what may be bought')
    give(ann, 'How much', '10')
    submit(ann, 'Hold it back')
    await until(lambda: len(read(reserves.list_reserves, CLEO, CODE)) == 1)
    await sees(ann, '10\u202f% of Linen')
    press(ann, 'Release')
    await until(lambda: not read(reserves.list_reserves, CLEO, CODE))


async def test_a_viewer_reads_and_is_offered_nothing(cleo, neighbour, season):
    asked_transfer()
    sign_in(neighbour, cleo)
    await neighbour.open(LINEN)
    await sees(neighbour, 'Left to buy', 'Waits until somebody else decides.')
    await misses(neighbour, 'Transfer budget…', 'Recalculate', 'Approve transfer')


async def test_a_season_without_a_plan_says_where_to_begin(ann, workspace):
    plant_season('range_uploaded')
    await ann.open(HOME)
    await sees(ann, 'Nothing is planned yet')
    assert 'Left to buy' not in text_of(ann)


async def test_a_locked_season_can_only_be_read(ann, season):
    row_of(season, 'locked')
    await ann.open(LINEN)
    await sees(ann, 'Left to buy')
    await misses(ann, 'Transfer budget…', 'Recalculate')


async def test_another_cell_is_opened_by_a_click_and_stands_in_the_address(ann, season):
    await ann.open(HOME)
    press(ann, 'Linen, March 2030, 10\u202f000 left')
    await sees(ann, 'On order for March 2030', 'Nothing is due here.')


async def test_a_place_can_be_looked_at_and_stands_in_the_address(ann, season):
    await ann.open(LINEN)
    choose(ann, 'Location', 'l:MILL')
    await sees(ann, 'Mill Lane · EUR at cost', 'Linen, February 2030, nothing planned')
    choose(ann, 'Location', 'k:CLU-HIGH')
    await sees(ann, 'High street · EUR at cost', 'Linen, February 2030, 10\u202f000 left')
