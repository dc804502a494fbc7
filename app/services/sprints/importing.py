"""Sites that are made from a file, for people whom no Jira lets in: asked for here, read by a run.

What the file does not have any more goes from the board. Numbers of sprints stay with their names, so that what people
decided here about a sprint is about the same one after the next file.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select as columns
from sqlmodel import col, delete, func, select

from app.domain.access import Actor, demand
from app.domain.people import zone_name
from app.domain.sprints.imports.csv_import import CsvExport, ImportDraft
from app.domain.sprints.jira.reading import RawBoard
from app.domain.sprints.setup.site_setup import LONGEST
from app.errors import Conflict, Rejected
from app.events import SITES, SitesChanged
from app.services import audit
from app.services.ops import queue
from app.services.sprints import adding, deciding, ground, kept_files, sites
from app.work import Work
from models.sprints import (
    Sprint,
    SprintBoard,
    SprintChange,
    SprintIssue,
    SprintIssueOnBoard,
    SprintOnBoard,
    SprintSite,
)

IMPORT: Final = 'sprints.import_csv'
KIND: Final = 'csv'  # of site
AT_ONCE: Final = 500


@dataclass(frozen=True)
class Taken:
    """Where the issues of a file go."""
    site: int
    board: int
    dropped: int  # issues that the former file had and this one has not


def ask_import(work: Work, actor: Actor, draft: ImportDraft) -> int:
    """Asks for a run that reads the file; returns it. All but the file's content is checked here."""
    demand(actor, 'sprints.admin')
    name = _checked(work, draft)
    values: dict[str, Any] = {'file': draft.file, 'name': name, 'zone': draft.zone}
    if draft.site:
        values['site'] = draft.site
    run = queue.ask_for(work, actor, queue.Wanted(IMPORT, values)).run_id
    audit.write(work, actor, 'sprints.ask_import', name, f'run {run}, dates in {draft.zone}')
    return run


def known_sprints(work: Work, site_id: int | None) -> Mapping[str, int]:
    """Name → number, of all that ever were in its files."""
    return dict(work.get(SprintSite, site_id).options.get('sprints', {})) if site_id else {}


def take(work: Work, actor: Actor, run_id: int, draft: ImportDraft, export: CsvExport, told: RawBoard) -> Taken:
    """The site, its file and its board are there, and without what only the former file had; issues come by pages."""
    demand(actor, 'sprints.admin')
    if export.errors:
        raise Rejected('Nothing is imported by half.', 'sprints.csv', 'file')
    work.take_turns(deciding.TURN)
    row = _site(work, draft, run_id)
    work.take_turns(sites.TURN + row.id)
    if row.options.get('has_ids', export.has_ids) != export.has_ids:
        raise Conflict('One of the two files has numbers of issues (“Issue id”) and the other has none, so they cannot '
                       'be told to be the same. Import it as another one.', 'sprints.csv')
    before, name = row.options.get('name', ''), kept_files.keep(work, run_id, row.id)
    row.zone, row.options = draft.zone, {'run': run_id, 'name': name, 'sprints': dict(export.numbers or {}),
                                         'has_ids': export.has_ids}
    work.session.flush()
    board = work.session.exec(select(SprintBoard).where(SprintBoard.site_id == row.id)).first()
    board_id = board.id if board else adding.setup_board(work, actor, row.id, told)[0]
    if board:
        board.zone, board.kind = draft.zone, told.kind
    dropped = _drop_others(work, row.id, {one.number for one in export.issues}, {one.number for one in export.sprints})
    audit.write(work, actor, 'sprints.import_csv', row.name, f'{len(export.issues)} issues', {'file': before},
                {'file': name})
    work.record(SitesChanged(SITES))
    return Taken(row.id, board_id, dropped)


def _checked(work: Work, draft: ImportDraft) -> str:
    """What the site is called."""
    zone_name(draft.zone)
    if draft.site:
        row = work.get(SprintSite, draft.site)
        if row.kind != KIND:
            raise Rejected(f'{row.name} does not come from a file.', 'sprints.not_file', 'site')
        return row.name
    name = draft.name.strip()
    if not 0 < len(name) <= LONGEST:
        raise Rejected(f'Give it a name of at most {LONGEST} characters.', 'sprints.name', 'name')
    _demand_free(work, name)
    return name


def _site(work: Work, draft: ImportDraft, run_id: int) -> SprintSite:
    """A run that tries again finds what it made."""
    if draft.site:
        return work.lock(SprintSite, draft.site)
    mine = [row for row in work.session.exec(select(SprintSite).where(SprintSite.kind == KIND))
            if row.options.get('run') == run_id]
    if mine:
        return mine[0]
    _demand_free(work, draft.name)
    row = SprintSite(name=draft.name, kind=KIND, zone=draft.zone, since=work.now)
    work.session.add(row)
    work.session.flush()
    return row


def _demand_free(work: Work, name: str) -> None:
    if work.session.exec(select(SprintSite.id).where(func.lower(SprintSite.name) == name.lower())).first():
        raise Rejected(f'There is a site called “{name}” already. Choose it to replace its file.',
                       'sprints.name_taken', 'name')


def _drop_others(work: Work, site_id: int, issues: Collection[int], sprints: Collection[int]) -> int:
    """Issues and sprints that are not among these; how many issues."""
    gone = [own for own, number in work.session.execute(columns(col(SprintIssue.id), col(SprintIssue.number)).where(
        col(SprintIssue.site_id) == site_id)) if number not in issues]
    over = [own for own, number in work.session.execute(columns(col(Sprint.id), col(Sprint.number)).where(
        col(Sprint.site_id) == site_id)) if number not in sprints]
    for some in _parts(gone):
        for column in (SprintIssueOnBoard.issue_id, SprintChange.issue_id, SprintIssue.id):
            work.session.execute(delete(column.class_).where(col(column).in_(some)))  # type: ignore[attr-defined]
    for some in _parts(over):
        for column in (SprintOnBoard.sprint_id, Sprint.id):
            work.session.execute(delete(column.class_).where(col(column).in_(some)))  # type: ignore[attr-defined]
    if gone or over:
        ground.move_site(work, site_id)
    return len(gone)


def _parts(ids: Sequence[int]) -> Sequence[Sequence[int]]:
    return [ids[place:place + AT_ONCE] for place in range(0, len(ids), AT_ONCE)]
