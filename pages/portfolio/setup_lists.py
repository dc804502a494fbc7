"""Plans, teams and people: a list of each, and the panel to add, change and remove."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from nicegui import ui

from app.domain.portfolio.setup.views import PersonLine, PlanLine, SetupView, TeamLine
from app.domain.portfolio.sources.browsing import BrowseView
from app.domain.portfolio.sources.views import SourceView
from app.services.portfolio import browsing, people, plans, teams
from components.controls import Button
from components.feedback import refusals_shown, toast
from components.portfolio.setup.drafts import PersonPanel, PlanPanel, TeamPanel
from components.portfolio.setup.lists import Cell, Row, RowList, Told
from components.portfolio.setup.offers import Offered
from components.portfolio.setup.panel import DraftPanel
from pages.kit import Visitor, do
from pages.portfolio.setup_screens import Panels

Line = PlanLine | TeamLine | PersonLine
PLAN_HEADS = (('Plan', ''), ('Area path', 'rt-not-phone'), ('Owner', 'rt-not-phone'), ('Items', 'rt-num'),
              ('Seen by', 'rt-not-phone'))
TEAM_HEADS = (('Team', ''), ('Sites', 'rt-not-phone'), ('At the source', 'rt-not-phone'), ('People', 'rt-num'),
              ('Items', 'rt-num rt-not-phone'))
PEOPLE_HEADS = (('Name', ''), ('Team', ''), ('Site', 'rt-not-phone'), ('Hours', 'rt-num rt-not-phone'),
                ('Rate', 'rt-num rt-not-phone'))


@dataclass(frozen=True)
class Kind:
    """One kind of things: how they are listed, and the services that keep them."""
    part: str
    noun: str
    heads: tuple[tuple[str, str], ...]
    told: Told
    lines: Callable[[SetupView], Sequence[Any]]
    row: Callable[[SetupView, Any], Row]
    panel: Callable[..., DraftPanel]
    add: Callable[..., Any]
    change: Callable[..., Any]
    remove: Callable[..., Any]


class ListScreen:
    """A list and its panel; a panel that is open keeps what was typed when the list changes."""

    def __init__(self, kind: Kind, who: Visitor, place: ui.element, text: str, key: int) -> None:
        self.kind, self.who, self.wanted = kind, who, key
        self.view: SetupView | None = None
        self.line: Line | None = None
        self.browsed: tuple[tuple[int, BrowseView], ...] = ()
        self.panels = Panels(kind.part, place, text)
        self.list = RowList(kind.noun.capitalize() + 's' if kind.noun != 'person' else 'People', kind.heads, self.open,
                            kind.told, self.new, text=text, remember=self.panels.filter)

    def tools(self) -> None:
        Button(f'New {self.kind.noun}', self.new, icon='add', look='primary', key='N')

    def show(self, view: SetupView) -> None:
        self.view = view
        lines = self.kind.lines(view)
        self.list.show([self.kind.row(view, line) for line in lines])
        if self.panels.key and all(line.id != self.panels.key for line in lines):
            self.close()
        self.list.show_open(self.panels.key)

    def show_states(self, states: tuple[SourceView, ...]) -> None:
        """Not of sources."""

    def show_browsed(self, found: tuple[tuple[int, BrowseView], ...]) -> None:
        """What was found is offered in the panel; what was typed there stays."""
        self.browsed = found
        panel = self.panels.panel
        if isinstance(panel, DraftPanel) and panel.offers and (offered := self._offered(self.line)):
            panel.offers.show(offered)

    def begin(self, kind: str) -> None:
        if self.wanted:
            self.open(self.wanted)

    def new(self) -> None:
        self._open(None)

    def open(self, key: int) -> None:
        line = next((one for one in self.kind.lines(self.view) if one.id == key), None) if self.view else None
        if line:
            self._open(line)

    def close(self) -> None:
        if self.panels.panel:
            key = self.panels.key
            with self.panels.place:
                self.panels.drop()
                self.list.show_open(None)
                if key:
                    self.list.focus(key)

    def focus_filter(self) -> None:
        self.list.focus_filter()

    def _open(self, line: Line | None) -> None:
        if self.view is None:
            return
        with self.panels.put(line.id if line else None):
            more = {'offered': self._offered(line)} if self.kind.part != 'people' else {}
            panel = self.kind.panel(self.view, line, partial(self._save, line), self.close,
                                    partial(self._remove, line) if line else None, **more)
        self.panels.panel, self.line = panel, line
        self.list.show_open(line.id if line else None)
        panel.begin()

    def _offered(self, line: Any) -> Offered | None:
        """Of the source of this one, or of the first."""
        if self.view is None or not self.view.sources:
            return None
        source = (line.draft.source_id if line else None) or self.view.sources[0].id
        views = {view.found.project: view for own, view in self.browsed if own == source}

        async def look(project: str) -> None:
            with refusals_shown():
                await do(self.who, browsing.browse, source, project)
        return Offered(views, look)

    async def _save(self, line: Any, draft: Any) -> None:
        if line is None:
            await do(self.who, self.kind.add, draft)
        else:
            await do(self.who, self.kind.change, line.id, draft, line.version)
        self._say(f'{draft.name} is {"saved" if line else "added"}')

    async def _remove(self, line: Line) -> None:
        with refusals_shown():
            await do(self.who, self.kind.remove, line.id, line.version)
            self._say(f'{line.draft.name} is removed')

    def _say(self, text: str) -> None:
        self.close()
        with self.panels.place:
            toast(text)


def plain(amount: Decimal) -> str:
    """84, not 84.00."""
    return f'{amount:f}'.removesuffix('.00')


def _plan_row(view: SetupView, line: PlanLine) -> Row:
    draft = line.draft
    doubt = ('Look here', 'warning', 'warn') if line.trouble or line.doubt else None
    seen = 'Everybody' if draft.is_open else f'{len(draft.grants)} people' if len(draft.grants) != 1 else '1 person'
    kind = 'Team backlog' if draft.kind == 'team' else 'Project'
    return Row(line.id, draft.name, (
        Cell(draft.name, f'{kind} · {line.slug}', doubt, draft.colour),
        Cell(draft.area, line.trouble or ('with areas below' if draft.has_children else 'only this area')),
        Cell(view.team_name(draft.team_id)), Cell(str(line.items)), Cell(seen)))


def _team_row(_view: SetupView, line: TeamLine) -> Row:
    draft = line.draft
    out = ('Left out', 'block', '') if draft.is_excluded else None
    return Row(line.id, draft.name, (
        Cell(draft.name, draft.short, out, draft.colour), Cell(', '.join(draft.sites)), Cell(draft.external),
        Cell(str(line.people)), Cell(str(line.items))))


def _person_row(view: SetupView, line: PersonLine) -> Row:
    draft = line.draft
    kind = None if draft.is_internal else ('External', 'open_in_new', '')
    nobody = None if draft.team_id else ('No team', 'warning', 'warn')
    return Row(line.id, draft.name, (
        Cell(draft.name, draft.rate_name, kind), Cell(view.team_name(draft.team_id), pill=nobody), Cell(draft.site),
        Cell(plain(line.hours), line.hours_from), Cell(f'{plain(line.rate)} {view.rates.currency}', line.rate_from)))


PLANS = Kind('plans', 'plan', PLAN_HEADS, Told(
    'view_timeline', 'No plan yet', 'A plan is an area path of a source. Its items come to the timeline.', 'New plan'),
    lambda view: view.plans, _plan_row, PlanPanel, plans.add_plan, plans.change_plan, plans.remove_plan)
TEAMS = Kind('teams', 'team', TEAM_HEADS, Told(
    'groups', 'No team yet', 'Teams get shares of items. Their load is what the timeline warns about.', 'New team'),
    lambda view: view.teams, _team_row, TeamPanel, teams.add_team, teams.change_team, teams.remove_team)
PEOPLE = Kind('people', 'person', PEOPLE_HEADS, Told(
    'person', 'Nobody yet', 'People’s hours and days off make what a team can do; their rates make what it costs.',
    'New person'), lambda view: view.people, _person_row, PersonPanel, people.add_person, people.change_person,
    people.remove_person)

Make = Callable[[Visitor, ui.element, str, int], ListScreen]
PlanScreen: Make = partial(ListScreen, PLANS)
TeamScreen: Make = partial(ListScreen, TEAMS)
PeopleScreen: Make = partial(ListScreen, PEOPLE)
