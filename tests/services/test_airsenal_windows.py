"""What a run of AIrsenal may be given: rules that need to know the team and the next gameweek."""

import json
from dataclasses import replace

import pytest

from app.domain.ops.airsenal.chips import CHIPS
from app.errors import Invalid
from app.services.ops import commands, fpl_copies, queue, teams, windows
from app.services.ops.fpl_copies import Fetched
from app.services.ops.queue import Wanted
from app.work import read, transact
from tests.airsenal import TEAM, policy_for
from tests.people import ANN, OLIVER

pytestmark = pytest.mark.usefixtures('workspace')
CHIP_WEEKS = tuple(CHIPS)
NONSENSE = (0, -1, 10**9, float('nan'), True, '3; rm -rf /', '--clean', '٣', 10_000 * '3', '3\0', 7, 2.5, [3])


@pytest.fixture
def policy(policy, tmp_path):
    rules, known = policy_for(tmp_path)
    return replace(policy, ops=rules, commands=known)


@pytest.fixture
def season(workspace):
    """The FPL told the deadlines: gameweek 20 is next."""
    weeks = [{'id': number, 'name': f'Gameweek {number}', 'deadline_time': f'2030-01-{number - 11:02}T18:00:00Z',
              'is_next': number == 18} for number in range(15, 39)]
    body = {'events': weeks, 'teams': [{'id': 1, 'code': 1, 'name': 'Arsenal', 'short_name': 'ARS'}],
            'elements': [{'id': 1, 'web_name': 'Raya', 'team': 1, 'element_type': 1, 'now_cost': 55}]}
    transact(fpl_copies.keep_all, [Fetched(windows.SEASON, json.dumps(body).encode())])


def accepted(command='optimize', **given):
    definition = read(commands.find, ANN, command)
    return read(windows.accepted, definition, {'fpl_team_id': TEAM} | given)


def fields(command='optimize', **given):
    with pytest.raises(Invalid) as caught:
        accepted(command, **given)
    return [field for field, _ in caught.value.errors]


@pytest.mark.parametrize('weeks', NONSENSE, ids=[str(number) for number in range(len(NONSENSE))])
@pytest.mark.parametrize('command', ['predict', 'optimize', 'pipeline'])
def test_nonsense_for_the_number_of_weeks_is_named_and_nothing_is_queued(command, weeks):
    with pytest.raises(Invalid) as caught:
        transact(queue.ask_for, OLIVER, Wanted(command, {'fpl_team_id': TEAM, 'weeks_ahead': weeks}))
    assert [field for field, _ in caught.value.errors] == ['weeks_ahead']
    assert read(queue.figures).waiting == 0


@pytest.mark.parametrize('chip', CHIP_WEEKS)
def test_a_chip_is_not_used_or_played_any_week_or_in_one(chip):
    for week in (-1, 0, 21):
        assert accepted(**{chip: week})[chip] == week
    for week in (-2, 39, '21', True, 1.5):
        assert fields(**{chip: week}) == [chip]
    assert accepted()[chip] == -1


def test_two_chips_cannot_be_played_in_one_week_but_any_week_suits_several():
    assert fields(wildcard_week=21, bench_boost_week=21) == ['bench_boost_week']
    assert fields('pipeline', wildcard_week=21, free_hit_week=21, triple_captain_week=21) == [
        'free_hit_week', 'triple_captain_week']
    accepted(wildcard_week=0, bench_boost_week=0, free_hit_week=21, triple_captain_week=22)


def test_a_chip_outside_the_weeks_the_run_looks_at_is_named(season):
    assert read(windows.next_week) == 20
    assert fields(weeks_ahead=3, wildcard_week=23, bench_boost_week=19) == ['wildcard_week', 'bench_boost_week']
    assert fields('pipeline', weeks_ahead=1, wildcard_week=21) == ['wildcard_week']
    for week in (20, 21, 22, 0, -1):
        assert accepted(weeks_ahead=3, wildcard_week=week)['wildcard_week'] == week


def test_the_window_ends_with_the_season_and_after_it_nothing_is_known(season, time):
    time.passes(days=18)
    assert read(windows.next_week) == 38
    assert fields(weeks_ahead=6, wildcard_week=37) == ['wildcard_week'] and accepted(weeks_ahead=6, wildcard_week=38)
    time.passes(days=2)
    assert read(windows.next_week) is None and accepted(wildcard_week=1)


def test_without_any_news_of_the_fpl_chips_are_not_refused():
    assert read(windows.next_week) is None and accepted(wildcard_week=38)
    transact(fpl_copies.keep_all, [Fetched(windows.SEASON, b'<html>The game is being updated.</html>')])
    assert read(windows.next_week) is None


def test_the_team_of_the_workspace_is_taken_where_none_is_named():
    with pytest.raises(Invalid) as caught:
        transact(queue.ask_for, OLIVER, Wanted('predict', {}))
    assert [field for field, _ in caught.value.errors] == ['fpl_team_id']
    transact(teams.choose, OLIVER, 77)
    assert read(commands.view_command, ANN, 'predict').definition.parameters[0].default == 77
    transact(queue.ask_for, OLIVER, Wanted('predict', {}))
    claim = transact(queue.claim_next, 'worker')
    assert claim.parameters == {'fpl_team_id': 77, 'weeks_ahead': 3, 'team_model': 'extended', 'sampling': False,
                                'no_bonus': False, 'no_cards': False, 'no_saves': False}


def test_runs_of_one_team_wait_for_each_other_and_those_of_another_do_not():
    for command, team in (('predict', 1), ('optimize', 1), ('predict', 2)):
        transact(queue.ask_for, OLIVER, Wanted(command, {'fpl_team_id': team}))
    claims = [transact(queue.claim_next, 'worker') for _ in range(3)]
    assert [claim and (claim.definition.slug, claim.parameters['fpl_team_id']) for claim in claims] == [
        ('predict', 1), ('predict', 2), None]


@pytest.mark.parametrize(('name', 'value'), [('num_free_transfers', 6), ('num_free_transfers', -1), ('max_hit', -4),
                                             ('max_transfers', 6), ('num_thread', 0), ('allow_unused', 'yes')])
def test_every_limit_of_an_optimisation_is_kept(name, value):
    assert fields(**{name: value}) == [name]


def test_unknown_parameters_are_named():
    assert fields(is_replay=True, season='1819') == ['is_replay', 'season']
