"""How a board's columns are read, in versions that begin at a moment; and statuses that only histories know.

A version is never changed: what is decided anew is a further one. Of two that begin at the same moment the newer
counts, so a decision about all time succeeds every version there is.
"""

from collections.abc import Sequence

from sqlmodel import col, func, select

from app.domain.access import Actor, demand
from app.domain.sprints.facts.board import Board, Columns, Ms
from app.domain.sprints.jira.stamps import milliseconds, moment
from app.domain.sprints.setup.mapping import (
    KINDS,
    ColumnDraft,
    MappingDraft,
    checked_columns,
    in_force,
    uses,
    with_status,
)
from app.errors import Conflict, Rejected
from app.services import audit
from app.services.sprints import deciding, ground
from app.work import Work
from models.sprints import SprintBoard, SprintMapping, SprintSite, SprintStatus


def save_mapping(work: Work, actor: Actor, board_id: int, draft: MappingDraft, number: int | None = None) -> None:
    """From `since` on, or for all time. `number` is the newest version that was seen; raises Conflict where there is
    another one by now.
    """
    demand(actor, 'sprints.publish')
    row, former = _begin(work, board_id, number)
    columns = checked_columns(draft.columns)
    _demand_known(work, row.site_id, columns)
    if draft.estimate and not _may_count(work, row.site_id, draft.estimate, former):
        raise Rejected('Choose a field of numbers.', 'sprints.estimate_field', 'estimate')
    if draft.since is not None and draft.since > milliseconds(work.now):
        raise Rejected('Columns cannot be read anew from a day to come.', 'sprints.since', 'since')
    begins = _beginnings(former, draft.since)
    for begin in begins:
        _add(work, actor, board_id, begin, columns, draft.estimate)
    before = former[-1] if former else None
    _tell(work, actor, row, _worded(_drafts(before)) if before else '', _worded(columns),
          before.estimate if before else '', draft.estimate)


def map_status(work: Work, actor: Actor, board_id: int, status: str, kind: str) -> None:
    """What this status means, for all time: it occurs in histories, whatever columns there were then. An empty kind
    takes it out of all columns.
    """
    demand(actor, 'sprints.publish')
    row, former = _begin(work, board_id, None)
    if kind and kind not in KINDS:
        raise Rejected('A status is not started, started, waiting or done.', 'sprints.status_kind', 'kind')
    board = ground.board_of(work, board_id)
    if status not in board.statuses and status not in uses(board):
        raise Rejected('There is no such status.', 'sprints.status', 'status')
    before = former[-1].kind_of(status) if former else ''
    if all(one.kind_of(status) == kind for one in former):
        return
    for one in former:
        columns = checked_columns(with_status(one.columns, status, kind))
        _add(work, actor, board_id, one.valid_from, columns, one.estimate)
    name = board.statuses[status].name if status in board.statuses else _learn(work, row.site_id, board, status)
    audit.write(work, actor, 'sprints.map_status', row.name, f'{name} ({status})',
                before={'kind': before or 'unmapped'}, after={'kind': kind or 'unmapped'})
    deciding.moved(work, board_id)


def confirm(work: Work, actor: Actor, board_id: int) -> None:
    """The columns were guessed right: from now on they are read so whatever Jira does to its board."""
    demand(actor, 'sprints.publish')
    row, former = _begin(work, board_id, None)
    for one in former:
        if one.is_guessed:
            _add(work, actor, board_id, one.valid_from, _drafts(one), one.estimate)
    audit.write(work, actor, 'sprints.confirm_mapping', row.name)
    deciding.moved(work, board_id)


def _learn(work: Work, site_id: int, board: Board, status: str) -> str:
    """Only histories know it: it gets the name it has there."""
    name = uses(board)[status].name or status
    work.session.add(SprintStatus(site_id=site_id, status=status, name=name, is_listed=False))
    return name


def _begin(work: Work, board_id: int, number: int | None) -> tuple[SprintBoard, tuple[Columns, ...]]:
    row = work.lock(SprintBoard, board_id)
    newest = _newest(work, board_id)
    if number is not None and number != newest:
        raise Conflict('Somebody else has changed the columns meanwhile. Look again.', 'stale_version', newest)
    known = ground.board_of(work, board_id).mappings
    return row, in_force([one for one in known if one.version])


def _beginnings(former: Sequence[Columns], since: Ms | None) -> tuple[Ms, ...]:
    """Where the new version begins, and every later moment at which an older one would take over again."""
    first = min((one.valid_from for one in former), default=0) if since is None else since
    return (first, *(one.valid_from for one in former if one.valid_from > first))


def _add(work: Work, actor: Actor, board_id: int, begin: Ms, columns: Sequence[ColumnDraft], estimate: str) -> None:
    work.session.add(SprintMapping(
        board_id=board_id, number=_newest(work, board_id) + 1, valid_from=moment(begin), estimate=estimate, at=work.now,
        by_name=actor.name,
        columns=[{'name': one.name, 'kind': one.kind, 'statuses': list(one.statuses)} for one in columns]))
    work.session.flush()


def _newest(work: Work, board_id: int) -> int:
    return work.session.exec(select(func.max(SprintMapping.number)).where(
        SprintMapping.board_id == board_id)).one() or 0


def _demand_known(work: Work, site_id: int, columns: Sequence[ColumnDraft]) -> None:
    wanted = {status for one in columns for status in one.statuses}
    known = set(work.session.exec(select(SprintStatus.status).where(
        SprintStatus.site_id == site_id, col(SprintStatus.status).in_(wanted))))
    if missing := wanted - known:
        raise Rejected(f'The site has no status {", ".join(sorted(missing))}.', 'sprints.status', 'columns')


def _may_count(work: Work, site_id: int, field: str, former: Sequence[Columns]) -> bool:
    """A custom field; which of them are numbers only the site knows, and texts count as none."""
    known = work.get(SprintSite, site_id).field_names
    return field in known or field.startswith('customfield_') or any(one.estimate == field for one in former)


def _drafts(columns: Columns) -> tuple[ColumnDraft, ...]:
    return tuple(ColumnDraft(one.name, one.kind, tuple(sorted(one.statuses))) for one in columns.columns)


def _worded(columns: Sequence[ColumnDraft]) -> str:
    return '; '.join(f'{one.name} ({one.kind}): {", ".join(one.statuses)}' for one in columns)


def _tell(work: Work, actor: Actor, row: SprintBoard, before: str, after: str, was: str, now: str) -> None:
    audit.write(work, actor, 'sprints.change_mapping', row.name, before={'columns': before, 'estimate': was},
                after={'columns': after, 'estimate': now})
    deciding.moved(work, row.id)
