"""Nobody starts runs faster than anybody could want them; the schedule is nobody."""

import pytest

from app.errors import TooMany
from app.services.ops import queue
from app.services.ops.queue import Wanted
from app.work import transact
from tests.people import ANN, OLIVER, invite_crew


@pytest.fixture(autouse=True)
def crew(workspace):
    invite_crew()


def ask(actor=OLIVER, key=None):
    return transact(queue.ask_for, actor, Wanted('succeed', {}, key=key)).run_id


def test_one_person_starts_ten_runs_a_minute():
    for _ in range(10):
        ask()
    with pytest.raises(TooMany) as caught:
        ask()
    assert caught.value.code == 'limit.ops.runs' and caught.value.seconds >= 1
    assert ask(ANN), 'somebody else is not kept waiting'


def test_the_same_wish_again_is_not_counted():
    first = ask(key='once')
    assert {ask(key='once') for _ in range(20)} == {first}


def test_the_schedule_starts_as_many_as_are_due():
    assert len({transact(queue.enqueue, 'succeed', {}, trigger='schedule') for _ in range(20)}) == 20
