"""What a timeline shows and what a drag would mean, as far as somebody sees; who else is there."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event

from app.domain.portfolio.items.setting import Plan, Rates
from app.domain.portfolio.planning.operations import ChangePlan, MoveItems, PlanItem, ResizeItem
from app.domain.portfolio.timeline.gestures import Drop
from app.domain.portfolio.views.looks import Filter, Looks
from app.errors import NotFound, Rejected
from app.events import SeatMoved, seats_topic
from app.services.portfolio import editing, ground, scenarios, seats, timeline
from app.work import read, transact
from models.portfolio import PortfolioPlan, PortfolioSource
from tests.people import ANN, BOB, MAX, PIA, invite_crew
from tests.portfolio import PAY_TEAM, PAYMENTS, SETTING, SHOP, STORE_TEAM, checkout, day, plant

COMPACT = Looks(density='compact')
CLOSED = replace(
    SETTING,
    plans={
        **SETTING.plans,
        STORE_TEAM: Plan(STORE_TEAM, 'team-stores', 1, 'Stores', 'team', 'Shop\\Stores', 2, team=2, is_open=False),
    },
)
RATES = replace(SETTING, rates=Rates(default_internal=100))


@pytest.fixture
def plan(workspace):
    invite_crew()
    workspace.clear()
    return plant(checkout())


@pytest.fixture
def scenario(plan):
    return transact(scenarios.begin, PIA, 'Q4 plan')


def sight(actor=PIA):
    return read(ground.sight_of, actor)


def look(scenario=None, looks=COMPACT, actor=PIA):
    return read(timeline.view_timeline, sight(actor), scenario, looks)


def bar(found, item_id):
    return next(bar for row in found.rows for bar in row.bars if bar.id == item_id)


def count(looks):
    """How many statements the database is sent for a look."""
    sent = []

    def note(connection, cursor, statement, *details):
        if not statement.startswith('BEGIN'):
            sent.append(statement)

    seen = sight()
    event.listen(Engine, 'before_cursor_execute', note)
    read(timeline.view_timeline, seen, None, looks)
    event.remove(Engine, 'before_cursor_execute', note)
    return len(sent)


def test_people_who_look_alike_are_shown_the_same_view(plan):
    assert look() is look(actor=MAX)
    assert look(looks=replace(COMPACT, sort='rank')) is not look()


def test_a_look_asks_the_database_only_whether_the_plan_is_still_good_and_how_old_sources_are(plan):
    look()
    assert count(Looks(sort='rank')) == count(Looks(sort='rank')) == 2


def test_a_scenario_shows_what_it_changed_and_where_that_was(scenario):
    transact(editing.edit, PIA, scenario, [MoveItems((3,), 7)])
    found = look(scenario)
    assert (bar(found, 3).start, bar(found, 3).was) == (day('26 Oct'), (day('19 Oct'), day('6 Nov')))
    assert 'changed' in bar(found, 3).flags
    assert (found.scenario, found.counts.changed) == (scenario, 1)
    assert bar(look(), 3).flags == ()


def test_after_an_edit_only_rows_of_what_changed_are_new(scenario):
    before = look(scenario)
    transact(editing.edit, PIA, scenario, [MoveItems((3,), 1)])
    after = look(scenario)
    assert after is not before
    assert [row.label for row in after.rows if all(row is not one for one in before.rows)] == [
        'Payments',
        'Wallet buttons',
    ]
    assert after.version > before.version


def test_what_somebody_may_not_see_is_not_on_the_timeline_but_the_arrow_to_it_is(workspace):
    invite_crew()
    plant(checkout(CLOSED))
    found = look()
    assert 'Slot booking' not in {row.label for row in found.rows}
    assert (4, 5) in {(one.before, one.after) for one in found.arrows}
    assert next(one for one in found.arrows if one.after == 5).text.startswith('Cannot be judged')
    assert 'Slot booking' in {row.label for row in look(actor=ANN).rows}


def test_the_timeline_says_how_old_what_it_shows_is(plan, time):
    transact(lambda work: setattr(work.get(PortfolioSource, 1), 'ok_at', work.now))
    assert [(one.name, one.state, one.text) for one in look().sources] == [('Azure DevOps', 'ok', 'read just now')]
    time.passes(minutes=3)
    assert look().sources[0].text == 'read 3 min ago'


@pytest.mark.parametrize(
    ('minutes', 'text'),
    [
        (0, 'read just now'),
        (59, 'read 59 min ago'),
        (60, 'read 1 h ago'),
        (47 * 60, 'read 47 h ago'),
        (72 * 60, 'read 3 days ago'),
    ],
)
def test_ages_are_told_as_people_tell_them(minutes, text, time):
    assert timeline.age(time.now - timedelta(minutes=minutes), time.now) == text
    assert timeline.age(None, time.now) == 'never read'


def test_a_preview_says_what_a_drag_would_mean_and_changes_nothing(scenario):
    drop = Drop((3,), 7)
    found = read(timeline.preview_drop, sight(), scenario, drop, COMPACT)
    assert (found.start, found.end, found.days, found.working_days) == (day('26 Oct'), day('13 Nov'), 7, 15)
    weeks = {(team, cell.start): cell.percent for team, cells in found.heat for cell in cells}
    assert (weeks[PAYMENTS, day('19 Oct')], weeks[PAYMENTS, day('9 Nov')]) == (0, 90)
    assert {(one.before, one.after): one.state for one in found.arrows} == {(2, 3): 'fine', (3, 4): 'violated'}
    assert found.followers == 2
    assert bar(look(scenario), 3).start == day('19 Oct')


def test_a_preview_says_which_parents_would_grow(scenario):
    found = read(timeline.preview_drop, sight(), scenario, Drop((4,), 14), COMPACT)
    assert (1, day('5 Oct'), day('4 Dec')) in found.moved


def test_a_preview_tells_cost_only_to_those_who_may_see_it(workspace):
    invite_crew()
    plant(checkout(RATES))
    drop = Drop((2,), 5, 'end')
    assert read(timeline.preview_drop, sight(), None, drop, COMPACT).cost == ''
    assert read(timeline.preview_drop, sight(ANN), None, drop, COMPACT).cost.endswith('EUR')


def test_a_preview_that_means_nothing_says_where_the_bar_is(plan):
    found = read(timeline.preview_drop, sight(), None, Drop((3,)), COMPACT)
    assert (found.start, found.days, found.heat) == (day('19 Oct'), 0, ())


def test_a_preview_of_what_cannot_be_is_refused(plan):
    with pytest.raises(Rejected):
        read(timeline.preview, sight(), None, PlanItem(3, day('9 Oct'), day('5 Oct')))


def test_a_bar_goes_where_its_holder_saw_it_although_somebody_moved_it_meanwhile(plan):
    held = (day('19 Oct') - timedelta(7), day('6 Nov') - timedelta(7))  # a week before where it is by now
    assert read(timeline.operation_for, sight(), None, Drop((3,), 14, held=held), 'day') == MoveItems((3,), 7)
    assert read(timeline.operation_for, sight(), None, Drop((3,), 7, held=held), 'day') is None
    assert read(timeline.operation_for, sight(), None, Drop((3,), 9, 'end', held=held), 'day') == ResizeItem(
        3, end=day('8 Nov'))


def test_a_drop_between_the_lines_of_the_grid_goes_to_the_nearest(plan):
    assert read(timeline.operation_for, sight(), None, Drop((3,), 3), 'day') == MoveItems((3,), 3)
    assert read(timeline.operation_for, sight(), None, Drop((3,), 3), 'week') is None
    assert read(timeline.operation_for, sight(), None, Drop((3,), 4), 'week') == MoveItems((3,), 7)
    assert read(timeline.operation_for, sight(), None, Drop((3,), 0), 'week') is None


def test_a_drop_on_the_lane_of_a_plan_changes_the_plan(plan):
    assert read(timeline.operation_for, sight(), None, Drop((3,), 0, lane=f'plan:{SHOP}'), 'day') == ChangePlan(
        (3,), SHOP
    )


def test_an_undated_item_is_planned_for_a_month(plan):
    operation = read(timeline.operation_for, sight(), None, Drop((6,), start=day('31 Oct')), 'day')
    assert operation == PlanItem(6, day('31 Oct'), day('29 Nov'))


def test_nobody_can_drag_what_they_may_not_see(workspace):
    invite_crew()
    plant(checkout(CLOSED))
    with pytest.raises(NotFound):
        read(timeline.operation_for, sight(), None, Drop((5,), 1), 'day')
    with pytest.raises(NotFound):
        read(timeline.snaps_for, sight(), None, Drop((5,), 1), 'day')


def test_snaps_hold_what_the_bar_waits_for(plan):
    found = read(timeline.snaps_for, sight(), None, Drop((3,)), 'day')
    assert (day('19 Oct'), 'predecessor') in {(one.day, one.kind) for one in found.magnets}


def test_only_what_fits_the_filter_is_shown(plan):
    assert {row.label for row in look(looks=replace(COMPACT, filter=Filter(plans=(PAY_TEAM,)))).rows} == {
        'Payments',
        'Split shipment totals',
        'Wallet buttons',
        'Declined-card messages',
    }


class TestSeats:
    def who(self, scenario=None, actor=PIA):
        return [(seat.name, seat.doing, seat.item_id) for seat in read(seats.view_seats, sight(actor), scenario)]

    def test_somebody_is_there_for_ten_seconds_after_a_sign(self, plan, time, database):
        transact(seats.sit, PIA, 'page', None, 'selects', 3)
        assert self.who() == [(PIA.name, 'selects', 3)]
        assert SeatMoved(seats_topic('live')) in database
        time.passes(seconds=9)
        assert self.who() != []
        time.passes(seconds=2)
        assert self.who() == []

    def test_each_page_has_one_seat(self, plan):
        transact(seats.sit, PIA, 'page', None, 'looks')
        transact(seats.sit, PIA, 'page', None, 'selects', 3)
        transact(seats.sit, PIA, 'other', None, 'looks')
        assert self.who() == [(PIA.name, 'looks', None), (PIA.name, 'selects', 3)]

    def test_a_drag_tells_its_days_ten_times_a_second_at_most(self, plan, time):
        for days in range(5):
            transact(seats.sit, PIA, 'page', None, 'drags', 3, day('26 Oct') + timedelta(days), day('13 Nov'))
            time.passes(milliseconds=40)
        assert [seat.start for seat in read(seats.view_seats, sight(), None)] == [day('29 Oct')]

    def test_whoever_goes_to_another_plan_leaves_this_one(self, scenario, database):
        transact(seats.sit, PIA, 'page', None)
        database.clear()
        transact(seats.sit, PIA, 'page', scenario)
        assert self.who() == []
        assert self.who(scenario) == [(PIA.name, 'looks', None)]
        assert {event.topic for event in database} == {'portfolio/seats/live', f'portfolio/seats/{scenario}'}

    def test_whoever_closes_the_page_is_gone(self, plan):
        transact(seats.sit, PIA, 'page', None)
        transact(seats.stand, BOB, 'page')
        assert self.who() != []
        transact(seats.stand, PIA, 'page')
        assert self.who() == []

    def test_a_scenario_of_somebody_else_has_no_seat_for_strangers(self, scenario):
        with pytest.raises(NotFound):
            transact(seats.sit, MAX, 'page', scenario)

    def test_what_somebody_holds_is_not_told_to_those_who_may_not_see_it(self, workspace):
        invite_crew()
        plant(checkout(CLOSED))
        transact(seats.sit, ANN, 'page', None, 'drags', 5, day('1 Dec'), day('2 Dec'))
        assert self.who(actor=ANN) == [(ANN.name, 'drags', 5)]
        assert self.who() == [(ANN.name, 'looks', None)]

    def test_a_page_belongs_to_whoever_opened_it(self, plan):
        transact(seats.sit, PIA, 'page', None, 'looks')
        transact(seats.sit, MAX, 'page', None, 'selects', 3)
        assert self.who() == [(PIA.name, 'looks', None)]

    def test_what_does_not_exist_is_not_held(self, plan):
        transact(seats.sit, PIA, 'page', None, 'selects', 999)
        assert self.who() == [(PIA.name, 'looks', None)]

    def test_old_signs_are_forgotten(self, plan, time):
        transact(seats.sit, PIA, 'page', None)
        time.passes(minutes=2)
        assert transact(seats.forget_old) == 1


def test_a_source_that_answered_with_suspiciously_little_is_told_to_those_who_see_the_plan(plan):
    transact(lambda work: setattr(work.get(PortfolioPlan, PAY_TEAM), 'doubt', 'empty'))
    assert [one.state for one in look().sources] == ['doubt']
