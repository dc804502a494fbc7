"""Whether this process does what it should: for probes, for Prometheus and for the health page."""

import math
import os
import shutil
import time
from collections.abc import Awaitable, Callable

from prometheus_client import Counter

from app import bus, clock, metrics, migrations
from app.domain.access import Actor, Credential, demand, may
from app.domain.health import Check, Figures, Number, Setting
from app.events import HEALTH
from app.security.key_ring import MADE_HERE, key_ring, own_keys
from app.security.keys import own_key
from app.services import counts
from app.services.counts import Counts
from app.services.people import sessions
from app.settings import Misconfigured, Settings
from app.work import Work, ask

LEAST_FREE = 200_000_000  # bytes
LATEST_TICK, LATEST_BEAT = 90.0, 30.0  # seconds
MOST_LEAD = 5.0  # seconds between two clocks; a lease that was renewed in time is good for 20 more

_settings: Settings
_last_tick = _last_beat = time.monotonic()
_is_stopping = False
_latest = Figures((), (), (), (), ())


def start(settings: Settings) -> None:
    global _settings, _is_stopping
    _settings, _is_stopping = settings, False
    metrics.clock_tick_age.set_function(lambda: time.monotonic() - _last_tick)
    tick()
    beat()


def stop() -> None:
    """From now on nobody should be sent here any more."""
    global _is_stopping
    _is_stopping = True


def is_stopping() -> bool:
    return _is_stopping


def tick() -> None:
    """The clock of the background work has come round."""
    global _last_tick
    _last_tick = time.monotonic()


def beat() -> None:
    """The worker of this process has looked for runs."""
    global _last_beat
    _last_beat = time.monotonic()


async def run_checks() -> tuple[Check, ...]:
    """Every check, also after one has failed."""
    checks: list[Callable[[], Awaitable[Check]]] = [_database, _clock, _worker, _disk, _bus, _keys, _vault, _stopping]
    return tuple([await check() for check in checks])


async def may_be_told(credential: Credential | None) -> bool:
    """Whether this is an admin; while the database is away, nobody is."""
    try:
        return credential is not None and may(await ask(sessions.identify, credential), 'system.health')
    except Exception:
        return False


async def look() -> None:
    """Bring the figures up to date, for Prometheus and for those who look at the health page."""
    global _latest
    found = await ask(counts.view_counts)
    _set_gauges(found)
    _latest = Figures(await run_checks(), _numbers(found), _queue(found), _estimate(found), found.replicas)
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
    metrics.poker_stay_ratio.set(_share(found.stayed, found.seated))
    metrics.backup_age.set((found.now - found.backup_at).total_seconds() if found.backup_at else math.inf)
    if found.key_since:
        metrics.master_key_age.set((found.now - found.key_since).days)
    for source, at in found.sources:
        metrics.source_age.labels(source).set((found.now - at).total_seconds())
    for state, number in found.tables:
        metrics.poker_tables.labels(state).set(number)


def _numbers(found: Counts) -> tuple[Number, ...]:
    return (('Pages open', metrics.value(metrics.pages_open), ''),
            ('Views kept up to date', metrics.value(metrics.feeds), ''),
            ('Entries of the audit trail', found.audit_records, ''),
            ('Event loop late by', 1000 * metrics.mean(metrics.loop_lag), 'ms on average'),
            ('Transactions take', 1000 * metrics.mean(metrics.db_seconds), 'ms on average'))


def _queue(found: Counts) -> tuple[Number, ...]:
    queue, hours = found.queue, (found.now - found.backup_at).total_seconds() / 3600 if found.backup_at else None
    return (('Runs waiting', queue.waiting + queue.delayed, f'{queue.delayed} of them until another try'),
            ('Runs under way', queue.running, f'of {queue.slots} at a time'),
            ('Oldest has waited', queue.oldest_seconds, 's'),
            ('Runs to approve', queue.blocked, ''), ('Runs to decide about', queue.lost, ''),
            ('Runs failed', queue.failed_day, 'in 24 hours'),
            *([('Newest backup', hours, 'hours old')] if hours is not None else [('Backups', 0, 'there is none')]))


def _estimate(found: Counts) -> tuple[Number, ...]:
    """Connections are counted by this process since its start, shares over the last month by the database."""
    tables = dict(found.tables)
    return (('Tables open', sum(number for state, number in tables.items() if state != 'closed'), ''),
            ('Tables closed', tables.get('closed', 0), ''),
            ('People connected', found.at_tables, ''),
            ('Rounds turned', found.rounds, ''),
            ('Tables that came to a round', 100 * _share(found.completed, found.closed), '% of a month'),
            ('People who stayed to the end', 100 * _share(found.stayed, found.seated), '% of a month'),
            ('Connections made', *_success(metrics.poker_connects)),
            ('Connections regained', *_success(metrics.poker_reconnects)),
            ('Changes reach pages in', 1000 * metrics.mean(metrics.poker_push), 'ms on average'))


def _share(part: int, whole: int) -> float:
    """Where there was nothing, nothing failed."""
    return part / whole if whole else 1.0


def _success(attempts: Counter) -> tuple[float, str]:
    good, bad = (int(metrics.value(attempts, '_total', result=result)) for result in ('ok', 'failed'))
    return good, f'of {good + bad}'


async def _database() -> Check:
    began = time.perf_counter()
    try:
        revision = await ask(counts.view_revision)
    except Exception as error:
        return Check('Database', False, f'does not answer: {type(error).__name__}')
    took, head = round((time.perf_counter() - began) * 1000), migrations.head()
    if revision != head:
        return Check('Database', False, f'is at schema {revision}, this version needs {head}: restart it')
    return Check('Database', True, f'fine, {took} ms, schema {revision}')


async def _clock() -> Check:
    late = time.monotonic() - _last_tick
    lead = await _lead()
    if abs(lead) > MOST_LEAD:
        return Check('Clock', False, f'{"ahead of" if lead > 0 else "behind"} that of the database by '
                     f'{abs(lead):.0f} s: processes would take runs from each other. Set the clock of this machine.')
    return Check('Clock', late < LATEST_TICK, f'last tick {round(late)} s ago, now {clock.now():%H:%M:%S} UTC')


async def _lead() -> float:
    try:
        return await ask(counts.view_lead)
    except Exception:  # a database that does not answer has a check of its own
        return 0.0


async def _worker() -> Check:
    if _settings.app_mode == 'serve':
        return Check('Worker', True, 'not in this process: APP_MODE is serve')
    late = time.monotonic() - _last_beat
    return Check('Worker', late < LATEST_BEAT, f'last looked for runs {round(late)} s ago')


async def _disk() -> Check:
    try:
        free = shutil.disk_usage(_settings.data_dir).free
    except OSError as error:
        return Check('Disk', False, f'{_settings.data_dir} cannot be read: {error.strerror}')
    if not os.access(_settings.data_dir, os.W_OK):
        return Check('Disk', False, f'{_settings.data_dir} cannot be written to')
    told = f'{free // 1_000_000_000} GB free' if free >= 10 * LEAST_FREE else f'{free // 1_000_000} MB free'
    return Check('Disk', free >= LEAST_FREE, told)


async def _bus() -> Check:
    return Check('Announcements', bus.is_listening(), 'arrive' if bus.is_listening() else 'the line is cut')


async def _keys() -> Check:
    if _settings.secret_key:
        return Check('Secret key', True, 'given by SECRET_KEY')
    path = own_key(_settings)
    is_there = path.exists()
    return Check('Secret key', is_there, f'made here: keep {path} with your backups' if is_there else
                 f'{path} is gone; entries of the audit trail can no longer be checked after a restart')


async def _vault() -> Check:
    """Read anew each time: a file can go, or be opened to others, while the process runs."""
    try:
        ring = key_ring(_settings, may_make=False)
    except Misconfigured as error:
        return Check('Vault key', False, str(error))
    if ring.source == MADE_HERE:
        return Check('Vault key', True, f'made here: keep {own_keys(_settings)} safe, apart from your backups')
    return Check('Vault key', True, f'“{ring.keys[0][0]}”, given by {ring.source}')


async def _stopping() -> Check:
    return Check('Process', not _is_stopping, 'stopping' if _is_stopping else 'running')
