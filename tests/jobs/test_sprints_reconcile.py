"""Jira's own report of a sprint, asked of a Jira of our own: where it agrees, where it does not, and why not."""

from dataclasses import replace

import pytest

from app.domain.sprints.jira.reading import SourceTrouble
from app.errors import Conflict, Forbidden
from app.services.sprints import ground, reconciliations, sites
from app.work import read, transact
from jobs import commands
from jobs.sprints import reconcile
from tests.fakes.jira import jira, shop
from tests.fakes.jira.server import TOKEN
from tests.people import ANN, CLEO, found_workspace, invite_bob, invite_cleo
from tests.sprints import SPRINT, plant, worked_example
from tests.sprints_sync import connect, run
from tests.voice import Said


@pytest.fixture
def policy(policy):
    return replace(policy, commands=dict(commands.DEFINITIONS))


@pytest.fixture
def fake(database, time):
    found_workspace()
    with jira(shop()) as server:
        connect(server)
        run()
        server.forget()
        yield server


def closed():
    return next(one.number for one in read(ground.board_of, 1).sprints.values() if one.state == 'closed')


def asked(sprint, token=TOKEN):
    transact(reconciliations.ask, ANN, 1, sprint)
    said = Said()
    said.secrets = {sites.token_name(1): token} if token else {}
    return reconcile.ask(said, {'site': 1, 'board': 1, 'sprint': sprint})


def view(sprint, **more):
    return read(reconciliations.view, ANN, 1, sprint, **more)


def test_what_jira_says_stands_beside_our_figures_with_its_age(fake, time):
    sprint = closed()
    assert view(sprint).state == '' and view(sprint).found is None
    assert asked(sprint) == {'told': True}
    told = view(sprint)
    assert (told.state, told.by_name, told.told_at) == ('answered', 'Ann', time.now)
    assert [line.name for line in told.found.lines] == [
        'Completed', 'Not completed', 'Removed', 'Done before the start', 'Added']
    assert told.found.agrees == (not told.found.issues and all(line.agrees for line in told.found.lines))
    assert fake.writes() == []


def test_a_jira_without_such_a_report_says_so_and_takes_no_answer_away(fake):
    sprint = closed()
    asked(sprint)
    before = view(sprint).found
    fake.knobs.has_greenhopper = False
    assert asked(sprint) == {'told': False}
    assert (view(sprint).state, view(sprint).found) == ('silent', before)


def test_what_went_wrong_is_said_and_the_last_answer_stays(fake):
    sprint = closed()
    asked(sprint)
    with pytest.raises(SourceTrouble):
        asked(sprint, '')
    assert view(sprint).state == 'failed' and 'no token' in view(sprint).error and view(sprint).found


@pytest.fixture
def office(database, time):
    found_workspace()
    invite_bob(), invite_cleo()


def test_planners_ask_and_only_of_a_jira(office):
    plant(worked_example())
    with pytest.raises(Forbidden):
        transact(reconciliations.ask, CLEO, 1, SPRINT)
    assert read(reconciliations.view, CLEO, 1, SPRINT).state == ''


def test_a_file_has_no_report_of_its_own(office):
    plant(replace(worked_example(), site_kind='csv'))
    with pytest.raises(Conflict, match='Only Jira'):
        transact(reconciliations.ask, ANN, 1, SPRINT)
    with pytest.raises(Conflict):
        view(SPRINT)
    assert read(reconciliations.watch, 1, SPRINT, 'points', '') is None
