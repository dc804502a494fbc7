"""Boards and the report of a sprint on the screen: figures, lists behind them, reasons, versions, and what is live."""

from dataclasses import replace

from nicegui.functions import navigate
from sqlmodel import select

from app import realtime
from app.domain.sprints.facts.board import BoardRules
from app.services.sprints import board_rules, ground, reports, snapshots
from app.work import read, transact
from models.sprints import SprintChange, SprintIssue, SprintIssueOnBoard
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
from tests.pages.sprint_report.conftest import REPORT, fail_board, finish_story, running
from tests.people import ANN
from tests.sprints import DOING, POINTS_FIELD, SPRINT, SPRINT_FIELD, TODO, jan, plant, worked_example


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


async def test_code_of_a_sprint_has_a_tab_of_its_own(at_report):
    press(at_report, 'Git')
    await sees(at_report, 'No repository is connected.')


async def test_a_file_is_neither_read_again_nor_frozen(workspace, ann):
    plant(replace(running(), site_kind='csv'))
    await ann.open(REPORT)
    await sees(ann, 'Sprint 42, Checkout')
    assert not named(ann, 'Sync now') and not named(ann, 'Freeze snapshot') and not named(ann, 'Ask Jira')


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
