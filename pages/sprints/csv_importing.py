"""A dialog that makes a board from a file of Jira, wherever sites are set up."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from zoneinfo import ZoneInfo

from app import uploads
from app.domain.access import demand
from app.domain.ops.files import FileView
from app.domain.sprints.imports.csv_import import CsvExport, ImportDraft, read_export
from app.errors import Rejected
from app.services.sprints import boards, importing
from app.uploads import Sent
from components.feedback import toast
from components.sprints.csv_import import CsvImportDialog, ImportWishes
from pages.kit import Visitor, do, look

PIECE = 1 << 18


async def open_csv_import(who: Visitor) -> None:
    """For those who administer the sprints; raises Forbidden for all others."""
    demand(who.me.actor, 'sprints.admin')
    found = await look(who, boards.list_sites)
    replaceable = {one.id: one.name for one in found if one.kind == importing.KIND}
    CsvImportDialog(ImportWishes(replaceable, who.me.zone, _preview, partial(_start, who))).open()


async def _preview(content: bytes, zone: str) -> CsvExport:
    """Reading takes a thread, and a refusal must find its way back from there."""
    found = await asyncio.to_thread(_tried, content, zone)
    if isinstance(found, Rejected):
        raise found
    return found


def _tried(content: bytes, zone: str) -> CsvExport | Rejected:
    try:
        return read_export(content, ZoneInfo(zone))
    except Rejected as refusal:
        return refusal


async def _start(who: Visitor, file_name: str, content: bytes, name: str, zone: str, site: int | None) -> None:
    kept: FileView = await uploads.take_in(partial(look, who), partial(do, who), Sent(
        file_name, _pieces(content), importing.IMPORT, 'file'))
    run = await do(who, importing.ask_import, ImportDraft(kept.id, name, zone, site))
    toast(f'The import has begun, as run {run}')


async def _pieces(content: bytes) -> AsyncIterator[bytes]:
    for place in range(0, len(content), PIECE):
        yield content[place:place + PIECE]
