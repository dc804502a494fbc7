"""How people leave a grid: layouts under a name, of their own or for everybody; and what they chose the last time."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import or_
from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.names import keepable
from app.domain.seasons.plan.layouts import LayoutLine
from app.domain.seasons.plan.looks import PlanLooks, looks_of, stored_looks
from app.errors import Forbidden, NotFound, Rejected
from app.events import SeasonChanged, layouts_topic
from app.services.seasons.ground import find_season, seen_season
from app.work import Work
from models.seasons import SeasonLayout

HABITS = ''  # the name of what is remembered without a name
LONGEST = 60
MOST = 50  # of one person in one season


def list_layouts(work: Work, actor: Actor, code: str) -> tuple[LayoutLine, ...]:
    """One's own and those that are shared, by name."""
    return watch_layouts(work, seen_season(work, actor, code).id, actor.identity)


def watch_layouts(work: Work, season_id: int, identity: str) -> tuple[LayoutLine, ...]:
    """For the page of somebody who may look."""
    rows = work.session.exec(select(SeasonLayout).where(
        SeasonLayout.season_id == season_id, SeasonLayout.name != HABITS,
        or_(col(SeasonLayout.identity) == identity, col(SeasonLayout.is_shared))).order_by(
            col(SeasonLayout.name), col(SeasonLayout.id)))
    return tuple(LayoutLine(row.id, row.name, looks_of(row.content), row.is_shared,
                            row.identity == identity) for row in rows)


def keep_layout(work: Work, actor: Actor, code: str, name: str, looks: PlanLooks, is_shared: bool = False) -> int:
    """One of this name that is one's own is replaced. Its number."""
    demand(actor, 'seasons.own')
    season_id, name = find_season(work, code).id, keepable(name).strip()
    if not name or len(name) > LONGEST:
        raise Rejected(f'Give the layout a name of at most {LONGEST} letters.', field='name')
    row = _own(work, actor, season_id, name)
    if row is None and _count(work, actor, season_id) >= MOST:
        raise Rejected(f'You have {MOST} layouts here. Take one away first.')
    row = row or SeasonLayout(season_id=season_id, identity=actor.identity, name=name, content={})
    row.content, row.is_shared = stored_looks(looks), is_shared
    work.session.add(row)
    work.session.flush()
    work.record(SeasonChanged(layouts_topic(season_id)))
    return row.id


def drop_layout(work: Work, actor: Actor, layout_id: int) -> None:
    demand(actor, 'seasons.own')
    row = work.session.get(SeasonLayout, layout_id)
    if row is None:
        raise NotFound('There is no such layout, or not any more.')
    if row.identity != actor.identity:
        raise Forbidden('Only whoever keeps a layout can take it away.')
    work.session.delete(row)
    work.record(SeasonChanged(layouts_topic(row.season_id)))


def view_habits(work: Work, actor: Actor, season_id: int) -> Mapping[str, Any]:
    """What somebody chose the last time and wants again, such as how totals are spread."""
    row = _own(work, actor, season_id, HABITS)
    return dict(row.content) if row else {}


def keep_habit(work: Work, actor: Actor, code: str, name: str, value: str) -> None:
    demand(actor, 'seasons.own')
    season_id = find_season(work, code).id
    row = _own(work, actor, season_id, HABITS) or SeasonLayout(
        season_id=season_id, identity=actor.identity, name=HABITS, content={})
    row.content = {**row.content, name: value}
    work.session.add(row)


def _own(work: Work, actor: Actor, season_id: int, name: str) -> SeasonLayout | None:
    return work.session.exec(select(SeasonLayout).where(
        SeasonLayout.season_id == season_id, SeasonLayout.identity == actor.identity,
        SeasonLayout.name == name)).first()


def _count(work: Work, actor: Actor, season_id: int) -> int:
    return len(work.session.exec(select(SeasonLayout.id).where(
        SeasonLayout.season_id == season_id, SeasonLayout.identity == actor.identity)).all())
