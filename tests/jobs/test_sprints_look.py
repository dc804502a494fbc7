"""A look at a Jira of our own: who we are there, what can be seen, why not; boards that are added; demo data."""

import json
from dataclasses import replace

import pytest
from sqlmodel import select

from app.domain.sprints.jira.reading import SourceTrouble
from app.domain.sprints.setup.site_setup import SiteDraft, of_result
from app.errors import Conflict
from app.services.sprints import setup, site_setup, sites
from app.work import read, transact
from jobs import commands
from jobs.sprints import demo_data, look
from models.ops import OpsRun
from tests.fakes.jira import jira, shop
from tests.fakes.jira.server import EMAIL, TOKEN
from tests.people import ANN, found_workspace
from tests.sprints_sync import TEAM
from tests.voice import Said


@pytest.fixture
def policy(policy):
    return replace(policy, commands=dict(commands.DEFINITIONS))


@pytest.fixture(params=[True, False], ids=['cloud', 'server'])
def fake(request, database, time):
    """A shop that was connected; nobody has asked it anything."""
    found_workspace()
    with jira(shop(is_cloud=request.param)) as server:
        transact(site_setup.add_site, ANN, SiteDraft('Acme', server.url, EMAIL if request.param else ''))
        yield server


def voice(token=TOKEN):
    said = Said()
    said.secrets = {sites.token_name(1): token} if token else {}
    return said


def line():
    return read(setup.view_settings, ANN).sites[0]


def test_says_who_we_are_in_few_questions_and_keeps_the_zone_of_the_account(fake):
    found = of_result(json.dumps(look.look(voice(), {'site': 1})))
    assert (found.kind, found.account, found.zone) == (line().site.kind, line().site.account_name, line().site.zone)
    assert TEAM in [one.number for one in found.boards] and found.fields
    assert {one.role for one in found.candidates} >= {'sprint', 'rank'}


def test_a_refused_token_is_said_and_nothing_is_asked_twice(fake):
    with pytest.raises(SourceTrouble):
        look.look(voice('wrong'), {'site': 1})
    assert line().site.state == 'auth' and line().site.error
    transact(site_setup.keep_token, ANN, 1, TOKEN)
    assert (line().site.state, line().site.error) == ('new', '')


def test_without_a_token_it_says_so(fake):
    with pytest.raises(SourceTrouble, match='no token'):
        look.look(voice(''), {'site': 1})


def test_a_board_is_added_with_its_columns_guessed_and_read(fake):
    found = look.add(voice(), {'site': 1, 'number': TEAM})
    (board,) = read(setup.view_settings, ANN).boards
    assert (board.board.id, board.board.number, board.is_guessed) == (found['board'], TEAM, True)
    assert read(lambda work: [run.command for run in work.session.exec(select(OpsRun))]) == ['sprints.sync_board']
    with pytest.raises(Conflict, match='here already'):
        look.add(voice(), {'site': 1, 'number': TEAM})


def test_demo_data_is_made_once(database, time):
    found_workspace()
    demo_data.fill(Said(), {})
    view = read(setup.view_settings, ANN)
    assert [one.site.kind for one in view.sites] == ['demo'] and len(view.boards) == 3
    assert look.look(Said(), {'site': 1})['account'] == 'Demo'
    with pytest.raises(Conflict, match='here already'):
        demo_data.fill(Said(), {})
