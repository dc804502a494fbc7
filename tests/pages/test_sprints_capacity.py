"""The page of a capacity: what is known and unknown, what a hand can change, and what others see of it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.domain.sprints.capacity.drafts import RoomDraft
from app.domain.sprints.facts.board import HOURS, POINTS, Capacity, DayOff, Member, Sprint
from app.services.sprints import capacity
from app.work import read, transact
from tests.pages.conftest import (
    choose,
    control,
    fill,
    give,
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
    upload,
)
from tests.people import ANN
from tests.sprints import DEV, QA, SPRINT, board, issue, jan, plant

CLOSED = Sprint(SPRINT, 'Sprint 42', 'closed', '', jan('5 08:00'), jan('5 08:00'), jan('16 16:00'), jan('16 16:00'))
NEXT = Sprint(43, 'Sprint 43', 'future', '', jan('19 08:00'), None, jan('23 16:00'))
LATER = Sprint(44, 'Sprint 44', 'future', '', jan('26 08:00'), None, jan('30 16:00'))
MEMBERS = {1: Member(1, 'Ann Berg', 'ann', 'person:1', True, shares={DEV: Decimal(100)}),
           2: Member(2, '<b>Zoë</b>', 'zoe', shares={QA: Decimal(100)}, weekdays=frozenset(range(4)))}
HOME = '/sprints/boards/1/capacity'
MONDAY = 'Capacity of Ann Berg on Mon 19 Jan'


def small_board(**more):
    issues = [issue(1, points=25, sprints=(43,), components=('api',)), issue(2, points=3, sprints=(43,))]
    given = {'capacities': (Capacity(SPRINT, DEV, HOURS, Decimal(60), Decimal(0), Decimal('0.5')),
                            Capacity(43, DEV, POINTS, Decimal(10), Decimal(0))),
             'members': MEMBERS, 'days_off': (DayOff(date(2026, 1, 21), None, False, 'Holiday'),), **more}
    return board(issues, given.pop('sprints', [CLOSED, NEXT, LATER]), **given)


@pytest.fixture
def planted(workspace):
    plant(small_board())


def view(sprint=43):
    return read(capacity.view_capacity, ANN, 1, sprint)


def room(own=DEV, sprint=43):
    return next(one.room for one in view(sprint).rooms if one.room.discipline == own)


def monday():
    return next(one.cells[0].state for one in view().members if one.id == 1)


def days(user, name='Ann Berg'):
    return [one.text for one in shown(user) if str(one.props.get('aria-label')).startswith(f'Capacity of {name} on ')]


async def test_it_says_what_is_full_what_is_unknown_and_who_is_there(ann, planted):
    await ann.open(HOME)
    written = text_of(ann)
    for words in ('Sprint 43 capacity', '19 – 23 January 2026', '25 of 10 points · 250 %', '−15 left', 'Critical',
                  'Dev is 15 points over: 25 of 10 points (250 %).', '0 planned, capacity unknown', 'unknown',
                  'Nobody said anything about it: unknown, not nothing.', 'Needs discipline: 1', '<b>Zoë</b>',
                  '4 d · 24 h', 'Was to fit', 'Plan ahead', 'usually 30 points', 'unknown, usually 30'):
        assert words in written, words
    assert days(ann) == ['1', '1', 'off', '1', '1'] and days(ann, '<b>Zoë</b>')[4] == '–'
    assert control(ann, 'Capacity of everybody on Wed 21 Jan').props['aria-description'] == 'off: Holiday'
    full = next(one for one in shown(ann) if 'rt-cap-bar' in one.classes and 'rt-over' in one.classes)
    assert next(iter(full)).style['width'] == '100.0%'


async def test_a_day_is_switched_by_a_press_for_everybody_who_looks(ann, bob, planted):
    await ann.open(HOME)
    await bob.open(HOME)
    before = control(bob, MONDAY)
    for state, face in (('half', '½'), ('off', 'off'), ('works', '1')):
        press(ann, MONDAY)
        await until(lambda state=state: monday() == state)
        await until(lambda face=face: days(bob)[0] == face)
    assert control(bob, MONDAY) is before
    press(ann, 'Capacity of everybody on Tue 20 Jan')
    await until(lambda: days(bob)[1] == '½')


async def test_what_everybody_has_off_is_refused_in_the_row_of_one(ann, planted):
    await ann.open(HOME)
    press(ann, 'Capacity of Ann Berg on Wed 21 Jan')
    await sees(ann, 'Nobody works on this day. Change it in the row of everybody.')
    assert days(ann)[2] == 'off'


async def test_arrows_move_through_the_grid_which_is_one_tab_stop(ann, planted):
    await ann.open(HOME)
    grid = named(ann, 'Days of people')[0]
    assert grid.props['role'] == 'grid'

    def at():
        return [one.props['aria-label'] for one in shown(ann)
                if one.props.get('role') == 'gridcell' and str(one.props.get('tabindex')) == '0']
    steps = (('ArrowDown', 'Capacity of <b>Zoë</b> on Mon 19 Jan'), ('ArrowDown', MONDAY),
             ('ArrowRight', 'Capacity of Ann Berg on Tue 20 Jan'),
             ('End', 'Capacity of Ann Berg on Fri 23 Jan'), ('ArrowUp', 'Capacity of <b>Zoë</b> on Fri 23 Jan'),
             ('Home', 'Capacity of <b>Zoë</b> on Mon 19 Jan'), ('ArrowUp', 'Capacity of everybody on Mon 19 Jan'),
             ('ArrowLeft', 'Capacity of everybody on Mon 19 Jan'))
    for key, name in steps:
        touch(ann, grid, 'keydown.left.right.up.down.home.end.prevent', {'key': key})
        assert at() == [name]


async def test_what_a_discipline_can_give_is_said_and_taken_back(ann, planted):
    await ann.open(HOME)
    press(ann, 'Change the capacity of QA')
    choose(ann, 'Counted in', POINTS)
    fill(ann, Amount='12,5', Points_in_progress='2')
    give(ann, 'Reserve in %', '10')
    press(ann, 'Save')
    await until(lambda: room(QA).points == Decimal('12.5'))
    assert (room(QA).reserve, room(QA).in_progress, room(QA).available) == (Decimal('0.1'), 2, Decimal('9.25'))
    await sees(ann, 'reserve 10 % · 2 in progress · 9.25 available')
    press(ann, 'Change the capacity of QA')
    press_last(ann, 'Make it unknown')
    await until(lambda: not room(QA).is_known)


async def test_hours_of_one_person_can_be_said_and_nonsense_is_refused_in_its_field(ann, planted):
    await ann.open(HOME)
    press(ann, 'Change the capacity of QA')
    give(ann, 'Hours of <b>Zoë</b>', '999')
    press(ann, 'Save')
    await until(lambda: [one for one in shown(ann) if one.props.get('error-message') == '5 days have 120 hours.'])
    give(ann, 'Hours of <b>Zoë</b>', 'many')
    press(ann, 'Save')
    await until(lambda: [one for one in shown(ann) if one.props.get('error-message') == 'That is not a number.'])
    give(ann, 'Hours of <b>Zoë</b>', '10')
    press(ann, 'Save')
    await until(lambda: room(QA).hours == 10)


async def test_whoever_was_slower_is_told_and_overwrites_nothing(ann, planted):
    await ann.open(HOME)
    press(ann, 'Change the capacity of Dev')
    transact(capacity.say_room, ANN, 1, 43, DEV, RoomDraft(POINTS, Decimal(33)))
    fill(ann, Amount='7')
    press(ann, 'Save')
    await sees(ann, 'Somebody else has changed this meanwhile. Look again.')
    assert room().points == 33


async def test_an_unknown_sprint_is_filled_from_the_last_and_marked(ann, planted):
    await ann.open(f'{HOME}?sprint=44')
    await sees(ann, 'Nobody said how much fits into this sprint, so it is unknown. That of Sprint 43 can be carried')
    press(ann, 'Carry forward from last sprint')
    await until(lambda: room(sprint=44).is_carried)
    await sees(ann, 'carried', '1 discipline carried forward')
    assert room(sprint=44).points == 10


async def test_another_sprint_is_chosen_by_the_list_or_by_keys(ann, planted):
    await ann.open(HOME)
    choose(ann, 'Sprint', '42')
    await sees(ann, 'Sprint 42 capacity')
    type_key(ann, ']')
    await sees(ann, 'Sprint 43 capacity')


async def test_days_off_are_imported_whole_or_told_line_by_line(ann, planted):
    await ann.open(HOME)
    press(ann, 'Import days off')
    give(ann, 'Paste it here', 'person,date\nann,2026-01-19\nnobody,2026-01-20')
    press_last(ann, 'Import')
    await sees(ann, 'Nothing was imported: 1 cannot be read.', '“nobody” is nobody on this board.')
    await upload(ann, 'days.csv', b'person,date,half\nann,2026-01-19,half')
    press_last(ann, 'Import')
    await sees(ann, '1 day off imported')
    await until(lambda: days(ann)[0] == '½')
    press(ann, MONDAY)
    await until(lambda: monday() == 'off')


async def test_the_plan_ahead_is_changed(ann, planted):
    await ann.open(HOME)
    press(ann, 'Change the plan')
    give(ann, 'Points of a sprint nobody said anything about', '24')
    give(ann, 'Projects and their percent', 'D sixty')
    press(ann, 'Save')
    await until(lambda: [one for one in shown(ann) if 'no project' in str(one.props.get('error-message'))])
    give(ann, 'Projects and their percent', 'D 60 %')
    press(ann, 'Save')
    await sees(ann, 'usually 24 points', 'unknown, usually 24', '14.4')


async def test_whoever_only_looks_has_nothing_to_press_and_is_told_why(bob, planted):
    await bob.open(HOME)
    assert 'Planners and leads of this team change it' in text_of(bob)
    for name in ('Carry forward from last sprint', 'Import days off', 'Change the capacity of Dev', 'Change the plan'):
        assert not named(bob, name), name
    assert control(bob, MONDAY).props['aria-disabled'] == 'true'
    touch(bob, control(bob, MONDAY), 'click')
    await misses(bob, 'half a day')
    assert monday() == 'works'


async def test_without_disciplines_it_says_what_is_missing_and_where(ann):
    plant(small_board(disciplines={}, members={}, capacities=()))
    await ann.open(HOME)
    await sees(ann, 'No disciplines yet')
    assert control(ann, 'Open settings').props['href'] == '/sprints/settings'


async def test_a_board_without_sprints_and_one_of_kanban_have_no_capacity(ann):
    plant(replace(small_board(), sprints={}, capacities=()))
    await ann.open(HOME)
    await sees(ann, 'No sprint yet')


async def test_on_kanban_the_flow_is_told_instead(ann):
    plant(replace(small_board(), kind='kanban'))
    await ann.open(HOME)
    await sees(ann, 'Capacity is not for kanban')
