"""What a notice about a run leads to, and what it brings along for those who are told elsewhere."""

import pytest

from app import clock
from app.domain.ops.log import Scribe
from app.domain.ops.states import Ending, State
from app.events import RunNoteworthy
from app.services.ops import logs, queue
from app.services.people import bell
from app.work import read, transact
from tests import ops
from tests.people import OLIVER, invite_crew

SECRET = 'correct-horse-battery'
FAILED = Ending(State.FAILED, 'Ended with exit code 3', may_retry=False)


@pytest.fixture(autouse=True)
def crew(workspace):
    invite_crew()
    workspace.clear()
    return workspace


def over(written, ending=FAILED, command='say'):
    """A run that has written this and ended so."""
    claim = ops.begun(command)
    scribe = Scribe([SECRET])
    scribe.feed('out', written.encode(), clock.now())
    scribe.finish(clock.now())
    transact(logs.append, claim, scribe.take(), scribe.standing)
    transact(queue.finish, claim, ending)
    return claim.run_id


def facts(crew):
    return [event for event in crew if isinstance(event, RunNoteworthy)]


def link():
    return read(bell.list_notices, OLIVER)[0].link


def test_the_notice_of_a_failure_leads_to_its_first_error():
    run = over('one\ntwo\n::error::it broke\nthree\n::error::once more\n')
    assert link() == f'/ops/runs/{run}?attempt=1&line=3'


def test_where_no_line_is_an_error_it_leads_to_the_run_and_so_to_its_last_lines():
    run = over('one\ntwo\n')
    assert link() == f'/ops/runs/{run}'


def test_it_brings_the_last_twenty_lines_as_they_look(crew):
    over(''.join(f'\x1b[31mline {number}\x1b[0m\n' for number in range(30)))
    fact, = facts(crew)
    assert fact.lines == tuple(f'line {number}' for number in range(10, 30))


def test_no_secret_is_in_them(crew):
    over(f'signing in with {SECRET}\nhttps://ann:{SECRET}@jira.example\n')
    fact, = facts(crew)
    assert fact.lines == ('signing in with ***', 'https://ann:***@jira.example')


@pytest.mark.parametrize(('ending', 'kind', 'lines'), [
    (Ending(State.SUCCEEDED, '2 of 3 boards', is_partial=True), 'partial', ('a line',)),
    (Ending(State.TIMED_OUT, 'It took longer than it may', may_retry=False), 'failed', ('a line',)),
    (Ending(State.LOST, may_retry=False), 'lost', ('a line',))], ids=['partly', 'too long', 'lost'])
def test_whatever_somebody_has_to_look_at_brings_them(crew, ending, kind, lines):
    over('a line\n', ending, 'once')
    assert [(fact.kind, fact.lines) for fact in facts(crew)] == [(kind, lines)]


def test_good_news_brings_none(crew):
    over('a line\n')
    over('fine\n', Ending(State.SUCCEEDED))
    assert [(fact.kind, fact.lines) for fact in facts(crew)] == [('failed', ('a line',)), ('recovered', ())]
