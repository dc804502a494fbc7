"""A run that runs, and who may look at it."""

import pytest

from components.ops.log_view.rows import Row
from tests.pages.conftest import control, shown, sign_in
from tests.pages.operations import Running
from tests.people import OLIVER, invite_cleo, invite_crew


@pytest.fixture
def crew(workspace):
    invite_cleo()
    invite_crew()


@pytest.fixture
def running(crew, user):
    return Running()


@pytest.fixture
async def oliver(crew, user):
    sign_in(user, OLIVER)
    return user


async def at(user, run, query=''):
    await user.open(f'/ops/runs/{getattr(run, "id", run)}{query}')
    return user


def rows(user):
    return [row.line.seq for row in shown(user, Row)]


def chosen(user):
    return [row.line.seq for row in shown(user, Row) if 'rt-chosen' in row.classes]


def is_pressed(user, name):
    return control(user, name).props['aria-pressed'] == 'true'
