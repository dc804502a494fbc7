"""Plans as tables that people take away."""

import csv
import io
import json
from dataclasses import replace
from decimal import Decimal

from app.domain.portfolio.items.sheets import Sheet, as_csv, as_json, items_sheet
from tests.portfolio import checkout, day


def test_items_are_rows_with_days_as_iso_and_a_column_per_team():
    plan = checkout()
    rows = list(csv.DictReader(io.StringIO(as_csv(items_sheet(plan, list(plan.items.values()))).lstrip('\ufeff'))))
    assert [row['title'] for row in rows][:2] == ['One-page checkout', 'Split shipment totals']
    wallet = rows[2]
    assert (wallet['start'], wallet['end'], wallet['parent'], wallet['waits_for']) == (
        '2026-10-19', '2026-11-06', '4001', '4002')
    assert (wallet['share: Payments'], rows[4]['share: Stores'], rows[5]['start']) == ('40', '80', '')


def test_text_that_looks_like_a_formula_is_harmless_and_numbers_stay_numbers():
    sheet = Sheet('Items', ('title', 'change'), (('=cmd()', Decimal('-5.50')), ('@me', -3), ('\tx', None)))
    assert as_csv(sheet) == "\ufefftitle,change\r\n'=cmd(),-5.5\r\n'@me,-3\r\n'\tx,\r\n"
    assert json.loads(as_json(sheet))['items'] == [
        {'title': '=cmd()', 'change': -5.5}, {'title': '@me', 'change': -3}, {'title': '\tx', 'change': None}]


def test_an_item_nobody_may_see_is_not_named_by_those_that_hang_on_it():
    plan = checkout().without_items([1, 2])
    names = dict(zip(*(lambda sheet: (sheet.heads, sheet.rows[0]))(items_sheet(plan, [plan.items[3]])), strict=True))
    assert (names['parent'], names['waits_for']) == ('', '')


def test_days_that_only_the_iteration_gave_say_so():
    plan = checkout()
    plan = plan.with_items([replace(plan.items[6], start=day('5 Oct'), end=day('16 Oct'), start_from='iteration')])
    rows = list(csv.DictReader(io.StringIO(as_csv(items_sheet(plan, [plan.items[6]])).lstrip('\ufeff'))))
    assert rows[0]['start_from'] == 'iteration'
