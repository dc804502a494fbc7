"""Processes that are told to start nothing more, and to go on."""

import pytest

from app.domain.audit import Filter
from app.errors import Forbidden
from app.events import QUEUE, RUNS
from app.services import audit, counts
from app.services.ops import processes, queue
from app.services.people import presence
from app.work import read, transact
from models.people import Process
from tests import ops
from tests.people import ANN, BOB, MAX, OLIVER, invite_crew
from tests.refusals import refused


@pytest.fixture(autouse=True)
def crew(workspace):
    invite_crew()
    for name in ('web-1', 'web-2'):
        transact(lambda work, name=name: presence.beat(work, name, ()))
    workspace.clear()
    return workspace


def draining():
    return [one.name for one in read(processes.list_processes, OLIVER) if one.is_draining]


def claimed(process):
    claim = transact(queue.claim_next, 'worker', (), process)
    return claim and claim.run_id


def test_a_process_that_drains_starts_nothing_and_others_do():
    run = ops.ask_for()
    transact(processes.drain, OLIVER, 'web-1')
    assert draining() == ['web-1'] and claimed('web-1') is None
    assert claimed('web-2') == run


def test_it_goes_on_and_hears_of_it_at_once(crew):
    run = ops.ask_for()
    transact(processes.drain, OLIVER, 'web-1')
    crew.clear()
    transact(processes.resume, OLIVER, 'web-1')
    assert {QUEUE, RUNS} <= {event.topic for event in crew}
    assert draining() == [] and claimed('web-1') == run


def test_what_runs_there_goes_on_to_its_end():
    claim = ops.begun()
    transact(processes.drain, OLIVER, 'web-1')
    assert transact(queue.renew, claim).stop_reason == '' and ops.state(claim.run_id) == 'running'


def test_the_figures_count_no_slots_where_nothing_starts():
    before = read(queue.view_figures, ANN)
    transact(processes.drain, OLIVER, 'web-1')
    after = read(queue.view_figures, ANN)
    assert (before.slots, after.slots, after.processes, after.draining) == (8, 4, 2, 1)
    transact(processes.drain, OLIVER, 'web-2')
    assert read(queue.view_figures, ANN).slots == 0
    assert [one.is_draining for one in read(counts.view_counts).replicas] == [True, True]


def test_only_operators_may_and_only_what_exists():
    for actor in (BOB, MAX):
        for deed in (processes.drain, processes.resume):
            with pytest.raises(Forbidden):
                transact(deed, actor, 'web-1')
    for deed in (processes.drain, processes.resume):
        with refused('ops.no_process'):
            transact(deed, OLIVER, 'web-3')
    assert draining() == []


def test_what_is_asked_twice_happens_and_is_noted_once():
    for deed in (processes.drain, processes.drain, processes.resume, processes.resume):
        transact(deed, OLIVER, 'web-1')
    entries = read(audit.list_entries, ANN, Filter(area='ops'))
    assert [(entry.deed, entry.thing) for entry in entries] == [('ops.drain', 'web-1'), ('ops.resume', 'web-1')]


def test_a_process_that_starts_again_works_and_what_is_gone_is_forgotten():
    for name in ('web-1', 'web-2'):
        transact(processes.drain, OLIVER, name)
    transact(processes.begin, 'web-1')
    assert draining() == ['web-2']
    transact(lambda work: work.session.delete(work.get(Process, 'web-2')))
    transact(processes.begin, 'web-1')
    transact(lambda work: presence.beat(work, 'web-2', ()))
    assert draining() == []
