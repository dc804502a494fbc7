"""Log lines: one for each record whatever it says, with the request it belongs to, and never a secret."""

import json
import logging
import sys
from logging.handlers import QueueHandler
from queue import SimpleQueue

import pytest

from app import context
from app.logs import LONGEST, Collector, JsonLines, ReadableLines, masked
from app.security.tokens import new_token

TOKEN, SECRET = new_token('seed').text, 'mK3Fo-3tWO17BQuUjgAp-ZiaW4GIQSSYu1gqdTkm0Oc'
TRACE = context.Trace('request-1', '203.0.113.0/24', 'person:7', '0123456789abcdef', 'table-1')


def collected(message, *arguments, error=None, **extra):
    """A record as it leaves the thread in which it was written."""
    queue = SimpleQueue()
    logger = logging.Logger('app.test')
    logger.addHandler(Collector(queue))
    with context.tracing(TRACE):
        logger.error(message, *arguments, exc_info=error, extra=extra)
    return queue.get_nowait()


def line(message, *arguments, form=JsonLines, **options):
    return form().format(collected(message, *arguments, **options))


def told(message, *arguments, **options):
    return json.loads(line(message, *arguments, **options))


SECRETS = [
    (f'Authorization: Bearer {TOKEN}', TOKEN), (f'a token {TOKEN} in a sentence', TOKEN.rpartition('_')[2]),
    (f'cookie: rt_session={SECRET}; theme=dark', SECRET), (f'Cookie: __Host-rt_session={SECRET}', SECRET),
    (f'rt_guest={SECRET}', SECRET), (f'authorization: Seat {SECRET}', SECRET),
    ('Authorization: Basic dXNlcjpw', 'dXNlcjpw'), (f'GET /invite/{SECRET} HTTP/1.1', SECRET),
    (f'POST /reset/{SECRET}?next=/', SECRET),
    ('password=hunter2', 'hunter2'), ("{'password': 'hunter2'}", 'hunter2'), ('{"password": "hunter2"}', 'hunter2'),
    ('PASSWORD = hunter2', 'hunter2'), ('secret: hunter2', 'hunter2'), ('?token=hunter2&x=1', 'hunter2'),
    ('postgresql+psycopg://rt:hunter2@db/rt', 'hunter2'), ('https://user:hunter2@proxy:3128', 'hunter2')]


@pytest.mark.parametrize(('text', 'secret'), SECRETS)
def test_what_looks_like_a_secret_is_masked(text, secret):
    assert secret not in masked(text) and '***' in masked(text)
    for form in (JsonLines, ReadableLines):
        assert secret not in line(text, form=form)
        assert secret not in line('while doing %s', text, form=form)
        assert secret not in line('done', form=form, path=text)


@pytest.mark.parametrize('text', ['Bob has changed his password', 'GET /api/v1/me/tokens', 'GET /poker/5d3c',
                                  'rt_theme=dark', 'https://example.com:8080/path', '3 tokens expire soon'])
def test_what_is_no_secret_can_be_read(text):
    assert masked(text) == text


def failure():
    try:
        raise ValueError(f'cannot connect with password={SECRET}\n{{"level": "INFO"}}')
    except ValueError:
        return sys.exc_info()


@pytest.mark.parametrize('form', [JsonLines, ReadableLines])
def test_a_mistake_is_logged_with_its_trace_and_without_the_secret_in_it(form):
    text = line('it broke', error=failure(), form=form)
    assert 'it broke' in text and 'ValueError' in text and 'test_logs.py' in text
    assert SECRET not in text


@pytest.mark.parametrize('text', ['one\ntwo', 'one\r\ntwo', 'one\n{"level": "CRITICAL", "message": "forged"}',
                                  'tab\tand\x1b[31m colour', 'quote " and \\ backslash', 'ünï → 🙂'])
def test_a_record_is_one_line_whatever_it_says(text):
    assert '\n' not in line(text) and '\r' not in line(text)
    assert told(text)['message'] == text and told(text)['level'] == 'ERROR'


def test_in_readable_text_a_second_line_does_not_look_like_a_record():
    lines = line('one\n12:00:00 INFO    app: forged', form=ReadableLines).splitlines()
    assert len(lines) == 2 and lines[1].startswith('    ')


def test_a_line_says_when_where_and_for_which_request():
    record = told('GET %s', '/api/v1/me', status=200, duration_ms=1.5, path='/api/v1/me')
    assert record.pop('ts').endswith('Z')
    assert record == {'level': 'ERROR', 'logger': 'app.test', 'event': 'test_logs.collected',
                      'message': 'GET /api/v1/me', 'request_id': 'request-1', 'session': '0123456789abcdef',
                      'actor': 'person:7', 'person': '7', 'table': 'table-1', 'status': 200, 'duration_ms': 1.5,
                      'path': '/api/v1/me'}


def test_what_happened_has_a_name_that_does_not_change_with_its_words():
    assert told('GET %s', '/', event='http.answered')['event'] == 'http.answered'


def test_the_trace_of_a_mistake_stands_apart_from_the_message():
    record = told('it broke', error=failure())
    assert record['message'] == 'it broke'
    assert record['exception'].startswith('Traceback') and 'ValueError' in record['exception']
    assert SECRET not in record['exception'] and 'exception' not in told('nothing broke')


def test_a_guest_is_no_person():
    assert 'person' not in told('x', actor='guest:7')


def test_who_is_known_only_at_the_end_of_a_request_is_named_there():
    assert told('GET /api/v1/me', actor='person:2')['actor'] == 'person:2'
    assert told('GET /', actor='')['actor'] == TRACE.actor


def test_only_listed_fields_are_copied():
    assert not {'email', 'body', 'cookies'} & set(told('x', email='bob@example.com', body='x', cookies='y'))


def test_a_very_long_message_is_cut():
    for form in (JsonLines, ReadableLines):
        assert LONGEST <= len(line(1_000_000 * 'x', form=form)) < LONGEST + 500


def test_a_secret_that_would_be_cut_in_the_middle_is_masked_first():
    text = (LONGEST - 20) * 'x' + f' password={SECRET}'
    assert SECRET[:10] not in line(text) and SECRET[:10] not in line(text, form=ReadableLines)


def test_writing_never_keeps_the_program_waiting():
    assert issubclass(Collector, QueueHandler)
