"""One run on screen: head, what it consists of, what it says, and what came of it."""

import asyncio
from zoneinfo import ZoneInfo

from nicegui import background_tasks, ui

from app.domain.ops.states import FINAL, LIVE, State
from app.domain.ops.views import QueueFigures, RunView
from components.controls import Button, Field, Text, block, sign
from components.dialogs import Dialog
from components.moments import clock_time, full_moment, short_moment, within
from components.ops.log_view import LogView, LogWishes
from components.ops.log_view.sections import Sections
from components.ops.run.head import RunHead
from components.ops.run.report import RunReport
from components.ops.run.side import Attempts, Facts, Parameters, Steps
from components.ops.run.wishes import RunRights, RunWishes
from components.shortcuts import Shortcuts

LOG = 'Log'  # where its keys act
REFRESH = 1.0  # seconds between two looks at the figures of a log that grows


class RunRoom(ui.element):
    def __init__(self, wishes: RunWishes, rights: RunRights, log_wishes: LogWishes, zone: ZoneInfo) -> None:
        super().__init__('div')
        self.classes('rt-run')
        self.wishes, self.rights = wishes, rights
        self.view: RunView | None = None
        self.log: LogView | None = None
        with self:
            self.head = RunHead(wishes, rights)
            self.notice = RunNotice(wishes, rights, self._go_to)
            with block('rt-run-body'):
                with block('rt-run-side', 'aside').props('aria-label="About this run"'):
                    self.steps = Steps(self._go_to)
                    self.attempts = Attempts(self.choose_attempt)
                    self.sections = Sections()
                    self.parameters = Parameters()
                    self.facts = Facts(wishes, rights)
                self._make_log(log_wishes, zone)
                self.report = RunReport()
        self.sections.go_to = self._go_to
        self.is_refreshing = False
        if self.log:
            self.log.on_heard = self._refresh_soon

    def show(self, view: RunView) -> None:
        before, self.view = self.view, view
        newest = view.attempts[0].n if view.attempts else 0
        self.head.show(view)
        self.notice.show(view)
        self.sections.steps = frozenset(step.name for step in view.steps)
        self.steps.show(view.steps, view.line.progress_text, is_live=view.line.state in LIVE)
        self.parameters.show(view.parameters)
        self.facts.show(view)
        self.report.show(view)
        if self.log and before is not None and newest and newest != (before.attempts[0].n if before.attempts else 0):
            background_tasks.create(self.choose_attempt(newest), name='next attempt', context=self)
        self._show_attempt()

    def show_queue(self, figures: QueueFigures) -> None:
        self.facts.show_queue(figures)
        if self.view:
            self.facts.show(self.view)

    async def begin(self, attempt: int, line: int) -> None:
        """The log, once the run is shown: the newest attempt, or the line somebody linked to."""
        if self.log and self.view and self.view.attempts:
            known = {one.n for one in self.view.attempts}
            await self.choose_attempt(attempt if attempt in known else self.view.attempts[0].n, line)

    async def choose_attempt(self, n: int, line: int = 0) -> None:
        chosen = next((one for one in self.view.attempts if one.n == n), None) if self.view else None
        if self.log and chosen and (self.log.n != n or line):
            await self.log.open(chosen, is_live=self._is_live(n), line=line)
        self._show_attempt()

    def add_keys(self, shortcuts: Shortcuts) -> None:
        if log := self.log:
            for keys, text, deed in (
                    ('/', 'Search', log.search.focus), ('N', 'Next match', log.search.next),
                    ('Shift N', 'Previous match', log.search.previous), ('F', 'Follow', log.toggle_follow),
                    ('End', 'Jump to the end', log.jump_to_end), ('G', 'Go to a line or time', log.ask_where)):
                shortcuts.add(keys, text, deed, LOG)

    def _make_log(self, wishes: LogWishes, zone: ZoneInfo) -> None:
        if not self.rights.why_no_output:
            self.log = LogView(wishes, zone, self.sections)
            return
        with block('rt-log rt-log-locked', 'section').props('aria-label=Log'):
            sign('lock', 24)
            Text(self.rights.why_no_output, tag='p')

    def _show_attempt(self) -> None:
        if not self.view:
            return
        shown = self.log.n if self.log else 0
        self.attempts.show(self.view, shown)
        if self.log:
            attempt = next((one for one in self.view.attempts if one.n == shown), None)
            if attempt:
                self.log.show(attempt, is_live=self._is_live(shown))
            else:
                self.log.show_waiting(self.view.line.state)

    def _refresh_soon(self) -> None:
        """How much was said, and when, is news to nobody but those who look at it."""
        if not self.is_refreshing:
            self.is_refreshing = True
            background_tasks.create(self._refresh(), name='figures of a log', context=self)

    async def _refresh(self) -> None:
        await asyncio.sleep(REFRESH)
        self.is_refreshing = False
        if not self.is_deleted and self.client.has_socket_connection:
            self.show(await self.wishes.refresh())

    def _is_live(self, n: int) -> bool:
        return bool(self.view and self.view.line.state in LIVE and n == self.view.line.attempt)

    async def _go_to(self, line: int) -> None:
        if self.log and self.view and self.view.attempts:
            if self.log.n != self.view.attempts[0].n:
                await self.choose_attempt(self.view.attempts[0].n)
            await self.log.go_to(line)


class RunNotice(ui.element):
    """What went wrong or waits for somebody, with what to do about it."""

    def __init__(self, wishes: RunWishes, rights: RunRights, go_to: object) -> None:
        super().__init__('div')
        self.classes('rt-run-notice')
        self.wishes, self.rights, self.go_to = wishes, rights, go_to
        self.before: object = None

    def show(self, view: RunView) -> None:
        line = view.line
        attempt = view.attempts[0] if view.attempts else None
        key = (line.state, line.reason, line.is_partial, view.retry_at, attempt and attempt.first_error)
        if key == self.before:
            return
        self.before = key
        self.clear()
        text, icon, tone = _told(view)
        self.set_visibility(bool(text))
        if not text:
            return
        with self, block(f'rt-banner rt-{tone}'):
            sign(icon)
            Text(text, 'rt-grow')
            if attempt and attempt.first_error and line.state in FINAL and not self.rights.why_no_output:
                first = attempt.first_error
                Button(f'First error, line {first}', lambda: self.go_to(first), size='s')  # type: ignore[operator]
            self._deeds(line.state)

    def _deeds(self, state: State) -> None:
        if state == State.BLOCKED and self.rights.may_approve:
            Button('Decline', self._decline, size='s')
            Button('Approve', self.wishes.approve, look='primary', size='s', icon='check')
        elif state == State.LOST and self.rights.may_decide:
            Button('It did finish', lambda: self.wishes.decide('finished'), size='s', icon='check')
            Button('Run again', lambda: self.wishes.decide('again'), size='s', icon='replay')

    async def _decline(self) -> None:
        with self:
            dialog = Dialog('Decline this run?', 'Whoever asked for it is told why.')
        with dialog.body:
            reason = Field('Reason', autocomplete='off')
        with dialog.foot:
            Button('Back', dialog.close, size='l')
            Button('Decline', lambda: dialog.submit(reason.value) if reason.value.strip() else
                   reason.complain('Say why, so that whoever asked knows what to change.'), size='l', look='primary')
        text = await dialog
        dialog.delete()
        if text:
            await self.wishes.decline(text)


def _told(view: RunView) -> tuple[str, str, str]:
    """Text, sign and tone; no text where there is nothing to say."""
    line, reason = view.line, view.line.reason.rstrip('.')
    if line.state == State.BLOCKED:
        until = f'until {within(short_moment(view.deadline_at))}' if view.deadline_at else ''
        return (f'{line.actor_name} asked for this. Somebody else has to approve it {until}, then it starts.',
                'lock', 'warn')
    if line.state == State.DELAYED and view.retry_at:
        return (f'Attempt {line.attempt}: {reason or "it failed"}. The next try is at {clock_time(view.retry_at)}.',
                'schedule', 'warn')
    if line.state == State.LOST:
        return (f'Nobody knows how this ended{f": {reason}" if reason else ""}. Look at the log, then say whether it '
                'did finish or shall run again.', 'help', 'bad')
    if line.state in (State.FAILED, State.TIMED_OUT):
        return f'{reason or "It failed"}.', 'error', 'bad'
    if line.state == State.CANCELLED:
        ended = f', {full_moment(line.ended_at)}' if line.ended_at else ''
        return f'{reason or "Cancelled"}{ended}.', 'block', 'locked'
    if line.is_partial and line.state == State.SUCCEEDED:
        return f'It did not do everything: {reason or "see the log"}.', 'warning', 'warn'
    return '', '', ''
