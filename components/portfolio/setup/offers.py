"""What was found at the source, offered beside the fields it fits: one press writes it there."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from nicegui import ui

from app.domain.portfolio.sources.browsing import Browsed, BrowseView
from components.controls import Button, Choice, Field, Text, block, sign
from components.moments import ago

SEVERAL = ('types', 'states_read')  # fields that hold more than one
OFFERS: Mapping[str, Callable[[Browsed], Mapping[str, str]]] = {
    'area': lambda found: {path: path for path in found.areas},
    'types': lambda found: {name: name for name in found.types},
    'states_read': lambda found: {name: f'{name} ({category})' if category else name
                                  for name, category in found.states},
    'external': lambda found: {f'{found.project}/{team}': team for team in found.teams}}
NAMES = {'area': 'Areas found', 'types': 'Types found', 'states_read': 'States found', 'external': 'Teams found'}


@dataclass(frozen=True)
class Offered:
    """`look` asks the source anew, of one project or for the names of projects."""
    views: Mapping[str, BrowseView]  # by project; '' holds the names of all
    look: Callable[[str], Awaitable[None]]


class Offers(ui.element):
    def __init__(self, offered: Offered, fields: Mapping[str, Field]) -> None:
        super().__init__('div')
        self.classes('rt-setup-offers')
        self.fields = fields
        self.show(offered)

    def show(self, offered: Offered) -> None:
        """What was found since; what was typed beside it stays."""
        self.offered = offered
        self.clear()
        projects = next((view.found.projects for view in offered.views.values() if view.found.projects), ())
        with self:
            with block('rt-row').style('gap: 8px'):
                sign('travel_explore', 18, 'rt-3')
                self.said = Text(_said(offered), 'rt-sm rt-2 rt-grow')
                Button('Look at the source', self._look, size='s')
            for view in offered.views.values():
                for missing in view.found.missing:
                    Text(missing.text, 'rt-sm rt-wrn', 'p')
            self.project = Choice('Project', sorted(projects), None, can_search=True, on_change=self._look)
            self.project.set_visibility(bool(projects))
            self._offer(self._found())

    def _found(self) -> Browsed:
        """Of the project whose area stands in the form, or of any that was looked at."""
        area = self.fields['area'].value if 'area' in self.fields else ''
        by_area = self.offered.views.get(area.partition('\\')[0])
        return next((view.found for view in (by_area, *self.offered.views.values()) if view and view.found.project),
                    Browsed())

    def _offer(self, found: Browsed) -> None:
        for name, field in self.fields.items():
            options = OFFERS[name](found)
            if options:
                choice = Choice(NAMES[name], options, None, can_search=True)
                choice.select.on('update:model-value',
                                 lambda name=name, field=field, choice=choice: _write(name, field, choice), args=[])

    async def _look(self) -> None:
        await self.offered.look(self.project.value)


def lines_of(field: Field) -> tuple[str, ...]:
    """Separated by commas or line breaks."""
    return tuple(part.strip() for part in field.value.replace('\n', ',').split(',') if part.strip())


def _write(name: str, field: Field, choice: Choice) -> None:
    value = choice.value
    if not value:
        return
    if name in SEVERAL:
        field.set(', '.join(dict.fromkeys([*lines_of(field), value])))
        choice.select.set_value(None)
    else:
        field.set(value)


def _said(offered: Offered) -> str:
    if any(not view.is_over for view in offered.views.values()):
        return 'Looking at the source…'
    failed = next((view.error for view in offered.views.values() if view.error), '')
    newest = max((view.at for view in offered.views.values() if view.at), default=None)
    return failed or (f'Looked at the source {ago(newest)}.' if newest else 'Nobody has looked at the source yet.')
