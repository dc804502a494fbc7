"""Whether this process does what it should: for probes, for Prometheus and for the health page."""

import shutil
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from app import bus, clock, metrics
from app.services import counts
from app.settings import Settings
from app.work import ask

LEAST_FREE = 200_000_000  # bytes
LATEST_TICK = 90.0  # seconds

_last_tick = time.monotonic()
_is_stopping = False


@dataclass(frozen=True)
class Check:
    name: str
    is_fine: bool
    text: str


async def run_checks(settings: Settings) -> tuple[Check, ...]:
    """Every check, also after one has failed."""
    checks: list[Callable[[], Awaitable[Check]]] = [_database, _clock, lambda: _disk(settings), _bus, _stopping]
    return tuple([await check() for check in checks])


def tick() -> None:
    """The clock of the background work has come round."""
    global _last_tick
    _last_tick = time.monotonic()


def stop() -> None:
    """From now on nobody should be sent here any more."""
    global _is_stopping
    _is_stopping = True


def start() -> None:
    global _is_stopping
    _is_stopping = False
    tick()


async def count() -> None:
    """Bring the gauges that come from the database up to date."""
    figures = await ask(counts.view_counts)
    metrics.audit_records.set(figures.audit_records)
    metrics.replicas.set(figures.replicas)
    metrics.poker_rounds.set(figures.rounds)
    for state, number in figures.tables:
        metrics.poker_tables.labels(state).set(number)


async def _database() -> Check:
    began = time.perf_counter()
    try:
        revision = await ask(counts.view_revision)
    except Exception as error:
        return Check('Database', False, f'does not answer: {type(error).__name__}')
    return Check('Database', True, f'fine, {round((time.perf_counter() - began) * 1000)} ms, schema {revision}')


async def _clock() -> Check:
    late = time.monotonic() - _last_tick
    return Check('Clock', late < LATEST_TICK, f'last tick {round(late)} s ago, now {clock.now():%H:%M:%S} UTC')


async def _disk(settings: Settings) -> Check:
    try:
        free = shutil.disk_usage(settings.data_dir).free
    except OSError as error:
        return Check('Disk', False, f'{settings.data_dir} cannot be read: {error.strerror}')
    return Check('Disk', free >= LEAST_FREE, f'{free // 1_000_000_000} GB free')


async def _bus() -> Check:
    return Check('Announcements', bus.is_listening(), 'arrive' if bus.is_listening() else 'the line is cut')


async def _stopping() -> Check:
    return Check('Process', not _is_stopping, 'stopping' if _is_stopping else 'running')
