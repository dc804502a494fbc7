"""A portfolio to be set up, and what is kept of it."""

import pytest

from app.services.portfolio import ground, setup
from app.work import read
from tests.pages.conftest import named, touch
from tests.people import ANN
from tests.portfolio import checkout, plant

PARTS = ('sources', 'plans', 'teams', 'people', 'calendars', 'iterations', 'rates', 'rules', 'events', 'backup')
BASE = '/portfolio/setup'


@pytest.fixture
def planted(workspace):
    return plant(checkout())


def view():
    return read(setup.view_setup, ANN)


def setting():
    return read(ground.setting_of)


def of(lines, name):
    return next((one for one in lines if one.draft.name == name), None)


def open_row(user, name):
    """The click on a button goes on to its row."""
    touch(user, next(one for one in named(user, name)[0].ancestors() if one.tag == 'tr'), 'click')
