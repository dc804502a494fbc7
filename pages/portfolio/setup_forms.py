"""Iterations, rates, rules and the backup: parts of the set-up that are one form each."""

from collections.abc import Sequence

from nicegui import ui

from app import clock
from app.domain.portfolio.items.setting import Rates, Rules
from app.domain.portfolio.setup.bringing_back import RestoreLine
from app.domain.portfolio.setup.views import SetupView
from app.domain.portfolio.sources.browsing import BrowseView
from app.domain.portfolio.sources.views import SourceView
from app.services.portfolio import rates, restoring, source_setup
from components.controls import block
from components.feedback import refusals_shown, toast
from components.portfolio.setup.backup import BackupPart
from components.portfolio.setup.calendars import span
from components.portfolio.setup.lists import Cell, Row, RowList, Told
from components.portfolio.setup.rates import RatesForm, RulesForm
from pages.kit import Visitor, do, look

ITERATION_HEADS = (('Iteration', ''), ('Days', ''), ('Kind', 'rt-not-phone'), ('Source', 'rt-not-phone'))


class FormScreen:
    """What a part needs that has neither list nor panel."""

    def __init__(self, who: Visitor, place: ui.element, text: str, key: int) -> None:
        self.who, self.place, self.text = who, place, text
        self.body = block()
        self.view: SetupView | None = None

    def tools(self) -> None:
        """None."""

    def show(self, view: SetupView) -> None:
        self.view = view

    def show_states(self, states: tuple[SourceView, ...]) -> None:
        """None."""

    def show_browsed(self, found: tuple[tuple[int, BrowseView], ...]) -> None:
        """None."""

    def begin(self, kind: str) -> None:
        """None."""

    def new(self) -> None:
        """None."""

    def close(self) -> None:
        """None."""

    def focus_filter(self) -> None:
        """None."""


class RatesScreen(FormScreen):
    """Drawn anew only when something is different that it shows: what is typed stays otherwise."""

    def show(self, view: SetupView) -> None:
        before, self.view = self.view, view
        if before is None or (before.version, before.sites) != (view.version, view.sites):
            self.body.clear()
            with self.body, block('rt-card'), block('rt-card-body'):
                RatesForm(view, self._save)

    async def _save(self, given: Rates, version: int) -> None:
        await do(self.who, rates.keep_rates, given, version)
        with self.place:
            toast('Hours and rates are saved')


class RulesScreen(FormScreen):
    def show(self, view: SetupView) -> None:
        before, self.view = self.view, view
        if before is None or before.version != view.version:
            self.body.clear()
            with self.body, block('rt-card'), block('rt-card-body'):
                RulesForm(view, self._save)

    async def _save(self, given: Rules, version: int) -> None:
        await do(self.who, rates.keep_rules, given, version)
        with self.place:
            toast('Rules are saved')


class IterationScreen(FormScreen):
    """They come from the source; whether one is a quarter is ours to say."""

    def __init__(self, who: Visitor, place: ui.element, text: str, key: int) -> None:
        super().__init__(who, place, text, key)
        with self.body:
            self.list = RowList('Iterations', ITERATION_HEADS, self._switch, Told(
                'sprint', 'No iteration yet', 'Iterations come with the sync of a source. Their roots are chosen '
                'with the source.'), text=text)

    def show(self, view: SetupView) -> None:
        self.view = view
        names = {one.id: one.draft.name for one in view.sources}
        self.list.show([Row(one.id, one.path, (
            Cell(one.path.rpartition('\\')[2], one.path),
            Cell(span(one.start, one.end) if one.start and one.end else 'No days', str(one.start.year)
                 if one.start else 'It fills nothing in'),
            Cell('Quarter' if one.is_quarter else 'Sprint'), Cell(names.get(one.source_id, ''))),
            verb=f'Make a {"sprint" if one.is_quarter else "quarter"}', is_opened=False) for one in view.iterations])

    def focus_filter(self) -> None:
        self.list.focus_filter()

    async def _flip(self, key: int, is_quarter: bool) -> None:
        with refusals_shown():
            await do(self.who, source_setup.keep_quarter, key, is_quarter)

    async def _switch(self, key: int) -> None:
        one = next((one for one in self.view.iterations if one.id == key), None) if self.view else None
        if one:
            await self._flip(key, not one.is_quarter)


class BackupScreen(FormScreen):
    def __init__(self, who: Visitor, place: ui.element, text: str, key: int) -> None:
        super().__init__(who, place, text, key)
        with self.body:
            BackupPart(self._take, self._preview, self._restore)

    async def _take(self) -> None:
        text: str = await look(self.who, restoring.take_away)
        ui.download.content(text, f'portfolio-setup-{clock.now():%Y-%m-%d}.json', 'application/json')

    async def _preview(self, text: str) -> Sequence[RestoreLine]:
        found: Sequence[RestoreLine] = await look(self.who, restoring.preview, text)
        return found

    async def _restore(self, text: str) -> None:
        await do(self.who, restoring.restore, text)
        with self.place:
            toast('The set-up is brought back')
