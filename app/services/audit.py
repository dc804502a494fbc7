"""The audit trail: who did what, when, from where. Each entry seals the one before it with a keyed hash."""

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, event, func, insert, or_
from sqlmodel import col, select

from app.context import trace
from app.domain.access import Actor, demand
from app.domain.audit import Entry, Filter, Hour, Page, Verdict
from app.events import AUDIT, AuditWritten
from app.work import Work
from models.people import AuditEntry

TURN = 7_100_002  # writers of the trail wait for each other: every entry follows the one before
FIRST = 64 * '0'
BATCH = 5_000
MOST_IN_HISTOGRAM = 100_000


def write(work: Work, actor: Actor, deed: str, thing: str = '', detail: str = '',
          before: Mapping[str, Any] | None = None, after: Mapping[str, Any] | None = None, *,
          is_refused: bool = False) -> None:
    """Add an entry in the transaction of the deed itself. Of `before` and `after` only what differs is kept.

    Entries are sealed as the last thing before the commit: whoever seals keeps all others waiting, and would wait for
    them for ever if it then needed a row that one of them has locked.
    """
    old, new = _differences(before or {}, after or {})
    entries = work.session.info.setdefault('audit', [])
    if not entries:
        event.listen(work.session, 'before_commit', lambda _: _add_to_chain(work), once=True)
    entries.append({'at': work.now, 'actor': actor.identity, 'actor_name': actor.name, 'deed': deed,
                    'area': deed.partition('.')[0], 'thing': thing, 'detail': detail, 'before': old, 'after': new,
                    'is_refused': is_refused, 'address': trace().address, 'request_id': trace().request_id,
                    'device': trace().device})
    work.record(AuditWritten(AUDIT))


def write_by(work: Work, identity: str, name: str, deed: str, thing: str = '', detail: str = '', *,
             is_refused: bool = False) -> None:
    """For deeds before anybody is known: a failed sign-in, the set-up."""
    write(work, Actor(identity, name), deed, thing, detail, is_refused=is_refused)


def view_page(work: Work, actor: Actor, wanted: Filter, skip: int = 0, limit: int = 50, *,
              oldest_first: bool = False) -> Page:
    """The newest entries that fit, and what the filters could be set to."""
    demand(actor, 'audit.read')
    conditions = _conditions(wanted)
    total = work.session.execute(select(func.count()).select_from(AuditEntry).where(*conditions)).scalar_one()
    order = col(AuditEntry.seq) if oldest_first else col(AuditEntry.seq).desc()
    rows = work.session.exec(select(AuditEntry).where(*conditions).order_by(order).offset(skip).limit(limit)).all()
    actors = work.session.execute(select(AuditEntry.actor, func.max(AuditEntry.actor_name))
                                  .group_by(AuditEntry.actor).order_by(func.max(AuditEntry.actor_name)).limit(500))
    deeds = work.session.execute(select(AuditEntry.deed).distinct().order_by(AuditEntry.deed)).scalars()
    return Page(tuple(map(_entry, rows)), total, tuple((row[0], row[1]) for row in actors), tuple(deeds))


def list_entries(work: Work, actor: Actor, wanted: Filter) -> tuple[Entry, ...]:
    """All entries that fit, oldest first, to be taken away as a file."""
    demand(actor, 'audit.read')
    rows = work.session.exec(select(AuditEntry).where(*_conditions(wanted)).order_by(col(AuditEntry.seq)))
    return tuple(map(_entry, rows))


def note_export(work: Work, actor: Actor, wanted: Filter) -> None:
    demand(actor, 'audit.read')
    given = {name: str(value) for name, value in asdict(wanted).items() if value}
    write(work, actor, 'audit.export', detail=', '.join(f'{name} {value}' for name, value in given.items()))


def view_histogram(work: Work, actor: Actor, hours: int = 24) -> tuple[Hour, ...]:
    """How many entries each of the last hours has, oldest first."""
    demand(actor, 'audit.read')
    end = work.now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    begin = end - timedelta(hours=hours)
    counts: dict[tuple[int, bool], int] = {}
    for at, is_refused in work.session.execute(select(AuditEntry.at, AuditEntry.is_refused)
                                               .where(AuditEntry.at >= begin).limit(MOST_IN_HISTOGRAM)):
        key = (int((at - begin) / timedelta(hours=1)), is_refused)
        counts[key] = counts.get(key, 0) + 1
    return tuple(Hour(begin + timedelta(hours=hour), counts.get((hour, False), 0), counts.get((hour, True), 0))
                 for hour in range(hours))


def verify(work: Work, actor: Actor) -> Verdict:
    """Recompute every seal. Whoever changed, removed or inserted an entry would have needed the key."""
    demand(actor, 'audit.read')
    keys = {_key_id(key): key for key in work.policy.seal_keys}
    prev, expected, since = FIRST, 1, None
    for row in work.session.exec(select(AuditEntry).order_by(col(AuditEntry.seq)).execution_options(yield_per=BATCH)):
        since = since or row.at
        if row.seq != expected or row.prev != prev or not _is_sealed(row, keys):
            return Verdict(expected - 1, since, min(row.seq, expected), work.now)
        prev, expected = row.hash, expected + 1
    return Verdict(expected - 1, since, None, work.now)


def _add_to_chain(work: Work) -> None:
    work.take_turns(TURN)
    last = work.session.execute(select(AuditEntry.seq, AuditEntry.hash)
                                .order_by(col(AuditEntry.seq).desc()).limit(1)).first()
    count, prev = (last.seq, last.hash) if last else (0, FIRST)
    key, rows = work.policy.seal_keys[0], list[dict[str, Any]]()
    for seq, entry in enumerate(work.session.info.pop('audit'), count + 1):
        values = {**entry, 'seq': seq, 'key_id': _key_id(key), 'prev': prev}
        prev = _seal(key, values)
        rows.append({**values, 'hash': prev})
    work.session.execute(insert(AuditEntry), rows)


def _is_sealed(row: AuditEntry, keys: Mapping[str, bytes]) -> bool:
    key = keys.get(row.key_id)
    return key is not None and hmac.compare_digest(row.hash, _seal(key, row.model_dump(exclude={'hash'})))


def _seal(key: bytes, values: Mapping[str, Any]) -> str:
    """Entries of before devices were noted are sealed without; one without a device is sealed as these are."""
    plain = {name: value.astimezone(UTC).isoformat(timespec='microseconds') if isinstance(value, datetime) else value
             for name, value in values.items() if value or name != 'device'}
    return hmac.new(key, json.dumps(plain, sort_keys=True).encode(), sha256).hexdigest()


def _key_id(key: bytes) -> str:
    return sha256(b'id:' + key).hexdigest()[:8]


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return ({name: _text(before[name]) for name in names if name in before},
            {name: _text(after[name]) for name in names if name in after})


def _text(value: Any) -> str:
    if value is None or value is False:
        return '' if value is None else 'off'
    return 'on' if value is True else str(value)


def _conditions(wanted: Filter) -> Sequence[ColumnElement[bool]]:
    given: list[Any] = []
    if wanted.text:
        pattern = f'%{_escaped(wanted.text)}%'
        given.append(or_(*(col(column).ilike(pattern, escape='\\') for column in
                           (AuditEntry.actor_name, AuditEntry.thing, AuditEntry.detail, AuditEntry.deed))))
    given += [col(column) == value for column, value in ((AuditEntry.actor, wanted.actor),
                                                         (AuditEntry.deed, wanted.deed),
                                                         (AuditEntry.area, wanted.area)) if value]
    if wanted.only_refused:
        given.append(col(AuditEntry.is_refused))
    if wanted.since:
        given.append(col(AuditEntry.at) >= wanted.since)
    if wanted.until:
        given.append(col(AuditEntry.at) < wanted.until)
    return given


def _escaped(text: str) -> str:
    for character in '\\%_':
        text = text.replace(character, f'\\{character}')
    return text


def _entry(row: AuditEntry) -> Entry:
    fields = list(dict.fromkeys([*row.before, *row.after]))
    changes = tuple((name, row.before.get(name, ''), row.after.get(name, '')) for name in fields)
    return Entry(row.seq, row.at, row.actor, row.actor_name, row.deed, row.area, row.thing, row.detail, changes,
                 row.is_refused, row.address, row.request_id, row.prev, row.hash, row.device)
