"""The queue: what is asked for happens once, in the right order, and for nobody who may not ask."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from app.domain.audit import Filter
from app.domain.ops.states import Ending, LeaseLost, State
from app.errors import Forbidden, Invalid, NotFound
from app.events import QUEUE, RUNS, RunNoteworthy, run_topic
from app.services import audit
from app.services.ops import attempts, commands, queue
from app.services.ops.queue import Wanted
from app.work import read, transact
from tests import ops
from tests.ops import ask_for, begun, claim, reason, row, state, view
from tests.people import ANN, BOB, CLEO, GUS, MAX, NOON, OLIVER, PIA, invite_crew
from tests.refusals import refused

GOOD = Ending(State.SUCCEEDED)
BAD = Ending(State.FAILED, 'Ended with exit code 3', exit_code=3)


@pytest.fixture(autouse=True)
def crew(workspace):
    invite_crew()
    workspace.clear()
    return workspace


def finish(claim, ending=GOOD):
    transact(queue.see_exit, claim)
    return transact(queue.finish, claim, ending)


def orphaned(*owners):
    """Let everything be settled that these owners, or lapsed leases, have left behind."""
    orphans = read(queue.list_orphans, owners.__contains__)
    return transact(queue.settle, orphans, owners.__contains__)


class TestAsking:
    def test_a_run_is_stored_with_all_it_needs_before_anything_happens(self, crew):
        run = row(ask_for('say', parameters={'text': 'hi'}, note=' for the demo '))
        assert (run.command, run.state, run.parameters, run.note) == ('say', 'queued', {'text': 'hi'}, 'for the demo')
        assert (run.actor, run.trigger, run.most_attempts, run.deadline_at) == (
            OLIVER.identity, 'ui', 4, NOON + timedelta(days=1))
        assert {event.topic for event in crew} >= {QUEUE, RUNS, run_topic(run.id), 'audit'}

    def test_whoever_asked_is_in_the_audit_trail(self):
        ask_for('say', parameters={'text': 'hi'})
        entry = read(audit.view_page, ANN, Filter(deed='ops.start')).entries[0]
        assert (entry.actor, entry.detail, entry.changes) == (OLIVER.identity, 'Say', (('text', '', 'hi'),))

    @pytest.mark.parametrize('person', [CLEO, BOB, PIA, MAX], ids=lambda person: person.name)
    def test_external_programs_are_started_by_operators_only(self, person):
        with pytest.raises(Forbidden):
            ask_for('say', person)

    def test_planners_start_syncs_and_members_exports(self):
        assert ask_for('portfolio.sync', PIA) and ask_for('portfolio.export', BOB)
        with pytest.raises(Forbidden):
            ask_for('portfolio.sync', BOB)

    def test_what_belongs_to_setting_up_is_started_by_admins_only(self):
        assert ask_for('portfolio.set_up', ANN)
        for person in (PIA, MAX, OLIVER):
            with pytest.raises(Forbidden):
                ask_for('portfolio.set_up', person)

    def test_guests_do_not_know_of_any_command(self):
        with pytest.raises(NotFound):
            ask_for('say', GUS)
        assert read(commands.list_commands, GUS) == ()

    def test_an_unknown_command_is_not_there(self):
        with refused('ops.no_command'):
            ask_for('rm')

    def test_a_command_that_is_switched_off_starts_nothing_until_an_admin_switches_it_on(self):
        with refused('ops.disabled'):
            ask_for('off')
        transact(commands.switch, ANN, 'off', True)
        assert ask_for('off') and read(commands.view_command, OLIVER, 'off').is_enabled
        with pytest.raises(Forbidden):
            transact(commands.switch, OLIVER, 'off', False)

    def test_wrong_parameters_queue_nothing_and_name_every_field(self):
        with pytest.raises(Invalid) as caught:
            ask_for('say', parameters={'text': '--clean', 'other': 1}, priority=10, note=501 * 'x')
        assert {field for field, _ in caught.value.errors} == {'text', 'other', 'priority', 'note'}
        assert claim() is None

    def test_what_is_irreversible_wants_its_name_typed(self):
        with pytest.raises(Invalid) as caught:
            ask_for('confirmed', word='confirm')
        assert caught.value.errors == (('confirm', 'Type confirmed to confirm.'),)
        assert ask_for('confirmed', word='confirmed')

    def test_the_schema_of_a_run_is_that_of_when_it_was_asked_for(self, policy):
        ask_for('say')
        policy.commands['say'] = ops.program('say', 'other')
        assert claim().definition.parameters == (ops.TEXT,)
        policy.commands['say'] = ops.COMMANDS['say']


class TestOnce:
    def test_a_double_click_makes_one_run(self):
        wanted = Wanted('say', {}, key='form:1')
        first, second = (transact(queue.ask_for, OLIVER, wanted) for _ in range(2))
        assert (second.run_id, first.is_replay, second.is_replay) == (first.run_id, False, True)

    def test_the_same_key_for_another_wish_or_by_another_person_is_refused(self):
        ask_for('say', key='deploy')
        for actor, text in ((OLIVER, 'other'), (ANN, 'hello')):
            with refused('idempotency.mismatch'):
                ask_for('say', actor, parameters={'text': text}, key='deploy')
        assert ask_for('succeed', key='deploy')

    def test_after_a_day_a_key_is_free_again(self, time):
        first = ask_for('say', key='nightly')
        time.passes(hours=23, minutes=59)
        assert ask_for('say', key='nightly') == first
        time.passes(minutes=1)
        assert ask_for('say', key='nightly') != first

    @pytest.mark.parametrize('key', ['', 129 * 'x', 'a\nb'], ids=['empty', 'too long', 'unprintable'])
    def test_a_key_has_to_be_readable(self, key):
        with refused('validation') as caught:
            ask_for('say', key=key)
        assert caught.value.field == 'Idempotency-Key'

    def test_the_same_key_at_the_same_moment_makes_one_run(self):
        gate = threading.Barrier(4)

        def ask():
            gate.wait()
            return transact(queue.ask_for, OLIVER, Wanted('say', {}, key='x')).run_id
        with ThreadPoolExecutor(4) as pool:
            assert len({future.result() for future in [pool.submit(ask) for _ in range(4)]}) == 1

    def test_the_first_runs_of_a_command_may_be_asked_for_at_the_same_moment(self):
        gate = threading.Barrier(4)

        def ask():
            gate.wait()
            return transact(queue.ask_for, OLIVER, Wanted('say', {})).run_id
        with ThreadPoolExecutor(4) as pool:
            assert len({future.result() for future in [pool.submit(ask) for _ in range(4)]}) == 4

    def test_a_sync_joins_the_one_that_waits_or_runs_already(self):
        first = ask_for('joined')
        assert transact(queue.ask_for, ANN, Wanted('joined', {})) == queue.Asked(first, True)
        finish(transact(queue.begin, claim()))
        assert ask_for('joined') != first

    def test_one_time_of_a_schedule_makes_one_run(self):
        gate = threading.Barrier(3)

        def fire():
            gate.wait()
            return transact(queue.enqueue, 'say', {}, trigger='schedule', schedule_id=7, fire_time=NOON)
        with ThreadPoolExecutor(3) as pool:
            made = [future.result() for future in [pool.submit(fire) for _ in range(3)]]
        assert made.count(None) == 2 and row(next(filter(None, made))).actor == 'system'


class TestClaiming:
    def test_the_urgent_one_is_first_then_the_oldest(self, time):
        ordinary = ask_for('sleep')
        time.passes(seconds=1)
        urgent, later = ask_for('sleep', priority=0), ask_for('sleep')
        assert [claim().run_id for _ in range(3)] == [urgent, ordinary, later] and claim() is None

    def test_a_claim_is_a_right_for_half_a_minute_and_counts_the_attempts(self):
        run = ask_for('say', parameters={'text': 'hi'})
        right = claim()
        assert (right.run_id, right.n, right.owner, right.parameters) == (run, 1, 'worker', {'text': 'hi'})
        assert (right.lease_until, right.timeout_at) == (NOON + timedelta(seconds=30), NOON + timedelta(hours=1))
        assert state(run) == 'starting' and ops.attempts(run) == [('starting', '')]

    def test_one_run_of_a_command_at_a_time_unless_it_says_otherwise(self):
        first, second, other = ask_for('say'), ask_for('say'), ask_for('fail')
        right = claim()
        assert (right.run_id, claim().run_id, claim()) == (first, other, None)
        finish(transact(queue.begin, right))
        assert claim().run_id == second

    def test_runs_for_different_teams_go_side_by_side(self):
        wanted = [ask_for('team', parameters={'text': team}) for team in ('7', '7', '8')]
        assert [claim().run_id, claim().run_id, claim()] == [wanted[0], wanted[2], None]

    def test_of_a_shared_key_no_more_than_its_limit(self, policy):
        policy.commands['three'] = ops.program('three', 'pass', limit=3)
        for _ in range(5):
            ask_for('three')
        assert [bool(claim()) for _ in range(4)] == [True, True, True, False]

    def test_what_needs_a_label_waits_for_whoever_has_it(self):
        ask_for('elsewhere')
        assert claim() is None and claim(labels=('gpu', 'airsenal'))

    def test_claimed_at_the_same_instant_every_run_has_one_owner(self):
        wanted = [ask_for('sleep') for _ in range(12)]
        gate = threading.Barrier(4)

        def work(owner):
            gate.wait()
            found = []
            while right := claim(owner):
                found.append(right.run_id)
            return found
        with ThreadPoolExecutor(4) as pool:
            claimed = [run for found in pool.map(work, 'abcd') for run in found]
        assert sorted(claimed) == wanted

    def test_of_many_runs_with_one_key_claimed_at_once_only_one_starts(self):
        for _ in range(6):
            ask_for('say')
        gate = threading.Barrier(4)

        def work(owner):
            gate.wait()
            return claim(owner)
        with ThreadPoolExecutor(4) as pool:
            assert sum(map(bool, pool.map(work, 'abcd'))) == 1


class TestEnds:
    def test_a_success_ends_it_and_the_strip_of_the_command_grows(self, time):
        right = begun('succeed')
        time.passes(seconds=2)
        assert finish(right, Ending(State.SUCCEEDED, exit_code=0, result='{"a": 1}')) == State.SUCCEEDED
        seen = view(right.run_id)
        assert (seen.line.state, seen.result) == ('succeeded', '{"a": 1}')
        assert seen.line.ended_at == NOON + timedelta(seconds=2)
        assert [(bar.state, bar.seconds) for bar in seen.strip] == [('succeeded', 2)]

    def test_ending_twice_changes_nothing(self):
        right = begun('succeed')
        finish(right)
        with pytest.raises(LeaseLost):
            transact(queue.finish, right, BAD)
        assert state(right.run_id) == 'succeeded'

    def test_a_failure_is_tried_again_later_each_time_and_then_it_has_failed(self, time):
        run = ask_for('fail')
        for n, (low, high) in enumerate(((30, 60), (60, 120), (120, 240)), 1):
            assert finish(transact(queue.begin, claim()), BAD) == State.DELAYED
            wait = (row(run).available_at - time.now).total_seconds()
            assert low <= wait <= high and claim() is None and len(ops.attempts(run)) == n
            time.passes(seconds=high)
        assert finish(transact(queue.begin, claim()), BAD) == State.FAILED
        assert ops.attempts(run) == 4 * [('failed', 'Ended with exit code 3')] and claim() is None

    def test_a_retry_that_waits_lets_others_run(self):
        finish(begun('say'), BAD)
        other = ask_for('say')
        assert claim().run_id == other

    @pytest.mark.parametrize(('slug', 'ending'), [
        ('fail_for_good', Ending(State.FAILED, exit_code=7)), ('fail', Ending(State.FAILED, may_retry=False)),
        ('once', BAD), ('once', Ending(State.TIMED_OUT))],
        ids=['a permanent exit code', 'a start that cannot work', 'what is not idempotent', 'nor after its time'])
    def test_what_is_pointless_or_harmful_is_not_tried_again(self, slug, ending):
        assert finish(begun(slug), ending) == ending.state

    def test_after_the_deadline_nothing_is_tried_again(self, time):
        right = begun('fail')
        time.passes(hours=24)
        assert finish(right, BAD) == State.FAILED

    def test_what_waited_until_its_time_was_over_does_not_start(self, time):
        waiting, blocked = ask_for('say'), ask_for('approved')
        assert read(queue.next_due) == NOON + timedelta(hours=24)
        time.passes(hours=24)
        assert claim() is None and transact(queue.end_overdue) == 1
        time.passes(hours=48)
        transact(queue.end_overdue)
        assert (state(waiting), state(blocked)) == ('timed_out', 'cancelled')
        assert reason(blocked) == 'Nobody approved it within 72 hours'

    def test_housekeeping_keeps_its_failures_and_its_newest_success(self):
        outcomes = [GOOD, BAD, GOOD, GOOD, BAD]
        made = [begun('quiet') for _ in outcomes]
        for right, ending in zip(made, outcomes, strict=True):
            finish(right, ending)
        assert [right.run_id for right in made if row(right.run_id)] == [made[n].run_id for n in (1, 3, 4)]


class TestFence:
    def test_whoever_lost_the_lease_can_write_nothing_any_more(self, time):
        frozen = begun('say')
        time.passes(seconds=31)
        assert orphaned() == 1 and state(frozen.run_id) == 'delayed'
        time.passes(seconds=60)
        other = transact(queue.begin, claim('other'))
        assert (other.run_id, other.n) == (frozen.run_id, 2)
        for deed in ((queue.hold,), (queue.renew,), (queue.begin,), (queue.see_exit,), (queue.tell_to_stop, 'timeout'),
                     (queue.finish, GOOD)):
            with pytest.raises(LeaseLost):
                transact(deed[0], frozen, *deed[1:])
        assert finish(other) == State.SUCCEEDED
        assert ops.attempts(frozen.run_id) == [('lost', attempts.GONE), ('succeeded', '')]

    def test_a_renewed_lease_is_left_alone(self, time):
        right = begun('say')
        time.passes(seconds=20)
        transact(queue.renew, right)
        time.passes(seconds=20)
        assert orphaned() == 0 and state(right.run_id) == 'running'

    def test_of_an_owner_that_is_gone_everything_is_settled_at_once(self):
        starting, running = ask_for('say'), begun('fail', owner='worker').run_id
        claim('worker')
        theirs = begun('sleep', owner='alive')
        assert orphaned('worker') == 2 and orphaned('worker') == 0
        assert (state(starting), state(running), state(theirs.run_id)) == ('delayed', 'delayed', 'running')

    def test_what_may_not_simply_be_done_again_waits_for_a_person(self, crew):
        right = begun('once')
        orphaned('worker')
        assert (state(right.run_id), reason(right.run_id)) == ('lost', attempts.GONE)
        assert [event.kind for event in crew if isinstance(event, RunNoteworthy)] == ['lost']

    def test_a_run_that_was_being_stopped_when_its_owner_died_is_cancelled(self):
        right = begun('sleep')
        ops.cancel(right.run_id)
        orphaned('worker')
        assert state(right.run_id) == 'cancelled'

    def test_a_shutdown_costs_no_attempt_and_starts_anew_at_once(self):
        right = begun('say')
        transact(queue.tell_to_stop, right, 'drain')
        assert finish(right, Ending(State.LOST, attempts.SHUTDOWN)) == State.QUEUED
        assert row(right.run_id).most_attempts == 5 and claim().n == 2


class TestFigures:
    def test_the_queue_in_figures(self, time):
        finish(begun('fail'), BAD)
        begun('once')
        orphaned('worker')
        for slug in ('say', 'say', 'approved', 'succeed'):
            ask_for(slug)
        claim()
        time.passes(seconds=5)
        found = read(queue.view_figures, CLEO)
        assert (found.waiting, found.delayed, found.blocked, found.running) == (2, 1, 1, 1)
        assert (found.oldest_seconds, found.lost, found.failed_day) == (5, 1, 1)
