"""What does not fit together in a queue, and what trying a change would bring."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.domain.sprints.queue import conflicts as kinds
from app.domain.sprints.queue.changing import ALLOW, DROP, FREE, GIVE, HAND, PULL, RAISE, SHIFT, SPLIT, Change, apply
from app.domain.sprints.queue.conflicts import conflicts_of
from app.domain.sprints.queue.inputs import ASSUMED, Need, Outside, Team, Window, Worker
from app.domain.sprints.queue.packing import plan
from app.domain.sprints.queue.whatifs import BALANCE, CALM, PRIORITY, THROUGHPUT, changes_for, in_order_of, try_changes
from tests.sprints import jan
from tests.sprints_queue import DEV, QA, inputs, item, number_of

DAYS = tuple(date(2026, 1, day) for day in (5, 6, 7, 8, 9, 12, 13, 14, 15, 16))


def found(given, kind):
    return [one for one in conflicts_of(given, plan(given)) if one.kind == kind]


def only(given, kind):
    matching = found(given, kind)
    assert len(matching) == 1, [one.title for one in matching]
    return matching[0]


def tried(given, conflict):
    made = plan(given)
    return try_changes(given, made, changes_for(given, made, conflict))


class TestOverAllocation:
    @pytest.mark.parametrize(('asked', 'severity'), [(10, None), (11, 'warn'), (12, 'high'), (16, 'critical')])
    def test_how_bad_it_is_follows_from_how_far_over(self, asked, severity):
        members = [item(f'Q-{n}', dev=1, is_member=True) for n in range(asked)]
        assert [one.severity for one in found(inputs(*members, dev=10), kinds.OVER_ALLOCATION)] == (
            [severity] if severity else [])

    def test_the_lowest_are_dropped_until_it_fits(self):
        given = inputs(*(item(f'Q-{n}', qa=6, is_member=True, band=n) for n in (1, 2, 3)), qa=8,
                       shifts=frozenset({(DEV, QA)}), dev=20)
        conflict = only(given, kinds.OVER_ALLOCATION)
        assert conflict.title == 'QA is asked for 10 more than it has'
        assert conflict.text == 'QA can take 8 points in this sprint; what sits in it or is fixed asks for 18.'
        assert conflict.changes == (
            Change(DROP, (number_of('Q-3'), number_of('Q-2'))), Change(DROP, (number_of('Q-3'),)),
            Change(SHIFT, discipline=QA, source=DEV, amount=Decimal(10)),
            Change(RAISE, discipline=QA, amount=Decimal(10)))

    def test_nothing_known_is_never_too_much(self):
        assert not found(inputs(item('Q-1', dev=900, is_member=True)), kinds.OVER_ALLOCATION)


class TestOnePerson:
    BEN, EVE = Worker('Ben', (DEV,), Decimal(8)), Worker('Eve', (DEV, QA), Decimal(9))

    def test_who_has_more_than_there_is_time_for_gives_the_last_to_whoever_has_time(self):
        items = (item(f'Q-{n}', dev=4, qa=1, assignee='Ben', is_member=True) for n in (1, 2, 3))
        given = inputs(*items, dev=40, qa=40, workers=(self.BEN, self.EVE))
        conflict = only(given, kinds.OVER_ALLOCATION)
        assert conflict.title == 'Ben has 4 more than there is time for' and conflict.severity == 'high'
        assert conflict.text == '8 points fit into their time in this sprint; 12 are assigned to them.'
        assert conflict.keys == ('Q-3', 'Q-2', 'Q-1')
        assert conflict.changes == (Change(GIVE, (number_of('Q-3'),), to='Eve'),
                                    Change(GIVE, (number_of('Q-2'),), to='Eve'),
                                    Change(DROP, (number_of('Q-3'),)))
        effect = tried(given, conflict)[0]
        assert effect.title == 'Give Q-3 to Eve' and (effect.conflicts, effect.conflicts_before) == (
            effect.conflicts_before - 1, effect.conflicts_before)

    def test_parts_of_others_do_not_count_and_what_is_none_of_theirs_counts_whole(self):
        given = inputs(item('Q-1', dev=2, qa=7, assignee='Ben', is_member=True), dev=40, qa=40, workers=(self.BEN,))
        assert not found(given, kinds.OVER_ALLOCATION)
        given = inputs(item('Q-1', qa=9, assignee='Ben', is_member=True), dev=40, qa=40, workers=(self.BEN,))
        assert only(given, kinds.OVER_ALLOCATION).title == 'Ben has 1 more than there is time for'

    @pytest.mark.parametrize('worker', [Worker('Ben', (DEV,), None), Worker('Eve', (DEV,), Decimal(1))],
                             ids=['nobody knows how much time', 'somebody else'])
    def test_nothing_known_is_never_too_much(self, worker):
        given = inputs(item('Q-1', dev=9, assignee='Ben', is_member=True), workers=(worker,))
        assert not found(given, kinds.OVER_ALLOCATION)

    def test_nobody_is_given_what_would_be_too_much_for_them(self):
        given = inputs(item('Q-1', dev=9, assignee='Ben', is_member=True), dev=40,
                       workers=(self.BEN, Worker('Eve', (DEV,), Decimal(8)), Worker('Quinn', (QA,), Decimal(90))))
        assert [one.kind for one in only(given, kinds.OVER_ALLOCATION).changes] == [DROP]

    def test_of_two_fixed_at_once_one_goes_to_whoever_is_free_then(self):
        window, later = (Window(jan(f'{day} 09:00'), jan(f'{day} 10:00')) for day in (6, 7))
        two = [item(key, dev=1, assignee='Ben', window=window) for key in ('Q-1', 'Q-2')]
        busy = item('Q-3', dev=1, assignee='Eve', window=window)
        free = item('Q-3', dev=1, assignee='Eve', window=later)
        for third, gives in ((busy, []), (free, [Change(GIVE, (number_of('Q-2'),), to='Eve')])):
            given = inputs(*two, third, dev=40, workers=(self.BEN, self.EVE))
            clash = next(one for one in found(given, kinds.WINDOW_CLASH) if one.keys == ('Q-1', 'Q-2'))
            assert [one for one in clash.changes if one.kind == GIVE] == gives


class TestOtherTeams:
    def test_what_is_too_much_is_handed_to_the_team_with_most_room_for_it(self):
        teams = (Team('Search', {QA: Decimal(7)}), Team('Web', {QA: Decimal(9), DEV: Decimal(1)}))
        given = inputs(item('Q-1', qa=6, is_member=True, band=1), item('Q-2', qa=6, is_member=True, band=2),
                       item('Q-3', qa=5, is_member=True, band=3), dev=24, qa=8, teams=teams)
        conflict = only(given, kinds.OVER_ALLOCATION)
        change = next(one for one in conflict.changes if one.kind == HAND)
        assert change == Change(HAND, (number_of('Q-3'),), to='Web')
        effect = next(one for one in tried(given, conflict) if one.change == change)
        assert effect.title == 'Hand Q-3 over to Web'
        assert [one.key for one in apply(given, change).candidates if one.banned_by] == ['Q-3']

    def test_nobody_is_handed_work_of_a_kind_they_do_not_do_or_have_no_room_for(self):
        two = [item(f'Q-{n}', dev=1, qa=6, is_member=True, band=n) for n in (1, 2)]
        for team in (Team('Web', {QA: Decimal(9)}), Team('Web', {QA: Decimal(5), DEV: Decimal(9)})):
            given = inputs(*two, dev=24, qa=8, teams=(team,))
            assert not [one for one in only(given, kinds.OVER_ALLOCATION).changes if one.kind == HAND]


class TestOthers:
    def test_half_empty_rooms_and_what_waits_for_them(self):
        given = inputs(item('Q-1', dev=9, qa=1), item('Q-2', dev=2, qa=2), dev=10, qa=10)
        conflict = only(given, kinds.UNDER_USE)
        assert conflict.title == 'QA has 9 of 10 points left' and conflict.keys == ('Q-2',)

    def test_urgent_work_that_gets_little_room(self):
        given = inputs(item('Q-1', dev=3, band=3, in_progress=True), item('Q-2', dev=9, band=1), dev=10)
        conflict = only(given, kinds.PRIORITY_MISMATCH)
        assert conflict.keys == ('Q-2',) and conflict.changes == (Change(PULL, (number_of('Q-2'),)),)
        minor = only(inputs(item('Q-1', dev=5, band=5), dev=10), kinds.PRIORITY_MISMATCH)
        assert minor.text == '5 of 10 points are in the last bands.'

    def test_a_bottleneck_is_widened_by_what_others_gain_most_from(self):
        given = inputs(item('Q-1', dev=1, qa=5, band=4, in_progress=True), item('Q-2', dev=3, qa=3, band=1),
                       item('Q-3', dev=2, qa=2, band=1), dev=20, qa=5)
        conflict = only(given, kinds.BOTTLENECK)
        best = tried(given, conflict)[0]
        assert best.change == Change(DROP, (number_of('Q-1'),)) and best.comes_in == ('Q-2', 'Q-3')
        assert best.value == Decimal(27 * 10 - 6) and best.title == 'Move Q-1 to the next sprint'
        assert best.summary == 'Dev 5 of 20 · 10 points, 4 more · Q-2 and Q-3 then fit'

    def test_a_circle_can_be_broken_at_each_of_its_members(self):
        given = inputs(item('Q-1', dev=1), item('Q-2', dev=1), dev=5, needs=[('Q-1', 'Q-2'), ('Q-2', 'Q-1')])
        conflict = only(given, kinds.CYCLE)
        assert conflict.title == 'Q-1 and Q-2 wait for each other'
        assert [one.comes_in for one in tried(given, conflict)] == [('Q-1', 'Q-2'), ('Q-2', 'Q-1')]

    @pytest.mark.parametrize(('is_later', 'kind', 'severity'), [(True, kinds.LATER_BLOCKER, 'high'),
                                                                (False, kinds.MISSING, 'warn')])
    def test_what_waits_for_something_outside_can_be_pulled_pushed_or_allowed(self, is_later, kind, severity):
        blocker = item('X-1', dev=2)
        given = replace(inputs(item('Q-1', dev=1), dev=5, outside=(
            Outside(blocker.number, 'X-1', 'in Sprint 44', is_later, blocker),)),
            links=(Need(blocker.number, number_of('Q-1')),))
        conflict = only(given, kind)
        assert conflict.severity == severity and conflict.title == 'Q-1 needs X-1 first'
        pull, drop, allow = tried(given, conflict)
        assert (pull.comes_in, drop.comes_in, allow.comes_in) == (('X-1', 'Q-1'), (), ('Q-1',))
        assert [one.change.kind for one in (pull, drop, allow)] == [PULL, DROP, ALLOW]

    def test_two_fixed_times_of_one_person_clash(self):
        first, second = Window(jan('6 09:00'), jan('6 11:00')), Window(jan('6 10:00'), jan('6 12:00'))
        given = inputs(item('Q-1', dev=1, window=first, assignee='Ann Berg'),
                       item('Q-2', dev=1, window=second, assignee='Ann Berg'),
                       item('Q-3', dev=1, window=second, assignee='Bob Okoro'), dev=9)
        conflict = only(given, kinds.WINDOW_CLASH)
        assert conflict.severity == 'high' and conflict.text.startswith('Ann Berg has both. Q-1: 6 Jan 09:00 UTC to')
        assert conflict.changes[0] == Change(FREE, (number_of('Q-2'),))

    def test_two_fixed_times_of_one_team_clash_and_neighbours_do_not(self):
        given = inputs(item('Q-1', dev=1, window=Window(1, 5)), item('Q-2', dev=1, window=Window(4, 6)),
                       item('Q-3', dev=1, window=Window(6, 7)), dev=9)
        assert only(given, kinds.WINDOW_CLASH).text.startswith('Both are Dev’s.')

    def test_a_fixed_time_outside_the_sprint_is_told(self):
        given = inputs(item('Q-1', dev=1, window=Window(1, 5)), dev=9, start=4, end=9)
        assert only(given, kinds.WINDOW_CLASH).title == 'Q-1 is fixed outside the sprint'

    def test_a_deadline_is_missed_when_work_ends_after_it_or_never_begins(self):
        given = inputs(item('Q-1', dev=6), item('Q-2', dev=2, due=date(2026, 1, 9), rank='9'),
                       item('Q-3', dev=9, due=date(2026, 1, 16), rank='99'), dev=10, days=10)
        given = replace(given, days=DAYS, parameters=replace(given.parameters, order=('rank',)))
        first, second = found(given, kinds.DEADLINE_MISS)
        assert (first.title, first.text) == ('Q-2 misses 9 Jan', 'It would be finished on 14 Jan.')
        assert second.text == 'It is not in this sprint.'
        assert [one.kind for one in first.changes] == [PULL, SPLIT]

    def test_a_deadline_on_the_day_it_is_finished_is_kept(self):
        given = replace(inputs(item('Q-1', dev=5, due=date(2026, 1, 9)), dev=10), days=DAYS)
        assert not found(given, kinds.DEADLINE_MISS)

    def test_more_than_half_of_a_room_is_split(self):
        given = inputs(item('Q-1', dev=6), item('Q-2', dev=5), dev=10)
        conflict = only(given, kinds.OVERSIZE)
        assert conflict.title == 'Q-1 is more than half of Dev'
        assert tried(given, conflict)[0].comes_in == ('Q-1 (1)', 'Q-1 (2)')

    def test_somebody_urgent_who_gets_nothing_goes_first_next_time(self):
        given = inputs(item('Q-1', dev=9, stakeholder='Ann', in_progress=True),
                       item('Q-2', dev=5, stakeholder='Bo', band=2), dev=10)
        conflict = only(given, kinds.STARVATION)
        assert conflict.title == 'Bo gets nothing' and conflict.changes == (Change(PULL, (number_of('Q-2'),)),)

    def test_what_is_unknown_about_issues_is_listed(self):
        given = inputs(item('Q-1', dev=1, estimate=ASSUMED), item('Q-2'), item('Q-3', dev=1, rollovers=4),
                       item('Q-4', dev=1, is_known_priority=False), dev=9)
        assert [(one.title, one.keys) for one in found(given, kinds.DATA)] == [
            ('1 issue carried over more than 3 times', ('Q-3',)), ('1 issue with a priority nobody ranked', ('Q-4',)),
            ('1 issue without a discipline', ('Q-2',)), ('1 issue without an estimate', ('Q-1',))]

    def test_a_queue_without_trouble_has_none(self):
        given = replace(inputs(item('Q-1', dev=4), item('Q-2', dev=4), dev=10), days=DAYS)
        assert conflicts_of(given, plan(given)) == ()


class TestWhatIfs:
    def test_each_effect_is_what_the_algorithm_really_does(self):
        given = inputs(item('Q-1', dev=5, is_member=True), item('Q-2', dev=4, is_member=True, band=2),
                       item('Q-3', dev=2, band=3), dev=7)
        made = plan(given)
        raised, dropped = try_changes(given, made, [
            Change(RAISE, discipline=DEV, amount=Decimal(2)), Change(DROP, (number_of('Q-1'),))])
        assert raised.comes_in == ('Q-2',) and raised.goes_out == ('Q-3',)
        assert raised.summary == 'Dev 9 of 9 · 9 points, 2 more · Q-2 then fits'
        assert raised.bands == ((1, Decimal(5), Decimal(5)), (2, Decimal(0), Decimal(4)), (3, Decimal(2), Decimal(0)))
        assert dropped.goes_out == ('Q-1',) and dropped.filled[0].share_after == Decimal('0.8571')
        assert (raised.conflicts_before, dropped.points_before) == (len(conflicts_of(given, made)), Decimal(7))

    def test_they_are_sorted_by_what_one_wants(self):
        given = inputs(item('Q-1', dev=5, band=1), item('Q-2', dev=6, band=4), item('Q-3', qa=1, band=4), dev=7, qa=9)
        effects = try_changes(given, plan(given), [
            Change(DROP, (number_of('Q-1'),)), Change(DROP, (number_of('Q-3'),)),
            Change(RAISE, discipline=DEV, amount=Decimal(4))])
        assert in_order_of(THROUGHPUT, effects)[0].change.kind == RAISE
        assert in_order_of(PRIORITY, effects)[-1].change.numbers == (number_of('Q-1'),)
        assert len(in_order_of(BALANCE, effects)) == len(in_order_of(CALM, effects)) == 3

    def test_the_parts_of_a_split_are_done_one_after_the_other_and_lose_nothing(self):
        given = apply(inputs(item('Q-1', dev='2.5', qa=1), item('Q-2', dev=1), dev=9, qa=9, needs=[('Q-1', 'Q-2')]),
                      Change(SPLIT, (number_of('Q-1'),), amount=Decimal('0.5')))
        first, second = (one for one in given.candidates if abs(one.number) == number_of('Q-1'))
        assert first.demand[DEV] + second.demand[DEV] == Decimal('2.5') and first.size + second.size == Decimal('3.5')
        assert set(given.links) == {Need(number_of('Q-1'), -number_of('Q-1')),
                                    Need(-number_of('Q-1'), number_of('Q-2'))}

    def test_unknown_rooms_stay_unknown_however_much_is_added(self):
        given = apply(inputs(item('Q-1', dev=1)), Change(RAISE, discipline=DEV, amount=Decimal(5)))
        assert given.rooms[DEV].available is None and given.tried == {DEV: Decimal(5)}
