"""What makes figures of a board doubtful: counts first, then lists, each with the way to where it is mended."""

from collections.abc import Awaitable, Callable, Mapping

from nicegui import ui

from app.domain.sprints.flow.views import QualityView
from app.domain.sprints.reports.quality import CAPACITY, JIRA, SETTINGS, SYNC, Check, Doubt
from components.controls import Button, Pill, Text, block, link, outside_link, table_head
from components.feedback import empty_state
from components.sprints.age import Age
from components.sprints.words import counted

FEW = 50  # lines that are shown before somebody asks for all
WHERE = {JIRA: 'Mended in Jira', SETTINGS: 'Open the settings', CAPACITY: 'Open the capacity', SYNC: 'Sync now'}

Open = Callable[[str], Awaitable[None]]


class QualityScreen(ui.element):
    """`open_check` unfolds one; `paths` are ways inside the product; `sync` is None for who may not."""

    def __init__(self, open_check: Open, paths: Mapping[str, str], sync: Callable[[], Awaitable[None]] | None) -> None:
        super().__init__('div')
        self.classes('rt-report-part rt-quality')
        self.open_check, self.paths, self.sync = open_check, paths, sync
        self.shown: object = None
        with self:
            with block('rt-phead'), block('rt-grow'):
                Text('Data quality', tag='h1')
                with block('rt-meta'):
                    self.about = Text('').props('role=status')
                    self.age = Age()
            self.body = block('rt-report-part')

    def show(self, view: QualityView, opened: str) -> None:
        self.age.show(view.board)
        if (view.checks, opened) == self.shown:
            return
        self.shown = (view.checks, opened)
        found = [one for one in view.checks if one.doubts]
        fine = [one for one in view.checks if not one.doubts]
        cases = sum(len(one.doubts) for one in found)
        self.about.say(f'{counted(len(found), "kind")} of doubt, {counted(cases, "case")} ·')
        self.body.clear()
        with self.body:
            if not found:
                empty_state('verified', 'Nothing is doubtful',
                            'Estimates, statuses, histories and sprints fit together.')
            for one in found:
                self._check(one, one.key == opened)
            if fine:
                self._fine(fine)

    def _check(self, check: Check, is_open: bool) -> None:
        with block('rt-card rt-quality-check', 'section').props(f'aria-label="{check.title}"'):
            with block('rt-card-head'):
                Pill(str(len(check.doubts)), 'warning', 'warn')
                with block('rt-grow'):
                    Text(check.title, tag='h2')
                    Text(check.text, 'rt-sm rt-2', 'p')
                self._mend(check)
                fold = Button('Hide' if is_open else 'Show', lambda: self.open_check('' if is_open else check.key),
                              look='ghost', size='s', icon='expand_less' if is_open else 'expand_more')
                fold.props(f'aria-expanded={"true" if is_open else "false"}')
                fold.props['aria-label'] = f'{"Hide" if is_open else "Show"} {check.title.lower()}'
            if is_open:
                _list(check)

    def _mend(self, check: Check) -> None:
        """Where it is put right: a page here, the site, or another read."""
        if check.mended == SYNC:
            if self.sync:
                Button(WHERE[SYNC], self.sync, look='ghost', size='s', icon='sync')
        elif check.mended in self.paths:
            link(WHERE[check.mended], self.paths[check.mended], 'rt-nowrap', 'chevron_right')
        elif check.mended == JIRA:
            Text(WHERE[JIRA], 'rt-sm rt-3 rt-nowrap')

    def _fine(self, fine: list[Check]) -> None:
        with block('rt-card rt-card-body', 'section').props('aria-label="Without doubt"'), block('rt-row rt-wrap'):
            for one in fine:
                Pill(one.title, 'check', 'ok')


def _list(check: Check) -> None:
    with block('rt-scroll-x'), block('rt-table', 'table').props(f'aria-label="{check.title}"'):
        table_head(('What', ''), ('Title', ''), ('Why', ''))
        body = block(tag='tbody')
    with body:
        for one in check.doubts[:FEW]:
            _row(one)
    if len(check.doubts) > FEW:
        def all_of_them() -> None:
            more.delete()
            with body:
                for one in check.doubts[FEW:]:
                    _row(one)
        more = Button(f'Show all {counted(len(check.doubts), "case")}', all_of_them, look='ghost', size='s')


def _row(one: Doubt) -> None:
    with block(tag='tr'):
        with block(tag='td'):
            outside_link(one.name, one.url, 'rt-nowrap') if one.url else Text(
                one.name, '' if ' ' in one.name else 'rt-nowrap')
        Text(one.title, '', 'td')
        Text(one.note, 'rt-2', 'td')
