"""Boards and the report of a sprint on the screen: figures, lists behind them, reasons, versions, and what is live."""

from dataclasses import replace
from urllib.parse import parse_qsl

import pytest
from nicegui.functions import navigate
from sqlmodel import select

from app import realtime
from app.domain.sprints.facts.board import BoardRules, Sprint
from app.domain.sprints.jira.reading import SiteReport
from app.domain.sprints.reports.analyses import AnalysisAsk
from app.services.sprints import board_rules, ground, queries, reconciliations, reports, snapshots
from app.work import read, transact
from models.sprints import Sprint as SprintRow
from models.sprints import SprintBoard, SprintChange, SprintIssue, SprintIssueOnBoard
from tests.pages.conftest import (
    choose,
    control,
    fill,
    misses,
    named,
    press,
    press_last,
    sees,
    shown,
    text_of,
    touch,
    type_key,
    until,
)
from tests.people import ANN
from tests.sprints import (
    DOING,
    FINISHED,
    POINTS_FIELD,
    SPRINT,
    SPRINT_FIELD,
    TODO,
    History,
    issue,
    jan,
    plant,
    renamed,
    worked_example,
)

REPORT = f'/sprints/boards/1/sprints/{SPRINT}'
NEXT = Sprint(43, 'Sprint 43', 'future')
DAY = 86_400_000  # ms


@pytest.fixture(autouse=True)
def _january(time):
    time.now = time.now.replace(year=2026, month=1, day=14)


def running(**more):
    example = renamed(worked_example(), state='active', complete=None, **more)
    return replace(example, sprints={**example.sprints, 43: NEXT})


@pytest.fixture
def board(workspace):
    return plant(running())


@pytest.fixture
async def at_report(board, ann):
    await ann.open(REPORT)
    return ann


def finish_story(number):
    """Jira tells that an issue was done just now."""
    def told(work):
        row = work.session.exec(select(SprintIssue).where(SprintIssue.number == number)).one()
        row.status, row.mark = FINISHED, ground.move_site(work, 1)
        work.session.add(SprintChange(issue_id=row.id, history=9_000 + number, item=0, at=jan('14 11:00'),
                                      author='ann', author_name='Ann Berg', field='status', was=TODO, now=FINISHED))
    transact(told)


# Boards


async def test_without_boards_an_admin_can_connect_jira_or_try_demo_data(workspace, ann, bob):
    await ann.open('/sprints')
    await sees(ann, 'No board is here yet', 'Connect Jira', 'Try demo data')
    await bob.open('/sprints')
    await sees(bob, 'An admin connects Jira or starts with demo data.')
    assert not named(bob, 'Connect Jira')


async def test_a_board_is_a_card_with_its_present_sprint(board, ann):
    await ann.open('/sprints')
    await sees(ann, 'Checkout', 'Sprint 42', '3 days left', '5 – 16 January 2026', 'Say/do',
               'Burndown: 15 points left of 18 committed', 'read from Jira')
    assert control(ann, 'Checkout').props['href'] == '/sprints/boards/1'


async def test_boards_are_starred_and_filtered(board, ann):
    await ann.open('/sprints?q=checkout')
    press(ann, 'Star Checkout')
    await sees(ann, 'Take the star from Checkout')
    await ann.open('/sprints?q=nothing+here')
    await sees(ann, 'No board matches “nothing here”')
    press(ann, 'Clear filter')
    await sees(ann, 'Sprint 42')


async def test_a_board_that_could_not_be_read_says_so_on_its_card(board, ann):
    transact(fail_board)
    await ann.open('/sprints')
    await sees(ann, 'Last read failed', 'Sprint 42')


def fail_board(work):
    row = work.get(SprintBoard, 1)
    row.state, row.error = 'failed', 'Jira did not answer for 30 s.'
    ground.move_boards(work, [1])


# Report


async def test_a_report_shows_six_figures_and_what_follows_from_them(at_report):
    await sees(at_report, 'Sprint 42, Checkout', 'Day 8 of 10', 'Both totals', '5 – 16 January 2026 · 2 people ·')
    for figure in ('Committed 18, 4 issues', 'Added +4, 3 issues', 'Removed −3, 2 issues', 'Completed 8, of 26 points'):
        assert figure in text_of(at_report)
    await sees(at_report, 'Say/do', 'Churn', 'Status in no column')


async def test_a_figure_opens_its_issues_and_an_issue_its_reasons(at_report, monkeypatch):
    addresses = []
    monkeypatch.setattr(navigate.History, 'replace', lambda _, url: addresses.append(url))
    press(at_report, next(one.props['aria-label'] for one in shown(at_report)
                          if str(one.props.get('aria-label')).startswith('Added')))
    await sees(at_report, 'Why is D-5 completed?', 'Why is D-8 removed?')
    await misses(at_report, 'Why is D-1 completed?')
    press(at_report, 'Why is D-8 removed?')
    await sees(at_report, 'It left the sprint on 13 Jan 2026, 12:00', 'What happened to it')
    assert addresses[-1] == f'{REPORT}?tab=issues&class=added&issue=8'
    type_key(at_report, 'Escape')
    await misses(at_report, 'What happened to it')


async def test_an_address_brings_back_what_was_looked_at(board, ann):
    await ann.open(f'{REPORT}?tab=issues&class=removed&issue=4')
    await sees(ann, 'Why is D-4 removed?', 'Rules, in the order in which they are asked')
    await misses(ann, 'Why is D-1 completed?')


async def test_issues_are_searched_with_a_way_out(board, ann):
    await ann.open(f'{REPORT}?tab=issues&q=banana')
    await sees(ann, 'No issue matches “banana”')
    press(ann, 'Clear filter')
    await sees(ann, 'Why is D-1 completed?')
    fill(ann, Search_issues='D-3')
    await misses(ann, 'Why is D-1 completed?')


async def test_issues_are_walked_through_with_arrows(board, ann):
    await ann.open(f'{REPORT}?tab=issues')
    grid = named(ann, 'Issues')[-1]
    first, second = [one for one in shown(ann) if str(one.props.get('aria-label')).startswith('Why is')][:2]
    assert (first.props['tabindex'], second.props['tabindex']) == ('0', '-1')
    touch(ann, grid, 'keydown.up.down.home.end.prevent', {'key': 'ArrowDown'})
    assert (first.props['tabindex'], second.props['tabindex']) == ('-1', '0')


async def test_points_issues_and_hours_are_counted(at_report):
    press(at_report, 'Show issues')
    await sees(at_report, 'Committed 4, 4 issues')
    press(at_report, 'Show points')
    await sees(at_report, 'Committed 18, 4 issues')


async def test_what_jira_tells_changes_the_open_report(at_report):
    finish_story(3)
    await sees(at_report, 'Completed 16, of 26 points in scope')


def add_story():
    """Jira tells that Bob has just put another issue into the sprint."""
    def told(work):
        mark = ground.move_site(work, 1)
        row = SprintIssue(site_id=1, number=77, key='D-77', type='Story', project='D', title='Late wish', status=TODO,
                          created=jan('2'), mark=mark, fields={'sprints': [SPRINT], 'estimates': {POINTS_FIELD: '2'}})
        work.session.add(row)
        work.session.flush()
        work.session.add(SprintIssueOnBoard(board_id=1, issue_id=row.id))
        work.session.add(SprintChange(issue_id=row.id, history=9_100, item=0, at=jan('14 11:30'), author='bob',
                                      author_name='Bob Okoro', field=SPRINT_FIELD, now=str(SPRINT)))
    transact(told)


def begin_story(number):
    """Jira tells that somebody has been at it since the 6th."""
    def told(work):
        row = work.session.exec(select(SprintIssue).where(SprintIssue.number == number)).one()
        row.status, row.mark = DOING, ground.move_site(work, 1)
        work.session.add(SprintChange(issue_id=row.id, history=9_200 + number, item=0, at=jan('6 11:00'), author='ann',
                                      author_name='Ann Berg', field='status', was=TODO, now=DOING))
    transact(told)


async def test_work_that_is_under_way_is_told_with_its_age(at_report):
    await misses(at_report, 'Ageing work')
    begin_story(3)
    await sees(at_report, 'Ageing work', 'D-3 Story 3: 9 days under way, in In progress. Show why')


async def test_who_looks_is_told_what_was_added_by_whom(at_report):
    add_story()
    await sees(at_report, 'D-77 added by Bob Okoro', 'Late wish', 'Added +6, 4 issues')


async def test_a_burst_of_changes_is_one_look_and_whoever_comes_meanwhile_does_not_wait(board, ann, bob, monkeypatch):
    looks, reach = [], realtime.ask

    async def counted(service, *arguments):
        looks.append(service.__name__)
        return await reach(service, *arguments)
    monkeypatch.setattr(realtime, 'CALM_PAUSE', 60)
    monkeypatch.setattr(realtime, 'ask', counted)
    await ann.open(REPORT)
    for _ in range(3):
        transact(ground.move_boards, [1])
    finish_story(3)
    await bob.open(REPORT)
    await sees(bob, 'Completed 16, of 26 points in scope')
    await sees(ann, 'Completed 16, of 26 points in scope')
    assert looks.count('watch_report') == 2


async def test_every_change_of_scope_is_listed_with_who_did_it(at_report):
    press(at_report, 'Scope')
    await sees(at_report, 'Fri 9 Jan 12:00', 'D-8 Story 8', '−1 removed', 'Ann Berg',
               '3 → 5 re-estimated')


async def test_the_burndown_can_be_read_as_a_table_and_as_a_burnup(at_report):
    press(at_report, 'Burndown')
    await sees(at_report, 'Burnup, story points done')
    press_last(at_report, 'Burndown')
    await sees(at_report, 'Burndown, story points left')
    press(at_report, 'Show as table')
    await sees(at_report, 'Even pace', 'Mon 5 Jan 08:00')


async def test_a_sprint_is_compared_with_its_start(at_report):
    press(at_report, 'Compare')
    await sees(at_report, 'From “Start, reconstructed” to “Live”', 'Added: 2 issues', 'Removed: 1 issue', 'Changed:')
    assert control(at_report, 'Build queue').props['href'] == '/sprints/boards/1/queue'


async def test_the_baseline_tells_who_asked_for_what(at_report):
    press(at_report, 'Baseline')
    await sees(at_report, 'Start, reconstructed: 26 points in 6 issues, 6 estimated', 'By stakeholder', 'Ann Berg')
    press(at_report, 'Ann Berg')
    await sees(at_report, 'Why is D-1 completed?')


async def test_planners_freeze_what_they_see(at_report):
    press(at_report, 'Freeze snapshot')
    await sees(at_report, 'Frozen as snapshot v1')
    await until(lambda: named(at_report, 'Version'))
    choose(at_report, 'Version', 'manual:1')
    await sees(at_report, 'frozen snapshot v1')
    finish_story(3)
    await sees(at_report, 'Completed 8, of 26 points in scope')


async def test_who_may_only_look_gets_no_buttons_to_change_anything(board, bob):
    await bob.open(REPORT)
    await sees(bob, 'Sprint 42, Checkout')
    assert not named(bob, 'Freeze snapshot') and not named(bob, 'Sync now')


async def test_the_data_status_says_how_far_figures_can_be_believed(at_report):
    press(at_report, 'Data status')
    await sees(at_report, 'Story point estimate', 'Reporter for', 'no column shows the status')


async def test_a_failed_read_leaves_the_last_good_data_with_a_word(at_report):
    transact(fail_board)
    await sees(at_report, 'Jira did not answer for 30 s. Shown is the last good data.', 'Committed 18, 4 issues')


async def test_the_next_sprint_is_one_key_away(at_report):
    type_key(at_report, ']')
    await sees(at_report, 'Sprint 43, Checkout', 'Not started')
    type_key(at_report, '[')
    await sees(at_report, 'Sprint 42, Checkout')


async def test_a_closed_sprint_shows_what_was_frozen(workspace, ann):
    plant(worked_example())
    found = read(ground.board_of, 1)
    for due in read(snapshots.list_due, 1):
        transact(snapshots.keep_due, found, due, snapshots.bodies(found, due, None), True)
    await ann.open('/sprints/boards/1')
    await sees(ann, 'Not completed', 'Carried over', 'close v1')
    assert read(reports.watch_report, 1, SPRINT, 'points', '').version == 'close:1'


async def test_a_version_that_is_gone_leads_back_to_the_usual_one(board, ann):
    await ann.open(f'{REPORT}?version=close:9')
    await sees(ann, 'There is no such version of this report.', 'Committed 18, 4 issues')


async def test_a_kanban_board_says_that_sprints_are_not_for_it(workspace, ann):
    plant(replace(worked_example(), kind='kanban'))
    await ann.open('/sprints/boards/1')
    await sees(ann, 'Sprint figures are not for kanban', 'Flow')
    await ann.open('/sprints')
    await sees(ann, 'Sprint figures are not for kanban.')


async def test_an_unknown_sprint_is_a_page_that_says_so(board, ann):
    answer = await ann.http_client.get('/sprints/boards/1/sprints/777')
    assert answer.status_code == 404 and 'There is no such sprint on this board.' in answer.text


async def test_without_a_role_there_is_no_report(board, user):
    answer = await user.http_client.get(REPORT)
    assert answer.status_code in (303, 307)


async def test_titles_from_outside_are_text(workspace, ann):
    example = running()
    plant(replace(example, issues={**example.issues, 3: replace(example.issues[3], title='<script>alert(1)</script>')}))
    await ann.open(f'{REPORT}?tab=issues&class=not_completed')
    await sees(ann, '<script>alert(1)</script>')


# History


def with_closed(count):
    """Sprint 42 runs; that many were closed before it, of one issue of 1, 2, 3 … points each."""
    example = running()
    starts = [jan('1') - (count - place) * 7 * DAY for place in range(count)]
    closed = {number: Sprint(number, f'Sprint {number}', 'closed', '', start, start, start + 5 * DAY, start + 5 * DAY)
              for number, start in enumerate(starts, 42 - count)}
    done = {1000 + number: issue(
        1000 + number, points=place, status=FINISHED, sprints=(number,), created=one.start - DAY,
        history=History(number * 100).add(one.start + DAY, 'status', TODO, DOING).add(
            one.start + 2 * DAY, 'status', DOING, FINISHED))
        for place, (number, one) in enumerate(closed.items(), 1)}
    return replace(example, sprints={**closed, **example.sprints}, issues={**example.issues, **done})


async def test_history_tells_velocity_with_its_range_and_trends(workspace, ann):
    plant(with_closed(8))
    await ann.open('/sprints/boards/1/velocity?last=10')
    await sees(ann, 'Mean', '4.5', 'P15', 'Velocity: ▲ rising', 'Rising by 1 a sprint, between 1 and 1 points.',
               'Say/do: no trend', 'Cycle time: no trend', 'Nothing that is open was carried over so often.')
    assert control(ann, 'Sprint 41').props['href'] == '/sprints/boards/1/sprints/41'
    press(ann, 'Show issues')
    await sees(ann, 'Velocity: no trend')


async def test_few_sprints_have_no_trend(workspace, ann):
    plant(with_closed(3))
    await ann.open('/sprints/boards/1/velocity')
    await sees(ann, 'Velocity: too few sprints', '3 sprints: a trend needs 6.')


async def test_without_a_closed_sprint_there_is_no_history(board, ann):
    await ann.open('/sprints/boards/1/velocity')
    await sees(ann, 'No closed sprint yet')


async def test_code_of_a_sprint_has_a_tab_of_its_own(at_report):
    press(at_report, 'Git')
    await sees(at_report, 'No repository is connected.')


# Analysis


async def test_an_analysis_is_filtered_kept_and_compared(at_report):
    await at_report.open(f'{REPORT}?tab=analysis')
    await sees(at_report, 'Grouped by', 'Needs discipline', 'nothing to compare with')
    fill(at_report, **{'Filter the analysis': 'story 3'})
    await sees(at_report, '8 points in 1 issue')
    press(at_report, 'Keep analysis')
    await sees(at_report, 'The same as', 'Kept analyses', '“story 3”')
    finish_story(3)
    await until(lambda: 'Done' in text_of(at_report))
    fill(at_report, **{'Filter the analysis': 'nothing like it'})
    await sees(at_report, 'Nothing to analyse')
    press(at_report, 'Ask this again')
    await sees(at_report, '8 points in 1 issue')


async def test_the_address_knows_how_is_analysed(at_report):
    from pages.sprints.place import Place, place_of
    place = Place('analysis', analysis=AnalysisAsk('type', text='story 3', has_subtasks=False), kept=7)
    assert place_of(dict(parse_qsl(place.address('').removeprefix('?')))) == place
    await at_report.open(f'{REPORT}?tab=analysis&analysed-by=nonsense&analysed-text=story+3')
    await sees(at_report, 'Needs discipline', '8 points in 1 issue')


async def test_an_analysis_goes_by_a_query_once_jira_has_answered(at_report):
    await at_report.open(f'{REPORT}?tab=analysis')
    fill(at_report, JQL='labels = late')
    press(at_report, 'Filter by this query')
    await sees(at_report, 'Ask Jira first what this query finds.')
    press(at_report, 'Ask Jira')
    await sees(at_report, 'Jira is being asked.')
    transact(queries.note_answer, read(queries.list_queries, ANN, 1)[0].id, [1, 3])
    await sees(at_report, '2 issues found just now, 2 of them on this board.')
    press(at_report, 'Filter by this query')
    await sees(at_report, '13 points in 2 issues', 'JQL: labels = late')


async def test_who_only_looks_keeps_no_analysis(board, bob):
    await bob.open(f'{REPORT}?tab=analysis')
    await sees(bob, 'Needs discipline')
    assert not named(bob, 'Keep analysis') and not named(bob, 'Ask Jira')


# Jira's own report


async def test_jiras_own_report_stands_beside_ours_with_each_difference_explained(at_report):
    await sees(at_report, 'Jira’s own report says', 'Nobody has asked Jira')
    press(at_report, 'Ask Jira')
    await sees(at_report, 'Jira is being asked.')
    transact(reconciliations.note_answer, 1, SPRINT, SiteReport(
        frozenset({1, 7}), frozenset({2, 3, 5, 6, 9}), frozenset({4, 8}), frozenset(),
        frozenset({'D-5', 'D-6', 'D-8'})))
    await sees(at_report, 'Differs', 'Told just now; never taken as a source.', 'Why that may be',
               'It was done at the start, and no change in the sprint left or reached a done status.')


async def test_where_jira_says_the_same_it_agrees(board, bob):
    transact(reconciliations.note_answer, 1, SPRINT, SiteReport(
        frozenset({1, 5}), frozenset({2, 3, 6, 9}), frozenset({4, 8}),
        frozenset({7}), frozenset({'D-5', 'D-6', 'D-8'})))
    await bob.open(REPORT)
    await sees(bob, 'Jira’s own report says', 'Agrees')
    assert not named(bob, 'Ask Jira')


# What comes by itself, and what makes no sense


async def test_the_page_of_a_board_goes_on_to_the_sprint_that_starts(board, ann, monkeypatch):
    await ann.open('/sprints/boards/1')
    await sees(ann, 'Sprint 42, Checkout')
    transact(start_next)
    await sees(ann, 'Sprint 43, Checkout')


async def test_the_page_of_one_sprint_stays_with_it(board, ann):
    await ann.open(REPORT)
    transact(start_next)
    await sees(ann, 'Next sprint: Sprint 43', 'Sprint 42, Checkout')


def start_next(work):
    row = work.session.exec(select(SprintRow).where(SprintRow.number == 43)).one()
    row.state, row.activated, row.start, row.end = 'active', jan('14 08:00'), jan('14 08:00'), jan('28 08:00')
    row.mark = ground.move_site(work, 1)


async def test_a_file_is_neither_read_again_nor_frozen(workspace, ann):
    plant(replace(running(), site_kind='csv'))
    await ann.open(REPORT)
    await sees(ann, 'Sprint 42, Checkout')
    assert not named(ann, 'Sync now') and not named(ann, 'Freeze snapshot') and not named(ann, 'Ask Jira')


# Figures per person


async def test_figures_per_person_are_opened_by_those_who_were_named(board, ann, bob):
    await ann.open(REPORT)
    await misses(ann, 'Figures per person')
    transact(board_rules.save_rules, ANN, 1, BoardRules(shows_people=True))
    transact(board_rules.let_see_people, ANN, 1, 'person:2', True)
    await bob.open(REPORT)
    await sees(bob, 'Figures per person', 'Each look is written to the audit trail.')
    await misses(bob, 'Unassigned')
    press(bob, 'Show figures per person')
    await sees(bob, 'Unassigned')
    press(bob, 'Hide')
    await misses(bob, 'Unassigned')
    await ann.open(REPORT)
    await misses(ann, 'Figures per person')
