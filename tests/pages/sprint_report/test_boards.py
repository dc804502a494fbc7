"""The boards there are, and which sprint the page of one goes on to."""

from sqlmodel import select

from app.services.sprints import ground
from app.work import transact
from models.sprints import Sprint as SprintRow
from tests.pages.conftest import control, named, press, sees
from tests.pages.sprint_report.conftest import REPORT, fail_board
from tests.sprints import jan


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
