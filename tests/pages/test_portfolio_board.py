"""The board: where cards lie, another state by menu and by hand, any field by any field."""

import pytest
from nicegui import ui
from nicegui.events import SortableEventArguments

from app.domain.portfolio.planning.operations import ChangeState
from app.services.portfolio import editing, ground, scenarios
from app.work import read, transact
from components.portfolio.board import CardBox, Cell, IdleList
from tests.pages.conftest import choose, field, misses, named, press, sees, shown, sign_in, text_of, touch, until
from tests.people import ANN, CLEO
from tests.portfolio import PAYMENTS, STORES, checkout, item, plant

BUTTONS = 3
NEW, ACTIVE = (str(PAYMENTS), 'New'), (str(PAYMENTS), 'Active')


@pytest.fixture
async def at_board(ann):
    plant(checkout().with_items([item(6, 'Redeem at the till', state='Active', category='InProgress')]))
    await ann.open('/portfolio/board')
    await sees(ann, 'Wallet buttons')
    return ann


def cell(user, key):
    return next(one for one in shown(user, Cell) if one.key == key)


def lies(user, key):
    return [card.card.item_id for card in cell(user, key).descendants() if isinstance(card, CardBox)]


def pick(user, label, value):
    choose(user, label, value)
    touch(user, field(user, label), 'update:model-value')


async def drag(user, item_id, source, target):
    """As the browser does: the card is there already when it is told."""
    card = next(one for one in cell(user, source).descendants() if isinstance(one, CardBox)
                and one.card.item_id == item_id)
    here, there = cell(user, source).cards, cell(user, target).cards
    card.move(there)
    board = next(one for one in card.ancestors() if hasattr(one, '_dropped'))
    with user:
        await board._dropped(SortableEventArguments(sender=here, client=here.client, item=card, source=here,
                                                    target=there, old_index=0, new_index=0))


async def test_teams_by_states_and_what_nobody_works_on(at_board):
    assert lies(at_board, NEW) == [2, 3, 4] and lies(at_board, (str(STORES), 'New')) == [5]
    [idle] = shown(at_board, IdleList)
    assert idle.props['aria-label'] == 'Unallotted items'
    await sees(at_board, 'Redeem at the till', '2 items', 'Drag a card within its row')


async def test_a_card_gets_another_state_from_its_menu_in_a_scenario_of_ones_own(at_board):
    press(at_board, 'State of Wallet buttons: New')
    press(at_board, 'Set to Active')
    await sees(at_board, 'The live plan is never edited here', 'changed here')
    await until(lambda: lies(at_board, ACTIVE) == [BUTTONS])
    [one] = read(scenarios.list_scenarios, ANN).mine
    assert one.changes == 1 and read(ground.live).items[BUTTONS].state == 'New'


async def test_a_card_is_dragged_to_another_state(at_board):
    await drag(at_board, BUTTONS, NEW, ACTIVE)
    await until(lambda: lies(at_board, ACTIVE) == [BUTTONS] and lies(at_board, NEW) == [2, 4])


async def test_a_card_that_may_not_lie_there_goes_back(at_board):
    await drag(at_board, BUTTONS, NEW, (str(STORES), 'New'))
    await until(lambda: lies(at_board, NEW) == [2, 3, 4] and lies(at_board, (str(STORES), 'New')) == [5])
    assert read(scenarios.list_scenarios, ANN).mine == ()


async def test_what_others_change_in_the_scenario_appears(at_board):
    number = transact(editing.edit, ANN, None, [ChangeState((2,), 'Active')]).scenario_id
    await at_board.open(f'/portfolio/board?scenario={number}')
    await until(lambda: lies(at_board, ACTIVE) == [2])
    transact(editing.edit, ANN, number, [ChangeState((BUTTONS,), 'Active')])
    await until(lambda: lies(at_board, ACTIVE) == [2, BUTTONS])
    transact(editing.undo, ANN, number)
    await until(lambda: lies(at_board, ACTIVE) == [2])


async def test_any_field_by_any_field(at_board):
    pick(at_board, 'Rows', 'type')
    await until(lambda: ('Epic', 'New') in [one.key for one in shown(at_board, Cell)])
    assert lies(at_board, ('Epic', 'New')) == [1]
    pick(at_board, 'Columns', 'plan')
    await sees(at_board, 'Shop', 'Payments', 'Stores')
    await misses(at_board, 'Drag a card')
    await at_board.open('/portfolio/board?rows=nothing&columns=assignee&plan=99')
    await sees(at_board, 'Board', 'Mobile')


async def test_whoever_may_only_look_is_offered_nothing(neighbour, cleo):
    plant(checkout())
    sign_in(neighbour, CLEO)
    await neighbour.open('/portfolio/board')
    await sees(neighbour, 'Wallet buttons')
    assert 'Drag a card' not in text_of(neighbour)
    assert not [element for element in shown(neighbour, ui.element)
                if str(element.props.get('aria-label', '')).startswith('State of')]
    assert named(neighbour, 'Unallotted items')
