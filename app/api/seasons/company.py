"""Whose seasons these are: the profile of the company."""

from dataclasses import replace

from fastapi import APIRouter
from pydantic import BaseModel

from app.api.doors import Body, Client, Signed
from app.api.seasons.reading import given_in, values_of
from app.api.strict import StrictRoute
from app.domain.seasons.drafts import CompanyDraft
from app.domain.seasons.master_views import CompanyView
from app.errors import NotFound
from app.services.seasons.masters import company

router = APIRouter(tags=['seasons: company'], route_class=StrictRoute)


class CompanyOut(BaseModel):
    code: str
    name: str
    currency: str
    domain: str
    tax_id: str
    email: str
    version: int


class CompanyBody(Body):
    """Seasons are planned in `currency` where they name no other."""
    name: str
    currency: str = 'EUR'
    domain: str = ''
    tax_id: str = ''
    email: str = ''


class CompanyChange(CompanyBody):
    """What is left out stays as it was."""
    name: str = ''
    version: int | None = None


@router.get('/company')
async def get_company(client: Signed) -> CompanyOut:
    return _out(await _company(client))


@router.post('/company', status_code=201)
async def found_company(client: Signed, body: CompanyBody) -> CompanyOut:
    """Once, before anything else; calendars, places and categories hang on it."""
    await client.do(company.found_company, CompanyDraft(**values_of(body)))
    return _out(await _company(client))


@router.patch('/company')
async def change_company(client: Signed, body: CompanyChange) -> CompanyOut:
    former = await _company(client)
    version = former.version if body.version is None else body.version
    await client.do(company.change_company, replace(former.draft, **given_in(body)), version)
    return _out(await _company(client))


async def _company(client: Client) -> CompanyView:
    found: CompanyView | None = await client.look(company.view_company)
    if found is None:
        raise NotFound('The company is not set up yet.')
    return found


def _out(view: CompanyView) -> CompanyOut:
    return CompanyOut(code=view.code, version=view.version, **vars(view.draft))
