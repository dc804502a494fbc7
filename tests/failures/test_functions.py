"""Functions of the product: they say how far they are, stop when they are asked to, and write nothing afterwards."""

import pytest
from sqlmodel import select

from app import bus
from app.domain.ops.commands import Definition, SecretGrant
from app.events import run_topic
from app.services import secrets
from app.services.ops import logs
from app.work import read, transact
from jobs import commands
from models.people import BellNotice
from tests import functions, ops
from tests.people import ANN

FUNCTIONS = {
    'demo.count': functions.count, 'demo.wait': functions.wait_for_word, 'demo.stubborn': functions.stubborn,
    'demo.write': functions.write_late, 'demo.partial': functions.partial, 'demo.refuse': functions.refuse,
    'demo.away': functions.away, 'demo.broken': functions.broken, 'demo.heavy': functions.heavy,
    'demo.heavy_forever': functions.heavy_forever, 'demo.secret': functions.tells_secret,
    'demo.secret_error': functions.breaks_with_secret, 'demo.heavy_secret': functions.heavy_with_secret}


@pytest.fixture
def kind():
    return 'sqlite'


@pytest.fixture
def policy(policy, monkeypatch):
    for slug, function in FUNCTIONS.items():
        definition = Definition(slug, slug, parameters=(ops.COUNT,), is_heavy='heavy' in slug, limit=100,
                                secrets=(SecretGrant('TOKEN'),) if 'secret' in slug else (),
                                retries=0 if slug == 'demo.heavy_secret' else None)  # four processes take their time
        monkeypatch.setitem(policy.commands, slug, definition)
        monkeypatch.setitem(commands.FUNCTIONS, slug, (definition, function))
    for event in (functions.began, functions.go_on):
        event.clear()
    yield policy
    functions.go_on.set()  # whoever still waits may end


async def test_a_function_says_how_far_it_is_and_gives_a_result(room):
    run = await room.done('demo.count', parameters={'count': 4})
    assert (run.state, run.result, ops.said(run.id)) == ('succeeded', '{"counted": 4}', ['counted'])
    assert (ops.view(run.id).line.progress, ops.view(run.id).line.progress_text) == (75, 'number 3')


async def test_one_that_succeeds_for_a_part_only_is_marked_and_not_tried_again(room):
    run = await room.done('demo.partial')
    assert (run.state, run.is_partial, run.reason) == ('succeeded', True, '2 of 3 boards could not be read')
    assert run.attempts == 1 and run.result == '{"boards": 1}'


@pytest.mark.parametrize(('command', 'reason', 'tries'), [
    ('demo.refuse', 'This cannot work.', 1), ('demo.away', 'Jira does not answer.', 4),
    ('demo.broken', "KeyError: 'nobody thought of this'", 4)])
async def test_a_refusal_is_final_an_outage_is_not_and_a_defect_tells_where(room, command, reason, tries):
    run = await room.done(command)
    assert (run.state, run.reason, run.attempts) == ('failed', reason, tries)
    assert (command == 'demo.broken') == any('nobody thought of this' in line for line in ops.said(run.id))


async def test_it_stops_at_its_next_word(room):
    run = await room.ask('demo.wait')
    await room.says(run, 'waiting')
    ops.cancel(run)
    assert (await room.over(run, seconds=3)).state == 'cancelled'


@pytest.mark.parametrize('command', ['demo.stubborn', 'demo.write'])
async def test_one_that_does_not_listen_is_left_alone_and_changes_nothing_any_more(room, command):
    run = await room.ask(command)
    await room.until(functions.began.is_set)
    ops.cancel(run)
    row = await room.over(run, seconds=3)
    assert row.state == 'cancelled' and 'left alone' in ops.said(run)[-1]
    functions.go_on.set()
    await room.until(lambda: not any(thread.name == f'run {run}' for thread in functions.threading.enumerate()))
    row = ops.row(run)
    assert (row.state, row.note, row.result) == ('cancelled', '', '')


async def test_a_heavy_one_works_in_a_process_of_its_own_and_pages_see_what_it_changed(room):
    heard = []
    run = await room.ask('demo.heavy', parameters={'count': 7})
    unsubscribe = bus.subscribe(run_topic(run), lambda: heard.append(ops.row(run).note))
    row = await room.over(run, seconds=30)
    unsubscribe()
    assert row.state == 'succeeded' and row.note == 'written by a child' and 'written by a child' in heard
    assert ops.view(run).line.progress == 50
    said = ops.said(run)
    assert 'printed' in said and any(line.startswith('in process') and str(functions.os.getpid()) not in line
                                     for line in said)
    assert not [name for name in ('DATABASE_URL', 'SECRET_KEY', 'MASTER_KEYS') if name in row.result]


async def test_a_heavy_one_stops_when_it_is_asked_to(room):
    run = await room.ask('demo.heavy_forever')
    await room.says(run, 'waiting')
    ops.cancel(run)
    assert (await room.over(run, seconds=5)).state == 'cancelled'


@pytest.mark.parametrize(('command', 'state'), [
    ('demo.secret', 'succeeded'), ('demo.secret_error', 'failed'), ('demo.heavy_secret', 'failed')])
async def test_no_secret_is_left_in_errors_results_reasons_notices_or_the_log_of_the_server(
        room, caplog, command, state):
    transact(secrets.keep, ANN, 'TOKEN', functions.SECRET)
    run = await room.done(command)
    kept = read(_everything, run.id)
    assert run.state == state and '***' in kept and functions.SECRET not in kept
    assert functions.SECRET not in caplog.text


def _everything(work, run_id):
    """All rows that tell of a run, as text."""
    rows = [work.session.get(ops.OpsRun, run_id), *work.session.exec(select(ops.OpsAttempt)),
            *work.session.exec(select(BellNotice))]
    said = (text for n in (1, 2, 3, 4) for text in logs.stream_text(work, ANN, run_id, n, 'raw'))
    return '\n'.join([*said, *(str(vars(row)) for row in rows)])


async def test_a_function_this_version_does_not_have_fails_and_says_so(room, monkeypatch):
    monkeypatch.delitem(commands.FUNCTIONS, 'demo.count')
    run = await room.done('demo.count')
    assert (run.state, run.attempts, run.reason) == ('failed', 1, 'This version of Roundtable has no such function')
