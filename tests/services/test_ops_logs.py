"""The log of a run: written in pieces, read in pages, and never more than is allowed."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from app import metrics
from app.domain.access import Actor, Grant
from app.domain.ops.log import Scribe
from app.domain.ops.states import LeaseLost
from app.domain.ops.views import LogLine
from app.errors import Forbidden, NotFound, Rejected
from app.events import RunChanged, RunSpoke, log_topic
from app.services import audit
from app.services.ops import logs, queue
from app.settings import OpsSettings
from app.work import read, transact
from models.ops import OpsAttempt, OpsChunk
from tests.ops import begun
from tests.people import ANN, BOB, CLEO, NOON, OLIVER, found_workspace, invite_bob, invite_cleo, invite_crew


@pytest.fixture
def crew(database, time):
    found_workspace()
    invite_bob()
    invite_cleo()
    invite_crew()
    return database


@pytest.fixture
def claim(crew):
    return begun('steps')


class Log:
    """Writes one, as the attempt does."""

    def __init__(self, claim, *secrets):
        self.claim, self.scribe, self.at = claim, Scribe(secrets), NOON

    def writes(self, text, stream='out'):
        self.scribe.feed(stream, text.encode(), self.at)
        transact(logs.append, self.claim, self.scribe.take(), self.scribe.standing)
        self.at += timedelta(seconds=1)
        return self

    def counts(self, start, end, step=10):
        for number in range(start, end, step):
            self.writes(''.join(f'line {one}\n' for one in range(number, min(number + step, end))))
        return self


def page(claim, actor=OLIVER, **wanted):
    return read(logs.view_page, actor, claim.run_id, **wanted)


def numbers(claim, **wanted):
    return [line.seq for line in page(claim, **wanted).lines]


def chunks(claim):
    return read(lambda work: [(row.first_seq, row.last_seq) for row in work.session.exec(select(OpsChunk))])


def attempt(claim):
    return read(lambda work: work.session.get(OpsAttempt, (claim.run_id, claim.n)))


def test_lines_are_read_as_they_were_written(claim):
    Log(claim).writes('one\n\x1b[31mtwo\x1b[0m\n').writes('ERROR three\n', 'err').writes('1%\r9%\n')
    shown = page(claim)
    assert shown.lines == (
        LogLine(1, NOON, 'out', '', '', 'one'), LogLine(2, NOON, 'out', '', '', '\x1b[31mtwo\x1b[0m'),
        LogLine(3, NOON + timedelta(seconds=1), 'err', 'error', '', 'ERROR three'),
        LogLine(4, NOON + timedelta(seconds=2), 'out', '', '', '9%'))
    assert (shown.first, shown.last, shown.dropped, shown.is_done) == (1, 4, 0, False)


def test_what_is_known_of_a_log_stands_beside_the_attempt(claim, crew):
    before = metrics.value(metrics.ops_log_bytes)
    Log(claim).writes('WARNING a\n::progress 40::half\nERROR b\n')
    row = attempt(claim)
    assert (row.lines, row.warnings, row.errors, row.first_error, row.last_line) == (2, 1, 1, 2, 'ERROR b')
    assert (row.progress, row.progress_text, row.last_at) == (40, 'half', NOON)
    assert metrics.value(metrics.ops_log_bytes) == before + row.size
    assert RunSpoke(log_topic(claim.run_id)) in crew


def test_a_bar_that_moves_is_announced_without_a_line(claim, crew):
    crew.clear()
    Log(claim).writes('::progress 40::half\n')
    assert [type(event) for event in crew] == [RunChanged]


def test_whoever_lost_the_run_writes_nothing(claim):
    with pytest.raises(LeaseLost):
        transact(logs.append, replace(claim, owner='somebody else'), (), logs.Standing())


def test_many_small_pieces_become_few_rows(claim):
    Log(claim).counts(1, 601, 5)
    assert len(chunks(claim)) <= 4
    assert numbers(claim, after=-1, limit=1000) == list(range(1, 601))


def test_what_is_sent_twice_is_stored_once(claim):
    log = Log(claim)
    log.scribe.feed('out', b'one\ntwo\n', NOON)
    lines = log.scribe.take()
    transact(logs.append, claim, lines[:1], log.scribe.standing)
    transact(logs.append, claim, lines, log.scribe.standing)
    assert numbers(claim) == [1, 2]


@pytest.mark.parametrize(('wanted', 'first', 'last'), [
    ({}, 151, 350), ({'limit': 7}, 344, 350), ({'after': 100, 'limit': 10}, 101, 110), ({'after': -1}, 1, 200),
    ({'after': 345}, 346, 350), ({'before': 100, 'limit': 10}, 90, 99), ({'before': 5}, 1, 4)],
    ids=['tail', 'short tail', 'after', 'beginning', 'last', 'before', 'first'])
def test_a_log_is_read_in_pages(claim, wanted, first, last):
    Log(claim).counts(1, 351, 70)
    assert numbers(claim, **wanted) == list(range(first, last + 1))


@pytest.mark.parametrize('count', [1, 3, 4, 5, 8, 9])
def test_no_line_comes_twice_or_never_however_many_rows_there_are(claim, count, monkeypatch):
    monkeypatch.setattr(logs.reading, 'PART', 4)
    Log(claim).counts(1, 300 * count + 1, 300)
    every = list(range(1, 300 * count + 1))
    assert len(chunks(claim)) == count
    assert numbers(claim, after=-1, limit=5000) == numbers(claim, limit=5000) == every
    assert numbers(claim, after=-1, limit=5000, stream='out') == numbers(claim, limit=5000, stream='out') == every
    text = read(lambda work: ''.join(logs.stream_text(work, OLIVER, claim.run_id)))
    assert text == ''.join(f'line {number}\n' for number in every)


def test_a_download_goes_on_behind_numbers_that_are_missing(claim, monkeypatch):
    monkeypatch.setattr(logs.reading, 'PART', 1)
    for start in (1, 400, 900):
        lines = tuple(LogLine(seq, NOON, 'out', '', '', str(seq)) for seq in range(start, start + 300))
        transact(logs.append, claim, lines, logs.Standing(lines=start + 299))
    text = read(lambda work: ''.join(logs.stream_text(work, OLIVER, claim.run_id)))
    assert text.split() == [str(seq) for seq in (*range(1, 301), *range(400, 700), *range(900, 1200))]
    assert numbers(claim, after=350, limit=2) == [400, 401]


def test_behind_the_end_there_is_nothing_yet(claim):
    Log(claim).counts(1, 20)
    assert numbers(claim, after=19) == numbers(claim, after=1000) == []


def test_a_page_holds_only_the_wanted_stream_or_level(claim):
    log = Log(claim)
    for _ in range(30):
        log.writes('fine\nERROR bad\n').writes('bar\n', 'err')
    assert numbers(claim, level='error', limit=3) == [83, 86, 89]
    assert numbers(claim, level='error', after=2, limit=2) == [5, 8]
    assert numbers(claim, stream='err', before=10) == [3, 6, 9]


def test_a_feed_gets_the_newest_lines_above_what_it_knows(claim):
    Log(claim).counts(1, 101)
    assert [line.seq for line in read(logs.tail, claim.run_id, 1, 90, 500)] == list(range(91, 101))
    assert [line.seq for line in read(logs.tail, claim.run_id, 1, 0, 5)] == [96, 97, 98, 99, 100]
    assert read(logs.tail, claim.run_id, 1, 100, 5) == ()


def test_the_last_lines_go_into_a_message(claim):
    Log(claim).counts(1, 51)
    assert [line.text for line in read(logs.last_lines, claim.run_id, 1)][-1] == 'line 50'
    assert len(read(logs.last_lines, claim.run_id, 1)) == 20


def test_a_moment_leads_to_a_line(claim):
    Log(claim).counts(1, 51, 5)
    at = [read(logs.line_at, OLIVER, claim.run_id, 1, NOON + timedelta(seconds=s)) for s in (-9, 0, 1, 1.5, 9, 99)]
    assert at == [1, 1, 6, 11, 46, 50]


class TestTooMuch:
    @pytest.fixture
    def policy(self, policy):
        return replace(policy, ops=replace(OpsSettings(), log_lines=100))

    def test_the_first_tenth_and_the_end_are_kept(self, claim):
        Log(claim).counts(1, 1001)
        shown = page(claim, after=-1, limit=500)
        gap = shown.lines[10]
        assert [line.seq for line in shown.lines[:10]] == list(range(1, 11))
        assert (gap.seq, gap.mark, gap.text) == (11, 'gap', f'{shown.dropped} lines dropped')
        assert [line.seq for line in shown.lines[11:]] == list(range(11 + shown.dropped, 1001))
        assert 90 <= 1000 - shown.dropped <= 100

    def test_numbers_lead_on_behind_what_was_dropped(self, claim):
        Log(claim).counts(1, 1001)
        dropped = page(claim).dropped
        assert numbers(claim, after=500, limit=2) == [11 + dropped, 12 + dropped]
        assert numbers(claim, before=12, limit=2) == [10, 11]
        assert attempt(claim).lines == 1000

    def test_all_at_once_is_cut_like_bit_by_bit(self, claim):
        Log(claim).counts(1, 1001, 1000)
        shown = page(claim, after=-1, limit=500)
        assert shown.lines[10].mark == 'gap'
        assert shown.lines[-1].seq == 1000
        assert len(shown.lines) <= 101


class TestTooLong:
    @pytest.fixture
    def policy(self, policy):
        return replace(policy, ops=replace(OpsSettings(), log_bytes=10_000))

    def test_bytes_count_as_lines_do(self, claim):
        log = Log(claim)
        for number in range(100):
            log.writes(f'{number} {"x" * 1000}\n')
        shown = page(claim, after=-1)
        assert sum(len(line.text) for line in shown.lines) <= 10_000
        assert shown.dropped == 100 - len(shown.lines) + 1
        assert shown.lines[-1].seq == 100


def test_what_storage_refused_counts_as_dropped(claim):
    lines = (LogLine(1, NOON, 'out', '', '', 'one'), LogLine(2, NOON, 'say', 'warning', 'gap', 'refused'),
             LogLine(9, NOON, 'out', '', '', 'nine'))
    transact(logs.append, claim, lines, logs.Standing(lines=9, size=99))
    assert page(claim).dropped == 7
    assert numbers(claim, after=-1) == [1, 2, 9]
    assert numbers(claim, after=4) == [9]


@pytest.mark.parametrize(('text', 'is_regex', 'found'), [
    ('player', False, [1, 3, 4]), ('PLAYER', False, [1, 3, 4]), ('a b', False, [2]), ('nothing', False, []),
    ('', False, []), ('%', False, [5]), ('red', False, [6]), ('10%', False, []), ('x\ny', False, []),
    (r'player \d+', True, [1, 3]), (r'^Player', True, [1, 3, 4]), (r'\d$', True, [1, 3]),
    ('[^b]*', True, [1, 2, 3, 4, 5, 6]),
    ('[a-f]{8}(-[a-f]{4}){3}-[a-f]{12}|2{2}', True, [3]), (r'(?s)player.*red', True, []), (r'r\s*e', True, [6])])
def test_search_finds_every_line(claim, text, is_regex, found):
    Log(claim).writes('Player 1\na b\nplayer 22\n').writes('players\n10%\r90%\nre\x1b[31md\n')
    matches = read(logs.find, OLIVER, claim.run_id, 1, text, is_regex)
    assert (list(matches.lines), matches.total, matches.is_cut) == (found, len(found), False)


def test_search_reads_the_whole_log(claim):
    Log(claim).counts(1, 3001, 1000)
    assert read(logs.find, OLIVER, claim.run_id, 1, '99').lines == read(
        logs.find, OLIVER, claim.run_id, 1, '9{2}', True).lines == tuple(n for n in range(3001) if '99' in str(n))


def test_an_expression_that_never_ends_is_stopped(claim, monkeypatch):
    monkeypatch.setattr(logs.search, 'PATIENCE', 0.2)
    Log(claim).writes('a' * 5000 + '!\n')
    matches = read(logs.find, OLIVER, claim.run_id, 1, r'(a|aa)+(a|aa)+(a|aa)+$', True)
    assert matches.is_cut
    assert 'simpler' in matches.hint


@pytest.mark.parametrize('pattern', ['(', '[', '*', '(?P<a', 201 * 'x', 'a{2,999999}',
                                     '(((a{99}){99}){99}){99}', '(?R)a', '(a)(?1)', '(?P<x>a)(?&x)', '(?P<x>a)(?P>x)'],
                         ids=['open', 'set', 'star', 'name', 'long', 'often', 'nested', 'itself', 'first', 'named',
                              'other way'])
def test_what_is_no_expression_is_refused_with_a_reason(claim, pattern):
    with pytest.raises(Rejected) as refusal:
        read(logs.find, OLIVER, claim.run_id, 1, pattern, True)
    assert refusal.value.field == 'q'


def test_sections_come_from_marks_and_from_the_steps_of_the_command(claim):
    Log(claim).writes('Step one\n::group::inner\nx\n').writes('::endgroup::\nStep two\n::group::open\n')
    sections = read(logs.list_sections, OLIVER, claim.run_id, 1)
    assert [(section.name, section.line, section.last) for section in sections] == [
        ('one', 1, 4), ('inner', 2, 4), ('two', 5, None), ('open', 6, None)]
    assert [section.seconds for section in sections] == [1, 1, None, None]


def test_a_download_is_text_and_a_raw_one_has_its_colours(claim):
    Log(claim).counts(1, 40).writes('\x1b[31mred\x1b[0m\n')
    plain = ''.join(read(lambda work: list(logs.stream_text(work, OLIVER, claim.run_id))))
    raw = ''.join(read(lambda work: list(logs.stream_text(work, OLIVER, claim.run_id, 1, 'raw'))))
    assert plain == ''.join(f'line {n}\n' for n in range(1, 40)) + 'red\n'
    assert raw.endswith('line 39\n\x1b[31mred\x1b[0m\n')


def test_a_download_comes_in_parts(claim, monkeypatch):
    monkeypatch.setattr(logs.reading, 'PART', 2)
    Log(claim).counts(1, 5001, 1000)
    parts = read(lambda work: list(logs.stream_text(work, OLIVER, claim.run_id)))
    assert len(parts) == 3
    assert ''.join(parts).count('\n') == 5000


def test_a_cleared_log_leaves_the_record_of_its_run(claim, crew):
    log = Log(claim).writes('Step one\nline\n')
    transact(logs.clear, ANN, claim.run_id)
    assert (page(claim).lines, page(claim).first, attempt(claim).lines) == ((), 0, 2)
    log.writes('goes on\n')
    assert numbers(claim) == [3]
    entry = read(audit.list_entries, ANN, audit.Filter(deed='ops.clear_log'))[0]
    assert entry.thing == f'run {claim.run_id}'


def test_all_logs_are_cleared_at_once(crew):
    for command in ('succeed', 'say'):
        Log(begun(command)).writes('line\n')
    assert transact(logs.clear_all, ANN) == 2
    assert transact(logs.clear_all, ANN) == 0


def test_only_admins_clear_logs(claim):
    for service, arguments in ((logs.clear, (claim.run_id,)), (logs.clear_all, ())):
        with pytest.raises(Forbidden):
            transact(service, OLIVER, *arguments)


def test_output_is_for_operators_and_whoever_asked(claim):
    Log(claim).writes('line\n')
    stranger = Actor('person:9', 'Ed', (Grant('member', 'poker'),))
    with pytest.raises(Forbidden):
        page(claim, BOB)
    with pytest.raises(Forbidden):
        page(claim, CLEO)
    with pytest.raises(NotFound):
        page(claim, stranger)
    with pytest.raises(NotFound):
        read(logs.view_page, ANN, 999)


def test_a_run_that_never_began_has_an_empty_log(crew):
    run_id = transact(queue.ask_for, OLIVER, queue.Wanted('succeed', {})).run_id
    shown = read(logs.view_page, OLIVER, run_id)
    assert (shown.lines, shown.first, shown.last, shown.is_done) == ((), 0, 0, False)
    assert read(logs.find, OLIVER, run_id, 0, 'x').total == 0
    assert read(logs.line_at, OLIVER, run_id, 0, NOON) == 0


