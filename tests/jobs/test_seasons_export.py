"""The plan of a season as a file that a run has made, by hand or by schedule."""

from dataclasses import replace

import pytest

from app.domain.access import Actor, Grant
from app.errors import Forbidden, NotFound
from app.services.ops import queue, runs
from app.work import read, transact
from jobs.commands import DEFINITIONS, FUNCTIONS
from jobs.seasons import export
from tests.people import ANN, found_workspace
from tests.seasons import CODE, leaves, plant_season
from tests.voices import Listener

OPERATOR_OF_POKER = Actor('person:9', 'Otto', (Grant('operator', 'ops'),))


@pytest.fixture
def policy(policy, tmp_path):
    return replace(policy, commands={**policy.commands, **DEFINITIONS},
                   ops=replace(policy.ops, files_dir=tmp_path / 'files'))


@pytest.fixture
def run(database, time, policy):
    found_workspace()
    plant_season(cells={'net_sales': leaves(HARB_LINEN=[100, 200])})
    return transact(queue.enqueue, export.COMMAND, {'season': CODE}, trigger='ui', actor=ANN)


def made(run, **parameters):
    return export.export(Listener(run), {'season': CODE, **parameters})


def test_the_command_can_be_run():
    assert FUNCTIONS[export.COMMAND] == (export.DEFINITION, export.export)


def test_the_plan_stays_with_the_run_and_can_be_fetched_from_it(run):
    told = made(run)
    assert (told['file'], told['rows']) == (f'{CODE}-plan-working.xlsx', 2)
    view = read(runs.view_run, ANN, run)
    assert [(one.name, one.size) for one in view.files] == [(told['file'], told['bytes'])]
    name, path = read(runs.open_file, ANN, run, told['number'])
    assert name == told['file'] and path.read_bytes().startswith(b'PK')


def test_only_who_may_look_at_seasons_gets_it(run):
    told = made(run, format='csv')
    with pytest.raises(Forbidden):
        read(runs.open_file, OPERATOR_OF_POKER, run, told['number'])


def test_a_version_that_is_not_there_is_told(run):
    with pytest.raises(NotFound):
        made(run, version='scenario:7')
