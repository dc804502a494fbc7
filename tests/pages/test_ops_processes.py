"""Draining on the page of the health of this installation, and what the overview says of it."""

from app.services.ops import processes
from app.work import read
from tests.pages.conftest import named, press, sees
from tests.people import ANN


def process():
    return read(processes.list_processes, ANN)[0]


async def test_an_admin_drains_a_process_and_lets_it_go_on(ann):
    await ann.open('/admin/health')
    await sees(ann, 'starts them')
    press(ann, f'Drain {process().name}')
    await sees(ann, 'draining: starts nothing more', 'Resume')
    assert process().is_draining
    await ann.open('/ops')
    await sees(ann, 'of 0 slots, 1 process draining')
    await ann.open('/admin/health')
    press(ann, f'Resume {process().name}')
    await sees(ann, 'starts them')
    assert not process().is_draining and not named(ann, f'Resume {process().name}')
