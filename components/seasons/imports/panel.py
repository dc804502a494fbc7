"""Beside an import: fixes for many rows at once, how the columns were read, and the file itself."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from nicegui import ui

from app.domain.seasons.importing.import_views import ImportView, QuickFix, quick_fixes
from app.domain.seasons.importing.kinds import KINDS
from app.domain.seasons.importing.missing import is_missing
from components.controls import Button, Text, block, put, sign, table_head
from components.dialogs import confirm
from components.moments import full_moment, grouped
from components.seasons.imports.wishes import ImportWishes, counted

ENCODINGS: Final = {'utf-8': 'UTF-8', 'utf-8-sig': 'UTF-8', 'utf-16': 'UTF-16', 'utf-16-le': 'UTF-16',
                    'utf-16-be': 'UTF-16', 'cp1252': 'Windows-1252', 'gb18030': 'GB18030'}
DELIMITERS: Final = {',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'bars'}
NOBODY: Final = '-'


class ImportPanel(ui.element):
    def __init__(self, wishes: ImportWishes) -> None:
        super().__init__('aside')
        self.classes('rt-panel rt-import-panel')
        put(self, aria_label='Quick fixes, columns and file')
        self.wishes = wishes

    def show(self, view: ImportView, labels: Mapping[str, str]) -> None:
        self.clear()
        with self:
            fixes = [one for one in quick_fixes(view, labels) if self.wishes.may_create or not is_missing(
                one.choice[0])] if view.is_open and self.wishes.may_import else []
            with block('rt-panel-body'):
                if fixes:
                    self._fixes(fixes)
                if view.columns:
                    self._columns(view)
                self._reading(view)
                _file(view)
            if view.has_undo:
                self._undo(view.is_locked)

    def _fixes(self, fixes: Sequence[QuickFix]) -> None:
        with block('rt-panel-head'):
            Text('Quick fixes', '', 'h2')
        with block('rt-import-fixes', 'ul'):
            for fix in fixes:
                with block('', 'li'):
                    sign('auto_fix_high', 18)
                    put(Text(fix.words, 'rt-grow'), title=fix.words)
                    Text(counted(fix.rows, 'row') if fix.rows else '', 'rt-sm rt-3')
                    put(Button('Apply', partial(self._apply, fix), size='s'), aria_label=f'Apply: {fix.words}')

    async def _apply(self, fix: QuickFix) -> None:
        if fix.choice[0]:
            await self.wishes.answer({'choices': {fix.choice[0]: fix.choice[1]}})
        else:
            field, text, stands_for = fix.replaced
            await self.wishes.answer({'replaced': {field: {text: stands_for}}})

    def _columns(self, view: ImportView) -> None:
        kind = KINDS[view.line.kind]
        fields = {NOBODY: '—', **{one.key: one.label for one in kind.fields}}
        with block('rt-sec'):
            Text('How the columns were read', '', 'h3')
            with block('rt-table rt-import-mapping', 'table').props('aria-label="Column mapping"'):
                table_head(('In the file', ''), ('Here', ''))
                with block('', 'tbody'):
                    for column in view.columns:
                        with block('', 'tr'):
                            put(Text(column.header, 'rt-mono rt-sm rt-clip', 'td'), title=column.header)
                            with block('', 'td'):
                                self._field(view, column.header, fields, column.field or NOBODY)

    def _field(self, view: ImportView, header: str, fields: dict[str, str], value: str) -> None:
        if not view.is_open or not self.wishes.may_import:
            Text(fields[value], 'rt-b')
            return
        choice = ui.select(fields, value=value, on_change=lambda event: self.wishes.answer(
            {'columns': {header: event.value}}))
        choice.props('outlined dense options-dense hide-bottom-space')
        put(choice, aria_label=f'{header} is')

    def _reading(self, view: ImportView) -> None:
        """What was found out about the file; each can be said otherwise."""
        if not view.is_open or view.form not in ('csv', 'xlsx') or not self.wishes.may_import:
            return
        with block('rt-sec rt-col'):
            Text('How the file is read', '', 'h3')
            if view.form == 'csv':
                self._wish('Between cells', DELIMITERS, view.delimiter, 'delimiter')
                self._wish('Letters', {'utf-8': 'UTF-8', 'utf-16': 'UTF-16', 'cp1252': 'Windows-1252',
                                       'gb18030': 'GB18030'}, view.encoding.removesuffix('-sig'), 'encoding')
            elif len(view.sheets) > 1:
                self._wish('Sheet', {name: name for name in view.sheets}, view.sheet, 'sheet')

    def _wish(self, label: str, options: Mapping[str, str], value: str, name: str) -> None:
        with block('rt-field'):
            Text(label, 'rt-label', 'div')
            choice = ui.select(dict(options), value=value if value in options else None,
                               on_change=lambda event: self.wishes.answer({'reading': {name: event.value}}))
            choice.props('outlined dense options-dense hide-bottom-space')
            put(choice, aria_label=label)

    def _undo(self, is_locked: bool) -> None:
        with block('rt-panel-foot rt-import-undo'):
            if is_locked:
                Text('The season is locked: what was imported stays. An admin can re-open it.', 'rt-sm rt-2', 'p')
                return
            Text('Rows you leave out are listed in the season log. You can undo this import until the season is '
                 'locked.', 'rt-sm rt-2', 'p')
            if self.wishes.may_import:
                Button('Undo import', self._ask_undo, icon='undo', look='danger', is_wide=True)

    async def _ask_undo(self) -> None:
        with self:
            sure = await confirm('Undo this import?', 'Everything it changed becomes what it was before.',
                                 'Undo import', is_dangerous=True)
        if sure:
            await self.wishes.undo()


def _file(view: ImportView) -> None:
    told = [ENCODINGS.get(view.encoding, ''), DELIMITERS.get(view.delimiter, ''),
            f'sheet {view.sheet}' if view.sheet else '']
    with block('rt-sec'):
        Text('File', '', 'h3')
        with block('rt-import-facts', 'dl'):
            for name, text in (('Name', view.line.name), ('Size', ', '.join(filter(None, (
                    f'{grouped(-(-view.size // 1000))} kB' if view.size else '', *told)))),
                    ('Uploaded', f'{full_moment(view.line.at)} by {view.line.by_name}'),
                    ('Kept', 'as long as this import')):
                Text(name, 'rt-3', 'dt')
                Text(text, '', 'dd')
