"""Many drafts at once: confirmed by the same rules as one, and what does not fit stays a draft and says why."""

import pytest

from app.domain.seasons.season import OFF, WARN
from app.errors import Conflict, Forbidden
from app.services.seasons import bulk_rows, order_batches, order_views
from app.work import read, transact
from tests.people import BOB, CLEO, MAX
from tests.seasons import CODE, with_rules
from tests.seasons_buying import drafted, facts_now, line, plant_buying, total


def brought(*rows):
    """As a program sends them."""
    same = {'season_id': CODE, 'location_id': 'HARB', 'category_id': 'LINEN', 'po_value': '5.00',
            'supplier_name': 'Nordic Mills', 'expected': '2030-02-05'}
    transact(bulk_rows.bring, BOB, 'orders', [same | row for row in rows], '', 'x')


def states():
    found = read(order_views.list_orders, BOB, CODE, order_views.OrderFilter())
    return {row.number: row.state for row in found.orders}


def placed(by=BOB, **more):
    return transact(order_batches.place_drafts, by, CODE, **more)


def test_of_two_drafts_for_one_budget_the_first_is_confirmed_and_the_other_says_what_it_is_over_by(workspace):
    season = plant_buying()
    first, second = drafted(line(600_000)), drafted(line(600_000))
    found = placed()
    assert found.orders == (first,) and [number for number, _ in found.left] == [second]
    assert '2,000.00 over in February' in found.left[0][1]
    assert states() == {first: 'confirmed', second: 'draft'}
    facts = facts_now(season)
    assert (total(facts.open_on_order), total(facts.submitted), total(facts.drafts)) == (600_000, 0, 600_000)
    assert [one.number for one in read(order_views.view_order, BOB, first).revisions] == [1]


def test_a_draft_without_a_price_stays_one(workspace):
    plant_buying()
    bare, whole = drafted(line(0)), drafted(line(100))
    found = placed()
    assert (found.orders, found.left) == ((whole,), ((bare, 'Line 1 needs a price.'),))


def test_where_a_season_only_warns_what_is_over_budget_waits_for_a_manager(workspace):
    plant_buying(with_rules(level=2, policy=WARN))
    within, over = drafted(line(600_000)), drafted(line(600_000))
    assert placed().orders == (within, over)
    assert states() == {within: 'confirmed', over: 'submitted'}


def test_where_only_managers_confirm_a_buyer_hands_in(workspace):
    plant_buying(with_rules(may_confirm=False))
    number = drafted(line(100))
    assert placed().orders == (number,) and states() == {number: 'submitted'}
    other = drafted(line(100))
    assert placed(MAX).orders == (other,) and states()[other] == 'confirmed'
    with pytest.raises(Forbidden):
        placed(CLEO)


def test_a_season_that_is_over_takes_orders_from_files_that_were_placed_in_it_and_none_by_hand(workspace, time):
    plant_buying(with_rules(policy=OFF))
    time.passes(days=400)
    brought({'po_number': 'P1', 'order_date': '2030-01-08'}, {'po_number': 'P2'})
    assert placed().orders == ('P1', 'P2')
    with pytest.raises(Conflict, match='This season is over'):
        drafted(line(100))
    with pytest.raises(Conflict, match='This season is over'):
        brought({'po_number': 'P3', 'order_date': '2030-06-08', 'expected': ''})
