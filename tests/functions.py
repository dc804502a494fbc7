"""Functions of the product to test with; the heavy one is imported by the process it gets."""

import os
import threading

from app.errors import Rejected, Upstream
from app.services.ops import runs
from app.work import transact
from tests.people import ANN

SECRET = 'correct-horse-battery'
go_on = threading.Event()  # for functions that wait until the test lets them
began = threading.Event()


def count(voice, parameters):
    for number in range(parameters['count']):
        voice.progress(number, parameters['count'], f'number {number}')
    voice.speak('counted')
    return {'counted': parameters['count']}


def wait_for_word(voice, _parameters):
    began.set()
    voice.speak('waiting')
    while True:
        go_on.wait(0.02)
        voice.progress(0, 0, 'waiting')


def stubborn(_voice, _parameters):
    began.set()
    go_on.wait(30)
    return {'late': True}


def write_late(voice, _parameters):
    """Writes only after the test let it."""
    began.set()
    go_on.wait(30)
    transact(runs.note, ANN, voice.run_id, 'written too late')
    return {}


def partial(voice, _parameters):
    voice.partly('2 of 3 boards could not be read')
    return {'boards': 1}


def refuse(_voice, _parameters):
    raise Rejected('This cannot work.')


def away(_voice, _parameters):
    raise Upstream('Jira does not answer.')


def broken(_voice, _parameters):
    raise KeyError('nobody thought of this')


def tells_secret(voice, _parameters):
    """What a library may put into its error, and a function into its result."""
    voice.progress(1, 2, f'signing in with {SECRET}')
    voice.partly(f'{SECRET} was refused by one board')
    voice.speak(f'signed in with {SECRET}')
    return {'token': SECRET, 'boards': [{SECRET: 1}]}


def breaks_with_secret(_voice, _parameters):
    raise ValueError(f'https://user:{SECRET}@jira.example answered 401')


def heavy_with_secret(voice, _parameters):
    print(SECRET)  # noqa: T201
    breaks_with_secret(voice, {})


def heavy(voice, parameters):
    """Says where it is, and changes something that pages show."""
    voice.speak(f'in process {os.getpid()}', 'warning')
    voice.progress(1, 2, 'half')
    print('printed')  # noqa: T201
    transact(runs.note, ANN, voice.run_id, 'written by a child')
    return {'count': parameters['count'], 'environment': sorted(os.environ)}


def heavy_forever(voice, _parameters):
    voice.speak('waiting')
    while True:
        go_on.wait(0.02)
        voice.progress(0, 0)


def read_file(voice, parameters):
    with open(parameters['file'], encoding='utf-8') as file:
        voice.speak(file.read())
