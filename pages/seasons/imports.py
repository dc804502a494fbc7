"""/seasons/{code}/imports — files for a season; /seasons/{code}/imports/{id} — one of them, mended and imported."""

from collections.abc import AsyncIterator, Mapping
from functools import partial
from typing import Any

from nicegui import ui

from app import uploads
from app.domain.access import demand, may
from app.domain.ops.files import FileView
from app.domain.seasons.importing.import_views import ImportDraft, ImportView
from app.domain.seasons.importing.kinds import KINDS
from app.domain.seasons.season import SeasonView
from app.errors import NotFound
from app.events import MASTERS, season_topic
from app.realtime import follow
from app.services.seasons import import_reading, imports
from app.uploads import Sent
from components.controls import Button, block, link
from components.feedback import empty_state, refusals_shown, toast
from components.seasons.imports.choosing import ChooseFile, ImportList
from components.seasons.imports.screen import ImportDeeds, ImportScreen, announce
from components.seasons.imports.wishes import ImportWishes
from pages.kit import Visitor, do, look, member, page
from pages.seasons.kit import SeasonPage, season_page
from pages.seasons.tabs import OVERVIEW_TAB

PIECE = 1 << 18


@page('/seasons/{code}/imports', 'Imports')
async def imports_page(code: str) -> None:
    who = await member()
    demand(who.me.actor, 'seasons.look')
    season = await season_page(who, OVERVIEW_TAB, code)
    home = f'/seasons/{code}/imports'
    kinds = {key: one for key, one in KINDS.items() if may(who.me.actor, one.deed)}
    with season.body, block('rt-body'), block('rt-page rt-wide rt-import-page'):
        if kinds:
            chooser = ChooseFile(kinds, partial(_start, who, code))

            def offer(view: SeasonView) -> None:
                chooser.set_visibility(not view.is_locked)
            season.on_change(offer)
        else:
            with block('rt-card'):
                empty_state('lock', 'You look at this season', 'Ask an admin for a role to import files.')
        with season.actions:
            Button('Export to Excel', partial(_export, code, 'xlsx'), icon='download')
            Button('Export CSV', partial(_export, code, 'csv'), icon='download')
        listed = ImportList(home, may_begin=bool(kinds) and not season.view.is_locked)
        await follow((season_topic(season.view.id), MASTERS), import_reading.watch_imports, season.view.id,
                     show=listed.show)


@page('/seasons/{code}/imports/{number}', 'Import')
async def import_page(code: str, number: int) -> None:
    who = await member()
    demand(who.me.actor, 'seasons.look')
    view: ImportView = await look(who, import_reading.view_import, number)
    if view.season not in ('', code):  # of masters there is none
        raise NotFound('There is no such import in this season.')
    season = await season_page(who, OVERVIEW_TAB, code)
    place = ImportPlace(season, view)
    with season.actions:
        link('All imports', f'/seasons/{code}/imports', 'rt-btn', 'arrow_back')
        place.deeds = ImportDeeds(place.wishes)
    with season.body:
        place.screen = ImportScreen(place.wishes)
        await follow((season_topic(season.view.id), MASTERS), import_reading.watch_import, number, show=place.show)


class ImportPlace:
    """One import on the screen, kept as it is now."""

    def __init__(self, season: SeasonPage, view: ImportView) -> None:
        self.who, self.view = season.who, view
        self.deeds: ImportDeeds
        self.screen: ImportScreen
        number = view.line.id
        may_import = may(self.who.me.actor, KINDS[view.line.kind].deed)
        self.wishes = ImportWishes(
            self.answer, partial(self.answer, {}), partial(self.run, imports.ask_commit, number),
            partial(self.run, imports.ask_commit, number, is_partial=True), partial(self.undo, number), self.download,
            may_import, may_import and may(self.who.me.actor, 'seasons.admin'))
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


async def _start(who: Visitor, code: str, name: str, content: bytes, kind: str, mode: str) -> None:
    kept: FileView = await uploads.take_in(partial(look, who), partial(do, who), Sent(name, _pieces(content)))
    number, _run = await do(who, imports.ask_import, ImportDraft(kept.id, kind, code, mode))
    ui.navigate.to(f'/seasons/{code}/imports/{number}')


def _export(code: str, form: str) -> None:
    """The working plan, as it can be imported again."""
    ui.download.from_url(f'/api/v1/plans/export?season={code}&format={form}')


async def _pieces(content: bytes) -> AsyncIterator[bytes]:
    for place in range(0, len(content), PIECE):
        yield content[place:place + PIECE]
