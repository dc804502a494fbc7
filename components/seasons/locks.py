"""Locks of a season: each with its hash, and whether it still is what was locked."""

from collections.abc import Awaitable, Callable, Sequence

from nicegui import ui

from app.domain.seasons.revisions import LockVerdict, RevisionView
from components.controls import Button, Pill, Text, block, put, sign
from components.listing import Keyed
from components.moments import short_moment, within

SHOWN = 50  # rows that differ

Verify = Callable[[int], Awaitable[None]]


class LockCard(ui.element):
    def __init__(self, verify: Verify) -> None:
        super().__init__('section')
        self.classes('rt-card').props('aria-label=Locks')
        with self:
            with block('rt-card-head rt-ln'):
                Text('Locks', tag='h2')
            self.rows = Keyed[int, LockLine](block('rt-season-locks', 'ul').props('role=list'),
                                            lambda: LockLine(verify))
            self.verdict = block('rt-season-verdict').props('role=status')

    def show(self, revisions: Sequence[RevisionView]) -> None:
        for view, row in zip(revisions, self.rows.arrange([one.number for one in revisions]), strict=True):
            row.show(view)
        self.set_visibility(bool(revisions))

    def say(self, verdict: LockVerdict) -> None:
        self.verdict.clear()
        with self.verdict:
            if verdict.is_true:
                with block('rt-banner'):
                    sign('verified')
                    Text(f'Revision {verdict.number} is what was locked: {_scope(verdict)}.', 'rt-grow')
                return
            with block('rt-banner rt-warn'):
                sign('gpp_bad')
                Text(f'Revision {verdict.number} is not what was locked.', 'rt-grow')
            with block('rt-season-differences', 'ul'):
                for one in verdict.differences[:SHOWN]:
                    Text(f'{one.table} {one.key}: {one.what}', 'rt-mono rt-sm', 'li')
                if len(verdict.differences) > SHOWN:
                    Text(f'and {len(verdict.differences) - SHOWN} more', 'rt-sm', 'li')
                if not verdict.differences:
                    Text('What was kept of it does not fit its hash.', 'rt-sm', 'li')


class LockLine(ui.element):
    def __init__(self, verify: Verify) -> None:
        super().__init__('li')
        with self:
            with block('rt-grow'):
                with block('rt-row rt-wrap').style('gap: 8px'):
                    self.name = Text('', 'rt-b')
                    self.state = Pill()
                self.who = Text('', 'rt-sm rt-2', 'p')
                self.hash = Text('', 'rt-mono rt-sm rt-3 rt-clip', 'p')
            self.button = Button('Verify lock', lambda: verify(self.view.number), size='s', icon='verified')

    def show(self, view: RevisionView) -> None:
        self.view = view
        self.name.say(f'Revision {view.number}')
        self.state.show(*(('Re-opened', 'lock_open', '') if view.reopened_at else ('Locked', 'lock', 'ok')))
        opened = f'; re-opened {within(short_moment(view.reopened_at))} by {view.reopened_by}: “{view.reason}”' if (
            view.reopened_at) else ''
        self.who.say(f'Locked {within(short_moment(view.locked_at))} by {view.locked_by}{opened}')
        self.hash.say(f'SHA-256 {view.hash}')
        put(self.hash, title=view.hash)
        put(self.button, aria_description=f'Revision {view.number}')


def _scope(verdict: LockVerdict) -> str:
    return 'every row and every cell was compared' if verdict.is_live else 'what was kept of it fits its hash'


