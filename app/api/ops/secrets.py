"""Secrets: which there are and whether they are set. Values come in, and never go out."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from app.api.doors import Attended, Body, Listing, Part, Signed
from app.api.strict import StrictRoute
from app.domain.ops.secrets import LONGEST, PERSONAL, SHARED
from app.domain.ops.views import SecretView
from app.services import secrets

router = APIRouter(prefix='/secrets', tags=['ops: secrets'], route_class=StrictRoute)

Scope = Literal['shared', 'personal']
Name = Annotated[str, Path(max_length=200)]


class SecretOut(BaseModel):
    """`masked_value` says no more than `is_set`: nobody can read a value back."""
    name: str
    scope: Scope
    help: str
    is_set: bool
    masked_value: str | None
    used_by: list[str]
    updated_at: datetime | None
    updated_by: str
    last_used_at: datetime | None
    warning: str


class SecretBody(Body):
    """`personal`: only for runs of the sender, and there before the shared one."""
    value: str = Field(max_length=LONGEST)
    scope: Scope = SHARED


@router.get('')
async def list_secrets(client: Signed, part: Part, scope: Scope | None = None) -> Listing[SecretOut]:
    found: tuple[SecretView, ...] = await client.look(secrets.list_secrets)
    items = [item for item in map(_out, found) if scope in (None, item.scope)]
    return Listing(items=list(part.cut(items)[0]), total=len(items))


@router.put('/{name}', status_code=204)
async def set_secret(client: Attended, name: Name, body: SecretBody) -> None:
    await client.do(secrets.keep, name, body.value, body.scope)


@router.delete('/{name}', status_code=204)
async def remove_secret(client: Attended, name: Name, scope: Scope = SHARED) -> None:
    await client.do(secrets.forget, name, scope)


def _out(view: SecretView) -> SecretOut:
    return SecretOut(
        name=view.name, scope=SHARED if view.scope == SHARED else PERSONAL, help=view.help, is_set=view.is_set,
        masked_value='***' if view.is_set else None, used_by=list(view.used_by), updated_at=view.updated_at,
        updated_by=view.updated_by, last_used_at=view.last_used_at, warning=view.warning)
