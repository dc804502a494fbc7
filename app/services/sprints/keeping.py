"""Keeps what a site told of issues, a page at a time; each page is true at once, whatever becomes of the next.

Older answers never replace newer ones, and a change of a history is written once: reading a page twice, or in the
wrong order, does no harm. Only what differs gets the mark by which boards in memory find it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import insert, update
from sqlalchemy import select as columns
from sqlmodel import col, select

from app.domain.sprints.jira import following
from app.domain.sprints.jira.reading import RawChange, RawIssue, RawStatus
from app.domain.sprints.jira.stamps import milliseconds
from app.errors import Rejected
from app.services.sprints import ground, sites
from app.work import Work
from models.sprints import (
    Sprint,
    SprintChange,
    SprintIssue,
    SprintIssueOnBoard,
    SprintSite,
    SprintStatus,
)

PAGE: Final = 100
MOVED, HIDDEN, DELETED = 'moved', 'hidden', 'deleted'
CHANGE: Final = ('history', 'item', 'at', 'author', 'author_name', 'field', 'was', 'now', 'was_text', 'now_text')


@dataclass(frozen=True)
class Page:
    """Issues with their histories; who is `whole` has all of it, who is `inside` is found by the board's filter."""
    issues: Sequence[RawIssue]
    changes: Mapping[int, Sequence[RawChange]]
    whole: Collection[int]
    inside: Collection[int]


@dataclass(frozen=True)
class Kept:
    added: int = 0
    changed: int = 0
    partial: int = 0

    def __add__(self, other: 'Kept') -> 'Kept':
        return Kept(self.added + other.added, self.changed + other.changed, self.partial + other.partial)


def keep_page(work: Work, site_id: int, board_id: int, page: Page) -> Kept:
    """Returns how many issues are new, are another than before, and still lack a part of their history."""
    work.take_turns(sites.TURN + site_id)
    rows = _rows(work, site_id, [one.number for one in page.issues])
    fresh = {one.number for one in page.issues if one.number not in rows}
    changed = {one.number for one in page.issues if _keep_issue(work, site_id, rows, one, page)}
    work.session.flush()
    changed |= _keep_changes(work, rows, page.changes)
    placed = _place(work, board_id, {rows[one.number].id: one.number in page.inside for one in page.issues})
    has_news = _keep_names(work, site_id, page) | _keep_statuses(work, site_id, page)
    if changed or placed or has_news:
        _mark(work, site_id, board_id, {*placed, *(rows[number].id for number in changed)}, has_news)
    return Kept(len(fresh), len(changed - fresh), sum(one.number not in page.whole for one in page.issues))


def place_known(work: Work, site_id: int, board_id: int, found: Mapping[int, bool]) -> None:
    """Number → whether the board's filter finds it now, of issues that are kept and have not changed otherwise."""
    work.take_turns(sites.TURN + site_id)
    ids = {row.number: row.id for row in work.session.execute(columns(
        col(SprintIssue.number), col(SprintIssue.id)).where(
        SprintIssue.site_id == site_id, col(SprintIssue.number).in_(list(found))))}  # type: ignore[arg-type]
    if placed := _place(work, board_id, {ids[number]: is_in for number, is_in in found.items() if number in ids}):
        _mark(work, site_id, board_id, placed, False)


def mark_gone(work: Work, site_id: int, board_id: int, found: Mapping[int, str]) -> int:
    """Number → deleted or hidden. They stay, with all of their history; returns how many are newly so."""
    work.take_turns(sites.TURN + site_id)
    rows = [row for row in _rows(work, site_id, list(found)).values() if row.gone != found[row.number]]
    for row in rows:
        row.gone, row.gone_since = found[row.number], work.now
    work.session.flush()
    if rows:
        _place(work, board_id, {row.id: False for row in rows})
        _mark(work, site_id, board_id, {row.id for row in rows}, False)
    return len(rows)


def _rows(work: Work, site_id: int, numbers: Sequence[int]) -> dict[int, SprintIssue]:
    found = work.session.exec(select(SprintIssue).where(
        SprintIssue.site_id == site_id, col(SprintIssue.number).in_(numbers)).order_by(
        col(SprintIssue.id)).with_for_update())
    return {row.number: row for row in found}


def _place(work: Work, board_id: int, found: Mapping[int, bool]) -> set[int]:
    """Issue → whether the board's filter finds it now. Returns those for which that is news."""
    known = {row.issue_id: row for row in work.session.exec(select(SprintIssueOnBoard).where(
        SprintIssueOnBoard.board_id == board_id, col(SprintIssueOnBoard.issue_id).in_(list(found))))}
    moved = {issue_id for issue_id, is_in in found.items()
             if issue_id not in known or known[issue_id].is_in != is_in}
    for issue_id in sorted(moved):
        if row := known.get(issue_id):
            row.is_in = found[issue_id]
        else:
            work.session.add(SprintIssueOnBoard(board_id=board_id, issue_id=issue_id, is_in=found[issue_id]))
    work.session.flush()
    return moved


def _keep_issue(work: Work, site_id: int, rows: dict[int, SprintIssue], told: RawIssue, page: Page) -> bool:
    """Whether something of it is another now; new rows are added to `rows`."""
    is_partial, row = told.number not in page.whole, rows.get(told.number)
    values: dict[str, Any] = {
        'key': told.key, 'type': told.type, 'is_subtask': told.is_subtask, 'is_epic': told.is_epic,
        'parent': told.parent, 'project': told.project, 'title': told.title, 'status': told.status,
        'created': told.created, 'updated': told.updated, 'fields': dict(told.fields)}
    if row is None:
        rows[told.number] = row = SprintIssue(site_id=site_id, number=told.number, is_partial=is_partial, **values)
        work.session.add(row)
        return True
    if is_older(told.updated, row.updated):
        return False
    gone = '' if told.number in page.inside else _gone(row, told)
    values |= {'gone': gone, 'gone_since': (row.gone_since or work.now) if gone else None, 'is_partial': is_partial,
               'keys': row.keys if told.key in (row.key, '') else [*row.keys, row.key]}
    return _apply(row, values)


def _gone(row: SprintIssue, told: RawIssue) -> str:
    """It can be seen, but not on this board: in another project it has moved, else it only left the filter."""
    return MOVED if told.project != row.project or row.gone == MOVED else ''


def _apply(row: Any, values: Mapping[str, Any]) -> bool:
    fresh = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in fresh.items():
        setattr(row, name, value)
    return bool(fresh)


def is_older(told: str, known: str) -> bool:
    """Texts as the site writes them; where they cannot be compared, what comes later is believed."""
    try:
        return bool(told and known) and milliseconds(told) < milliseconds(known)
    except Rejected:
        return False


def _keep_changes(work: Work, rows: Mapping[int, SprintIssue], told: Mapping[int, Sequence[RawChange]]) -> set[int]:
    """Numbers of the issues whose history has grown."""
    ids = {rows[number].id: number for number, some in told.items() if some and number in rows}
    table = SprintChange.__table__  # type: ignore[attr-defined]
    known = set(map(tuple, work.session.execute(columns(table.c.issue_id, table.c.history, table.c.item).where(
        table.c.issue_id.in_(list(ids))))))
    fresh = {(issue_id, one.history, one.item): one for issue_id, number in ids.items() for one in told[number]
             if (issue_id, one.history, one.item) not in known}
    if fresh:
        work.session.execute(insert(table), [
            {'issue_id': key[0], **{name: getattr(one, name) for name in CHANGE}} for key, one in fresh.items()])
    return {ids[key[0]] for key in fresh}


def _keep_names(work: Work, site_id: int, page: Page) -> bool:
    """People and sprints as they are called; whether a name is new."""
    found = {account: name for one in page.issues for account, name in one.people.items()}
    for change in _all(page):
        if change.author and change.author_name:
            found.setdefault(change.author, change.author_name)
    site = work.lock(SprintSite, site_id)
    field = site.fields.get('sprint', {}).get('id')
    projects = {one.project for one in page.issues}
    has_projects = not projects <= set(site.projects)
    if has_projects:
        site.projects = sorted(projects | set(site.projects))
    has_people = any(site.people.get(account) != name for account, name in found.items())
    if has_people:
        site.people = {**site.people, **found}
    names = [(number, name) for change in _all(page) if change.field in (field, 'Sprint')
             for ids, text in ((change.was, change.was_text), (change.now, change.now_text))
             for number, name in following.named_once(ids, text).items()]
    return has_people | _keep_sprint_names(work, site_id, names)


def _keep_sprint_names(work: Work, site_id: int, names: Sequence[tuple[int, str]]) -> bool:
    rows = {row.number: row for row in work.session.exec(select(Sprint).where(
        Sprint.site_id == site_id, col(Sprint.number).in_({number for number, _ in names})))}
    moved = False
    for number, name in names:
        row = rows.get(number)
        if row and name not in row.names and name != row.name:
            row.names, moved = [name, *row.names], True
    return moved


def _keep_statuses(work: Work, site_id: int, page: Page) -> bool:
    """Those of issues and histories that the site does not list: somebody has to say what they mean."""
    known = set(work.session.exec(select(SprintStatus.status).where(SprintStatus.site_id == site_id)))
    found = {one.status: one.status_name for one in page.issues if one.status}
    for change in _all(page):
        if change.field == 'status':
            found.setdefault(change.was, change.was_text)
            found.setdefault(change.now, change.now_text)
    fresh = [RawStatus(number, name) for number, name in found.items() if number and number not in known]
    return bool(fresh) and sites.keep_statuses(work, site_id, fresh, is_whole=False)


def _all(page: Page) -> Iterator[RawChange]:
    return (change for some in page.changes.values() for change in some)


def _mark(work: Work, site_id: int, board_id: int, issue_ids: Collection[int], has_news: bool) -> None:
    """Only boards that hold one of these are looked at anew, unless a name changed that all of them show."""
    if has_news:
        mark = ground.move_site(work, site_id)
    else:
        holders = set(work.session.exec(select(SprintIssueOnBoard.board_id).where(
            col(SprintIssueOnBoard.issue_id).in_(issue_ids))))
        mark = ground.move_site(work, site_id, {board_id, *holders})
    work.session.execute(update(SprintIssue).where(col(SprintIssue.id).in_(issue_ids)).values(mark=mark))
