"""What is set up: read and change rules and rates; take everything away as a file and bring it back."""

from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from app.api.doors import Body, Client, Signed
from app.api.strict import StrictRoute
from app.domain.portfolio.setup.bringing_back import RestoreLine
from app.domain.portfolio.setup.views import SetupView
from app.errors import BadRequest, TooLarge
from app.services.portfolio import rates, restoring, setup
from app.services.portfolio.configured import stored

router = APIRouter(tags=['portfolio: setup'])
strict = APIRouter(prefix='/setup', route_class=StrictRoute)

LARGEST = 5_000_000  # bytes of a file


class OddityOut(BaseModel):
    code: str
    name: str
    text: str


class SetupOut(BaseModel):
    """`rules` and `rates` as they are changed with PUT; everything else is counted."""
    version: int
    rules: dict[str, Any]
    rates: dict[str, Any]
    sources: int
    plans: int
    teams: int
    people: int
    iterations: int
    findings: list[OddityOut]


class SetupBody(Body):
    """What is left out stays. Amounts are texts such as `82.50`."""
    version: int
    rules: dict[str, Any] | None = None
    rates: dict[str, Any] | None = None


class ChangeOut(BaseModel):
    """`deed` is add, change, or stay for what is here and not in the file."""
    deed: str
    kind: str
    name: str
    detail: str


class RestoreOut(BaseModel):
    dry_run: bool
    changes: list[ChangeOut] = Field(default_factory=list)


@strict.get('')
async def view_setup(client: Signed) -> SetupOut:
    return await _view(client)


@strict.put('')
async def change_setup(client: Signed, body: SetupBody) -> SetupOut:
    """Rules, rates, or both, all or nothing; `version` is the one that was seen."""
    await client.do(rates.keep_both, body.rules, body.rates, body.version)
    return await _view(client)


@strict.get('/backup')
async def take_away(client: Signed) -> Response:
    """Without secrets; `setup/restore` takes it."""
    text: str = await client.look(restoring.take_away)
    return Response(text, media_type='application/json',
                    headers={'Content-Disposition': 'attachment; filename="portfolio-setup.json"'})


@router.post('/setup/restore', openapi_extra={'requestBody': {'required': True, 'content': {'application/json': {
    'schema': {'type': 'object', 'description': 'A file of `setup/backup`.'}}}}})
async def restore(client: Signed, request: Request, dry_run: bool = False) -> RestoreOut:
    """All of it or nothing; what does not fit is told with its line. With `dry_run` nothing changes."""
    body = await request.body()
    if len(body) > LARGEST:
        raise TooLarge('This file is larger than any set-up.')
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise BadRequest('This is not JSON.', 'body.invalid') from None
    lines: tuple[RestoreLine, ...] = await (client.look(restoring.preview, text) if dry_run
                                            else client.do(restoring.restore, text))
    return RestoreOut(dry_run=dry_run, changes=[ChangeOut(deed=line.deed, kind=line.noun, name=line.name,
                                                          detail=line.detail) for line in lines])


router.include_router(strict)


async def _view(client: Client) -> SetupOut:
    view: SetupView = await client.look(setup.view_setup)
    return SetupOut(version=view.version, rules=stored(view.rules), rates=stored(view.rates),
                    sources=len(view.sources), plans=len(view.plans), teams=len(view.teams), people=len(view.people),
                    iterations=len(view.iterations), findings=[
                        OddityOut(code=one.code, name=one.thing, text=one.text) for one in view.oddities])
