"""What was decided here and what Jira says by now: both are shown, and a hand settles it."""

from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import select

from app.domain.sprints.facts.board import Capacity, Sprint
from app.services.sprints import ground, overrides, queue_views, queues, settling
from app.work import read, transact
from components.sprints.queue_panel import ConflictCard
from models.sprints import SprintIssue
from tests.pages.conftest import (
    choose,
    fill,
    misses,
    named,
    press,
    press_last,
    sees,
    shown,
    sign_in,
    text_of,
    touch,
    until,
)
from tests.people import ANN, CLEO
from tests.sprints import DEV, QA, board, issue, jan, plant

NEXT = Sprint(43, 'Sprint 43', 'future', '', jan('19 08:00'), None, jan('30 16:00'))
HOME = '/sprints/boards/1'


@pytest.fixture
async def disputed(ann):
    """Ann wants D-1 on the 28th; Jira said the 20th then, and says the 22nd now."""
    plant(board([issue(1, points=5, sprints=(43,), components=('api',), due=date(2026, 1, 20)),
                 issue(2, points=9, sprints=(43,), components=('api',)),
                 issue(3, sprints=(), components=('api',))], [NEXT],
                capacities=(Capacity(43, DEV, 'points', Decimal(10)),)))
    transact(overrides.decide, ANN, 1, 43, 1, 'deadline', {'due': '2026-01-28'})
    transact(jira_says, due='2026-01-22')
    return transact(queues.build, ANN, 1, 43)


def jira_says(work, **values):
    row = work.session.exec(select(SprintIssue).where(SprintIssue.number == 1)).one()
    row.fields = {**row.fields, **values}
    row.mark = ground.move_site(work, 1)


def decided():
    return [one.text for one in read(queue_views.view_screen, ANN, 1, 43).overrides]


async def test_the_queue_leads_to_what_jira_contradicts_and_both_sides_are_shown(ann, disputed):
    await ann.open(f'{HOME}/queue')
    await sees(ann, 'Jira contradicts 1 decision that was made here.')
    press(ann, 'Look at both')
    await sees(ann, 'Ours and Jira’s', '1 to settle', 'Deadline of D-1', '28 Jan', '22 Jan')


async def test_kept_ours_stays_and_is_listed_beside_what_jira_says(ann, disputed):
    await ann.open(f'{HOME}/disputes')
    press(ann, 'Keep ours: deadline of D-1')
    await sees(ann, '0 to settle', 'Settled: ours counts')
    assert read(settling.list_disputes, ANN, 1)[0].is_settled and not named(ann, 'Keep ours: deadline of D-1')


async def test_taken_from_jira_the_decision_is_gone_until_it_is_undone(ann, disputed):
    await ann.open(f'{HOME}/disputes')
    press(ann, 'Take Jira’s: deadline of D-1')
    await sees(ann, 'Jira contradicts nothing')
    assert decided() == []
    press(ann, 'Undo')
    await sees(ann, '28 Jan')
    assert decided() == ['D-1 due 28 Jan']


async def test_cleared_neither_counts(ann, disputed):
    await ann.open(f'{HOME}/disputes')
    press(ann, 'Clear: deadline of D-1')
    await sees(ann, '0 to settle')
    assert decided() == ['D-1 without a deadline']


async def test_whoever_only_looks_sees_both_sides_and_no_buttons(ann, disputed, cleo):
    sign_in(ann, CLEO)
    await ann.open(f'{HOME}/disputes')
    await sees(ann, '28 Jan', '22 Jan', 'A planner can settle this.')
    assert not named(ann, 'Clear: deadline of D-1')


async def test_what_jira_says_by_now_comes_to_an_open_page(ann, disputed):
    await ann.open(f'{HOME}/disputes')
    await sees(ann, '22 Jan')
    transact(jira_says, due='2026-01-28')
    await sees(ann, 'Jira contradicts nothing')
    await misses(ann, '22 Jan')


async def test_why_panel_and_tab_tell_about_it(ann, disputed):
    await ann.open(f'{HOME}/queue?issue=1')
    await sees(ann, 'D-1 due 28 Jan, by Ann', 'Jira says 22 Jan.')


class TestWhatCanBeSaidAboutAnIssue:
    async def test_who_asked_for_it(self, ann, disputed):
        await self.ask(ann, 'Asked for by…', 'Who asked for D-1?')
        fill(ann, Asked_for_by='Dr. Wu')
        press(ann, 'Keep the name')
        await until(lambda: 'D-1 asked for by Dr. Wu' in decided())

    async def test_what_kind_of_work_it_is(self, ann, disputed):
        await self.ask(ann, 'What kind of work…', 'What kind of work is D-1?')
        choose(ann, 'Discipline', str(QA))
        press(ann, 'Keep the discipline')
        await until(lambda: 'D-1 is work for QA' in decided())

    async def test_who_does_it(self, ann, disputed):
        await self.ask(ann, 'Who does it…', 'Who does D-1?')
        choose(ann, 'Person', 'Bob Okoro')
        press(ann, 'Keep the person')
        await until(lambda: 'D-1 done by Bob Okoro' in decided())

    async def ask(self, user, deed, question):
        await user.open(f'{HOME}/queue')
        press(user, 'What to do with D-1')
        await sees(user, deed)
        press_last(user, deed)
        await sees(user, question)


async def test_the_tab_of_the_queue_counts_its_conflicts(ann, disputed):
    await ann.open(f'{HOME}/capacity')
    found = read(queue_views.count_conflicts, ANN, 1)
    assert found > 0 and f'Queue\n{found}' in text_of(ann)


async def test_lists_to_be_mended_lead_to_where_each_issue_stands(ann, disputed):
    await ann.open(f'{HOME}/queue')
    card = next(one for one in shown(ann, ConflictCard) if one.conflict.id == 'data:without an estimate')
    touch(ann, card.head, 'click')
    await sees(ann, 'Open the list')
    press(ann, 'Open the list')
    await sees(ann, 'Data quality', 'Unestimated', 'D-3')
