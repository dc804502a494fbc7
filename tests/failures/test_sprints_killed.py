"""The program is killed while it follows Jira: nothing is half, nothing that was accepted is lost; two read as one."""

from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest

from app.domain.sprints.jira.stamps import milliseconds
from app.services.sprints import syncing
from app.work import read
from tests.fakes.jira import hooks, jira
from tests.fakes.jira.filler import filled
from tests.portfolio_served import attempts_of, over, until
from tests.sprints_served import board_office, came
from tests.sprints_sync import board, row, with_commands

ISSUES, AT_ONCE, BIG = 900, 800, 1  # issues of the board; how many are read before they are kept; the board
TOGETHER = 8
BODIES = 'issue/bulkfetch'


@pytest.fixture
def policy(policy):
    return with_commands(policy)


def asked_for(fake):
    """Numbers of all issues whose bodies were asked for."""
    return [int(number) for one in fake.asked if one.path.endswith(BODIES) for number in one.body['issueIdsOrKeys']]


def histories(fake):
    """Number → ids of the changes that Jira has of it, of those whose items are all read."""
    return {number: sorted(one['id'] for one in issue.histories) for number, issue in fake.site.issues.items()}


def kept_histories():
    return {number: sorted({one.history for one in issue.changes}) for number, issue in board().issues.items()}


@pytest.mark.parametrize('kind', ['sqlite'])
def test_a_killed_first_read_leaves_nothing_half_and_is_gone_on_with(database, tmp_path):
    with jira(filled(ISSUES, changes=2)) as fake, board_office(fake, tmp_path, BIG) as place:
        fake.breaks('slow', at=BODIES, after=AT_ONCE // fake.knobs.bulk)
        run = place.reads_board()
        assert fake.arrived.wait(40)
        until(lambda: row().progress.get('done') == AT_ONCE)
        place.program.kill()

        told, found = histories(fake), kept_histories()
        assert len(found) == AT_ONCE
        assert found == {number: told[number] for number in found}, 'whoever is here has the whole history'
        assert (row().state, row().ok_at) == ('new', None), 'and nobody calls that a whole board'
        assert read(syncing.next_due) is not None, 'it is gone on with, even if nobody asks for it'

        fake.recovers()
        fake.go_on.set()
        fake.forget()
        place.again()
        assert over(run, 'lost', 'failed').attempts == 1
        place.has_read_board()
        assert kept_histories() == told
        assert sorted(asked_for(fake)) == sorted(set(told) - set(found)), 'only what was missing is read'
        assert place.board()['state'] == 'ok'


@pytest.mark.parametrize('kind', ['postgresql'])
def test_what_was_accepted_before_a_kill_is_worked_off_after_it(database, tmp_path):
    """No search shows what has changed: only the deliveries say so."""
    with jira(filled(60, changes=2)) as fake, board_office(fake, tmp_path, BIG) as place:
        place.has_read_board()
        fake.knobs.lag = 3_600_000
        numbers = sorted(fake.site.issues)[:40]
        for number in numbers:
            fake.change(number, summary=f'New {number}')
        accepted, begun = set(), count()

        def deliver(number):
            try:
                status = place.delivers(hooks.issue_event(fake.site, number), f'delivery-{number}')
            except OSError:
                return
            if status == 200:
                accepted.add(number)
                if next(begun) == 12:
                    place.program.kill()
        with ThreadPoolExecutor(4) as crowd:
            list(crowd.map(deliver, numbers))
        assert 12 < len(accepted) < 40
        assert {f'delivery-{number}' for number in accepted} <= came().keys()

        place.again()
        until(lambda: set(came().values()) == {'done'})
        known = {int(identifier.rpartition('-')[2]) for identifier in came()}
        titles = {number: board().issues[number].title for number in numbers}
        assert {number for number, title in titles.items() if title == f'New {number}'} == known >= accepted


@pytest.mark.parametrize('kind', ['postgresql'])
def test_two_programs_read_a_board_once_and_keep_a_delivery_once(database, tmp_path):
    with jira(filled(60, changes=2)) as fake, board_office(fake, tmp_path, BIG, count=2) as place:
        fake.knobs.latency = 0.05
        place.board()
        with ThreadPoolExecutor(TOGETHER) as crowd:
            runs = set(crowd.map(lambda number: place.reads_board(number=number % 2), range(TOGETHER)))
        assert len(runs) == 1
        (run,) = runs
        over(run)
        assert len(attempts_of(run)) == 1
        assert sorted(asked_for(fake)) == sorted(fake.site.issues), 'each issue was asked for once'
        assert [place.board(number=number)['read_at'] for number in range(2)] == 2 * [place.board()['read_at']]

        fake.change(min(fake.site.issues), summary='Changed')
        body, before = hooks.issue_event(fake.site, min(fake.site.issues)), milliseconds(row().ok_at)
        with ThreadPoolExecutor(TOGETHER) as crowd:
            assert set(crowd.map(lambda number: place.delivers(body, 'the same', number % 2),
                                 range(TOGETHER))) == {200}
        until(lambda: came() == {'the same': 'done'} and milliseconds(row().ok_at) > before)
        assert board().issues[min(fake.site.issues)].title == 'Changed'
