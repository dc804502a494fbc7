"""Plans: area paths of sources, and who sees what lies in them."""

from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy import select as columns
from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.portfolio.setup.drafts import PlanDraft, checked_plan
from app.domain.portfolio.setup.slugs import is_slug, slug_of
from app.errors import Rejected
from app.events import SOURCES, SourceSynced
from app.services import audit
from app.services.portfolio import deciding, ground
from app.work import Work
from models.portfolio import (
    PortfolioEvent,
    PortfolioGrant,
    PortfolioGroup,
    PortfolioItem,
    PortfolioMarker,
    PortfolioPlan,
    PortfolioSource,
    PortfolioTeam,
)

READ_ANEW = ('source_id', 'area', 'has_children', 'types', 'states_read')  # what a change of makes other items


def add_plan(work: Work, actor: Actor, draft: PlanDraft, slug: str = '') -> int:
    """Returns its id. Its items come with the next read of its source. Only a file of the set-up brings a slug."""
    demand(actor, 'portfolio.admin')
    work.take_turns(deciding.TURN)
    draft = checked_plan(draft)
    _demand_known(work, draft)
    taken = set(work.session.exec(select(PortfolioPlan.slug)))
    slug = slug if is_slug(draft.kind, slug) and slug not in taken else slug_of(draft.kind, draft.name, taken)
    row = deciding.added(work, actor, PortfolioPlan(**_values(draft), slug=slug), 'plan', draft.name)
    _keep_grants(work, actor, row, draft.grants)
    work.record(SourceSynced(SOURCES))
    return row.id


def change_plan(work: Work, actor: Actor, plan_id: int, draft: PlanDraft, version: int | None = None) -> None:
    """A rename keeps the slug; another area, or other types, take effect with the next read."""
    demand(actor, 'portfolio.admin')
    work.take_turns(deciding.TURN)
    row = deciding.seen(work, PortfolioPlan, plan_id, version)
    draft = checked_plan(draft)
    _demand_known(work, draft)
    values = _values(draft)
    if any(getattr(row, name) != values[name] for name in READ_ANEW):
        values |= {'trouble': '', 'doubt': '', 'item_count': 0}
    is_changed = deciding.changed(work, actor, row, values, 'plan', row.name)
    if _keep_grants(work, actor, row, draft.grants) and not is_changed:
        row.version += 1
    work.record(SourceSynced(SOURCES))


def remove_plan(work: Work, actor: Actor, plan_id: int, version: int | None = None) -> None:
    """Its items stay, in no plan, until their source is read: then they are gone unless another plan holds them."""
    demand(actor, 'portfolio.admin')
    work.take_turns(deciding.TURN)
    row = deciding.seen(work, PortfolioPlan, plan_id, version)
    items = work.session.execute(columns(col(PortfolioItem.id), col(PortfolioItem.also_in), col(
        PortfolioItem.plan_id)).where(col(PortfolioItem.source_id) == row.source_id).order_by(
        col(PortfolioItem.id)).with_for_update()).all()
    mark = ground.move_baseline(work)  # after the items, as everybody does it who changes some
    for item in items:
        if item.plan_id == plan_id or plan_id in item.also_in:
            others = [one for one in item.also_in if one != plan_id]
            own = item.plan_id if item.plan_id != plan_id else others.pop(0) if others else None
            work.session.execute(update(PortfolioItem).where(col(PortfolioItem.id) == item.id)
                                 .values(plan_id=own, also_in=others, mark=mark))
    for table in (PortfolioGrant, PortfolioGroup, PortfolioMarker, PortfolioEvent):
        work.session.execute(delete(table).where(col(table.plan_id) == plan_id))
    deciding.removed(work, actor, row, 'plan', row.name)
    work.record(SourceSynced(SOURCES))


def draft_with(row: PortfolioPlan, grants: Iterable[str]) -> PlanDraft:
    return PlanDraft(row.name, row.source_id, row.area, row.kind, row.has_children, tuple(row.types),
                     tuple(row.states_read), tuple(row.states_shown), row.colour, row.rank, row.team_id,
                     tuple(row.delivery_plans), row.is_open, frozenset(grants))


def _values(draft: PlanDraft) -> dict[str, Any]:
    values = asdict(replace(draft, grants=frozenset()))
    del values['grants']
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def _demand_known(work: Work, draft: PlanDraft) -> None:
    if work.session.get(PortfolioSource, draft.source_id) is None:
        raise Rejected('There is no such source.', 'portfolio.unknown_source', 'source_id')
    if draft.team_id is not None and work.session.get(PortfolioTeam, draft.team_id) is None:
        raise Rejected('There is no such team.', 'portfolio.unknown_team', 'team_id')


def _keep_grants(work: Work, actor: Actor, plan: PortfolioPlan, wanted: frozenset[str]) -> bool:
    """Whether somebody sees it now who did not, or the other way round."""
    known = set(work.session.exec(select(PortfolioGrant.identity).where(PortfolioGrant.plan_id == plan.id)))
    if known == wanted:
        return False
    for identity in wanted - known:
        work.session.add(PortfolioGrant(plan_id=plan.id, identity=identity))
    work.session.execute(delete(PortfolioGrant).where(col(PortfolioGrant.plan_id) == plan.id,
                                                      col(PortfolioGrant.identity).in_(known - wanted)))
    audit.write(work, actor, 'portfolio.change_visibility', plan.name, '',
                {'seen by': ', '.join(sorted(known))}, {'seen by': ', '.join(sorted(wanted))})
    ground.move_setup(work)
    return True
