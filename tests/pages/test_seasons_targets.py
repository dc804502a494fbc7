"""From the plan page: a target begins, gaps are reconciled, a forecast is opened, the plan is taken along."""

from types import SimpleNamespace

import pytest
from nicegui import ui
from sqlmodel import select

from app.domain.seasons.axes import Cell
from app.domain.seasons.operations import Set
from app.domain.seasons.plan.gaps import levels_of
from app.domain.seasons.season import LY
from app.services.seasons import editing, scopes
from app.services.seasons.cubes import cube_of
from app.services.seasons.ground import find_axes
from app.work import read, transact
from models.seasons import SeasonVersion
from tests.pages.conftest import give, press, sees, shown, sign_in, until
from tests.pages.test_seasons_plan import ADDRESS, grid, opened
from tests.people import MAX, PIA, invite_crew
from tests.seasons import CODE, leaves, plant_season, plant_version, row_of

ALL_SALES = Cell('net_sales')
WOMEN = Cell('net_sales', '', 'c:WOMEN')


@pytest.fixture
def season(workspace, cleo):
    invite_crew()
    return plant_season(cells={'net_sales': leaves(HARB_LINEN=[100_00, 200_00])})


def deeds(user):
    return grid(user).wishes.deed.__self__


def offered(user):
    return {words: deed for words, _, deed in deeds(user).menu()}


async def chosen(user, words):
    with user:
        await offered(user)[words]()


def total(season, version='working', cell=ALL_SALES):
    return read(cube_of, season, version).total(cell)


def tick(user, label):
    (box,) = [one for one in shown(user, ui.checkbox) if one.text == label]
    box.set_value(True)


async def test_a_target_begins_with_an_amount_for_the_season(season, ann):
    await opened(ann)
    await chosen(ann, 'Begin a target…')
    await sees(ann, 'Where does the target come from?')
    give(ann, 'Net sales of the season', 'much')
    press(ann, 'Begin target')
    await sees(ann, 'is not a number')
    give(ann, 'Net sales of the season', '3.2k')
    press(ann, 'Begin target')
    await until(lambda: grid(ann).view.looks.version == 'target')
    assert total(season, 'target') == 3_200_00 and total(season) == 300_00
    assert grid(ann).view.against_name == 'Working'
    assert 'Begin a target…' not in offered(ann) and 'Reconcile with the target…' in offered(ann)


async def test_a_target_begins_with_last_year_and_a_growth(season, ann):
    plant_version(season, LY, {'net_sales': leaves(HARB_LINEN=[400_00])})
    await opened(ann)
    await chosen(ann, 'Begin a target…')
    (source,) = [one for one in shown(ann, ui.select) if one.props.get('aria-label') == 'Begin with']
    source.set_value('ly')
    give(ann, 'Growth in percent', '10')
    press(ann, 'Begin target')
    await until(lambda: grid(ann).view.looks.version == 'target')
    assert total(season, 'target') == 440_00


async def test_gaps_are_closed_from_the_top_or_from_below(season, ann):
    plant_version(season, 'target', {'net_sales': leaves(HARB_LINEN=[390_00], HARB_RUGS=[50_00])})
    transact(lambda work: _thaw(work, season))
    await opened(ann)
    await chosen(ann, 'Reconcile with the target…')
    await sees(ann, 'Women, February 2030', '▼\u202f90', '−23.1\u202f%', 'Home, February 2030', '2 gaps, 0 on target.')
    press(ann, 'Push target down')
    await sees(ann, 'Choose at least one gap.')
    tick(ann, 'Women, February 2030')
    press(ann, 'Push target down')
    await until(lambda: total(season, cell=WOMEN) == 390_00)
    await sees(ann, '1 gap, 1 on target.')
    tick(ann, 'Home, February 2030')
    press(ann, 'Accept bottom-up')
    await sees(ann, 'The target follows the plan: 1 cell changed', '0 gaps, 1 on target.')
    assert total(season, 'target') == 390_00
    sheet = Set(Cell('net_sales', 'l:HARB', 'c:LAMPS', 'w:2030-02-04'), 10_00)
    transact(editing.edit, PIA, CODE, None, sheet, 'target')
    await sees(ann, '1 gap, 1 on target.')
    press(ann, 'Choose all')
    await sees(ann, '1 chosen.')
    give(ann, 'Filter the gaps', 'women')
    await sees(ann, '0 match the filter')


async def test_those_who_only_read_may_look_at_gaps(season, bob):
    plant_version(season, 'target', {'net_sales': leaves(HARB_LINEN=[390_00])})
    await opened(bob)
    await chosen(bob, 'Reconcile with the target…')
    await sees(bob, 'Women, February 2030', 'Leave')
    assert not [one for one in shown(bob) if getattr(one, 'text', '') == 'Push target down']


async def test_a_manager_opens_a_re_forecast_with_a_reason(season, user):
    sign_in(user, MAX)
    transact(scopes.submit_scope, PIA, CODE, 'c:WOMEN', 'k:CLU-HIGH')
    transact(scopes.approve_scope, MAX, CODE, 'c:WOMEN', 'k:CLU-HIGH')
    row_of(season, 'range_uploaded')
    await opened(user)
    await until(lambda: 'Open a re-forecast…' in offered(user))
    await chosen(user, 'Open a re-forecast…')
    await sees(user, '1 approved scope can be changed again.')
    press(user, 'Open re-forecast')
    await sees(user, 'Say in a few words why')
    give(user, 'Reason', 'Cold spring')
    press(user, 'Open re-forecast')
    await until(lambda: 'Open a re-forecast…' not in offered(user))


async def test_the_plan_is_taken_along_as_a_file_and_on_paper(season, ann, monkeypatch):
    await opened(ann, f'{ADDRESS}?periods=weeks')
    files, said = [], []
    monkeypatch.setattr(ui.download, 'from_url', files.append)
    await chosen(ann, 'Export to Excel')
    await chosen(ann, 'Export CSV')
    assert files == [f'/api/v1/plans/export?season={CODE}&format={form}&version=working' for form in ('xlsx', 'csv')]
    assert [(await ann.http_client.get(one)).status_code for one in files] == [200, 200]
    deeds(ann).files.paper = SimpleNamespace(run_method=lambda *told: said.append(told))
    await chosen(ann, 'Print')
    assert said == [('print', f'/seasons/{CODE}/print?periods=weeks')]
    assert not said[1:]


def test_levels_are_offered_from_the_top_categories(season):
    assert list(levels_of(read(find_axes, season))) == ['1', '0', '2']


def _thaw(work, season):
    work.session.exec(select(SeasonVersion).where(SeasonVersion.kind == 'target')).one().frozen_at = None
