"""One import: what was read of it, what it changes, and what has to be mended first."""

from collections.abc import Sequence

from nicegui import ui

from app.domain.seasons.importing.import_views import COMPLETED, FAILED, PARTIAL, PROCESSING, STATES, UNDONE, ImportView
from app.domain.seasons.importing.kinds import KINDS
from components.controls import Button, Pill, Text, block, put, sign, table_head
from components.moments import grouped
from components.seasons.imports.panel import ImportPanel
from components.seasons.imports.rows import RowsToFix
from components.seasons.imports.wishes import LOOKS, ImportWishes, counted


class ImportDeeds(ui.element):
    """What can be done with the import as a whole, at the top of the page."""

    def __init__(self, wishes: ImportWishes) -> None:
        super().__init__('div')
        self.classes('rt-row rt-wrap')
        self.wishes = wishes
        with self:
            self.download = Button('Download failed rows', wishes.download, icon='download')
            self.dry = Button('Dry run', wishes.dry_run, icon='refresh')
            self.good = Button('Import good rows only', wishes.commit_good, icon='rule')
            self.go = Button('Import', wishes.commit, icon='check', look='primary')

    def show(self, view: ImportView) -> None:
        counts, may = view.line.counts, self.wishes.may_import
        bad, fresh = counts.get('rejected', 0), counts.get('new', 0) + counts.get('changed', 0)
        self.download.set_visibility(bool(bad))
        for button in (self.dry, self.go):
            button.set_visibility(may and not view.is_locked and view.line.state not in (COMPLETED, UNDONE))
        self.good.set_visibility(may and bool(bad) and bool(fresh) and view.is_open)
        self.go.say('Import the fixed rows' if view.line.state == PARTIAL else 'Import')
        self.go.enable(view.is_open and not bad and bool(fresh or view.drops))
        self.good.enable(not view.is_busy)
        self.dry.enable(view.line.state != PROCESSING)


class ImportScreen(ui.element):
    def __init__(self, wishes: ImportWishes) -> None:
        super().__init__('div')
        self.classes('rt-with-panel rt-open rt-import-screen')
        with self:
            with block('rt-body'), block('rt-page rt-wide rt-import-page'):
                self.state = block('rt-row rt-import-state').props('role=status')
                self.problem = block('rt-banner rt-bad').props('role=alert')
                self.sums = block('rt-card rt-import-sums')
                self.doubts = block('rt-col')
                self.made = block('rt-card rt-import-notes', 'section')
                self.rows = RowsToFix(wishes)
                self.changes = block('rt-card rt-flush', 'section')
                self.notes = block('rt-card rt-import-notes', 'section')
            self.panel = ImportPanel(wishes)

    def show(self, view: ImportView) -> None:
        labels = {one.key: one.label.lower() for one in KINDS[view.line.kind].fields}
        self._state(view)
        self._sums(view)
        self._doubts(view)
        _listed(self.made, 'Created with it' if view.line.state in (COMPLETED, PARTIAL, UNDONE) else 'To be created',
                view.creates)
        self.rows.show(view, labels)
        self._changes(view)
        _listed(self.notes, 'Noticed', view.notes)
        self.panel.show(view, labels)

    def _state(self, view: ImportView) -> None:
        self.state.clear()
        with self.state:
            Text(view.line.name, 'rt-grow rt-clip', 'h2')
            Text(KINDS[view.line.kind].label, 'rt-2')
            Pill(STATES[view.line.state], *LOOKS[view.line.state])
        self.problem.set_visibility(bool(view.error))
        self.problem.clear()
        with self.problem:
            sign('error', 18)
            Text(view.error, 'rt-grow')

    def _sums(self, view: ImportView) -> None:
        counts = view.line.counts
        self.sums.set_visibility(bool(counts))
        self.sums.clear()
        bad, is_in = counts.get('rejected', 0), view.line.state in (COMPLETED, PARTIAL)
        fresh = counts.get('new', 0) + counts.get('changed', 0)
        reasons = len({issue.message for row in view.rejected for issue in row.issues})
        left, place = counts.get('left_out', 0), 'In the season' if view.season else 'Imported'
        with self.sums:
            _sum('Read', counts.get('read', 0), f'{"row" if counts.get("read") == 1 else "rows"}'
                 f'{f" in {view.seconds:.1f} s" if view.seconds else ""}')
            _sum(place if is_in else 'Ready to import', fresh, f'{grouped(counts.get("new", 0))} new, '
                 f'{grouped(counts.get("changed", 0))} changed, {grouped(counts.get("same", 0))} the same', 'rt-pos')
            _sum('Need a fix', bad, (counted(reasons, 'different reason') if bad else 'nothing to mend')
                 + (f', {left} left out' if left else ''), 'rt-neg' if bad else '')
            with block('rt-import-adds') as adds:
                Text('What this file holds', 'rt-sm rt-3', 'div')
                with block('rt-row rt-wrap'):
                    for name, text in view.adds.items():
                        Text(f'{text} {name.lower()}', 'rt-b')
                for text in view.drops:
                    Text(text, 'rt-sm rt-warn-text', 'div')
            adds.set_visibility(bool(view.adds or view.drops))

    def _doubts(self, view: ImportView) -> None:
        """What only a person can say; answered at the side."""
        self.doubts.clear()
        with self.doubts:
            if view.is_locked and view.line.state not in (COMPLETED, UNDONE):
                with block('rt-banner rt-warn'):
                    sign('lock', 18)
                    Text('The season is locked, so nothing more of this file can be imported.', 'rt-grow')
            for doubt in view.doubts if view.is_open else ():
                with block('rt-banner rt-warn'):
                    sign('help', 18)
                    Text(doubt.text, 'rt-grow')

    def _changes(self, view: ImportView) -> None:
        self.changes.set_visibility(bool(view.changes))
        self.changes.clear()
        with self.changes:
            with block('rt-card-head'):
                Text('Changes', 'rt-grow', 'h2')
                shown, fresh = len(view.changes), view.line.counts.get('new', 0) + view.line.counts.get('changed', 0)
                Text(f'the first {shown} of {grouped(fresh)}' if shown < fresh else '', 'rt-sm rt-3')
            with block('rt-scroll-x'), block('rt-table rt-import-changes', 'table').props('aria-label="Changes"'):
                table_head(('Row', 'rt-num'), ('', ''), ('What', ''), ('Before', ''), ('After', ''))
                with block('', 'tbody'):
                    for row in view.changes[:100]:
                        for place, (what, before, after) in enumerate(row.words or ((row.name, '', ''),)):
                            with block('', 'tr'):
                                Text(str(row.number) if not place else '', 'rt-num', 'td')
                                Text(row.state if not place else '', 'rt-3 rt-sm', 'td')
                                Text(what, '', 'td')
                                Text(before, 'rt-2', 'td')
                                Text(after, 'rt-b', 'td')


def _listed(place: ui.element, title: str, texts: Sequence[str]) -> None:
    place.set_visibility(bool(texts))
    place.clear()
    with place:
        Text(title, '', 'h2')
        with block('rt-import-list', 'ul'):
            for text in texts:
                Text(text, '', 'li')


def _sum(name: str, count: int, more: str, tone: str = '') -> None:
    with block():
        Text(name, 'rt-sm rt-3', 'div')
        Text(grouped(count), f'rt-import-figure {tone}', 'div')
        Text(more, 'rt-sm rt-3', 'div')


def announce(screen: ImportScreen, view: ImportView) -> None:
    """For those who hear the page instead of seeing it."""
    put(screen, aria_busy='true' if view.is_busy else None, aria_label=f'{view.line.name}: '
        f'{STATES[view.line.state].lower()}' if view.line.state != FAILED else f'{view.line.name} failed')
