"""Pages of orders and receipts: written by hand, answered by the budget, decided by somebody else, received."""

from app.services.seasons import locking, order_states, order_views, overrides
from app.work import read, transact
from tests.pages.conftest import (
    arrives,
    control,
    field,
    fill,
    give,
    misses,
    named,
    press,
    press_last,
    sees,
    shown,
    sign_in,
    submit,
    touch,
    until,
)
from tests.people import ANN, BOB
from tests.seasons import CODE, row_of
from tests.seasons_buying import came, confirmed, drafted, line, plant_buying, submitted

HOME = f'/seasons/{CODE}/orders'


def view(number):
    return read(order_views.view_order, ANN, number)


async def test_a_new_order_begins_as_a_draft_with_the_next_number(bob):
    plant_buying()
    await bob.open(HOME)
    await sees(bob, 'No orders yet')
    press(bob, 'New order')
    await sees(bob, 'It begins as a draft')
    give(bob, 'Title', 'Linen shirts')
    submit(bob, 'Write order')
    await arrives(bob, f'{HOME}/PO-1001')
    assert (view('PO-1001').title, view('PO-1001').state) == ('Linen shirts', 'draft')


async def test_the_budget_answers_while_a_line_is_typed(bob):
    plant_buying()
    submitted(line(600_000))
    number = drafted(line(100_000))
    await bob.open(f'{HOME}/{number}')
    await sees(bob, 'Budget: 3,000.00 left in February')
    fill(bob, **{'Unit cost, line 1': '6,000.00'})
    await sees(bob, 'Budget: 2,000.00 over in February', 'Order 2,000.00 less', 'Ask for override')
    fill(bob, **{'Unit cost, line 1': '4,000.00'})
    await sees(bob, 'Budget: 0.00 left in February')
    assert view(number).lines[0].cost == 100_000, 'nothing is saved by typing'


async def test_many_drafts_are_confirmed_at_once_and_one_that_does_not_fit_says_why(bob):
    plant_buying()
    first, second, third = drafted(line(600_000)), drafted(line(600_000)), drafted(line(100_000))
    await bob.open(HOME)
    await sees(bob, 'Draft 3')
    press(bob, 'Confirm all drafts…')
    await sees(bob, 'Confirm 3 drafts?')
    press(bob, 'Confirm drafts')
    await sees(bob, '1 order stays a draft', '2,000.00 over in February', 'Confirmed 2')
    assert [view(number).state for number in (first, second, third)] == ['confirmed', 'draft', 'confirmed']


async def test_what_somebody_else_submits_changes_the_answer_at_once(bob):
    plant_buying()
    number = drafted(line(600_000))
    await bob.open(f'{HOME}/{number}')
    await sees(bob, 'Budget: 4,000.00 left in February')
    submitted(line(600_000))
    await sees(bob, 'Budget: 2,000.00 over in February')


async def test_an_order_is_submitted_confirmed_and_received_by_hand(bob, time):
    plant_buying()
    number = drafted(line(quantity=100_000, cost=5000))
    time.passes(days=30)
    sign_in(bob, BOB)
    await bob.open(f'{HOME}/{number}')
    press(bob, 'Submit order')
    await sees(bob, 'Confirm order')
    press(bob, 'Confirm order')
    await sees(bob, 'Post receipt')
    press(bob, 'Post receipt')
    await sees(bob, 'What was rejected is still awaited.')
    fill(bob, **{'Accepted, line 1': '60', 'Rejected, line 1': '5'})
    press_last(bob, 'Post receipt')
    await sees(bob, '60 of 100, 5 rejected')
    assert view(number).state == 'partial'


async def test_what_is_missing_is_said_at_its_field(bob):
    plant_buying()
    number = drafted(line(expected=None, cost=0), supplier='')
    await bob.open(f'{HOME}/{number}')
    press(bob, 'Submit order')
    await sees(bob, 'Say who supplies it.', 'Line 1 needs a price.')
    cost, = named(bob, 'Unit cost, line 1')
    assert cost.props['aria-invalid'] == 'true'


async def test_a_line_is_added_saved_and_taken_away(bob):
    plant_buying()
    number = drafted(line(100))
    await bob.open(f'{HOME}/{number}')
    press(bob, 'Add line')
    fill(bob, **{'Quantity, line 2': '2.5', 'Unit cost, line 2': '10'})
    press(bob, 'Save')
    await until(lambda: len(view(number).lines) == 2)
    assert (view(number).lines[1].quantity, view(number).lines[1].value) == (2500, 2500)
    await sees(bob, '2 lines, 26 EUR at cost')
    press(bob, 'Remove line 1')
    press(bob, 'Save')
    await until(lambda: [one.number for one in view(number).lines] == [2])


async def test_an_override_is_asked_for_and_decided_by_somebody_else(ann, bob):
    plant_buying()
    number = drafted(line(1_200_000))
    await bob.open(f'{HOME}/{number}')
    await sees(bob, 'Budget: 2,000.00 over in February')
    press(bob, 'Ask for override')
    await sees(bob, 'Managers are told')
    give(bob, 'Reason', 'sold out')
    press_last(bob, 'Ask for override')
    await sees(bob, 'Waits for a decision', 'waits until somebody else decides')
    await ann.open(f'{HOME}/{number}')
    await sees(ann, 'Linen is over in February', 'Bob asks you to decide: sold out.')
    give(ann, 'Reason', 'once')
    press(ann, 'Decide')
    await sees(bob, 'Ann let it pass: once')
    assert view(number).state == 'confirmed'


async def test_a_manager_sends_an_order_back_with_a_note(ann):
    plant_buying()
    number = drafted(line(1_200_000))
    transact(overrides.ask_override, BOB, number, 'trend')
    await ann.open(f'{HOME}/{number}')
    press(ann, 'Decide')
    await sees(ann, 'Say in a few words why.')
    press_radio(ann, 'Send it back to Bob')
    give(ann, 'Reason', 'order less')
    press(ann, 'Decide')
    await until(lambda: view(number).state == 'draft')


def press_radio(user, words):
    way = next(one for one in shown(user) if one.props.get('role') == 'radio'
               and any(words in getattr(part, 'text', '') for part in one.descendants()))
    touch(user, way, 'click')


async def test_lists_narrow_by_state_and_what_waits(bob):
    plant_buying()
    drafted(line(100), title='Shirts')
    confirmed(line(100), title='Trousers')
    await bob.open(HOME)
    await sees(bob, 'Shirts', 'Trousers', 'Draft 1', 'Confirmed 1')
    press(bob, 'Draft 1')
    await misses(bob, 'Trousers')
    press(bob, 'Waits for a decision')
    await sees(bob, 'No order is like that')
    press(bob, 'Clear filter')
    await sees(bob, 'Shirts', 'Trousers')


async def test_a_receipt_is_taken_back_with_a_reason(bob, time):
    plant_buying()
    number = confirmed(line(quantity=10_000, cost=100))
    time.passes(days=35)
    came(number, (1, 4, 0), note='DN 1')
    sign_in(bob, BOB)
    await bob.open(f'/seasons/{CODE}/receipts')
    await sees(bob, 'DN 1', 'Posted')
    press(bob, 'Reverse receipt')
    await sees(bob, 'both stay on record')
    give(bob, 'Reason', 'wrong pallet')
    press_last(bob, 'Reverse receipt')
    await sees(bob, 'Reversed', 'takes back GR-1001')
    assert view(number).state == 'confirmed'


async def test_viewers_and_locked_seasons_have_nothing_to_press(cleo, neighbour):
    season = plant_buying()
    number = submitted(line(100))
    sign_in(neighbour, cleo)
    await neighbour.open(f'{HOME}/{number}')
    await sees(neighbour, 'Nordic Mills', 'Harbour Street')
    row_of(season, 'locked')
    await misses(neighbour, 'Confirm order', 'Save', 'Add line')
    assert named(neighbour, f'Purchase order {number}')


async def test_a_lock_takes_the_deeds_away_from_who_is_there_and_a_reopening_gives_them_back(ann, bob, time):
    plant_buying()
    number = confirmed(line(quantity=10_000, cost=100))
    time.passes(days=35)
    came(number, (1, 4, 0), note='DN 1')
    for one, path in ((ann, HOME), (bob, f'{HOME}/{number}')):
        sign_in(one, ANN if one is ann else BOB)
        await one.open(path)
    await sees(ann, 'New order')
    await sees(bob, 'Post receipt', 'Reverse receipt')
    transact(locking.lock_season, ANN, CODE, True)
    await misses(ann, 'New order')
    await misses(bob, 'Post receipt', 'Reverse receipt', 'Save')
    transact(locking.reopen_season, ANN, CODE, 'A receipt came after the lock')
    await sees(ann, 'New order')
    await sees(bob, 'Post receipt', 'Reverse receipt')


async def test_home_says_what_waits_for_whom(ann, bob):
    plant_buying()
    await ann.open('/')
    number = drafted(line(1_200_000))
    transact(overrides.ask_override, BOB, number, 'trend')
    await sees(ann, 'PO-1001 is 2,000.00 over in February')
    transact(overrides.approve_override, ANN, number)
    await misses(ann, 'PO-1001 is 2,000.00 over in February')


async def test_a_cancelled_order_frees_its_budget_for_who_looks_at_another(ann, bob):
    plant_buying()
    first, second = submitted(line(1_000_000)), drafted(line(100_000))
    await bob.open(f'{HOME}/{second}')
    await sees(bob, 'Budget: 1,000.00 over in February')
    transact(order_states.cancel, ANN, first, 'no more')
    await sees(bob, 'Budget: 9,000.00 left in February')
    assert control(bob, 'Submit order') and field(bob, 'Title')
