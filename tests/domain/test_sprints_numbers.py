"""Figures of a sprint: what was committed, what became of it, and the ratios between."""

from decimal import Decimal

import pytest

from app.domain.sprints.facts.board import BoardRules
from app.domain.sprints.metrics import numbers
from app.domain.sprints.metrics.analysis import report_of
from app.domain.sprints.metrics.projects import by_project
from app.domain.sprints.metrics.report import Tally
from app.domain.sprints.metrics.velocity import velocity
from tests.sprints import FINISHED, SPRINT, TODO, History, board, issue, jan, worked_example

NOW = jan('20')


def percent(share):
    return None if share is None else round(share * 100, 1)


def figures_of(*issues, unit='points', **more):
    return report_of(board(issues, **more), SPRINT, NOW, unit).figures


def test_the_worked_example_has_these_figures():
    found = report_of(worked_example(), SPRINT, NOW).figures
    assert found.committed == Tally(Decimal(18), 4)
    assert found.outside == Tally(Decimal(3), 1)
    assert found.completed == Tally(Decimal(13), 3)
    assert found.added == Tally(Decimal(4), 3)
    assert found.removed == Tally(Decimal(3), 2)
    assert found.reestimated == Tally(Decimal(4), 2) and found.churned == 4
    assert found.final == Tally(Decimal(26), 6)
    assert found.remaining == Tally(Decimal(13), 3)
    assert [percent(one) for one in (found.net, found.churn, found.say_do, found.done_ratio)] == [
        Decimal('27.8'), Decimal('61.1'), Decimal('44.4'), Decimal('72.2')]
    assert (found.unestimated, found.unmapped) == (0, 1)


def test_the_worked_example_counted_in_issues():
    found = report_of(worked_example(), SPRINT, NOW, 'issues').figures
    assert (found.committed.amount, found.outside.amount, found.completed.amount, found.added.amount,
            found.removed.amount, found.reestimated.amount, found.final.amount) == (4, 1, 3, 3, 2, 0, 6)


def test_the_scope_list_sums_up_to_the_figures():
    report = report_of(worked_example(), SPRINT, NOW)
    by_sign = {sign: [event for event in report.scope if event.sign == sign] for sign in '+−±'}
    assert sum(event.after or 0 for event in by_sign['+']) == report.figures.added.amount
    assert sum(event.before or 0 for event in by_sign['−']) == report.figures.removed.amount
    assert sum((event.after or 0) - (event.before or 0) for event in by_sign['±']) == 4
    assert [event.key for event in report.scope] == ['D-2', 'D-5', 'D-4', 'D-8', 'D-6', 'D-6', 'D-8']
    assert {event.by for event in report.scope} == {'Ann Berg'}


def test_later_estimates_never_change_the_commitment():
    found = figures_of(issue(1, points=8, status=FINISHED,
                             history=History().points('8', '3', '8').status('9', TODO, FINISHED)))
    assert (found.committed.amount, found.completed.amount, found.say_do, found.done_ratio) == (
        3, 8, 1, Decimal(8) / 3)


def test_ups_and_downs_do_not_hide_each_other():
    found = figures_of(issue(1, points=8, history=History().points('8', '3', '8')),
                       issue(2, points=1, history=History().points('8', '6', '1')))
    assert (found.reestimated, found.churned, found.net, found.churn) == (
        Tally(Decimal(0), 2), 10, 0, Decimal(10) / 9)


def test_subtasks_count_as_issues_but_not_in_points_unless_the_board_says_so():
    parts = issue(1, points=3), issue(2, points=2, is_subtask=True, parent=1)
    assert figures_of(*parts).committed == Tally(Decimal(3), 2)
    assert figures_of(*parts).unestimated == 0
    assert figures_of(*parts, unit='issues').committed == Tally(Decimal(2), 2)
    assert figures_of(*parts, rules=BoardRules(counts_subtasks=True)).committed == Tally(Decimal(5), 2)


def test_hours_count_what_was_estimated_first():
    planned = issue(1, history=History().add('2', 'timeoriginalestimate', '', '28800', '', '28800'), seconds_left=3600)
    only_left = issue(2, seconds_left=7200)
    worked = issue(3, seconds_left=0, history=History().add('8', 'timeestimate', '14400', '0', '14400', '0'))
    found = figures_of(planned, only_left, worked, issue(4), unit='hours')
    assert (found.committed.amount, found.unestimated, found.reestimated.issues) == (14, 1, 0)


@pytest.mark.parametrize(('share', 'expected'), [
    (Decimal('0.69'), 'over-committed'), (Decimal('0.70'), ''), (Decimal('0.95'), ''),
    (Decimal('0.951'), 'under-committed'), (None, '')])
def test_what_was_said_and_done_reads_as_too_much_or_too_little(share, expected):
    assert numbers.reading(share) == expected


def test_percentiles_are_real_values():
    values = [Decimal(one) for one in (21, 0, 18, 30, 12, 25, 19)]
    assert [numbers.percentile(values, Decimal(share)) for share in ('0.15', '0.5', '0.85', '1', '0')] == [
        12, 19, 25, 30, 0]
    assert numbers.percentile([], Decimal('0.5')) is None


def test_ratios_over_sprints_are_of_the_sums():
    assert percent(numbers.pooled([(Decimal(8), Decimal(18)), (Decimal(30), Decimal(30))])) == Decimal('79.2')
    assert numbers.pooled([]) is None


def test_a_median_of_an_even_number_lies_half_way():
    assert numbers.median([Decimal(4), Decimal(1), Decimal(2), Decimal(3)]) == Decimal('2.5')
    assert numbers.median([]) is None


def test_figures_of_the_projects_sum_up_to_the_sprint():
    one = board([issue(1, points=3, project='D'), issue(2, points=5, project='PAY'),
                 issue(3, points=2, project='PAY', history=History().sprint('8', '', str(SPRINT)))])
    parts = by_project(one, SPRINT, NOW)
    told = [(part.project, part.issues, part.figures.committed.amount, part.figures.added.amount) for part in parts]
    assert told == [('D', 1, 3, 0), ('PAY', 2, 5, 2)]
    assert sum(part.figures.final.amount for part in parts) == report_of(one, SPRINT, NOW).figures.final.amount


def test_everything_of_a_report_and_the_velocity_can_be_of_one_project():
    one = board([issue(1, points=3, project='D'), issue(2, points=5, project='PAY', status=FINISHED,
                                                        history=History().status('8', TODO, FINISHED)),
                 issue(3, points=2, project='PAY', history=History().sprint('8', '', str(SPRINT)))])
    report = report_of(one, SPRINT, NOW, project='PAY')
    assert report.figures == next(part.figures for part in by_project(one, SPRINT, NOW) if part.project == 'PAY')
    assert [step.amount for step in report.burndown.left] == [5, 0, 2]
    assert {row.project for row in report.rows} == {'PAY'} and [event.number for event in report.scope] == [3]
    whole = report_of(one, SPRINT, NOW)
    for frozen in ({}, {SPRINT: whole}):
        assert velocity(one, NOW, frozen=frozen, project='PAY').mean == 5
        assert velocity(one, NOW, frozen=frozen, project='D').mean == 0
