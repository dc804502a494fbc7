"""Commands to test with: small programs, and functions of the product, that do one thing each."""

import sys
import threading
from contextlib import contextmanager

from sqlmodel import select

from app.domain.ops.commands import Definition, Parameter, SecretGrant, Step
from app.domain.ops.views import RunView
from app.security import brakes
from app.services.ops import logs, queue, runs
from app.services.ops.queue import Wanted
from app.work import read, transact
from models.ops import OpsAttempt, OpsRun
from models.people import Person as Person
from tests.people import ANN, OLIVER

TEXT = Parameter('text', 'text', default='hello', flag='--text')
FILE = Parameter('file', 'file', is_required=True, flag='--file')
TABLE = Parameter('file', 'file', flag='--file', choices=(('.csv', 'CSV'),))
COUNT = Parameter('count', 'whole', default=3, low=0, high=1_000_000, flag='--count')


def program(slug, code, **more):
    """A command whose program is a line of Python."""
    return Definition(slug, more.pop('name', slug.replace('_', ' ').capitalize()), kind='process',
                      program=sys.executable, arguments=('-c', code), **more)


ARGUMENTS = ('import argparse; p = argparse.ArgumentParser(); p.add_argument("--text"); p.add_argument("--file"); '
             'p.add_argument("--count", type=int); a = p.parse_args(); ')
FOREVER = 'import signal, time, sys; print("ready", flush=True); '

COMMANDS = {definition.slug: definition for definition in (
    program('say', f'{ARGUMENTS} print(a.text)', parameters=(TEXT,)),
    program('count', f'{ARGUMENTS} [print(i) for i in range(a.count)]', parameters=(COUNT,)),
    program('succeed', 'pass'),
    program('fail', 'import sys; print("about to fail"); sys.exit(3)'),
    program('fail_for_good', 'import sys; sys.exit(7)', permanent_exits=(7,)),
    program('sleep', f'{FOREVER} time.sleep(600)', limit=100),
    program('stubborn', f'{FOREVER} signal.signal(signal.SIGTERM, signal.SIG_IGN); print("deaf", flush=True); '
                        '[time.sleep(0.1) for _ in range(6000)]', limit=100),
    program('once', f'{FOREVER} time.sleep(600)', is_idempotent=False),
    program('short', f'{FOREVER} time.sleep(600)', timeout=0.4, retries=0),
    program('steps', 'print("Step one"); print("Step two"); print("done")',
            steps=(Step('one', 'Step one'), Step('two', 'Step two'))),
    program('result', 'import os; open(os.environ["RESULT_FILE"], "w").write(\'{"points": 61}\')'),
    program('environment', 'import os; [print(f"{k}={v}") for k, v in sorted(os.environ.items())]'),
    program('secretive', 'import os; print("got", os.environ["TOKEN"])', secrets=(SecretGrant('TOKEN'),)),
    program('ask', 'print("you said", input("? "))', answers=('yes',)),
    program('team', f'{ARGUMENTS} print(a.text)', parameters=(TEXT,), key='team:{text}'),
    program('joined', 'pass', joins=True),
    program('approved', 'pass', needs_approval=True),
    program('confirmed', 'pass', needs_word=True),
    program('elsewhere', 'pass', label='gpu'),
    program('quiet', 'pass', is_quiet=True, retries=0, limit=10),
    program('forks', 'import os, time; os.fork() or time.sleep(600); print("ready", flush=True); time.sleep(600)'),
    program('forks_and_ends', 'import os, time, sys; print(os.getpid(), flush=True); '
                              'pid = os.fork(); pid or [os.close(1), os.close(2), time.sleep(600)]'),
    program('hides', 'import os, time; pid = os.fork()\n'
                     'if not pid: os.setsid(); print("hidden", flush=True); os.close(1); os.close(2); time.sleep(600)\n'
                     'time.sleep(0.2); print("ready", flush=True); time.sleep(600)'),
    program('holds_pipe', 'import os, time; os.fork() or time.sleep(600); print("done")'),
    program('hooked', 'print("worked")', hook='test', retries=0),
    program('hooked_otherwise', 'pass', hook='unknown'),
    program('read', f'{ARGUMENTS} import os; print(a.file); print(oct(os.stat(a.file).st_mode)); '
                    'print(open(a.file).read())', parameters=(FILE,), limit=10),
    program('read_table', f'{ARGUMENTS} print(a.file and open(a.file).read())', parameters=(TABLE,)),
    program('spoil', f'{ARGUMENTS} import os; os.chmod(a.file, 0o600); open(a.file, "w").write("spoilt"); '
                     'os.remove(a.file)', parameters=(FILE,)),
    program('mute', 'import os, time; print("bye", flush=True); os.close(1); os.close(2); time.sleep(0.6)'),
    program('dies', 'import os, signal; os.kill(os.getpid(), signal.SIGSEGV)'),
    program('prints_much', f'{ARGUMENTS} print("x" * 99 + "\\n", end=""); '
                           '[print(i, "y" * 90) for i in range(a.count)]', parameters=(COUNT,)),
    program('slow_talk', 'import time\n'
                         'for i in range(400): print("line", i, 90 * "x", flush=True); time.sleep(0.001)'),
    program('result_wrong', 'import os; open(os.environ["RESULT_FILE"], "w").write("[1]")'),
    program('result_huge', 'import json, os; json.dump({"a": 1000001 * "x"}, open(os.environ["RESULT_FILE"], "w"))'),
    program('result_secret', 'import os; open(os.environ["RESULT_FILE"], "w").write('
                             '\'{"a": "x\' + os.environ["TOKEN"] + \'"}\'); print(os.environ["TOKEN"])',
            secrets=(SecretGrant('TOKEN'),)),
    program('secret_file', 'import os; p = os.environ["TOKEN"]; print(oct(os.stat(p).st_mode), len(open(p).read()))',
            secrets=(SecretGrant('TOKEN', is_file=True),)),
    program('where', 'import os; print(os.getcwd()); open("left.txt", "w"); print(oct(os.stat("left.txt").st_mode)); '
                     'print(os.getpgid(0) == os.getpid())'),
    program('trap', f'{FOREVER} '
                    'signal.signal(signal.SIGTERM, lambda *_: (print("cleaning up", flush=True), sys.exit(0))); '
                    'time.sleep(600)', limit=100),
    Definition('not_executable', 'Not executable', kind='process', program='/etc/passwd'),
    Definition('demo.count', 'Count', parameters=(COUNT,), limit=100),
    Definition('demo.read', 'Read', parameters=(FILE,)),
    Definition('demo.read_apart', 'Read apart', parameters=(FILE,), is_heavy=True),
    Definition('demo.stubborn', 'Stubborn', limit=100),
    Definition('demo.write', 'Write', limit=100),
    Definition('demo.heavy', 'Heavy', parameters=(COUNT,), is_heavy=True, limit=100),
    program('off', 'pass', is_enabled=False),
    Definition('portfolio.sync', 'Sync the portfolio', area='portfolio', parameters=(
        Parameter('source', 'whole', default=1, low=1), Parameter('kind', 'text', default='all')),
        key='portfolio:{source}', joins=True, is_quiet=True),
    Definition('portfolio.set_up', 'Set up', area='portfolio', right='portfolio.admin'),
    Definition('portfolio.export', 'Export the portfolio', area='portfolio', is_export=True),
)}
COMMANDS['missing'] = Definition('missing', 'Missing', kind='process', program='roundtable-no-such-program')


def ask_for(command='succeed', actor=OLIVER, **wanted):
    """The number of a run somebody asked for, in no hurry."""
    parameters = wanted.pop('parameters', {})
    brakes.release_all()
    return transact(queue.ask_for, actor, Wanted(command, parameters, **wanted)).run_id


def claim(owner='worker', labels=()):
    return transact(queue.claim_next, owner, labels)


def begun(command='succeed', owner='worker', **wanted):
    """The claim of a run that has just begun."""
    ask_for(command, **wanted)
    return transact(queue.begin, claim(owner))


def view(run_id, actor=ANN) -> RunView:
    return read(runs.view_run, actor, run_id)


def state(run_id):
    return read(lambda work: work.session.exec(select(OpsRun.state).where(OpsRun.id == run_id)).one())


def reason(run_id):
    return row(run_id).reason


def cancel(run_id, actor=OLIVER):
    transact(runs.cancel, actor, run_id)


def row(run_id):
    return read(lambda work: work.session.get(OpsRun, run_id))


def attempts(run_id):
    """State and reason of each attempt, oldest first."""
    return read(lambda work: [(row.state, row.reason) for row in work.session.exec(
        select(OpsAttempt).where(OpsAttempt.run_id == run_id).order_by(OpsAttempt.n))])


def said(run_id, n=1, stream=''):
    """What was kept of an attempt, line by line."""
    page = read(logs.view_page, ANN, run_id, n, after=-1, limit=5000, stream=stream)
    return [line.text for line in page.lines]


@contextmanager
def threads(*calls):
    """Each call in a thread of its own, all ended at the end."""
    running = [threading.Thread(target=call) for call in calls]
    for thread in running:
        thread.start()
    yield running
    for thread in running:
        thread.join(30)
        assert not thread.is_alive()
