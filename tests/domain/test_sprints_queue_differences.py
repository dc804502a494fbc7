"""Two queues beside each other, a queue and what became of it, and where its inputs come from."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from app.domain.sprints.facts.board import Capacity, Link, Override, Sprint
from app.domain.sprints.queue.adapter import WHOLE_TEAM, Elsewhere, inputs_of, needed
from app.domain.sprints.queue.building import build
from app.domain.sprints.queue.differences import changed_inputs, compare, moved
from app.domain.sprints.queue.inputs import SPRINT_ONLY, Need, Parameters, Pin, Window
from app.domain.sprints.queue.reality import against
from tests.sprints import DEV, DOING, FINISHED, QA, SPRINT, TODO, board, issue, jan
from tests.sprints_queue import inputs, item, keys, line, number_of, rooms

BEFORE = inputs(item('Q-1', dev=5), item('Q-2', dev=3), item('Q-3', dev=6), dev=9)
NEXT = Sprint(43, 'Sprint 43', 'future', '', jan('19 08:00'), None, jan('30 16:00'))
LATER = Sprint(44, 'Sprint 44', 'future', '', jan('31 08:00'), None, None)
PAST = Sprint(SPRINT, 'Sprint 42', 'closed', '', jan('5 08:00'), jan('5 08:00'), jan('16 16:00'), jan('16 16:00'))


def differing(after, before=BEFORE):
    return [(one.key, one.before, one.after, one.cause) for one in compare(before, after).differences]


class TestDifferences:
    def test_equal_inputs_differ_in_nothing_and_titles_decide_nothing(self):
        other = replace(BEFORE, candidates=tuple(replace(one, title='Else') for one in BEFORE.candidates))
        assert compare(BEFORE, other).changes == () and compare(BEFORE, other).differences == ()

    def test_more_room_is_named_as_the_cause(self):
        after = replace(BEFORE, rooms=rooms(14))
        assert differing(after) == [('Q-3', 'out', 'in', 'Dev 9 → 14')]

    def test_of_two_changes_the_one_that_decided_is_named(self):
        urgent = replace(BEFORE.candidates[2], band=1)
        after = replace(BEFORE, candidates=(
            replace(BEFORE.candidates[0], band=2), BEFORE.candidates[1], urgent), rooms=rooms(9, 5))
        assert differing(after) == [('Q-3', 'out', 'in', 'Q-1: Highest → High'),
                                    ('Q-1', 'in', 'out', 'Q-1: Highest → High')]
        assert [one.text for one in changed_inputs(BEFORE, after)] == ['QA unknown → 5', 'Q-1: Highest → High']

    def test_what_is_new_and_what_is_gone_is_told(self):
        after = replace(BEFORE, candidates=(*BEFORE.candidates[1:], item('Q-0', dev=1)))
        assert differing(after) == [('Q-0', '', 'in', 'Q-0 is new here'),
                                    ('Q-1', 'in', '', 'Q-1 is no candidate any more')]

    def test_pins_and_links_are_causes_too(self):
        pinned = replace(BEFORE, pins=(Pin(number_of('Q-3'), 'top', None, 'Ben'),))
        assert ('Q-3', 'out', 'in', 'Q-3 pinned to the top by Ben') in differing(pinned)
        linked = replace(BEFORE, links=(Need(number_of('Q-3'), number_of('Q-1')),))
        assert ('Q-1', 'in', 'out', 'Q-1 waits for Q-3') in differing(linked)

    def test_very_many_changes_are_put_in_together(self):
        many = inputs(*(item(f'Q-{n}', dev=1) for n in range(60)), dev=30)
        after = replace(many, candidates=tuple(replace(one, due=date(2026, 1, 5)) for one in many.candidates),
                        rooms=rooms(20))
        found = compare(many, after)
        assert len(found.changes) == 61 and {one.cause for one in found.differences} == {'Dev 30 → 20'}

    def test_as_few_as_possible_count_as_moved(self):
        assert moved([1, 2, 3, 4, 5], [5, 1, 2, 3, 4]) == {5} and moved([1, 2, 3], [1, 2, 3]) == frozenset()
        assert moved([1, 2, 3], [9, 1, 3]) == frozenset() and moved([], [1]) == frozenset()


def test_after_the_sprint_what_was_promised_stands_against_what_was_done():
    result = build(BEFORE)
    found = against(result, {number_of('Q-1'), number_of('Q-3')})
    assert [one.key for one in found.in_done] == ['Q-1'] and [one.key for one in found.in_open] == ['Q-2']
    assert [one.key for one in found.out_done] == ['Q-3'] and found.kept == Decimal('0.625')
    assert against(build(inputs(dev=3)), set()).kept is None


def planned(*issues, said=(), parameters=Parameters(), elsewhere=None, **more):
    capacities = (Capacity(43, DEV, 'points', Decimal(10), Decimal('0.2')),)
    given = {'capacities': capacities, 'overrides': tuple(said), **more}
    there = board([replace(one, components=one.components or ('api',)) for one in issues], [PAST, NEXT, LATER], **given)
    return inputs_of(there, NEXT, parameters, elsewhere=elsewhere)


def said(id, number, kind, **value):
    return Override(id, number, kind, value, 'Ben')


def of(found, number):
    return next(one for one in found.candidates if one.number == number)


class TestAdapter:
    def test_candidates_are_open_issues_of_the_sprint_and_of_the_backlog(self):
        issues = [issue(1, points=3, sprints=(43,)), issue(2, points=3, sprints=(44,)), issue(3, points=3, sprints=()),
                  issue(4, points=3, sprints=(42, 43), status=DOING), issue(5, points=3, status=FINISHED),
                  issue(6, is_epic=True), issue(7, is_subtask=True, sprints=(43,)), issue(8, gone='deleted')]
        found = planned(*issues)
        assert sorted(one.number for one in found.candidates) == [1, 3, 4]
        assert [one.number for one in planned(*issues, parameters=Parameters(scope=SPRINT_ONLY)).candidates] == [1, 4]
        assert 7 in {one.number for one in planned(*issues, parameters=Parameters(counts_subtasks=True)).candidates}
        carried = of(found, 4)
        assert carried.carried and carried.rollovers == 1 and carried.in_progress and carried.is_member
        assert not of(found, 3).is_member

    def test_room_is_what_is_available_and_unknown_stays_unknown(self):
        found = planned(issue(1, points=3, sprints=(43,)))
        assert (found.rooms[DEV].available, found.rooms[DEV].reserve, found.rooms[DEV].working_days) == (
            Decimal(8), Decimal(2), 10)
        assert found.rooms[QA].available is None and len(found.days) == 10
        assert keys(build(found)) == ['D-1']

    def test_a_board_without_disciplines_has_one_team(self):
        found = planned(issue(1, points=3, sprints=(43,)), disciplines={}, capacities=())
        assert found.rooms[WHOLE_TEAM].available is None and line(build(found), 'D-1').code == 'capacity_unknown'

    def test_links_mean_the_same_on_either_side_and_only_blocking_and_depending_count(self):
        types = {'1': 'Blocks', '2': 'Depends', '3': 'Relates', '4': 'Cloners'}
        told = planned(issue(1, points=1, links=(Link('1', 'out', 2, 'D-2'), Link('3', 'out', 4, 'D-4'))),
                       issue(2, points=1, links=(Link('1', 'in', 1, 'D-1'), Link('4', 'in', 3, 'D-3'))),
                       issue(3, points=1, links=(Link('2', 'out', 4, 'D-4'),)), issue(4, points=1), link_types=types)
        assert told.links == (Need(1, 2), Need(4, 3))

    def test_what_stands_outside_says_where_and_what_is_done_does_not_count(self):
        found = planned(issue(1, points=1, links=(Link('10000', 'in', 2, 'D-2'), Link('10000', 'in', 3, 'D-3'),
                                                  Link('10000', 'in', 90, 'X-9'), Link('10000', 'in', 91, 'X-1'))),
                        issue(2, points=1, sprints=(44,)), issue(3, points=1, status=FINISHED),
                        elsewhere={91: Elsewhere('X-1', False, 'on Core')})
        assert [(one.key, one.where, one.is_later, one.candidate is not None) for one in found.outside] == [
            ('D-2', 'in Sprint 44', True, True), ('X-9', 'on no board that is read here', False, False)]
        assert needed(board([issue(1, links=(Link('10000', 'in', 90, 'X-9'),))])) == {90}

    def test_what_people_decided_is_part_of_it(self):
        found = planned(
            *(issue(n, points=4, sprints=(43,)) for n in range(1, 8)), issue(8, points=2, sprints=(44,)), said=[
                said(1, 1, 'pin_top', sprint=43), said(2, 2, 'pin_before', before=3), said(3, 4, 'ban'),
                said(4, 5, 'ban', sprint=42), said(5, 5, 'allow'), said(6, 6, 'window', start=1, end=2),
                said(7, 6, 'deadline', due='2026-01-20'), said(8, 6, 'stakeholder', stakeholder='Zoe'),
                said(9, 7, 'split', share='0.25'), said(10, 8, 'pin_bottom'), said(11, 0, 'capacity',
                                                                                  rooms={str(DEV): '5'})])
        assert [(pin.number, pin.kind, pin.before) for pin in found.pins] == [
            (1, 'top', None), (2, 'before', 3), (8, 'bottom', None)]
        assert of(found, 4).banned_by == 'Ben' and not of(found, 5).banned_by and of(found, 5).is_allowed
        assert of(found, 6).window == Window(1, 2) and of(found, 6).due == date(2026, 1, 20)
        assert of(found, 6).stakeholder == 'Zoe' and of(found, 1).stakeholder == 'Ann Berg'
        assert (of(found, 7).size, of(found, -7).size) == (Decimal(1), Decimal(3)) and Need(7, -7) in found.links
        assert found.rooms[DEV].available == Decimal(13) and found.tried == {DEV: Decimal(5)}
        assert of(found, 8), 'a pin brings an issue of another sprint in'

    def test_unknown_priorities_come_last_and_estimates_that_are_assumed_say_so(self):
        found = planned(issue(1, priority='99', sprints=(43,), status=TODO))
        one = of(found, 1)
        assert (one.band, one.is_known_priority, one.estimate, one.size) == (4, False, 'assumed', Decimal(3))
        assert found.parameters.bands == ('Highest', 'High', 'Medium', 'Low')
