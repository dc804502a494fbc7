"""Rows of files: which column is what, what each row says, and what stands in its way."""

from datetime import date
from decimal import Decimal

import pytest

from app.domain.seasons.importing import fields as types
from app.domain.seasons.importing.answers import Answers, Grounds, answers_of, stored
from app.domain.seasons.importing.book import Book, Read, Row, Wishes
from app.domain.seasons.importing.checking import check
from app.domain.seasons.importing.duplicates import told_once
from app.domain.seasons.importing.headers import map_columns
from app.domain.seasons.importing.kinds import INTENTS, KINDS, LOCATIONS, ORDERS, OTB, PLANS, RECEIPTS, SALES
from app.domain.seasons.importing.matching import Known, lookup_of
from app.errors import Rejected
from app.integrations.tables.reading import read_book
from tests.domain.test_seasons_import_values import PLACES, SPAN
from tests.recorded import folder

KINDS_OF = lookup_of('category', (Known('c:LINEN', 'LINEN', 'Linen'), Known('c:DRESS', 'DRESS', 'Dresses')))
SUPPLIERS = lookup_of('supplier', (Known('NORDIC', 'NORDIC', 'Nordic Mills'),))
GROUNDS = Grounds('K7QM-2XRD', 'Spring', '1', 2, 'EUR', SPAN, {
    types.LOCATION: PLACES, types.CATEGORY: KINDS_OF, types.SUPPLIER: SUPPLIERS,
    types.ORDER: lookup_of('order', (Known('PO-1', 'PO-1', ''),))})


def book(*rows, form='csv'):
    return Book(form, [Row(number, cells) for number, cells in enumerate(rows, 1)])


def checked(kind, *rows, **answers):
    return check(book(*rows), kind, Answers(**answers), GROUNDS)


def fields(kind, *header):
    return {one.header: one.field for one in map_columns(book(header).rows, kind, {}).columns}


def test_headers_match_without_case_accents_blanks_and_signs():
    assert fields(PLANS, 'Store No', 'PRODUCT-GROUP', 'Week ending', 'Sálés  Plan') == {
        'Store No': 'location', 'PRODUCT-GROUP': 'category', 'Week ending': 'period', 'Sálés  Plan': 'planned_sales'}
    found = fields(ORDERS, 'PO / SO #', 'Country', 'Product Group', 'Line Item Value', 'Vendor')
    assert list(found.values()) == ['po_number', 'location', 'category', 'po_value', 'supplier_name']
    assert fields(RECEIPTS, 'ASN/DN #', 'PO', 'Date', 'Amount')['ASN/DN #'] == 'grn_number'


def test_what_somebody_said_about_a_column_comes_first():
    found = map_columns(book(['A', 'Store', 'Dept', 'Sales']).rows, PLANS, {'a': 'planned_sales', 'sales': '-'})
    assert [one.field for one in found.columns] == ['planned_sales', 'location', 'category', '']


def test_titles_above_and_totals_below_are_passed_over_with_a_note():
    found = checked(PLANS, ['Plan of spring', '', '', ''], ['Store', 'Dept', 'Week', 'Sales'],
                    ['HARB', 'LINEN', 'W01', '10'], ['Total', '', '', '10'])
    assert (found.read, len(found.reads), found.issues) == (1, 1, ())
    assert found.notes == ('1 line above the header passed over.', 'Row 4 adds the others up and was passed over.')


def test_two_columns_of_one_name_are_a_question():
    rows = (['Store', 'Dept', 'Week', 'Sales', 'sales'], ['HARB', 'LINEN', 'W01', '10', '20'])
    doubt = checked(PLANS, *rows).doubts[0]
    assert doubt.key == 'column:planned_sales' and [value for value, _ in doubt.choices] == ['3', '4']
    answered = checked(PLANS, *rows, choices={'column:planned_sales': '4'})
    assert answered.reads[0].values['planned_sales'] == 2000 and not answered.doubts


def test_a_column_that_nobody_can_do_without_is_asked_for_before_anything_is_read():
    found = checked(PLANS, ['Place', 'Dept', 'Sales'], ['HARB', 'LINEN', '10'])
    assert [one.key for one in found.doubts] == ['needs:location'] and not found.reads and found.read == 1


def test_a_file_without_header_is_refused():
    with pytest.raises(Rejected, match='No row names columns'):
        checked(PLANS, ['1', '2', '3'], ['4', '5', '6'])


def test_a_file_of_articles_is_refused_by_name():
    with pytest.raises(Rejected, match='A list of articles'):
        checked(PLANS, ['SKU ID', 'SKU name', 'Store'], ['1', 'x', 'HARB'])


@pytest.mark.parametrize(('cells', 'count'), [(['HARB', 'LINEN'], 1), (['HARB', 'LINEN', 'W01', '1', 'x'], 1),
                                              (['HARB', 'LINEN', 'W01', '1', ''], 0)])
def test_a_row_of_another_length_is_an_error_and_never_a_crash(cells, count):
    assert len(checked(PLANS, ['Store', 'Dept', 'Week', 'Sales'], cells).issues) == count


def test_every_row_is_read_rejected_or_left_out():
    found = checked(PLANS, ['Store', 'Dept', 'Week', 'Sales'], ['HARB', 'LINEN', 'W01', '10'],
                    ['HARB', 'Linnen', 'W01', '10'], ['HBR', 'LINEN', 'W99', 'x'], ['HARB', 'LINEN', 'W02', '1'],
                    left_out=frozenset({5}))
    assert found.read == 4 and len(found.reads) == 1 and found.left_out == (5,)
    assert [(one.row, one.field, one.value) for one in found.issues] == [
        (3, 'category', 'Linnen'), (4, 'location', 'HBR'), (4, 'period', 'W99'), (4, 'planned_sales', 'x')]
    assert found.issues[0].suggestions == ('LINEN',) and found.raw[3]['Dept'] == 'Linnen'


def test_one_fix_does_all_alike_and_one_row_may_be_mended_by_itself():
    rows = (['Store', 'Dept', 'Week', 'Sales'], ['HARB', 'Linnen', 'W01', '10'], ['HARB', 'Linnen', 'W02', '−4'])
    found = checked(PLANS, *rows, replaced={'category': {'Linnen': 'LINEN'}}, mended={3: {'planned_sales': '4'}})
    assert not found.issues and [one.values['planned_sales'] for one in found.reads] == [1000, 400]


def test_a_full_stop_with_two_meanings_is_asked_for_with_both_readings():
    found = checked(PLANS, ['Store', 'Dept', 'Week', 'Sales'], ['HARB', 'LINEN', 'W01', '1.200'])
    assert found.issues[0].suggestions == ('1200', '1.200') and found.doubts[0].rows == 1
    answered = checked(PLANS, ['Store', 'Dept', 'Week', 'Sales'], ['HARB', 'LINEN', 'W01', '1.200'],
                       choices={'decimals:planned_sales': ','})
    assert answered.reads[0].values['planned_sales'] == 120_000


def test_words_for_nothing_are_empty_only_if_somebody_says_so():
    rows = (['Store', 'Dept', 'Week', 'Sales', 'Markdown'], ['HARB', 'LINEN', 'W01', '10', 'NA'])
    assert checked(PLANS, *rows).doubts[0].key == 'blanks:markdown'
    assert checked(PLANS, *rows, choices={'blanks:markdown': 'empty'}).reads[0].values['markdown'] is None


def test_negative_plans_are_refused_and_negative_sales_are_noted():
    assert 'below zero' in checked(PLANS, ['Store', 'Dept', 'Week', 'Sales'], ['HARB', 'LINEN', 'W01', '-1'],
                                   ).issues[0].message
    sold = checked(SALES, ['Store', 'Dept', 'Week', 'Sales'], ['HARB', 'LINEN', 'W01', '-1'])
    assert sold.reads[0].values['net_retail'] == -100 and 'below zero' in sold.notes[0]


def test_every_row_says_its_season_not_only_the_first():
    found = checked(OTB, ['Season', 'Store', 'Dept', 'Month', 'Sales'], ['K7QM-2XRD', 'HARB', 'LINEN', '2030-02', '1'],
                    ['AAAA-BBBB', 'HARB', 'DRESS', '2030-02', '1'])
    assert [(one.row, one.field) for one in found.issues] == [(3, 'season')]


def test_core_and_fashion_are_a_hundred_percent_in_every_row():
    found = checked(INTENTS, ['Category', 'Core %', 'Fashion %'], ['LINEN', '60', '40'], ['DRESS', '60', '39'])
    assert found.reads[0].values['core_percent'] == Decimal('0.6')
    assert found.issues[0].message == 'Core and fashion add up to 99.00 %, not 100 %.'


def test_days_years_from_each_other_are_refused():
    rows = [['PO', 'Store', 'Dept', 'Value', 'Order date', 'Expected'],
            ['1', 'HARB', 'LINEN', '10', '2026-02-10', '2030-02-10']]
    assert checked(ORDERS, *rows).issues[0].field == 'order_date'


def test_a_row_that_repeats_another_counts_once_and_one_that_contradicts_it_refuses_both():
    found = checked(PLANS, ['Store', 'Dept', 'Week', 'Sales'], ['HARB', 'LINEN', 'W01', '10'],
                    ['harb', 'Linen', '2030-02-04', '10.00'], ['HARB', 'LINEN', 'W02', '1'],
                    ['HARB', 'LINEN', 'W02', '2'])
    reads, issues, repeated = told_once(PLANS, found.reads)
    assert [one.number for one in reads] == [2] and repeated == [3]
    assert [(one.row, one.message) for one in issues] == [
        (4, 'Also in row 5, with another net sales.'), (5, 'Also in row 4, with another net sales.')]


def test_values_of_masters_are_what_they_say():
    found = checked(LOCATIONS, ['Store', 'Name', 'Type', 'Active', 'Opens'],
                    ['0012', ' Harbour ', 'Shop', 'yes', '4-Feb-30'], ['13', 'x', 'Tent', 'perhaps', ''])
    assert found.reads[0].values == {'code': '0012', 'name': 'Harbour', 'type': 'store', 'is_active': True,
                                     'opens': date(2030, 2, 4)}
    assert [one.field for one in found.issues] == ['type', 'is_active']


def test_what_was_said_survives_being_kept():
    said = Answers({'a': 'code'}, {'x': 'y'}, {'category': {'Linnen': 'LINEN'}}, {3: {'name': 'z'}}, frozenset({9}),
                   Wishes(delimiter=';'))
    assert answers_of(stored(said)) == said


def test_every_type_of_file_knows_its_own_columns():
    for kind in KINDS.values():
        header = [one.label for one in kind.fields]
        found = map_columns(book(header).rows, kind, {})
        assert [one.field for one in found.columns] == [one.key for one in kind.fields], kind.key


def test_rows_without_a_code_are_told_apart_by_their_names():
    kind = KINDS['clusters']
    rows = [Read(number, {'name': name}) for number, name in enumerate(('North', 'South', 'north'), 2)]
    reads, issues, repeated = told_once(kind, rows)
    assert ([one.number for one in reads], issues, repeated) == ([2, 3], [], [4])


@pytest.mark.realdata
def test_a_real_file_of_orders_has_its_days_put_back():
    """1,712 of its order days were read as year, month and day although they were month, day and year."""
    content = (folder('retail') / 'SCMS_Delivery_History_Dataset.csv').read_bytes()
    read = read_book(content)
    header = [str(cell) for cell in read.rows[0].cells]

    def known(noun, name):
        return lookup_of(noun, [Known(x, x, x) for x in {str(row.cells[header.index(name)]) for row in read.rows[1:]}])
    grounds = Grounds('K7QM-2XRD', digits=None, lookups={
        types.LOCATION: known('location', 'Country'), types.CATEGORY: known('category', 'Product Group'),
        types.SUPPLIER: known('supplier', 'Vendor')})
    words = {'order_date': {'N/A - From RDC': '', 'Date Not Captured': ''}}
    asked = check(read, ORDERS, Answers(replaced=words), grounds)
    assert asked.doubts[0].rows == 1712 and asked.doubts[0].text.endswith('put back, 86 days.')
    swapped = check(read, ORDERS, Answers(replaced=words, choices={'reread:order_date': 'swap'}), grounds)
    assert (swapped.read, len(swapped.reads)) == (10_324, 10_323)
    assert [(one.row, one.message[:8]) for one in swapped.issues] == [(2700, '160 days')]
    assert sum(isinstance(one.values['freight'], str) for one in swapped.reads) == 4125  # and row 2700
    leads = [(one.values['expected'] - one.values['order_date']).days for one in swapped.reads
             if one.values['order_date']]
    assert len(leads) == 4591 and min(leads) >= -30 and max(leads) <= 730
    assert len(check(read, ORDERS, Answers(replaced=words, choices={'reread:order_date': 'keep'}), grounds
                     ).issues) > 1000
