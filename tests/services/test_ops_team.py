"""The team page's services: what may be seen by whom, and when the FPL is asked anew."""

import pytest
from sqlmodel import select

from app.demo_fpl import TEAM_ID
from app.domain.policy import Policy
from app.errors import Conflict, Forbidden
from app.services.ops import commands, team
from app.settings import OpsSettings
from app.work import read, transact
from jobs.airsenal.team import DEFINITION
from models.ops import OpsRun
from tests.fakes.fpl import fake_fpl
from tests.fpl import choose_team, fetch
from tests.people import ANN, CLEO, GUS, NOON
from tests.refusals import refused


@pytest.fixture
def fpl(time):
    with fake_fpl(NOON) as server:
        yield server


@pytest.fixture
def policy(fpl):
    return Policy(ops=OpsSettings(fpl_url=fpl.url), commands={DEFINITION.slug: DEFINITION})


@pytest.fixture
def chosen(workspace):
    choose_team()


def runs():
    return read(lambda work: [(row.parameters, row.actor, row.trigger) for row in work.session.exec(
        select(OpsRun).order_by(OpsRun.id))])


def test_without_a_team_there_is_none_to_see(workspace):
    assert read(team.look_at_team, CLEO).team_id is None
    with refused('ops.no_team'):
        read(team.view_team, CLEO)


def test_before_anything_was_read_nothing_can_be_shown(chosen):
    with refused('upstream') as caught:
        read(team.view_team, CLEO)
    assert caught.value.age is None
    assert read(team.look_at_team, CLEO).is_due


def test_who_may_see_operations_sees_the_team(chosen):
    fetch()
    assert read(team.view_team, CLEO).team.gameweek == 20
    with pytest.raises(Forbidden):
        read(team.view_team, GUS)
    with pytest.raises(Forbidden):
        transact(team.refresh, GUS)


def test_a_gameweek_that_does_not_exist_is_refused(chosen):
    fetch()
    with refused('ops.no_gameweek'):
        read(team.look_at_team, ANN, 39)


def test_whoever_looks_first_has_the_fpl_asked_and_others_join(chosen):
    first = transact(team.refresh, CLEO)
    assert first and transact(team.refresh, ANN) == first
    assert runs() == [({'gameweek': 0}, CLEO.identity, 'area')]
    assert transact(team.refresh, ANN, 12) != first
    assert runs()[1][0] == {'gameweek': 12}


def test_nobody_asks_for_what_is_fresh_or_while_the_fpl_wants_peace(chosen, fpl, time):
    fetch()
    assert transact(team.refresh, ANN) is None
    time.passes(minutes=15)
    fpl.breaks('too often')
    fetch()
    assert transact(team.refresh, ANN) is None and runs() == []
    time.passes(seconds=120)
    assert transact(team.refresh, ANN)


def test_where_reading_is_switched_off_a_page_does_not_mind(chosen):
    transact(commands.switch, ANN, DEFINITION.slug, False)
    transact(team.refresh_quietly, CLEO)
    assert runs() == []
    with pytest.raises(Conflict):
        transact(team.refresh, CLEO)


def test_an_old_copy_says_so(chosen, time):
    fetch()
    time.passes(minutes=59)
    assert not read(team.look_at_team, ANN).is_stale
    time.passes(minutes=2)
    seen = read(team.look_at_team, ANN)
    assert (seen.is_stale, seen.fetched_at, seen.trouble) == (True, NOON, '')


def test_views_can_be_shared_by_many_screens(chosen):
    fetch()
    assert hash(read(team.look_at_team, ANN)) and read(team.look_at_team, ANN).team_id == TEAM_ID
