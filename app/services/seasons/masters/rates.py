"""Exchange rates: what one unit of a currency costs in another, from a day on until the next one."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.seasons.drafts import RateDraft, checked_rate
from app.errors import NotFound
from app.services.seasons.masters.keeping import TURN, added, changed, company_of, find_company, removed
from app.work import Work
from models.masters import MasterRate

SHOWN = 500


def keep_rate(work: Work, actor: Actor, draft: RateDraft) -> None:
    """A rate of the same day takes the place of the one before."""
    demand(actor, 'seasons.admin')
    work.take_turns(TURN)
    draft = checked_rate(draft)
    key = (company_of(work).id, draft.source, draft.target, draft.day)
    row = work.session.get(MasterRate, key)
    if row is None:
        row = MasterRate(company_id=key[0], **vars(draft))
        added(work, actor, row, 'rate', _named(draft))
    else:
        changed(work, actor, row, {'rate': draft.rate, 'told_by': draft.told_by}, 'rate', _named(draft))


def remove_rate(work: Work, actor: Actor, source: str, target: str, day: date) -> None:
    """Seasons and orders keep the rates that were stamped on them."""
    demand(actor, 'seasons.admin')
    row = work.session.get(MasterRate, (company_of(work).id, source.upper(), target.upper(), day))
    if row is None:
        raise NotFound('There is no such rate.')
    removed(work, actor, row, 'rate', f'{row.source} → {row.target}, {row.day}')


def list_rates(work: Work, actor: Actor) -> tuple[RateDraft, ...]:
    """The newest first."""
    demand(actor, 'seasons.look')
    return rates_of(work, None)


def rates_of(work: Work, most: int | None = SHOWN) -> tuple[RateDraft, ...]:
    rows = work.session.exec(select(MasterRate).order_by(col(MasterRate.day).desc(), col(MasterRate.source),
                                                         col(MasterRate.target)).limit(most))
    return tuple(RateDraft(row.source, row.target, row.day, row.rate, row.told_by) for row in rows)


def rates_into(work: Work, currency: str, day: date) -> Mapping[str, Decimal]:
    """What holds on that day for each currency, where anything does."""
    company = find_company(work)
    rows = work.session.exec(select(MasterRate).where(
        MasterRate.company_id == (company.id if company else 0), MasterRate.target == currency,
        col(MasterRate.day) <= day).order_by(col(MasterRate.day)))
    return {row.source: row.rate for row in rows}


def _named(draft: RateDraft) -> str:
    return f'{draft.source} → {draft.target}, {draft.day}'
