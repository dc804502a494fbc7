"""What the stand-in can do wrong, by name: `STAND_IN_FAULTS=hang,fork` or `--fault hang`.

    exit        a traceback and code 1 before any section       no-section  code 0 without a section
    cut         half of the section, code 0                     twice       the section twice, differently
    old         the format before version 1.15                  new-team    a squad from scratch
    prompt      asks three times                                hang        says something, then nothing more
    stubborn    hangs and ignores TERM                          fork        leaves two children that hold the pipe
    mute        closes its output and goes on                   killed      ends itself in the middle of its writing
    long-line   ten million signs in one line                   million     a million lines
    bad-utf8    bytes that are no text                          secret      repeats its credentials in many forms
    environment prints what it was given                        partial     leaves a database without a table
    corrupt     leaves a database that is broken                flawed      a check of the data finds mistakes
"""

import base64
import os
import signal
import sys
from threading import Event
from urllib.parse import quote

from jobs.airsenal.stand_in.voice import Voice

SECRETS = ('FPL_LOGIN', 'FPL_PASSWORD', 'DISCORD_WEBHOOK')
TRACEBACK = ('Traceback (most recent call last):', '  File "/usr/lib/airsenal/scripts/run.py", line 512, in main',
             '    sys.exit(run())')
LONG = 600.0  # seconds; a test that forgets a child does not keep the machine for ever


class Failed(Exception):
    """The program ends with a traceback and code 1."""


def before(faults: frozenset[str], voice: Voice) -> None:
    """What happens before any section, in the order of how much is left to say afterwards."""
    if 'environment' in faults:
        voice.say(f'{name}={value}' for name, value in sorted(os.environ.items()))
    if 'secret' in faults:
        voice.say(line for name in SECRETS if (value := os.environ.get(name)) for line in _forms(value))
    if 'bad-utf8' in faults:
        sys.stdout.buffer.write(b'broken \xff\xfe\xc3\x28 and half of a letter: \xe2\x82\n')
    if 'long-line' in faults:
        sys.stdout.write(10_000_000 * 'x' + '\n')
    if 'million' in faults:
        _many()
    if 'fork' in faults:
        _leave_children()
    if 'stubborn' in faults:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if faults & {'hang', 'stubborn'}:
        voice.say(['Waiting for an answer that never comes ...'])
        Event().wait(LONG)
    if 'mute' in faults:
        _close_and_wait()
    if 'exit' in faults:
        raise Failed('requests.exceptions.ConnectionError: the FPL did not answer')


def kill_oneself() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _forms(value: str) -> list[str]:
    plain = value.encode()
    return [f'plain {value}', f'quoted {quote(value, safe="")}',
            *(f'base64 {base64.b64encode(offset * b"-" + plain).decode()}' for offset in range(3))]


def _many() -> None:
    for block in range(1000):
        sys.stdout.write(''.join(f'line {block * 1000 + place} of a million\n' for place in range(1000)))


def _leave_children() -> None:
    """They hold the pipes of whoever started them."""
    sys.stdout.flush()
    for _ in range(2):
        if os.fork() == 0:
            Event().wait(LONG)
            os._exit(0)


def _close_and_wait() -> None:
    sys.stdout.flush()
    for stream in (1, 2):
        os.close(stream)
    Event().wait(LONG)
    os._exit(0)
