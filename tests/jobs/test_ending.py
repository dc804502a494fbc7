"""The end of the program: probes know before it comes, and it is clean."""

import signal
import time
import urllib.request
from urllib.error import HTTPError, URLError

import pytest

from tests.machine.program import ADMIN, Program


@pytest.fixture
def kind():
    return 'sqlite'


@pytest.fixture
def program(tmp_path):
    program = Program(tmp_path, **ADMIN)
    program.start()
    yield program
    program.kill()


def asked(program, path):
    """What an address answers, or nothing once nobody answers any more."""
    try:
        with urllib.request.urlopen(f'http://127.0.0.1:{program.port}{path}', timeout=2) as answer:
            return answer.status
    except HTTPError as error:
        return error.code
    except (URLError, ConnectionError):
        return None


def told(program, how):
    """What was answered between the signal and the end, its code, and how long that took."""
    process, began, seen = program.process, time.monotonic(), []
    process.send_signal(how)
    while process.poll() is None:
        seen.append((asked(program, '/readyz'), asked(program, '/sign-in'), asked(program, '/healthz')))
    return seen, process.returncode, time.monotonic() - began


@pytest.mark.parametrize('how', [signal.SIGTERM, signal.SIGINT])
def test_probes_and_pages_are_refused_before_the_program_ends_cleanly(program, how):
    seen, code, took = told(program, how)
    assert (503, 503, 200) in seen and (200, 200, 200) not in seen[2:]
    assert code == 0 and took < 5
    assert {path.name for path in program.folder.glob('roundtable.db*')} == {'roundtable.db', 'roundtable.db.lock'}
    assert 'Traceback' not in program.log.read_text()


def test_whoever_is_told_twice_does_not_wait(program):
    program.process.send_signal(signal.SIGTERM)
    while asked(program, '/readyz') == 200:
        pass
    began = time.monotonic()
    program.process.send_signal(signal.SIGTERM)
    program.process.wait(5)
    assert time.monotonic() - began < 1
