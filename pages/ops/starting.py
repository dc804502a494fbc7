"""Starting commands from wherever somebody is: the form with what it needs to know."""

import json
from collections.abc import AsyncIterable, Mapping
from functools import partial
from typing import Any

from nicegui import ui

from app import uploads
from app.domain.ops.files import FileView
from app.domain.ops.views import RunView
from app.services import secrets
from app.services.ops import commands, queue
from app.services.ops.queue import Wanted
from app.uploads import Sent
from components.ops.start import Onward, Start, StartDialog
from pages.kit import Visitor, do, look


async def open_start(who: Visitor, slug: str, values: Mapping[str, Any] | None = None,
                     former: int | None = None) -> None:
    """As the command is now; raises for what is not there or not theirs to see."""
    command = await look(who, commands.view_command, slug)
    names: tuple[str, ...] = ()
    if any(parameter.kind == 'secret' for parameter in command.definition.parameters):
        names = tuple(dict.fromkeys(one.name for one in await look(who, secrets.list_secrets) if one.is_set))
    with ui.context.client.content:  # what the page shows by then is another thing
        dialog = StartDialog(command, partial(_start, who, slug, former), values=values, secrets=names,
                             upload=partial(_upload, who, slug))
    dialog.on('hide', dialog.delete, args=[])
    dialog.open()


async def open_again(who: Visitor, view: RunView) -> None:
    """Filled in as that run was."""
    await open_start(who, view.line.command, json.loads(view.given), view.line.id)


async def _upload(who: Visitor, slug: str, parameter: str, name: str, pieces: AsyncIterable[bytes]) -> FileView:
    return await uploads.take_in(partial(look, who), partial(do, who), Sent(name, pieces, slug, parameter))


async def _start(who: Visitor, slug: str, former: int | None, start: Start) -> Onward:
    """What comes next, once the form is closed."""
    from pages.ops.run import open_run  # here and not above: a run is started again from where it is shown

    wanted = Wanted(slug, dict(start.values), note=start.note, word=start.word, key=start.key, former=former)
    asked = await do(who, queue.ask_for, wanted)
    return partial(open_run, who, asked.run_id)
