"""Shares in descriptions: read from whatever people wrote, written without touching anything else."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.portfolio.capacity.text import CLOSING, OPENING, Block, read, write
from app.domain.portfolio.items.setting import Team

PAY, MOB, STO, OPS = 1, 2, 3, 4
TEAMS = {PAY: Team(PAY, 'payments', 'Payments', 'PAY'), MOB: Team(MOB, 'mobile', 'Mobile', 'Mob'),
         STO: Team(STO, 'stores', 'Stores', 'STO'), OPS: Team(OPS, 'ops', 'Straße: Nacht', '')}
AGREED = '#agreed<br>PAY:&nbsp;50<br>Mob: 12.5%<br>Ghost Team: 30'


def block(inner, newline='<br>'):
    return f'{OPENING}{newline}{inner}{newline}{CLOSING}'


def shares(text):
    return {team: f'{percent:f}' for team, percent in read(text, TEAMS).shares}


def written(text, **percents):
    numbers = {'pay': PAY, 'mob': MOB, 'sto': STO, 'ops': OPS}
    return write(text, TEAMS, {numbers[name]: Decimal(str(percent)) for name, percent in percents.items()})


def test_shares_of_known_teams_are_read_and_the_rest_is_left_alone():
    found = read(f'<p>Buttons</p>{block(AGREED)}', TEAMS)
    assert dict(found.shares) == {PAY: Decimal(50), MOB: Decimal('12.5')}
    assert found.unknown == ('Ghost Team',) and found.notes == () and found.is_there


def test_one_team_changes_one_goes_one_comes():
    assert written(f'<p>Buttons</p>{block(AGREED)}', pay=40, sto=20) == (
        f'<p>Buttons</p>{block("#agreed<br>PAY: 40<br>Ghost Team: 30<br>STO: 20")}')


def test_a_block_without_lines_of_its_own_for_the_markers_stays_so():
    assert written(f'{OPENING}{AGREED}{CLOSING}', pay=40, sto=20) == (
        f'{OPENING}#agreed<br>PAY: 40<br>Ghost Team: 30<br>STO: 20{CLOSING}')


@pytest.mark.parametrize(('inner', 'found'), [
    ('PAY: 50', {PAY: '50'}),
    ('payments: 50 %', {PAY: '50'}),
    ('ＰＡＹ： ４０', {PAY: '40'}),
    ('STRASSE: NACHT: 15', {OPS: '15'}),
    ('PAY:&nbsp;12,5&nbsp;%', {PAY: '12.5'}),
    ('PAY: 50, MOB: 30', {PAY: '50', MOB: '30'}),
    ('PAY: 50; MOB: 30;', {PAY: '50', MOB: '30'}),
    ('PAY: 12,5; MOB: 30', {PAY: '12.5', MOB: '30'}),
    ('PAY: 50 Mobile: 30% STO:1', {PAY: '50', MOB: '30', STO: '1'}),
    ('<b>PAY</b>: <i>50</i>', {PAY: '50'}),
    ('<div>PAY: 50</div><div>Mob: 20</div>', {PAY: '50', MOB: '20'}),
    ('<ul><li>PAY: 50</li><li>Mob: 20</li></ul>', {PAY: '50', MOB: '20'}),
    ('PAY: 50<br />Mob: 20<BR/>STO: 3', {PAY: '50', MOB: '20', STO: '3'}),
    ('# PAY: 50', {}),
    ('PAY: half', {}),
    ('PAY 50', {}),
    ('Ghost: 50', {}),
    ('Ghost, PAY: 50', {}),
    ('', {}),
])
def test_many_spellings_are_understood(inner, found):
    assert shares(block(inner)) == found


@pytest.mark.parametrize('opening', [
    '[plannertool TEAM capacity]', '[Planner<b>Tool</b> Team Capacity]', '[PlannerTool&nbsp;Team Capacity]',
    '<span>[PlannerTool</span> <span>Team Capacity]</span>', '[PlannerTool\nTeam Capacity]'])
def test_markers_are_found_in_any_case_and_across_tags(opening):
    assert shares(f'{opening}<br>PAY: 50<br>{CLOSING}') == {PAY: '50'}


def test_what_is_not_closed_is_no_block():
    assert read(f'{OPENING}<br>PAY: 50', TEAMS) == Block()
    assert read('', TEAMS) == Block() == read('PAY: 50', TEAMS)


@pytest.mark.parametrize(('inner', 'share', 'note'), [
    ('PAY: 140', '100', 'Payments has 140 %: 100 % counts.'),
    ('PAY: -5', '0', 'Payments has -5 %: 0 % counts.'),
    ('PAY: 10<br>Payments: 20', '20', 'Payments is listed more than once: the last number counts.'),
])
def test_what_is_unclear_is_said(inner, share, note):
    found = read(block(inner), TEAMS)
    assert {team: f'{percent:f}' for team, percent in found.shares} == {PAY: share} and found.notes == (note,)


def test_a_known_team_without_a_number_is_said():
    assert read(block('PAY: much'), TEAMS).notes == ('“PAY: much” has no number that can be read.',)


def test_several_blocks_count_as_one_and_become_one():
    text = f'a{block("PAY: 50<br>#mine")}b{block("Mob: 20<br>Ghost: 1")}c'
    found = read(text, TEAMS)
    assert dict(found.shares) == {PAY: Decimal(50), MOB: Decimal(20)} and 'several' in found.notes[0]
    after = written(text, pay=60, mob=20)
    assert after.count(OPENING) == 1 and after.startswith(f'a{OPENING}') and after.endswith(f'{CLOSING}bc')
    assert shares(after) == {PAY: '60', MOB: '20'} and '#mine' in after and 'Ghost: 1' in after


def test_a_block_nobody_needs_any_more_goes_away():
    assert written(f'<p>a</p>{block("PAY: 50")}<p>b</p>') == '<p>a</p><p>b</p>'


def test_tags_whose_other_half_stands_outside_stay():
    text = f'<div><b>x {OPENING}</b><br>PAY: 50<br>{CLOSING}</div>'
    assert written(text) == '<div><b>x </b></div>'
    assert written('<div>[PlannerTool Team Capacity]</div><div>PAY: 50</div><div>Mob: 20</div>'
                   '<div>[/PlannerTool Team Capacity]</div>', mob=30) == (
        '<div>[PlannerTool Team Capacity]</div><div>Mob: 30</div><div>[/PlannerTool Team Capacity]</div>')


def test_a_description_without_a_block_gets_one_behind_it():
    assert written('<p>Why</p>', sto=20, pay=40) == (
        f'<p>Why</p><br>{OPENING}<br>PAY: 40<br>STO: 20<br>{CLOSING}')
    assert written('Why', pay=40) == f'Why\n{OPENING}\nPAY: 40\n{CLOSING}'
    assert written('', pay=40) == f'{OPENING}\nPAY: 40\n{CLOSING}'
    assert written('Why') == 'Why'


def test_several_entries_on_one_line_become_lines():
    assert written(block('PAY: 50, Ghost: 30, MOB: 10'), pay=45) == block('PAY: 45<br>Ghost: 30')


def test_percents_are_whole_unless_chosen_otherwise():
    assert written(block('PAY: 1'), pay='12.5') == block('PAY: 13')
    assert write(block('PAY: 1'), TEAMS, {PAY: Decimal('12.50')}, whole_percents=False) == block('PAY: 12.5')


def test_a_team_is_written_under_the_name_by_which_it_is_found_again():
    assert shares(written('', ops=15)) == {OPS: '15'}


def test_teams_that_were_deleted_stay_in_the_text():
    assert write(block('PAY: 50<br>Old: 20'), {MOB: TEAMS[MOB]}, {}) == block('PAY: 50<br>Old: 20')


LINES = st.sampled_from(['#agreed', 'PAY: 50', 'Mob:&nbsp;12,5 %', 'Ghost Team: 30', 'PAY: 1, MOB: 2', 'who knows',
                         '<b>STO: 7</b>', '', 'Straße: Nacht: 3', 'PAY: 400', 'a &lt; b', '<!-- x -->'])
TEXTS = st.text(alphabet='ab <>[]/#:;,\n&', max_size=20)
PERCENTS = st.dictionaries(st.sampled_from(sorted(TEAMS)), st.integers(0, 100).map(Decimal))


@given(TEXTS, st.lists(LINES, max_size=8), st.sampled_from(['<br>', '\n', '</div>']), TEXTS, PERCENTS)
def test_what_is_written_is_read_again_and_nothing_else_is_lost(before, lines, newline, after, percents):
    text = f'{before}{block(newline.join(lines), newline)}{after}'
    result = write(text, TEAMS, percents)
    assert dict(read(result, TEAMS).shares) == percents
    assert result.startswith(before) and result.endswith(after)
    for kept in ('#agreed', 'Ghost Team: 30', 'who knows', 'a &lt; b'):
        assert kept not in lines or kept in result


@given(TEXTS, PERCENTS)
def test_a_block_that_is_added_can_be_read(before, percents):
    result = write(before, TEAMS, percents)
    assert result.startswith(before) and dict(read(result, TEAMS).shares) == percents


@given(st.lists(LINES, max_size=8), PERCENTS)
def test_writing_the_same_again_changes_nothing(lines, percents):
    once = write(block('<br>'.join(lines)), TEAMS, percents)
    assert write(once, TEAMS, percents) == once


@given(st.text(max_size=200))
def test_no_text_is_too_odd_to_be_read(text):
    assert read(f'{OPENING}{text}{CLOSING}', TEAMS).is_there
