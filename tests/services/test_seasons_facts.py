"""Orders and receipts as cells: what is kept in memory while one after the other changes is what the tables say."""

import numpy as np
import pytest

from app.domain.seasons.axes import axes_of
from app.services.seasons import ground, moves, order_states, orders, receipts
from app.services.seasons.facts import facts_at, facts_of
from app.work import read, transact
from tests.people import ANN, BOB
from tests.seasons import CODE
from tests.seasons_buying import WEEK_5, came, confirmed, drafted, line, order, plant_buying
from tests.seasons_cells import axes
from tests.statements import statements

NAMES = ('received', 'open_on_order', 'submitted', 'drafts', 'transfers', 'reserve', 'inside')


def demand_same(season):
    """In memory, and read anew."""
    kept = read(facts_of, season)
    anew = read(lambda work: facts_at(work, season, work.now.date()))
    for name in NAMES:
        assert (kept.leaves(name).array == anew.leaves(name).array).all(), name
    assert (kept.number, kept.overdue) == (anew.number, anew.overdue)


def test_whatever_becomes_of_orders_is_in_memory_what_the_tables_say(workspace):
    season = plant_buying()
    number = drafted(line(100_000), line(50_000, WEEK_5))
    demand_same(season)
    transact(orders.change_order, BOB, number, order(line(70_000), number=number))
    demand_same(season)
    other = confirmed(line(30_000, quantity=10_000), line(20_000, WEEK_5))
    receipt = came(other, (1, 4, 1))
    demand_same(season)
    transact(ground.move_facts, season)
    demand_same(season)
    transact(receipts.reverse_receipt, BOB, receipt, 'wrong pallet')
    demand_same(season)
    came(other, (1, 10, 0))
    transact(order_states.close_short, ANN, other, 'sold out')
    transact(orders.drop_order, BOB, number)
    demand_same(season)


def test_a_transaction_with_several_orders_leaves_the_same_in_memory(workspace):
    season = plant_buying()
    read(facts_of, season)

    def bought(work):
        for amount in (10_000, 20_000):
            number = orders.raise_order(work, BOB, CODE, order(line(amount)))
            order_states.submit(work, BOB, number)
    transact(bought)
    assert read(facts_of, season).submitted.sum() == 30_000
    demand_same(season)


def test_what_is_rolled_back_is_never_seen(workspace):
    season = plant_buying()
    drafted(line(10_000))

    def failing(work):
        orders.raise_order(work, BOB, CODE, order(line(20_000)))
        raise ZeroDivisionError
    with pytest.raises(ZeroDivisionError):
        transact(failing)
    demand_same(season)
    drafted(line(40_000))
    demand_same(season)


def test_a_change_of_one_order_asks_for_that_order_only(workspace):
    plant_buying()
    number = drafted(line(10_000))
    with statements() as sent:
        transact(order_states.submit, BOB, number)
    asked = [one for one in sent if 'seasonorderline' in one and 'seasonorder.season_id =' in one]
    assert len(asked) == 1 and all('seasonorder.id =' in one for one in asked)
    assert not [one for one in sent if 'FROM seasonreserve' in one or 'FROM seasontransfer' in one]


@pytest.mark.parametrize('many', [False, True], ids=['few cells', 'many cells'])
def test_what_moved_a_budget_is_kept_by_place_and_passes_over_what_left_the_season(many):
    over = axes(26, 1, 20)
    effect = np.zeros((20, 26), np.int64)
    effect[over.category_at[3], 5], effect[over.category_at[19], 25] = -7, 9
    effect += many
    kept = moves.encoded(over, effect)
    assert (moves.decoded(over, kept) == effect).all()
    left = axes_of(2, over.locations, [one for one in over.categories if one.place not in (3, 19)], over.periods)
    found = moves.decoded(left, kept)
    assert found.sum() == many * 18 * 26
    assert moves.encoded(over, effect * 0) == b'' and not moves.decoded(over, b'').any()
