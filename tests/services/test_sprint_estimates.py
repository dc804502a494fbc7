"""Issues are estimated at poker tables, and what is agreed comes back to them."""

from datetime import date

import pytest

from app.domain.sprints.facts.board import Sprint
from app.errors import Forbidden, NotFound, Rejected
from app.events import BoardChanged, board_topic
from app.services.poker import stories
from app.services.sprints import estimates, telling
from app.work import read, transact
from models.sprints import SprintSite
from tests.people import ANN, BOB, CLEO
from tests.poker import open_table, played, table_of
from tests.sprints import FINISHED, SPRINT, board, issue, jan, plant


@pytest.fixture
def planned(workspace):
    sprint = Sprint(SPRINT, 'Sprint 42', 'active', '', jan('5 08:00'), jan('5 08:00'), jan('16 16:00'))
    return plant(board([issue(1, points='5'), issue(2), issue(3, status=FINISHED), issue(4, sprints=()),
                        issue(5, sprints=(), is_epic=True)], [sprint]))


def agreed(value, origin='sprints:1/2', actor=ANN):
    table_id = open_table(name='Refinement', stories=[stories.StoryDraft('Story 2', origin=origin)])
    played(table_id, {actor: '5'}, table_of(table_id).story)
    transact(stories.save_estimate, actor, table_id, value)


def test_open_issues_of_a_sprint_become_stories_with_their_present_estimate(planned):
    found = read(estimates.list_open, BOB, 1, SPRINT)
    assert [(one.key, one.estimate, one.origin) for one in found] == [
        ('D-1', '5', 'sprints:1/1'), ('D-2', '', 'sprints:1/2')]


def test_the_backlog_is_what_is_open_and_in_no_running_sprint(planned):
    assert [one.key for one in read(estimates.list_open, BOB, 1)] == ['D-4']
    assert [one.name for one in read(estimates.list_choices, BOB)] == ['Checkout · Sprint 42', 'Checkout · backlog']


def test_chosen_issues_lie_on_the_table_in_the_order_in_which_they_were_chosen(planned):
    assert [one.key for one in read(estimates.list_chosen, BOB, 1, [4, 1, 99])] == ['D-4', 'D-1']


def test_what_a_table_agrees_on_comes_back_to_the_issue(planned, database):
    agreed('8')
    found = read(estimates.latest, CLEO, 1, 2)
    assert (found.value, found.by_name, found.table, found.state, found.may_write) == (
        '8', 'Ann', 'Refinement', 'kept', False)
    assert BoardChanged(board_topic(1)) in database


@pytest.mark.parametrize('origin', ['', 'portfolio:2', 'sprints:9/2', 'sprints:1/99', 'sprints:1', 'sprints:x/y'])
def test_stories_from_elsewhere_are_nothing_to_the_board(planned, origin):
    agreed('3', origin)
    assert read(estimates.latest, ANN, 1, 2) is None


def test_jira_is_only_written_to_where_an_admin_has_allowed_it(planned):
    agreed('8')
    with pytest.raises(Rejected, match='has not allowed'):
        transact(estimates.write, ANN, 1, 2)
    with pytest.raises(Forbidden):
        transact(estimates.write, BOB, 1, 2)
    with pytest.raises(NotFound):
        transact(estimates.write, ANN, 1, 1)


def test_an_estimate_that_is_no_number_stays_here(planned):
    transact(_allow)
    agreed('☕')
    with pytest.raises(Rejected, match='no number'):
        transact(estimates.write, ANN, 1, 2)


def test_an_allowed_estimate_says_where_it_has_to_go(planned):
    transact(_allow)
    agreed('8')
    found = read(estimates.latest, ANN, 1, 2)
    assert found.may_write
    errand = read(estimates.to_write, found.id)
    assert (errand.key, errand.field, str(errand.points)) == ('D-2', 'customfield_10016', '8')
    transact(estimates.note_written, found.id, 'written')
    assert read(estimates.latest, ANN, 1, 2).state == 'written'


def test_the_timeline_is_told_when_sprints_end(planned):
    told = read(telling.tell_sprints, jan_day(1), jan_day(31))
    assert [(one.start, one.title) for one in told] == [(jan_day(16), 'Checkout: Sprint 42 ends')]
    assert read(telling.tell_sprints, jan_day(17), jan_day(31)) == []


def jan_day(number):
    return date(2026, 1, number)


def _allow(work):
    work.get(SprintSite, 1).options = {'writes_estimates': True}
