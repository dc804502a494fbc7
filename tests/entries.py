"""Commands to put into the schedule, and what became of their entries."""

from datetime import datetime

from sqlmodel import col, select

from app.domain.ops.commands import Definition, Parameter
from app.domain.ops.entries import EntryDraft
from app.domain.ops.states import State
from app.services.ops import schedules, timetable
from app.work import read, transact
from models.ops import OpsRun, OpsSchedule
from tests.people import OLIVER

REPORT = Definition('ops.report', 'Weekly report', parameters=(Parameter('weeks', 'whole', default=3, low=1, high=6),))
SWEEP = Definition('ops.sweep', 'Sweep', is_quiet=True)
FETCH = Definition('fetch', 'Fetch', kind='process', program='true')
SYNC = Definition('portfolio.sync', 'Sync', area='portfolio')
DANGER = Definition('transfer', 'Transfer', kind='process', program='true', needs_word=True)
COMMANDS = {definition.slug: definition for definition in (REPORT, SWEEP, FETCH, SYNC, DANGER)}


def draft(expression='0 13 * * *', command='ops.report', **values):
    return EntryDraft(command, **{'expression': expression, **values})


def entry(expression='0 13 * * *', actor=OLIVER, **values):
    """Oliver's entry: by default every day at 13:00, an hour after the tests begin."""
    return transact(schedules.add, actor, draft(expression, **values))


def view(schedule_id, actor=OLIVER):
    return read(timetable.view_schedule, actor, schedule_id)


def row(schedule_id):
    return read(lambda work: work.session.get(OpsSchedule, schedule_id))


def runs(schedule_id=None):
    """Those that were asked for, the oldest first."""
    wanted = select(OpsRun).order_by(col(OpsRun.id))
    return read(lambda work: work.session.exec(
        wanted.where(OpsRun.schedule_id == schedule_id) if schedule_id else wanted).all())


def fire_times(schedule_id=None):
    return [f'{run.fire_time:%m-%d %H:%M}' for run in runs(schedule_id) if run.fire_time]


def becomes(run_id, state=State.RUNNING, seconds=0.0):
    """As if somebody had worked on it."""
    def move(work):
        run = work.session.get(OpsRun, run_id)
        run.state, run.started_at, run.attempts = state, work.now, 0
        run.ended_at = None if state == State.RUNNING else datetime.fromtimestamp(
            work.now.timestamp() + seconds, work.now.tzinfo)
        work.session.add(run)
    transact(move)
