"""Velocity: what a board got done in its last sprints, and what was carried from one to the next."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.sprints.facts.board import BoardRules, Sprint
from app.domain.sprints.metrics.analysis import report_of
from app.domain.sprints.metrics.carrying import often_carried
from app.domain.sprints.metrics.report import Tally
from app.domain.sprints.metrics.velocity import velocity, with_grace
from app.domain.sprints.reports.report_json import from_json, to_json
from tests.sprints import FINISHED, SPRINT, TODO, History, board, issue, jan, worked_example

DAY = 86_400_000
WEEK = 7 * DAY
DONE = (21, 0, 18, 30, 12, 25, 19)
FIRST = jan('5 08:00')


def sprint(number, **more):
    """A week each, from Monday 08:00 to Friday 16:00."""
    start = FIRST + (number - 1) * WEEK
    end = start + 4 * DAY + 8 * 3_600_000
    return replace(Sprint(number, f'Sprint {number}', 'closed', '', start, start, end, end), **more)


def finished(number, in_sprint, points, at=None):
    start = FIRST + (in_sprint - 1) * WEEK
    return issue(number, points=points, status=FINISHED, sprints=(in_sprint,),
                 history=History().status(start + DAY if at is None else at, TODO, FINISHED))


def seven(**more):
    issues = [finished(place, place, points) for place, points in enumerate(DONE, 1) if points]
    return board(issues, [sprint(place) for place in range(1, 8)], **more)


LATER = FIRST + 60 * WEEK


def test_the_worked_example_of_seven_sprints():
    found = velocity(seven(), LATER)
    assert [row.completed.amount for row in found.rows] == list(DONE)
    assert (round(found.mean, 1), found.median, found.p15, found.p85) == (Decimal('17.9'), 19, 12, 25)
    assert found.closed == 7


def test_empty_sprints_stay_and_active_and_future_ones_do_not_count():
    more = {8: sprint(8, state='active', complete=None), 9: sprint(9, state='future', complete=None)}
    one = seven()
    found = velocity(replace(one, sprints={**one.sprints, **more}), LATER)
    assert [row.sprint for row in found.rows] == [1, 2, 3, 4, 5, 6, 7]
    assert found.rows[1].completed == Tally()


def test_what_was_done_in_a_sprint_stays_done_when_that_is_deleted():
    one = seven()
    found = velocity(replace(one, sprints={**one.sprints, 7: sprint(7, is_gone=True)}), LATER)
    assert found.rows == velocity(one, LATER).rows


def test_frozen_sprints_keep_the_figures_of_their_close():
    one = worked_example()
    kept = from_json(to_json(report_of(one, SPRINT, jan('20'))))
    changed = replace(one, issues={number: issue(number, points=1) for number in one.issues})
    live, frozen = velocity(changed, jan('20')).rows[0], velocity(changed, jan('20'), frozen={SPRINT: kept}).rows[0]
    assert (live.completed.amount, live.is_frozen) == (0, False)
    assert (frozen.completed.amount, frozen.said, frozen.committed.amount, frozen.is_frozen) == (13, 8, 18, True)
    assert not velocity(changed, jan('20'), unit='issues', frozen={SPRINT: kept}).rows[0].is_frozen


@pytest.mark.parametrize(('asked', 'shown'), [(None, 5), (1, 3), (3, 3), (4, 4), (500, 7)])
def test_three_to_fifty_sprints_are_shown_or_as_many_as_the_board_says(asked, shown):
    assert len(velocity(seven(rules=BoardRules(velocity_sprints=5)), LATER, asked).rows) == shown


def test_only_what_was_closed_by_then_counts():
    assert [row.sprint for row in velocity(seven(), FIRST + 2 * WEEK).rows] == [1, 2]


def test_said_and_done_over_sprints_is_of_the_sums():
    first = [issue(1, points=8, status=FINISHED, sprints=(1,), history=History().status(FIRST + DAY, TODO, FINISHED)),
             issue(2, points=10, sprints=(1,))]
    second = [finished(3, 2, 30)]
    found = velocity(board([*first, *second], [sprint(1), sprint(2)]), LATER)
    assert round(found.say_do * 100, 1) == Decimal('79.2')


def test_a_velocity_that_swings_has_no_trend_and_one_that_climbs_has():
    assert velocity(seven(), LATER).trend.verdict == 'none'
    assert velocity(seven(), LATER, 5).trend.verdict == 'too few'
    climbing = [finished(place, place, 10 + 3 * place + place % 2) for place in range(1, 9)]
    found = velocity(board(climbing, [sprint(place) for place in range(1, 9)]), LATER, 8).trend
    assert found.verdict == 'rising' and found.low < 3 < found.high


def test_velocity_per_day_of_a_person_is_of_the_sums():
    found = velocity(seven(), LATER)
    assert [row.person_days for row in found.rows] == [10] * 7
    assert found.per_person_day == Decimal(sum(DONE)) / 70
    assert velocity(seven(members={}), LATER).per_person_day is None


def test_a_board_without_closed_sprints_has_no_velocity():
    found = velocity(board([], [sprint(1, state='active', complete=None)]), LATER)
    assert (found.rows, found.mean, found.median, found.p15, found.per_person_day, found.say_do) == (
        (), None, None, None, None, None)


def test_the_row_of_the_worked_example():
    row = velocity(worked_example(), jan('20')).rows[0]
    assert (row.committed, row.completed, row.said) == (Tally(Decimal(18), 4), Tally(Decimal(13), 3), 8)
    assert row.not_completed == Tally(Decimal(13), 3)


def test_with_grace_late_starters_are_planned_and_late_finishers_are_late():
    start = FIRST
    end = sprint(1).end
    issues = [
        finished(1, 1, 1, start + 2 * DAY),
        issue(2, points=2, sprints=(1,), history=History().sprint(start + DAY, '', '1')),  # within the grace
        issue(3, points=4, sprints=(1,), history=History().sprint(start + 3 * DAY, '', '1')),
        finished(4, 1, 8, end + DAY),  # in time, with grace
        finished(5, 1, 16, end + 3 * DAY),  # late
        issue(6, points=32, status=FINISHED, sprints=(1, 2), history=History().sprint(
            end + 5000, '1', '1, 2').status(end + 3 * DAY, TODO, FINISHED)),  # carried on: counts there
    ]
    row = with_grace(board(issues, [sprint(1), sprint(2)]), LATER, days=2)[0]
    assert (row.planned.amount, row.completed.amount, row.late.amount, row.incomplete.amount) == (
        1 + 2 + 8 + 16 + 32, 1 + 8, 16, 2 + 4 + 32)


def test_grace_shows_six_sprints_and_at_most_fifteen():
    many = board([], [sprint(place) for place in range(1, 21)])
    assert len(with_grace(many, LATER)) == 6
    assert len(with_grace(many, LATER, 99)) == 15


def test_issues_carried_over_again_and_again_are_listed():
    three = ((1, ''), (2, '1'), (3, '1, 2'))
    history = History()
    for number, was in three:
        history.sprint(sprint(number).start - 3_600_000, was, f'{was}, {number}'.strip(', '))
    stuck = issue(1, sprints=(1, 2, 3), history=history, created=FIRST - WEEK)
    fine = issue(2, sprints=(3,))
    one = board([stuck, fine], [sprint(place) for place in range(1, 4)])
    assert [(found.key, found.sprints) for found in often_carried(one)] == [('D-1', (1, 2, 3))]
    assert often_carried(replace(one, issues={2: fine})) == []
