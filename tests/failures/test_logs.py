"""Whatever programs write, however much, and whatever becomes of the disk: the log says what there was."""

import asyncio
import base64
import json
from contextlib import asynccontextmanager
from dataclasses import replace
from urllib.parse import quote

import pytest
from sqlalchemy import event

from app import work
from app.domain.ops.commands import SecretGrant
from app.domain.ops.rows import GOES_ON
from app.services import secrets
from app.services.ops import logs
from app.work import read, transact
from models.ops import OpsAttempt, OpsRun
from tests.failures.conftest import SHORT
from tests.ops import COMMANDS, program
from tests.people import ANN, OLIVER

SECRET = 'pä$s/wörd+"quoted"\\and&more?'
WRITE = ('import os, sys, time, base64, json, urllib.parse\n'
         'def out(data, stream=1):\n'
         '    data = data if isinstance(data, bytes) else data.encode()\n'
         '    while data:\n'
         '        data = data[os.write(stream, data):]\n')
HALVES = 'def halves(data):\n    for n in range(0, len(data), 7):\n        out(data[n:n + 7]); time.sleep(0.002)\n'


def writes(slug, code, **more):
    return program(slug, WRITE + code, **more)


ODD = {definition.slug: definition for definition in (
    writes('odd', 'out(b"one\\r\\ntwo\\n<script>alert(1)</script>\\nnul \\0 here\\nbad \\xff\\xfe\\n")\n'
                  'out(b"smile \\xf0\\x9f"); time.sleep(0.05); out(b"\\x98\\x80\\n")\n'
                  'out(b"\\x1b]8;;http://evil"); time.sleep(0.05); out(b"\\x1b\\\\link\\x1b]8;;\\x1b\\\\\\n")\n'
                  'out(b"\\x1b]52;c;Y2xpcA==\\x07clip\\n\\x1bP1$r\\x1b\\\\dcs\\n\\x1b[?1049hscreen\\x1b[2J\\n")\n'
                  'out(b"\\x1b[31mred\\x1b[0m\\n[link](javascript:alert(1)) **bold**\\nno end")'),
    writes('long', 'out(b"x" * 10_000_000 + b"\\nafter\\n")'),
    writes('bars', 'out(b"begin\\n", 2)\n'
                   'for n in range(400):\n'
                   '    out(f"\\rmain {n}%\\n\\rfirst {n}%\\n\\rsecond {n}%\\x1b[A\\x1b[A".encode(), 2)\n'
                   'out(b"\\n\\n\\nend\\n", 2)'),
    writes('million', 'for n in range(0, 1_000_000, 1000):\n'
                      '    out("".join(f"line {i}\\n" for i in range(n, n + 1000)))'),
    writes('leak', HALVES + 's = os.environ["TOKEN"]\n'
                   'for n in range(3):\n'
                   '    halves(b"b64 " + base64.b64encode(b"u" * n + s.encode() + b"@host") + b"\\n")\n'
                   'halves(("raw " + s + "\\nurl " + urllib.parse.quote(s) + "\\njson " + json.dumps({"token": s})\n'
                   '        + "\\n").encode())\n'
                   'out("::progress 10::with " + s + "\\n")\n'
                   'json.dump({"token": s}, open(os.environ["RESULT_FILE"], "w"))\n'
                   'raise ValueError(s)', secrets=(SecretGrant('TOKEN'),), retries=0),
    writes('phases', 'import pathlib\n'
                     'folder = pathlib.Path(os.environ["FOLDER"])\n'
                     'def wait(name):\n'
                     '    while not (folder / name).exists(): time.sleep(0.01)\n'
                     'out("first\\n"); wait("full")\n'
                     'for n in range(100): out("".join(f"{n} {i} " + os.urandom(40).hex() + "\\n"\n'
                     '                                 for i in range(1000)))\n'
                     'out("much\\n"); (folder / "written").touch(); wait("free"); out("last\\n")'),
)}


@pytest.fixture
def kind():
    """What the database has to do with is tested with the services, on both."""
    return 'sqlite'


@pytest.fixture
def policy(policy, tmp_path):
    commands = ODD | {'phases': replace(ODD['phases'], environment=(('FOLDER', str(tmp_path)),))}
    return replace(policy, commands=COMMANDS | commands, ops=SHORT)


def lines_of(run_id, limit=5000, **wanted):
    return read(logs.view_page, OLIVER, run_id, after=-1, limit=limit, **wanted).lines


def texts(run_id, stream='out'):
    return [line.text for line in lines_of(run_id) if line.stream == stream]


async def test_odd_output_is_text_and_nothing_but_text(room):
    run = await room.done('odd')
    assert texts(run.id) == [
        'one', 'two', '<script>alert(1)</script>', 'nul  here', 'bad ��', 'smile 😀', 'link', 'clip', 'dcs', 'screen',
        '\x1b[31mred\x1b[0m', '[link](javascript:alert(1)) **bold**', 'no end']


async def test_a_line_of_ten_megabytes_is_cut_into_pieces(room):
    run = await room.done('long')
    said = texts(run.id)
    assert len(said) == 612 and said[-1] == 'after'
    assert all(text.endswith(GOES_ON) for text in said[:610])


async def test_bars_above_each_other_stay_a_few_lines(room):
    run = await room.done('bars')
    said = texts(run.id, 'err')
    assert len(said) < 12 and {'begin', 'main 399%', 'first 399%', 'second 399%', 'end'} <= set(said)


class TestAMillionLines:
    @pytest.fixture
    def policy(self, policy):
        return replace(policy, ops=replace(SHORT, log_lines=20_000))

    async def test_of_a_million_lines_the_head_and_the_end_are_kept(self, room):
        run = await room.over(await room.ask('million'), seconds=60)
        attempt = read(lambda work: work.session.get(OpsAttempt, (run.id, 1)))
        page = read(logs.view_page, OLIVER, run.id, after=1990, limit=20)
        gap = next(line for line in page.lines if line.mark == 'gap')
        assert (run.state, attempt.lines) == ('succeeded', 1_000_000)
        assert 1_500 <= gap.seq <= 2_001
        assert gap.text == f'{attempt.dropped:,} lines dropped'
        assert 19_000 <= 1_000_000 - attempt.dropped <= 20_000
        assert read(logs.view_page, OLIVER, run.id).lines[-1].text == 'line 999999'


async def test_a_secret_is_nowhere_in_whatever_form_it_is_written(room):
    await asyncio.to_thread(transact, secrets.keep, ANN, 'TOKEN', SECRET)
    run = await room.done('leak')
    kept = read(_everything, run.id)
    forms = [SECRET, quote(SECRET), json.dumps(SECRET)[1:-1], *(
        base64.b64encode(b'u' * n + SECRET.encode() + b'@host').decode()[4:-8] for n in range(3))]
    assert [form for form in forms if form in kept] == []
    assert kept.count('***') >= 8
    assert run.state == 'failed' and 'ValueError: ***' in kept and '"token": "***"' in run.result.replace(':"', ': "')


def _everything(work, run_id):
    """All that is kept of a run, as text."""
    rows = [work.session.get(OpsRun, run_id), work.session.get(OpsAttempt, (run_id, 1))]
    raw = ''.join(logs.stream_text(work, ANN, run_id, 1, 'raw'))
    plain = ''.join(logs.stream_text(work, ANN, run_id))
    return '\n'.join([raw, plain, *(str(value) for row in rows for value in vars(row).values())])


@asynccontextmanager
async def no_space():
    """The file of the database cannot grow: SQLite itself says that the disk is full."""
    engine = work._base.writing

    def limit(connection):
        pages = connection.exec_driver_sql('PRAGMA page_count').scalar()
        connection.exec_driver_sql(f'PRAGMA max_page_count = {pages}')
    event.listen(engine, 'begin', limit)
    try:
        yield
    finally:
        event.remove(engine, 'begin', limit)
        engine.dispose()


async def test_while_the_disk_is_full_a_run_goes_on_and_says_what_is_missing(room, tmp_path):
    run_id = await room.ask('phases')
    await room.says(run_id, 'first')
    attempt = room.worker.attempts[run_id, 1]
    async with no_space():
        (tmp_path / 'full').touch()
        await room.until(lambda: (tmp_path / 'written').exists() and attempt.outlet.is_failing)
    (tmp_path / 'free').touch()
    run = await room.over(run_id, seconds=30)
    kept = lines_of(run_id, limit=5000)
    attempt = read(lambda work: work.session.get(OpsAttempt, (run_id, 1)))
    assert run.state == 'succeeded'
    assert kept[0].text == 'first' and read(logs.view_page, OLIVER, run_id).lines[-1].text == 'last'
    gaps = read(lambda work: [text for text in logs.stream_text(work, OLIVER, run_id) if 'Storage refused' in text])
    assert gaps and attempt.lines == 100_003 and attempt.dropped > 50_000
