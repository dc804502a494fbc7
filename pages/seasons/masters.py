"""/seasons/masters — the company, its calendars, places, categories, suppliers and rates."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from nicegui import ui

from app.domain.access import demand, may
from app.domain.seasons.drafts import CalendarDraft, CompanyDraft, RateDraft
from app.domain.seasons.master_views import CalendarView, MastersView
from app.errors import NotFound
from app.events import MASTERS, SEASONS
from app.realtime import follow
from app.services.seasons.masters import (
    calendars,
    categories,
    clusters,
    company,
    locations,
    rates,
    suppliers,
    views,
)
from components.controls import Button, Text, block, classed, link
from components.feedback import empty_state, refusals_shown, toast
from components.palette import Hit
from components.portfolio.setup.lists import Row, RowList, Told
from components.seasons.masters import panels, rows
from pages.kit import Visitor, do, member, page
from pages.palette import offer
from pages.seasons.tabs import MASTERS_TAB, seasons_frame

TEXTS = {'company': 'Whose seasons these are.', 'calendars': 'How years are cut into weeks and months.',
         'clusters': 'Groups of locations that are planned and approved together.',
         'locations': 'Stores, warehouses and shops on the net.', 'categories': 'What is sold, as a tree.',
         'suppliers': 'Who sends goods.', 'rates': 'What one unit of a currency costs in another.'}

for part, (label, icon) in rows.PARTS.items():
    offer(Hit('Go to', f'Masters: {label}', f'/seasons/masters?part={part}', icon, 'seasons'), deed='seasons.look',
          when_typed=True)


@dataclass(frozen=True)
class Kind:
    """One kind of masters: how it is listed, and the services that keep it."""
    noun: str
    told: Told
    row: Callable[[Any], Any]
    panel: Callable[..., panels.MasterPanel]
    add: Callable[..., Any]
    change: Callable[..., Any]
    remove: Callable[..., Any]


KINDS = {
    'clusters': Kind('cluster', Told('workspaces', 'No cluster yet', 'Clusters group locations for planning and '
                                     'approval.', 'New cluster'), rows.cluster_row, panels.ClusterPanel,
                     clusters.add_cluster, clusters.change_cluster, clusters.remove_cluster),
    'locations': Kind('location', Told('storefront', 'No location yet', 'Seasons are planned for locations. They '
                                       'come from files, too.', 'New location'), rows.location_row,
                      panels.LocationPanel,
                      locations.add_location, locations.change_location, locations.remove_location),
    'categories': Kind('category', Told('category', 'No category yet', 'Seasons are planned for categories, which '
                                        'hang on each other.', 'New category'), rows.category_row,
                       panels.CategoryPanel, categories.add_category, categories.change_category,
                       categories.remove_category),
    'suppliers': Kind('supplier', Told('local_shipping', 'No supplier yet', 'Orders go to suppliers.',
                                       'New supplier'), rows.supplier_row, panels.SupplierPanel,
                      suppliers.add_supplier, suppliers.change_supplier, suppliers.remove_supplier),
    'calendars': Kind('calendar', Told('calendar_month', 'No calendar yet', 'A season goes by a calendar.',
                                       'New calendar'), rows.calendar_row, panels.CalendarPanel,
                      calendars.add_calendar, calendars.extend_calendar, calendars.remove_calendar),
    'rates': Kind('rate', Told('currency_exchange', 'No rate yet', 'Orders in other currencies need a rate.',
                               'New rate'), lambda pair: rows.rate_row(*pair), panels.RatePanel, rates.keep_rate,
                  rates.keep_rate, rates.remove_rate)}


FILES = ('clusters', 'locations', 'categories', 'suppliers', 'calendars', 'rates')  # that come from files, too


@page('/seasons/masters', 'Masters')
async def masters_page(part: str = 'locations') -> None:
    who = await member()
    demand(who.me.actor, 'seasons.look')
    if part not in rows.PARTS:
        raise NotFound('There is no such page.')
    shell = await seasons_frame(who, MASTERS_TAB, 'Masters')
    with shell.content, block('rt-with-panel') as place, block('rt-body'), block('rt-page rt-setup'):
        screen = MastersScreen(who, part, place)
        await follow((MASTERS, SEASONS), views.watch_masters, show=screen.show)
    for key, words, deed in (('N', 'New', screen.new), ('Escape', 'Close the panel', screen.close)):
        shell.shortcuts.add(key, words, deed, 'Masters')


class MastersScreen:
    """A panel that is open keeps what was typed when the list changes."""

    def __init__(self, who: Visitor, part: str, place: ui.element) -> None:
        self.who, self.part, self.place = who, part, place
        self.kind = KINDS.get(part)
        self.may_change = may(who.me.actor, 'seasons.admin')
        self.view = MastersView()
        self.panel: panels.MasterPanel | None = None
        self.nav = rows.MasterNav(part)
        with block('rt-setup-main'):
            self._head()
            self.nothing = block('rt-card')
            self.body = block()
            with self.body:
                self.list = self._list()
                self.form = None if self.kind else rows.CompanyForm(self._keep_company if self.may_change else None)
        with self.nothing:
            empty_state('apartment', 'No company yet', 'Set the company up first: it is what all seasons share.',
                        'Go to the seasons', lambda: ui.navigate.to('/seasons'), 'arrow_forward')

    def _head(self) -> None:
        with block('rt-phead'):
            with block('rt-grow'):
                Text(rows.PARTS[self.part][0], tag='h1')
                Text(TEXTS[self.part] + ('' if self.may_change else ' Admins keep them.'), 'rt-meta', 'div')
            if self.part in FILES and self.may_change:
                link('Import…', f'/seasons/masters/files?kind={self.part}', 'rt-btn', 'upload_file')
            self.button = Button(f'New {self.kind.noun}', self.new, icon='add', look='primary', key='N') if (
                self.kind and self.may_change) else None

    def _list(self) -> RowList | None:
        if self.kind is None:
            return None
        return RowList(rows.PARTS[self.part][0], rows.HEADS[self.part], self.open, self.kind.told,
                       self.new if self.may_change else None)

    def show(self, view: MastersView) -> None:
        self.view = view
        self.nav.show(view)
        self.nothing.set_visibility(view.company is None)
        self.body.set_visibility(view.company is not None)
        if self.button:
            self.button.set_visibility(view.company is not None)
        if self.form:
            self.form.show(view.company)
        if self.list and self.kind:
            found = [self.kind.row(line) for line in self._lines()]
            self.list.show(found if self.may_change else [_read_only(one) for one in found])

    def _lines(self) -> Sequence[Any]:
        found = getattr(self.view, self.part)
        return list(enumerate(found, 1)) if self.part == 'rates' else found

    def new(self) -> None:
        if self.view.company and self.kind and self.may_change:
            self._open(None)

    def open(self, key: int) -> None:
        found = self.view.rates[key - 1] if self.part == 'rates' else next(
            (one for one in self._lines() if one.id == key), None)
        if found and self.may_change:
            self._open(found)

    def close(self) -> None:
        if self.panel:
            self.panel.delete()
            self.panel = None
            classed(self.place, open=False)

    def _open(self, line: Any) -> None:
        assert self.kind
        self.close()
        with self.place:
            self.panel = self.kind.panel(self.view, line, partial(self._save, line), self.close,
                                         partial(self._remove, line) if line else None)
        classed(self.place, open=True)
        self.panel.begin()

    async def _save(self, line: Any, draft: Any) -> None:
        assert self.kind
        if line is None or isinstance(draft, RateDraft):
            await do(self.who, self.kind.add, draft)
        elif isinstance(draft, CalendarDraft):
            await self._keep_calendar(line, draft)
        else:
            await do(self.who, self.kind.change, line.id, draft, line.version)
        self._say(f'The {self.kind.noun} is {"saved" if line else "added"}')

    async def _keep_calendar(self, line: CalendarView, draft: CalendarDraft) -> None:
        if draft.name != line.name:
            await do(self.who, calendars.rename_calendar, line.id, draft.name)
        if line.last and draft.last > line.last.year:
            await do(self.who, calendars.extend_calendar, line.id, draft.last)

    async def _remove(self, line: Any) -> None:
        assert self.kind
        with refusals_shown():
            if isinstance(line, RateDraft):
                await do(self.who, rates.remove_rate, line.source, line.target, line.day)
            else:
                await do(self.who, self.kind.remove, line.id, line.version)
            self._say(f'The {self.kind.noun} is removed')

    async def _keep_company(self, draft: CompanyDraft) -> None:
        version = self.view.company.version if self.view.company else None
        await do(self.who, company.change_company, draft, version)
        with self.place:
            toast('The company is saved')

    def _say(self, text: str) -> None:
        self.close()
        with self.place:
            toast(text)


def _read_only(row: Any) -> Any:
    return Row(row.key, row.name, row.cells, row.words, '', is_opened=False)
