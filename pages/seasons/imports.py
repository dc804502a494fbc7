"""/seasons/{code}/imports — files for a season; /seasons/{code}/imports/{id} — one of them, mended and imported."""

from functools import partial

from nicegui import ui

from app.domain.access import demand, may
from app.domain.seasons.importing.import_views import ImportView
from app.domain.seasons.importing.kinds import KINDS
from app.domain.seasons.season import SeasonView
from app.errors import NotFound
from app.events import MASTERS, season_topic
from app.realtime import follow
from app.services.seasons import import_reading
from components.controls import Button, block, link
from components.feedback import empty_state
from components.seasons.imports.choosing import ChooseFile, ImportList
from components.seasons.imports.screen import ImportDeeds, ImportScreen
from pages.kit import look, member, page
from pages.seasons import import_place
from pages.seasons.kit import season_page
from pages.seasons.tabs import OVERVIEW_TAB


@page('/seasons/{code}/imports', 'Imports')
async def imports_page(code: str, kind: str = '') -> None:
    who = await member()
    demand(who.me.actor, 'seasons.look')
    season = await season_page(who, OVERVIEW_TAB, code)
    home = f'/seasons/{code}/imports'
    kinds = {key: one for key, one in KINDS.items() if may(who.me.actor, one.deed)}
    with season.body, block('rt-body'), block('rt-page rt-wide rt-import-page'):
        if kinds:
            chooser = ChooseFile(kinds, partial(import_place.start, who, code), kind)

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
    place = import_place.ImportPlace(who, view)
    with season.actions:
        link('All imports', f'/seasons/{code}/imports', 'rt-btn', 'arrow_back')
        place.deeds = ImportDeeds(place.wishes)
    with season.body:
        place.screen = ImportScreen(place.wishes)
        await follow((season_topic(season.view.id), MASTERS), import_reading.watch_import, number, show=place.show)


def _export(code: str, form: str) -> None:
    """The working plan, as it can be imported again."""
    ui.download.from_url(f'/api/v1/plans/export?season={code}&format={form}')
