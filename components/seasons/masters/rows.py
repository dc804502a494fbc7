"""Masters as rows of lists, and the list of what there is."""

from collections.abc import Callable
from typing import Any

from nicegui import ui

from app.domain.seasons.drafts import KINDS, PRESETS, CompanyDraft, RateDraft
from app.domain.seasons.master_views import (
    CalendarView,
    CategoryView,
    ClusterView,
    CompanyView,
    LocationView,
    MastersView,
    SupplierView,
)
from components.controls import Field, Text, block, link, put, sign
from components.moments import short_day
from components.portfolio.setup.lists import Cell, Row
from components.portfolio.setup.panel import DraftForm, Save
from components.seasons.forms import DAYS, percent

PARTS = {'company': ('Company', 'apartment'), 'calendars': ('Calendars', 'calendar_month'),
         'clusters': ('Clusters', 'workspaces'), 'locations': ('Locations', 'storefront'),
         'categories': ('Categories', 'category'), 'suppliers': ('Suppliers', 'local_shipping'),
         'rates': ('Exchange rates', 'currency_exchange')}
OFF = ('Inactive', 'block', '')
HEADS = {
    'calendars': (('Calendar', ''), ('Preset', ''), ('Periods', 'rt-num'), ('Years', 'rt-not-phone')),
    'clusters': (('Cluster', ''), ('Code', ''), ('Locations', 'rt-num')),
    'locations': (('Location', ''), ('Code', ''), ('Kind', 'rt-not-phone'), ('Cluster', 'rt-not-phone'),
                  ('Seasons', 'rt-num rt-not-phone')),
    'categories': (('Category', ''), ('Code', ''), ('Description', 'rt-not-phone')),
    'suppliers': (('Supplier', ''), ('Code', ''), ('Currency', 'rt-not-phone'), ('Lead time', 'rt-num rt-not-phone')),
    'rates': (('Rate', ''), ('From day', ''), ('Is', 'rt-num'), ('Source', 'rt-not-phone'))}


def calendar_row(view: CalendarView) -> Row:
    preset = PRESETS.get(view.preset, 'Own')
    return Row(view.id, view.name, (
        Cell(view.name, pill=('In use', 'lock', '') if view.is_used else None),
        Cell(preset, '' if view.preset == 'gregorian' else f'weeks start on {DAYS[view.week_start]}'),
        Cell(str(view.periods)),
        Cell(f'{short_day(view.first)} {view.first:%Y} – {short_day(view.last)} {view.last:%Y}'
             if view.first and view.last else '')))


def cluster_row(view: ClusterView) -> Row:
    draft = view.draft
    return Row(view.id, draft.name, (Cell(draft.name, draft.description, None if draft.is_active else OFF),
                                     Cell(draft.code), Cell(str(view.locations))))


def location_row(view: LocationView) -> Row:
    draft = view.draft
    where = ', '.join(filter(None, (draft.city, draft.country)))
    return Row(view.id, draft.name, (Cell(draft.name, where, None if draft.is_active else OFF), Cell(draft.code),
                                     Cell(KINDS[draft.kind]), Cell(view.cluster), Cell(str(view.seasons))))


def category_row(view: CategoryView) -> Row:
    """The tree is told by its path, so that a filter finds whole branches."""
    draft = view.draft
    return Row(view.id, draft.name, (Cell(draft.name, ' › '.join(view.path), None if draft.is_active else OFF),
                                     Cell(draft.code), Cell(draft.description)))


def supplier_row(view: SupplierView) -> Row:
    draft = view.draft
    taken = f'takes {percent(draft.tolerance)} % more than ordered' if draft.tolerance else ''
    return Row(view.id, draft.name, (Cell(draft.name, draft.terms, None if draft.is_active else OFF),
                                     Cell(draft.code), Cell(draft.currency),
                                     Cell(f'{draft.lead_days} days', taken)))


def rate_row(number: int, view: RateDraft) -> Row:
    name = f'{view.source} → {view.target}'
    return Row(number, name, (Cell(name), Cell(f'{short_day(view.day)} {view.day:%Y}'),
                              Cell(format(view.rate.normalize(), 'f')), Cell(view.told_by)))


class MasterNav(ui.element):
    """The kinds of masters, as links with addresses of their own."""

    def __init__(self, part: str) -> None:
        super().__init__('nav')
        self.classes('rt-setup-nav').props['aria-label'] = 'Masters'
        self.counts: dict[str, Text] = {}
        with self:
            for name, (label, icon) in PARTS.items():
                anchor = link(label, f'/seasons/masters?part={name}', 'rt-setup-link')
                put(anchor, aria_current='page' if name == part else None)
                with anchor:
                    sign(icon, 18)
                    self.counts[name] = Text('', 'rt-setup-count')

    def show(self, view: MastersView) -> None:
        for name, text in self.counts.items():
            if name != 'company':
                text.say(str(len(getattr(view, name)) or ''))


class CompanyForm(ui.element):
    """Without `save` it can only be read."""

    def __init__(self, save: Save | None) -> None:
        super().__init__('div')
        self.classes('rt-card')
        self.save: Save | None = save
        self.shown: CompanyView | None = None

    def show(self, view: CompanyView | None) -> None:
        """Drawn anew only when something is different: what is typed stays otherwise."""
        if view is None or view == self.shown:
            return
        self.shown = view
        self.clear()
        with self, block('rt-card-body rt-setup-form'):
            Text(f'Code {view.code}', 'rt-mono rt-sm rt-2', 'p')
            self._form(view.draft, self.save) if self.save else self._facts(view.draft)

    def _form(self, was: CompanyDraft, save: Callable[[Any], Any]) -> None:
        form = DraftForm('Save company', lambda: save(self.draft()))
        with form, form.body:
            self.fields = {name: form.add(name, Field(label, getattr(was, name))) for name, label in (
                ('name', 'Company name'), ('currency', 'Currency'), ('domain', 'Domain'), ('tax_id', 'Tax id'),
                ('email', 'Contact e-mail'))}

    def draft(self) -> CompanyDraft:
        return CompanyDraft(**{name: field.value for name, field in self.fields.items()})

    def _facts(self, was: CompanyDraft) -> None:
        for text in (was.name, was.currency, was.domain, was.tax_id, was.email):
            Text(text, tag='p')
