"""The range architecture: rows that say how many options of which kind a category gets, from draft to approved."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.seasons.range_rules import (
    APPROVED,
    DRAFT,
    IN_REVIEW,
    LOCKED,
    REJECTED,
    SUBMITTED,
    RangeDraft,
    RangeRow,
    demand_move,
    demand_room,
    demand_row,
    demand_whole,
)
from app.domain.seasons.season import RANGED
from app.domain.seasons.steps import BUYING, RANGE
from app.errors import Conflict, Rejected
from app.events import RangeApproved, RangeChanged, orders_topic
from app.services import audit
from app.services.seasons import ground
from app.services.seasons.doors import begin
from app.services.seasons.intents import category_of
from app.services.seasons.reach import reach_of
from app.work import Work
from models.buying import SeasonRange
from models.seasons import Season


def list_rows(work: Work, actor: Actor, code: str, category: str = '') -> tuple[RangeRow, ...]:
    """Of a season, or of one of its categories, in the order in which they were added."""
    rows = rows_of(work, ground.seen_season(work, actor, code).id)
    return tuple(one for one in rows if category in ('', one.draft.category))


def rows_of(work: Work, season_id: int) -> tuple[RangeRow, ...]:
    codes = {one.place: one.code for one in ground.find_axes(work, season_id).categories}
    rows = work.session.exec(select(SeasonRange).where(SeasonRange.season_id == season_id)
                             .order_by(col(SeasonRange.id))).all()
    return tuple(_view(row, codes[row.category]) for row in rows if row.category in codes)


def add_row(work: Work, actor: Actor, code: str, draft: RangeDraft) -> int:
    """As a draft; its number. Raises Rejected where the shares of its category would pass 100 %."""
    season = _open(work, actor, code, draft)
    _demand_fits(work, season, draft)
    row = SeasonRange(season_id=season.id, state=DRAFT, at=work.now, **_columns(work, season, draft))
    row.by_name = actor.name
    work.session.add(row)
    work.session.flush()
    audit.write(work, actor, 'seasons.range_row', season.code, _name(draft), after=_told(draft))
    work.record(RangeChanged(orders_topic(season.id)))
    return row.id


def change_row(work: Work, actor: Actor, code: str, row_id: int, draft: RangeDraft, version: int | None = None) -> int:
    """Whatever was handed in goes back to draft; what was approved becomes a new revision. Returns the version."""
    season = _open(work, actor, code, draft)
    row = _row(work, season, row_id)
    demand(actor, 'seasons.ask', _reach(work, actor, season, _draft(work, season, row)))
    if version is not None and version != row.version:
        raise Conflict(f'{row.by_name} has changed this row meanwhile. Look again.', 'stale_version', row.version)
    if row.state == LOCKED:
        raise Conflict('This row is locked.', 'seasons.range_state')
    _demand_fits(work, season, draft, row.id)
    before = _told(_view(row, '').draft)
    row.revision += row.state == APPROVED
    row.state, row.comment, row.by_name, row.at, row.version = DRAFT, '', actor.name, work.now, row.version + 1
    for name, value in _columns(work, season, draft).items():
        setattr(row, name, value)
    audit.write(work, actor, 'seasons.range_row', season.code, f'{_name(draft)}, revision {row.revision}', before,
                _told(draft))
    work.record(RangeChanged(orders_topic(season.id)))
    return row.version


def delete_row(work: Work, actor: Actor, code: str, row_id: int) -> None:
    """Drafts only."""
    demand(actor, 'seasons.ask')
    season = begin(work, code, _thing(ground.find_season(work, code)))
    row = _row(work, season, row_id)
    draft = _draft(work, season, row)
    demand(actor, 'seasons.ask', _reach(work, actor, season, draft))
    if row.state != DRAFT:
        raise Conflict('Only drafts can be deleted.', 'seasons.range_state')
    work.session.delete(row)
    audit.write(work, actor, 'seasons.range_row', season.code, f'{_name(draft)}, deleted', _told(draft))
    work.record(RangeChanged(orders_topic(season.id)))


def submit(work: Work, actor: Actor, code: str, category: str, cluster: str = '') -> int:
    """Hand in the drafts of a category in a cluster, whose shares must be everything; how many they were."""
    season = _open(work, actor, code, RangeDraft(category, cluster))
    rows = _alike(work, season, category, cluster)
    drafts = [row for row in rows if row.state in (DRAFT, REJECTED)]
    if not drafts:
        raise Conflict('There is no draft here to hand in.', 'seasons.range_state')
    demand_whole(row.share for row in rows)
    for row in drafts:
        _move(work, actor, row, SUBMITTED)
        row.asked_by = actor.identity
    audit.write(work, actor, 'seasons.range_submit', season.code,
                ', '.join(filter(None, (category, cluster))))
    work.record(RangeChanged(orders_topic(season.id)))
    return len(drafts)


def decide(work: Work, actor: Actor, code: str, row_ids: Sequence[int], state: str, comment: str = '') -> None:
    """Approve, reject (with a comment) or take into review what others handed in, all or none of it."""
    demand(actor, 'seasons.approve')
    season = begin(work, code, _thing(ground.find_season(work, code)))
    rows = [_row(work, season, row_id) for row_id in row_ids]
    for row in rows:
        demand(actor, 'seasons.approve', _reach(work, actor, season, _draft(work, season, row), row.asked_by))
    if state not in (IN_REVIEW, APPROVED, REJECTED):
        raise Rejected('A row is taken into review, approved or rejected.', field='state')
    if state == REJECTED and not comment.strip():
        raise Rejected('Say what to change.', field='comment')
    for row in rows:
        _move(work, actor, row, state, comment.strip()[:1000])
    audit.write(work, actor, f'seasons.range_{state}', season.code, ', '.join(map(str, row_ids))[:200],
                after={'comment': comment.strip()[:1000]})
    work.record((RangeApproved if state == APPROVED else RangeChanged)(orders_topic(season.id)))


def _move(work: Work, actor: Actor, row: SeasonRange, state: str, comment: str = '') -> None:
    demand_move(row.state, state)
    row.state, row.comment, row.by_name, row.at, row.version = state, comment, actor.name, work.now, row.version + 1


def _open(work: Work, actor: Actor, code: str, draft: RangeDraft) -> Season:
    season = ground.find_season(work, code)
    demand(actor, 'seasons.ask', _reach(work, actor, season, draft))
    return begin(work, code, _thing(season))


def _thing(season: Season) -> str:
    """Once its step is over, a changed row is a new revision, as long as the season is bought for."""
    return BUYING if season.state == RANGED else RANGE


def _reach(work: Work, actor: Actor, season: Season, draft: RangeDraft, asked_by: str = '') -> Any:
    return reach_of(work, actor, season.id, [draft.cluster], [f'c:{draft.category}'], asked_by)


def _row(work: Work, season: Season, row_id: int) -> SeasonRange:
    """As it is now that the season is locked."""
    row = work.lock(SeasonRange, row_id)
    if row.season_id != season.id:
        raise Conflict('This row belongs to another season.', 'seasons.conflict')
    return row


def _demand_fits(work: Work, season: Season, draft: RangeDraft, but: int = 0) -> None:
    demand_row(draft)
    if draft.cluster and draft.cluster not in ground.find_axes(work, season.id).location_nodes:
        raise Rejected('This cluster is not of this season.', field='cluster')
    others = _alike(work, season, draft.category, draft.cluster)
    demand_room([draft.share, *(row.share for row in others if row.id != but)])


def _alike(work: Work, season: Season, category: str, cluster: str) -> Sequence[SeasonRange]:
    place = category_of(work, season.id, category).place
    return work.session.exec(select(SeasonRange).where(
        SeasonRange.season_id == season.id, SeasonRange.category == place, SeasonRange.cluster == cluster)).all()


def _columns(work: Work, season: Season, draft: RangeDraft) -> dict[str, Any]:
    told = {name: value.strip()[:100] if isinstance(value, str) else value for name, value in vars(draft).items()}
    return {**told, 'category': category_of(work, season.id, draft.category).place}


def _draft(work: Work, season: Season, row: SeasonRange) -> RangeDraft:
    codes = {one.place: one.code for one in ground.find_axes(work, season.id).categories}
    return _view(row, codes.get(row.category, '')).draft


def _view(row: SeasonRange, category: str) -> RangeRow:
    draft = RangeDraft(category, row.cluster, row.band, row.fabric, row.colour, row.style, row.styles, row.options,
                       row.depth, row.retail, row.share)
    return RangeRow(row.id, draft, row.state, row.revision, row.comment, row.by_name, row.at, row.asked_by, row.version)


def _told(draft: RangeDraft) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in vars(draft).items()}


def _name(draft: RangeDraft) -> str:
    parts = filter(None, (draft.band, draft.fabric, draft.colour, draft.style))
    return f'{draft.category} {" ".join(parts)}'
