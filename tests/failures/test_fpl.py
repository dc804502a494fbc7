"""Whatever is wrong with the FPL: the last good copy with its age, or a clear notice; never a crash, never nothing."""

import pytest

from app.demo_fpl import TEAM_ID
from app.domain.policy import Policy
from app.services.ops import team, teams
from app.settings import OpsSettings
from app.work import read, transact
from jobs.airsenal import team as command
from jobs.airsenal.team import fetch_team
from tests.fakes.fpl import fake_fpl
from tests.people import ANN, NOON, found_workspace
from tests.refusals import refused
from tests.voice import Said

PICKS = f'entry/{TEAM_ID}/event/20/picks/'
SILENCING = {  # fault: what people are told
    'updating': 'The FPL says: the game is being updated.', 'updating page': 'The FPL says: the game is being updated.',
    'html': 'The FPL answers with a page instead of data.',
    'bot': 'The FPL takes us for a robot and refuses to answer.',
    'too often': 'The FPL has been asked too often.', 'away': 'The FPL is not available just now.',
    'broken': 'The FPL has a fault of its own (status 500).', 'hang up': 'The FPL cannot be reached',
    'truncated': 'The answer of the FPL is cut off.', 'moved': 'The FPL answers with status 302.',
    'empty': 'The FPL names no gameweeks and no players.', 'slow': 'The FPL did not answer in time.'}


@pytest.fixture
def kind():
    return 'sqlite'


@pytest.fixture
def fpl(time):
    with fake_fpl(NOON) as server:
        yield server


@pytest.fixture
def policy(fpl):
    return Policy(ops=OpsSettings(fpl_url=fpl.url))


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    """Nobody waits between two tries, or long for an answer."""
    original = command.Fpl
    monkeypatch.setattr(command, 'Fpl', lambda address, wait: original(address, wait=lambda _: None, read=0.3))


@pytest.fixture
def chosen(database, time):
    found_workspace()
    transact(teams.choose, ANN, TEAM_ID)


def fetch(gameweek=0):
    return fetch_team(Said(), {'gameweek': gameweek})


def look(gameweek=None):
    return read(team.look_at_team, ANN, gameweek)


@pytest.mark.parametrize('fault', SILENCING)
def test_the_last_good_copy_is_shown_with_its_age_and_the_reason(chosen, fpl, time, fault):
    fetch()
    before = look()
    time.passes(hours=2)
    fpl.breaks(fault)
    assert SILENCING[fault] in fetch()['trouble']
    after = look()
    assert after.team == before.team and after.fetched_at == NOON
    assert after.is_stale and SILENCING[fault] in after.trouble and after.retry_at > time.now
    fpl.recovers()
    time.now = after.retry_at
    fetch()
    assert look().trouble == '' and not look().is_stale


@pytest.mark.parametrize('fault', SILENCING)
def test_before_the_first_answer_there_is_a_clear_notice(chosen, fpl, time, fault):
    fpl.breaks(fault)
    fetch()
    seen = look()
    assert (seen.team_id, seen.team) == (TEAM_ID, None)
    assert SILENCING[fault] in seen.trouble and not seen.is_due
    with refused('upstream') as caught:
        read(team.view_team, ANN)
    assert SILENCING[fault] in str(caught.value) and caught.value.age is None


def test_a_team_nobody_knows_is_said_to_be_unknown(chosen, fpl):
    transact(teams.choose, ANN, 7)
    fetch()
    seen = look()
    assert seen.trouble == 'The FPL knows no team with this number.'
    assert seen.team.gameweek == 20 and seen.team.starting == ()
    with refused('upstream') as caught:
        read(team.view_team, ANN)
    assert caught.value.age == 0


def test_a_gameweek_before_the_team_existed_is_said_to_have_none(chosen, fpl):
    fetch()
    fpl.faults[f'entry/{TEAM_ID}/event/3/picks/'] = 'missing'
    fetch(3)
    seen = look(3)
    assert (seen.team.gameweek, seen.team.starting) == (3, ())
    assert seen.trouble == 'The FPL shows no team for this gameweek.'


def test_right_after_a_deadline_the_team_before_is_shown_as_such(chosen, fpl, time):
    fetch()
    time.passes(days=7)
    fpl.league.week, fpl.league.now = 21, time.now
    fpl.faults[f'entry/{TEAM_ID}/event/21/picks/'] = 'missing'
    fetch()
    seen = look()
    assert (seen.team.gameweek, seen.team.lineup_week, len(seen.team.starting)) == (21, 20, 11)
    assert seen.team.points is None and seen.trouble == 'The FPL shows no team for this gameweek.'


def test_numbers_as_texts_make_no_difference(chosen, fpl, time):
    fetch()
    before = look()
    time.passes(minutes=16)
    fpl.breaks('texts')
    fetch()
    assert look().team == before.team and look().fetched_at == time.now


def test_fields_that_are_gone_are_unknown_and_nothing_else(chosen, fpl):
    fpl.breaks('bare')
    fetch()
    seen = look().team
    assert len(seen.starting) == 11 and len(seen.bench) == 4
    assert (seen.bank, seen.rank, seen.active_chip, seen.deadline) == (None, None, '', None)
    assert seen.starting[0].price is None
    assert seen.points is not None


def test_players_on_no_list_keep_their_places(chosen, fpl):
    fpl.faults[PICKS] = 'strangers'
    fetch()
    assert [player.name for player in look().team.starting][:2] == ['Player 99001', 'Player 99002']


def test_without_a_current_and_a_next_gameweek_the_last_is_shown(chosen, fpl):
    fpl.league.phase = 'over'
    fetch()
    seen = look().team
    assert (seen.gameweek, seen.phase, len(seen.starting)) == (38, 'last', 11)


def test_before_the_season_the_first_gameweek_is_shown_without_a_team(chosen, fpl):
    fpl.league.phase, fpl.league.week = 'next', 1
    fetch()
    seen = look()
    assert (seen.team.gameweek, seen.team.phase, seen.team.starting) == (1, 'next', ())
    assert seen.team.deadline > NOON and seen.trouble == ''


def test_matches_without_a_date_are_in_no_gameweek(chosen, fpl):
    fpl.faults['fixtures/'] = 'no dates'
    fetch()
    seen = look().team
    assert seen.knows_matches and {player.matches for player in seen.starting} == {()}


def test_a_club_may_have_no_match_or_two(chosen, fpl):
    league = fpl.league
    clubs = {team['id']: team['short_name'] for team in league.bootstrap()['teams']}
    moved = next(match for match in league.fixtures() if match['event'] == 22 and
                 sum(one['team_h'] == match['team_h'] or one['team_a'] == match['team_h']
                     for one in league.fixtures() if one['event'] == 22) == 2)
    player = next(man.id for man in league.men if man.club == moved['team_h'])
    picks = league.picks(20)
    picks['picks'][0]['element'] = player
    fpl.league.picks = lambda _week: picks
    fetch()
    assert len(look(22).team.starting[0].matches) == 2
    assert look(15).team.starting == () and clubs


def test_the_copy_of_another_season_is_not_shown(chosen, fpl, time):
    fetch()
    time.passes(days=330)
    fpl.league.week, fpl.league.now = 1, time.now
    fpl.faults[f'entry/{TEAM_ID}/event/1/picks/'] = 'missing'
    fetch()
    seen = look().team
    assert (seen.gameweek, seen.starting) == (1, ())
    assert look(20).team.starting == ()
