"""The last month in figures."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, func
from sqlalchemy import select as columns
from sqlmodel import col

from app.domain.access import Actor, demand
from app.domain.ops.states import FINAL, State
from app.domain.ops.views import CommandFigures, DayFigures, MonthFigures
from app.work import Work
from models.ops import OpsRun

DAYS = 30
BAD = (State.FAILED, State.TIMED_OUT, State.LOST)


def view_month(work: Work, actor: Actor) -> MonthFigures:
    """Counted by the database in one go, per day, command and outcome."""
    demand(actor, 'ops.look')
    first = work.now.date() - timedelta(days=DAYS - 1)
    rows = _counted(work, first)
    states, days = Counter[str](), Counter[tuple[date, str]]()
    for row in rows:
        states[row.state] += row.runs
        days[date.fromisoformat(str(row.day)[:10]), row.state] += row.runs
    good = [row for row in rows if row.state == State.SUCCEEDED]
    return MonthFigures(
        runs=sum(states.values()), succeeded=states[State.SUCCEEDED], partial=sum(row.partial for row in rows),
        failed=states[State.FAILED], timed_out=states[State.TIMED_OUT], cancelled=states[State.CANCELLED],
        lost=states[State.LOST], seconds=_average(good),
        days=tuple(_day(first + timedelta(days=number), days) for number in range(DAYS)), commands=_commands(rows))


def _counted(work: Work, first: date) -> Sequence[Row[Any]]:
    run = OpsRun
    day: ColumnElement[Any]
    seconds: ColumnElement[Any]
    if work.is_postgres:
        day = func.date(func.timezone('UTC', col(run.ended_at)))
        seconds = func.extract('epoch', col(run.ended_at) - col(run.started_at))
    else:
        day = func.date(col(run.ended_at))
        seconds = (func.julianday(col(run.ended_at)) - func.julianday(col(run.started_at))) * 86_400
    since = work.now.replace(hour=0, minute=0, second=0, microsecond=0, year=first.year, month=first.month,
                             day=first.day)
    return work.session.execute(
        columns(day.label('day'), col(run.command).label('command'), func.max(run.name).label('name'),
                col(run.state).label('state'), func.count().label('runs'), func.sum(seconds).label('seconds'),
                func.count(col(run.started_at)).label('timed'),
                func.count().filter(col(run.is_partial)).label('partial'))
        .where(col(run.ended_at) >= since, col(run.state).in_(FINAL))
        .group_by(day, col(run.command), col(run.state))).all()


def _average(rows: Sequence[Row[Any]]) -> float | None:
    count = sum(row.timed for row in rows)
    return float(sum(row.seconds or 0 for row in rows)) / count if count else None


def _day(day: date, counted: Mapping[tuple[date, str], int]) -> DayFigures:
    return DayFigures(day, counted.get((day, State.SUCCEEDED), 0), sum(counted.get((day, state), 0) for state in BAD),
                      counted.get((day, State.CANCELLED), 0))


def _commands(rows: Sequence[Row[Any]]) -> tuple[CommandFigures, ...]:
    by_command: dict[str, list[Row[Any]]] = {}
    for row in rows:
        if row.state != State.CANCELLED:
            by_command.setdefault(row.command, []).append(row)
    found = [CommandFigures(slug, max(str(row.name) for row in own), sum(row.runs for row in own),
                            sum(row.runs for row in own if row.state == State.SUCCEEDED),
                            _average([row for row in own if row.state == State.SUCCEEDED]))
             for slug, own in by_command.items()]
    return tuple(sorted(found, key=lambda figures: (-figures.runs, figures.command)))
