"""Code of a sprint: which branches, commits and requests name its issues, and where code and board disagree."""

from collections.abc import Callable
from typing import Final

from nicegui import ui

from app.domain.sprints.git.links import (
    BRANCH,
    COMMIT,
    GAPS,
    LONG,
    MERGED,
    OPEN_LONG,
    PLATFORMS,
    REQUEST,
    GitRow,
    GitView,
    LinkView,
)
from app.domain.sprints.git.links import OPEN as IS_OPEN
from components.controls import Choice, Pill, Text, block, outside_link, sign, table_head
from components.moments import ago

ALL: Final = ''
WORDS: Final = {REQUEST: 'Pull request', BRANCH: 'Branch', COMMIT: 'Commit'}
SIGNS: Final = {REQUEST: 'call_merge', BRANCH: 'fork_right', COMMIT: 'commit'}
STATES: Final = {IS_OPEN: 'open', MERGED: 'merged', 'closed': 'closed unmerged'}
NO_SOURCE: Final = 'No repository is connected. An admin connects one in the settings of Sprints.'
NOT_READ: Final = 'The repositories have not been read yet.'
MOST: Final = 6  # links of one issue


class GitTab(ui.element):
    """`show(view)` with what is to be seen; the filter is the eye's own."""

    def __init__(self, on_filter: Callable[[str], None] | None = None, gap: str = ALL) -> None:
        super().__init__('section')
        self.classes('rt-col').style('gap: 16px').props['aria-label'] = 'Git'
        self.on_filter, self.gap = on_filter, gap
        self.view: GitView | None = None

    def show(self, view: GitView) -> None:
        """Nothing is drawn anew where nothing is other than before."""
        if view == self.view:
            return
        self.view = view
        self.clear()
        with self:
            _sources(view)
            if not view.asked:
                with block('rt-empty'):
                    sign('fork_right', 28)
                    Text(NOT_READ if view.repositories else NO_SOURCE, '', 'p')
                return
            self._filter(view)
            self.rows = block('rt-git-rows')
            self._list()

    def _filter(self, view: GitView) -> None:
        names = {ALL: f'All {len(view.rows)}'} | {gap: f'{_name(gap, view.days)} {count}' for gap, count in view.counts}
        self.choice = Choice('Show issues with', names, self.gap if self.gap in names else ALL,
                             on_change=lambda: self._choose(self.choice.value or ALL))
        self.choice.classes('rt-git-filter')

    def _choose(self, gap: str) -> None:
        self.gap = gap
        self._list()
        if self.on_filter:
            self.on_filter(gap)

    def _list(self) -> None:
        assert self.view
        rows = [row for row in self.view.rows if not self.gap or row.gap == self.gap]
        self.rows.clear()
        with self.rows:
            if not rows:
                Text('No issue has this gap.', 'rt-sm rt-2', 'p').props('role=status')
                return
            with block('rt-card rt-scroll-x'), block('rt-table rt-git-table', 'table').props('aria-label=Code'):
                table_head(('Issue', ''), ('Gap', ''), ('Code', ''))
                with block(tag='tbody'):
                    for row in rows:
                        _row(row)


def _sources(view: GitView) -> None:
    for one in view.repositories:
        with block('rt-row').style('gap: 8px'):
            Text(f'{PLATFORMS[one.platform]} · {one.repository}', 'rt-sm')
            Text(f'read {ago(one.read_at)}' if one.read_at else 'not read yet', 'rt-sm rt-3').props('role=status')
            if one.error:
                Pill(one.error, 'error', 'bad')


def _row(row: GitRow) -> None:
    with block(tag='tr'):
        with block(tag='td'):
            Text(row.key, 'rt-mono rt-sm')
            Text(row.title, '', 'div')
            Text('done' if row.is_done else 'not done', 'rt-sm rt-3', 'div')
        with block(tag='td'):
            if row.gap:
                Pill(GAPS[row.gap], 'warning', 'warn')
                Text(row.why, 'rt-sm rt-3', 'div')
            else:
                Text('none', 'rt-sm rt-3')
        with block(tag='td'):
            for link in row.links[:MOST]:
                _link(link)
            if len(row.links) > MOST:
                Text(f'and {len(row.links) - MOST} more', 'rt-sm rt-3', 'div')


def _link(one: LinkView) -> None:
    said = f'{WORDS[one.kind]} {one.ref[:10] if one.kind == COMMIT else one.ref}'
    with block('rt-row').style('gap: 6px'):
        sign(SIGNS[one.kind], 16)
        if one.url.startswith(('https://', 'http://')):
            outside_link(said, one.url, 'rt-sm')
        else:
            Text(said, 'rt-sm')
        state = 'gone' if one.is_gone else STATES.get(one.state, '')
        Text(' · '.join(filter(None, (state, one.title))), 'rt-sm rt-3 rt-clip')


def _name(gap: str, days: int = LONG) -> str:
    return f'Pull request open > {days} days' if gap == OPEN_LONG else GAPS[gap]
