"""What state sources are in, which of their answers can be believed, and who decides where that is not clear."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func
from sqlmodel import col, or_, select

from app.domain.access import Actor, demand
from app.domain.portfolio.sources.views import OK, PlanDoubt, SourceView, is_suspicious, state_of
from app.errors import Conflict, NotFound
from app.events import SOURCES, SourceFailed, SourceSynced
from app.services import audit
from app.services.ops import queue
from app.services.ops.queue import Wanted
from app.services.portfolio import ground, tokens
from app.work import Work
from models.ops import LIVE, WAITING, OpsRun
from models.portfolio import PortfolioItem, PortfolioPlan, PortfolioSource

COMMAND = 'portfolio.sync'


@dataclass(frozen=True)
class Readable:
    """What a run has to know of a source."""
    id: int
    name: str
    kind: str
    base_url: str
    time_zone: str
    start_field: str
    end_field: str
    options: Mapping[str, Any]
    read_at: Mapping[str, str]
    has_been_read: bool
    plans: tuple[int, ...]
    counts: Mapping[int, int]  # plan → items of its last good answer
    delivery_plans: Mapping[int, tuple[str, ...]]


def view_sources(work: Work, actor: Actor) -> tuple[SourceView, ...]:
    """By name; troubles of plans only as far as somebody sees those plans."""
    sight = ground.sight_of(work, actor)
    rows = work.session.exec(select(PortfolioSource).order_by(func.lower(PortfolioSource.name))).all()
    doubts, others = _doubts(work, sight), _hidden_troubles(work, sight)
    runs = _runs(work)
    counts = _counts(work)
    used = tokens.uses(work, [row.id for row in rows])
    return tuple(SourceView(
        row.id, row.name, row.kind, state_of(row.state, row.ok_at, work.now), row.since, row.ok_at,
        row.error if row.id not in others else '', row.read_at, doubts.get(row.id, ()), runs.get(row.id),
        row.id in used, used.get(row.id),
        counts.get(row.id, 0) if sight.plans is None else 0, row.version) for row in rows)


def sync_now(work: Work, actor: Actor, source_id: int, kind: str = 'all') -> int:
    """Ask for a run that reads it; returns its number, or that of the one that waits or reads already."""
    demand(actor, 'portfolio.look')
    if work.session.get(PortfolioSource, source_id) is None:
        raise NotFound('There is no such source, or not any more.')
    return queue.ask_for(work, actor, Wanted(COMMAND, {'source': source_id, 'kind': kind})).run_id


def confirm_gone(work: Work, actor: Actor, plan_id: int) -> int:
    """Yes, these items are gone: the next answer of this plan is believed. Returns the run that asks for it."""
    demand(actor, 'portfolio.publish')
    if not ground.sight_of(work, actor).sees(plan_id):
        raise NotFound('There is no such plan, or not for you.')
    row = work.lock(PortfolioPlan, plan_id)
    if not row.doubt:
        raise Conflict('There is nothing to confirm any more.', 'portfolio.settled')
    before, row.doubt, row.item_count = row.doubt, '', 0
    row.version += 1
    audit.write(work, actor, 'portfolio.confirm_gone', row.name, before)
    work.record(SourceSynced(SOURCES))
    return queue.enqueue(work, COMMAND, {'source': row.source_id, 'kind': 'items'}, trigger='ui', actor=actor) or 0


def to_read(work: Work, source_id: int) -> Readable:
    row = work.session.get(PortfolioSource, source_id)
    if row is None:
        raise NotFound('There is no such source, or not any more.')
    plans = work.session.exec(select(PortfolioPlan).where(PortfolioPlan.source_id == source_id)).all()
    return Readable(row.id, row.name, row.kind, row.base_url, row.time_zone, row.start_field, row.end_field,
                    dict(row.options), dict(row.read_at), 'items' in row.read_at, tuple(plan.id for plan in plans),
                    {plan.id: plan.item_count for plan in plans},
                    {plan.id: tuple(plan.delivery_plans) for plan in plans if plan.delivery_plans})


def judge_answer(work: Work, plan_id: int, count: int) -> str:
    """How many ids a plan has given: `empty` or `half` where that cannot simply be believed."""
    row = work.session.get(PortfolioPlan, plan_id, with_for_update=True)
    if row is None:
        return ''
    doubt = is_suspicious(row.item_count, count)
    trouble, row.trouble = row.trouble, ''
    if not doubt:
        row.item_count = count
    if row.doubt != doubt or trouble:
        row.doubt = doubt
        work.record(SourceSynced(SOURCES))
    return doubt


def note_plan_trouble(work: Work, plan_id: int, text: str) -> None:
    """Its path is not there any more, or nobody may read it; its items stay as they are."""
    row = work.session.get(PortfolioPlan, plan_id, with_for_update=True)
    if row is not None and row.trouble != text:
        row.trouble = text[:500]
        work.record(SourceSynced(SOURCES))


def note_read(work: Work, source_id: int, kinds: Sequence[str], state: str = OK, error: str = '') -> None:
    """These kinds were read, perhaps with something to say about it."""
    row = work.session.get(PortfolioSource, source_id, with_for_update=True)
    if row is None:
        return
    row.read_at = {**row.read_at, **{kind: work.now.isoformat() for kind in kinds}}
    if 'items' in kinds:
        row.ok_at = work.now
    if 'items' in kinds or state != OK:
        _become(row, work, state, error)
    work.record(SourceSynced(SOURCES))


def note_trouble(work: Work, source_id: int, state: str, error: str) -> None:
    """It could not be read; everything that was read before stays as it is."""
    row = work.session.get(PortfolioSource, source_id, with_for_update=True)
    if row is not None:
        _become(row, work, state, error)
        work.record(SourceFailed(SOURCES))


def _become(row: PortfolioSource, work: Work, state: str, error: str) -> None:
    if row.state != state:
        row.state, row.since = state, work.now
    row.error = error[:1000]


def _doubts(work: Work, sight: ground.Sight) -> dict[int, tuple[PlanDoubt, ...]]:
    found: dict[int, list[PlanDoubt]] = {}
    for row in work.session.exec(select(PortfolioPlan).where(or_(
            col(PortfolioPlan.doubt) != '', col(PortfolioPlan.trouble) != '')).order_by(col(PortfolioPlan.rank))):
        if sight.sees(row.id):
            found.setdefault(row.source_id, []).append(PlanDoubt(row.id, row.name, row.doubt, row.trouble))
    return {source: tuple(some) for source, some in found.items()}


def _hidden_troubles(work: Work, sight: ground.Sight) -> frozenset[int]:
    """Sources whose trouble is that of a plan which is not seen: its name and area are part of the words."""
    if sight.plans is None:
        return frozenset()
    rows = work.session.exec(select(PortfolioPlan).where(col(PortfolioPlan.trouble) != ''))
    return frozenset(row.source_id for row in rows if not sight.sees(row.id))


def _runs(work: Work) -> dict[int, int]:
    """Those that read now, or are about to."""
    rows = work.session.exec(select(OpsRun).where(OpsRun.command == COMMAND, or_(LIVE, WAITING))
                             .order_by(col(OpsRun.id).desc()))
    return {int(row.parameters.get('source', 0)): row.id for row in rows}


def _counts(work: Work) -> dict[int, int]:
    return dict(work.session.exec(select(PortfolioItem.source_id, func.count()).where(
        col(PortfolioItem.gone_since).is_(None)).group_by(col(PortfolioItem.source_id))).all())
