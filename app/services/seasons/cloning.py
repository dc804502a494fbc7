"""A season that begins as another one: its places and categories, its plan, its range."""

from typing import Any

import numpy as np
from sqlmodel import SQLModel, select

from app.domain.access import Actor, demand
from app.domain.seasons.changes import Change, applied, change_of
from app.domain.seasons.cube import BLANK, Cube, stored_of
from app.domain.seasons.drafts import SeasonDraft
from app.domain.seasons.season import WORKING
from app.errors import Rejected
from app.events import SEASONS, SeasonChanged
from app.services import audit
from app.services.seasons.cubes import cube_of
from app.services.seasons.effects import taken_effect
from app.services.seasons.ground import find_season, move_axes, seen_season
from app.services.seasons.log import keep_edit
from app.services.seasons.seasons import plan_season
from app.work import Work
from models.buying import SeasonIntent, SeasonRange
from models.seasons import Season, SeasonCategory, SeasonLocation

STRUCTURE, PLAN, RANGE = 'structure', 'plan', 'range'
PARTS = (STRUCTURE, PLAN, RANGE)


def clone_season(work: Work, actor: Actor, code: str, draft: SeasonDraft,
                 parts: tuple[str, ...] = (STRUCTURE,)) -> str:
    """The code of the new season. Plan and range hang on the structure, so they bring it along; the n-th period of
    the plan becomes the n-th period of the new one.
    """
    demand(actor, 'seasons.plan')
    source = seen_season(work, actor, code)
    if not parts or set(parts) - set(PARTS):
        raise Rejected(f'Choose what to take over: {", ".join(PARTS)}.', field='parts')
    fresh = find_season(work, plan_season(work, actor, draft))
    target = work.lock(Season, fresh.id)
    target.rules, target.is_demo = dict(source.rules), source.is_demo
    _copy(work, SeasonLocation, source, target)
    _copy(work, SeasonCategory, source, target)
    target.next_location, target.next_category = source.next_location, source.next_category
    move_axes(work, target.id)
    work.session.refresh(target)
    if PLAN in parts:
        _copy_plan(work, actor, source, target)
    if RANGE in parts:
        _copy_range(work, actor, source, target)
    work.session.flush()
    audit.write(work, actor, 'seasons.clone', target.code, f'{target.name} from {source.name}: {", ".join(parts)}')
    work.record(SeasonChanged(SEASONS))
    return target.code


def _copy(work: Work, table: type[SQLModel], source: Season, target: Season) -> None:
    for row in work.session.exec(select(table).where(table.season_id == source.id)):  # type: ignore[attr-defined]
        work.session.add(table(**{**row.model_dump(), 'season_id': target.id}))


def _copy_plan(work: Work, actor: Actor, source: Season, target: Season) -> None:
    """As one edit of the new season: its log says everything its cells hold."""
    cube, empty = cube_of(work, source.id), cube_of(work, target.id)
    changes = [one for measure in cube.sheets if len(one := _carried(cube, empty, measure))]
    if changes:
        effect = taken_effect(work, target, applied(empty, changes, target.seq + 1))
        keep_edit(work, target, empty.number, actor, 'seed', {'from': source.code, 'version': WORKING}, changes,
                  effect=effect)


def _carried(cube: Cube, empty: Cube, measure: str) -> Change:
    """Both seasons have the same places, so also the same positions."""
    locations, categories, periods = empty.axes.shape
    new = np.full((locations, categories, periods), BLANK, np.int64)
    shared = min(periods, cube.axes.shape[2])
    new[..., :shared] = stored_of(cube.sheet(measure))[..., :shared]
    return change_of(empty, measure, (slice(0, locations), slice(0, categories), slice(0, periods)), new)


def _copy_range(work: Work, actor: Actor, source: Season, target: Season) -> None:
    """Rows as drafts: nobody has approved them for this season."""
    fresh: dict[str, Any] = {'season_id': target.id, 'at': work.now, 'by_name': actor.name, 'version': 1}
    for intent in work.session.exec(select(SeasonIntent).where(SeasonIntent.season_id == source.id)):
        work.session.add(SeasonIntent(**{**intent.model_dump(), **fresh}))
    for row in work.session.exec(select(SeasonRange).where(SeasonRange.season_id == source.id)):
        work.session.add(SeasonRange(**{**row.model_dump(exclude={'id'}), **fresh, 'state': 'draft', 'comment': '',
                                        'asked_by': '', 'revision': 1}))
