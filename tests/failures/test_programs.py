"""External programs: what they write, how they end, and that nothing of them is left."""

import asyncio

import pytest

from tests import ops


@pytest.fixture
def kind():
    return 'sqlite'


async def test_what_a_program_writes_is_kept_and_it_succeeds(room):
    run = await room.done('say', parameters={'text': 'hi there'})
    assert (run.state, run.attempts, ops.said(run.id)) == ('succeeded', 1, ['hi there'])
