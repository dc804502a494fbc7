"""What deliveries hint at is read again by the next run; what cannot be read is tried again, and later each time."""

import pytest
from sqlmodel import select

from app.domain.sprints.jira.hooks import read_delivery
from app.domain.sprints.jira.reading import SourceTrouble
from app.services.sprints import deliveries
from app.work import read, transact
from models.ops import OpsRun
from models.sprints import SprintDelivery
from tests.fakes.jira import hooks
from tests.people import ANN
from tests.sprints_sync import PRICE, board, connect, run

SECOND = 2


def came(fake, body=None, identifier='1', **event):
    raw, _ = hooks.delivery(body or hooks.issue_event(fake.site, PRICE, **event))
    return transact(deliveries.keep, 1, identifier, read_delivery(raw))


def outcomes():
    return read(lambda work: [(row.outcome, row.tries) for row in work.session.exec(
        select(SprintDelivery).order_by(SprintDelivery.id))])


def runs():
    return read(lambda work: [(row.command, row.parameters['board']) for row in work.session.exec(
        select(OpsRun).order_by(OpsRun.id)) if row.trigger == 'hook'])


def hand_on(time, **interval):
    time.passes(**interval)
    transact(deliveries.hand_on)


def test_what_a_delivery_names_is_read_although_no_search_shows_it_yet(known_board):
    known_board.knobs.lag = 600_000
    known_board.change(PRICE, status='Done')
    came(known_board)
    run()
    assert board().issues[PRICE].status == '10002' and outcomes() == [('done', 0)]


def test_deliveries_wait_a_moment_and_then_one_run_is_asked_for(known_board, time):
    for identifier in '123':
        came(known_board, identifier=identifier)
    assert read(deliveries.next_due) == time.now + deliveries.DEBOUNCE
    transact(deliveries.hand_on)
    assert runs() == []
    hand_on(time, seconds=2)
    assert runs() == [('sprints.sync_board', 1)] and {tries for _, tries in outcomes()} == {1}


def test_what_a_forged_delivery_says_is_not_believed(known_board):
    body = hooks.issue_event(known_board.site, PRICE)
    body['issue']['fields'].update(status={'id': '10002', 'name': 'Done'}, summary='Forged')
    came(known_board, body)
    before = board()
    run()
    assert board() is before and outcomes() == [('done', 0)]


def test_a_delivery_that_comes_while_a_run_reads_is_read_by_the_same_run(known_board, monkeypatch):
    came(known_board)
    later = iter(['2'])

    def settle(work, ids, error=''):
        for identifier in later:
            deliveries.keep(work, 1, identifier, read_delivery(hooks.delivery(
                hooks.issue_event(known_board.site, PRICE))[0]))
        return settled(work, ids, error)
    settled = deliveries.settle
    monkeypatch.setattr(deliveries, 'settle', settle)
    run()
    assert [outcome for outcome, _ in outcomes()] == ['done', 'done']


def test_a_delivery_is_handed_on_three_more_times_before_it_has_failed(known_board, time):
    came(known_board)
    known_board.breaks('broken')
    for _ in range(5):
        hand_on(time, minutes=10)
        with pytest.raises(SourceTrouble):
            run()
    assert outcomes() == [('failed', 4)]
    (last,) = read(deliveries.list_last, ANN, 1)
    assert 'fault' in last.error and last.key == 'SHOP-5'
    assert read(deliveries.next_due) is None


def test_between_the_tries_more_and_more_time_passes(known_board, time):
    came(known_board)
    gaps = []
    hand_on(time, seconds=2)
    for _ in range(3):
        due = read(deliveries.next_due)
        gaps.append((due - time.now).total_seconds())
        time.now = due
        transact(deliveries.hand_on)
    assert gaps == [20, 120, 480] and outcomes() == [('failed', 4)]


def test_a_closed_sprint_is_found_and_frozen_because_it_was_delivered(known_board, monkeypatch, time):
    monkeypatch.setattr('app.domain.sprints.jira.following.MANY_SPRINTS', 0)
    known_board.close_sprint(SECOND, time.now)
    came(known_board, hooks.sprint_event(known_board.site, SECOND))
    assert run()['frozen'] == 1 and board().sprints[SECOND].state == 'closed'


def test_only_boards_that_it_may_concern_are_read(known_board, time):
    connect(known_board, 9)
    run(board=2)
    stranger = hooks.issue_event(known_board.site, PRICE) | {'issue': {'id': '99', 'key': 'STORE-9'}}
    came(known_board, stranger)
    hand_on(time, seconds=2)
    assert runs() == [('sprints.sync_board', 2)]
    came(known_board, {'webhookEvent': 'jira:issue_updated', 'issue': {'id': '98', 'key': 'OTHER-1'}}, '2')
    hand_on(time, seconds=2)
    assert outcomes()[1] == ('ignored', 0)


def test_deliveries_of_a_site_that_does_not_let_us_in_wait(known_board, time):
    known_board.breaks('unauthorised')
    with pytest.raises(SourceTrouble):
        run()
    came(known_board)
    hand_on(time, seconds=2)
    assert runs() == [] and outcomes() == [('waiting', 0)]


def test_deliveries_are_forgotten_after_a_month(known_board, time):
    came(known_board)
    run()
    time.passes(days=31)
    assert transact(deliveries.forget_old) == 1 and outcomes() == []
