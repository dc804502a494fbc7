"""Lines of a sprint: what is left, its scope, what is done, and the even pace."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.domain.sprints.facts.board import DayOff, Sprint
from app.domain.sprints.metrics.analysis import report_of
from app.domain.sprints.metrics.burndown import amount_at, offers_burnup_first
from tests.sprints import (
    DOING,
    FINISHED,
    RETIRED,
    SPRINT,
    TODO,
    History,
    board,
    issue,
    jan,
    ms,
    renamed,
    worked_example,
)

NOW = jan('20')


def lines_of(*issues, unit='points', sprint=None, **more):
    return report_of(board(issues, sprint and [sprint], **more), SPRINT, NOW, unit).burndown


def planned(start, end, zone='UTC'):
    first, last = ms(start, zone), ms(end, zone)
    return Sprint(SPRINT, 'Sprint 42', 'closed', '', first, first, last, last)


def test_the_worked_example_burns_down_so():
    lines = report_of(worked_example(), SPRINT, NOW).burndown
    assert [(step.amount, step.note) for step in lines.left] == [
        (18, 'Start'), (18, 'Done before the start'), (20, 'Re-estimated'), (23, 'Added'), (21, 'Removed'),
        (22, 'Added'), (22, 'Added'), (24, 'Re-estimated'), (19, 'Done'), (18, 'Removed'), (15, 'Done'), (10, 'Done')]
    assert [step.amount for step in lines.done] == [0, 5, 8, 13]
    assert lines.scope[-1].amount == 23
    assert lines.left[1].number == 7


def test_what_is_left_and_done_is_the_scope_at_every_moment():
    lines = report_of(worked_example(), SPRINT, NOW).burndown
    for at in {step.at for line in (lines.left, lines.done, lines.scope) for step in line}:
        assert amount_at(lines.left, at) + amount_at(lines.done, at) == amount_at(lines.scope, at)
    assert amount_at(lines.left, jan('1')) is None


def test_the_worked_example_in_issues_counts_one_each():
    lines = report_of(worked_example(), SPRINT, NOW, 'issues').burndown
    assert [step.amount for step in lines.left] == [4, 4, 5, 4, 5, 6, 5, 4, 3, 2]


def test_reopening_raises_what_is_left():
    lines = lines_of(issue(1, points=3, history=History().status('7', TODO, FINISHED).status('9', FINISHED, DOING)))
    assert [(step.amount, step.note) for step in lines.left] == [(3, 'Start'), (0, 'Done'), (3, 'Re-opened')]
    assert [step.amount for step in lines.done] == [0, 3, 0]


def test_what_leaves_the_columns_leaves_the_line():
    lines = lines_of(issue(1, points=3, status=RETIRED, history=History().status('7', TODO, RETIRED)))
    assert [(step.amount, step.note) for step in lines.left] == [(3, 'Start'), (0, 'Left the columns')]


def test_hours_burn_down_by_what_is_said_to_remain_and_burn_up_by_worklogs():
    one = issue(1, seconds_left=0, status=FINISHED, history=History().add(
        '7', 'timeestimate', '28800', '14400', '28800', '14400').add('7', 'timespent', '', '18000', '', '18000').status(
        '9', TODO, FINISHED))
    lines = lines_of(one, unit='hours')
    assert [step.amount for step in lines.left] == [8, 4, 0]
    assert [step.amount for step in lines.done] == [0, 5, 5]


def test_the_guideline_is_flat_while_nobody_works():
    """Eight points from a Thursday to a Tuesday."""
    lines = lines_of(issue(1, points=8), sprint=planned('2026-01-08 09:00', '2026-01-13 17:00'))
    at = {step.at: step.amount for step in lines.guideline}
    assert [at[jan(f'{day} 00:00')] for day in (10, 12, 13)] == [4, 4, 2]
    assert (lines.guideline[0].amount, lines.guideline[-1].amount) == (8, 0)
    assert not lines.is_straight


def test_the_guideline_knows_holidays():
    lines = lines_of(issue(1, points=8), sprint=planned('2026-01-08 09:00', '2026-01-13 17:00'),
                     days_off=(DayOff(date(2026, 1, 9)), DayOff(date(2026, 1, 12))))
    at = {step.at: step.amount for step in lines.guideline}
    assert [at[jan(f'{day} 00:00')] for day in (9, 13)] == [4, 4]


def test_without_a_working_day_the_guideline_is_straight_and_says_so():
    lines = lines_of(issue(1, points=8), sprint=planned('2026-01-10 00:00', '2026-01-12 00:00'))
    assert [step.amount for step in lines.guideline] == [8, 0] and lines.is_straight


def test_a_sprint_of_one_day_falls_within_it():
    lines = lines_of(issue(1, points=8), sprint=planned('2026-01-08 09:00', '2026-01-08 17:00'))
    assert [(step.at, step.amount) for step in lines.guideline] == [(jan('8 09:00'), 8), (jan('8 17:00'), 0)]


@pytest.mark.parametrize('changes', [{'end': None}, {'end': jan('2')}, {'end': jan('5 08:00')},
                                     {'start': None, 'activated': None}])
def test_there_is_no_guideline_without_a_time_to_come(changes):
    assert report_of(renamed(worked_example(), **changes), SPRINT, NOW).burndown.guideline == ()


def test_the_guideline_holds_over_a_change_of_the_clocks():
    zone = 'Europe/Berlin'
    lines = lines_of(issue(1, points=10), sprint=planned('2026-03-23 10:00', '2026-04-06 10:00', zone), zone=zone)
    at = {step.at: step.amount for step in lines.guideline}
    assert [at[ms(f'2026-03-{day} 00:00', zone)] for day in (28, 30, 31)] == [5, 5, 4]


def test_a_running_sprint_is_drawn_up_to_now():
    running = replace(worked_example().sprints[SPRINT], state='active', complete=None)
    lines = report_of(renamed(worked_example(), state='active', complete=None), SPRINT, jan('10 13:00')).burndown
    assert (lines.until, lines.end) == (jan('10 13:00'), running.end)
    assert lines.left[-1].amount == 22


@pytest.mark.parametrize(('churn', 'expected'), [(None, False), (Decimal('0.25'), False), (Decimal('0.26'), True)])
def test_a_burnup_comes_first_where_the_scope_moves_much(churn, expected):
    assert offers_burnup_first(churn) == expected
