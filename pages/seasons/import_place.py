"""One import on the screen, kept as it is now; of a season, or of what all seasons share."""

from collections.abc import AsyncIterator, Mapping
from functools import partial
from typing import Any

from nicegui import ui

from app import uploads
from app.domain.access import may
from app.domain.ops.files import FileView
from app.domain.seasons.importing.import_views import ImportDraft, ImportView
from app.domain.seasons.importing.kinds import KINDS
from app.services.seasons import imports
from app.uploads import Sent
from components.feedback import refusals_shown, toast
from components.seasons.imports.screen import ImportDeeds, ImportScreen, announce
from components.seasons.imports.wishes import ImportWishes
from pages.kit import Visitor, do, look

PIECE = 1 << 18
MASTERS = '/seasons/masters/files'


class ImportPlace:
    """Its `deeds` and `screen` are put where the page wants them."""

    def __init__(self, who: Visitor, view: ImportView) -> None:
        self.who, self.view = who, view
        self.deeds: ImportDeeds
        self.screen: ImportScreen
        number = view.line.id
        may_import = may(who.me.actor, KINDS[view.line.kind].deed)
        self.wishes = ImportWishes(
            self.answer, partial(self.answer, {}), partial(self.run, imports.ask_commit, number),
            partial(self.run, imports.ask_commit, number, is_partial=True), partial(self.undo, number), self.download,
            may_import, may_import and may(who.me.actor, 'seasons.admin'))
        self.shown: ImportView | None = None

    def show(self, view: ImportView) -> None:
        self.view = view
        self.deeds.show(view)
        if view != self.shown:
            self.shown = view
            self.screen.show(view)
        announce(self.screen, view)

    async def answer(self, change: Mapping[str, Any]) -> None:
        await self.run(imports.answer, self.view.line.id, change)

    async def run(self, service: Any, *given: Any, **options: Any) -> None:
        with refusals_shown():
            await do(self.who, service, *given, **options)

    async def undo(self, number: int) -> None:
        with refusals_shown():
            await do(self.who, imports.undo_import, number)
            toast('The import is undone')

    async def download(self) -> None:
        ui.download.from_url(f'/api/v1/imports/{self.view.line.id}/failed.csv')


async def start(who: Visitor, code: str, name: str, content: bytes, kind: str, mode: str) -> None:
    """Keep a file, have it read, and go to what was found; `code` is empty without a season."""
    kept: FileView = await uploads.take_in(partial(look, who), partial(do, who), Sent(name, _pieces(content)))
    number, _run = await do(who, imports.ask_import, ImportDraft(kept.id, kind, code if KINDS[kind].thing else '',
                                                                 mode))
    ui.navigate.to(f'/seasons/{code}/imports/{number}' if KINDS[kind].thing else f'{MASTERS}/{number}')


async def _pieces(content: bytes) -> AsyncIterator[bytes]:
    for place in range(0, len(content), PIECE):
        yield content[place:place + PIECE]
