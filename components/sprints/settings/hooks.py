"""Webhooks of sites: where Jira delivers to, what came, and what became of it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from nicegui import ui

from app.domain.sprints.setup.views import SiteLine
from components.controls import Button, Field, Pill, Switch, Text, block, table_head
from components.dialogs import Dialog
from components.moments import ago, grouped, short_moment

Wish = Callable[..., Awaitable[Any]]
OUTCOMES: Final = {'waiting': ('Waiting', 'schedule', ''), 'done': ('Read', 'check_circle', 'ok'),
                   'ignored': ('Ignored', 'remove', ''), 'failed': ('Failed', 'error', 'bad')}


@dataclass(frozen=True)
class CountLine:
    event: str
    outcome: str
    count: int
    last: datetime


@dataclass(frozen=True)
class CameLine:
    at: datetime
    event: str
    outcome: str
    tries: int
    error: str
    key: str


@dataclass(frozen=True)
class HookWishes:
    make: Wish
    remove: Wish
    allow_unsigned: Wish  # allowed


class HookCard(ui.element):
    """Counts and the last deliveries are only for admins, as all of it is."""

    def __init__(self, wishes: HookWishes) -> None:
        super().__init__('section')
        self.classes('rt-card')
        self.wishes = wishes
        self.drawn: object = None
        with self:
            self.head = block()
            self.history = block()

    def show(self, line: SiteLine, counts: Sequence[CountLine], last: Sequence[CameLine]) -> None:
        self.props['aria-label'] = f'Webhook of {line.site.name}'
        if self.drawn != line:
            self.drawn = line
            self.head.clear()
            with self.head:
                self._head(line)
        self.history.clear()
        with self.history:
            if line.site.has_hook or counts:
                _counts(counts)
            if last:
                _last(last)

    def _head(self, line: SiteLine) -> None:
        site = line.site
        with block('rt-card-head'):
            Text(site.name, tag='h2')
            Pill(*(('On', 'check_circle', 'ok') if site.has_hook else ('None', 'block', '')))
            block('rt-grow')
            Button('New address and secret' if site.has_hook else 'Make a webhook', self.wishes.make, size='s',
                   icon='webhook').props['aria-label'] = f'Make a webhook of {site.name}'
            if site.has_hook:
                Button('Remove', self.wishes.remove, size='s', look='danger'
                       ).props['aria-label'] = f'Remove the webhook of {site.name}'
        with block('rt-card-body rt-col'):
            Text('Deliveries are hints: what they name is read again, so lost, late, repeated or forged ones change '
                 'no figure.', 'rt-sm rt-2', 'p')
            if site.has_hook:
                Switch('Accept unsigned deliveries', 'The address alone, which nobody can guess, is proof enough. Only '
                       'for a Jira that cannot sign.', site.allows_unsigned, self.wishes.allow_unsigned)


class HookDialog(Dialog):
    """Shown once."""

    def __init__(self, name: str, address: str, secret: str) -> None:
        super().__init__(f'Webhook of {name}', 'Enter both in Jira under System, Webhooks, with the events of issues '
                         'and sprints. They are shown this once.')
        with self.body:
            for label, value in (('Address', address), ('Secret', secret)):
                Field(label, value).input.props('readonly')
            if address.startswith('/'):
                Text('Put the address under which Jira reaches Roundtable before it. BASE_URL says it here.',
                     'rt-sm rt-2', 'p')
        with self.foot:
            Button('Done', self.close, size='l', look='primary')


def _counts(counts: Sequence[CountLine]) -> None:
    with block('rt-card-head rt-ln'):
        Text('Last 30 days', 'rt-grow', 'h3')
        Text(f'{grouped(sum(one.count for one in counts))} deliveries', 'rt-sm rt-3')
    if not counts:
        with block('rt-card-body'):
            Text('Nothing has been delivered yet.', 'rt-2', 'p')
        return
    with block('rt-scroll-x'), block('rt-table', 'table').props('aria-label="Deliveries by event and outcome"'):
        table_head(('Event', ''), ('Outcome', ''), ('Deliveries', 'rt-num'), ('Last', 'rt-not-phone'))
        with block(tag='tbody'):
            for one in counts:
                with block(tag='tr'):
                    Text(one.event, '', 'td')
                    with block(tag='td'):
                        Pill(*OUTCOMES.get(one.outcome, (one.outcome, '', '')))
                    Text(grouped(one.count), 'rt-num', 'td')
                    Text(ago(one.last), 'rt-not-phone', 'td')


def _last(last: Sequence[CameLine]) -> None:
    with block('rt-card-head rt-ln'):
        Text('Last deliveries', 'rt-grow', 'h3')
    with block('rt-scroll-x'), block('rt-table', 'table').props('aria-label="Last deliveries"'):
        table_head(('Came', ''), ('Event', ''), ('Issue', 'rt-not-phone'), ('Outcome', ''))
        with block(tag='tbody'):
            for one in last:
                with block(tag='tr'):
                    Text(short_moment(one.at), '', 'td')
                    Text(one.event, '', 'td')
                    Text(one.key, 'rt-not-phone', 'td')
                    with block(tag='td'):
                        Pill(*OUTCOMES.get(one.outcome, (one.outcome, '', '')))
                        if one.error:
                            Text(f'{one.error} ({one.tries} tries)', 'rt-sm rt-neg', 'div')
