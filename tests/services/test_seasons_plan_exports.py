"""A plan taken away as a file: it says what it is, works its totals out itself, and can be brought back."""

import io
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from app.errors import Conflict
from app.services.seasons import plan_exports
from app.services.seasons.plan_exports import made, take_plan
from app.work import read
from jobs import commands
from tests.people import CLEO, invite_crew
from tests.season_files import brought, counts
from tests.seasons import CODE, leaves, plant_season


@pytest.fixture
def policy(policy, tmp_path):
    return replace(policy, commands=dict(commands.DEFINITIONS), ops=replace(policy.ops, files_dir=tmp_path / 'files'))


@pytest.fixture(autouse=True)
def season(workspace):
    invite_crew()
    return plant_season(cells={'net_sales': leaves(HARB_LINEN=[1050, 2000], MILL_RUGS=[300]),
                               'cogs': leaves(HARB_LINEN=[500, 900])})


def test_a_workbook_has_frozen_heads_formats_formulas_and_says_what_it_is():
    book = load_workbook(io.BytesIO(made(read(take_plan, CLEO, CODE), 'xlsx')))
    plan = book['Plan']
    assert plan.freeze_panes == 'A2' and [cell.value for cell in plan[1]] == [
        'Season', 'Location', 'Category', 'Period', 'Net sales', 'Cost of goods sold', 'Margin share of net sales']
    assert [cell.value for cell in plan[2]][1:6] == ['HARB', 'LINEN', plan['D2'].value, 10.5, 5]
    assert plan['E2'].number_format == '#,##0.00' and plan['E5'].value == '=SUM(E2:E4)'
    assert plan['G5'].value == '=IF(E5=0,"",(E5-F5)/E5)' and plan['A5'].value == 'Total'
    told = {row[0].value: row[1].value for row in book['Read me']}
    assert told['Season'] == f'Spring/Summer 2030 ({CODE})' and told['Basis'] == 'retail' and told['Revision'] == '1'


@pytest.mark.parametrize('form', ['xlsx', 'csv'])
def test_what_was_exported_is_imported_again_without_any_change(form):
    content = made(read(take_plan, CLEO, CODE, 'working', form), form)
    assert content.startswith(b'PK' if form == 'xlsx' else b'\xef\xbb\xbfSeason,')
    assert counts(brought('plans', content=content)) == (0, 0, 3, 0)


def test_more_rows_than_a_file_holds_are_refused(monkeypatch):
    monkeypatch.setitem(plan_exports.MOST, 'xlsx', 2)
    with pytest.raises(Conflict, match='3 rows'):
        read(take_plan, CLEO, CODE)
