"""Whatever happened in a sprint: one class for each issue, sums that add up, in whichever order it is told."""

import json
from dataclasses import replace
from decimal import Decimal
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.sprints.facts.board import Change, Sprint
from app.domain.sprints.metrics.analysis import report_of
from app.domain.sprints.metrics.burndown import amount_at
from app.domain.sprints.metrics.projects import by_project
from app.domain.sprints.metrics.report import CLASSES, COMPLETED, NOT_COMPLETED, REMOVED
from app.domain.sprints.metrics.why import why
from app.domain.sprints.reports.comparing import compare
from app.domain.sprints.reports.report_json import from_json, to_bytes
from tests.sprints import COLUMNS, DOING, FINISHED, POINTS_FIELD, RETIRED, SPRINT, TODO, board, issue, jan

START, END, NOW = jan('5 08:00'), jan('16 16:00'), jan('31')
MODESTLY = settings(max_examples=60, deadline=None)
STATUS = st.sampled_from([TODO, DOING, FINISHED, RETIRED, ''])
POINTS = st.sampled_from(['', '0', '0.5', '1', '3', '5', '8', '2,5', 'XL', '-3', '1e9'])
SPRINTS = st.sampled_from(['', '42', '43', '41, 42', '42, 43', '41', '42,42', '99'])
MOMENT = st.one_of(st.sampled_from([START - 1, START, START + 1, END, END + 1, END + 5000]),
                   st.integers(jan('1'), jan('30')))
THREE = [Sprint(41, 'Sprint 41', 'closed', '', jan('2'), jan('2'), jan('4'), jan('4')),
         Sprint(SPRINT, 'Sprint 42', 'closed', '', START, START, END, END),
         Sprint(43, 'Sprint 43', 'active', '', jan('12'), jan('12'), jan('26'))]


@st.composite
def changes(draw):
    """Of one issue: what each came from is mostly, but not always, what the one before said."""
    found, running = [], {'status': TODO, POINTS_FIELD: '', 'sprint': draw(SPRINTS)}
    values = {'status': STATUS, POINTS_FIELD: POINTS, 'sprint': SPRINTS}
    for number, at in enumerate(draw(st.lists(MOMENT, max_size=8))):
        field = draw(st.sampled_from(sorted(values)))
        now = draw(values[field])
        was = draw(values[field]) if draw(st.integers(0, 9)) == 0 else running[field]
        ids = ('', '') if field == POINTS_FIELD else (was, now)
        found.append(Change(at, number + 1, 0, field, *ids, was, now))
        running[field] = now
    return tuple(found), running


@st.composite
def boards(draw):
    issues = []
    for number in range(1, draw(st.integers(1, 6)) + 1):
        history, now = draw(changes())
        parent = draw(st.sampled_from([None, None, *range(1, number)]))
        issues.append(replace(
            issue(number, points=now[POINTS_FIELD], status=now['status'], created=draw(MOMENT), parent=parent,
                  is_subtask=parent is not None, is_epic=draw(st.integers(0, 19)) == 0,
                  project=draw(st.sampled_from(['D', 'PAY']))),
            sprints=tuple(int(one) for one in now['sprint'].split(',') if one.strip()), changes=history))
    mappings = draw(st.sampled_from([(COLUMNS,), (COLUMNS, replace(COLUMNS, version=2, valid_from=jan('10'),
                                                                   columns=COLUMNS.columns[:3]))]))
    return board(issues, THREE, mappings=mappings)


@MODESTLY
@given(boards(), st.sampled_from([41, 42, 43]), st.sampled_from(['points', 'issues', 'hours']))
def test_every_issue_has_one_class_and_what_came_and_went_explains_the_end(one, sprint, unit):
    report = report_of(one, sprint, NOW, unit)
    rows = {row.number: row for row in report.rows}
    assert len(rows) == len(report.rows) and all(row.class_ in CLASSES for row in report.rows)
    figures = report.figures
    at_end = sum((row.last or 0 for row in report.rows if row.class_ in (COMPLETED, NOT_COMPLETED)), Decimal(0))
    assert (figures.committed.amount + figures.outside.amount + figures.added.amount - figures.removed.amount
            + figures.reestimated.amount) == at_end == figures.final.amount
    counted = [row for row in report.rows if row.class_ in (COMPLETED, NOT_COMPLETED, REMOVED)]
    assert figures.final.issues + figures.removed.issues == len(counted)
    assert figures.committed.issues + figures.outside.issues + figures.added.issues == len(counted)
    for number in one.issues:
        assert why(one, sprint, number, NOW, unit).class_ == (rows[number].class_ if number in rows else 'not_relevant')


def test_a_thousand_histories_are_sorted_into_classes_without_rest():
    chance = Random(1000)
    made = [_chance_issue(chance, number) for number in range(1, 1001)]
    report = report_of(board(made, THREE), SPRINT, NOW)
    figures = report.figures
    assert {row.class_ for row in report.rows} == set(CLASSES)
    numbers = [row.number for row in report.rows]
    assert len(numbers) == len(set(numbers)) > 500
    assert sum(sum(row.class_ == one for row in report.rows) for one in CLASSES) == len(numbers)
    assert (figures.committed.amount + figures.outside.amount + figures.added.amount - figures.removed.amount
            + figures.reestimated.amount) == figures.final.amount


def _chance_issue(chance, number):
    """Born somewhere in January, with up to eight changes at any time."""
    running = {'status': TODO, POINTS_FIELD: '', 'sprint': chance.choice(['', '42', '41, 42'])}
    ways = {'status': [TODO, DOING, FINISHED, RETIRED], POINTS_FIELD: ['', '1', '2', '5', '0.5'],
            'sprint': ['', '42', '42, 43', '43']}
    told = []
    for place, at in enumerate(sorted(chance.randint(jan('1'), jan('20')) for _ in range(chance.randint(0, 8)))):
        field = chance.choice(sorted(ways))
        was, now = running[field], chance.choice(ways[field])
        ids = ('', '') if field == POINTS_FIELD else (was, now)
        told.append(Change(at, number * 10 + place, 0, field, *ids, was, now))
        running[field] = now
    return replace(issue(number, points=running[POINTS_FIELD], status=running['status'], created=jan('1')),
                   sprints=tuple(int(one) for one in running['sprint'].split(',') if one.strip()), changes=tuple(told))


@MODESTLY
@given(boards(), st.sampled_from([41, 42, 43]), st.randoms(use_true_random=False))
def test_histories_in_any_order_and_told_twice_give_the_same_report(one, sprint, random):
    shuffled = {}
    for number, own in one.issues.items():
        told = [*own.changes, *random.sample(own.changes, len(own.changes) // 2)]
        random.shuffle(told)
        shuffled[number] = replace(own, changes=tuple(told))
    assert to_bytes(report_of(one, sprint, NOW)) == to_bytes(report_of(replace(one, issues=shuffled), sprint, NOW))


@MODESTLY
@given(boards(), st.sampled_from([41, 42, 43]), st.sampled_from(['points', 'issues', 'hours']))
def test_lines_lists_and_projects_tell_the_same_as_the_figures(one, sprint, unit):
    report = report_of(one, sprint, NOW, unit)
    signs = {sign: [event for event in report.scope if event.sign == sign] for sign in '+−±'}
    assert sum(event.after or 0 for event in signs['+']) == report.figures.added.amount
    assert sum(event.before or 0 for event in signs['−']) == report.figures.removed.amount
    assert sum((event.after or 0) - (event.before or 0) for event in signs['±']) == report.figures.reestimated.amount
    lines = report.burndown
    for at in {step.at for line in (lines.left, lines.done, lines.scope) for step in line}:
        assert amount_at(lines.left, at) + amount_at(lines.done, at) == amount_at(lines.scope, at)
    if unit != 'hours':
        assert lines.left[0].amount == report.figures.committed.amount
        open_ = sum((row.last or 0 for row in report.rows if row.class_ == NOT_COMPLETED and row.column), Decimal(0))
        assert lines.left[-1].amount == open_
    parts = by_project(one, sprint, NOW, unit)
    for name in ('committed', 'completed', 'added', 'removed', 'final'):
        assert sum(getattr(part.figures, name).amount for part in parts) == getattr(report.figures, name).amount


@MODESTLY
@given(boards(), st.sampled_from([41, 42]))
def test_kept_reports_come_back_and_the_start_with_its_changes_is_the_end(one, sprint):
    window = one.sprints[sprint]
    before, after = report_of(one, sprint, window.activated), report_of(one, sprint, NOW)
    assert to_bytes(from_json(json.loads(to_bytes(after)))) == to_bytes(after)
    found = compare(before, after)
    assert found.before.amount + found.added_amount - found.removed_amount + found.shifted == found.after.amount
    assert found.before.issues + len(found.added) - len(found.removed) == found.after.issues
