"""/seasons/masters/files — files of places, categories, suppliers, rates and calendars; …/{id} — one of them."""

from functools import partial

from app.domain.access import demand, may
from app.domain.seasons.importing.import_views import ImportView
from app.domain.seasons.importing.kinds import KINDS
from app.events import MASTERS
from app.realtime import follow
from app.services.seasons import import_reading
from components.controls import Text, block, link
from components.feedback import empty_state
from components.seasons.imports.choosing import ChooseFile, ImportList
from components.seasons.imports.screen import ImportDeeds, ImportScreen
from pages.kit import look, member, page
from pages.seasons import import_place
from pages.seasons.tabs import MASTERS_TAB, seasons_frame

OWN = {key: one for key, one in KINDS.items() if not one.thing}  # that need no season


@page(import_place.MASTERS, 'Import masters')
async def master_files_page(kind: str = '') -> None:
    who = await member()
    demand(who.me.actor, 'seasons.look')
    shell = await seasons_frame(who, MASTERS_TAB, 'Import masters')
    with shell.content, block('rt-body'), block('rt-page rt-wide rt-import-page'):
        with block('rt-phead'):
            with block('rt-grow'):
                Text('Import masters', tag='h1')
                Text('What all seasons share, from files.', 'rt-meta', 'div')
            link('All masters', f'/seasons/masters?part={kind}' if kind in OWN else '/seasons/masters', 'rt-btn',
                 'arrow_back')
        if may(who.me.actor, 'seasons.admin'):
            ChooseFile(OWN, partial(import_place.start, who, ''), kind)
        else:
            with block('rt-card'):
                empty_state('lock', 'You look at the masters', 'Admins keep them, also from files.')
        listed = ImportList(import_place.MASTERS)
        await follow(MASTERS, import_reading.watch_master_imports, show=listed.show)


@page(f'{import_place.MASTERS}/{{number}}', 'Import')
async def master_file_page(number: int) -> None:
    who = await member()
    demand(who.me.actor, 'seasons.look')
    shell = await seasons_frame(who, MASTERS_TAB, 'Import masters')
    view: ImportView = await look(who, import_reading.view_import, number)
    place = import_place.ImportPlace(who, view)
    with shell.content, block('rt-season'):
        with block('rt-phead rt-import-head'):
            Text('Import masters', 'rt-grow', 'h1')
            link('All imports', f'{import_place.MASTERS}?kind={view.line.kind}', 'rt-btn', 'arrow_back')
            place.deeds = ImportDeeds(place.wishes)
        with block('rt-season-body'):
            place.screen = ImportScreen(place.wishes)
            await follow(MASTERS, import_reading.watch_import, number, show=place.show)
