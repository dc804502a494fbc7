"""What sprints put on Home: what only this person can mend, and the sprints of their boards."""

from dataclasses import replace

from app.domain.sprints.facts.board import Sprint
from app.services.sprints import boards, needs
from app.work import read, transact
from models.sprints import SprintSite
from tests.people import ANN, BOB
from tests.sprints import COLUMNS, SPRINT, board, jan, plant

RUNNING = Sprint(SPRINT, 'Sprint 42', 'active', '', jan('5 08:00'), jan('5 08:00'), jan('16 16:00'))


def test_an_admin_is_told_of_a_site_that_does_not_let_anybody_in(workspace):
    plant(board([], [RUNNING]))
    assert read(needs.list_needs, ANN) == ()
    transact(lambda work: setattr(work.get(SprintSite, 1), 'state', 'auth'))
    assert [need.title for need in read(needs.list_needs, ANN)] == ['Jira cannot be read']
    assert read(needs.list_needs, BOB) == ()


def test_guessed_columns_want_to_be_confirmed(workspace):
    plant(board([], [RUNNING], mappings=(replace(COLUMNS, is_guessed=True),)))
    assert [need.link for need in read(needs.list_needs, ANN)] == ['/sprints/settings']


def test_a_running_sprint_of_a_starred_board_is_on_home(workspace):
    plant(board([], [RUNNING]))
    assert read(needs.list_happenings, BOB) == ()
    transact(boards.star, BOB, 1, True)
    assert [(one.title, one.detail) for one in read(needs.list_happenings, BOB)] == [
        ('Sprint 42, Checkout', 'Sprint until Friday 16 January')]
