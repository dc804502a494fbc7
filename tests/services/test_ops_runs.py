"""Runs as people see and steer them: who sees what, who may stop, approve and decide, and who is told."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.access import Actor, Grant
from app.domain.audit import Filter
from app.domain.ops.states import Ending, LeaseLost, State
from app.errors import Forbidden, Invalid, NotFound, Rejected
from app.events import STOPS, RunNoteworthy
from app.services import audit
from app.services.ops import attempts, commands, noteworthy, queue, runs
from app.services.ops.runs import Sought
from app.services.people import bell
from app.work import read, transact
from tests import ops
from tests.ops import ask_for, begun, cancel, claim, reason, state, view
from tests.people import ANN, BOB, CLEO, GUS, MAX, NOON, OLIVER, PIA, invite_crew
from tests.refusals import refused

BAD = Ending(State.FAILED, 'Ended with exit code 3', exit_code=3, may_retry=False)
GOOD = Ending(State.SUCCEEDED)


@pytest.fixture(autouse=True)
def crew(workspace):
    invite_crew()
    workspace.clear()
    return workspace


def finish(right, ending=GOOD):
    transact(queue.see_exit, right)
    transact(queue.finish, right, ending)
    return right.run_id


def done(command='succeed', ending=GOOD, **wanted):
    return finish(begun(command, **wanted), ending)


def found(person=ANN, /, **sought):
    return [line.id for line in read(runs.list_runs, person, Sought(**sought))[0]]


def told(person):
    return [notice.text for notice in read(bell.list_notices, person)]


def lost():
    right = begun('once')
    orphans = read(queue.list_orphans, {'worker'}.__contains__)
    transact(queue.settle, orphans, {'worker'}.__contains__)
    return right.run_id


class TestHistory:
    def test_the_newest_run_is_first_and_pages_know_how_many_there_are(self):
        made = [ask_for('say') for _ in range(7)]
        lines, total = read(runs.list_runs, ANN, Sought(), 2, 3)
        assert ([line.id for line in lines], total) == (made[::-1][2:5], 7)

    def test_what_is_found_by_its_text_comes_in_pages_of_which_each_knows_how_many_there_are(self):
        made = [ask_for('say', note='weekly') for _ in range(7)]
        ask_for('succeed')
        for skip, part in ((0, made[:3:-1]), (2, made[4:1:-1]), (6, made[:1]), (9, [])):
            lines, total = read(runs.list_runs, ANN, Sought(text='WEEKLY'), skip, 3)
            assert ([line.id for line in lines], total) == (part, 7)
        assert read(runs.list_runs, ANN, Sought(text='nowhere')) == ((), 0)
        assert read(runs.list_runs, ANN, Sought(text='weekly', command='succeed')) == ((), 0)

    def test_a_list_can_be_narrowed_to_what_is_sought(self, time):
        failed = done('fail', BAD)
        time.passes(hours=1)
        running = begun('sleep').run_id
        mine = ask_for('say', ANN, note='for the board', trigger='api')
        assert found(command='say') == [mine] and found(actor='person:1', trigger='api') == [mine]
        assert found(state='failed') == [failed] and found(state='running') == [running]
        assert found(state='pending') == [mine] and found(state='waiting') == [mine]
        assert found(text='BOARD') == [mine] and found(text='%') == [] and found(text=f'#{failed}') == [failed]
        assert found(text='exit code') == [failed] and found(text='oliver') == [running, failed]
        assert found(since=NOON + timedelta(minutes=1)) == [mine, running]
        assert found(until=NOON + timedelta(minutes=1)) == [failed]

    def test_people_see_the_runs_of_their_areas_and_their_own(self):
        program, sync = ask_for('say'), ask_for('portfolio.sync')
        planner = Actor('person:9', 'Pat', (Grant('planner', 'portfolio'),))
        assert found(CLEO) == [sync, program] and found(planner) == [sync]
        for service, *arguments in ((runs.view_run, program), (runs.cancel, program)):
            with pytest.raises(NotFound):
                transact(service, planner, *arguments)
        with pytest.raises(Forbidden):
            found(GUS)

    @pytest.mark.parametrize('person', [ANN, OLIVER, PIA], ids=lambda person: person.name)
    def test_a_token_for_something_else_lists_no_runs_not_even_ones_own(self, person):
        ask_for('portfolio.sync', person)
        with refused('auth.scope'):
            found(replace(person, scopes=frozenset({'poker:read'})))
        assert found(replace(person, scopes=frozenset({'ops:read'})))

    def test_the_last_line_is_for_those_who_may_read_the_log(self):
        right = begun('say')
        transact(lambda work: setattr(work.get(ops.OpsAttempt, (right.run_id, 1)), 'last_line', 'secretive'))
        assert [view(right.run_id, person).line.last_line for person in (ANN, OLIVER, CLEO, PIA)] == [
            'secretive', 'secretive', '', '']

    def test_a_run_shows_its_parameters_place_and_former_run(self):
        blocker, first, second = begun('say').run_id, ask_for('say', parameters={'text': 'hi'}), ask_for('say')
        assert view(first).parameters == (('text', 'hi'),)
        assert [view(run).place for run in (blocker, first, second)] == [None, 1, 2]
        again = transact(runs.again, OLIVER, first)
        assert view(again).former == first and view(again).parameters == (('text', 'hi'),)
        edited = transact(runs.again, OLIVER, first, {'text': 'ho'}, key='form:9')
        assert view(edited).parameters == (('text', 'ho'),)
        assert transact(runs.again, OLIVER, first, {'text': 'ho'}, key='form:9') == edited

    def test_the_month_in_figures(self, time):
        right = begun('say')
        time.passes(seconds=4)
        finish(right)
        done('fail', BAD)
        done('say', Ending(State.SUCCEEDED, 'half', is_partial=True))
        cancel(ask_for('say'))
        lost()
        month = read(runs.view_month, CLEO)
        assert (month.runs, month.succeeded, month.partial, month.failed, month.cancelled, month.lost) == (
            5, 2, 1, 1, 1, 1)
        assert (month.rate, month.seconds, len(month.days)) == (0.5, pytest.approx(2, abs=0.01), 30)
        today = month.days[-1]
        assert (today.day, today.succeeded, today.failed, today.cancelled) == (NOON.date(), 2, 2, 1)
        assert [(one.command, one.runs, one.succeeded) for one in month.commands] == [
            ('say', 2, 2), ('fail', 1, 0), ('once', 1, 0)]
        time.passes(days=30)
        assert read(runs.view_month, CLEO).runs == 0

    def test_a_command_shows_its_last_runs_and_what_it_still_needs(self):
        done('say')
        last = done('say', BAD)
        seen = read(commands.view_command, CLEO, 'say')
        assert (seen.last.id, [bar.state for bar in seen.strip]) == (last, ['succeeded', 'failed'])
        assert read(commands.view_command, OLIVER, 'secretive').missing_secrets == ('TOKEN',)
        assert [one.definition.slug for one in read(commands.list_commands, CLEO)] == list(ops.COMMANDS)


class TestCancel:
    @pytest.mark.parametrize('command', ['say', 'approved'])
    def test_what_waits_is_cancelled_at_once(self, command):
        run = ask_for(command)
        cancel(run)
        assert (state(run), reason(run)) == ('cancelled', 'Cancelled by Oliver') and claim() is None
        with refused('ops.already_final'):
            cancel(run)

    def test_a_retry_that_waits_is_cancelled_at_once(self):
        run = finish(begun('fail'), replace(BAD, may_retry=True))
        assert state(run) == 'delayed'
        cancel(run)
        assert state(run) == 'cancelled'

    @pytest.mark.parametrize('is_begun', [False, True], ids=['starting', 'running'])
    def test_what_runs_is_told_to_stop_and_whoever_works_on_it_hears_it(self, crew, is_begun):
        run = ask_for('say')
        right = claim()
        right = transact(queue.begin, right) if is_begun else right
        cancel(run)
        assert state(run) == 'cancelling' and STOPS in {event.topic for event in crew}
        assert read(queue.list_stops, 'worker') == {(run, 1): 'cancel'} and read(queue.list_stops, 'x') == {}
        assert transact(queue.renew, right).stop_reason == 'cancel'
        assert transact(queue.see_exit, right) == 'cancel'
        transact(queue.finish, right, Ending(State.CANCELLED))
        assert (state(run), reason(run)) == ('cancelled', 'Cancelled by Oliver')

    def test_asked_twice_nothing_more_happens(self):
        run = begun('say').run_id
        cancel(run)
        cancel(run, ANN)
        assert (state(run), reason(run)) == ('cancelling', 'Cancelled by Oliver')

    def test_a_natural_end_that_was_seen_first_stands_but_is_not_tried_again(self):
        right = begun('fail')
        assert transact(queue.see_exit, right) == ''
        cancel(right.run_id)
        transact(queue.finish, right, replace(BAD, may_retry=True))
        assert state(right.run_id) == 'failed'

    def test_a_timeout_that_was_first_stands_against_a_cancel(self):
        right = begun('say')
        assert transact(queue.tell_to_stop, right, 'timeout') == 'timeout'
        cancel(right.run_id)
        assert transact(queue.see_exit, right) == 'timeout'
        transact(queue.finish, right, Ending(State.TIMED_OUT, 'It took longer than it may'))
        assert state(right.run_id) == 'timed_out'

    def test_a_cancel_that_was_first_stands_against_a_timeout(self):
        right = begun('say')
        cancel(right.run_id)
        assert transact(queue.tell_to_stop, right, 'timeout') == 'cancel'

    def test_what_is_stopped_by_a_shutdown_and_then_cancelled_is_not_done_again(self):
        right = begun('say')
        transact(queue.tell_to_stop, right, 'drain')
        cancel(right.run_id)
        assert transact(queue.see_exit, right) == 'cancel'

    def test_nothing_comes_back_to_life(self):
        run = done('say')
        with pytest.raises(LeaseLost):
            transact(queue.tell_to_stop, replace(_claim_like(), run_id=run), 'timeout')
        assert state(run) == 'succeeded'

    def test_planners_stop_their_own_runs_and_nobody_elses(self):
        own, other = ask_for('portfolio.sync', PIA), ask_for(
            'portfolio.sync', parameters={'source': 2})
        cancel(own, PIA)
        for person in (PIA, MAX, CLEO, BOB):
            with pytest.raises(Forbidden):
                cancel(other, person)


class TestApproval:
    def test_a_second_person_has_to_approve_before_anything_starts(self, time):
        run = ask_for('approved')
        assert state(run) == 'blocked' and claim() is None
        time.passes(hours=71)
        transact(runs.approve, MAX, run)
        assert view(run).approved_by == 'Max' and view(run).deadline_at == time.now + timedelta(hours=24)
        assert claim().run_id == run

    def test_nobody_approves_their_own_run(self):
        run = ask_for('approved', ANN)
        with refused('ops.same_person'):
            transact(runs.approve, ANN, run)
        assert state(run) == 'blocked'

    @pytest.mark.parametrize('person', [OLIVER, PIA, CLEO], ids=lambda person: person.name)
    def test_only_managers_and_admins_approve(self, person):
        run = ask_for('approved')
        for service, more in ((runs.approve, ()), (runs.decline, ('no',))):
            with pytest.raises(Forbidden):
                transact(service, person, run, *more)

    def test_what_nobody_approved_in_time_cannot_be_approved_any_more(self, time):
        run = ask_for('approved')
        time.passes(hours=72)
        with refused('ops.expired'):
            transact(runs.approve, MAX, run)
        transact(queue.end_overdue)
        with refused('ops.already_final'):
            transact(runs.approve, MAX, run)

    def test_what_is_declined_says_by_whom_and_why(self):
        run = ask_for('approved')
        with pytest.raises(Rejected):
            transact(runs.decline, MAX, run, ' ')
        transact(runs.decline, MAX, run, 'not this week')
        assert (state(run), reason(run)) == ('cancelled', 'Declined by Max: not this week')

    def test_only_what_waits_for_approval_can_be_approved_or_declined(self):
        run = ask_for('say')
        for service, more in ((runs.approve, ()), (runs.decline, ('no',))):
            with refused('ops.state'):
                transact(service, MAX, run, *more)

    def test_whoever_lost_the_role_is_refused_at_the_next_click(self):
        run = ask_for('approved')
        with pytest.raises(Forbidden):
            transact(runs.approve, replace(MAX, grants=(Grant('viewer'),)), run)
        with pytest.raises(Forbidden):
            cancel(run, replace(OLIVER, grants=(Grant('viewer'),), identity='person:8'))


class TestDecision:
    def test_somebody_who_knows_may_say_that_it_did_finish(self):
        run = lost()
        transact(runs.decide, MAX, run, 'finished')
        assert (state(run), reason(run)) == ('succeeded', 'It did finish, says Max')

    def test_or_let_it_run_again(self):
        run = lost()
        transact(runs.decide, OLIVER, run, 'again')
        assert (state(run), claim().n) == ('queued', 2)

    def test_only_lost_runs_wait_for_a_decision_by_people_who_may(self):
        run = lost()
        with pytest.raises(Forbidden):
            transact(runs.decide, PIA, run, 'again')
        with pytest.raises(Rejected):
            transact(runs.decide, MAX, run, 'whatever')
        with refused('ops.state'):
            transact(runs.decide, MAX, done('say'), 'again')


class TestNotes:
    def test_a_run_can_be_noted_and_pinned_and_the_trail_has_it(self):
        run = ask_for('say')
        transact(runs.note, OLIVER, run, ' before the deadline ')
        transact(runs.pin, OLIVER, run, True)
        transact(runs.pin, OLIVER, run, True)
        assert (view(run).line.note, view(run).line.is_pinned) == ('before the deadline', True)
        deeds = [entry.deed for entry in read(audit.view_page, ANN, Filter(area='ops')).entries]
        assert deeds == ['ops.pin', 'ops.note', 'ops.start']
        with pytest.raises(Forbidden):
            transact(runs.note, CLEO, run, 'x')
        with pytest.raises(Rejected):
            transact(runs.note, OLIVER, run, 501 * 'x')

    def test_run_again_asks_for_the_word_again(self):
        run = ask_for('confirmed', word='confirmed')
        with pytest.raises(Invalid):
            transact(runs.again, OLIVER, run)
        assert transact(runs.again, OLIVER, run, word='confirmed')


class TestTold:
    def test_a_failure_is_told_once_after_the_last_attempt(self, time):
        run = ask_for('portfolio.sync', PIA)
        for _ in range(4):
            finish(transact(queue.begin, claim()), replace(BAD, may_retry=True))
            time.passes(hours=1)
        text = 'Sync the portfolio failed: Ended with exit code 3'
        assert state(run) == 'failed' and told(PIA) == told(OLIVER) == told(ANN) == [text] and told(MAX) == []
        assert read(bell.list_notices, PIA)[0].link == f'/ops/runs/{run}'

    def test_whoever_asked_and_operates_is_told_once(self):
        done('fail', BAD)
        assert len(told(OLIVER)) == 1

    def test_recovery_is_told_once(self):
        done('say', BAD)
        done('say')
        done('say')
        assert told(OLIVER) == ['Say works again', 'Say failed: Ended with exit code 3']

    def test_half_a_success_is_told_like_a_failure(self):
        done('say', Ending(State.SUCCEEDED, '2 of 3 boards', is_partial=True))
        assert told(OLIVER) == ['Say succeeded only partly: 2 of 3 boards']

    def test_a_lost_run_is_told(self):
        lost()
        assert told(OLIVER) == [f'Once was lost: {attempts.GONE}']

    def test_a_wish_for_approval_is_told_to_those_who_can_give_it(self):
        ask_for('approved', ANN)
        assert told(MAX) == ['Approved waits for approval'] and told(ANN) == told(OLIVER) == []

    def test_what_was_cancelled_and_what_went_well_is_told_to_nobody(self, crew):
        cancel(ask_for('say'))
        done('say')
        assert not [event for event in crew if isinstance(event, RunNoteworthy)] and told(OLIVER) == []

    def test_housekeeping_that_fails_again_and_again_is_told_once(self):
        for ending in (BAD, BAD, BAD, GOOD):
            done('quiet', ending)
        assert told(OLIVER) == ['Quiet works again', 'Quiet failed: Ended with exit code 3']

    def test_people_who_were_sent_away_are_not_told(self):
        transact(lambda work: setattr(work.get(ops.Person, OLIVER.person_id), 'state', 'disabled'))
        done('fail', BAD, actor=ANN)
        assert told(OLIVER) == [] and told(ANN)

    def test_every_kind_has_its_words(self):
        assert {'failed', 'lost', 'partial', 'recovered', 'approval'} == set(noteworthy.VERBS)


def _claim_like():
    ask_for('succeed')
    return claim()
