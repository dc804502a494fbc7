"""The shop at a Jira of our own, and its board: added, or read once."""

import pytest

from jobs.sprints import pausing
from tests.fakes.jira import jira, shop
from tests.people import found_workspace
from tests.sprints_sync import connect, run, with_commands


@pytest.fixture
def policy(policy):
    return with_commands(policy)


@pytest.fixture
def is_cloud():
    return True


@pytest.fixture
def made(is_cloud):
    return shop(is_cloud=is_cloud)


@pytest.fixture
def fake(made, monkeypatch, time):
    """The shop; nobody really waits."""
    monkeypatch.setattr(pausing, 'wait', lambda voice, seconds: None)
    with jira(made) as server:
        yield server


@pytest.fixture
def added(database, fake):
    """The board was added, and nothing is read yet."""
    found_workspace()
    connect(fake)
    database.clear()
    return fake


@pytest.fixture
def known_board(added, database, time):
    """It was read once, half an hour ago."""
    run()
    added.forget()
    time.passes(minutes=30)
    database.clear()
    return added
