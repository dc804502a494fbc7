"""What other areas put on the axis of the portfolio is seen only by those who have a role there."""

from dataclasses import replace

import pytest

from app.domain.access import Actor, Grant
from app.domain.happenings import Happened
from app.services.portfolio import ground, timeline
from app.work import read
from tests.people import ANN, invite_crew
from tests.portfolio import checkout, plant
from tests.services.test_portfolio_timeline import COMPACT

PLANNER = Actor('person:71', 'Nell', (Grant('viewer', 'portfolio'),))
BOTH = Actor('person:72', 'Noor', (Grant('viewer', 'portfolio'), Grant('viewer', 'sprints')))
TITLE = 'Checkout: Sprint 42 ends'


@pytest.fixture
def policy(policy):
    return replace(policy, happenings={'sprints': lambda work, first, last: [Happened(first, first, TITLE)]})


@pytest.fixture
def plan(workspace):
    invite_crew()
    return plant(checkout())


def view(actor):
    return read(timeline.view_timeline, read(ground.sight_of, actor), None, replace(COMPACT, shows=('events',)))


def test_names_of_sprints_are_not_for_those_without_a_role_in_the_sprints(plan):
    assert TITLE not in repr(view(PLANNER)) and TITLE in repr(view(BOTH))


def test_who_sees_the_same_shares_one_view(plan):
    assert view(BOTH) is view(ANN) and view(PLANNER) is view(PLANNER) is not view(BOTH)
