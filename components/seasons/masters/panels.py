"""Panels of clusters, locations, categories, suppliers, rates and calendars."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from app.domain.seasons.drafts import (
    KINDS,
    PRESETS,
    CalendarDraft,
    CategoryDraft,
    ClusterDraft,
    LocationDraft,
    RateDraft,
    SupplierDraft,
)
from app.domain.seasons.master_views import (
    CalendarView,
    CategoryView,
    ClusterView,
    LocationView,
    MastersView,
    SupplierView,
)
from components.controls import Choice, Field, Switch, Text, block
from components.portfolio.setup.panel import (
    DraftPanel,
    Save,
    amount_of,
    choice,
    chosen,
    day_of,
    optional_day_of,
)
from components.seasons.forms import WeekStart, percent

Close = Callable[[], None]


class MasterPanel(DraftPanel):
    """`noun` names what is new; a `line` is what is changed."""
    noun = ''
    warning_text = 'Seasons that have it keep it; then it is refused.'

    def __init__(self, view: MastersView, line: Any, save: Save, close: Close, remove: Any = None) -> None:
        self.view, self.line = view, line
        super().__init__(self.named(line) if line else f'New {self.noun}',
                         f'Save {self.noun}' if line else f'Add {self.noun}', save, close, remove,
                         warning=self.warning_text)

    def named(self, line: Any) -> str:
        return str(line.draft.name)

    def pair(self, *fields: Callable[[], Field]) -> list[Field]:
        with block('rt-season-pair'):
            return [make() for make in fields]


class ClusterPanel(MasterPanel):
    noun = 'cluster'
    warning_text = 'Only a cluster without locations that no season has can be removed.'

    def fill(self) -> None:
        line: ClusterView | None = self.line
        was = line.draft if line else ClusterDraft('')
        self.name = self.field('name', 'Name', was.name)
        self.code = self.field('code', 'Code', was.code, hint='CLU-…; drawn where you leave it empty')
        self.description = self.field('description', 'Description', was.description, is_long=True)
        self.active = Switch('Active', '', was.is_active)

    def draft(self) -> ClusterDraft:
        return ClusterDraft(self.name.value, self.code.value, self.description.value, self.active.value)


class LocationPanel(MasterPanel):
    noun = 'location'
    warning_text = 'Only a location that no season has can be removed; make it inactive instead.'

    def fill(self) -> None:
        line: LocationView | None = self.line
        was = line.draft if line else LocationDraft('')
        self.name = self.field('name', 'Name', was.name)
        self.code = self.field('code', 'Code', was.code, hint='Drawn where you leave it empty')
        self.kind = Choice('Kind', KINDS, was.kind)
        self.cluster = choice('Cluster', self.view.cluster_names(), was.cluster_id, 'No cluster')
        self.address = self.field('address', 'Address', was.address)
        self.postal_code, self.city = self.pair(lambda: self.field('postal_code', 'Postal code', was.postal_code),
                                                lambda: self.field('city', 'City', was.city))
        self.region, self.country = self.pair(lambda: self.field('region', 'State', was.region),
                                              lambda: self.field('country', 'Country', was.country))
        self.opens, self.closes = self.pair(lambda: self.field('opens', 'Opens', _iso(was.opens), kind='date'),
                                            lambda: self.field('closes', 'Closes', _iso(was.closes), kind='date'))
        self.currency = self.field('currency', 'Currency', was.currency, hint='Empty: the company’s')
        self.comparable = Switch('Like for like', 'Counts in comparisons with last year.', was.is_comparable)
        self.active = Switch('Active', '', was.is_active)

    def draft(self) -> LocationDraft:
        return LocationDraft(
            self.name.value, self.code.value, self.kind.value, chosen(self.cluster), self.address.value,
            self.city.value, self.region.value, self.country.value, self.postal_code.value, self.active.value,
            optional_day_of(self.opens, 'opens'), optional_day_of(self.closes, 'closes'), self.comparable.value,
            self.currency.value)


class CategoryPanel(MasterPanel):
    noun = 'category'
    warning_text = 'Only a category on which nothing hangs and that no season has can be removed.'

    def fill(self) -> None:
        line: CategoryView | None = self.line
        was = line.draft if line else CategoryDraft('', '')
        self.name = self.field('name', 'Name', was.name)
        self.code = self.field('code', 'Code', was.code)
        others = {one.id: ' › '.join((*one.path, one.draft.name)) for one in self.view.categories
                  if line is None or one.id != line.id}
        self.parent = choice('Part of', others, was.parent_id, 'Nothing: a branch of its own')
        self.description = self.field('description', 'Description', was.description, is_long=True)
        self.active = Switch('Active', '', was.is_active)

    def draft(self) -> CategoryDraft:
        return CategoryDraft(self.name.value, self.code.value, chosen(self.parent), self.description.value,
                             self.active.value)


class SupplierPanel(MasterPanel):
    noun = 'supplier'
    warning_text = 'Only a supplier from whom nothing was ordered can be removed; make it inactive instead.'

    def fill(self) -> None:
        line: SupplierView | None = self.line
        was = line.draft if line else SupplierDraft('', '')
        self.name = self.field('name', 'Name', was.name)
        self.code = self.field('code', 'Code', was.code)
        self.currency = self.field('currency', 'Currency', was.currency, hint='Empty: the season’s')
        self.lead = self.field('lead_days', 'Lead time, days', str(was.lead_days), kind='number')
        self.terms = self.field('terms', 'Terms', was.terms)
        self.tolerance = self.field('tolerance', 'Over-receipt that is taken, %', percent(was.tolerance))
        self.active = Switch('Active', '', was.is_active)

    def draft(self) -> SupplierDraft:
        tolerance = amount_of(self.tolerance, 'tolerance') or Decimal(0)
        return SupplierDraft(self.name.value, self.code.value, self.currency.value,
                             int(amount_of(self.lead, 'lead_days') or 0), self.terms.value, tolerance / 100,
                             self.active.value)


class RatePanel(MasterPanel):
    noun = 'rate'
    warning_text = 'Seasons and orders keep the rates that were stamped on them.'

    def named(self, line: Any) -> str:
        return f'{line.source} → {line.target}'

    def fill(self) -> None:
        line: RateDraft | None = self.line
        company = self.view.company
        was = line or RateDraft('', company.draft.currency if company else '', date.min, Decimal(0))
        self.source = self.field('source', 'From currency', was.source)
        self.target = self.field('target', 'Into currency', was.target)
        self.day = self.field('day', 'From day', _iso(was.day) if line else '', kind='date')
        self.rate = self.field('rate', 'Rate', format(was.rate.normalize(), 'f') if line else '',
                               hint='What one unit costs')
        self.told_by = self.field('told_by', 'Source', was.told_by)

    def draft(self) -> RateDraft:
        return RateDraft(self.source.value, self.target.value, day_of(self.day, 'day'),
                         amount_of(self.rate, 'rate') or Decimal(0), self.told_by.value)


class CalendarPanel(MasterPanel):
    noun = 'calendar'
    warning_text = 'Only a calendar that no season goes by can be removed.'

    def named(self, line: Any) -> str:
        return str(line.name)

    def fill(self) -> None:
        line: CalendarView | None = self.line
        self.name = self.field('name', 'Name', line.name if line else '')
        if line:
            text = 'A season goes by it, so its periods stay as they are. Further years can be added.' if (
                line.is_used) else 'Its periods stay as they are. Further years can be added.'
            Text(text, 'rt-sm rt-2', 'p')
        else:
            self.preset = Choice('Preset', PRESETS, 'iso')
            self.week = WeekStart(0)
            self.first = self.field('first', 'First year', '', kind='number')
        self.last = self.field('last', 'Last year', str(line.last.year) if line and line.last else '', kind='number')

    def draft(self) -> CalendarDraft:
        """Of one that is there, only name and last year count."""
        last = int(amount_of(self.last, 'last') or 0)
        if self.line:
            return CalendarDraft(self.name.value, last=last, first=last)
        return CalendarDraft(self.name.value, self.preset.value, self.week.number,
                             int(amount_of(self.first, 'first') or 0), last)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ''
