"""How much fits into a sprint, and how that was worked out."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.domain.sprints.capacity.capacity import Past, accuracy, capacity_of, rate_of, usual_reserve
from app.domain.sprints.facts.board import POINTS, Capacity, DayOff, Member, Override, Sprint
from app.domain.sprints.metrics.disciplines import demand_of, known_shares, usual_sizes
from tests.sprints import DEV, POINTS_FIELD, QA, SPRINT, board, issue, ms

TWO_WEEKS = Sprint(SPRINT, 'Sprint 42', 'future', start=ms('2026-01-05 09:00', 'Europe/Berlin'),
                   end=ms('2026-01-16 17:00', 'Europe/Berlin'))
HALF_DEV = {DEV: Decimal(50), QA: Decimal(50)}
MEMBERS = {1: Member(1, 'P1', shares={DEV: Decimal(100)}),
           2: Member(2, 'P2', weekdays=frozenset(range(4)), hours=Decimal(6), shares=HALF_DEV)}
OFF = (DayOff(date(2026, 1, 6)), DayOff(date(2026, 1, 8), 2, is_half=True))
FIFTH, TENTH = Decimal('0.2'), Decimal('0.1')
SAID = Capacity(SPRINT, DEV, reserve=TENTH, points_per_hour=FIFTH, in_progress=Decimal(3))


def berlin(*capacities, **more):
    given = {'zone': 'Europe/Berlin', 'members': MEMBERS, 'days_off': OFF, **more}
    return board([], [TWO_WEEKS], capacities=capacities, **given)


def past(number, done, hours, added=0, committed=10):
    return Past(number, f'Sprint {number}', {DEV: Decimal(hours)} if hours else {}, {DEV: Decimal(done)},
                Decimal(added), Decimal(committed))


def test_hours_are_days_times_hours_times_share_times_focus():
    room = capacity_of(berlin(SAID), TWO_WEEKS).rooms[DEV]
    assert [(part.days, part.hours) for part in room.parts] == [
        (9, 54), (Decimal('6.5'), Decimal('14.625'))]
    assert (room.hours, room.points, room.available) == (
        Decimal('68.625'), Decimal('13.725'), Decimal('9.3525'))


def test_a_sprint_about_which_nobody_said_anything_is_unknown_and_not_empty():
    plan = capacity_of(berlin(), TWO_WEEKS, [past(n, 10, 50) for n in range(5)])
    assert not plan.is_known
    assert [(room.hours, room.points, room.available) for room in plan.rooms.values()] == [(None, None, None)] * 2


def test_what_is_said_by_hand_wins_over_what_people_add_up_to():
    room = capacity_of(berlin(replace(SAID, amount=Decimal(100))), TWO_WEEKS).rooms[DEV]
    assert room.is_by_hand and (room.hours, room.points, room.available) == (100, 20, 15)


def test_points_said_by_hand_need_no_hours():
    said = Capacity(SPRINT, DEV, POINTS, Decimal(30), reserve=Decimal(0))
    room = capacity_of(berlin(said), TWO_WEEKS).rooms[DEV]
    assert (room.hours, room.points, room.available) == (None, 30, 30)


def test_more_in_progress_than_fits_is_less_than_nothing():
    said = Capacity(SPRINT, DEV, POINTS, Decimal(10), Decimal(0), in_progress=Decimal(22))
    assert capacity_of(berlin(said), TWO_WEEKS).rooms[DEV].available == -12


def test_hours_said_for_one_person_in_this_sprint_replace_what_was_worked_out():
    said = replace(SAID, exceptions={1: Decimal(10)})
    first = capacity_of(berlin(said), TWO_WEEKS).rooms[DEV].parts[0]
    assert first.hours == 10 and first.is_exception


def test_a_sprint_without_dates_has_nobody_to_add_up():
    undated = replace(TWO_WEEKS, end=None)
    room = capacity_of(berlin(SAID), undated).rooms[DEV]
    assert room.parts == () and room.points is None


@pytest.mark.parametrize(('hours', 'rate'), [
    ([50, 50, 50], Decimal('0.2')), ([50, 50, 0], None), ([50, 50], None), ([], None)])
def test_a_rate_is_learned_from_three_sprints_that_knew_their_hours(hours, rate):
    found = rate_of(DEV, [past(number, 10, one) for number, one in enumerate(hours)])
    assert (found and found.value) == rate


def test_a_rate_sums_before_it_divides_and_names_its_range():
    found = rate_of(DEV, [past(1, 5, 50), past(2, 20, 100), past(3, 30, 100)])
    assert (found.value, found.low, found.high, found.sprints) == (Decimal('0.22'), TENTH, Decimal('0.3'), 3)


def test_the_reserve_is_the_middle_of_what_came_unplanned():
    assert usual_reserve([past(1, 0, 0, 10, 30), past(2, 0, 0, 0, 30), past(3, 0, 0, 30, 30)]) == Decimal('0.25')
    assert usual_reserve([]) == 0 and usual_reserve([past(1, 0, 0, 0, 0)]) == 0


def test_accuracy_is_what_was_done_of_what_was_to_fit():
    assert accuracy(Decimal(30), Decimal(40)) == Decimal('0.75')
    assert accuracy(Decimal(30), None) is None and accuracy(Decimal(30), Decimal(0)) is None


WHO = {1: Member(1, 'Ann', 'ann', shares={DEV: Decimal(60), QA: Decimal(40)})}


@pytest.mark.parametrize(('more', 'expected'), [
    ({'components': ('api',)}, (DEV, 'component')), ({'labels': ('qa',)}, (QA, 'label')),
    ({'components': ('api',), 'labels': ('qa',)}, (DEV, 'component')),
    ({'assignee': 'ann'}, (DEV, 'team')), ({'assignee': 'ann', 'labels': ('qa',)}, (DEV, 'team')),
    ({'assignee': 'nobody'}, (None, '')), ({}, (None, ''))])
def test_the_surest_of_what_an_issue_says_about_itself_decides(more, expected):
    found = known_shares(board([issue(1, **more)], members=WHO), issue(1, **more))
    assert (next(iter(found.parts), None), found.source) == expected


def test_a_split_by_type_is_exact():
    checkout = board([])
    split = {'Story': {DEV: Decimal('0.7'), QA: Decimal('0.3')}}
    checkout = replace(checkout, rules=replace(checkout.rules, type_splits=split))
    assert demand_of(checkout, issue(1, points='5')).parts == {DEV: Decimal('3.5'), QA: Decimal('1.5')}


def test_estimates_per_discipline_are_taken_as_they_are():
    checkout = board([])
    disciplines = {DEV: replace(checkout.disciplines[DEV], estimate='f_dev'),
                   QA: replace(checkout.disciplines[QA], estimate='f_qa')}
    one = replace(issue(1), estimates={'f_dev': '5', 'f_qa': '2', POINTS_FIELD: '99'})
    found = demand_of(replace(checkout, disciplines=disciplines), one)
    assert (found.parts, found.size, found.assumed) == ({DEV: 5, QA: 2}, 7, '')


def test_who_nobody_estimated_is_assumed_to_be_like_most_of_its_type():
    closed = Sprint(SPRINT, 'Sprint 42', 'closed', complete=ms('2026-01-16 17:00'))
    done = [issue(number, points=points) for number, points in enumerate((1, 2, 3, 5, 8), 1)]
    checkout = board([*done, issue(9, sprints=())], [closed])
    assert usual_sizes(checkout) == {'Story': 3, '': 3}
    found = demand_of(checkout, checkout.issues[9])
    assert (found.size, found.assumed) == (3, 'assumed, as most of type Story')
    bug = issue(10, type='Bug', sprints=())
    assert demand_of(checkout, bug).assumed == 'assumed, as most issues'
    assert demand_of(board([bug]), bug).size == 3


def test_what_somebody_said_about_an_issue_goes_before_all_else():
    said = Override(1, 1, 'discipline', {'discipline': QA})
    found = known_shares(board([], overrides=(said,)), issue(1, components=('api',)))
    assert (dict(found.parts), found.source) == ({QA: 1}, 'said here')


def test_subtasks_say_which_discipline_their_parent_needs():
    checkout = board([issue(1), issue(2, parent=1, is_subtask=True, type='Test task')])
    disciplines = {**checkout.disciplines, QA: replace(checkout.disciplines[QA], subtasks=frozenset({'Test task'}))}
    checkout = replace(checkout, disciplines=disciplines)
    assert known_shares(checkout, checkout.issues[1]).source == 'subtasks'
