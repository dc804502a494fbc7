"""Reports as text: equal reports are equal bytes, and come back as they were."""

import json
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from app.domain.sprints.metrics.analysis import report_of
from app.domain.sprints.reports.report_json import digest, from_json, to_bytes, to_json
from app.errors import Rejected
from tests.sprints import SPRINT, issue, jan, worked_example

SOURCE = Path(__file__).parents[2]
ELSEWHERE = ('from tests.sprints import *; from app.domain.sprints.metrics.analysis import report_of; '
             'from app.domain.sprints.reports.report_json import digest; '
             "print(digest(report_of(worked_example(), SPRINT, jan('20'))))")


def made(unit='points'):
    return report_of(worked_example(), SPRINT, jan('20'), unit)


@pytest.mark.parametrize('unit', ['points', 'issues', 'hours'])
def test_a_report_comes_back_as_it_was(unit):
    report = made(unit)
    back = from_json(json.loads(to_bytes(report)))
    assert (back.rows, back.figures, back.scope, back.burndown, back.about, back.unit) == (
        report.rows, report.figures, report.scope, report.burndown, report.about, report.unit)
    assert to_bytes(back) == to_bytes(report)


def test_equal_reports_are_equal_bytes():
    assert to_bytes(made()) == to_bytes(made()) and made() is not made()


def test_the_bytes_are_the_same_in_another_process():
    told = subprocess.run([sys.executable, '-c', ELSEWHERE], cwd=SOURCE, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == digest(made())


def test_amounts_are_texts_that_look_equal_when_they_are():
    report = made()
    odd = replace(report, figures=replace(report.figures, churned=Decimal('4.000'), net=Decimal('1E+2')))
    told = to_json(odd)['figures']
    assert (told['churned'], told['net']) == ('4', '100')
    assert to_json(report)['rows'][0]['class'] == 'completed'


def test_titles_of_any_kind_survive():
    one = worked_example()
    strange = {**one.issues, 1: issue(1, title='<b>“支払い” שלום 🚀\u2028\\"')}
    report = report_of(replace(one, issues=strange), SPRINT, jan('20'))
    assert from_json(json.loads(to_bytes(report))).rows == report.rows


def test_what_was_added_to_reports_later_has_its_default_in_older_ones():
    told = to_json(made())
    for row in told['rows']:
        del row['rollovers'], row['went_to']
    assert from_json(told).rows == made().rows


@pytest.mark.parametrize('change', [{'schema': 'else'}, {'schema_version': 99}, {'schema_version': None}])
def test_other_texts_are_no_reports(change):
    with pytest.raises(Rejected):
        from_json(to_json(made()) | change)


def test_a_damaged_report_is_refused():
    told = to_json(made())
    del told['figures']['committed']
    with pytest.raises(Rejected):
        from_json(told)
    with pytest.raises(Rejected):
        from_json({**to_json(made()), 'rows': [{'number': 1}]})
