"""The clock: deadlines of the database. APScheduler tells the time; services do the work.

Every process has a clock. What must happen once is decided in the transaction: whoever comes second finds nothing
to do.
"""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from nicegui import background_tasks

from app import bus, clock, health
from app.events import DEADLINES, DELIVERIES, IMAGES, SCHEDULES, SITES, WORKSPACE
from app.services.ops import due, schedules
from app.services.people import sessions
from app.services.poker import upkeep
from app.services.seasons import flushing
from app.services.sprints import deliveries, syncing
from app.work import Work, ask, perform
from jobs.shipped import SHIPPED

RETRY = timedelta(seconds=2)  # after a deadline could not be kept because the database did not answer

log = logging.getLogger(__name__)

_scheduler: AsyncIOScheduler | None = None
_alarms: list['Alarm'] = []


class Alarm:
    """Rings at the nearest of the deadlines that `next_due` knows, and lets `settle` do what is due."""

    def __init__(self, scheduler: AsyncIOScheduler, name: str, next_due: Callable[[Work], datetime | None],
                 settle: Callable[[Work], None], topic: str) -> None:
        self.scheduler, self.name, self.next_due, self.settle = scheduler, name, next_due, settle
        self.unsubscribe = bus.subscribe(topic, self.wake)

    def wake(self) -> None:
        """A deadline may have come nearer."""
        background_tasks.create(self.set(), name=f'alarm {self.name}')

    async def set(self) -> None:
        try:
            due = await ask(self.next_due)
        except Exception:
            log.exception('alarm %s could not look', self.name)
            due = clock.now() + RETRY
        if due:
            self.scheduler.add_job(self.ring, DateTrigger(due, UTC), id=self.name, replace_existing=True)
        elif self.scheduler.get_job(self.name):
            self.scheduler.remove_job(self.name)

    async def ring(self) -> None:
        try:
            await perform(self.settle)
        except Exception:
            log.exception('alarm %s could not settle', self.name)
            self.scheduler.add_job(self.ring, DateTrigger(clock.now() + RETRY, UTC), id=self.name,
                                   replace_existing=True)
            return
        await self.set()


async def run() -> None:
    """Wind the clock up; it goes until `close`."""
    global _scheduler
    await perform(schedules.ensure_shipped, SHIPPED)
    await perform(due.realign)
    if health.is_stopping():  # told to end meanwhile
        return
    _scheduler = AsyncIOScheduler(timezone=UTC, job_defaults={'coalesce': True, 'misfire_grace_time': None})
    _scheduler.add_job(health.tick, 'interval', seconds=20)
    _scheduler.add_job(health.look, 'interval', seconds=15)
    _scheduler.start()
    _alarms.extend((Alarm(_scheduler, 'tables', upkeep.next_due_at, upkeep.settle_due, DEADLINES),
                    Alarm(_scheduler, 'sessions', sessions.next_end, sessions.end_overdue, WORKSPACE),
                    Alarm(_scheduler, 'schedules', due.next_due, due.fire_due, SCHEDULES),
                    Alarm(_scheduler, 'missed runs', due.next_missed, due.report_missed, SCHEDULES),
                    Alarm(_scheduler, 'boards', syncing.next_due, syncing.queue_due, SITES),
                    Alarm(_scheduler, 'deliveries', deliveries.next_due, deliveries.hand_on, DELIVERIES),
                    Alarm(_scheduler, 'images', flushing.next_flush, flushing.flush_due, IMAGES)))
    for alarm in _alarms:  # none, if that was told only now
        await alarm.set()


def close() -> None:
    """The process ends."""
    global _scheduler
    while _alarms:
        _alarms.pop().unsubscribe()
    if _scheduler and _scheduler.running:
        _scheduler.shutdown(wait=False)
    _scheduler = None
