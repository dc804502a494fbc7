"""AIrsenal for tests: sections as the stand-in prints them, its programs, and the recorded output of the real one."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import strategies as st

from app.domain.ops.airsenal import PARSER_VERSION
from app.domain.ops.airsenal.sections import PARSERS
from app.domain.ops.states import Claim, Ending, State
from app.services.ops import queue
from app.settings import OpsSettings
from app.work import transact
from jobs.airsenal.definitions import PROGRAMS
from jobs.airsenal.hook import AirsenalHook
from jobs.airsenal.restoring import DEFINITION as RESTORE
from jobs.airsenal.stand_in import printing
from jobs.airsenal.stand_in.strategy import NewSquad, PlannedWeek, Strategy, best, plan, points_for
from jobs.hooks import Conclusion
from models.ops import OpsReport, OpsRun

ROOT = Path(__file__).parents[1]
RECORDED = ROOT.parent / 'shared' / 'data' / 'airsenal'
FIRST = 'Stand-in for AIrsenal: every figure below is made up.'

recorded = pytest.mark.skipif(not RECORDED.is_dir(), reason=f'no recorded output in {RECORDED}')


def real_output(name):
    return (RECORDED / name).read_text(encoding='utf-8')


def run(home, program, *arguments, stdin='n\n' * 20, faults='', **environment):
    """What a program of the stand-in printed, and its code."""
    given = {'PATH': os.environ['PATH'], 'PYTHONPATH': str(ROOT), 'LANG': 'C.UTF-8', 'AIRSENAL_HOME': str(home),
             'STAND_IN_FAULTS': faults} | environment
    done = subprocess.run([sys.executable, '-m', 'jobs.airsenal.stand_in', program, *map(str, arguments)],
                          input=stdin.encode(), capture_output=True, env=given, timeout=60, check=False)
    return done.stdout.decode(errors='replace'), done.returncode


# Anything a name may be: letters of any kind, and the signs that tables and line-ups use themselves.
SIGNS = st.characters(categories=('L', 'Mn', 'Nd'), include_characters=".'-| ()£,:")
AWKWARD = ['None', '|', "O'Brien", 'João Pedro', 'Matheus N.', 'van den Berg', 'Calvert-Lewin', 'A | B', 'Ødegaard',
           'Son (C)', 'Kim (MCI)']
NAMES = st.text(SIGNS, min_size=1, max_size=28).map(lambda text: ' '.join(text.split())).filter(
    lambda text: text and not text.startswith('-')) | st.sampled_from(AWKWARD)
CLUBS = st.sampled_from(['ARS', 'MCI', 'WOL', None])
POINTS = st.integers(-400, 6000).map(lambda hundredths: hundredths / 100)
TENTHS = st.none() | st.integers(0, 199)
WEEKS = st.integers(1, 36).flatmap(lambda first: st.integers(1, 6).map(lambda count: list(range(first, first + count))))


def positions(rows):
    return st.fixed_dictionaries(dict.fromkeys(('GK', 'DEF', 'MID', 'FWD'), rows))


LISTED = st.lists(st.tuples(NAMES, POINTS, TENTHS, CLUBS), max_size=7)
PLAYERS = st.lists(st.tuples(NAMES, CLUBS, st.sampled_from(['', 'C', 'VC'])),
                   max_size=5)
SUBS = st.lists(st.tuples(NAMES, CLUBS), max_size=4)
SCORES = st.integers(-900, 9000).map(lambda tenths: tenths / 10)
TRANSFERS = st.lists(st.tuples(NAMES, NAMES).filter(lambda pair: pair != ('None', 'None')), max_size=3)


@st.composite
def strategies(draw):
    weeks = [PlannedWeek(week, draw(TRANSFERS), draw(st.sampled_from([None, 'wildcard', 'free_hit', 'triple_captain',
                                                                       'bench_boost'])),
                         draw(st.sampled_from([0, 4, 8])), draw(st.integers(-5, 120)), draw(SCORES))
             for week in draw(WEEKS)]
    return Strategy(draw(st.integers(1, 9_999_999)), draw(SCORES), draw(SCORES), weeks, draw(positions(PLAYERS)),
                    draw(SUBS))


@st.composite
def squads(draw):
    weeks = draw(WEEKS)
    players = draw(st.lists(st.tuples(st.sampled_from(['GK', 'DEF', 'MID', 'FWD']), NAMES, CLUBS, SCORES), max_size=15))
    return NewSquad(draw(SCORES), players, draw(SCORES), weeks[0], weeks[-1], draw(POINTS), draw(POINTS),
                    draw(positions(PLAYERS)), draw(SUBS))


TEAM = 1000001
RULES = OpsSettings(airsenal_bin='stand-in')


@dataclass
class Attempted:
    """What came of an attempt that was made with the hook alone, without the queue's processes."""
    claim: Claim
    conclusion: Conclusion
    printed: str
    code: int
    folder: Path


def policy_for(home, **rules):
    """An installation that can run the pack, with the stand-in for its programs."""
    return replace(RULES, airsenal_home=home, **rules), {one.slug: one for one in (*PROGRAMS, RESTORE)}


def claimed(command, **parameters):
    """The claim of a run of the pack that has just begun."""
    transact(queue.enqueue, command, {'fpl_team_id': TEAM} | parameters, trigger='system')
    return transact(queue.begin, transact(queue.claim_next, 'worker'))


def attempt(folder, command, *, faults='', environment=None, **parameters):
    """Prepare, run the stand-in, conclude; the run itself stays as it is."""
    claim = claimed(command, **parameters)
    hook, place = AirsenalHook(), folder / f'{claim.run_id}-{claim.n}'
    place.mkdir(parents=True)
    prepared = hook.prepare(claim, {}, place)
    given = {'PATH': os.environ['PATH'], 'LANG': 'C.UTF-8', **prepared.environment, 'STAND_IN_FAULTS': faults,
             **(environment or {})}
    done = subprocess.run(prepared.argv, input=b'n\n' * 20, capture_output=True, cwd=place, timeout=60, check=False,
                          env=given)
    texts = {'out': done.stdout.decode(errors='replace').split('\n'), 'err': done.stderr.decode().split('\n')}
    conclusion = hook.conclude(claim, place, done.returncode, lambda stream: iter(texts[stream]))
    has_failed = bool(conclusion.failure or done.returncode)
    ending = Ending(State.FAILED, conclusion.failure or '', may_retry=False) if has_failed else Ending(State.SUCCEEDED)
    transact(queue.see_exit, claim)
    transact(queue.finish, claim, ending)
    return Attempted(claim, conclusion, '\n'.join(texts['out']), done.returncode, place)


def section(kind, seed='1', weeks=(20, 21, 22), team=TEAM):
    """What the stand-in prints for it."""
    points = points_for(weeks, seed)
    if kind == 'prediction':
        rows = {position: [(one.name, told, one.tenths, one.club) for one, told in best(points, weeks, position)[:5]]
                for position in ('GK', 'DEF', 'MID', 'FWD')}
        return '\n'.join(printing.prediction(weeks, 5, rows)) + '\n'
    return '\n'.join(printing.strategy(plan(team, weeks, points, {}, seed).told)) + '\n'


def finished_run(command='predict', team=TEAM, state='succeeded', **values):
    """A run that is over, as its row."""
    return transact(_add, OpsRun, {
        'command': command, 'version': '1', 'name': command.capitalize(), 'area': 'ops', 'is_process': True,
        'parameters': {'fpl_team_id': team, 'weeks_ahead': 3}, 'trigger': 'ui', 'actor': 'person:4',
        'actor_name': 'Oliver', 'concurrency_key': f'team:{team}', 'state': state, 'attempts': 1} | values,
        'asked_at', 'available_at', 'deadline_at', 'ended_at')


def kept_report(kind='prediction', run=None, seed='1', **values):
    """A report of a run that is over; returns its number."""
    command = 'predict' if kind == 'prediction' else 'optimize'
    body = PARSERS[kind](section(kind, seed)).as_json()
    return transact(_add, OpsReport, {
        'run_id': run or finished_run(command), 'n': 1, 'kind': kind, 'source': 'db',
        'parser_version': PARSER_VERSION, 'body': json.dumps(body), 'issues': []} | values, 'made_at')


def _add(work, table, values, *moments):
    row = table(**dict.fromkeys(moments, work.now) | values)
    work.session.add(row)
    work.session.flush()
    return row.id
