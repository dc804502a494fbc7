"""What the clock does about boards: each is read when it is due, and deliveries are handed on at once."""

from datetime import timedelta

from sqlmodel import select

from app.domain.sprints.jira.hooks import read_delivery
from app.services.sprints import deliveries
from app.work import read, transact
from jobs import shipped
from models.ops import OpsRun, OpsSchedule
from tests.fakes.jira import hooks
from tests.jobs.conftest import alarm, background, rings_at
from tests.sprints_sync import PRICE, run


def asked():
    return read(lambda work: [(one.command, one.trigger) for one in work.session.exec(
        select(OpsRun).order_by(OpsRun.id))])


async def test_a_board_is_read_when_it_is_due(known_board, time, wound):
    due = rings_at('boards')
    assert due == time.now - timedelta(minutes=25), 'five minutes after the last read, because a sprint is active'
    await alarm('boards').ring()
    await background()
    assert asked() == [('sprints.sync_board', 'schedule')] and rings_at('boards') == time.now + timedelta(minutes=5)


async def test_a_delivery_is_handed_on_after_a_moment(known_board, time, wound):
    assert rings_at('deliveries') is None
    run()
    transact(deliveries.keep, 1, '1', read_delivery(hooks.delivery(hooks.issue_event(known_board.site, PRICE))[0]))
    await alarm('deliveries').set()
    assert rings_at('deliveries') == time.now + deliveries.DEBOUNCE
    time.passes(seconds=2)
    await alarm('deliveries').ring()
    assert ('sprints.sync_board', 'hook') in asked()


async def test_boards_are_counted_at_night_and_closed_sprints_checked_every_week(known_board, wound):
    kept = read(lambda work: {row.command: row.expression for row in work.session.exec(select(OpsSchedule))})
    assert {'sprints.census': '40 1 * * *', 'sprints.recheck_closed': '20 5 * * 6',
            'sprints.prune': '50 3 * * *'}.items() <= kept.items()
    assert len({one.name for one in shipped.SHIPPED}) == len(shipped.SHIPPED)
