"""Whoever follows a run sees its state and its lines of the same moment; a ticket lets a browser do so, once."""

import pytest

from app.domain.access import Credential
from app.domain.ops.log import Scribe
from app.domain.ops.states import Ending, State
from app.errors import Forbidden, NotFound
from app.services.ops import logs, queue, tickets
from app.services.ops.logs import following
from app.work import read, transact
from tests.ops import begun
from tests.people import BOB, OLIVER, found_workspace, invite_bob, invite_crew

SESSION = Credential('session', 'hash of a cookie')


@pytest.fixture
def claim(database, time):
    found_workspace()
    invite_bob()
    invite_crew()
    return begun('steps')


def writes(claim, text, at, scribe=None):
    scribe = scribe or Scribe()
    scribe.feed('out', text.encode(), at)
    transact(logs.append, claim, scribe.take(), scribe.standing)
    return scribe


def looks(claim, n=0, after=0, limit=100):
    return read(following.look, claim.run_id, n, after, limit)


def test_a_look_tells_the_state_and_the_newest_lines(claim, time):
    writes(claim, 'one\ntwo\nthree\n::progress 40::half\n', time.now)
    news = looks(claim, limit=2)
    assert (news.now.state, news.now.attempt, news.now.progress, news.now.is_over) == (State.RUNNING, 1, 40, False)
    assert [line.text for line in news.lines] == ['two', 'three']
    assert [line.seq for line in looks(claim, 1, 2).lines] == [3]
    assert looks(claim, 1, 3).lines == ()


def test_of_a_new_attempt_everything_is_new(claim, time):
    writes(claim, 'one\ntwo\n', time.now)
    transact(queue.finish, claim, Ending(State.FAILED, 'no'))
    time.passes(hours=1)
    second = transact(queue.claim_next, 'worker', ())
    writes(second, 'again\n', time.now)
    news = looks(claim, 1, 2)
    assert (news.now.attempt, [line.text for line in news.lines]) == (2, ['again'])
    assert [line.seq for line in read(following.next_lines, claim.run_id, 1, 1, 10)] == [2]


def test_the_end_is_seen_together_with_the_last_line(claim, time):
    writes(claim, 'last\n', time.now)
    transact(queue.finish, claim, Ending(State.SUCCEEDED))
    news = looks(claim)
    assert news.now.is_over and news.lines[-1].text == 'last'


def test_a_run_that_is_gone_cannot_be_followed(claim):
    with pytest.raises(NotFound):
        read(following.look, 999, 0, 0, 10)


def test_a_ticket_is_good_once_and_for_its_run(claim):
    transact(tickets.hand_out, OLIVER, claim.run_id, 'hash', SESSION)
    assert transact(tickets.redeem, 'hash', claim.run_id) == SESSION
    assert transact(tickets.redeem, 'hash', claim.run_id) is None


def test_a_ticket_for_another_run_is_used_up(claim):
    transact(tickets.hand_out, OLIVER, claim.run_id, 'hash', SESSION)
    assert transact(tickets.redeem, 'hash', claim.run_id + 1) is None
    assert transact(tickets.redeem, 'hash', claim.run_id) is None


def test_a_ticket_is_good_for_half_a_minute(claim, time):
    ends_at = transact(tickets.hand_out, OLIVER, claim.run_id, 'hash', SESSION)
    assert (ends_at - time.now).total_seconds() == 30
    time.passes(seconds=30)
    assert transact(tickets.redeem, 'hash', claim.run_id) is None


def test_a_ticket_is_for_whoever_may_read_the_log(claim):
    with pytest.raises(Forbidden):
        transact(tickets.hand_out, BOB, claim.run_id, 'hash', SESSION)
    with pytest.raises(Forbidden):
        read(following.demand_readable, BOB, claim.run_id)
