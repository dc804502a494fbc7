"""The plan page: what one does with cells is kept and seen by everybody, and whoever may not do it is told why."""

import asyncio
import json
from dataclasses import replace
from threading import Event
from types import SimpleNamespace

import pytest

from app.domain.seasons.axes import Cell
from app.domain.seasons.operations import Set
from app.domain.seasons.plan.looks import PLAIN
from app.domain.seasons.season import LY
from app.services.seasons import editing, layouts, notes, versions
from app.services.seasons.cubes import cube_of
from app.work import read, transact
from components.seasons.plan_grid import Area, PlanGrid
from tests.pages.conftest import give, press, press_last, sees, shown, sign_in, until
from tests.people import ANN, MAX, invite_crew
from tests.seasons import CODE, leaves, plant_season, plant_version, row_of

LINEN = Cell('net_sales', 'l:HARB', 'c:LINEN', 'w:2030-02-04')
WOMEN = Cell('net_sales', 'l:HARB', 'c:WOMEN', 'w:2030-02-04')
ADDRESS = f'/seasons/{CODE}/plan'


@pytest.fixture
def season(workspace):
    return plant_season(cells={'net_sales': leaves(HARB_LINEN=[100_00, 200_00], HARB_DRESS=[300_00])})


def grid(user):
    return shown(user, PlanGrid)[0]


async def opened(user, address=ADDRESS):
    """What the grid tells the browser is kept in `said`."""
    await user.open(address)
    await until(lambda: shown(user, PlanGrid) and grid(user).view)
    found, said = grid(user), []
    found.run_method = lambda name, *told: said.append((name, *told))
    found.has_window, found.said = True, said
    return found


def area(cell=LINEN, *more, seq=None, number=1, user=None):
    return Area(cell, tuple((one,) for one in (cell, *more)), seq or 0, number)


async def wish(user, name, *given):
    with user:
        return await getattr(grid(user).wishes, name)(*given)


def value(season, cell=LINEN):
    return read(cube_of, season).total(cell)


async def typed(user, season, text, cell=LINEN, *more):
    await wish(user, 'edit', Area(cell, ((cell, *more),), grid(user).view.seq, 1), text)


async def test_the_plan_is_shown_with_what_can_be_done(season, ann):
    await opened(ann)
    await sees(ann, 'Spring/Summer 2030', 'Weeks', 'Months', 'Basis: retail', 'Locations', 'Categories')
    assert [one.line.name for one in grid(ann).view.rows[:2]] == ['High street', 'Harbour Street']


async def test_an_entry_is_kept_and_shown(season, ann):
    found = await opened(ann)
    found._send()
    await typed(ann, season, '1.2k')
    await until(lambda: value(season) == 1200_00)
    await until(lambda: any(name == 'draw' and told.get('cells') for name, told in found.said))
    await until(lambda: ('settle', {'id': 1, 'seq': grid(ann).view.seq, 'refusal': ''}) in found.said)


async def test_only_cells_that_differ_are_sent(season, ann):
    found = await opened(ann, f'{ADDRESS}?periods=weeks')
    found._send()
    found.said.clear()
    await typed(ann, season, '5')
    await until(lambda: any(name == 'draw' for name, *_ in found.said))
    (told,) = [told for name, told in found.said if name == 'draw']
    assert 'rows' not in told and 'setup' not in told
    assert told['cells'][-1][:2] == ['l:HARB|c:LINEN|net_sales', [[0, 500]]]
    assert len(json.dumps(told)) < 2_000


async def test_what_is_no_number_is_refused_in_its_cell(season, ann):
    found = await opened(ann)
    await typed(ann, season, 'lots')
    await until(lambda: found.said and found.said[-1][0] == 'settle')
    assert 'is not a number' in found.said[-1][1]['refusal']


async def test_a_total_is_spread_as_one_says_and_as_one_is_remembered(season, ann):
    await opened(ann)
    await typed(ann, season, '80', WOMEN)
    await sees(ann, 'How is this total spread?', 'Evenly', 'Like last year')
    press(ann, 'Evenly')
    ann.find('Remember this and do not ask again').click()
    press(ann, 'Spread')
    await until(lambda: value(season) == 40_00)
    await typed(ann, season, '100', WOMEN)
    await until(lambda: value(season) == 50_00)
    assert read(layouts.view_habits, ANN, season) == {'spread': 'even'}


async def test_of_two_values_nobody_loses_one_unasked(season, ann, cleo):
    found = await opened(ann)
    invite_crew()
    transact(editing.edit, MAX, CODE, None, Set(LINEN, 7_00))
    await wish(ann, 'edit', area(seq=0), '9')
    await sees(ann, 'Somebody was faster', 'Max changed', 'Keep theirs')
    press(ann, 'Use mine')
    await until(lambda: value(season) == 9_00)
    transact(editing.edit, MAX, CODE, None, Set(LINEN, 8_00))
    await wish(ann, 'edit', area(seq=0, number=2), '9.50')
    await sees(ann, 'Somebody was faster')
    press(ann, 'Keep theirs')
    await until(lambda: ('settle', {'id': 2, 'seq': None, 'refusal': ''}) in found.said)
    assert value(season) == 8_00


async def test_a_clipboard_with_words_in_it_is_looked_at_first(season, ann):
    await opened(ann, f'{ADDRESS}?periods=weeks')
    await wish(ann, 'paste', area(), '1\tno\n2\tn/a\n', False)
    await sees(ann, 'Not everything can be pasted', '2 cells are no number, 2 can go in.')
    press(ann, 'Paste the other 2')
    await until(lambda: value(season) == 1_00)


async def test_a_step_is_taken_back_and_done_again(season, ann):
    await opened(ann)
    await typed(ann, season, '5')
    press(ann, 'Undo')
    await until(lambda: value(season) == 100_00)
    press(ann, 'Redo')
    await until(lambda: value(season) == 5_00)
    press(ann, 'Redo')
    await sees(ann, 'There is nothing of yours to redo.')


async def test_cells_are_held_and_let_go(season, ann):
    await opened(ann)
    await wish(ann, 'look', area(), False)
    press(ann, 'Hold cells')
    await sees(ann, '1 cell held')
    await wish(ann, 'deed', 'hold', area())
    await sees(ann, '1 cell released')


async def test_a_note_stays_with_its_cell(season, ann):
    await opened(ann)
    await wish(ann, 'deed', 'note', area())
    give(ann, 'Note', 'Waits for the fair')
    press_last(ann, 'Add note')
    await until(lambda: [one.text for one in read(notes.watch_notes, season)] == ['Waits for the fair'])


async def test_a_figure_says_what_it_is_made_of_and_what_became_of_it(season, ann):
    await opened(ann)
    await typed(ann, season, '5')
    await wish(ann, 'deed', 'explain', area())
    await sees(ann, 'Explain', 'Changed last')
    await wish(ann, 'look', area(), False)
    with ann:
        await grid(ann).wishes.deed.__self__.cells.history(area())
    await sees(ann, 'History of the cell', 'Ann typed')


async def test_a_scope_is_handed_in_and_nobody_approves_their_own(season, ann):
    await opened(ann)
    await wish(ann, 'look', area(), False)
    await sees(ann, 'Women, High street', 'Draft')
    press(ann, 'Submit for approval')
    await sees(ann, 'In review')
    press(ann, 'Approve')
    await sees(ann, 'nobody decides what they asked for')
    row = next(one for one in grid(ann).view.rows if one.line.key == 'l:HARB|c:LINEN')
    assert (row.why, row.state) == ('in review', 'review')


async def test_those_who_only_read_are_told_so(season, bob):
    await opened(bob)
    await sees(bob, 'You can read this plan.')
    assert grid(bob).told_setup is None or grid(bob).told_setup['closed'] == 'only planners change the plan'
    assert not [one for one in shown(bob) if one.props.get('aria-label') == 'Seed from…']


async def test_a_locked_season_says_who_locked_it(season, ann):
    row_of(season, 'locked')
    await opened(ann)
    await sees(ann, 'It can be read only; an admin can re-open it.')


async def test_a_layout_that_somebody_shares_is_there_without_a_reload(season, ann, cleo, neighbour):
    invite_crew()
    sign_in(neighbour, MAX)
    await opened(neighbour)
    deeds = grid(neighbour).wishes.deed.__self__
    number = transact(layouts.keep_layout, ANN, CODE, 'Ours', PLAIN, True)
    await until(lambda: [one.name for one in deeds.layouts] == ['Ours'])
    transact(layouts.drop_layout, ANN, number)
    await until(lambda: not deeds.layouts)


async def test_a_layout_is_kept_used_and_taken_away(season, ann):
    await opened(ann, f'{ADDRESS}?periods=weeks&measure=eop')
    screen = grid(ann).wishes.deed.__self__
    with ann:
        await screen._keep_layout()
    give(ann, 'Name', 'Stock by week')
    press(ann, 'Keep layout')
    await until(lambda: read(layouts.list_layouts, ANN, CODE))
    (line,) = read(layouts.list_layouts, ANN, CODE)
    assert (line.name, line.looks.measures, line.looks.periods) == ('Stock by week', ('eop',), 'weeks')


async def test_another_version_is_compared_cell_by_cell(season, ann):
    plant_version(season, 'target', {'net_sales': leaves(HARB_LINEN=[90_00, 200_00])})
    found = await opened(ann, f'{ADDRESS}?against=target')
    row = next(one for one in found.view.rows if one.line.key == 'l:HARB|c:LINEN')
    assert (row.against[0], row.against_total, found.view.against_name) == (290_00, 290_00, 'Target')


async def test_weeks_are_chosen_and_a_branch_folded(season, ann):
    found = await opened(ann)
    press(ann, 'Weeks')
    await until(lambda: len(grid(ann).view.columns) == 8)
    count = len(found.view.outline)
    await wish(ann, 'fold', 'l:HARB|')
    await until(lambda: len(grid(ann).view.outline) == count - 6)


async def test_measures_in_columns_are_typed_into_and_filled_each_by_itself(season, ann):
    found = await opened(ann, f'{ADDRESS}?measure=net_sales&measure=eop&measures=columns')
    told = {'at': ['l:HARB|c:LINEN|', 'net_sales@m:2030-01'], 'top': 'l:HARB|c:LINEN|', 'bottom': 'l:HARB|c:LINEN|',
            'cols': ['net_sales@m:2030-01', 'net_sales@m:2030-02'], 'seq': 0, 'id': 1, 'way': 'right', 'given': 1}
    found._send()
    setup = next(told['setup'] for name, told in found.said if name == 'draw')
    assert [one['k'] for one in setup['columns']][:2] == ['net_sales@m:2030-01', 'eop@m:2030-01']
    with ann:
        await found._fill(SimpleNamespace(args=told))
    await until(lambda: value(season, Cell('net_sales', 'l:HARB', 'c:LINEN', 'm:2030-02')) == 300_00)
    await until(lambda: any(one[0] == 'l:HARB|c:LINEN|' and [2, 300_00] in one[1] and one[2]['T'][0] == 600_00
                            for name, told in found.said if name == 'draw' for one in told.get('cells', ())))


async def test_several_cells_go_on_in_their_order(season, ann):
    found = await opened(ann, f'{ADDRESS}?periods=weeks')
    weeks = [one.key for one in found.view.columns][:5]
    cells = tuple(Cell('net_sales', 'l:HARB', 'c:LINEN', one) for one in weeks)
    await wish(ann, 'fill', Area(LINEN, (cells,)), 'right', 2)
    await until(lambda: [value(season, one) for one in cells] == [100_00, 200_00, 100_00, 200_00, 100_00])


async def test_a_plan_is_seeded_from_last_year(season, ann):
    plant_version(season, LY, {'net_sales': leaves(HARB_LINEN=[100_00, 300_00])})
    await opened(ann)
    await wish(ann, 'look', area(), False)
    with ann:
        await grid(ann).wishes.deed.__self__.cells.seed(area(Cell('net_sales', 'l:HARB', 'c:LINEN')))
    await sees(ann, 'Where does the plan come from?')
    give(ann, 'Net sales, growth in percent', '10')
    press(ann, 'Seed')
    await until(lambda: value(season) == 110_00)


async def test_a_scenario_is_begun_beside_the_plan(season, ann):
    await opened(ann)
    with ann:
        await grid(ann).wishes.deed.__self__.versions._begin()
    give(ann, 'Name', 'Later deliveries')
    press(ann, 'Begin scenario')
    await until(lambda: 'Scenario Later deliveries' in [one.label for one in read(versions.watch_versions, season)])
    await until(lambda: grid(ann).view.looks.version == 'scenario:1')


async def test_two_see_each_other(season, ann, cleo, neighbour):
    invite_crew()
    sign_in(neighbour, MAX)
    found = await opened(ann)
    await opened(neighbour)
    await wish(neighbour, 'look', area(), True)
    await until(lambda: any(name == 'others' and told and told[0]['name'] == 'Max' for name, told in found.said))
    await wish(ann, 'look', area(), False)
    await sees(ann, 'Max is here')


async def test_what_takes_long_is_seen_to_run_and_can_be_stopped_as_a_whole(season, ann, monkeypatch):
    from pages.seasons import plan_patience
    found, goes_on, edit = await opened(ann), Event(), editing.edit

    def edit_slowly(*given):
        edited = edit(*given)
        goes_on.wait(20)
        return edited
    monkeypatch.setattr(editing, 'edit', edit_slowly)
    monkeypatch.setattr(plan_patience, 'DELAY', 0)
    typing = asyncio.ensure_future(typed(ann, season, '7', LINEN, replace(LINEN, period='w:2030-02-11')))
    await sees(ann, 'Writing 2 cells')
    press(ann, 'Cancel')
    await sees(ann, 'Stopping: nothing will have changed')
    goes_on.set()
    await typing
    await sees(ann, 'Cancelled. Nothing has changed.')
    assert value(season) == 100_00
    assert ('settle', {'id': 1, 'seq': None, 'refusal': ''}) in found.said


async def test_whoever_chooses_far_too_much_is_told_so(season, ann, monkeypatch):
    found = await opened(ann)
    monkeypatch.setattr('components.seasons.plan_grid.grid.MOST_CELLS', 3)
    await found._edit(SimpleNamespace(args={'rows': [0, 3], 'cols': ['m:2030-01'], 'id': 7, 'text': '5'}))
    assert found.said[-1][1]['refusal'].startswith('More than 3 cells are chosen')


async def test_what_a_browser_makes_up_is_passed_over(season, ann):
    found = await opened(ann)
    assert found._area({'at': ['x|y|luck', 'w:1999'], 'top': '', 'bottom': '', 'rows': [-5, 10 ** 9], 'cols': ['no']}
                       ).cells == ()
    await found._look_on(SimpleNamespace(args={'top': 0, 'bottom': 20, 'isNew': True}))
