"""The team for programs: as it is known, with its age, and why it cannot be had."""

import pytest

from app.demo_fpl import TEAM_ID
from tests.api.conftest import fields, refusal
from tests.fakes.fpl import fake_fpl
from tests.fpl import choose_team, fetch
from tests.people import NOON


@pytest.fixture
def fpl(time, monkeypatch, url):
    with fake_fpl(NOON) as server:
        monkeypatch.setenv('FPL_API_URL', server.url)
        yield server


@pytest.fixture
def chosen(fpl, server):
    choose_team()


async def test_without_a_team_there_is_none(fpl, cleo):
    assert refusal(await cleo.get('/ops/team')) == (404, 'ops.no_team')


async def test_before_the_first_answer_there_is_nothing_to_tell(chosen, cleo):
    answer = await cleo.get('/ops/team')
    assert refusal(answer) == (502, 'upstream') and answer.json()['age'] is None


async def test_the_team_is_told_in_the_promised_shape(chosen, cleo):
    fetch()
    told = (await cleo.get('/ops/team')).json()
    assert (told['gameweek'], told['phase'], told['lineup_gameweek'], told['team_id']) == (20, 'current', 20, TEAM_ID)
    assert (len(told['starting']), len(told['bench']), told['stale'], told['trouble']) == (11, 4, False, None)
    assert told['fetched_at'] == '2030-01-09T12:00:00Z' and told['active_chip'] is None
    captain = next(player for player in told['starting'] if player['captain'])
    assert captain['multiplier'] == 2 and captain['points'] % 2 == 0
    assert sum(player['points'] for player in told['starting']) == told['points']
    assert sum(player['points'] for player in told['bench']) == told['points_on_bench']
    assert all(float(player['price']) > 3 for player in told['starting'])


async def test_another_gameweek_is_told_with_its_chip(chosen, cleo):
    fetch()
    fetch(18)
    told = (await cleo.get('/ops/team?gameweek=18')).json()
    assert (told['gameweek'], told['phase'], told['active_chip']) == (18, 'last', 'bboost')
    assert {'name': 'bboost', 'gameweek': 18} in told['chips']


async def test_before_its_deadline_a_gameweek_has_the_team_before_it(chosen, cleo):
    fetch()
    told = (await cleo.get('/ops/team?gameweek=21')).json()
    assert (told['gameweek'], told['lineup_gameweek'], told['phase'], told['points']) == (21, 20, 'next', None)


async def test_while_the_fpl_is_away_the_last_copy_is_told_with_its_age(chosen, cleo, fpl, time):
    fetch()
    time.passes(hours=2)
    fpl.breaks('updating')
    fetch()
    told = (await cleo.get('/ops/team')).json()
    assert (told['stale'], told['trouble']) == (True, 'The FPL says: the game is being updated.')
    assert told['fetched_at'] == '2030-01-09T12:00:00Z'
    answer = await cleo.get('/ops/team?gameweek=5')
    assert refusal(answer) == (502, 'upstream') and answer.json()['age'] == 7200


@pytest.mark.parametrize('gameweek', ['0', '-1', '100', 'x', '1e9', 'true'])
async def test_what_is_no_gameweek_is_refused(chosen, cleo, gameweek):
    assert fields(await cleo.get(f'/ops/team?gameweek={gameweek}')) == ['gameweek']


async def test_a_gameweek_beyond_the_season_does_not_exist(chosen, cleo):
    fetch()
    assert refusal(await cleo.get('/ops/team?gameweek=39')) == (404, 'ops.no_gameweek')


async def test_who_is_not_signed_in_learns_nothing(chosen, nobody):
    assert refusal(await nobody.get('/ops/team'))[0] == 401
