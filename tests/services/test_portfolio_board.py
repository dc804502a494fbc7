"""A card that goes to another state is a step of a scenario; the live plan stays as it is."""

import pytest

from app.domain.portfolio.views.board import BoardAsk
from app.errors import Forbidden, NotFound
from app.services.portfolio import board, editing, ground, scenarios
from app.work import read, transact
from tests.people import ANN, CLEO, GUS, MAX, invite_crew
from tests.portfolio import PAYMENTS, checkout, item, plant

BUTTONS = 3


@pytest.fixture
def plan(workspace):
    invite_crew()
    plant(checkout().with_items([item(6, 'Till', state='Active', category='InProgress')]))


def look(actor=MAX, scenario=None, **ask):
    return read(board.view_board, actor, BoardAsk(**ask), scenario)


def places(view, item_id=BUTTONS):
    return [key for key, crossing in view.board.cells.items() if item_id in [card.item_id for card in crossing.cards]]


def test_another_state_opens_a_scenario_and_leaves_the_live_plan(plan):
    edited = transact(board.give_state, MAX, None, BUTTONS, 'Active')
    assert edited.is_new
    view = look(scenario=edited.scenario_id)
    assert places(view) == [(str(PAYMENTS), 'Active')] and view.scenario == edited.name and view.may_edit
    assert places(look()) == [(str(PAYMENTS), 'New')] and look().scenario == ''
    assert read(ground.live).items[BUTTONS].state == 'New'


def test_it_can_be_undone(plan):
    number = transact(board.give_state, MAX, None, BUTTONS, 'Active').scenario_id
    transact(editing.undo, MAX, number)
    assert places(look(scenario=number)) == [(str(PAYMENTS), 'New')]


def test_who_may_only_look_changes_nothing(plan):
    assert not look(CLEO).may_edit
    with pytest.raises(Forbidden):
        transact(board.give_state, CLEO, None, BUTTONS, 'Active')
    with pytest.raises(Forbidden):
        look(GUS)


def test_a_scenario_of_somebody_else_does_not_exist(plan):
    number = transact(scenarios.begin, MAX, 'Q4 plan')
    with pytest.raises(NotFound):
        look(ANN, number)
    with pytest.raises(NotFound):
        transact(board.give_state, ANN, number, BUTTONS, 'Active')


def test_a_reader_of_a_scenario_sees_the_board_and_moves_nothing(plan):
    number = transact(scenarios.begin, MAX, 'Q4 plan')
    transact(scenarios.share, MAX, number, {ANN.identity: False})
    assert look(ANN, number).may_edit is False
    with pytest.raises(Forbidden):
        transact(board.give_state, ANN, number, BUTTONS, 'Active')
