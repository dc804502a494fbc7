"""Queries that a Jira of our own is asked: what it finds, why not, and what goes by the answer."""

from dataclasses import replace

import pytest
from sqlmodel import select

from app.domain.sprints.forecasts.forecasting import ForecastAsk
from app.domain.sprints.forecasts.scopes import JQL
from app.domain.sprints.jira.reading import SourceTrouble
from app.errors import Conflict, Forbidden, NotFound, Rejected
from app.services.sprints import forecasts, ground, progress, queries, sites
from app.work import read, transact
from jobs import commands
from jobs.sprints import census, query
from models.ops import OpsRun
from tests.fakes.jira import jira, shop
from tests.fakes.jira.server import TOKEN
from tests.people import ANN, BOB, CLEO, found_workspace, invite_bob, invite_cleo
from tests.services.test_sprints_flow import busy
from tests.sprints import plant
from tests.sprints_sync import connect, run
from tests.voice import Said

BUGS = 'project = SHOP AND type = Bug'


@pytest.fixture
def policy(policy):
    return replace(policy, commands=dict(commands.DEFINITIONS))


@pytest.fixture(params=[True, False], ids=['cloud', 'server'])
def fake(request, database, time):
    """A shop whose board was read."""
    found_workspace()
    with jira(shop(is_cloud=request.param)) as server:
        connect(server)
        run()
        server.forget()
        yield server


@pytest.fixture
def office(database, time):
    found_workspace()
    invite_bob(), invite_cleo()


def asked(text, actor=ANN):
    transact(queries.ask, actor, 1, text)
    return answered(kept(text).id)


def answered(number, token=TOKEN):
    said = Said()
    said.secrets = {sites.token_name(1): token} if token else {}
    return query.ask(said, {'site': 1, 'query': number})


def kept(text=''):
    found = read(queries.list_queries, ANN, 1)
    return next((one for one in found if one.text == text or not text), None)


def issues(board_id=1):
    return read(ground.board_of, board_id).issues


def test_jira_says_what_a_query_finds_and_only_reading_is_asked(fake):
    assert asked(BUGS)['issues'] == kept().count == kept().on_board
    assert (kept().state, kept().error) == ('answered', '')
    assert read(ground.board_of, 1).queries[BUGS] == {
        number for number, one in issues().items() if one.type == 'Bug'}
    assert fake.writes() == []


def test_a_query_that_jira_does_not_understand_is_refused_in_its_words(fake):
    with pytest.raises((Rejected, SourceTrouble)):
        asked('project = = SHOP')
    assert kept().state == 'refused' and 'JQL' in kept().error and kept().count is None
    assert 'character' in kept().error


def test_without_an_answer_the_last_one_stays(fake):
    asked(BUGS)
    before = kept()
    with pytest.raises(SourceTrouble):
        answered(before.id, 'wrong')
    assert (kept().state, kept().count, kept().answered_at) == ('failed', before.count, before.answered_at)
    assert kept().error and BUGS in read(ground.board_of, 1).queries


def test_the_same_answer_moves_no_figure(fake):
    asked(BUGS)
    before = read(ground.board_of, 1).version
    asked(BUGS)
    assert read(ground.board_of, 1).version == before


def test_each_night_it_is_asked_again(fake):
    asked(BUGS)
    assert run(census.count)['queries'] == 1
    waiting = read(lambda work: [one.parameters for one in work.session.exec(
        select(OpsRun).where(OpsRun.command == 'sprints.query'))])
    assert {'site': 1, 'query': kept().id} in waiting


def test_a_project_is_what_a_query_finds(fake):
    with pytest.raises(NotFound):
        read(progress.view_project, ANN, JQL, BUGS)
    transact(queries.ask_everywhere, ANN, BUGS)
    assert (kept().is_project, kept().state) == (True, 'waiting')
    answered(kept().id)
    found = read(progress.view_project, ANN, JQL, BUGS)
    assert (found.issues, found.name.label, found.name.kind) == (kept().on_board, BUGS, 'jql')
    listed = read(progress.list_projects, ANN)
    assert found in listed.projects and [one.text for one in listed.queries] == [BUGS]
    transact(queries.forget, ANN, kept().id)
    assert kept() is None and not read(ground.board_of, 1).queries


@pytest.mark.parametrize('text', ['', '   ', 'x' * 2001], ids=['nothing', 'spaces', 'too long'])
def test_a_query_has_words(office, text):
    plant(busy())
    with pytest.raises(Rejected):
        transact(queries.ask, ANN, 1, text)


def test_only_planners_ask_and_only_jira_is_asked(office):
    plant(replace(busy(), site_kind='csv'))
    with pytest.raises(Conflict, match='Only Jira'):
        transact(queries.ask, ANN, 1, BUGS)
    with pytest.raises(Conflict, match='none is connected'):
        transact(queries.ask_everywhere, ANN, BUGS)
    with pytest.raises(Forbidden):
        transact(queries.ask, CLEO, 1, BUGS)
    assert read(queries.list_queries, BOB, 1) == ()


def test_a_forecast_goes_by_what_jira_answered(office, time):
    time.now = time.now.replace(year=2026, month=1, day=31)
    plant(busy())
    ask = ForecastAsk(scope=JQL, value='labels = x')
    with pytest.raises(Rejected, match='Ask Jira first'):
        read(forecasts.draft, ANN, 1, ask)
    transact(queries.ask, ANN, 1, 'labels = x')
    transact(queries.note_answer, kept().id, [1, 20, 999])
    made = read(forecasts.draft, ANN, 1, ask)
    assert (made.question['label'], made.question['numbers']) == ('labels = x', [20])
