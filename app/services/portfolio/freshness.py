"""How often a source is read: entries of the schedule that come and go with it, and that admins may change."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.ops import moments
from app.domain.ops.entries import EntryDraft
from app.domain.portfolio.sources.views import FRESHNESS, Reading
from app.errors import Invalid
from app.services.ops import schedules
from app.services.portfolio.sources import COMMAND
from app.work import Work
from models.ops import OpsSchedule
from models.portfolio import PortfolioDemoBody, PortfolioSource

SHORTEST, LONGEST = 5, 31 * 1440  # minutes between two reads
WORDS = {'items': 'items', 'markers': 'markers', 'teams': 'teams and their days', 'iterations': 'iterations',
         'history': 'history of what was looked at'}


def begin_reading(work: Work, actor: Actor, source_id: int) -> tuple[int, ...]:
    """A source has come: one entry for each kind of data, as often as it usually changes. Returns their ids."""
    demand(actor, 'portfolio.admin')
    name = work.get(PortfolioSource, source_id).name
    for body in work.session.exec(select(PortfolioDemoBody).where(PortfolioDemoBody.source_id == source_id)):
        work.session.delete(body)  # of a source that had this number before
    return tuple(_add(work, actor, source_id, name, kind, minutes) for kind, minutes in FRESHNESS.items())


def keep_intervals(work: Work, actor: Actor, source_id: int, minutes: Mapping[str, int]) -> None:
    """By kind of data; what is not named stays. An entry somebody has removed comes back."""
    demand(actor, 'portfolio.admin')
    name = work.lock(PortfolioSource, source_id).name
    if problems := list(_problems(minutes)):
        raise Invalid(problems)
    entries = _entries(work).get(source_id, {})
    for kind, wanted in minutes.items():
        row = entries.get(kind)
        if row is None:
            _add(work, actor, source_id, name, kind, wanted)
        elif _minutes(row) != wanted or not row.is_enabled:
            schedules.change(work, actor, row.id, {'kind': 'every', 'expression': f'{wanted} minutes',
                                                   'is_enabled': True}, row.version)


def list_readings(work: Work) -> dict[int, tuple[Reading, ...]]:
    """By source: how often each kind is read, when that was last and will be next."""
    entries = _entries(work)
    return {row.id: tuple(_reading(row, kind, entries.get(row.id, {}).get(kind)) for kind in FRESHNESS)
            for row in work.session.exec(select(PortfolioSource))}


def end_reading(work: Work, actor: Actor, source_id: int) -> None:
    """The source goes, and with it everything that would read it."""
    demand(actor, 'portfolio.admin')
    for row in work.session.exec(select(OpsSchedule).where(OpsSchedule.command == COMMAND)).all():
        if row.parameters.get('source') == source_id:
            schedules.remove(work, actor, row.id)
    for body in work.session.exec(select(PortfolioDemoBody).where(PortfolioDemoBody.source_id == source_id)):
        work.session.delete(body)


def _add(work: Work, actor: Actor, source_id: int, name: str, kind: str, minutes: int) -> int:
    return schedules.add(work, actor, EntryDraft(
        COMMAND, 'every', f'{minutes} minutes', 'UTC', {'source': source_id, 'kind': kind},
        f'{name}: {WORDS[kind]}', jitter=30))


def _problems(minutes: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    for kind, wanted in minutes.items():
        if kind not in FRESHNESS:
            yield kind, f'There are {", ".join(FRESHNESS)}.'
        elif not SHORTEST <= wanted <= LONGEST:
            yield kind, f'From {SHORTEST} to {LONGEST} minutes.'


def _entries(work: Work) -> dict[int, dict[str, OpsSchedule]]:
    """By source and kind; the first of several."""
    found: dict[int, dict[str, OpsSchedule]] = {}
    for row in work.session.exec(select(OpsSchedule).where(OpsSchedule.command == COMMAND).order_by(
            col(OpsSchedule.id))):
        found.setdefault(int(row.parameters.get('source', 0)), {}).setdefault(str(row.parameters.get('kind')), row)
    return found


def _reading(source: PortfolioSource, kind: str, row: OpsSchedule | None) -> Reading:
    read = source.read_at.get(kind)
    is_on = row is not None and row.is_enabled
    return Reading(kind, _minutes(row) if row and is_on else None, datetime.fromisoformat(read) if read else None,
                   row.next_fire if row and is_on else None,
                   moments.words(row.kind, row.expression) if row and is_on else 'not by itself')


def _minutes(row: OpsSchedule) -> int | None:
    """Of an interval; a clock has none."""
    if row.kind != 'every':
        return None
    count, unit = row.expression.split()
    return int(count) * moments.UNITS[unit.removesuffix('s')] // 60 or None
