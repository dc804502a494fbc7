"""The clock, wound up and standing still: what it would do by itself lies in the future of the real clock."""

import asyncio

import pytest
from nicegui import background_tasks, core

from app import health
from jobs import clock


@pytest.fixture
async def loop(monkeypatch):
    """NiceGUI knows on which loop things happen in the background."""
    loop = asyncio.get_running_loop()
    monkeypatch.setattr(core, 'loop', loop)
    monkeypatch.setattr(health, '_is_stopping', False)  # as a program that ran before may have left it
    return loop


@pytest.fixture
async def wound(database, time, loop):
    await clock.run()
    yield clock._scheduler
    clock.close()


def alarm(name):
    return next(alarm for alarm in clock._alarms if alarm.name == name)


def rings_at(name):
    """When this alarm will ring, if it is set."""
    job = clock._scheduler.get_job(name)
    return job and job.next_run_time


async def background():
    """Everything that was begun in the background is over."""
    await asyncio.gather(*background_tasks.running_tasks)


async def has_started():
    """NiceGUI begins to serve before the start is over."""
    await asyncio.gather(*(task for task in background_tasks.running_tasks if '_start' in task.get_name()))
