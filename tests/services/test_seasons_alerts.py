"""Whoever decides is told by the bell what needs a look: once, not each hour."""

import pytest

from app.services.people import bell
from app.services.seasons import alerts
from app.work import read, transact
from tests.people import ANN, BOB, MAX, invite_crew
from tests.seasons_buying import BUDGET, WEEK_5, confirmed, line, plant_buying


@pytest.fixture
def season(workspace):
    return plant_buying()


def told(person):
    return [(one.text, one.link) for one in read(bell.list_notices, person) if 'about=' in one.link]


def test_a_budget_that_is_nearly_used_up_is_told_once_a_week(season, time):
    invite_crew()
    confirmed(line(BUDGET - 100, WEEK_5))
    confirmed(line(BUDGET * 7 // 10))
    transact(alerts.ring_alerts)
    notice = ('Spring/Summer 2030: Women has 3\u202f001 left, 85\u202f% is used',
              '/seasons/K7QM-2XRD/analytics?about=low.c:WOMEN')
    assert told(ANN) == told(MAX) == [notice]
    assert told(BOB) == []
    assert transact(alerts.ring_alerts) == 0
    time.passes(days=8)
    assert transact(alerts.ring_alerts) == 2


def test_late_lines_and_missing_sales_are_told(season, time):
    confirmed(line(1000))
    time.passes(days=40)
    transact(alerts.ring_alerts)
    assert [text for text, _ in sorted(told(ANN))] == [
        'Spring/Summer 2030: 1 line is overdue', 'Spring/Summer 2030: No sales are known yet']
