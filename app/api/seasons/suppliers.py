"""Suppliers: who sends goods."""

from dataclasses import replace

from fastapi import APIRouter
from pydantic import BaseModel

from app.api.doors import Body, IdempotencyKey, Listing, Part, RowId, Signed
from app.api.seasons.reading import given_in, number_of, one_of, values_of
from app.api.strict import StrictRoute
from app.domain.seasons.drafts import SupplierDraft
from app.domain.seasons.master_views import SupplierView
from app.services.seasons.masters import suppliers

router = APIRouter(tags=['seasons: suppliers'], route_class=StrictRoute)


class SupplierOut(BaseModel):
    """`tolerance` of over-receipt is a fraction."""
    id: int
    code: str
    name: str
    currency: str
    lead_days: int
    terms: str
    tolerance: str
    is_active: bool
    version: int


class SupplierBody(Body):
    name: str
    code: str
    currency: str = ''
    lead_days: int = 0
    terms: str = ''
    tolerance: str = '0'
    is_active: bool = True
    version: int | None = None


class SupplierChange(SupplierBody):
    """What is left out stays as it was."""
    name: str = ''
    code: str = ''


@router.get('/suppliers')
async def list_suppliers(client: Signed, part: Part) -> Listing[SupplierOut]:
    found, total = part.cut(await client.look(suppliers.list_suppliers))
    return Listing(items=[_supplier(one) for one in found], total=total)


@router.post('/suppliers', status_code=201)
async def add_supplier(client: Signed, body: SupplierBody, key: IdempotencyKey = None) -> SupplierOut:
    number: int = await client.once(key, body, suppliers.add_supplier, _supplier_draft(body))
    return _supplier(one_of(await client.look(suppliers.list_suppliers), number))


@router.get('/suppliers/{supplier_id}')
async def get_supplier(client: Signed, supplier_id: RowId) -> SupplierOut:
    return _supplier(one_of(await client.look(suppliers.list_suppliers), supplier_id))


@router.patch('/suppliers/{supplier_id}')
async def change_supplier(client: Signed, supplier_id: RowId, body: SupplierChange) -> SupplierOut:
    former = one_of(await client.look(suppliers.list_suppliers), supplier_id)
    version = former.version if body.version is None else body.version
    await client.do(suppliers.change_supplier, supplier_id, _changed(former.draft, body), version)
    return _supplier(one_of(await client.look(suppliers.list_suppliers), supplier_id))


@router.delete('/suppliers/{supplier_id}', status_code=204)
async def remove_supplier(client: Signed, supplier_id: RowId) -> None:
    await client.do(suppliers.remove_supplier, supplier_id)


def _supplier(view: SupplierView) -> SupplierOut:
    given = dict(vars(view.draft))
    return SupplierOut(id=view.id, tolerance=format(given.pop('tolerance').normalize(), 'f'), version=view.version,
                       **given)


def _supplier_draft(body: SupplierBody) -> SupplierDraft:
    given = values_of(body)
    return SupplierDraft(tolerance=number_of(given.pop('tolerance'), 'tolerance'), **given)


def _changed(former: SupplierDraft, body: SupplierChange) -> SupplierDraft:
    given = given_in(body)
    if 'tolerance' in given:
        given['tolerance'] = number_of(given['tolerance'], 'tolerance')
    return replace(former, **given)
