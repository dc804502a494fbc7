"""Decisions made here that Jira contradicts: both sides beside each other, and who settles it."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from functools import partial

from nicegui import ui

from app.domain.sprints.queue.settling import CLEAR, KEEP, NAMES, TAKE, Dispute
from components.controls import Button, Pill, Text, block, link, outside_link
from components.feedback import empty_state
from components.moments import short_moment, within

Settle = Callable[[Dispute, str], Awaitable[None]]
BUTTONS = ((KEEP, 'Keep ours', 'What was decided here goes on to count'),
           (TAKE, 'Take Jira’s', 'The decision is taken back, and what Jira says counts'),
           (CLEAR, 'Clear', 'Neither counts'))


class DisputeList(ui.element):
    def __init__(self, settle: Settle, may_settle: frozenset[str], queue: str) -> None:
        super().__init__('div')
        self.classes('rt-report-part')
        self.settle, self.may_settle = settle, may_settle
        self.shown: object = None
        with self:
            with block('rt-phead'):
                with block('rt-grow'):
                    Text('Ours and Jira’s', tag='h1')
                    self.about = Text('', 'rt-meta', 'div').props('role=status')
                link('Back to the queue', queue, 'rt-nowrap')
            self.body = block('rt-report-part')

    def show(self, found: Sequence[Dispute]) -> None:
        if found == self.shown:
            return
        self.shown = found
        unsettled = [one for one in found if not one.is_settled]
        settled = [one for one in found if one.is_settled]
        self.about.say(f'{len(unsettled)} to settle · {len(settled)} where ours counts beside what Jira says')
        self.body.clear()
        with self.body:
            if not found:
                empty_state('balance', 'Jira contradicts nothing', 'What was decided here and what Jira says fit '
                            'together.')
            for one in unsettled:
                self._card(one)
            if settled:
                Text('Settled: ours counts', 'rt-b', 'h2')
            for one in settled:
                self._card(one)

    def _card(self, one: Dispute) -> None:
        name = NAMES[one.kind]
        with block('rt-card rt-card-body rt-dispute', 'section') as card:
            card.props['aria-label'] = f'{name} of {one.key}'
            with block('rt-row rt-wrap'):
                outside_link(one.key, one.url, 'rt-b') if one.url else Text(one.key, 'rt-b')
                Text(one.title, 'rt-grow rt-clip')
                Pill(name, '', '')
            with block('rt-dispute-sides'):
                self._side('Ours', one.ours, f'{one.by_name}, {within(short_moment(_moment(one.at)))}')
                self._side('Jira', one.theirs, 'as of the last read')
            if one.kind in self.may_settle:
                self._buttons(one, name)
        if one.kind not in self.may_settle and not one.is_settled:
            with card:
                Text('A planner can settle this.', 'rt-3 rt-sm', 'p')

    def _side(self, name: str, text: str, note: str) -> None:
        with block('rt-col'):
            Text(name, 'rt-3 rt-sm', 'div')
            Text(text, 'rt-b', 'div')
            Text(note, 'rt-3 rt-micro', 'div')

    def _buttons(self, one: Dispute, name: str) -> None:
        with block('rt-row rt-wrap'):
            for choice, text, hint in BUTTONS:
                if choice == KEEP and one.is_settled:
                    continue
                button = Button(text, partial(self.settle, one, choice), size='s')
                button.props['aria-label'] = f'{text}: {name.lower()} of {one.key}'
                button.props['title'] = hint


def _moment(at: int) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC)
