"""Plan events of our own: a day or a band on the axis, for all or for one plan. Planners keep them."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from app.domain.access import Actor, demand, may
from app.domain.names import one_line
from app.domain.portfolio.items import dates
from app.domain.portfolio.setup.drafts import HappeningDraft
from app.errors import NotFound, Rejected
from app.services.portfolio import deciding, ground
from app.work import Work
from models.portfolio import PortfolioEvent, PortfolioGrant, PortfolioPlan

LONGEST = 200


def add_happening(work: Work, actor: Actor, draft: HappeningDraft) -> int:
    """Returns its id."""
    demand(actor, 'portfolio.plan')
    values = _checked(work, actor, draft)
    return deciding.added(work, actor, PortfolioEvent(**values), 'event', values['title']).id


def change_happening(work: Work, actor: Actor, happening_id: int, draft: HappeningDraft,
                     version: int | None = None) -> None:
    demand(actor, 'portfolio.plan')
    row = _seen(work, actor, happening_id, version)
    deciding.changed(work, actor, row, _checked(work, actor, draft), 'event', row.title)


def remove_happening(work: Work, actor: Actor, happening_id: int, version: int | None = None) -> HappeningDraft:
    """Returns what it was, so that it can be brought back."""
    demand(actor, 'portfolio.plan')
    row = _seen(work, actor, happening_id, version)
    draft = _draft(row)
    deciding.removed(work, actor, row, 'event', row.title)
    return draft


@dataclass(frozen=True)
class HappeningView:
    id: int
    version: int
    draft: HappeningDraft


def view_happenings(work: Work, actor: Actor) -> tuple[HappeningView, ...]:
    """With what it takes to change them."""
    sight = ground.sight_of(work, actor)
    rows = work.session.exec(select(PortfolioEvent).order_by(col(PortfolioEvent.start), col(PortfolioEvent.id)))
    return tuple(HappeningView(row.id, row.version, _draft(row)) for row in rows
                 if row.plan_id is None or sight.sees(row.plan_id))


def sees_plan(work: Work, actor: Actor, plan_id: int | None) -> bool:
    """Asked of the rows: what changes in this transaction is not in the copy in memory."""
    if plan_id is None:
        return True
    plan = work.session.get(PortfolioPlan, plan_id)
    return plan is not None and (plan.is_open or may(actor, 'portfolio.admin')
                                 or work.session.get(PortfolioGrant, (plan_id, actor.identity)) is not None)


def demand_plan(work: Work, actor: Actor, plan_id: int | None) -> None:
    """What belongs to a plan one does not see answers as if it did not exist, whatever else is wrong."""
    if not sees_plan(work, actor, plan_id):
        raise NotFound('This does not exist, or not any more.')


def _draft(row: PortfolioEvent) -> HappeningDraft:
    return HappeningDraft(row.title, row.start, row.end, row.plan_id, row.category, row.is_special)


def _seen(work: Work, actor: Actor, happening_id: int, version: int | None) -> PortfolioEvent:
    demand_plan(work, actor, work.get(PortfolioEvent, happening_id).plan_id)
    return deciding.seen(work, PortfolioEvent, happening_id, version)


def _checked(work: Work, actor: Actor, draft: HappeningDraft) -> dict[str, Any]:
    title, category = one_line(draft.title), one_line(draft.category)
    if not title or len(title) > LONGEST:
        raise Rejected(f'Say in 1 to {LONGEST} characters what happens.', 'portfolio.title', 'title')
    if len(category) > LONGEST:
        raise Rejected(f'At most {LONGEST} characters fit here.', 'portfolio.category', 'category')
    dates.demand_planned(draft.start, 'start')
    dates.demand_planned(draft.end, 'end')
    if draft.end is not None and draft.end < draft.start:
        raise Rejected('It cannot end before it begins.', 'portfolio.dates', 'end')
    if not sees_plan(work, actor, draft.plan_id):
        raise Rejected('There is no such plan.', 'portfolio.unknown_plan', 'plan_id')
    return {'title': title, 'start': draft.start, 'end': draft.end if draft.end != draft.start else None,
            'plan_id': draft.plan_id, 'category': category, 'is_special': draft.is_special}
