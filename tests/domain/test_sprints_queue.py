"""The queue of a sprint: who gets in, in which order, and why not."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.sprints.queue.building import build, fairness
from app.domain.sprints.queue.graph import cycles_of
from app.domain.sprints.queue.inputs import (
    ASSUMED,
    BOTTOM,
    TOP,
    Need,
    Outside,
    Parameters,
    Pin,
    Room,
    Window,
    from_plain,
    hash_of,
    to_plain,
)
from app.domain.sprints.queue.moving import target_of
from app.domain.sprints.queue.ordering import take_turns
from app.domain.sprints.queue.result import Served, result_of, result_to_plain
from tests.sprints import jan
from tests.sprints_queue import DEV, QA, inputs, item, keys, line, number_of

SIX = (item('Q-1', dev=5, qa=2), item('Q-2', dev=3, qa=2), item('Q-3', dev=5, qa=3), item('Q-4', dev=2),
       item('Q-5', qa=1), item('Q-6', dev=8))
THREE = (item('R-1', dev=5), item('R-2', dev=3), item('R-3', dev=6))
TURNS = (item('A-1', dev=8, stakeholder='Ann'), item('B-1', dev=2, stakeholder='Bo'),
         item('C-1', dev=5, stakeholder='Cy'), item('B-2', dev=2, stakeholder='Bo'),
         item('A-2', dev=3, stakeholder='Ann'), item('B-3', dev=2, stakeholder='Bo'))


def pin(key, kind, before=None):
    return Pin(number_of(key), kind, number_of(before) if before else None, 'Ben')


class TestPacking:
    def test_what_fits_is_in_and_the_rest_says_what_is_missing(self):
        found = build(inputs(*SIX, dev=13, qa=5, is_fair=False))
        assert keys(found) == ['Q-1', 'Q-2', 'Q-4', 'Q-5'] and keys(found, 'out') == ['Q-3', 'Q-6']
        assert line(found, 'Q-3').reason == 'needs QA 3, 1 left after Q-2'
        assert line(found, 'Q-6').reason == 'needs Dev 8, 3 left after Q-4'
        assert line(found, 'Q-4').code == 'fills_gap' and line(found, 'Q-1').code == 'band'
        assert line(found, 'Q-3').way_in == '2 more points of QA, or a place before Q-2'

    def test_a_prerequisite_comes_in_together_with_what_waits_for_it(self):
        found = build(inputs(*THREE, item('R-9', dev=4), dev=13, needs=[('R-9', 'R-1')]))
        assert [one.key for one in found.decisions][:3] == ['R-9', 'R-1', 'R-2']
        assert keys(found) == ['R-9', 'R-1', 'R-2']
        assert line(found, 'R-9').reason == 'pulled in for R-1'
        assert line(found, 'R-3').reason == 'needs Dev 6, 1 left after R-2'

    def test_a_prerequisite_of_a_prerequisite_that_does_not_fit_keeps_both_out(self):
        found = build(inputs(*THREE, item('R-9', dev=4), item('R-8', qa=6), dev=13, qa=5,
                             needs=[('R-9', 'R-1'), ('R-8', 'R-9')]))
        assert line(found, 'R-1').status == 'out' and line(found, 'R-1').reason == 'needs QA 6, 5 left'
        assert line(found, 'R-2').status == 'in'

    def test_the_reserve_takes_what_the_plan_does_not(self):
        found = build(inputs(*THREE, dev=5, reserve=3))
        assert (keys(found), keys(found, 'reserve'), keys(found, 'out')) == (['R-1'], ['R-2'], ['R-3'])
        assert line(found, 'R-2').sentence == 'It needs Dev 3, 0 left after R-1, but fits into what is held back ' \
                                              'for the unplanned.'

    def test_unknown_capacity_is_no_limit_and_draws_no_line(self):
        found = build(inputs(*SIX))
        assert len(keys(found)) == 6 and not found.has_cut
        assert line(found, 'Q-1').reason == 'capacity unknown'
        assert [use.share for use in found.uses] == [None, None]

    def test_less_than_nothing_left_keeps_everything_out_that_needs_it(self):
        found = build(inputs(*SIX, dev=-2, qa=5))
        assert keys(found) == ['Q-5']
        assert line(found, 'Q-4').reason == 'needs Dev 2, −2 left'

    def test_the_scarcest_discipline_is_named_and_the_first_name_among_equals(self):
        found = build(inputs(item('Q-1', dev=5, qa=5), item('Q-2', dev=4, qa=6), dev=2, qa=2))
        assert line(found, 'Q-1').reason == 'needs Dev 5, 2 left' and line(found, 'Q-2').reason == 'needs QA 6, 2 left'

    def test_an_assumed_size_is_said(self):
        found = build(inputs(item('Q-1', dev=3, estimate=ASSUMED, estimate_text='median of Story'), dev=5))
        assert line(found, 'Q-1').is_assumed
        assert line(found, 'Q-1').sentence.endswith('Nobody estimated it; 3 is assumed (median of Story).')

    def test_nothing_to_do_is_an_empty_queue(self):
        found = build(inputs(dev=5))
        assert found.lines == () and found.fairness is None and found.points == 0


class TestEligibility:
    def test_what_is_banned_or_has_no_discipline_stays_out_and_says_so(self):
        found = build(inputs(item('Q-1', dev=1, banned_by='Ben'), item('Q-2'), dev=5))
        assert [(one.key, one.reason) for one in found.lines] == [('Q-1', 'banned by Ben'), ('Q-2', 'needs discipline')]

    def test_a_circle_keeps_itself_and_what_waits_for_it_out(self):
        found = build(inputs(*SIX, needs=[('Q-1', 'Q-2'), ('Q-2', 'Q-1'), ('Q-2', 'Q-3'), ('Q-3', 'Q-4')], dev=50,
                             qa=50))
        assert keys(found) == ['Q-5', 'Q-6'] and found.cycles == ((number_of('Q-1'), number_of('Q-2')),)
        assert line(found, 'Q-1').reason == 'waits on Q-2' and line(found, 'Q-1').code == 'cycle'
        assert line(found, 'Q-4').reason == 'waits on Q-3' and line(found, 'Q-4').code == 'waits'

    def test_a_circle_of_five_is_found_whole(self):
        ring = {one: frozenset([one % 5 + 1]) for one in range(1, 6)}
        assert cycles_of(ring | {9: frozenset([1])}) == ((1, 2, 3, 4, 5),)

    def test_whoever_is_allowed_breaks_the_circle(self):
        found = build(inputs(item('Q-1', dev=1, is_allowed=True), item('Q-2', dev=1),
                             needs=[('Q-1', 'Q-2'), ('Q-2', 'Q-1')], dev=5))
        assert keys(found) == ['Q-1', 'Q-2'] and found.cycles == ()

    def test_something_open_outside_keeps_what_waits_for_it_out_unless_allowed(self):
        outside = (Outside(99, 'X-1', 'in Sprint 44'),)
        links = (Need(99, number_of('Q-4')),)
        found = build(inputs(*SIX, outside=outside))
        assert 'Q-4' in keys(found)
        waiting = replace(inputs(*SIX, outside=outside), links=links)
        assert line(build(waiting), 'Q-4').sentence == 'It waits for X-1, which is in Sprint 44.'
        allowed = replace(waiting, candidates=(item('Q-4', dev=2, is_allowed=True),))
        assert keys(build(allowed)) == ['Q-4']

    def test_what_waits_for_something_banned_stays_out_too(self):
        found = build(inputs(item('Q-1', dev=1, banned_by='Ben'), item('Q-2', dev=1), needs=[('Q-1', 'Q-2')], dev=9))
        assert line(found, 'Q-2').reason == 'waits on Q-1'


class TestOrder:
    def test_people_take_turns_by_what_their_items_cost(self):
        taken, rounds = take_turns(TURNS)
        assert [one.key for one in taken] == ['B-1', 'B-2', 'C-1', 'B-3', 'A-1', 'A-2']
        assert [rounds[one.number] for one in taken] == [1, 2, 2, 3, 4, 5]

    def test_equal_sizes_alternate(self):
        items = [item(key, dev=5, stakeholder=person) for key, person in (
            ('A-1', 'Ann'), ('A-2', 'Ann'), ('A-3', 'Ann'), ('B-1', 'Bo'), ('B-2', 'Bo'))]
        assert [one.key for one in take_turns(items)[0]] == ['A-1', 'B-1', 'A-2', 'B-2', 'A-3']

    def test_an_item_of_a_billion_points_does_not_take_a_billion_rounds(self):
        taken, rounds = take_turns([
            item('A-1', dev=1000000000, stakeholder='Ann'), item('B-1', dev=1, stakeholder='Bo'),
            item('B-2', dev=1, stakeholder='Bo')])
        assert [one.key for one in taken] == ['B-1', 'B-2', 'A-1'] and rounds[taken[-1].number] == 1000000000

    def test_items_without_points_cost_half_a_point(self):
        free = [item(f'A-{n}', qa=1, size=Decimal(0), stakeholder='Ann') for n in (1, 2)]
        assert [one.key for one in take_turns(free)[0]] == ['A-1', 'A-2']

    def test_what_is_under_way_fixed_or_pinned_goes_first_and_bands_follow(self):
        items = [item('Q-1', dev=1, band=2), item('Q-2', dev=1, band=1), item('Q-3', dev=1, band=4),
                 item('Q-4', dev=1, band=4, window=Window(jan('6 09:00'), jan('6 10:00'))),
                 item('Q-5', dev=1, band=4, in_progress=True), item('Q-6', dev=1, band=1)]
        found = build(inputs(*items, dev=20, pins=(pin('Q-3', TOP), pin('Q-6', BOTTOM))))
        assert keys(found) == ['Q-5', 'Q-4', 'Q-3', 'Q-2', 'Q-1', 'Q-6']
        assert line(found, 'Q-3').reason == 'pinned to the top by Ben'

    def test_carried_over_goes_first_only_inside_its_band(self):
        items = [item('Q-1', dev=1, band=1), item('Q-2', dev=1, band=2, carried=True), item('Q-3', dev=1, band=1,
                                                                                           carried=True)]
        assert keys(build(inputs(*items, dev=9))) == ['Q-3', 'Q-1', 'Q-2']

    def test_pins_before_others_follow_them_wherever_they_go(self):
        found = build(inputs(*SIX, dev=90, qa=90, pins=(
            pin('Q-6', 'before', 'Q-2'), pin('Q-5', 'before', 'Q-2'), pin('Q-1', 'before', 'Q-5'))))
        assert [one.key for one in found.decisions] == ['Q-6', 'Q-1', 'Q-5', 'Q-2', 'Q-3', 'Q-4']
        assert line(found, 'Q-1').reason == 'pinned before Q-5 by Ben'

    def test_a_pin_before_something_that_is_not_there_is_told_and_ignored(self):
        found = build(inputs(*SIX, dev=90, qa=90, pins=(pin('Q-1', 'before', 'Z-1'),)))
        assert found.decisions[-1].code == 'void_pin' and keys(found)[0] == 'Q-1'

    def test_pins_in_a_circle_hold_nobody_up(self):
        found = build(inputs(*SIX, dev=90, qa=90, pins=(pin('Q-1', 'before', 'Q-2'), pin('Q-2', 'before', 'Q-1'))))
        assert len(keys(found)) == 6

    def test_the_order_of_rules_can_be_changed(self):
        items = [item('Q-1', dev=1, band=1), item('Q-2', dev=1, band=2, carried=True)]
        parameters = Parameters(order=('carried', 'band', 'rank'))
        assert keys(build(inputs(*items, dev=9, parameters=parameters))) == ['Q-2', 'Q-1']

    @pytest.mark.parametrize(('keys_', 'expected'), [(('P-10', 'P-9'), ['P-9', 'P-10']),
                                                     (('Q-1', 'P-2'), ['P-2', 'Q-1'])])
    def test_without_a_rank_keys_decide_as_people_count(self, keys_, expected):
        assert keys(build(inputs(*(item(key, dev=1, rank='') for key in keys_), dev=9))) == expected


class TestTime:
    def test_work_begins_when_its_discipline_is_free_and_what_it_waits_for_is_done(self):
        found = build(inputs(item('Q-1', dev=5), item('Q-2', qa=1), item('Q-3', qa=2), dev=10, qa=5,
                             needs=[('Q-1', 'Q-2')]))
        assert [(one.key, one.start, one.finish) for one in found.of('in')] == [
            ('Q-1', Decimal('0.00'), Decimal('5.00')), ('Q-2', Decimal('5.00'), Decimal('7.00')),
            ('Q-3', Decimal('7.00'), Decimal('11.00'))]
        assert [one.position for one in found.of('in')] == [1, 2, 3]

    def test_two_disciplines_are_one_list_by_when_work_begins(self):
        found = build(inputs(item('Q-1', dev=5), item('Q-2', dev=5), item('Q-3', qa=2), dev=10, qa=5))
        assert keys(found) == ['Q-1', 'Q-3', 'Q-2']
        assert line(found, 'Q-3').positions == ((QA, 1),) and line(found, 'Q-2').positions == ((DEV, 2),)

    def test_nobody_knows_when_work_of_unknown_capacity_ends(self):
        found = build(inputs(item('Q-1', qa=5), item('Q-2', dev=5), dev=10, needs=[('Q-1', 'Q-2')]))
        assert [one.finish for one in found.lines] == [None, None]

    def test_a_sprint_without_working_days_divides_by_nothing(self):
        assert line(build(inputs(item('Q-1', dev=5), dev=10, days=0)), 'Q-1').finish is None


class TestMoving:
    """Q-3 begins at once because QA is idle, but is looked at last."""
    LIST = build(inputs(item('Q-1', dev=5), item('Q-2', dev=5), item('Q-3', qa=2), dev=20, qa=5))

    def place_after(self, key, place):
        shown = [one.number for one in self.LIST.of('in')]
        target = target_of(self.LIST, shown, number_of(key), place)
        items = [item('Q-1', dev=5), item('Q-2', dev=5), item('Q-3', qa=2)]
        pins = (Pin(number_of(key), 'bottom'),) if target is None else (Pin(number_of(key), 'before', target),)
        return keys(build(inputs(*items, dev=20, qa=5, pins=pins)))

    def test_the_list_is_by_when_work_begins(self):
        assert keys(self.LIST) == ['Q-1', 'Q-3', 'Q-2']

    def test_up_goes_before_all_that_are_below(self):
        assert self.place_after('Q-2', 0)[0] == 'Q-2' and self.place_after('Q-3', 0)[0] == 'Q-3'
        assert self.place_after('Q-2', 1) == ['Q-1', 'Q-3', 'Q-2'] or self.place_after('Q-2', 1)[0] == 'Q-2'

    def test_down_goes_after_all_that_are_above(self):
        assert self.place_after('Q-1', 2)[-1] == 'Q-1'

    def test_what_cannot_be_packed_is_no_target(self):
        found = build(inputs(item('Q-1', dev=5), item('Q-2', dev=1, banned_by='Ben'), dev=5))
        assert target_of(found, [number_of('Q-1'), number_of('Q-2')], number_of('Q-1'), 1) is None


class TestFairness:
    def test_one_served_whole_and_two_by_half_is_0_889(self):
        served = tuple(Served(name, Decimal(asked), Decimal(given)) for name, asked, given in (
            ('Ann', 4, 4), ('Bo', 4, 2), ('Cy', 2, 1)))
        assert fairness(served) == Decimal('0.8889')

    @pytest.mark.parametrize('served', [(), (Served('Ann', Decimal(3), Decimal(3)),),
                                        (Served('Ann', Decimal(3), Decimal(0)), Served('Bo', Decimal(3), Decimal(0)))],
                             ids=['nobody', 'one', 'none served'])
    def test_with_nobody_to_compare_there_is_no_figure(self, served):
        assert fairness(served) is None


class TestKeeping:
    def test_inputs_and_results_come_back_from_storage_as_they_were(self):
        given = inputs(*SIX, item('Q-7', dev='2.50', window=Window(1, 2), band=3), dev='12.3525', qa=5, reserve=2,
                       needs=[('Q-1', 'Q-4')], pins=(pin('Q-4', 'before', 'Q-5'),),
                       outside=(Outside(9, 'X-1', 'elsewhere'),), shifts=frozenset({(DEV, QA)}))
        assert hash_of(from_plain(to_plain(given))) == hash_of(given)
        found = build(given)
        assert result_of(result_to_plain(found)) == found

    def test_amounts_that_are_equal_have_one_fingerprint(self):
        assert hash_of(inputs(item('Q-1', dev='3.50'), dev=5)) == hash_of(inputs(item('Q-1', dev='3.5'), dev='5.0'))

    def test_a_room_that_is_gone_does_not_break_a_queue(self):
        given = inputs(*SIX)
        assert keys(build(replace(given, rooms={DEV: Room('Dev', Decimal(3), working_days=5)})))
