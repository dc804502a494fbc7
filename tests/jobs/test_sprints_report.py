"""A report of a sprint as a file that a run has made, by hand or by schedule."""

from dataclasses import replace

import pytest

from app.domain.access import Actor, Grant
from app.errors import Forbidden, NotFound
from app.services.ops import queue, runs
from app.work import read, transact
from jobs.sprints import report
from tests.people import ANN, found_workspace
from tests.sprints import SPRINT, plant, worked_example
from tests.voices import Listener

OPERATOR_OF_POKER = Actor('person:9', 'Otto', (Grant('operator', 'ops'),))


@pytest.fixture
def policy(policy, tmp_path):
    return replace(policy, commands={**policy.commands, report.DEFINITION.slug: report.DEFINITION},
                   ops=replace(policy.ops, files_dir=tmp_path / 'files'))


@pytest.fixture
def run(database, time, policy):
    found_workspace()
    plant(worked_example())
    return transact(queue.enqueue, report.COMMAND, {'board': 1}, trigger='ui', actor=ANN)


def make(run, **parameters):
    return report.make(Listener(run), {'board': 1, **parameters})


def test_the_file_stays_with_the_run_and_can_be_fetched_from_it(run):
    made = make(run)
    assert made['file'] == 'checkout-sprint-42.pdf' and made['bytes'] > 10_000
    view = read(runs.view_run, ANN, run)
    assert [(one.name, one.size) for one in view.files] == [(made['file'], made['bytes'])]
    name, path = read(runs.open_file, ANN, run, made['number'])
    assert name == made['file'] and path.read_bytes().startswith(b'%PDF')
    with pytest.raises(NotFound):
        read(runs.open_file, ANN, run, made['number'] + 1)


def test_only_who_may_look_at_sprints_gets_it(run):
    made = make(run, format='csv', sprint=SPRINT)
    with pytest.raises(Forbidden):
        read(runs.open_file, OPERATOR_OF_POKER, run, made['number'])


def test_a_board_without_such_a_sprint_is_told(run):
    with pytest.raises(NotFound):
        make(run, sprint=77)
