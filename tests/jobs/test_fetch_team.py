"""`airsenal.fetch_team`: what it asks the FPL for, how rarely, and what it says where nobody answers."""

import pytest

from app.demo_fpl import TEAM_ID, FakeFpl
from app.domain.policy import Policy
from app.errors import Rejected
from app.services.ops import fpl_copies, team, teams
from app.settings import OpsSettings
from app.work import read, transact
from jobs.airsenal.team import Pretender, fetch_team
from jobs.voice import Stopped
from tests.fakes.fpl import fake_fpl
from tests.people import ANN, NOON, found_workspace
from tests.voice import Said

ENTRY = f'entry/{TEAM_ID}/'
ALL = ['bootstrap-static/', ENTRY, f'{ENTRY}history/', f'{ENTRY}transfers/', 'fixtures/',
       f'{ENTRY}event/20/picks/', 'event/20/live/']


@pytest.fixture
def fpl(time):
    with fake_fpl(NOON) as server:
        yield server


@pytest.fixture
def policy(fpl):
    return Policy(ops=OpsSettings(fpl_url=fpl.url))


@pytest.fixture
def chosen(database, time):
    """Ann has chosen the team."""
    found_workspace()
    transact(teams.choose, ANN, TEAM_ID)


def fetch(gameweek=0, voice=None):
    return fetch_team(voice or Said(), {'gameweek': gameweek})


def look(gameweek=None):
    return read(team.look_at_team, ANN, gameweek)


def test_everything_about_the_team_is_read_once(chosen, fpl):
    voice = Said()
    assert fetch(voice=voice) == {'asked': 7, 'changed': 7, 'trouble': ''}
    assert fpl.paths() == ALL
    assert len(voice.lines) == len(voice.steps) == 7
    seen = look()
    assert (seen.team.gameweek, len(seen.team.starting), len(seen.team.bench)) == (20, 11, 4)
    assert not seen.is_stale and not seen.is_due and seen.fetched_at == NOON


def test_within_a_quarter_of_an_hour_nothing_is_asked_again(chosen, fpl, time):
    fetch()
    fpl.paths()
    time.passes(minutes=14)
    assert fetch()['asked'] == 0 and fpl.paths() == []
    time.passes(minutes=1)
    assert look().is_due
    assert fetch() == {'asked': 7, 'changed': 0, 'trouble': ''}
    assert look().fetched_at == time.now and not look().is_due


def test_another_gameweek_needs_only_what_is_its_own(chosen, fpl):
    fetch()
    fpl.paths()
    fetch(12)
    assert fpl.paths() == [f'{ENTRY}event/12/picks/', 'event/12/live/']
    assert look(12).team.gameweek == 12 and look(12).team.points is not None


def test_before_its_deadline_nobody_asks_for_a_line_up(chosen, fpl):
    fetch()
    fpl.paths()
    fetch(21)
    assert fpl.paths() == []
    assert (look(21).team.gameweek, look(21).team.lineup_week) == (21, 20)


def test_a_refusal_ends_the_conversation_and_is_kept_to(chosen, fpl, time):
    fpl.faults[ENTRY] = 'too often'
    voice = Said()
    result = fetch(voice=voice)
    assert fpl.paths() == ALL[:2] and result['trouble'] == 'The FPL has been asked too often.'
    assert ('warning', f'{ENTRY} The FPL has been asked too often.') in voice.lines
    fpl.recovers()
    time.passes(seconds=119)
    assert fetch()['asked'] == 0 and fpl.paths() == []
    time.passes(seconds=1)
    assert fetch()['asked'] == 6 and look().trouble == ''


def test_one_bad_answer_does_not_keep_the_others(chosen, fpl):
    fpl.faults['fixtures/'] = 'truncated'
    assert fetch()['trouble'] == 'The answer of the FPL is cut off.'
    assert fpl.paths() == ALL
    assert len(look().team.starting) == 11 and not look().team.knows_matches and not look().is_stale


def test_without_a_team_there_is_nothing_to_read(database, time, fpl):
    found_workspace()
    with pytest.raises(Rejected):
        fetch()
    assert fpl.paths() == []


def test_a_run_that_is_stopped_asks_no_further(chosen, fpl):
    with pytest.raises(Stopped):
        fetch(voice=Said(stops_after=2))
    assert len(fpl.paths()) <= 3


def test_the_demo_asks_nobody(chosen, fpl, monkeypatch):
    league = FakeFpl(NOON, team_id=TEAM_ID)
    monkeypatch.setattr(team, 'source', lambda work: team.Source(fpl.url, TEAM_ID, NOON))
    assert fetch() == {'asked': 7, 'changed': 7, 'trouble': ''}
    assert fpl.paths() == []
    assert read(fpl_copies.look, ALL[0]).body == Pretender(league).fetch(ALL[0]).body
