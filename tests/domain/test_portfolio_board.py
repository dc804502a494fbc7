"""Where items stand on a board, and which way of a card is a change of its state."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.portfolio.items.items import Portfolio
from app.domain.portfolio.views.board import BoardAsk, board_of, new_state
from tests.portfolio import MOBILE, PAY_TEAM, PAYMENTS, SETTING, SHOP, STORES, checkout, item


def lying(board):
    """Row and column by name → numbers of what lies there."""
    rows, columns = ({lane.key: lane.name for lane in lanes} for lanes in (board.rows, board.columns))
    return {(rows[row], columns[column]): [card.item_id for card in crossing.cards]
            for (row, column), crossing in board.cells.items()}


def test_teams_by_states_with_what_nobody_works_on_beside_it():
    board = board_of(checkout(), BoardAsk())
    assert [lane.name for lane in board.rows] == ['Mobile', 'Payments', 'Stores']
    assert lying(board) == {('Payments', 'New'): [2, 3, 4], ('Stores', 'New'): [5]}
    assert [card.item_id for card in board.unallotted] == [1, 6] and board.unallotted_total == 2


def test_an_item_of_two_teams_stands_in_both_rows():
    plan = checkout().with_items([item(3, 'Wallet buttons', shares={PAYMENTS: 40, MOBILE: 20, STORES: 0})])
    found = lying(board_of(plan, BoardAsk()))
    assert found['Mobile', 'New'] == [3] and 3 in found['Payments', 'New'] and 3 not in found['Stores', 'New']


def test_states_stand_in_the_order_of_the_admins_and_unknown_ones_last():
    plan = checkout().with_items([item(2, state='Active', category='InProgress'),
                                  item(3, state='Odd', category='Other'),
                                  item(4, state='Closed', category='Completed')])
    assert [lane.name for lane in board_of(plan, BoardAsk()).columns] == ['New', 'Active', 'Odd']
    assert [lane.name for lane in board_of(plan, BoardAsk(shows_done=True)).columns] == [
        'New', 'Active', 'Closed', 'Odd']
    assert board_of(plan, BoardAsk()).states == ('New', 'Active', 'Closed', 'Odd')


def test_a_state_in_use_is_a_place_to_drop_also_where_nothing_stands_now():
    plan = checkout().with_items([item(6, 'Till', state='Active', category='InProgress', plan=SHOP)])
    assert [lane.name for lane in board_of(plan, BoardAsk(plan=PAY_TEAM)).columns] == ['New', 'Active']


def test_a_board_can_be_narrowed():
    board = board_of(checkout(), BoardAsk(plan=PAY_TEAM, type='Feature'))
    assert lying(board) == {('Payments', 'New'): [2, 3, 4]} and board.unallotted == ()
    gone = checkout().with_items([replace(item(3, shares={PAYMENTS: 40}), is_gone=True)])
    assert lying(board_of(gone, BoardAsk()))['Payments', 'New'] == [2, 4]


@pytest.mark.parametrize(('rows', 'columns', 'cell', 'numbers'), [
    ('type', 'plan', ('Feature', 'Payments'), [2, 3, 4]),
    ('plan', 'category', ('Shop', 'Proposed'), [1]),
    ('assignee', 'state', ('Nobody', 'New'), [1, 2, 3, 4, 5]),
    ('Custom.Risk', 'team', ('High', 'Payments'), [2]),
    ('tags', 'team', ('till', 'Stores'), [5]),
])
def test_any_field_by_any_field(rows, columns, cell, numbers):
    plan = checkout()
    plan = plan.with_items([replace(plan.items[2], fields={'Custom.Risk': 'High'}),
                            replace(plan.items[5], tags=('till', 'slots'))])
    assert lying(board_of(plan, BoardAsk(rows, columns)))[cell] == numbers


def test_an_address_with_unknown_fields_shows_the_usual_board():
    assert board_of(checkout(), BoardAsk('Nothing', 'at all')).ask == BoardAsk()


def test_a_full_cell_shows_its_first_cards_until_somebody_wants_more():
    plan = Portfolio.of([item(number, shares={PAYMENTS: 10}) for number in range(1, 31)], setting=SETTING)
    key = (str(PAYMENTS), 'New')
    crossing = board_of(plan, BoardAsk()).cells[key]
    assert (len(crossing.cards), crossing.total, crossing.rest) == (5, 30, 25)
    assert board_of(plan, BoardAsk(opened=frozenset({key}))).cells[key].rest == 0


def test_rows_and_columns_are_no_more_than_can_be_looked_at():
    plan = Portfolio.of([item(number, assignee=f'Person {number:03}', tags=(f'tag {number:03}',))
                         for number in range(1, 101)], setting=SETTING)
    board = board_of(plan, BoardAsk('assignee', 'tags'))
    assert (len(board.rows), board.all_rows, len(board.columns), board.all_columns) == (12, 100, 20, 100)
    assert len(board_of(plan, BoardAsk('assignee', 'tags', row_count=24)).rows) == 24


def test_what_a_scenario_changed_is_marked():
    live = checkout()
    plan = live.with_items([replace(live.items[3], state='Active', category='InProgress')])
    cards = [card for crossing in board_of(plan, BoardAsk(), live).cells.values() for card in crossing.cards]
    assert [card.item_id for card in cards if card.is_changed] == [3]


@pytest.mark.parametrize(('ask', 'row', 'column', 'state'), [
    (BoardAsk(), ('1', '1'), ('New', 'Active'), 'Active'),
    (BoardAsk(), ('1', '1'), ('New', 'New'), None),
    (BoardAsk(), ('1', '2'), ('New', 'Active'), None),
    (BoardAsk('state', 'team'), ('New', 'Active'), ('1', '1'), 'Active'),
    (BoardAsk('state', 'team'), ('New', 'Active'), ('1', '2'), None),
    (BoardAsk('type', 'plan'), ('Epic', 'Epic'), ('1', '2'), None),
])
def test_only_a_way_that_changes_the_state_alone_is_one(ask, row, column, state):
    assert new_state(board_of(checkout(), ask), row, column) == state


ITEMS = st.builds(lambda number, state, teams: item(number, state=state, category='Proposed', shares=teams),
                  st.integers(1, 40), st.sampled_from(['New', 'Active', 'Odd']),
                  st.dictionaries(st.sampled_from([PAYMENTS, STORES, MOBILE]), st.integers(1, 100)))


@given(st.lists(ITEMS, max_size=30))
def test_every_item_stands_on_the_board_or_is_unallotted(items):
    plan = Portfolio.of(items, setting=SETTING)
    board = board_of(plan, BoardAsk(opened=frozenset((str(team), state) for team in (PAYMENTS, STORES, MOBILE)
                                                     for state in ('New', 'Active', 'Odd'))))
    placed = {card.item_id for crossing in board.cells.values() for card in crossing.cards}
    idle = {card.item_id for card in board.unallotted}
    assert placed | idle == set(plan.items) and not placed & idle
