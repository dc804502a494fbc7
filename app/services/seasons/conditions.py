"""What each step of a season still lacks, and what hangs on it already: read from the tables as they are."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import col, select

from app.domain.access import Actor
from app.domain.seasons.checklist import (
    BUYING,
    LOCATIONS,
    LOCK,
    NOW,
    OTB,
    PLAN,
    RANGE,
    STEPS,
    Check,
    Checklist,
    budget_gaps,
    counted,
    gaps_by_scope,
    plan_gaps,
    scopes_of,
    standing,
)
from app.domain.seasons.range_rules import NEAR, WHOLE
from app.domain.seasons.season import APPROVED, BUDGETED, LOCATED, PLANNED, RANGED, WORKING
from app.services.seasons.cubes import cube_of
from app.services.seasons.ground import find_axes, rules_of, seen_season
from app.work import Work
from models.buying import SeasonIntent, SeasonOrder, SeasonRange, SeasonReserve, SeasonTransfer
from models.masters import MasterLocation
from models.seasons import Season, SeasonEdit, SeasonImport, SeasonLocation, SeasonScope, SeasonStep, SeasonVersion

Missing = tuple[str, ...]
RUNNING = ('pending', 'processing')  # states of an import


def view_checklist(work: Work, actor: Actor, code: str) -> Checklist:
    return checklist_of(work, seen_season(work, actor, code))


def watch_checklist(work: Work, season_id: int) -> Checklist:
    """For pages: shared by all who watch, each of whom was asked for the right when the page was opened."""
    return checklist_of(work, work.get(Season, season_id))


def watch_missing(work: Work, season_id: int) -> str:
    """What the header says about the present step, in a few words."""
    row = work.get(Season, season_id)
    key = next((key for key in (LOCATIONS, PLAN, OTB, RANGE) if standing(key, row.state) == NOW), LOCK)
    return next(iter(missing_of(work, row, key)), '') if standing(key, row.state) == NOW else ''


def checklist_of(work: Work, row: Season) -> Checklist:
    """What comes later is not looked into."""
    checks = [(key, standing(key, row.state)) for key in STEPS]
    cube = cube_of(work, row.id, WORKING)
    gaps = gaps_by_scope(cube) if row.state == LOCATED else {}
    return Checklist(row.id, row.state, tuple(
        Check(key, state, missing_of(work, row, key) if state == NOW else ()) for key, state in checks), gaps)


def missing_of(work: Work, row: Season, key: str) -> Missing:
    """In sentences; empty where the step can be completed."""
    return MISSING[key](work, row)


def _locations(work: Work, row: Season) -> Missing:
    active = work.session.execute(columns(func.count()).select_from(SeasonLocation).join(
        MasterLocation, col(MasterLocation.id) == col(SeasonLocation.location_id)).where(
        col(SeasonLocation.season_id) == row.id, col(MasterLocation.is_active))).scalar_one()
    axes = find_axes(work, row.id)
    return (*(() if active else ('no active location',)), *(() if axes.categories else ('no category',)))


def _plan(work: Work, row: Season) -> Missing:
    cube = cube_of(work, row.id, WORKING)
    gaps = 0 if rules_of(row).blanks_are_zero else int(plan_gaps(cube).sum())
    approved = {(one.branch, one.cluster) for one in work.session.exec(select(SeasonScope).where(
        SeasonScope.season_id == row.id, SeasonScope.state == APPROVED))}
    waiting = len(scopes_of(cube.axes).keys() - approved)
    return (*((f'{counted(gaps, "cell", "cells")} missing',) if gaps else ()),
            *((f'{counted(waiting, "scope", "scopes")} not approved',) if waiting else ()))


def _budget(work: Work, row: Season) -> Missing:
    gaps = 0 if rules_of(row).blanks_are_zero else budget_gaps(cube_of(work, row.id, WORKING))
    return (f'{counted(gaps, "month", "months")} without a stock target',) if gaps else ()


def _range(work: Work, row: Season) -> Missing:
    intents = {one.category: one for one in work.session.exec(select(SeasonIntent).where(
        SeasonIntent.season_id == row.id))}
    found = []
    for one in find_axes(work, row.id).categories:
        intent = intents.get(one.place)
        if intent is None:
            found.append(f'{one.name} has no intent')
        elif not _adds_up(intent):
            found.append(f'the shares of {one.name} are not 100 %')
    shares = work.session.execute(columns(col(SeasonRange.category), func.sum(col(SeasonRange.share))).where(
        col(SeasonRange.season_id) == row.id, col(SeasonRange.state) != 'rejected').group_by(
        col(SeasonRange.category), col(SeasonRange.cluster)))
    broken = {category for category, total in shares if abs(Decimal(str(total)) - WHOLE) > NEAR}
    return (*_shortened(found), *((f'the rows of {counted(len(broken), "category", "categories")} are not 100 %',)
                                  if broken else ()))


def _adds_up(intent: SeasonIntent) -> bool:
    bands = sum((Decimal(share) for _, share in intent.bands), Decimal(0))
    return intent.core + intent.fashion == WHOLE and (not intent.bands or abs(bands - WHOLE) <= NEAR)


def _lock(work: Work, row: Season) -> Missing:
    """What may be listed as an exception instead."""
    orders = work.session.execute(columns(col(SeasonOrder.state), col(SeasonOrder.override)).where(
        col(SeasonOrder.season_id) == row.id)).all()
    transfers = _count(work, SeasonTransfer, row.id, col(SeasonTransfer.state) == 'asked')
    imports = _count(work, SeasonImport, row.id, col(SeasonImport.state).in_(RUNNING))
    found = [(sum(one.state == 'draft' for one in orders), 'draft order', 'draft orders'),
             (sum(one.state == 'submitted' for one in orders), 'submitted order', 'submitted orders'),
             (sum(one.override.get('state') == 'asked' for one in orders), 'open override', 'open overrides'),
             (transfers, 'open transfer', 'open transfers'), (imports, 'running import', 'running imports')]
    return tuple(counted(number, one, many) for number, one, many in found if number)


MISSING: Mapping[str, Callable[[Work, Season], Missing]] = {
    LOCATIONS: _locations, PLAN: _plan, OTB: _budget, RANGE: _range, BUYING: _lock, LOCK: _lock}


def dependants(work: Work, row: Season) -> Missing:
    """What hangs on the present state, so that it cannot be taken back."""
    return DEPENDANTS[row.state](work, row) if row.state in DEPENDANTS else ()


def _on_locations(work: Work, row: Season) -> Missing:
    count = _edits_since(work, row)
    return (f'{counted(count, "edit", "edits")} of the plan',) if count else ()


def _on_plan(work: Work, row: Season) -> Missing:
    edits, reserves = _edits_since(work, row), _count(work, SeasonReserve, row.id)
    return (*((f'{counted(edits, "OTB input", "OTB inputs")}',) if edits else ()),
            *((f'{counted(reserves, "reserve", "reserves")}',) if reserves else ()))


def _on_budget(work: Work, row: Season) -> Missing:
    count = _count(work, SeasonRange, row.id, col(SeasonRange.state).in_(('approved', 'locked')))
    return (f'{counted(count, "approved range row", "approved range rows")}',) if count else ()


def _on_range(work: Work, row: Season) -> Missing:
    count = _count(work, SeasonOrder, row.id, col(SeasonOrder.state) != 'draft')
    return (f'{counted(count, "order", "orders")} beyond draft',) if count else ()


DEPENDANTS: Mapping[str, Callable[[Work, Season], Missing]] = {
    LOCATED: _on_locations, PLANNED: _on_plan, BUDGETED: _on_budget, RANGED: _on_range}


def _edits_since(work: Work, row: Season) -> int:
    """Edits of the plan since this state was reached that were not undone; what sales and stock told is not meant."""
    reached = work.session.execute(columns(func.max(col(SeasonStep.at))).where(
        col(SeasonStep.season_id) == row.id, col(SeasonStep.now) == row.state)).scalar_one_or_none()
    return int(work.session.execute(columns(func.count()).select_from(SeasonEdit).join(
        SeasonVersion, col(SeasonVersion.id) == col(SeasonEdit.version_id)).where(
        col(SeasonEdit.season_id) == row.id, col(SeasonVersion.kind) == WORKING, col(SeasonEdit.size) > 0,
        col(SeasonEdit.undone_by).is_(None), col(SeasonEdit.undoes).is_(None),
        *([col(SeasonEdit.at) > reached] if reached else []))).scalar_one())


def _count(work: Work, table: Any, season_id: int, *conditions: Any) -> int:
    return int(work.session.execute(columns(func.count()).select_from(table).where(
        table.season_id == season_id, *conditions)).scalar_one())


def _shortened(found: list[str], most: int = 3) -> Missing:
    return tuple(found) if len(found) <= most else (*found[:most], f'{len(found) - most} more categories like this')
