"""“Export CSV (all fields)” of Jira, read whole or not at all.

Such a file has no histories, no dates of sprints and no zone. So every issue stays partial, sprints are known by their
names only, and what state they are in follows from Jira's rule that an issue is in one open sprint at most.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final
from zoneinfo import ZoneInfo

from app.domain.names import keepable, one_line
from app.domain.sprints.imports.csv_columns import CATEGORIES, ESTIMATES, Cells, Columns, columns_of
from app.domain.sprints.imports.csv_table import RowError, Table, cut, read_table
from app.domain.sprints.jira.reading import (
    ACTIVE,
    CLOSED,
    FUTURE,
    IssueFields,
    IssueLink,
    RawIssue,
    RawSprint,
    RawStatus,
)
from app.errors import Rejected

KEY: Final = re.compile(r'([A-Z][A-Z0-9_]*)-\d{1,12}')
EPIC: Final = 'epic'
SUBTASKS: Final = ('sub-task', 'subtask', 'sub task')
NEW, DOING, DONE = 'new', 'indeterminate', 'done'
LARGEST: Final = 2**53  # number that every program reads the same
PRIORITIES: Final = ('Blocker', 'Highest', 'Critical', 'High', 'Major', 'Medium', 'Minor', 'Low', 'Trivial', 'Lowest')


@dataclass(frozen=True, slots=True)
class ImportDraft:
    """What somebody says about a file: under which name, whose clock its dates are by, and which site it replaces."""
    file: int
    name: str
    zone: str  # IANA
    site: int | None = None


@dataclass(frozen=True, slots=True)
class CsvExport:
    """All that a file tells. `numbers`: name of a sprint → its number, former ones too; they never change."""
    issues: tuple[RawIssue, ...] = ()
    statuses: tuple[RawStatus, ...] = ()
    sprints: tuple[RawSprint, ...] = ()
    projects: tuple[str, ...] = ()  # keys
    priorities: tuple[str, ...] = ()  # the most urgent first, as far as their names are usual ones
    links: tuple[str, ...] = ()  # types
    estimates: tuple[str, ...] = ()  # columns with one, the most filled first
    numbers: Mapping[str, int] | None = None
    newest: int | None = None  # ms: when one of them changed last
    has_ids: bool = True  # False: issues are known by their keys only
    has_categories: bool = True  # False: only a date of resolution says that something is done
    errors: tuple[RowError, ...] = ()  # one is enough, and nothing of the file may be used

    @property
    def remarks(self) -> tuple[str, ...]:
        """In sentences, what whoever imports it should know."""
        told = []
        if not self.has_ids:
            told.append('There is no column “Issue id”: an issue whose key changes is taken for another one.')
        if not self.has_categories:
            told.append('There is no column “Status Category”: statuses of resolved issues count as done, all others '
                        'as in progress.')
        if not self.estimates:
            told.append('There is no estimate in it, so only issues are counted.')
        if not self.sprints:
            told.append('No issue is in a sprint, so it becomes a board without sprints.')
        return tuple(told)


@dataclass(frozen=True, slots=True)
class _Row:
    """An issue as far as its own row tells; parents, links and sprints need all of them."""
    issue: RawIssue
    cells: Cells
    category: str
    sprints: tuple[str, ...]
    changed: int | None


def read_export(content: bytes, zone: ZoneInfo, numbers: Mapping[str, int] | None = None) -> CsvExport:
    """`numbers`: of the sprints that are known already. Raises Rejected for what is no such file."""
    table = read_table(content)
    columns = columns_of(table.header)
    rows, errors = _rows(table, columns, zone)
    errors = sorted((*table.errors, *errors), key=lambda one: one.line)
    if errors:
        return CsvExport(has_ids=columns.has('id'), errors=tuple(errors))
    if not rows:
        raise Rejected('There is no issue in this file.', 'sprints.csv', 'file')
    return _export(rows, columns, dict(numbers or {}))


def _rows(table: Table, columns: Columns, zone: ZoneInfo) -> tuple[list[_Row], list[RowError]]:
    rows, errors = list[_Row](), list[RowError]()
    lines: dict[object, int] = {}
    for line in table.lines:
        cells = Cells(columns, line.cells, zone)
        row = _row(cells, columns)
        for name, thing in (('Issue key', row.issue.key), ('Issue id', row.issue.number)):
            if thing and thing in lines:
                cells.complain(name, f'It stands in line {lines[thing]} already.')
            lines.setdefault(thing, line.number)
        errors += [RowError(line.number, field, reason, cut(line.text)) for field, reason in cells.faults]
        rows.append(row)
    return rows, errors


def _row(cells: Cells, columns: Columns) -> _Row:
    key = cells.need('key', 'Issue key')
    found = KEY.fullmatch(key)
    if key and not found:
        cells.complain('Issue key', f'“{key[:40]}” is not a key.')
    kind, name = one_line(cells.need('type', 'Issue Type')), one_line(cells.need('status', 'Status'))
    title = one_line(cells.need('title', 'Summary'))
    category = _category(cells, columns)
    issue = RawIssue(
        _number(cells, columns, key), key, kind, False, kind.casefold() == EPIC or bool(cells.text('epic name')), None,
        found[1] if found else '', title, cells.moment('created', 'Created', is_needed=True) or 0, '',
        f'{category}:{name}', _fields(cells), _people(cells), name)
    return _Row(issue, cells, category, tuple(dict.fromkeys(filter(None, map(one_line, cells.texts('sprint'))))),
                cells.moment('updated', 'Updated'))


def _number(cells: Cells, columns: Columns, key: str) -> int:
    """Jira's own; where the file has none, one that is always the same for that key."""
    if not columns.has('id'):
        return int(sha256(key.encode()).hexdigest()[:13], 16)
    text = cells.need('id', 'Issue id')
    if text and not (text.isascii() and text.isdecimal() and 0 < int(text[:20]) < LARGEST):
        cells.complain('Issue id', f'“{text[:40]}” is not a number.')
        return 0
    return int(text or 0)


def _category(cells: Cells, columns: Columns) -> str:
    if not columns.has('category'):
        return DONE if cells.text('resolved') else DOING
    told = cells.need('category', 'Status Category')
    if told and told.casefold() not in CATEGORIES:
        cells.complain('Status Category', f'“{told[:40]}” is none of To Do, In Progress, Done.')
    return CATEGORIES.get(told.casefold(), '')


def _fields(cells: Cells) -> IssueFields:
    return IssueFields(
        priority=one_line(cells.text('priority')), assignee=_account(cells, 'assignee'),
        reporter=_account(cells, 'reporter'), labels=_texts(cells, 'labels'), components=_texts(cells, 'components'),
        versions=_texts(cells, 'versions'), epic=cells.text('epic link'), rank=cells.text('rank'),
        flagged=bool(cells.text('flagged')), due=cells.day('due', 'Due date'),
        resolved=cells.moment('resolved', 'Resolved'),
        estimates={name: told for name in ESTIMATES if (told := cells.text(name.casefold()))},
        seconds=cells.whole('remaining', 'Remaining Estimate'),
        original_seconds=cells.whole('planned', 'Original estimate'),
        spent_seconds=cells.whole('spent', 'Time Spent'))


def _texts(cells: Cells, name: str) -> list[str]:
    return [line for one in cells.texts(name) if (line := one_line(one))]


def _account(cells: Cells, name: str) -> str:
    return one_line(cells.text(f'{name} id') or cells.text(name))


def _people(cells: Cells) -> dict[str, str]:
    return {account: one_line(cells.text(name)) or account for name in ('assignee', 'reporter')
            if (account := _account(cells, name))}


def _export(rows: Sequence[_Row], columns: Columns, numbers: dict[str, int]) -> CsvExport:
    names = {name for row in rows for name in row.sprints}
    for name in sorted(names - numbers.keys(), key=_natural):
        numbers[name] = max(numbers.values(), default=0) + 1
    known = {key: row.issue for row in rows for key in (row.issue.key, str(row.issue.number))}
    issues = tuple(_sealed(_tied(row, known, numbers)) for row in rows)
    filled = [sum(name in one.fields['estimates'] for one in issues) for name in ESTIMATES]
    return CsvExport(
        issues, _statuses(issues), _sprints(rows, numbers), tuple(sorted({one.project for one in issues})),
        tuple(_ranked({one.fields['priority'] for one in issues} - {''})),
        tuple(sorted({one['type'] for issue in issues for one in issue.fields['links']})),
        tuple(name for count, name in sorted(zip(filled, ESTIMATES, strict=True), key=lambda one: -one[0]) if count),
        numbers, max((row.changed for row in rows if row.changed is not None), default=None), columns.has('id'),
        columns.has('category'))


def _tied(row: _Row, known: Mapping[str, RawIssue], numbers: Mapping[str, int]) -> RawIssue:
    """With its parent, its links and the numbers of its sprints. `known`: by key, and by number as text."""
    issue, cells = row.issue, row.cells
    told = next(filter(None, map(cells.text, ('parent id', 'parent key', 'parent'))), '')
    above = known.get(told)
    fields = issue.fields.copy()
    fields['sprints'] = [numbers[name] for name in row.sprints]
    fields['links'] = list(_links(cells, known))
    if above and above.is_epic:
        fields['epic'] = fields['epic'] or above.key
    parent = above.number if above else int(told) if re.fullmatch(r'[0-9]{1,15}', told) else None
    return replace(issue, parent=parent, is_subtask=_is_subtask(row, above), fields=fields)


def _is_subtask(row: _Row, above: RawIssue | None) -> bool:
    """Whatever is below something that is no epic; of a parent that is not in the file only the own type tells."""
    if row.issue.is_epic or (above and above.is_epic):
        return False
    return above is not None or row.issue.type.casefold() in SUBTASKS


def _links(cells: Cells, known: Mapping[str, RawIssue]) -> Iterator[IssueLink]:
    """To issues of the same file: of others the number is not known."""
    for way, kind, key in cells.links():
        if other := known.get(key):
            yield IssueLink(type=kind, way=way, number=other.number, key=other.key)


def _sealed(issue: RawIssue) -> RawIssue:
    """Whatever of it is another makes it a changed one; a text that is no moment is never taken for older."""
    return replace(issue, updated=f'file {sha256(repr(issue).encode()).hexdigest()[:16]}')


def _statuses(issues: Iterable[RawIssue]) -> tuple[RawStatus, ...]:
    """One name may stand in two categories, so both make the status."""
    found = {one.status: RawStatus(one.status, one.status_name, one.status.partition(':')[0]) for one in issues}
    return tuple(found[own] for own in sorted(found))


def _sprints(rows: Sequence[_Row], numbers: Mapping[str, int]) -> tuple[RawSprint, ...]:
    former = {name for row in rows for name in row.sprints[:-1]}
    last: dict[str, set[str]] = {}
    for row in rows:
        if row.sprints:
            last.setdefault(row.sprints[-1], set()).add(row.category)
    found = [RawSprint(numbers[name], name, CLOSED if name in former else _state(last[name]))
             for name in former | last.keys()]
    return tuple(sorted(found, key=lambda one: one.number))


def _state(categories: Collection[str]) -> str:
    """Of a sprint that no issue has left yet."""
    return CLOSED if set(categories) == {DONE} else FUTURE if set(categories) == {NEW} else ACTIVE


def _ranked(names: Collection[str]) -> list[str]:
    usual = {name.casefold(): place for place, name in enumerate(PRIORITIES)}
    return sorted(names, key=lambda name: (usual.get(name.casefold(), len(usual)), name))


def _natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """Sprint 9 before Sprint 10."""
    return tuple((0, int(part), '') if part.isdecimal() else (1, 0, part.casefold())
                 for part in re.split(r'(\d{1,18})', keepable(name)) if part)
