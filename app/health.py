"""Whether this process does what it should: for probes, for Prometheus and for the health page."""

import shutil
import time
from collections.abc import Awaitable, Callable

from prometheus_client import Gauge, Histogram

from app import bus, clock, metrics
from app.domain.access import Actor, demand
from app.domain.health import Check, Figures, Setting
from app.events import HEALTH
from app.security.keys import own_key
from app.services import counts
from app.services.counts import Counts
from app.settings import Settings
from app.work import Work, ask

LEAST_FREE = 200_000_000  # bytes
LATEST_TICK = 90.0  # seconds

_settings: Settings
_last_tick = time.monotonic()
_is_stopping = False
_latest = Figures((), (), ())


def start(settings: Settings) -> None:
    global _settings, _is_stopping
    _settings, _is_stopping = settings, False
    tick()


def stop() -> None:
    """From now on nobody should be sent here any more."""
    global _is_stopping
    _is_stopping = True


def tick() -> None:
    """The clock of the background work has come round."""
    global _last_tick
    _last_tick = time.monotonic()


async def run_checks() -> tuple[Check, ...]:
    """Every check, also after one has failed."""
    checks: list[Callable[[], Awaitable[Check]]] = [_database, _clock, _disk, _bus, _keys, _stopping]
    return tuple([await check() for check in checks])


async def look() -> None:
    """Bring the figures up to date, for Prometheus and for those who look at the health page."""
    global _latest
    found = await ask(counts.view_counts)
    _set_gauges(found)
    _latest = Figures(await run_checks(), _numbers(found), found.replicas)
    bus.deliver(HEALTH)


def view_figures(_work: Work, actor: Actor) -> Figures:
    """As they were at the last look."""
    demand(actor, 'system.health')
    return _latest


def list_settings(_work: Work, actor: Actor) -> tuple[Setting, ...]:
    demand(actor, 'system.health')
    return tuple(Setting(source.name, source.value, source.is_default) for source in _settings.sources)


def _set_gauges(found: Counts) -> None:
    metrics.audit_records.set(found.audit_records)
    metrics.replicas.set(len(found.replicas))
    metrics.poker_rounds.set(found.rounds)
    for state, number in found.tables:
        metrics.poker_tables.labels(state).set(number)


def _numbers(found: Counts) -> tuple[tuple[str, float, str], ...]:
    tables = dict(found.tables)
    total, count = _value(metrics.loop_lag, '_sum'), _value(metrics.loop_lag, '_count')
    return (('Pages open', _value(metrics.pages_open), ''),
            ('Tables open', sum(number for state, number in tables.items() if state != 'closed'), ''),
            ('Tables closed', tables.get('closed', 0), ''),
            ('Rounds turned', found.rounds, ''),
            ('Entries of the audit trail', found.audit_records, ''),
            ('Event loop late by', 1000 * total / count if count else 0, 'ms on average'))


def _value(metric: Gauge | Histogram, end: str = '') -> float:
    samples = [sample for family in metric.collect() for sample in family.samples]
    return next((float(sample.value) for sample in samples if sample.name.endswith(end)), 0.0)


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


async def _disk() -> Check:
    try:
        free = shutil.disk_usage(_settings.data_dir).free
    except OSError as error:
        return Check('Disk', False, f'{_settings.data_dir} cannot be read: {error.strerror}')
    return Check('Disk', free >= LEAST_FREE, f'{free // 1_000_000_000} GB free')


async def _bus() -> Check:
    return Check('Announcements', bus.is_listening(), 'arrive' if bus.is_listening() else 'the line is cut')


async def _keys() -> Check:
    if _settings.secret_key:
        return Check('Secret key', True, 'given by SECRET_KEY')
    path = own_key(_settings)
    is_there = path.exists()
    return Check('Secret key', is_there, f'made here: keep {path} with your backups' if is_there else
                 f'{path} is gone; entries of the audit trail can no longer be checked after a restart')


async def _stopping() -> Check:
    return Check('Process', not _is_stopping, 'stopping' if _is_stopping else 'running')
