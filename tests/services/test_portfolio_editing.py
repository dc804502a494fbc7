"""Steps of scenarios: kept whole or refused whole, undone by whoever did them."""

import pytest

from app.domain.access import Actor, Grant
from app.domain.portfolio.clashes import Clashing
from app.domain.portfolio.differing import changed_ids
from app.domain.portfolio.operations import AllotShare, Batch, ClearDates, LinkItems, MoveItems, PlanItem, RevertFields
from app.errors import Conflict, Forbidden, NotFound, Rejected
from app.events import ScenarioEdited, scenario_topic
from app.services.portfolio import editing, ground, scenarios
from app.services.portfolio.planned import planned, replayed
from app.work import read, transact
from tests.people import CLEO, MAX, PIA
from tests.portfolio import PAYMENTS, checkout, day, plant

JONAS = Actor('person:7', 'Jonas', (Grant('planner'),))


@pytest.fixture
def plan(workspace):
    return plant(checkout())


@pytest.fixture
def scenario(plan):
    return transact(scenarios.begin, PIA, 'Q4 plan')


def edit(actor, scenario_id, *operations, version=None):
    return transact(editing.edit, actor, scenario_id, operations, version)


def spans(scenario_id):
    return {own: item.span for own, item in read(planned, scenario_id).items.items()}


def test_a_move_is_kept_and_leaves_the_live_plan_alone(scenario, database):
    done = edit(PIA, scenario, MoveItems((4,), 5))

    assert done.changed == (4, 1)[::-1] and done.version == 2
    assert spans(scenario)[4] == (day('14 Nov'), day('25 Nov'))
    assert spans(scenario)[1] == (day('5 Oct'), day('25 Nov'))
    assert read(ground.live).items[4].span == (day('9 Nov'), day('20 Nov'))
    assert ScenarioEdited(scenario_topic(scenario)) in database
