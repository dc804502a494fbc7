"""Orders over budget: asked for by one person, decided by another, and what becomes of order and budget."""

from datetime import date

import pytest

from app.domain.seasons.season import BLOCK
from app.errors import Conflict, Forbidden, Rejected
from app.services.people import bell
from app.services.seasons import decisions, needs, order_states, order_views, orders, overrides
from app.services.seasons.overdue import note_overdue
from app.work import read, transact
from models.seasons import Season
from tests.people import ANN, BOB, CLEO, MAX, invite_crew
from tests.seasons import with_rules
from tests.seasons_buying import (
    WEEK_1,
    came,
    confirmed,
    drafted,
    facts_now,
    line,
    order,
    plant_buying,
    submitted,
    total,
)


def view(number):
    return read(order_views.view_order, BOB, number)


def asked(amount=1_200_000, by=BOB):
    number = drafted(line(amount), by=by)
    transact(overrides.ask_override, by, number, 'the trend is real')
    return number


def bells(person):
    return [one.text for one in read(bell.list_notices, person)]


def test_asking_submits_the_order_reserves_its_budget_and_tells_managers(workspace):
    invite_crew()
    season = plant_buying()
    number = asked()
    one = view(number)
    assert (one.state, one.is_asked, one.override.reason, total(facts_now(season).submitted)) == (
        'submitted', True, 'the trend is real', 1_200_000)
    assert bells(MAX) == bells(ANN) == ['Bob asks to let PO-1001 pass over budget: the trend is real']
    decision, = read(decisions.watch_decisions, season)
    assert (decision.title, decision.over, [way.name for way in decision.ways]) == (
        'Linen is over in February', '2,000.00', [])


def test_nobody_decides_what_they_asked_for(workspace):
    invite_crew()
    plant_buying()
    number = asked(by=MAX)
    for person in (MAX, BOB, CLEO):
        with pytest.raises(Forbidden):
            transact(overrides.approve_override, person, number)
    transact(overrides.approve_override, ANN, number, 'fine')
    assert (view(number).state, view(number).override.decided_by_name) == ('confirmed', 'Ann')


def test_an_approved_override_confirms_and_tells_whoever_asked(workspace):
    season = plant_buying()
    number = asked()
    with pytest.raises(Conflict, match='waits for an override'):
        transact(order_states.confirm, ANN, number)
    transact(overrides.approve_override, ANN, number, 'once')
    assert (view(number).state, total(facts_now(season).open_on_order)) == ('confirmed', 1_200_000)
    assert bells(BOB) == ['Ann let pass PO-1001: once']
    with pytest.raises(Conflict):
        transact(overrides.refuse_override, ANN, number, 'too late')


def test_a_refused_one_is_a_draft_again_and_reserves_nothing(workspace):
    season = plant_buying()
    number = asked()
    with pytest.raises(Rejected):
        transact(overrides.refuse_override, ANN, number, ' ')
    transact(overrides.refuse_override, ANN, number, 'order less')
    assert (view(number).state, view(number).override.reply, total(facts_now(season).submitted)) == (
        'draft', 'order less', 0)


def test_moved_to_a_month_with_room_it_is_confirmed(workspace):
    season = plant_buying()
    submitted(line(900_000))
    number = asked(600_000)
    decision, = read(decisions.watch_decisions, season)
    assert [(way.day, way.name) for way in decision.ways] == [(date(2030, 3, 4), 'March')]
    transact(overrides.move_order, ANN, number, date(2030, 3, 4))
    assert (view(number).state, view(number).lines[0].expected) == ('confirmed', date(2030, 3, 4))
    late = drafted(line(900_000))
    transact(overrides.ask_override, BOB, late, 'more')
    with pytest.raises(Conflict) as found:
        transact(overrides.move_order, ANN, late, date(2030, 3, 4))
    assert found.value.code == 'seasons.over_budget'


def test_a_season_that_blocks_lets_nobody_ask(workspace):
    plant_buying(with_rules(level=2, policy=BLOCK))
    with pytest.raises(Conflict) as found:
        asked()
    assert found.value.code == 'seasons.over_budget'
    assert view('PO-1001').state == 'draft'


def test_a_change_over_budget_waits_while_the_order_stays_as_it_is(workspace):
    plant_buying()
    number = confirmed(line(900_000))
    more = order(line(1_300_000, number=1), number=number)
    transact(overrides.ask_amendment, BOB, number, more, 'sold out already')
    assert (view(number).lines[0].cost, view(number).is_asked, view(number).state) == (900_000, True, 'confirmed')
    with pytest.raises(Conflict, match='waits for an override'):
        transact(orders.change_order, BOB, number, more)
    transact(overrides.approve_override, ANN, number)
    assert (view(number).lines[0].cost, view(number).revision, view(number).state) == (1_300_000, 2, 'confirmed')


def test_what_waits_for_somebody_stands_on_their_home_page(workspace, time):
    plant_buying()
    number = asked()
    need, = read(needs.list_needs, ANN)
    assert (need.title, need.button, need.link) == (
        'PO-1001 is 2,000.00 over in February', 'Decide', '/seasons/K7QM-2XRD/orders/PO-1001')
    assert read(needs.list_needs, BOB) == read(needs.list_needs, CLEO) == ()
    transact(overrides.approve_override, ANN, number)
    time.passes(days=40)
    need, = read(needs.list_needs, BOB)
    assert need.title == '1 order of Spring/Summer 2030 is overdue'


def test_a_submitted_order_within_budget_waits_to_be_confirmed(workspace):
    plant_buying()
    submitted(line(100))
    need, = read(needs.list_needs, BOB)
    assert (need.title, need.button) == ('PO-1001 waits to be confirmed', 'Confirm')


def test_whoever_ordered_is_told_once_that_goods_are_late(workspace, time):
    plant_buying()
    number = confirmed(line(quantity=100_000, cost=1000))
    time.passes(days=(WEEK_1 - date(2030, 1, 9)).days + 1)
    assert [transact(note_overdue), transact(note_overdue)] == [1, 0]
    assert bells(BOB) == [f'{number} is late: lines were due on 2030-02-05.']
    came(number, (1, 100, 0))
    time.passes(days=1)
    assert transact(note_overdue) == 0


def test_a_locked_season_notes_nothing(workspace, time):
    season = plant_buying()
    confirmed(line(100))
    transact(lambda work: setattr(work.get(Season, season), 'state', 'locked'))
    time.passes(days=28)
    assert transact(note_overdue) == 0
