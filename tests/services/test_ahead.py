"""What Home is told of the next weeks: only what somebody may see, and only what lies ahead."""

from datetime import timedelta

import pytest

from app.domain.access import Actor
from app.domain.portfolio.setup.drafts import HappeningDraft, MarkerDraft
from app.domain.sprints.facts.board import Sprint
from app.services.portfolio import ahead as portfolio
from app.services.portfolio import happenings, markers
from app.services.seasons import ahead as seasons
from app.services.sprints import ahead as sprints
from app.services.sprints import boards
from app.work import read, transact
from models.seasons import Season
from models.sprints import SprintQueue, SprintSite
from tests.people import ANN, NOON
from tests.portfolio import checkout
from tests.portfolio import plant as plant_portfolio
from tests.seasons import plant_season
from tests.sprints import SPRINT, board, jan, plant

TODAY = NOON.date()
NOBODY = Actor('person:99', 'Noone', ())


def moment(days):
    return round((NOON + timedelta(days)).timestamp() * 1000)


def sprint(number, state, first, last):
    return Sprint(number, f'Sprint {number}', state, '', moment(first), moment(first) if state == 'active' else None,
                  moment(last))


@pytest.fixture
def boards_of_two_weeks(workspace, time):
    plant(board([], [sprint(SPRINT, 'active', -3, 6), sprint(SPRINT + 1, 'future', 7, 20),
                     Sprint(SPRINT - 1, 'Old', 'closed', '', jan('1 08:00'), jan('1 08:00'), jan('2 08:00'))]))


def titles(found):
    return [one.title for one in found]


def test_sprints_say_which_day_it_is_and_whether_their_queue_is_published(boards_of_two_weeks):
    running, next_one = read(sprints.list_coming, ANN)
    assert running.title.startswith(f'Sprint {SPRINT} · day ') and running.is_sure
    assert (next_one.title, next_one.is_sure) == (f'Sprint {SPRINT + 1} · queue not published yet', False)
    transact(lambda work: work.session.add(SprintQueue(
        board_id=1, sprint=SPRINT + 1, number=1, state='published', inputs={}, hash='', result={}, by='', by_name='',
        at=NOON)))
    assert titles(read(sprints.list_coming, ANN))[1].endswith('queue published')


def test_the_sprint_on_home_is_that_of_the_first_board(boards_of_two_weeks):
    transact(boards.star, ANN, 1, True)
    assert read(sprints.view_present, ANN).head.sprint.number == SPRINT


def test_a_connection_says_in_a_word_what_is_wrong_with_it(boards_of_two_weeks):
    assert [one.trouble for one in read(sprints.list_connections, ANN)] == ['']
    transact(lambda work: setattr(work.get(SprintSite, 1), 'state', 'auth'))
    assert [one.trouble for one in read(sprints.list_connections, ANN)] == ['refused']


def test_markers_and_events_are_those_of_the_next_weeks(workspace):
    plant_portfolio(checkout())
    for days, label in ((5, 'Launch'), (60, 'Later')):
        transact(markers.add_marker, ANN, MarkerDraft(label, TODAY + timedelta(days)))
    transact(happenings.add_happening, ANN, HappeningDraft('Freeze', TODAY - timedelta(3), TODAY + timedelta(2)))
    assert titles(read(portfolio.list_coming, ANN)) == ['Launch', 'Freeze']


def test_load_is_that_of_six_weeks_from_this_monday(workspace):
    plant_portfolio(checkout())
    view = read(portfolio.view_load, ANN)
    assert len(view.periods) == 6
    assert view.periods[0].start == TODAY - timedelta(TODAY.weekday())


def test_a_season_is_told_on_the_days_it_begins_and_ends(workspace):
    season = plant_season()
    transact(lambda work: [setattr(work.get(Season, season), name, day) for name, day in (
        ('start', TODAY - timedelta(90)), ('end', TODAY + timedelta(4)))])
    assert [one.title.rpartition(' ')[2] for one in read(seasons.list_coming, ANN)] == ['ends']


def test_who_has_no_role_in_an_area_is_told_nothing_of_it(boards_of_two_weeks):
    plant_portfolio(checkout())
    plant_season()
    assert [read(tell, NOBODY) for tell in (
        sprints.list_coming, sprints.view_present, sprints.list_connections, portfolio.list_coming,
        portfolio.view_load, portfolio.list_connections, seasons.list_coming)] == [(), None, (), (), None, (), ()]
