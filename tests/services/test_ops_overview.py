"""What goes on in operations, and what of it needs whom."""

import pytest

from app.domain.ops.states import Ending, State
from app.errors import Forbidden, NotFound
from app.services.ops import needs, overview, queue, runs
from app.work import read, transact
from tests.ops import ask_for, begun
from tests.people import ANN, BOB, CLEO, GUS, MAX, OLIVER, PIA, found_workspace, invite_bob, invite_cleo, invite_crew


@pytest.fixture
def crew(database):
    found_workspace()
    invite_bob()
    invite_cleo()
    invite_crew()


def ended(command, state, **more):
    claim = begun(command)
    transact(queue.see_exit, claim)
    transact(queue.finish, claim, Ending(State(state), may_retry=False, **more))
    return claim.run_id


def look(actor=OLIVER):
    return read(overview.view_overview, actor)


def ids(lines):
    return [line.id for line in lines]


def test_running_and_waiting_are_told_apart(crew):
    running = begun('sleep').run_id
    waiting, blocked = ask_for('say'), ask_for('approved')
    view = look()
    assert (ids(view.running), ids(view.waiting), ids(view.unsettled)) == ([running], [waiting], [blocked])
    assert (view.figures.running, view.figures.waiting, view.figures.blocked) == (1, 1, 1)


@pytest.mark.parametrize(('state', 'more', 'is_shown'), [
    ('succeeded', {}, False), ('succeeded', {'is_partial': True}, True), ('failed', {}, True),
    ('timed_out', {}, True), ('cancelled', {}, False)])
def test_what_did_not_do_its_work_needs_somebody(crew, state, more, is_shown):
    run = ended('say', state, **more)
    assert ids(look().unsettled) == ([run] if is_shown else [])


def test_a_success_settles_the_failure_before_it(crew):
    ended('say', 'failed')
    ended('say', 'succeeded')
    assert look().unsettled == ()


def test_one_failure_stands_for_those_before_it(crew):
    ended('say', 'failed')
    newest = ended('say', 'failed')
    assert ids(look().unsettled) == [newest]


def test_only_those_with_a_role_look(crew):
    with pytest.raises(Forbidden):
        look(GUS)
    assert look(CLEO).running == ()


def test_one_run_is_looked_at_as_it_stands_in_a_list(crew):
    run = begun('say').run_id
    assert read(overview.view_line, CLEO, run).state == 'running'
    with pytest.raises(NotFound):
        read(overview.view_line, GUS, run)


def test_managers_are_asked_to_approve_what_others_want(crew):
    ask_for('approved', OLIVER)
    own = ask_for('approved', ANN)
    assert [need.title for need in read(needs.list_needs, MAX)] == ['Approved waits for your approval'] * 2
    assert f'/ops/runs/{own}' not in [need.link for need in read(needs.list_needs, ANN)]
    for person in (OLIVER, BOB, PIA):
        assert read(needs.list_needs, person) == ()


def test_lost_runs_wait_for_those_who_may_decide(crew):
    run = ended('once', 'lost')
    for person in (OLIVER, MAX, ANN):
        assert [need.link for need in read(needs.list_needs, person)] == [f'/ops/runs/{run}']
    assert read(needs.list_needs, BOB) == ()
    transact(runs.decide, OLIVER, run, 'finished')
    assert read(needs.list_needs, OLIVER) == ()


def test_home_tells_of_runs_but_not_of_housekeeping(crew):
    begun('quiet')
    run = begun('sleep').run_id
    assert [one.link for one in read(needs.list_happenings, BOB)] == [f'/ops/runs/{run}']
