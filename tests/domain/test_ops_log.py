"""What a program writes becomes the same lines, however its bytes arrive."""

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.domain.ops.escapes import visible
from app.domain.ops.log import Scribe
from app.domain.ops.rows import GOES_ON
from tests.airsenal import real_output, recorded

NOON = datetime(2030, 1, 9, 12, tzinfo=UTC)
SECRETS = ('correct horse', 'aaaaaa', 'two\nlines here\nand more', 'aaaaaab', 'päss wörd')


def written(data: bytes, cuts=(), secrets=(), stream='out'):
    scribe = Scribe(secrets)
    for start, end in pairwise([0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]):
        scribe.feed(stream, data[start:end], NOON)
    scribe.finish(NOON)
    return scribe, scribe.take()


def texts(data, **given):
    return [line.text for line in written(data if isinstance(data, bytes) else data.encode(), **given)[1]]


PIECES = ['a', 'line', '\n', '\r', '\r\n', '\x1b[31m', '\x1b[0m', '\x1b[A', '\x1b[2B', '\x1b[K', '\x1b]8;;http://x\x07',
          '\x1b]52;c;eA==\x1b\\', '\x1b', '\x1b[', '\x1bP', '\x07', '\0', '\x9b', 'ERROR x', 'later one', '::',
          'Traceback (most recent call last):\n', '::group::g\n', '::endgroup::\n', '::add-mask::later one\n',
          '::progress 40::half\n', 'aaa', 'aaaaaaa', 'correct ', 'horse', 'two\n', 'lines here\n', 'and more', 'b',
          '😀', 'ä', 20_000 * 'z']
BYTES = st.lists(st.one_of(st.sampled_from(PIECES).map(str.encode), st.binary(max_size=3)), max_size=14).map(b''.join)


@settings(deadline=None, max_examples=250)
@given(BYTES, st.lists(st.integers(0, 2**20), max_size=6))
@example(b'x::add-mask::later one\nlater one', [1, 14])
@example(b'aaaaaaaaaaaab', [3, 7, 11])
def test_the_same_bytes_give_the_same_lines_however_they_are_cut(data, cuts):
    whole, lines = written(data, (), SECRETS)
    pieces, same = written(data, cuts, SECRETS)
    assert same == lines
    assert pieces.standing == whole.standing


@settings(deadline=None, max_examples=60)
@given(BYTES)
def test_byte_by_byte_is_like_all_at_once(data):
    data = data[:3_000]
    assert written(data, range(len(data)), SECRETS)[1] == written(data, (), SECRETS)[1]


@settings(deadline=None, max_examples=250)
@given(BYTES)
def test_nothing_but_text_and_colours_is_kept(data):
    for line in written(data, (), ())[1]:
        assert '\n' not in line.text
        assert not re.search('[\x00-\x08\x0b-\x1f\x7f-\x9f]', visible(line.text))


@pytest.mark.parametrize(('data', 'lines'), [
    ('', []),
    ('\n', ['']),
    ('one\ntwo\n', ['one', 'two']),
    ('one\r\ntwo\r\n', ['one', 'two']),
    ('no end', ['no end']),
    (b'bad \xff\xfe bytes \xe2\x82\n', ['bad �� bytes �']),
    ('nul \0 here\n', ['nul  here']),
    ('\x1b]0;title\x07text\n', ['text']),
    ('\x1b]8;;http://evil\x1b\\link\x1b]8;;\x1b\\\n', ['link']),
    ('\x1b]52;c;Y2xpcA==\x07after\n', ['after']),
    ('\x1bPq#0;2;0;0;0\x1b\\after\n', ['after']),
    ('\x1b]0;never ends\nnext\n', ['', 'next']),
    ('\x1b[?25l\x1b[?1049hhidden cursor\x1b[2J\n', ['hidden cursor']),
    ('\x1b(B\x1b7\x1b=ok\n', ['ok']),
    ('\x1b[1;31mred\x1b[0m\n', ['\x1b[1;31mred\x1b[0m']),
    ('<script>alert(1)</script>\n', ['<script>alert(1)</script>']),
    ('10%\r20%\r100%\n', ['100%']),
    ('10%\r100%\r\n', ['100%']),
    ('bar 5%\r          \rdone\n', ['done']),
    ('a' * 16_384 + '\n', ['a' * 16_384]),
    ('a' * 16_385 + '\n', ['a' * 16_384 + GOES_ON, 'a']),
    ('outer 0%\n\rinner 0%\x1b[A\router 1%\n\rinner 1%\x1b[A\router 2%\n\rinner 2%\x1b[A\router 2%\n\n',
     ['outer 0%', 'outer 2%', 'inner 2%']),
])
def test_what_a_program_writes_becomes_lines(data, lines):
    assert texts(data) == lines


def test_bars_below_each_other_never_multiply_lines():
    """As the optimiser does it: hundreds of line feeds, each with its way back."""
    frames = ''.join(f'\rmain {n}%\n\rfirst {n}%\n\rsecond {n}%\x1b[A\x1b[A' for n in range(300))
    lines = texts(f'before\n{frames}\n\n\nafter\n')
    assert len(lines) < 12
    assert lines[0] == 'before'
    assert lines[-1] == 'after'
    assert {'main 299%', 'first 299%', 'second 299%'} <= set(lines)


def test_earlier_states_of_a_bar_are_kept_twice_a_second_at_most():
    scribe = Scribe()
    for tick in range(100):
        scribe.feed('err', f'\r{tick}%'.encode(), NOON + timedelta(seconds=tick / 10))
    scribe.feed('err', b'\n', NOON + timedelta(seconds=10))
    line, = scribe.take()
    assert visible(line.text) == '99%'
    assert 18 <= len(line.text.split('\r')) <= 21


def test_a_line_of_ten_megabytes_is_cut_and_nothing_hangs():
    lines = texts(b'x' * 10_000_000 + b'\n')
    assert len(lines) == 611
    assert all(line.endswith(GOES_ON) for line in lines[:-1])
    assert ''.join(line.removesuffix(GOES_ON) for line in lines) == 'x' * 10_000_000


def test_an_endless_title_hides_no_other_line():
    assert texts(b'\x1b]0;' + b'x' * 5_000_000 + b'\nshown\n') == ['', 'shown']


@pytest.mark.parametrize(('text', 'level'), [
    ('ERROR: no such player', 'error'), ('[ERROR] no', 'error'), ('2030-01-09 12:00:00,123 ERROR no', 'error'),
    ('CRITICAL no', 'error'), ('error: no', 'error'), ('WARNING: soon', 'warning'), ('WARN soon', 'warning'),
    ('\x1b[33mWARNING\x1b[0m soon', 'warning'), ('INFO fine', 'info'), ('12:00:01 INFO fine', 'info'),
    ('::error::broken', 'error'), ('::warning file=a.py::soon', 'warning'),
    ('ERRORS 0', ''), ('no ERROR here', ''), ('INFORMATION', ''), ('plain', ''), ('2030', '')])
def test_a_line_has_the_level_it_begins_with(text, level):
    scribe, (line,) = written(f'{text}\n'.encode())
    assert line.level == level
    assert (scribe.errors, scribe.warnings) == (level == 'error', level == 'warning')


def test_a_traceback_is_one_error_of_many_lines():
    scribe, lines = written(b'fine\nTraceback (most recent call last):\n  File "a.py", line 1\n    x()\n'
                            b'ValueError: no\nfine again\n')
    assert [line.level for line in lines] == ['', 'error', 'error', 'error', 'error', '']
    assert (scribe.errors, scribe.first_error) == (1, 2)


def test_marks_fold_highlight_and_move_the_bar():
    scribe, lines = written(b'::group::Build\n::progress 40::half way\nstep\n::endgroup::\n::error::broken\n'
                            b'::progress nonsense::x\n')
    assert [(line.mark, line.level, line.text) for line in lines] == [
        ('group', '', 'Build'), ('', '', 'step'), ('endgroup', '', ''), ('', 'error', 'broken'),
        ('', '', '::progress nonsense::x')]
    assert (scribe.progress, scribe.progress_text) == (40, 'half way')
    assert [line.seq for line in lines] == [1, 2, 3, 4, 5]


def test_streams_do_not_mix_their_unfinished_lines():
    scribe = Scribe()
    scribe.feed('out', b'one ', NOON)
    scribe.feed('err', b'other\n', NOON)
    scribe.feed('out', b'line\n', NOON)
    scribe.say('Stopped.\nAsked by Ann.', NOON, 'warning')
    assert [(line.stream, line.text) for line in scribe.take()] == [
        ('err', 'other'), ('out', 'one line'), ('say', 'Stopped.'), ('say', 'Asked by Ann.')]


def test_what_roundtable_says_is_never_a_mark():
    scribe = Scribe()
    scribe.say('::add-mask::everything', NOON)
    scribe.say('everything', NOON)
    assert [line.text for line in scribe.take()] == ['::add-mask::everything', 'everything']


def test_a_standing_tells_how_far_it_is():
    scribe = Scribe()
    scribe.feed('out', 'one\ntwö\n\r40%'.encode(), NOON)
    assert (scribe.lines, scribe.size, scribe.last_line, scribe.last_at) == (2, 9, '40%', NOON)


@recorded
@pytest.mark.realdata
@pytest.mark.parametrize('name', ['prediction.txt', 'optimisation-3-weeks.txt'])
def test_recorded_output_is_kept_word_for_word(name):
    text = real_output(name)
    assert texts(text) == text.split('\n')[:-1]
    assert written(text.encode(), range(0, len(text.encode()), 7))[1] == written(text.encode())[1]


@pytest.mark.parametrize(('data', 'said'), [
    ('Predicted\n-------------------------\n', 'Predicted'),
    ('Total progress: 100%|██████████| 10/10 [00:00<00:00]\n', 'Total progress: 100% 10/10 [00:00<00:00]'),
    ('Reading\n-----', 'Reading'), ('Reading\n5/100\n', 'Reading'),
    ('Reading\r  5%|▌         | 5/100 rows', '5% 5/100 rows'),
    ('+-------+------+\n| Players Out |\n+-------+------+\n', '| Players Out |'),
    ('12\n13\n', '13'), ('-----\n', '-----'), ('-----\n13\n\n', '13'), ('', ''), ('=== Subs ===\n', '=== Subs ==='),
    ('\x1b[32mDONE!\x1b[0m\n\n', 'DONE!'),
])
def test_the_last_line_is_the_last_one_with_words_and_without_bars(data, said):
    assert written(data.encode())[0].last_line == said
