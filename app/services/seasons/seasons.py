"""Seasons: plan one, change what is said about it, take it away before anything was planned in it."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import delete, func
from sqlalchemy import select as columns
from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.seasons.axes import Period
from app.domain.seasons.codes import season_code
from app.domain.seasons.drafts import SeasonDraft, checked_season
from app.domain.seasons.season import CREATED, OPENING, WORKING, SeasonRules, SeasonView
from app.domain.seasons.steps import DETAILS
from app.errors import Conflict, Rejected
from app.events import SEASONS, SeasonChanged, season_topic
from app.services import audit
from app.services.seasons.doors import begin
from app.services.seasons.ground import find_season, move_axes, periods_of, stored_rules, views_of
from app.services.seasons.masters.keeping import company_of, free_code
from app.services.seasons.masters.rates import rates_into
from app.services.seasons.openings import forget_opening, renewed
from app.services.seasons.reach import reach_of
from app.work import Work
from models.buying import SeasonOrder, SeasonReserve, SeasonTransfer
from models.masters import MasterCalendar, MasterPeriod
from models.seasons import (
    Season,
    SeasonBlob,
    SeasonCategory,
    SeasonEdit,
    SeasonHold,
    SeasonImport,
    SeasonImportRow,
    SeasonLayout,
    SeasonLimit,
    SeasonLocation,
    SeasonNote,
    SeasonScope,
    SeasonStep,
    SeasonVersion,
)

PARTS = (SeasonImport, SeasonNote, SeasonScope, SeasonLimit, SeasonLayout, SeasonEdit, SeasonVersion, SeasonStep,
         SeasonLocation, SeasonCategory)


def list_seasons(work: Work, actor: Actor) -> tuple[SeasonView, ...]:
    """The newest first."""
    demand(actor, 'seasons.look')
    return watch_seasons(work)


def watch_seasons(work: Work) -> tuple[SeasonView, ...]:
    """For pages: shared by all who watch."""
    rows = work.session.exec(select(Season).order_by(col(Season.start).desc(), col(Season.id).desc())).all()
    return views_of(work, rows)


def plan_season(work: Work, actor: Actor, draft: SeasonDraft) -> str:
    """A new one with nothing in it; its code. Plan rates are those of the day, for good."""
    demand(actor, 'seasons.plan')
    draft = checked_season(draft)
    company = company_of(work)
    currency = draft.currency or company.currency
    _demand_covered(work, draft)
    row = Season(**asdict(replace(draft, currency=currency)), company_id=company.id,
                 code=free_code(work, col(Season.code), season_code), rules=stored_rules(SeasonRules()),
                 rates={key: str(rate) for key, rate in rates_into(work, currency, work.now.date()).items()},
                 by=actor.identity, by_name=actor.name, created_at=work.now)
    work.session.add(row)
    work.session.flush()
    work.session.add(SeasonVersion(season_id=row.id, kind=WORKING, at=work.now, by_name=actor.name))
    work.session.add(SeasonStep(season_id=row.id, was='', now=CREATED, by=actor.identity, by_name=actor.name,
                                at=work.now))
    audit.write(work, actor, 'seasons.plan_season', row.code, row.name, after=_audited(row))
    work.record(SeasonChanged(SEASONS))
    return row.code


def change_season(work: Work, actor: Actor, code: str, draft: SeasonDraft, version: int | None = None) -> None:
    """What is said about it, never how far it is. Once cells hang on the periods, or count in the currency and on the
    basis, these stay.
    """
    season = find_season(work, code)
    demand(actor, 'seasons.plan', reach_of(work, actor, season.id, [''], ['']))
    row = begin(work, code, DETAILS)
    if version is not None and row.version != version:
        raise Conflict('Somebody else has changed this meanwhile. Look again.', 'stale_version', row.version)
    draft = checked_season(draft)
    draft = replace(draft, currency=draft.currency or row.currency)
    _demand_covered(work, draft)
    before, periods = _audited(row), periods_of(work, row.id)
    values = {name: value for name, value in asdict(draft).items() if getattr(row, name) != value}
    if not values:
        return
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    work.session.flush()
    _demand_counted(work, row, periods, values)
    audit.write(work, actor, 'seasons.change_season', row.code, row.name, before, _audited(row))
    move_axes(work, row.id)
    if row.state != CREATED:
        renewed(work, row)
    work.record(SeasonChanged(SEASONS))


def remove_season(work: Work, actor: Actor, code: str) -> None:
    """Only while nothing was decided in it."""
    demand(actor, 'seasons.admin')
    row = work.lock(Season, find_season(work, code).id)
    if row.state != CREATED:
        raise Conflict('Only a season without defined locations can be deleted. Lock this one instead.',
                       'seasons.wrong_step')
    audit.write(work, actor, 'seasons.remove_season', row.code, row.name, before=_audited(row))
    _clear(work, row.id)
    work.session.delete(row)
    work.session.flush()
    work.record(SeasonChanged(SEASONS))
    work.record(SeasonChanged(season_topic(row.id)))


def draft_of(row: Season) -> SeasonDraft:
    return SeasonDraft(row.name, row.start, row.end, row.calendar_id, row.basis, row.currency, row.imu)


def find_draft(work: Work, actor: Actor, code: str) -> tuple[SeasonDraft, int]:
    """What its form begins with, and the version that was seen."""
    demand(actor, 'seasons.look')
    row = find_season(work, code)
    return draft_of(row), row.version


def _audited(row: Season) -> dict[str, Any]:
    return asdict(draft_of(row))


def _demand_covered(work: Work, draft: SeasonDraft) -> None:
    """The calendar has periods for the first and the last day."""
    if work.session.get(MasterCalendar, draft.calendar_id) is None:
        raise Rejected('There is no such calendar.', 'seasons.unknown_calendar', 'calendar_id')
    first, last = work.session.execute(columns(func.min(col(MasterPeriod.start)), func.max(col(MasterPeriod.end)))
                                       .where(col(MasterPeriod.calendar_id) == draft.calendar_id)).one()
    if first is None or draft.start < first:
        raise Rejected(f'The calendar begins {first}.' if first else 'This calendar has no periods.',
                       'seasons.calendar', 'start')
    if draft.end > last:
        raise Rejected(f'The calendar ends {last}. Extend it first.', 'seasons.calendar', 'end')


def _demand_counted(work: Work, row: Season, periods: Sequence[Period], values: dict[str, Any]) -> None:
    if not any(is_there(work, row.id) for is_there in (_is_edited, _is_stored, _is_dealt_in)):
        forget_opening(work, row.id)
        return
    if tuple(periods) != periods_of(work, row.id):
        raise Conflict('Figures are planned for these periods already: the days can change within them only.',
                       'seasons.planned')
    if values.keys() & {'currency', 'basis'}:
        raise Conflict('Figures are planned in this currency and on this basis already.', 'seasons.planned')


def _is_edited(work: Work, season_id: int) -> bool:
    """By anybody; what it is expected to open with is taken anew."""
    return work.session.exec(select(SeasonEdit.seq).join(
        SeasonVersion, col(SeasonVersion.id) == col(SeasonEdit.version_id)).where(
        SeasonEdit.season_id == season_id, SeasonVersion.kind != OPENING)).first() is not None


def _is_stored(work: Work, season_id: int) -> bool:
    """Images of versions are there, with cells whose log is not."""
    return work.session.exec(select(SeasonBlob).join(
        SeasonVersion, col(SeasonVersion.id) == col(SeasonBlob.version_id)).where(
        SeasonVersion.season_id == season_id, SeasonVersion.kind != OPENING, col(SeasonBlob.place) >= 0)
    ).first() is not None


def _is_dealt_in(work: Work, season_id: int) -> bool:
    """Orders, transfers and reserves lie in periods as well; a step that was taken back leaves them."""
    return any(work.session.exec(select(table.id).where(table.season_id == season_id)).first() is not None
               for table in (SeasonOrder, SeasonTransfer, SeasonReserve))


def _clear(work: Work, season_id: int) -> None:
    versions = columns(col(SeasonVersion.id)).where(col(SeasonVersion.season_id) == season_id)
    for table in (SeasonBlob, SeasonHold):
        work.session.execute(delete(table).where(col(table.version_id).in_(versions)))
    imports = columns(col(SeasonImport.id)).where(col(SeasonImport.season_id) == season_id)
    work.session.execute(delete(SeasonImportRow).where(col(SeasonImportRow.import_id).in_(imports)))
    for part in PARTS:
        work.session.execute(delete(part).where(col(part.season_id) == season_id))
