"""Projects over all boards: epics and versions as they come on, and the days by which they are wanted."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.sprints.facts.board import Board
from app.domain.sprints.flow.views import ProjectsView
from app.domain.sprints.forecasts.progress import Progress, ProjectName, names_on, parts_of, progress_of
from app.domain.sprints.forecasts.scopes import EPIC, JQL, KEYS, VERSION, keys_in, shortened
from app.domain.sprints.jira.queries import KeptQuery
from app.errors import NotFound, Rejected
from app.events import SITES, SitesChanged
from app.services import audit
from app.services.sprints import flow, ground, queries
from app.work import Work
from models.sprints import SprintBoard, SprintRecord

KIND: Final = 'project'  # of the record that keeps a target
KINDS: Final = (EPIC, VERSION, KEYS, JQL)


def list_projects(work: Work, actor: Actor) -> ProjectsView:
    """Every epic and version of every board, and what queries find, open ones first."""
    demand(actor, 'sprints.look')
    return watch_projects(work)


def watch_projects(work: Work) -> ProjectsView:
    """For a page: shared by all who watch, each of whom was asked for the right when the page was opened."""
    boards = _boards(work)
    targets = _targets(work)
    asked = queries.list_projects(work)
    found = [_progress(work, name, [one for one in boards if one.id in dict(name.boards)], targets.get(name.key))
             for name in (*names_on(boards), *_asked(boards, asked))]
    found = [one for one in found if one.issues or one.unbroken]
    return ProjectsView(tuple(one.id for one in boards),
                        tuple(sorted(found, key=lambda one: not (one.open or one.unbroken))),
                        flow.today_on(work, boards[0]) if boards else work.now.date(), asked)


def view_project(work: Work, actor: Actor, kind: str, value: str, target: date | None = None) -> Progress:
    """`target` wins over what was kept. Raises NotFound where no board holds any of it."""
    demand(actor, 'sprints.look')
    return watch_project(work, kind, value, target)


def watch_project(work: Work, kind: str, value: str, target: date | None = None) -> Progress:
    """For a page: shared by all who watch, each of whom was asked for the right when the page was opened."""
    boards = _boards(work) if kind in KINDS else []
    if kind == KEYS:
        value = ','.join(keys_in(value))
    parts = parts_of(boards, kind, value)
    if not parts:
        raise NotFound('No board holds anything that belongs to this project.')
    label = next((one.label for one in names_on([board for board, _ in parts]) if (one.kind, one.value) == (
        kind, value)), parts[0][1].label)
    name = ProjectName(kind, value, label, tuple((board.id, board.name) for board, _ in parts))
    return progress_of(name, parts, flow.today_on(work, parts[0][0]), target or _targets(work).get(name.key))


def set_target(work: Work, actor: Actor, kind: str, value: str, target: date | None) -> None:
    """The day by which it is wanted; None: no day."""
    demand(actor, 'sprints.plan')
    found = watch_project(work, kind, value)
    if target is not None and not 2000 <= target.year <= 2100:
        raise Rejected('Choose a day of this century.', field='target')
    row = next((one for one in _records(work) if one.parameters['project'] == found.name.key), None)
    if row is None:
        row = SprintRecord(board_id=found.name.boards[0][0], kind=KIND, parameters={'project': found.name.key},
                           data_version=0, by_name=actor.name, at=work.now)
        work.session.add(row)
    audit.write(work, actor, 'sprints.target', found.name.label, before=dict(row.result),
                after={'target': target.isoformat() if target else None})
    row.result, row.by_name, row.at = {'target': target.isoformat() if target else None}, actor.name, work.now
    work.record(SitesChanged(SITES))


def _asked(boards: Sequence[Board], kept: Sequence[KeptQuery]) -> Iterator[ProjectName]:
    """Projects by a query, on the boards that hold some of what it finds."""
    for text in dict.fromkeys(one.text for one in kept):
        if parts := parts_of(boards, JQL, text):
            yield ProjectName(JQL, text, shortened(text), tuple((board.id, board.name) for board, _ in parts))


def _boards(work: Work) -> Sequence[Board]:
    ids = work.session.exec(select(SprintBoard.id).order_by(col(SprintBoard.id))).all()
    return [ground.board_of(work, board_id) for board_id in ids]


def _progress(work: Work, name: ProjectName, boards: Sequence[Board], target: date | None) -> Progress:
    return progress_of(name, parts_of(boards, name.kind, name.value), flow.today_on(work, boards[0]), target)


def _records(work: Work) -> Sequence[SprintRecord]:
    return work.session.exec(select(SprintRecord).where(SprintRecord.kind == KIND).order_by(
        col(SprintRecord.id))).all()


def _targets(work: Work) -> dict[str, date]:
    return {row.parameters['project']: date.fromisoformat(row.result['target']) for row in _records(work)
            if row.result.get('target')}
