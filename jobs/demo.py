"""A month of operations for the demo: made through the same services as real runs, by the stand-in.

The past is written with its own time; what stands in the queue at the end is done by the worker, while people look.
"""

import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from app import clock, demo_fpl
from app.domain.access import Actor
from app.domain.ops.airsenal import PARSER_VERSION
from app.domain.ops.airsenal.bodies import Body
from app.domain.ops.airsenal.issues import issues_of
from app.domain.ops.airsenal.optimisation import parse_optimisation
from app.domain.ops.airsenal.prediction import parse_prediction
from app.domain.ops.entries import EntryDraft
from app.domain.ops.log import Scribe
from app.domain.ops.states import Claim, Ending, State
from app.services.ops import logs, queue, reports, schedules, teams
from app.services.ops.queue import Wanted
from app.work import transact
from jobs import demo_portfolio, demo_seasons, demo_sprints
from jobs.airsenal.programs import LEAGUE, ROOT
from jobs.airsenal.team import fetch_team

SEED = 20
DAYS = 24
WORKER = 'demo'
BERLIN = 'Europe/Berlin'
PARAMETERS = {'fpl_team_id': demo_fpl.TEAM_ID}
NIGHTLY = EntryDraft('pipeline', expression='30 5 * * *', zone=BERLIN, parameters=PARAMETERS,
                     note='Before the morning’s coffee')
HOURLY = EntryDraft('update_db', 'every', '6 hours', BERLIN, PARAMETERS, jitter=60)
REFUSED = 'ConnectionError: 503 Service Unavailable for bootstrap-static/'
GAMEWEEKS = (0, 19, 18, 17)  # the present one, and the last ones with their chips


@dataclass(frozen=True)
class Said:
    out: str
    err: str


class Unheard:
    """For what happens before anybody can listen."""
    run_id = n = 0
    secrets: Mapping[str, str] = MappingProxyType({})

    def speak(self, text: str, level: str = '') -> None:
        return

    def progress(self, done: float, total: float, text: str = '') -> None:
        return

    def is_cancelled(self) -> bool:
        return False

    def partly(self, reason: str) -> None:
        return


def fill(admin: Actor) -> None:
    """Runs of the last weeks, entries of the schedule, and something to do at once."""
    chance = random.Random(SEED)
    demo_portfolio.fill_portfolio(Unheard(), admin)
    demo_sprints.fill_sprints(Unheard(), admin)
    demo_seasons.fill_seasons(Unheard(), admin)
    transact(teams.choose, admin, demo_fpl.TEAM_ID)
    for gameweek in GAMEWEEKS:
        fetch_team(Unheard(), {'gameweek': gameweek})
    entry = transact(schedules.add, admin, NIGHTLY)
    transact(schedules.add, admin, HOURLY)
    for fire_time in _mornings(clock.now()):
        _run(entry, fire_time, chance)
    for command in ('setup_db', 'predict', 'optimize'):
        transact(queue.ask_for, admin, Wanted(command, PARAMETERS))


def _mornings(now: datetime) -> Sequence[datetime]:
    """Half past five of every day up to today, oldest first."""
    days = [(now - timedelta(days=back)).astimezone(ZoneInfo(BERLIN)) for back in range(DAYS, -1, -1)]
    return [at for day in days if (at := day.replace(hour=5, minute=30, second=0, microsecond=0)) < now]


def _run(entry: int, fire_time: datetime, chance: random.Random) -> None:
    """One morning: mostly fine, sometimes at the second try, once in a while not at all."""
    with clock.standing_at(fire_time):
        transact(queue.enqueue, 'pipeline', PARAMETERS, trigger='schedule', schedule_id=entry, fire_time=fire_time)
    at = fire_time + timedelta(seconds=chance.uniform(0.05, 0.4))
    luck = chance.random()
    for n in range(4 if luck < 0.06 else 1 if luck < 0.24 else 0):
        at = _attempt(at, chance.uniform(2, 9), None, n)
    if luck >= 0.06:
        _attempt(at, chance.uniform(64, 118), chance.randrange(6), 0)


def _attempt(at: datetime, seconds: float, seed: int | None, n: int) -> datetime:
    """Without a seed the FPL refuses. Returns when the next attempt may begin."""
    with clock.standing_at(at):
        claim: Claim | None = transact(queue.claim_next, WORKER)
        assert claim
        transact(queue.begin, claim)
    said = _output(seed) if seed is not None else Said(f'Running for FPL Team ID {demo_fpl.TEAM_ID}\n', REFUSED)
    _write_down(claim, said, at, seconds)
    end = at + timedelta(seconds=seconds)
    with clock.standing_at(end):
        if seed is not None:
            _keep_reports(claim, said.out)
        transact(queue.see_exit, claim)
        transact(queue.finish, claim, Ending(State.SUCCEEDED, exit_code=0) if seed is not None
                 else Ending(State.FAILED, REFUSED, exit_code=1))
    return end + timedelta(seconds=60 * 2 ** n)


def _write_down(claim: Claim, said: Said, at: datetime, seconds: float) -> None:
    scribe, lines = Scribe(()), said.out.splitlines(keepends=True)
    for place, line in enumerate(lines):
        scribe.feed('out', line.encode(), at + timedelta(seconds=seconds * place / len(lines)))
    end = at + timedelta(seconds=seconds)
    scribe.feed('err', said.err.encode(), end)
    scribe.finish(end)
    with clock.standing_at(end):
        transact(logs.append, claim, scribe.take(), scribe.standing)


def _keep_reports(claim: Claim, text: str) -> None:
    found: tuple[tuple[str, Body | None], ...] = (('prediction', parse_prediction(text)),
                                                  ('optimisation', parse_optimisation(text)))
    for kind, body in found:
        if body:
            transact(reports.keep_report, claim, kind, body.as_json(), 'text', PARSER_VERSION, issues_of(body, 3))


@lru_cache
def _output(seed: int) -> Said:
    """What a pipeline says whose figures come from this seed."""
    with tempfile.TemporaryDirectory() as folder:
        environment = _environment(folder, seed)
        given = [sys.executable, '-m', 'jobs.airsenal.stand_in', 'run_pipeline', '--fpl_team_id',
                 str(demo_fpl.TEAM_ID)]
        done = subprocess.run(given, env=environment, input=20 * 'n\n', capture_output=True, text=True, check=True,
                              cwd=folder)
    return Said(done.stdout, done.stderr)


def _environment(folder: str, seed: int) -> Mapping[str, str]:
    return {**LEAGUE, 'PYTHONPATH': str(ROOT), 'PATH': os.defpath, 'AIRSENAL_HOME': folder, 'STAND_IN_SEED': str(seed),
            'AIRSENAL_DB_FILE': str(Path(folder) / 'data.db'), 'PYTHONDONTWRITEBYTECODE': '1'}
