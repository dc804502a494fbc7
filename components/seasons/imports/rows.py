"""Rows that need a fix, each cell to be written anew, with what would do; rows alike are mended by one fix."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from nicegui import ui

from app.domain.seasons.importing.import_views import ImportView, IssueView, RowView
from app.domain.seasons.importing.kinds import KINDS
from components.controls import Button, Text, block, kbd, put, table_head
from components.moments import grouped
from components.seasons.imports.wishes import ImportWishes, counted

SHOWN: Final = 60  # groups


@dataclass(frozen=True)
class Group:
    """Rows with the same text in the same column, wrong for the same reason."""
    rows: tuple[int, ...]
    issue: IssueView

    @property
    def numbers(self) -> str:
        return str(self.rows[0]) if len(self.rows) == 1 else (
            f'{self.rows[0]}–{self.rows[-1]}' if self.rows[-1] - self.rows[0] == len(self.rows) - 1
            else f'{self.rows[0]} and {len(self.rows) - 1} more')


def groups_of(rows: Sequence[RowView]) -> list[Group]:
    """The first issue of each row decides where it stands."""
    found: dict[tuple[str, str, str], list[int]] = {}
    issues: dict[tuple[str, str, str], IssueView] = {}
    for row in rows:
        for issue in row.issues:
            key = (issue.field, issue.value, issue.message if issue.key != 'twice' else str(row.number))
            found.setdefault(key, []).append(row.number)
            issues.setdefault(key, issue)
    return [Group(tuple(numbers), issues[key]) for key, numbers in found.items()]


class RowsToFix(ui.element):
    def __init__(self, wishes: ImportWishes) -> None:
        super().__init__('section')
        self.classes('rt-card rt-flush rt-import-rows')
        self.wishes = wishes
        with self:
            with block('rt-card-head'):
                Text('Rows to fix', '', 'h2')
                self.count = Text('', 'rt-pill rt-bad')
                block('rt-grow')
                with block('rt-row rt-sm rt-3 rt-import-keys'):
                    kbd('Tab')
                    Text('next cell')
                    kbd('Ctrl Enter')
                    Text('first suggestion')
            self.place = block('rt-scroll-x')

    def show(self, view: ImportView, labels: Mapping[str, str]) -> None:
        count = view.line.counts.get('rejected', 0)
        self.set_visibility(bool(count))
        self.count.say(grouped(count))
        self.place.clear()
        groups = groups_of(view.rejected)
        spare = {one.key for one in KINDS[view.line.kind].fields if not one.is_required}
        with self.place:
            with block('rt-table rt-import-fix', 'table').props('aria-label="Rows with errors"'):
                table_head(('Row', 'rt-num'), ('Column', ''), ('In the file', ''), ('What is wrong', ''),
                           ('Suggestions', ''))
                with block('', 'tbody'):
                    for group in groups[:SHOWN]:
                        FixLine(group, labels.get(group.issue.field, ''), self.wishes, view.is_open,
                                group.issue.field in spare)
            if len(view.rejected) < count or len(groups) > SHOWN:
                Text('More rows like these follow once the first are mended. All of them are in “Download failed '
                     'rows”.', 'rt-hint rt-import-more', 'p')


class FixLine(ui.element):
    """One fix for all rows of a group."""

    def __init__(self, group: Group, label: str, wishes: ImportWishes, is_open: bool,
                 can_be_empty: bool) -> None:
        super().__init__('tr')
        self.group, self.wishes = group, wishes
        self.can_be_empty = (can_be_empty and bool(group.issue.value.strip())) or group.issue.key.startswith('blanks:')
        issue = group.issue
        with self:
            Text(group.numbers, 'rt-num', 'td')
            Text(label or 'Row', 'rt-b', 'td')
            with block('', 'td'):
                self.input = self._cell(label) if issue.field and is_open and wishes.may_import else Text(issue.value)
            alike = f' One fix does all {len(group.rows)}.' if len(group.rows) > 1 else ''
            Text(issue.message + alike, 'rt-import-why', 'td')
            with block('', 'td'), block('rt-row rt-wrap rt-import-suggestions'):
                if is_open and wishes.may_import:
                    self._suggestions()

    def _cell(self, label: str) -> ui.input:
        field = ui.input(value=self.group.issue.value).props('outlined dense hide-bottom-space error')
        put(field, aria_label=f'{label}, row {self.group.numbers}')
        field.on('keydown.enter.exact', self._write, args=[])
        field.on('keydown.enter.ctrl', self._first, args=[])
        return field.classes('rt-import-cell')

    def _suggestions(self) -> None:
        for text in self.group.issue.suggestions[:3]:
            more = f', and {counted(len(self.group.rows) - 1, "row")} alike' if len(self.group.rows) > 1 else ''
            Button(f'{text}{more}', partial(self._say, text), size='s', look='suggest')
        if self.can_be_empty:
            Button('Leave empty', partial(self._say, ''), size='s', look='suggest')
        Button('Leave out', self._leave_out, size='s', look='ghost')

    async def _write(self) -> None:
        if isinstance(self.input, ui.input) and self.input.value != self.group.issue.value:
            await self._say(self.input.value or '')

    async def _first(self) -> None:
        if self.group.issue.suggestions:
            await self._say(self.group.issue.suggestions[0])

    async def _say(self, text: str) -> None:
        """Everywhere where the same text stands; an empty cell, or a lone row, by itself."""
        issue = self.group.issue
        change: dict[str, Any] = {'replaced': {issue.field: {issue.value.strip(): text}}} if (
            issue.value.strip() and len(self.group.rows) > 1) else {
                'mended': {row: {issue.field: text} for row in self.group.rows}}
        await self.wishes.answer(change)

    async def _leave_out(self) -> None:
        await self.wishes.answer({'left_out': list(self.group.rows)})
