"""The page of a queue: what it shows, what a hand can do, and what others see of it."""

from decimal import Decimal

import pytest

from app.domain.sprints.facts.board import Capacity, Sprint
from app.services.sprints import overrides, queue_views, queues
from app.work import read, transact
from tests.pages.conftest import (
    choose,
    named,
    press,
    press_last,
    shown,
    text_of,
    touch,
    type_key,
    until,
)
from tests.people import ANN
from tests.sprints import DEV, SPRINT, board, issue, jan, plant

NEXT = Sprint(43, 'Sprint 43', 'future', 'Two parcels', jan('19 08:00'), None, jan('30 16:00'))
LATER = Sprint(44, 'Sprint 44', 'future', '', jan('31 08:00'), None, None)
CLOSED = Sprint(SPRINT, 'Sprint 42', 'closed', '', jan('5 08:00'), jan('5 08:00'), jan('16 16:00'), jan('16 16:00'))
HOME = '/sprints/boards/1/queue'


def small_board(**more):
    issues = [issue(1, points=5, sprints=(43,), components=('api',)), issue(2, points=4, sprints=(43,), components=(
        'api',), priority='1'), issue(3, points=8, sprints=(), components=('api',)),
        issue(4, points=1, sprints=(), labels=('qa',), reporter='bob', title='<b>مرحبا</b> 🎉')]
    return board(more.pop('issues', issues), [CLOSED, NEXT, LATER], **{
        'capacities': (Capacity(43, DEV, 'points', Decimal(10)),), **more})


@pytest.fixture
async def planned(ann):
    plant(small_board())
    return transact(queues.build, ANN, 1, 43)


def rows(user):
    return [one.props['aria-label'] for one in shown(user) if one.tag == 'li' and one.props.get('role') == 'row'
            and 'aria-label' in one.props]


def screen():
    return read(queue_views.view_screen, ANN, 1, 43)


async def test_the_list_says_who_is_in_why_and_what_did_not_fit(ann, planned):
    await ann.open(HOME)
    assert rows(ann) == [
        'D-2 Story 2, number 1, Highest, round 1', 'D-4 <b>مرحبا</b> 🎉, number 2, capacity unknown: QA',
        'D-1 Story 1, number 3, Medium, round 1', 'D-3 Story 3, not in the queue, needs Dev 8, 1 left after D-1']
    written = text_of(ann)
    for words in ('Sprint 43 queue', 'goal “Two parcels”', 'Draft, not published yet', 'of 10 pts', '1 free',
                  'capacity unknown', 'Capacity ends here · 3 issues, 10 points', '1 did not get in',
                  'Draft 1 · made', 'Inside a priority, those who asked take turns by points'):
        assert words in written, words


async def test_without_a_queue_the_page_says_what_it_is_for_and_builds_one(ann):
    plant(small_board())
    await ann.open(HOME)
    assert 'No queue yet' in text_of(ann) and '4 issues could go in' in text_of(ann)
    press(ann, 'Build queue')
    await until(lambda: len(rows(ann)) == 4)
    assert screen().queue.entry.by_name == 'Ann'


async def test_pinning_banning_and_moving_make_the_queue_anew_and_are_undone(ann, planned):
    await ann.open(HOME)
    press(ann, 'Pin D-3')
    await until(lambda: rows(ann)[0].startswith('D-3'))
    assert 'pinned to the top by Ann' in rows(ann)[0] and rows(ann)[0].endswith('moved since the last queue')
    press(ann, 'Undo')
    await until(lambda: rows(ann)[0].startswith('D-2'))
    press(ann, 'Ban D-2')
    await until(lambda: rows(ann)[-1].startswith('D-2'))
    assert 'banned by Ann' in rows(ann)[-1]
    press(ann, 'Move D-4 up')
    await until(lambda: [one.text for one in screen().overrides][:1] == ['D-4 before D-1'])


async def test_keys_pin_ban_and_explain_the_row_one_is_on(ann, planned):
    await ann.open(HOME)
    row = named(ann, rows(ann)[3])[0]
    touch(ann, row, 'focusin')
    type_key(ann, 'p')
    await until(lambda: rows(ann)[0].startswith('D-3'))
    row = named(ann, rows(ann)[0])[0]
    touch(ann, row, 'keydown.enter')
    await until(lambda: 'Why is D-3 here?' in text_of(ann))
    assert 'Decided here' in text_of(ann) and 'D-3 at the top, by Ann' in text_of(ann)
    touch(ann, row, 'keydown.up.down.prevent', {'key': 'ArrowDown', 'altKey': True})
    await until(lambda: screen().overrides[0].text.startswith('D-3 before'))
    type_key(ann, 'x')
    await until(lambda: 'banned by Ann' in rows(ann)[-1])


async def test_conflicts_offer_changes_that_were_worked_out_and_can_be_applied(ann):
    plant(small_board(capacities=(Capacity(43, DEV, 'points', Decimal(6)),)))
    transact(queues.build, ANN, 1, 43)
    await ann.open(HOME)
    assert 'Dev is asked for 3 more than it has' in text_of(ann)
    press(ann, 'See ways out')
    await until(lambda: named(ann, 'Try this change: Give Dev 3 points more'))
    assert 'Dev 9 of 9 · 10 points, 5 more · D-1 then fits' in text_of(ann)
    press(ann, 'Try this change: Give Dev 3 points more')
    press(ann, 'Apply change')
    await until(lambda: 'of 9 pts' in text_of(ann))
    assert [one.text for one in screen().overrides] == ['Dev +3 points'] and '+3 tried here' in text_of(ann)


async def test_publishing_asks_first_and_everybody_sees_it(ann, bob, planned):
    await ann.open(HOME)
    await bob.open(HOME)
    press(ann, 'Publish queue')
    await until(lambda: 'Publish this queue?' in text_of(ann))
    press_last(ann, 'Publish queue')
    await until(lambda: screen().queue.entry.state == 'published')
    await until(lambda: 'Published' in text_of(bob) and not named(ann, 'Publish queue'))


async def test_whoever_only_looks_has_nothing_to_press_and_is_told_why(bob, planned):
    await bob.open(HOME)
    assert 'Planners of this area change it' in text_of(bob)
    assert not any(named(bob, name) for name in ('Build queue', 'Publish queue', 'Pin D-1', 'Ban D-1', 'Move D-1 up'))
    touch(bob, named(bob, rows(bob)[0])[0], 'keydown.enter')
    await until(lambda: 'Why is D-2 here?' in text_of(bob))


async def test_what_changed_since_is_told_and_shown_with_its_cause(ann, planned):
    transact(overrides.decide, ANN, 1, 43, 3, 'pin_top')
    await ann.open(HOME)
    assert 'Changed since this queue was made: D-3 pinned to the top by Ann.' in text_of(ann)
    press(ann, 'See what changes')
    await until(lambda: 'What building it again changes' in text_of(ann))
    assert 'out → in' in text_of(ann)
    press(ann, 'Build queue again')
    await until(lambda: screen().queue.entry.number == 2)
    await until(lambda: 'Changed since' not in text_of(ann))


async def test_earlier_drafts_are_listed_opened_and_compared(ann, planned):
    transact(overrides.decide, ANN, 1, 43, 2, 'ban')
    second = transact(queues.build, ANN, 1, 43)
    await ann.open(f'/sprints/queues/{planned}')
    assert rows(ann)[0].startswith('D-2') and 'Draft 1 · made' in text_of(ann)
    press(ann, 'Drafts')
    await until(lambda: 'Queues of this sprint' in text_of(ann))
    assert 'D-2 not in this sprint, by Ann' in text_of(ann)
    press(ann, 'Compare')
    await until(lambda: 'What differs between the two' in text_of(ann))
    assert 'D-2: banned by Ann' in text_of(ann)
    await ann.open(f'/sprints/queues/{second}')
    assert rows(ann)[-1].startswith('D-2')


async def test_rules_can_be_chosen_for_the_next_draft(ann, planned):
    await ann.open(HOME)
    press(ann, 'Rules')
    await until(lambda: 'How queues of this sprint are made' in text_of(ann))
    choose(ann, 'Candidates', 'sprint')
    press(ann, 'Build with these rules')
    await until(lambda: len(rows(ann)) == 2)


async def test_another_sprint_is_one_choice_away(ann, planned):
    await ann.open(HOME)
    choose(ann, 'Sprint', '44')
    await until(lambda: 'Sprint 44 queue' in text_of(ann) and 'No queue yet' in text_of(ann))
    type_key(ann, '[')
    await until(lambda: 'Sprint 43 queue' in text_of(ann))


async def test_the_list_of_one_team_is_in_its_own_order(ann, planned):
    await ann.open(HOME)
    press(ann, 'QA')
    await until(lambda: len(rows(ann)) == 1)
    assert rows(ann)[0].startswith('D-4')


async def test_a_kanban_board_has_no_queue(ann):
    plant(small_board(kind='kanban'))
    await ann.open(HOME)
    assert 'A kanban board is not planned in sprints.' in text_of(ann)
