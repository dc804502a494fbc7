"""Suppliers: who sends goods, in which currency, after how many days, and how much more than ordered is taken."""

from dataclasses import asdict, fields, replace

from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.seasons.drafts import SupplierDraft, checked_supplier
from app.domain.seasons.master_views import SupplierView
from app.errors import Conflict
from app.services.seasons.masters.keeping import TURN, added, changed, company_of, demand_free, removed, seen
from app.work import Work
from models.buying import SeasonOrder
from models.masters import MasterSupplier


def add_supplier(work: Work, actor: Actor, draft: SupplierDraft) -> int:
    demand(actor, 'seasons.admin')
    work.take_turns(TURN)
    draft = checked_supplier(draft)
    _demand_free(work, draft)
    row = MasterSupplier(company_id=company_of(work).id, **asdict(draft))
    return added(work, actor, row, 'supplier', draft.code).id


def change_supplier(work: Work, actor: Actor, supplier_id: int, draft: SupplierDraft,
                    version: int | None = None) -> None:
    demand(actor, 'seasons.admin')
    work.take_turns(TURN)
    row = seen(work, MasterSupplier, supplier_id, version)
    draft = checked_supplier(replace(draft, code=draft.code or row.code))
    _demand_free(work, draft, supplier_id)
    changed(work, actor, row, asdict(draft), 'supplier', row.code)


def remove_supplier(work: Work, actor: Actor, supplier_id: int, version: int | None = None) -> None:
    """Refused once something was ordered there."""
    demand(actor, 'seasons.admin')
    work.take_turns(TURN)
    row = seen(work, MasterSupplier, supplier_id, version)
    if work.session.exec(select(SeasonOrder).where(SeasonOrder.supplier_id == supplier_id)).first():
        raise Conflict(f'Something was ordered from {row.name}. Make it inactive instead.', 'seasons.in_use')
    removed(work, actor, row, 'supplier', row.code)


def list_suppliers(work: Work, actor: Actor) -> tuple[SupplierView, ...]:
    demand(actor, 'seasons.look')
    return suppliers_of(work)


def suppliers_of(work: Work) -> tuple[SupplierView, ...]:
    rows = work.session.exec(select(MasterSupplier).order_by(col(MasterSupplier.name), col(MasterSupplier.code)))
    return tuple(SupplierView(row.id, SupplierDraft(**{one.name: getattr(row, one.name)
                                                       for one in fields(SupplierDraft)}), row.version)
                 for row in rows)


def _demand_free(work: Work, draft: SupplierDraft, row_id: int = 0) -> None:
    demand_free(work, MasterSupplier.code, draft.code, f'There is a supplier with the code {draft.code} already.',
                'code', row_id)
