"""Reports and queues to be taken away: who may, and what goes into the file.

Here only what is needed is looked up; files are written elsewhere, with no transaction open.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.domain.access import Actor
from app.domain.sprints.exporting import projects_document, queue_document, report_document
from app.domain.sprints.exporting.documents import CSV, FORMS, Document
from app.domain.sprints.facts.board import POINTS, Number
from app.domain.sprints.flow.views import ProjectsView
from app.domain.sprints.metrics.report import Report
from app.domain.sprints.queue.views import QueueScreen
from app.errors import NotFound, Rejected
from app.services.sprints import ground, progress, publications, queue_views, reports
from app.work import Work

SPRINT, BASELINE, JIRA, QUEUE, PROJECTS = 'sprint', 'baseline', 'jira', 'queue', 'projects'
KINDS: Final[Mapping[str, tuple[str, ...]]] = {SPRINT: FORMS, BASELINE: FORMS, JIRA: (CSV,), QUEUE: FORMS,
                                             PROJECTS: FORMS}


@dataclass(frozen=True)
class Wanted:
    """Of a queue only its number, of projects nothing; of a sprint the one that runs or was closed last, unless told.
    """
    kind: str
    form: str
    board: int = 0
    sprint: Number = 0
    version: str = ''
    unit: str = POINTS
    queue: int = 0


@dataclass(frozen=True, eq=False)
class Source:
    """What a file is written from; equal keys make equal files."""
    key: tuple[object, ...]
    form: str
    kind: str
    report: Report | None = None
    link: str = ''
    screen: QueueScreen | None = None
    addresses: Mapping[Number, str] | None = None
    projects: ProjectsView | None = None
    is_demo: bool = False

    def document(self) -> Document:
        if self.screen is not None:
            return queue_document.document_of(self.screen, self.addresses or {})
        if self.projects is not None:
            return projects_document.document_of(self.projects, self.is_demo)
        assert self.report is not None
        if self.kind == JIRA:
            return report_document.jira_document_of(self.report)
        return report_document.document_of(self.report, self.link)


def view_source(work: Work, actor: Actor, wanted: Wanted) -> Source:
    """Raises Forbidden, NotFound, and Rejected for what there is no file of."""
    forms = KINDS.get(wanted.kind)
    if forms is None:
        raise NotFound(f'There is no such report; there are {", ".join(KINDS)}.')
    if wanted.form not in forms:
        raise Rejected(f'This comes as {", ".join(forms)} only.', 'sprints.format', 'format')
    if wanted.kind == PROJECTS:
        return _projects(work, actor, wanted)
    return _queue(work, actor, wanted) if wanted.kind == QUEUE else _report(work, actor, wanted)


def _projects(work: Work, actor: Actor, wanted: Wanted) -> Source:
    """Of all boards together."""
    view = progress.list_projects(work, actor)
    is_demo = any(ground.board_of(work, board_id).is_demo for board_id in view.boards)
    return Source((PROJECTS, wanted.form, view), wanted.form, PROJECTS, projects=view, is_demo=is_demo)


def _report(work: Work, actor: Actor, wanted: Wanted) -> Source:
    board = ground.seen_board(work, actor, wanted.board)
    sprint = wanted.sprint or publications.newest(board)
    version = wanted.version
    if wanted.kind == BASELINE and not version:
        known = reports.versions_of(work, board.id, sprint)
        version = next((one.key for one in known if one.key.startswith('start:')), reports.BEGIN)
    report = reports.view_report(work, actor, board.id, sprint, wanted.unit, version)
    link = publications.link_to(work, board.id, sprint)
    mark = reports.mark_of(work, actor, board.id, sprint)
    key = (wanted.kind, wanted.form, board.id, sprint, version, wanted.unit, link, *mark)
    return Source(key, wanted.form, wanted.kind, report, link)


def _queue(work: Work, actor: Actor, wanted: Wanted) -> Source:
    board_id, sprint = queue_views.board_of_queue(work, actor, wanted.queue)
    screen = queue_views.view_screen(work, actor, board_id, sprint, wanted.queue)
    board = ground.board_of(work, board_id)
    assert screen.queue is not None
    numbers = {abs(line.number) for line in screen.queue.result.lines}
    addresses = {number: board.issues[number].url for number in numbers if number in board.issues}
    key = (QUEUE, wanted.form, wanted.queue, screen.queue.entry.version, board.version)
    return Source(key, wanted.form, QUEUE, screen=screen, addresses=addresses)
