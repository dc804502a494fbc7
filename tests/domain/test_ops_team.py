"""The team page as a rule: which gameweek, who plays, what counts, and what nobody knows."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from app.domain.ops.team import (
    Footballer,
    Match,
    Move,
    Pick,
    Season,
    Squad,
    Told,
    Week,
    chip_name,
    chosen_week,
    lines,
    phase_of,
    team_of,
)

NOON = datetime(2030, 1, 9, 12, tzinfo=UTC)
SHAPE = ('GK', 'DEF', 'DEF', 'DEF', 'MID', 'MID', 'MID', 'MID', 'FWD', 'FWD', 'FWD', 'GK', 'DEF', 'MID', 'DEF')
PLAYERS = {number: Footballer(number, f'Name {number}', 'ASH', position, Decimal('5.5'), 'a', '', None, number)
           for number, position in enumerate(SHAPE, 1)}


def weeks(current=None, following=None, count=5):
    return tuple(Week(number, f'Gameweek {number}', NOON, number < (current or 0), number == current,
                      number == following) for number in range(1, count + 1))


def picks(**changes):
    found = [Pick(number, number, 1 if number <= 11 else 0, number == 9, number == 5) for number in PLAYERS]
    found[8] = replace(found[8], multiplier=2, **changes)
    return tuple(found)


def told(**parts):
    season = Season(weeks(3, 4), PLAYERS)
    return Told(**{'season': season, 'squad': Squad(3, picks(), points=60), **parts})


def team(told, number=3):
    return team_of(told, told.season.week(number))


@pytest.mark.parametrize(('current', 'following', 'number'), [(3, 4, 3), (None, 1, 1), (None, None, 5), (5, None, 5)])
def test_the_current_gameweek_else_the_next_else_the_last(current, following, number):
    assert chosen_week(Season(weeks(current, following), {})).number == number


def test_a_gameweek_that_is_asked_for_is_shown_and_none_where_it_does_not_exist():
    season = Season(weeks(3, 4), {})
    assert chosen_week(season, 1).number == 1
    assert chosen_week(season, 6) is None
    assert chosen_week(Season((), {})) is None


@pytest.mark.parametrize(('number', 'phase'), [(1, 'last'), (2, 'last'), (3, 'current'), (4, 'next'), (5, 'next')])
def test_what_is_ahead_counts_as_next_and_what_is_over_as_last(number, phase):
    season = Season(weeks(3, 4), {})
    assert phase_of(season, season.week(number)) == phase


def test_eleven_play_and_four_wait_in_their_order():
    found = team(told(squad=Squad(3, picks()[::-1])))
    assert [player.name for player in found.starting] == [f'Name {number}' for number in range(1, 12)]
    assert [player.name for player in found.bench] == [f'Name {number}' for number in range(12, 16)]


def test_the_pitch_has_its_goalkeeper_first():
    assert [len(row) for row in lines(team(told()).starting)] == [1, 3, 4, 3]


@pytest.mark.parametrize(('multiplier', 'points'), [(2, 18), (3, 27)])
def test_a_captains_points_count_twice_or_three_times(multiplier, points):
    captain = team(told(squad=Squad(3, (*picks()[:8], replace(picks()[8], multiplier=multiplier))))).starting[8]
    assert (captain.points, captain.multiplier, captain.is_captain) == (points, multiplier, True)


def test_of_a_substitute_is_told_what_he_would_have_brought():
    substitute = team(told()).bench[0]
    assert (substitute.points, substitute.multiplier) == (12, 0)


def test_points_of_a_gameweek_that_is_over_are_not_those_of_the_current_one():
    assert team(told(squad=Squad(2, picks())), 2).starting[0].points is None
    assert team(told(squad=Squad(2, picks()), points={1: 7}), 2).starting[0].points == 7


def test_before_a_deadline_the_team_of_the_gameweek_before_is_shown_without_its_points():
    squad = Squad(3, picks(), 'bboost', 60, 180, 1000, 2000, Decimal('1.5'), Decimal('101.5'), 1, 4, 9)
    found = team(told(squad=squad), 4)
    assert (found.lineup_week, found.phase, found.active_chip) == (3, 'next', '')
    assert (found.points, found.rank, found.transfers) == (None, None, None)
    assert (found.total_points, found.bank, found.value) == (180, Decimal('1.5'), Decimal('101.5'))
    assert [player.points for player in found.starting] == [None] * 11
    assert (found.starting[8].multiplier, found.starting[8].is_captain) == (2, True)


def test_a_player_on_no_list_keeps_his_place():
    found = team(told(season=Season(weeks(3, 4), {})))
    assert [player.name for player in found.starting][:2] == ['Player 1', 'Player 2']
    assert found.starting[0].club == '–' and found.starting[0].price is None


def test_a_player_has_one_match_or_none_or_two():
    matches = (Match(3, None, 'ASH', 'LOX'), Match(3, NOON, 'FEN', 'ASH'), Match(4, None, 'ASH', 'FEN'),
               Match(None, None, 'ASH', 'WES'))
    assert team(told(matches=matches)).starting[0].matches == ('LOX (H)', 'FEN (A)')
    assert team(told(matches=matches[2:])).starting[0].matches == ()
    assert not team(told()).knows_matches and team(told(matches=matches[2:])).knows_matches


def test_transfers_are_told_with_names():
    moves = (Move(3, 1, 2), Move(2, 3, 4), Move(3, 99, 5))
    assert team(told(moves=moves)).moves == (('Name 2', 'Name 1'), ('Name 5', 'Player 99'))


def test_without_a_team_there_is_still_a_gameweek():
    found = team(told(squad=None))
    assert (found.gameweek, found.starting, found.bench, found.points) == (3, (), (), None)


@pytest.mark.parametrize(('chip', 'name'), [('3xc', 'Triple captain'), ('bboost', 'Bench boost'),
                                            ('freehit', 'Free hit'), ('wildcard', 'Wildcard'),
                                            ('assistant_manager', 'Assistant manager')])
def test_chips_have_names_for_people(chip, name):
    assert chip_name(chip) == name
