"""/sprints/projects and /sprints/projects/{p} — epics and versions over all boards, as they come on."""

from functools import partial
from urllib.parse import quote, urlencode

from nicegui import ui

from app.domain.access import demand, may
from app.domain.sprints.flow.views import ProjectsView
from app.domain.sprints.forecasts.progress import Progress
from app.domain.sprints.forecasts.scopes import JQL, keys_in
from app.domain.sprints.jira.queries import KeptQuery
from app.events import SITES, board_topic
from app.realtime import follow
from app.services.sprints import progress, queries
from components.controls import Button, block
from components.feedback import toast
from components.sprints.projects import ALL, OPEN, ProjectList, ProjectScreen, QueryWishes
from pages.kit import Visitor, action, look, member, page
from pages.sprints.exporting import projects_export_menu
from pages.sprints.flow import day_of
from pages.sprints.tabs import PROJECTS_TAB, sprints_frame

PATH = '/sprints/projects'
LONGEST = 8000  # characters of a list of keys


@page(PATH, 'Projects')
async def projects_page(show: str = OPEN, q: str = '') -> None:
    who = await member()
    demand(who.me.actor, 'sprints.look')
    shell = await sprints_frame(who, PROJECTS_TAB)
    screen = ProjectsPage(ALL if show == ALL else OPEN, q[:200])
    with shell.content, block('rt-body'), block('rt-page rt-wide'):
        await screen.open(who)
    shell.shortcuts.add('/', 'Filter the projects', screen.list.find, 'Projects')


@page(PATH + '/{project}', 'Project')
async def project_page(project: str, target: str = '') -> None:
    """`project` is kind:value, such as epic:ABC-12, version:2.0 or keys:ABC-1,ABC-2."""
    who = await member()
    demand(who.me.actor, 'sprints.look')
    kind, _, value = project[:LONGEST].partition(':')
    found: Progress = await look(who, progress.view_project, kind, value, day_of(target))
    shell = await sprints_frame(who, PROJECTS_TAB)
    topics = (SITES, *(board_topic(number) for number, _ in found.name.boards))
    with shell.content, block('rt-body'), block('rt-page rt-wide'):
        may_plan = may(who.me.actor, 'sprints.plan')
        screen = ProjectScreen(partial(_set_target, who, kind, value) if may_plan else None)
        if kind == JQL and may_plan:
            with screen.deeds:
                Button('Ask Jira again', partial(_ask, who, value), look='ghost', icon='refresh')
                Button('Forget this query', partial(_leave, who, value), look='ghost', icon='delete')
        with block().style('display: none'):
            await follow(topics, progress.watch_project, kind, value, day_of(target), show=screen.show)


class ProjectsPage:
    def __init__(self, which: str, text: str) -> None:
        self.which, self.text = which, text
        self.view: ProjectsView | None = None

    async def open(self, who: Visitor) -> None:
        wishes = QueryWishes(partial(_ask, who), partial(_forget, who)) if may(who.me.actor, 'sprints.plan') else None
        self.list = ProjectList(self.choose, self.find, open_keys, self.which, self.text, wishes,
                                projects_export_menu)
        boards = (await look(who, progress.list_projects)).boards
        with block().style('display: none'):
            await follow((SITES, *map(board_topic, boards)), progress.watch_projects, show=self._show)

    async def choose(self, which: str) -> None:
        self.which = which
        self._remember()

    async def find(self, text: str) -> None:
        self.text = text[:200]
        self._remember()

    def _remember(self) -> None:
        query = urlencode({name: value for name, value in (
            ('show', self.which if self.which != OPEN else ''), ('q', self.text)) if value})
        ui.navigate.history.replace(f'{PATH}?{query}' if query else PATH)
        if self.view:
            self.list.show(self.view, self.which, self.text)

    def _show(self, view: ProjectsView) -> None:
        self.view = view
        self.list.show(view, self.which, self.text)


def open_keys(text: str) -> None:
    """A project of any issues, by their keys."""
    keys = keys_in(text[:LONGEST])
    if keys:
        ui.navigate.to(f'{PATH}/{quote("keys:" + ",".join(keys), safe="")}')
    else:
        toast('Give keys such as ABC-12, ABC-14.')


async def _ask(who: Visitor, query: str) -> None:
    await action(who, queries.ask_everywhere, query, done='Jira is being asked')()


async def _leave(who: Visitor, text: str) -> None:
    """Forget the query wherever it was asked, and go back to the list."""
    for one in (await look(who, progress.list_projects)).queries:
        if one.text == text:
            await _forget(who, one)
    ui.navigate.to(PATH)


async def _forget(who: Visitor, query: KeptQuery) -> None:
    await action(who, queries.forget, query.id, done='Forgotten')()


async def _set_target(who: Visitor, kind: str, value: str, day: str) -> None:
    """An empty field takes the day away."""
    await action(who, progress.set_target, kind, value, day_of(day), done='Target kept')()
