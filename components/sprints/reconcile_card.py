"""“Jira's own report says”: its figures beside ours, and why an issue may be counted otherwise."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final

from nicegui import ui

from app.domain.sprints.facts.board import Number
from app.domain.sprints.reports.reconciling import FAILED, SILENT, WAITING, Differing, Line, ReconcileView
from components.controls import Button, Pill, Text, block, table_head
from components.moments import ago
from components.sprints.words import amount, counted

TITLE: Final = 'Jira’s own report says'
MOST: Final = 60  # issues that are named


class ReconcileCard(ui.element):
    """`ask` is None for whoever may not."""

    def __init__(self, why: Callable[[Number], object], ask: Callable[[], Awaitable[object]] | None) -> None:
        super().__init__('section')
        self.why = why
        self.shown: ReconcileView | None = None
        self.classes('rt-card').props('aria-label="Jira’s own report says"')
        with self:
            with block('rt-card-head rt-row rt-wrap'):
                with block('rt-grow'):
                    Text(TITLE, tag='h2')
                    self.about = Text('', 'rt-sm rt-2', 'p').props('role=status')
                self.pill = Pill()
                if ask:
                    self.button = Button('Ask Jira', ask, look='ghost', size='s', icon='sync')
            self.body = block()
        self.set_visibility(False)

    def show(self, view: ReconcileView | None) -> None:
        """None: no Jira, so nothing to compare with."""
        self.set_visibility(view is not None)
        if view is None or view == self.shown:
            return
        self.shown = view
        self.about.say(about_words(view))
        self.pill.set_visibility(view.found is not None)
        self.body.clear()
        if view.found is None:
            return
        self.pill.show(*(('Agrees', 'check', 'ok') if view.found.agrees else ('Differs', 'difference', 'warn')))
        with self.body:
            self._lines(view.found.lines)
            if view.found.issues:
                self._issues(view.found.issues)

    def _lines(self, lines: tuple[Line, ...]) -> None:
        with block('rt-scroll-x'), block('rt-table', 'table').props('aria-label="Figures beside those of Jira"'):
            table_head(('', ''), ('Here', 'rt-num'), ('Jira', 'rt-num'), ('Points here', 'rt-num'),
                       ('Points in Jira', 'rt-num'), ('Difference', ''))
            with block(tag='tbody'):
                for line in lines:
                    with block(tag='tr'):
                        Text(line.name, '', 'td')
                        for words in (str(line.ours), str(line.theirs), amount(line.our_amount),
                                      amount(line.their_amount)):
                            Text(words, 'rt-num', 'td')
                        Text(difference_words(line), '' if line.agrees else 'rt-b', 'td')

    def _issues(self, issues: tuple[Differing, ...]) -> None:
        with block('rt-scroll-x'), block('rt-table', 'table').props('aria-label="Issues that Jira counts otherwise"'):
            table_head(('Issue', ''), ('Here', ''), ('Jira', ''), ('Why that may be', ''))
            with block(tag='tbody'):
                for one in issues[:MOST]:
                    with block(tag='tr'):
                        with block(tag='td'):
                            self._key(one)
                        Text(one.ours or 'Not listed', 'rt-nowrap', 'td')
                        Text(one.theirs or 'Not listed', 'rt-nowrap', 'td')
                        Text(one.reason, 'rt-2', 'td')
        if len(issues) > MOST:
            Text(f'And {counted(len(issues) - MOST)} more.', 'rt-2 rt-card-body', 'p')

    def _key(self, one: Differing) -> None:
        if one.number is None:
            Text(one.key)
        else:
            Text(one.key, 'rt-as-link', 'button').props('type=button').on(
                'click', partial(self.why, one.number), args=[])


def about_words(view: ReconcileView) -> str:
    told = f'Told {ago(view.told_at)}; never taken as a source.' if view.told_at else ''
    if view.state == WAITING:
        return f'Jira is being asked. {told}'.strip()
    if view.state == SILENT:
        return f'This Jira has no report of its own for the sprint. {told}'.strip()
    if view.state == FAILED:
        return f'{view.error} {told}'.strip()
    return told or 'Nobody has asked Jira for its own report of this sprint yet.'


def difference_words(line: Line) -> str:
    if line.agrees:
        return 'none'
    parts = [f'only here {counted(len(line.only_ours))}'] if line.only_ours else []
    parts += [f'only in Jira {counted(len(line.only_theirs))}'] if line.only_theirs else []
    same = 'the same issues, other estimates' if not parts else ''
    return same or ', '.join(parts)
