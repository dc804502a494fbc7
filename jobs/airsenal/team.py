"""`airsenal.fetch_team`: bring the copies of what the FPL tells about the team up to date, as far as it answers.

That it does not answer is no failure of the run: the copies stay, the page says how old they are and why, and the run
says so in its log.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event
from typing import Any, Protocol

from app.demo_fpl import FakeFpl
from app.domain.ops.commands import Definition, Parameter
from app.domain.ops.team import chosen_week
from app.errors import Rejected, Upstream
from app.integrations.fpl import translate
from app.integrations.fpl.client import Answer, Fpl, Refused, Silent, Unknown
from app.services.ops import fpl_copies, team
from app.services.ops.fpl_copies import Fetched
from app.services.ops.team import BOOTSTRAP, COMMAND, NO_TEAM, Source
from app.work import read, transact
from jobs.voice import Voice

PAUSE_AFTER_SILENCE = 60.0  # seconds
PAUSE_AFTER_FAULT = 600.0  # of one address
PAUSE_AFTER_UNKNOWN = 900.0

DEFINITION = Definition(
    COMMAND, 'Read the team', 'Reads the team of this workspace from the FPL, and keeps the answers.',
    parameters=(Parameter('gameweek', 'whole', 'The gameweek to read; 0 is the present one.', 0, low=0, high=99),),
    key='fpl:{gameweek}', joins=True, retries=0, timeout=300, priority=3, is_quiet=True)

CHECKS: Mapping[str, Callable[[bytes], object]] = {
    'season': translate.season, 'squad': translate.squad, 'points': translate.points, 'moves': translate.moves,
    'chips': translate.chips, 'team_name': translate.team_name, 'matches': lambda body: translate.matches(body, {})}
UNKNOWN = {'squad': 'The FPL shows no team for this gameweek.', 'team_name': 'The FPL knows no team with this number.'}


class Teller(Protocol):
    """Whoever answers: the FPL, or the league of the demo."""

    def fetch(self, path: str, etag: str = '') -> Answer: ...


@dataclass(frozen=True)
class Pretender:
    """Answers for the demo, without a network."""
    league: FakeFpl

    def fetch(self, path: str, etag: str = '') -> Answer:
        value = self.league.answer(path)
        if value is None:
            raise Unknown('The league of the demo has nothing at this address.')
        return Answer(json.dumps(value).encode())


def fetch_team(voice: Voice, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """What was asked for, what had changed, and what could not be had."""
    source = read(team.source)
    if source.team_id is None:
        raise Rejected(NO_TEAM, 'ops.no_team')
    gameweek = parameters.get('gameweek') or None
    with _teller(source, voice) as teller:
        fetched = [*_ask(voice, teller, {BOOTSTRAP: 'season'})]
        fetched += _ask(voice, teller, _rest(source.team_id, gameweek))
    failures = tuple(one.failure for one in fetched if one.failure)
    return {'asked': len(fetched), 'changed': sum(not one.failure and not one.is_unchanged for one in fetched),
            'trouble': failures[0] if failures else ''}


def _rest(team_id: int, gameweek: int | None) -> Mapping[str, str]:
    """What is to be found where, once it is known how far the season is."""
    copy = read(fpl_copies.look, BOOTSTRAP)
    if copy is None:
        return {}
    season = translate.season(copy.body)
    week = chosen_week(season, gameweek)
    found = dict(team.paths(team_id, season, week)) if week else {}
    found.pop(BOOTSTRAP, None)
    return found


def _ask(voice: Voice, teller: Teller, wanted: Mapping[str, str]) -> list[Fetched]:
    """Ask for what is due, one after the other, and keep it; a refusal ends it."""
    due = read(fpl_copies.due, list(wanted))
    fetched: list[Fetched] = []
    for done, (path, etag) in enumerate(due):
        voice.progress(done, len(due), path)
        fetched.append(_one(teller, path, etag, wanted[path]))
        _say(voice, fetched[-1])
        if fetched[-1].is_everywhere:
            break
    if fetched:
        transact(fpl_copies.keep_all, fetched)
    return fetched


def _one(teller: Teller, path: str, etag: str, kind: str) -> Fetched:
    """An answer only counts if what it is for can be found in it."""
    try:
        answer = teller.fetch(path, etag)
        if not answer.is_unchanged:
            CHECKS[kind](answer.body)
    except Refused as error:
        return Fetched(path, failure=str(error), seconds=error.seconds, is_everywhere=True)
    except Silent as error:
        return Fetched(path, failure=str(error), seconds=PAUSE_AFTER_SILENCE, is_everywhere=True)
    except Unknown as error:
        return Fetched(path, failure=UNKNOWN.get(kind, str(error)), seconds=PAUSE_AFTER_UNKNOWN)
    except Upstream as error:
        return Fetched(path, failure=str(error), seconds=PAUSE_AFTER_FAULT)
    return Fetched(path, answer.body, answer.etag, answer.is_unchanged)


def _say(voice: Voice, one: Fetched) -> None:
    if one.failure:
        voice.speak(f'{one.path} {one.failure}', 'warning')
    else:
        voice.speak(f'{one.path} {"has not changed" if one.is_unchanged else f"{len(one.body):,} bytes"}')


@contextmanager
def _teller(source: Source, voice: Voice) -> Iterator[Teller]:
    if source.demo_since:
        yield Pretender(FakeFpl(source.demo_since, team_id=source.team_id or 0))
        return

    def wait(seconds: float) -> None:
        Event().wait(seconds)
        voice.speak('No answer; trying again.', 'warning')
    with Fpl(source.address, wait=wait) as fpl:
        yield fpl
