"""Queries of people for Jira: asked in a run, kept with their answers, and asked again each night.

What a query finds changes figures as an issue does, so a new answer raises the data version of the boards of its site.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import col, select

from app.domain.access import SYSTEM, Actor, demand
from app.domain.sprints.facts.board import Number
from app.domain.sprints.jira.queries import ANSWERED, FAILED, KINDS, REFUSED, WAITING, KeptQuery, checked
from app.errors import AppError, Conflict, NotFound
from app.events import SITES, SitesChanged, board_topic
from app.services import audit
from app.services.ops import queue
from app.services.sprints import asked, ground, sites
from app.work import Work
from models.sprints import SprintBoard, SprintRecord, SprintSite

COMMAND: Final = 'sprints.query'
NO_JIRA: Final = 'Only Jira understands queries, and this board was not read from one.'


@dataclass(frozen=True)
class Errand:
    """What a run has to ask."""
    id: int
    site: int
    text: str


def ask(work: Work, actor: Actor, board_id: int, text: str, *, is_project: bool = False) -> int:
    """Let Jira say what it finds; returns the run. A query that is kept already is asked again."""
    demand(actor, 'sprints.plan')
    board = work.get(SprintBoard, board_id)
    site = work.get(SprintSite, board.site_id)
    if site.kind not in KINDS:
        raise Conflict(NO_JIRA, 'sprints.no_queries')
    query = checked(text)
    work.take_turns(sites.TURN + site.id)
    row = next((one for one in asked.records(work, site.id) if one.parameters['query'] == query), None)
    if row is None:
        row = SprintRecord(board_id=board_id, kind=asked.KIND, parameters={'query': query}, data_version=0,
                           by_name=actor.name, at=work.now)
        work.session.add(row)
    row.parameters = {'query': query, 'is_project': is_project or bool(row.parameters.get('is_project'))}
    row.result = {**row.result, 'state': WAITING, 'error': ''}
    work.session.flush()
    audit.write(work, actor, 'sprints.query', board.name, query)
    return _enqueue(work, row, site.id, actor, 'ui')


def ask_everywhere(work: Work, actor: Actor, text: str) -> tuple[int, ...]:
    """For a project: each Jira that has boards here. Returns the runs."""
    demand(actor, 'sprints.plan')
    firsts: dict[int, int] = {}
    for board_id, site_id in work.session.exec(select(SprintBoard.id, SprintBoard.site_id).join(
            SprintSite, col(SprintSite.id) == SprintBoard.site_id).where(col(SprintSite.kind).in_(KINDS)).order_by(
            col(SprintBoard.id))):
        firsts.setdefault(site_id, board_id)
    if not firsts:
        raise Conflict('Only Jira understands queries, and none is connected.', 'sprints.no_queries')
    return tuple(ask(work, actor, board_id, text, is_project=True) for board_id in firsts.values())


def forget(work: Work, actor: Actor, query_id: int) -> None:
    """What was worked out with it stays where it was kept."""
    demand(actor, 'sprints.plan')
    row = _row(work, query_id)
    board = work.get(SprintBoard, row.board_id)
    audit.write(work, actor, 'sprints.forget_query', board.name, row.parameters['query'])
    work.session.delete(row)
    _moved(work, board.site_id)


def list_queries(work: Work, actor: Actor, board_id: int) -> tuple[KeptQuery, ...]:
    """Of the Jira of a board, the newest first."""
    demand(actor, 'sprints.look')
    return watch_queries(work, board_id)


def watch_queries(work: Work, board_id: int) -> tuple[KeptQuery, ...]:
    """For a page: shared by all who watch, each of whom was asked for the right when the page was opened."""
    board = ground.board_of(work, board_id)
    return tuple(_view(row, board.issues) for row in reversed(asked.records(work, board.site)))


def list_projects(work: Work) -> tuple[KeptQuery, ...]:
    """Those that make up a project, of every site."""
    rows = work.session.exec(select(SprintRecord).where(SprintRecord.kind == asked.KIND).order_by(
        col(SprintRecord.id)))
    return tuple(_view(row, ()) for row in rows if row.parameters.get('is_project'))


def ask_again(work: Work, board_id: int) -> int:
    """Every query that was asked on this board; how many."""
    rows = work.session.exec(select(SprintRecord).where(
        SprintRecord.kind == asked.KIND, SprintRecord.board_id == board_id).order_by(col(SprintRecord.id))).all()
    site_id = work.get(SprintBoard, board_id).site_id
    count = 0
    for row in rows:
        try:
            _enqueue(work, row, site_id, SYSTEM, 'schedule')
        except AppError:
            continue  # tomorrow is another night
        count += 1
    return count


def to_ask(work: Work, query_id: int) -> Errand:
    """Raises NotFound where it was forgotten meanwhile."""
    row = _row(work, query_id)
    return Errand(row.id, work.get(SprintBoard, row.board_id).site_id, row.parameters['query'])


def note_answer(work: Work, query_id: int, numbers: Iterable[Number]) -> None:
    """Figures move only where it finds something else than before."""
    row = work.lock(SprintRecord, query_id)
    found, before = sorted(set(numbers)), row.result.get('numbers')
    row.result, row.at = {'state': ANSWERED, 'error': '', 'numbers': found, 'at': work.now.isoformat()}, work.now
    _moved(work, work.get(SprintBoard, row.board_id).site_id, is_other=found != before)


def note_no_answer(work: Work, query_id: int, error: str, *, is_refused: bool = False) -> None:
    """The last answer stays, with its age. A query that Jira does not understand never had one."""
    row = work.lock(SprintRecord, query_id)
    row.result = {**row.result, 'state': REFUSED if is_refused else FAILED, 'error': error}
    _moved(work, work.get(SprintBoard, row.board_id).site_id, is_other=False)


def _enqueue(work: Work, row: SprintRecord, site_id: int, actor: Actor, trigger: str) -> int:
    run = queue.enqueue(work, COMMAND, {'site': site_id, 'query': row.id}, trigger=trigger, actor=actor)
    assert run is not None
    _moved(work, site_id, is_other=False)
    return run


def _moved(work: Work, site_id: int, *, is_other: bool = True) -> None:
    boards: Sequence[int] = work.session.exec(select(SprintBoard.id).where(SprintBoard.site_id == site_id)).all()
    if is_other:
        ground.move_boards(work, boards)
    else:
        for board_id in boards:
            work.record(SitesChanged(board_topic(board_id)))
    work.record(SitesChanged(SITES))


def _row(work: Work, query_id: int) -> SprintRecord:
    row = work.session.get(SprintRecord, query_id)
    if row is None or row.kind != asked.KIND:
        raise NotFound('There is no such query, or not any more.')
    return row


def _view(row: SprintRecord, on_board: Any) -> KeptQuery:
    numbers = row.result.get('numbers')
    return KeptQuery(row.id, row.parameters['query'], row.result.get('state', WAITING),
                     None if numbers is None else len(numbers), sum(one in on_board for one in numbers or ()),
                     row.at if numbers is not None else None, row.result.get('error', ''), row.by_name,
                     bool(row.parameters.get('is_project')))
