"""What most services need: a workspace with people in it, or a table with people at it."""

import pytest

from tests.people import BOB, GUS, found_workspace, invite_bob, invite_cleo
from tests.poker import open_table, seated


@pytest.fixture
def workspace(database, time):
    """Ann's workspace, with Bob and Cleo; what has been announced so far is forgotten."""
    found_workspace()
    invite_bob()
    invite_cleo()
    database.clear()
    return database


@pytest.fixture
def table(database, time):
    """Ann's table, with Bob and Gus, all connected."""
    table_id = open_table()
    seated(table_id, BOB, GUS)
    database.clear()
    return table_id
