"""What can be run, each with a description of its parameters that programs can read."""

from typing import Annotated

from fastapi import APIRouter, Path

from app.api.doors import Body, Listing, Part, Signed
from app.api.ops.shapes import CommandOut, command_out
from app.api.strict import StrictRoute
from app.services.ops import commands

router = APIRouter(prefix='/commands', tags=['ops: commands'], route_class=StrictRoute)

Slug = Annotated[str, Path(max_length=100)]


class Switch(Body):
    """What is switched off starts nothing new."""
    is_enabled: bool


@router.get('')
async def list_commands(client: Signed, part: Part) -> Listing[CommandOut]:
    """Those the sender may see."""
    items, total = part.cut(await client.look(commands.list_commands))
    return Listing(items=list(map(command_out, items)), total=total)


@router.get('/{slug}')
async def view_command(client: Signed, slug: Slug) -> CommandOut:
    return command_out(await client.look(commands.view_command, slug))


@router.patch('/{slug}')
async def switch_command(client: Signed, slug: Slug, body: Switch) -> CommandOut:
    await client.do(commands.switch, slug, body.is_enabled)
    return command_out(await client.look(commands.view_command, slug))
