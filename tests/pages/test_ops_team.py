"""The team page: what is known is shown with its age, and what can be done about the rest."""

from datetime import timedelta

import pytest

from app import clock
from app.demo_fpl import TEAM_ID
from app.services.ops import fpl_copies, teams
from app.work import read
from tests import reports
from tests.fakes.fpl import fake_fpl
from tests.fpl import choose_team, fetch
from tests.pages.conftest import complaint, control, fill, misses, named, press, sees, shown, text_of, until


@pytest.fixture
def fpl(monkeypatch, url):
    with fake_fpl(clock.now()) as server:
        monkeypatch.setenv('FPL_API_URL', server.url)
        yield server


@pytest.fixture
async def chosen(fpl, ann):
    """Ann has chosen the team, and it has been read."""
    choose_team()
    fetch()
    return ann


def players(user, name):
    """What is said of the players of this list, in their order."""
    [place] = [element for element in named(user, name) if element.tag == 'ol']
    return [item.props['aria-label'] for item in place]


async def test_the_team_of_the_present_gameweek_is_shown(chosen):
    await chosen.open('/ops/team')
    await sees(chosen, 'Gameweek 20', 'Current', 'Round Table Rovers', 'read just now', 'Gameweek points',
               'Overall rank', 'Team value')
    starting, bench = players(chosen, 'Starting eleven'), players(chosen, 'Bench')
    assert len(starting) == 11 and len(bench) == 4
    assert 'goalkeeper' in starting[0] and 'Substitute 1' in bench[0]
    assert sum(', captain,' in text for text in starting) == sum('vice-captain' in text for text in starting) == 1
    assert all('£' in text and 'point' in text for text in (*starting, *bench))
    await sees(chosen, 'doubtful: Knock, 75% chance of playing', 'Deadline of gameweek 21')


async def test_another_gameweek_is_a_link_away(chosen):
    fetch(18)
    fetch(19)
    await chosen.open('/ops/team?gameweek=19')
    await sees(chosen, 'Gameweek 19', 'Over', 'Free hit')
    assert control(chosen, 'Previous gameweek').props['href'] == '/ops/team?gameweek=18'
    assert control(chosen, 'Next gameweek').props['href'] == '/ops/team?gameweek=20'
    await chosen.open('/ops/team?gameweek=18')
    await sees(chosen, 'Gameweek 18', 'Bench boost')


async def test_before_a_deadline_it_is_said_whose_team_that_is(chosen):
    await chosen.open('/ops/team?gameweek=21')
    await sees(chosen, 'Gameweek 21', 'Not begun', 'This is the team of gameweek 20')
    assert len(players(chosen, 'Starting eleven')) == 11


async def test_a_newer_copy_appears_by_itself(chosen, fpl, monkeypatch):
    await chosen.open('/ops/team')
    await sees(chosen, 'Round Table Rovers')
    monkeypatch.setattr(fpl_copies, 'FRESH', timedelta())
    monkeypatch.setattr(fpl.league, 'entry', lambda: {'id': TEAM_ID, 'name': 'Felt United'})
    fetch()
    await sees(chosen, 'Felt United')


async def test_while_the_fpl_is_away_the_copy_stays_and_says_why(chosen, fpl, monkeypatch):
    await chosen.open('/ops/team')
    monkeypatch.setattr(fpl_copies, 'FRESH', timedelta())
    fpl.breaks('updating')
    fetch()
    await sees(chosen, 'The FPL says: the game is being updated.', 'What you see is as of', 'It is asked again after')
    assert len(players(chosen, 'Starting eleven')) == 11
    assert 'disabled' in control(chosen, 'Read again').props


async def test_before_the_first_answer_there_is_a_clear_notice(fpl, ann):
    choose_team()
    fpl.breaks('bot')
    fetch()
    await ann.open('/ops/team')
    await sees(ann, 'There is nothing to show yet', 'The FPL takes us for a robot and refuses to answer.')


async def test_without_a_team_whoever_may_chooses_one(fpl, ann):
    await ann.open('/ops/team')
    await sees(ann, 'Which team do you play with?')
    fill(ann, Team_number='my team')
    press(ann, 'Choose team')
    await until(lambda: complaint(ann, 'Team number'))
    fill(ann, Team_number=str(TEAM_ID))
    press(ann, 'Choose team')
    await until(lambda: read(teams.chosen) == TEAM_ID)
    await sees(ann, 'Team chosen', f'team {TEAM_ID}')


async def test_others_are_told_who_can(fpl, bob):
    await bob.open('/ops/team')
    await sees(bob, 'An operator can do that here.')
    assert not [one for one in shown(bob) if one._markers == ['Team', 'number']]


async def test_the_newest_strategy_stands_beside_the_team(chosen):
    await chosen.open('/ops/team')
    await sees(chosen, 'No optimisation has been run for this team yet.')
    reports.keep(reports.strategy())
    await sees(chosen, '+4.8 points', 'Gameweek 21', '61.7 points predicted', 'Triple captain', 'The whole strategy')
    await misses(chosen, '54.3 points predicted')  # its deadline has passed


async def test_the_strategy_of_another_team_is_none_of_ours(chosen):
    reports.keep(reports.strategy(team_id=7))
    await chosen.open('/ops/team')
    await sees(chosen, 'No optimisation has been run for this team yet.')
    assert '+4.8' not in text_of(chosen)


async def test_a_gameweek_that_does_not_exist_is_a_page_that_says_so(chosen):
    answer = await chosen.http_client.get('/ops/team?gameweek=39')
    assert answer.status_code == 404 and 'There is no gameweek 39.' in answer.text


async def test_nothing_is_asked_for_twice_within_a_quarter_of_an_hour(chosen, fpl):
    fpl.paths()
    await chosen.open('/ops/team')
    press(chosen, 'Read again')
    await sees(chosen, 'What you see is less than a quarter of an hour old')
    assert fpl.paths() == []
