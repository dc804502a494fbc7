"""What a page about capacity shows: learned, planned, over, unknown, and what lies ahead."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.sprints.capacity.learning import learned, learned_for
from app.domain.sprints.capacity.views import (
    FREE,
    HALF,
    MOST_DAYS,
    OFF,
    WORKS,
    Beside,
    chosen_sprint,
    rate_text,
    version_of,
    view_of,
)
from app.domain.sprints.capacity.warnings import CRITICAL, FINE, HIGH, UNDER, WARN, level_of
from app.domain.sprints.facts.board import ISSUES, POINTS, BoardRules, Capacity, DayOff, Member, Sprint
from tests.sprints import DEV, DOING, FINISHED, QA, TODO, History, board, issue, jan

NOW = jan('25')
ALL_DEV = {DEV: Decimal(100)}
MEMBERS = {1: Member(1, 'Ann Berg', 'ann', 'person:1', True, shares=ALL_DEV, focus=Decimal(1))}
CLOSED = [Sprint(number, f'Sprint {number}', 'closed', '', jan(f'{day} 08:00'), jan(f'{day} 08:00'),
                 jan(f'{day + 1} 18:00'), jan(f'{day + 1} 18:00'))
          for number, day in ((39, 5), (40, 7), (41, 12), (42, 14))]
NEXT = Sprint(43, 'Sprint 43', 'future', '', jan('26 08:00'), None, jan('30 18:00'))
LATER = Sprint(44, 'Sprint 44', 'future')


def done(number, sprint, day, points=8, **more):
    more = {'components': ('api',), **more}
    return issue(number, points=points, status=FINISHED, sprints=(sprint,),
                 history=History(number * 100).status(f'{day}', TODO, FINISHED), **more)


def past_board(*capacities, **more):
    """Four sprints of two days, 8 points done in each; two people-days of 8 hours."""
    issues = [done(number, number, day) for number, day in ((39, 6), (40, 8), (41, 13), (42, 15))]
    issues += more.pop('issues', [])
    said = tuple(Capacity(number, DEV) for number in (40, 41, 42)) if not more.pop('unsaid', False) else ()
    return board(issues, [*CLOSED, NEXT, LATER], capacities=(*said, *capacities), **{'members': MEMBERS, **more})


def next_view(*capacities, **more):
    return view_of(past_board(*capacities, **more), 43, NOW)


def planned(points, number=1, **more):
    return issue(number, points=points, sprints=(43,), **{'components': ('api',), **more})


def test_points_per_hour_are_learned_from_sprints_that_knew_their_hours_and_predict_the_next():
    room = next_view(Capacity(43, DEV, reserve=Decimal(0))).rooms[0].room
    assert (room.rate.value, room.rate.sprints, room.hours, room.points) == (Decimal('0.5'), 3, 40, 20)
    assert rate_text(room.rate) == '0.5 points an hour, 0.5 to 0.5 in the last 3 sprints'


def test_a_sprint_learns_from_those_before_it_only():
    known = past_board()
    assert [one.sprint for one in learned_for(known, known.sprints[41], NOW)] == [39, 40]
    assert [one.sprint for one in learned_for(known, known.sprints[43], NOW, 2)] == [41, 42]
    assert learned(known, NOW)[0].hours == {} and learned(known, NOW)[1].done == {DEV: 8}
    assert learned(known, 0) == ()


def test_how_good_capacities_were_is_told_for_each_sprint_and_unknown_is_not_nothing():
    said = [Capacity(41, QA, POINTS, Decimal(10))]
    told = {one.sprint: (one.planned, one.done, one.accuracy) for one in next_view(*said).past}
    assert told == {39: (None, 8, None), 40: (None, 8, None), 41: (10, 8, Decimal('0.8')), 42: (None, 8, None)}


@pytest.mark.parametrize(('planned', 'capacity', 'level'), [
    ('10', '10', FINE), ('10.01', '10', WARN), ('11', '10', WARN), ('11.01', '10', HIGH), ('15', '10', HIGH),
    ('25', '10', CRITICAL), ('4.9', '10', UNDER), ('5', '10', FINE), ('1', '0', CRITICAL), ('0', '0', FINE),
    ('1', '-3', CRITICAL), ('9', None, FINE)])
def test_how_far_a_discipline_is_over_or_under(planned, capacity, level):
    assert level_of(Decimal(planned), Decimal(capacity) if capacity else None) == level


def test_use_has_no_bound_and_what_is_left_may_be_less_than_nothing():
    view = next_view(Capacity(43, DEV, POINTS, Decimal(8), Decimal(0)), issues=[planned(20)])
    assert (view.rooms[0].use, view.rooms[0].remaining, view.rooms[0].level) == (Decimal('2.5'), -12, CRITICAL)
    assert view.rooms[1].use is None and view.rooms[1].remaining is None and view.is_known
    assert view.warnings[0].text == 'Dev is 12 points over: 20 of 8 points (250 %).'


def test_capacity_in_issues_is_as_many_points_as_most_of_them_have():
    room = next_view(Capacity(43, DEV, ISSUES, Decimal(4), Decimal(0))).rooms[0].room
    assert (room.points, room.amount, room.hours) == (12, 4, None)  # nobody knows yet, so as set for the board


def warned(view):
    return {one.kind: one.text for one in view.warnings}


def test_too_little_for_what_is_urgent_and_too_much_for_what_is_not():
    issues = [planned(9, 1, priority='5'), issue(2, points=3, sprints=(), priority='1')]
    priorities = tuple((str(one), f'P{one}') for one in range(1, 6))
    view = next_view(Capacity(43, DEV, POINTS, Decimal(20)), issues=issues, priorities=priorities)
    assert warned(view)['urgent'] == '0 of 20 points go to the first two priorities, and 1 such issue waits outside.'
    assert warned(view)['minor'] == '9 of 20 points go to what is least urgent.'
    assert 'under' in warned(view) and 'urgent' not in warned(next_view(issues=issues, priorities=priorities))


def test_who_is_shared_out_to_more_than_everything_or_has_no_days_of_their_own_is_named():
    known = past_board(members={**MEMBERS, 2: Member(2, 'Bob')})
    view = view_of(known, 43, NOW, Beside(((1, Decimal(30)),), frozenset({2}), 7))
    assert warned(view) == {
        'person': 'Ann Berg is shared out to 130 % over all boards.',
        'no_share': 'No discipline on this board, so no hours count: Bob.',
        'no_calendar': 'No days of their own, so those of the board count: Bob.'}
    assert (view.members[0].everywhere, view.plan_version) == (130, 7)


def test_issues_that_need_a_discipline_are_counted_where_everybody_sees_them():
    view = next_view(issues=[planned(5, 1, components=()), planned(5, 2, components=())])
    assert view.undisciplined == 2
    assert warned(view)['undisciplined'] == (
        '2 issues in the sprint need a discipline and count nowhere: D-1, D-2.')


@pytest.mark.parametrize(('dates', 'text'), [
    ({'start': None, 'end': None}, 'This sprint has no dates'), ({'end': None}, 'This sprint has no dates'),
    ({'end': jan('26 08:00')}, 'This sprint has no working day'), ({'end': jan('25 08:00')}, 'no working day'),
    ({'start': jan('24 00:00'), 'end': jan('25 23:00')}, 'no working day')],
    ids=['undated', 'open', 'zero', 'backwards', 'weekend'])
def test_a_sprint_without_a_day_is_flagged_and_breaks_nothing(dates, text):
    known = past_board(Capacity(43, DEV))
    known = replace(known, sprints={**known.sprints, 43: replace(NEXT, **dates)})
    view = view_of(known, 43, NOW)
    assert text in warned(view)['no_days'] and not view.rooms[0].room.hours


def test_a_sprint_of_years_shows_its_first_days_and_counts_all():
    known = past_board()
    known = replace(known, sprints={**known.sprints, 43: replace(NEXT, end=jan('26 08:00') + 5873 * 86_400_000)})
    view = view_of(known, 43, NOW)
    assert (len(view.days), view.more_days, len(view.members[0].cells)) == (MOST_DAYS, 5873 - MOST_DAYS, MOST_DAYS)
    assert view.members[0].days > 4000


def test_days_of_people_are_worked_half_off_or_never_theirs():
    off = (DayOff(date(2026, 1, 26), None, reason='Holiday'), DayOff(date(2026, 1, 27), 1, True),
           DayOff(date(2026, 1, 28), 1, True), DayOff(date(2026, 1, 28), None, True))
    view = next_view(days_off=off, members={1: replace(MEMBERS[1], weekdays=frozenset(range(4)))})
    assert [one.state for one in view.members[0].cells] == [OFF, HALF, OFF, WORKS, FREE]
    assert [one.is_everybodys for one in view.members[0].cells][:3] == [True, False, False]
    assert [one.state for one in view.everybody] == [OFF, WORKS, HALF, WORKS, WORKS]
    assert (view.members[0].days, view.everybody[0].reason) == (Decimal('1.5'), 'Holiday')


def test_the_long_term_plan_takes_what_is_usual_where_nobody_said_anything():
    rules = BoardRules(default_capacity=Decimal(25), allocation={'D': Decimal(60), 'X': Decimal(40)})
    view = next_view(Capacity(43, DEV, POINTS, Decimal(40)), rules=rules, issues=[planned(20)])
    assert [(one.name, one.points, one.is_known, one.planned) for one in view.ahead] == [
        ('Sprint 43', 40, True, 20), ('Sprint 44', 25, False, 0)]
    assert view.ahead[0].by_project == (('D', 24), ('X', 16)) and view.usual == 25
    assert [(one.project, one.percent, one.rank, one.got, one.trend.verdict) for one in view.shares] == [
        ('D', 60, 1, 1, 'too few'), ('X', 40, 2, 0, 'too few')]


def test_capacity_is_carried_from_the_last_sprint_of_which_something_was_said():
    assert next_view().carried_from == 'Sprint 42'
    assert next_view(unsaid=True).carried_from == ''
    assert view_of(past_board(), 40, NOW).carried_from == ''


def test_the_running_sprint_is_shown_first_then_the_next_then_the_last():
    known = past_board()
    assert chosen_sprint(known).number == 43
    running = replace(CLOSED[3], state='active', complete=None)
    assert chosen_sprint(replace(known, sprints={**known.sprints, 42: running})).number == 42
    assert chosen_sprint(replace(known, sprints={39: CLOSED[0], 40: CLOSED[1]})).number == 40
    assert chosen_sprint(replace(known, sprints={})) is None


def test_the_same_question_has_the_same_answer_and_every_word_another_version():
    known = past_board(Capacity(43, DEV, version=3), Capacity(43, QA, version=5))
    assert view_of(known, 43, NOW) is view_of(known, 43, NOW) and version_of(known, 43) == 8
    assert view_of(known, 43, NOW).version == 8


@settings(max_examples=40, deadline=None)
@given(st.lists(st.decimals(-50, 400, places=2), min_size=2, max_size=2), st.decimals(0, 1, places=2),
       st.decimals(0, 90, places=1), st.integers(0, 60))
def test_whatever_is_said_what_is_left_adds_up(amounts, reserve, progress, points):
    said = [Capacity(43, own, POINTS, amount, reserve, in_progress=progress)
            for own, amount in zip((DEV, QA), amounts, strict=True)]
    view = next_view(*said, issues=[planned(points, status=DOING)])
    for one in view.rooms:
        assert one.remaining + one.planned + one.room.in_progress == one.room.points * (1 - reserve)
        assert (one.use is None) == (one.room.points == 0)
