"""The page of the range: categories, what they are meant to be, rows, and who approves them."""

from datetime import date
from decimal import Decimal

import pytest

from app.domain.seasons.drafts import SeasonDraft
from app.domain.seasons.range_rules import Intent, RangeDraft
from app.services.seasons import cloning, intents, ranges
from app.work import read, transact
from tests.pages.conftest import (
    complaint,
    control,
    give,
    misses,
    press,
    press_last,
    sees,
    shown,
    sign_in,
    submit,
    text_of,
    until,
)
from tests.people import ANN, BOB, MAX
from tests.seasons import CODE, every, plant_season

HOME = f'/seasons/{CODE}/range'
LINEN = f'{HOME}?category=LINEN'
D = Decimal
MIX = Intent(D('0.6'), D('0.4'), (('Low', D('0.3')), ('High', D('0.7'))))
ROW = RangeDraft('LINEN', '', 'Mid', 'Linen', 'Sand', 'Shirt', 10, 30, 120, 4_990, D(1))


@pytest.fixture
def season(workspace):
    return plant_season('otb_uploaded', {'net_sales': every(100_000), 'eop': every(300_000)})


def rows():
    return read(ranges.list_rows, ANN, CODE)


async def test_each_category_says_what_may_be_spent_and_what_its_range_would_cost(ann, season):
    transact(intents.mean_intent, ANN, CODE, 'LINEN', MIX)
    transact(ranges.add_row, ANN, CODE, ROW)
    await ann.open(HOME)
    written = text_of(ann)
    for words in ('Linen', 'Women', '60\u202f% core, 40\u202f% fashion', 'Low 30\u202f% · High 70\u202f%',
                  'Not said yet', '3\u202f600', '179\u202f640', 'All in all 60\u202f% core'):
        assert words in written, words


async def test_a_buyer_says_what_a_category_is_meant_to_be_and_others_see_it(ann, bob, season):
    await ann.open(HOME)
    await bob.open(LINEN)
    give(bob, 'Core, %', '70')
    for band, share in (('Low, %', '20'), ('Mid, %', '50'), ('High, %', '30')):
        give(bob, band, share)
    submit(bob, 'Save what it is meant to be')
    await sees(ann, '70\u202f% core, 30\u202f% fashion', 'Low 20\u202f% · Mid 50\u202f% · High 30\u202f%')


async def test_bands_that_do_not_add_up_are_refused_in_words(bob, season):
    await bob.open(LINEN)
    give(bob, 'Core, %', '70')
    give(bob, 'Low, %', '20')
    submit(bob, 'Save what it is meant to be')
    await until(lambda: complaint(bob, 'Core, %') == 'The price bands are 20 % together: make them 100 %.')
    assert not read(intents.list_intents, ANN, CODE)


async def test_a_row_is_added_handed_in_and_approved_by_a_manager(ann, bob, season):
    await bob.open(LINEN)
    press(bob, 'Add row')
    await sees(bob, 'Add the row')
    for label, value in (('Price band', 'Mid'), ('Style', 'Shirt'), ('Styles', '10'), ('Options', '30'),
                         ('Depth, units per option', '120'), ('Retail price of one', '49.90')):
        give(bob, label, value)
    await sees(bob, '3\u202f600 units, 179\u202f640')
    submit(bob, 'Add the row')
    await sees(bob, 'Hand in')
    press(bob, 'Hand in')
    await until(lambda: rows()[0].state == 'submitted')
    await misses(bob, 'Approve 1 row')
    await ann.open(LINEN)
    press(ann, 'Approve 1 row')
    await sees(bob, 'Approved')


async def test_what_is_returned_says_why(ann, bob, season):
    transact(ranges.add_row, BOB, CODE, ROW)
    transact(ranges.submit, BOB, CODE, 'LINEN')
    await ann.open(LINEN)
    await bob.open(LINEN)
    press(ann, 'Return with comment')
    await sees(ann, 'Whoever handed it in is told what to change.')
    give(ann, 'Comment', 'Too deep')
    press_last(ann, 'Return')
    await sees(bob, '“Too deep” Ann', 'Rejected')


async def test_an_edit_of_a_row_and_its_deletion(bob, season):
    transact(ranges.add_row, MAX, CODE, ROW)
    await bob.open(LINEN)
    press(bob, 'Edit Mid · Shirt · Linen · Sand')
    await sees(bob, 'Save the row')
    give(bob, 'Depth, units per option', 'many')
    submit(bob, 'Save the row')
    await until(lambda: complaint(bob, 'Depth, units per option') == 'This is a whole number from 0.')
    give(bob, 'Depth, units per option', '100')
    submit(bob, 'Save the row')
    await until(lambda: rows()[0].draft.units == 3_000)
    press(bob, 'Delete Mid · Shirt · Linen · Sand')
    await sees(bob, 'Delete this row?')
    press_last(bob, 'Delete')
    await until(lambda: not rows())


async def test_before_its_step_and_after_the_lock_the_range_can_only_be_read(bob, workspace):
    plant_season('plan_uploaded')
    await bob.open(LINEN)
    await sees(bob, 'Nobody has said it yet.')
    await misses(bob, 'Add row', 'Save what it is meant to be')


async def test_a_viewer_reads_and_is_offered_nothing(cleo, neighbour, season):
    sign_in(neighbour, cleo)
    await neighbour.open(LINEN)
    await sees(neighbour, 'Nobody has said it yet.')
    await misses(neighbour, 'Add row')
    assert control(neighbour, 'Close the panel')


async def test_the_range_is_held_against_that_of_another_season(ann, season):
    await ann.open(f'{HOME}/compare')
    await sees(ann, 'No other season yet')
    other = transact(cloning.clone_season, ANN, CODE, SeasonDraft('Autumn', date(2030, 2, 4), date(2030, 3, 3), 1))
    transact(ranges.add_row, BOB, CODE, ROW)
    await ann.open(f'{HOME}/compare')
    await sees(ann, 'Spring/Summer 2030 here, Autumn there', 'Linen · Mid', '▲\u202f3\u202f600')
    transact(ranges.add_row, BOB, CODE, RangeDraft('LAMPS', '', 'Low', 'Steel', 'Black', 'Desk', 1, 2, 5, 1_000, D(1)))
    await sees(ann, 'Lamps · Low')
    await ann.open(f'{HOME}/compare?other={other}&by=category')
    await misses(ann, 'Linen · Mid')
    assert any('format=csv' in str(one.props.get('href')) for one in shown(ann))
