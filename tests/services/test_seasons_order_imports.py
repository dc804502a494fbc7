"""Orders and receipts from files: counted once, whoever sends what how often."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import select

from app.errors import Conflict, Forbidden
from app.services.seasons import bulk_rows, imports, order_states
from app.services.seasons.facts import facts_of
from app.services.seasons.receipts import reverse_receipt
from app.work import read, transact
from jobs import commands
from models.buying import SeasonCharge, SeasonOrder, SeasonOrderLine, SeasonRange, SeasonReceipt
from models.masters import MasterSupplier
from models.people import Person
from tests.people import BOB, CLEO, MAX, PIA, invite_crew
from tests.season_files import brought, committed, counts, imported, seen
from tests.seasons import CODE, plant_season, row_of
from tests.statements import statements

ORDERS = ('PO / SO #', 'ID', 'Store', 'Dept', 'Qty', 'Unit cost', 'Expected', 'Vendor', 'Freight', 'Status')


@pytest.fixture
def policy(policy, tmp_path):
    return replace(policy, commands=dict(commands.DEFINITIONS), ops=replace(policy.ops, files_dir=tmp_path / 'files'))


@pytest.fixture(autouse=True)
def season(workspace):
    invite_crew()
    assert read(lambda work: work.session.get(Person, 2)).name == 'Bob'
    return plant_season('range_uploaded')


def rows(table):
    return read(lambda work: list(work.session.exec(select(table).order_by(table.id))))


def lines():
    """Number of the order, of the line, and its quantity."""
    names = {one.id: one.number for one in rows(SeasonOrder)}
    return sorted((names[one.order_id], one.number, one.quantity // 1000) for one in rows(SeasonOrderLine))


def order(number='PO-1', line='1', qty='100', cost='10', status='', freight=''):
    return number, line, 'HARB', 'LINEN', qty, cost, '2030-02-20', 'Nordic Mills', freight, status


def test_rows_of_one_number_are_one_draft_order(season):
    number = imported('orders', ORDERS, order(freight='30'), order(line='2', qty='50', freight='see PO-9'),
                      order('PO-2'), actor=BOB)
    assert counts(number) == (3, 0, 0, 0) and seen(number).adds == {'Orders': '2', 'Lines': '3'}
    found = rows(SeasonOrder)
    assert [(one.number, one.state, one.source, one.supplier_name) for one in found] == [
        ('PO-1', 'draft', 'csv', 'Nordic Mills'), ('PO-2', 'draft', 'csv', 'Nordic Mills')]
    assert [(one.quantity, one.cost, one.value) for one in rows(SeasonOrderLine)] == [
        (100_000, 1000, 102_000), (50_000, 1000, 51_000), (100_000, 1000, 100_000)]
    assert [(one.kind, one.amount, one.text) for one in rows(SeasonCharge)] == [
        ('freight', 3000, ''), ('freight', None, 'see PO-9')]
    again = brought('orders', ORDERS, order(freight='30'), order(line='2', qty='50', freight='see PO-9'), order('PO-2'),
                    order('PO-3'), actor=BOB)
    assert counts(again) == (1, 0, 3, 0)
    transact(imports.undo_import, BOB, number)
    assert not rows(SeasonOrder) and not rows(SeasonOrderLine)


def test_an_order_with_a_value_only_is_one_line_of_one():
    imported('orders', ('PO', 'Store', 'Dept', 'PO value'), ('7', 'HARB', 'LINEN', '1,234.50'), actor=BOB)
    assert [(one.quantity, one.cost) for one in rows(SeasonOrderLine)] == [(1000, 123_450)]


def test_lines_of_a_known_order_are_changed_and_added_and_all_of_it_is_undone_as_one_step(season):
    """Drafts are simply written over; an order that left its draft has a revision more."""
    imported('orders', ORDERS, order(status='confirmed'), order('PO-2'), actor=MAX)
    number = brought('orders', ORDERS, order(qty='90'), order(line='20', qty='5'), order('PO-2', line='7', qty='4'),
                     order('PO-3'), actor=BOB)
    assert counts(number) == (3, 1, 0, 0)
    assert [row.words for row in seen(number).changes] == [
        (('Quantity', '100', '90'),), (('Line', '', '20: 5 × 10.00'),), (('Line', '', '7: 4 × 10.00'),), ()]
    committed(number, BOB)
    assert lines() == [('PO-1', 1, 90), ('PO-1', 20, 5), ('PO-2', 1, 100), ('PO-2', 7, 4), ('PO-3', 1, 100)]
    assert [(one.state, one.revision) for one in rows(SeasonOrder)] == [('confirmed', 2), ('draft', 1), ('draft', 1)]
    again = brought('orders', ORDERS, order(line='20', qty='5'), order('PO-2', line='7', qty='4'), actor=BOB)
    assert counts(again) == (0, 0, 2, 0)
    transact(imports.undo_import, BOB, number)
    assert lines() == [('PO-1', 1, 100), ('PO-2', 1, 100)]
    assert [(one.state, one.revision) for one in rows(SeasonOrder)] == [('confirmed', 3), ('draft', 1)]


def test_an_import_is_not_undone_behind_somebody_who_has_changed_one_of_its_orders():
    imported('orders', ORDERS, order(), order('PO-2'), actor=BOB)
    first = imported('orders', ORDERS, order(qty='90'), order('PO-2', qty='80'), actor=BOB)
    transact(order_states.submit, BOB, 'PO-2')
    with pytest.raises(Conflict, match='PO-2 was changed since the import'):
        transact(imports.undo_import, BOB, first)
    assert lines() == [('PO-1', 1, 90), ('PO-2', 1, 80)]


def test_orders_that_came_in_confirmed_go_with_their_import_as_long_as_nothing_came(season, time):
    time.passes(days=30)
    first = imported('orders', ORDERS, order(status='confirmed'), actor=MAX)
    assert int(read(facts_of, season).open_on_order.sum())
    came = imported('receipts', ('GRN no', 'PO', 'Date', 'Received qty'), ('G1', 'PO-1', '2030-02-06', '4'), actor=BOB)
    with pytest.raises(Conflict, match='PO-1 was changed since the import'):
        transact(imports.undo_import, MAX, first)
    transact(imports.undo_import, BOB, came)
    with pytest.raises(Conflict, match='PO-1 has receipts'):
        transact(imports.undo_import, MAX, first)
    other = imported('orders', ORDERS, order('PO-2', status='confirmed'), actor=MAX)
    transact(imports.undo_import, MAX, other)
    assert [one.number for one in rows(SeasonOrder)] == ['PO-1']


def test_what_a_file_cannot_change_of_an_order_is_a_row_to_fix():
    imported('orders', ORDERS, order(), order('PO-2'), actor=BOB)
    transact(order_states.cancel, BOB, 'PO-2', 'No longer made')
    transact(lambda work: work.session.add(MasterSupplier(company_id=1, code='LOOM', name='Loom Ltd')))
    number = brought('orders', ORDERS, (*order(qty='9')[:7], 'LOOM', '', ''), order('PO-2', qty='9'),
                     order('PO-2', line='4', qty='9'), actor=BOB)
    assert {row.number: row.issues[0].message for row in seen(number).rejected} == {
        2: 'PO-1 is from Nordic Mills.', 3: 'PO-2 is cancelled: it can’t be changed any more.',
        4: 'PO-2 is cancelled: it can’t be changed any more.'}


def test_a_value_that_is_not_quantity_at_unit_cost_is_noticed():
    number = brought('orders', ('PO', 'Store', 'Dept', 'Qty', 'Unit cost', 'PO value'),
                     ('7', 'HARB', 'LINEN', '3', '3.33', '10.00'), ('8', 'HARB', 'LINEN', '2', '5', '10'), actor=BOB)
    assert counts(number) == (2, 0, 0, 0)
    assert seen(number).notes == ('1 row says another value than its quantity at its unit cost. The unit cost counts: '
                                  '-0.01 in all.',)


def test_a_planner_buys_nothing_and_a_viewer_imports_nothing():
    for actor in (PIA, CLEO):
        with pytest.raises(Forbidden):
            brought('orders', ORDERS, order(), actor=actor)


def test_a_currency_without_a_rate_and_an_unknown_supplier_are_rows_to_fix():
    number = brought('orders', ('PO', 'Store', 'Dept', 'PO value', 'Currency', 'Vendor'),
                     ('7', 'HARB', 'LINEN', '1', 'USD', ''), ('8', 'HARB', 'LINEN', '1', '', 'Nordik Mills'), actor=BOB)
    assert counts(number) == (0, 0, 0, 2)
    assert {issue.field for row in seen(number).rejected for issue in row.issues} == {'currency', 'supplier_name'}


def test_a_receipt_counts_once_however_often_it_is_sent(season, time):
    time.passes(days=30)
    imported('orders', ORDERS, order(status='confirmed'), order('PO-2', status='confirmed'), actor=MAX)
    assert {one.state for one in rows(SeasonOrder)} == {'confirmed'}
    header = ('PO', 'Line', 'Date', 'Received qty')
    number = imported('receipts', header, ('PO-1', '1', '2030-02-06', '40'), ('PO-1', '1', '2030-02-06', '40'),
                      actor=BOB)
    assert counts(number) == (2, 0, 0, 0)
    assert [one.day for one in rows(SeasonReceipt)] == [date(2030, 2, 6)] * 2
    assert rows(SeasonOrderLine)[0].accepted == 80_000
    again = brought('receipts', header, ('PO-1', '1', '2030-02-06', '40'), ('PO-1', '1', '2030-02-06', '40'),
                    ('PO-2', '1', '2030-02-07', '5'), actor=BOB, name='another.csv')
    assert counts(again) == (1, 0, 2, 0)
    transact(imports.undo_import, BOB, number)
    assert rows(SeasonOrderLine)[0].accepted == 0 and len(rows(SeasonReceipt)) == 4
    assert int(read(facts_of, season).received.sum()) == 0


def test_more_than_was_ordered_refuses_the_whole_file(time):
    time.passes(days=30)
    imported('orders', ORDERS, order(status='confirmed'), actor=MAX)
    number = brought('receipts', ('GRN no', 'PO', 'Date', 'Received qty'), ('G1', 'PO-1', '2030-02-06', '40'),
                     ('G2', 'PO-1', '2030-02-07', '61'), actor=BOB)
    assert [(row.number, row.issues[0].message) for row in seen(number).rejected] == [
        (3, 'Line 1: 100 may come, 40 did already.')]
    with pytest.raises(Conflict, match='1 row needs a fix'):
        committed(number, BOB)
    assert not rows(SeasonReceipt) and rows(SeasonOrderLine)[0].accepted == 0


def test_what_may_not_come_is_told_row_by_row_before_anything_is_written(time):
    time.passes(days=30)
    imported('orders', ORDERS, order(status='confirmed'), order(line='2', qty='10', status='confirmed'), order('PO-2'),
             actor=MAX)
    number = brought('receipts', ('GRN no', 'PO', 'Line', 'Date', 'Received qty', 'Currency'),
                     ('G1', 'PO-1', '1', '2030-02-06', '40', ''), ('G1', 'PO-1', '2', '2030-02-06', '11', ''),
                     ('G2', 'PO-2', '1', '2030-02-06', '1', ''), ('G3', 'PO-1', '1', '2031-02-06', '1', ''),
                     ('G4', 'PO-1', '1', '2030-02-06', '1', 'USD'), ('G5', 'PO-1', '1', '2030-02-06', '100', 'EUR'),
                     actor=BOB)
    assert {row.number: row.issues[0].message for row in seen(number).rejected} == {
        2: 'Another row of this receipt cannot be imported.', 3: 'Line 2: 10 may come, 0 did already.',
        4: 'PO-2 is draft: goods come for confirmed orders only.',
        5: 'Receipts of this season were taken in until 2030-04-30.', 6: 'PO-1 is in EUR.'}
    committed(number, BOB, is_partial=True)
    assert [one.number for one in rows(SeasonReceipt)] == ['G5']


def test_a_receipt_that_went_with_an_undone_import_may_come_again_and_one_taken_back_by_hand_stays(time):
    time.passes(days=30)
    imported('orders', (*ORDERS, 'Order date'), (*order(status='confirmed'), '2030-01-08'), actor=MAX)
    file = ('GRN no', 'PO', 'Date', 'Received qty'), ('G1', 'PO-1', '2030-02-06', '40'), (
        'G2', 'PO-1', '2030-01-07', '5')
    for turn in range(3):
        number = imported('receipts', *file, actor=BOB)
        assert 'before the day on which they were ordered' in seen(number).notes[0]
        if turn < 2:
            transact(imports.undo_import, BOB, number)
            assert rows(SeasonOrder)[0].state == 'confirmed'
    assert [one.number for one in rows(SeasonReceipt) if one.state == 'posted' and not one.reverses_id] == [
        'G2-3', 'G1-3']
    transact(reverse_receipt, BOB, 'G1-3', 'Counted wrongly')
    again = brought('receipts', *file, ('G3', 'PO-1', '2030-02-07', '1'), actor=BOB)
    assert counts(again) == (1, 0, 2, 0) and '1 of these were taken back' in seen(again).notes[-1]


def test_thousands_of_receipts_take_as_many_statements_as_one(season, time):
    time.passes(days=30)
    imported('orders', ORDERS, *(order(f'PO-{at}', status='confirmed') for at in range(13)), actor=MAX)
    header, taken = ('GRN no', 'PO', 'Date', 'Accepted', 'Rejected'), []
    for numbers in ((12,), range(12)):
        number = brought('receipts', header, *((f'G{at}', f'PO-{at}', '2030-02-06', str(at % 2 * 60 + 40), str(at % 3))
                                               for at in numbers), actor=BOB)
        with statements() as sent:
            committed(number, BOB)
            taken.append(len(sent))
            transact(imports.undo_import, BOB, number)
        assert [one.state for one in rows(SeasonOrder)] == ['confirmed'] * 13
        taken.append(len(sent))
    assert taken[2] <= taken[0] and taken[3] <= taken[1]


def test_one_delivery_note_for_two_orders_is_a_receipt_for_each(time):
    time.passes(days=30)
    imported('orders', ORDERS, order(status='confirmed'), order('PO-2', status='confirmed'), actor=MAX)
    imported('receipts', ('ASN/DN #', 'PO', 'Date', 'Received qty'), ('D1', 'PO-1', '2030-02-06', '1'),
             ('D1', 'PO-2', '2030-02-06', '2'), actor=BOB)
    assert sorted(one.number for one in rows(SeasonReceipt)) == ['D1/PO-1', 'D1/PO-2']


def test_rows_of_programs_are_all_held_against_their_season_and_can_be_undone():
    row = {'season_id': CODE, 'po_number': '9', 'location_id': 'HARB', 'category_id': 'LINEN', 'po_value': '10.00'}
    with pytest.raises(Conflict, match='row 3 season'):
        transact(bulk_rows.bring, BOB, 'orders', [row, {**row, 'season_id': 'AAAA-BBBB'}], '', 'x')
    assert not rows(SeasonOrder)
    number, weighed = transact(bulk_rows.bring, BOB, 'orders', [row], '', 'x')
    assert weighed.counts['new'] == 1 and rows(SeasonOrder)[0].by_name == 'Bob'
    transact(imports.undo_import, BOB, number)
    assert not rows(SeasonOrder)


def test_range_intent_and_architecture_come_from_files_and_go_again(season):
    row_of(season, 'otb_uploaded')
    meant = imported('range_intents', ('Category', 'Core', 'Fashion', 'Price band mix'),
                     ('LINEN', '60', '40', 'low:30; mid:50; high:20'), actor=BOB)
    assert counts(brought('range_intents', ('Category', 'Core %', 'Fashion %'), ('LINEN', '60', '40'), actor=BOB)) == (
        0, 0, 1, 0)
    header = ('Category', 'Price band', 'Fabric', 'Options', 'Depth', 'Share %')
    put_in = imported('range_architecture', header, ('LINEN', 'Low', 'Cotton', '30', '120', '100'), actor=MAX)
    assert seen(put_in).adds == {'Units': '3,600'}
    assert counts(brought('range_architecture', header, ('LINEN', 'low', 'Cotton', '30', '110', '100'), actor=MAX)) == (
        0, 1, 0, 0)
    for actor, number in ((MAX, put_in), (BOB, meant)):
        transact(imports.undo_import, actor, number)
    assert not rows(SeasonRange)


def test_an_intent_that_is_not_a_hundred_percent_is_refused(season):
    row_of(season, 'otb_uploaded')
    assert counts(brought('range_intents', ('Category', 'Core', 'Fashion'), ('LINEN', '60', '39'), actor=BOB)) == (
        0, 0, 0, 1)
