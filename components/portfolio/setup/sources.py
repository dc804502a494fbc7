"""Sources: how old the last good copy is, what is wrong and what to do; and the panel that connects one."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from nicegui import ui

from app.domain.portfolio.setup.drafts import SourceDraft
from app.domain.portfolio.setup.views import SourceLine, TokenView
from app.domain.portfolio.sources.iterations import named_roots
from app.domain.portfolio.sources.views import PlanDoubt, SourceView
from components.controls import Button, Choice, Field, Pill, Switch, Text, block, link, sign
from components.moments import ago, full_moment, short_moment, within, zone
from components.people.doors import ZONES, Form
from components.portfolio.setup.freshness import FreshnessForm
from components.portfolio.setup.panel import DraftPanel, Save

Wish = Callable[..., Awaitable[Any]]
KINDS = {'azure_devops': 'Azure DevOps', 'demo': 'Demo data', 'file': 'A file'}
KIND_WORDS = KINDS | {'replay': 'Recorded answers'}
SIZES = {'small': 'Small: 5 teams, 120 items', 'large': 'Large: 50 teams, 10 000 items'}
BLOCKS = {'off': 'Not read', 'read': 'Read only', 'read_write': 'Read and written'}
RULES = {'finish_start': 'The next starts after the one before ends', 'end_end': 'The next ends after the one before '
         'ends (as Delivery Plans)', 'start_start': 'The next starts after the one before starts'}
REMOVAL = ('Its items, links and history leave Roundtable; at the source nothing changes. Plans that read it must be '
           'removed first.')
TOKENS = {'read': ('Token for reading', ''),
          'write': ('Token for publishing', ' For publishers without their own, if it is lent.')}
STATES = {'new': ('Not read yet', 'schedule', ''), 'ok': ('Up to date', 'check_circle', 'ok'),
          'stale': ('Old', 'warning', 'warn'), 'auth': ('Access refused', 'error', 'bad'),
          'throttled': ('Asked to wait', 'schedule', 'warn'), 'unavailable': ('Not answering', 'error', 'bad'),
          'config': ('Does not fit', 'warning', 'warn')}


@dataclass(frozen=True)
class SourceWishes:
    sync: Wish  # source
    sync_all: Wish  # source: read everything again
    confirm: Wish  # plan
    edit: Callable[[int], None]


@dataclass(frozen=True)
class SourceDeeds:
    """What can be done about one that is there."""
    remove: Callable[[], Awaitable[None]]
    keep_token: Wish  # purpose, value
    forget_token: Wish  # purpose
    read_all: Callable[[], Awaitable[None]]
    keep_intervals: Wish | None = None  # minutes by kind


class SourceCard(ui.element):
    """One source; what is wrong stands in words with the deed that mends it."""

    def __init__(self, line: SourceLine, view: SourceView | None, wishes: SourceWishes) -> None:
        super().__init__('section')
        self.classes('rt-card rt-setup-source').props['aria-label'] = line.draft.name
        with self:
            with block('rt-card-head'):
                Text(line.draft.name, tag='h2')
                _state(line, view)
                block('rt-grow')
                if view and view.run_id:
                    link('Reading now', f'/ops/runs/{view.run_id}', 'rt-btn rt-s', 'progress_activity')
                else:
                    Button('Sync now', partial(wishes.sync, line.id), icon='sync', size='s')
                Button('Edit', lambda: wishes.edit(line.id), size='s').props['aria-label'] = f'Edit {line.draft.name}'
            with block('rt-card-body rt-col'):
                _trouble(line, view, wishes)
                _facts(line, view)


def _state(line: SourceLine, view: SourceView | None) -> None:
    Pill(*STATES.get(view.state if view else line.state, STATES['new']))
    if line.draft.kind == 'demo':
        Pill('Demo', 'science', 'info')
    said = f'{line.draft.name}, read {ago(line.ok_at)}' if line.ok_at else f'{line.draft.name}, never read'
    Text(said, 'rt-sm rt-3').props('role=status').props['title'] = full_moment(line.ok_at) if line.ok_at else ''


def _trouble(line: SourceLine, view: SourceView | None, wishes: SourceWishes) -> None:
    if view is None or line.state == 'new':
        return
    if not view.is_ok and (text := view.banner):
        with block(f'rt-banner rt-{"bad" if view.state in ("auth", "unavailable") else "warn"}').props('role=alert'):
            sign('warning')
            since = f' Since {full_moment(view.since)}.' if view.since and view.state != 'ok' else ''
            Text(f'{text}{since}', 'rt-grow')
            if view.state == 'auth':
                Button('Replace token', lambda: wishes.edit(line.id), size='s')
    for plan in view.plans:
        _doubt(plan, wishes)


def _doubt(plan: PlanDoubt, wishes: SourceWishes) -> None:
    with block('rt-banner rt-warn').props('role=alert'):
        sign('help')
        Text(plan.text, 'rt-grow')
        if plan.doubt:
            Button('Yes, these items are gone', partial(wishes.confirm, plan.plan_id), size='s')


def _facts(line: SourceLine, view: SourceView | None) -> None:
    draft = line.draft
    facts = [('Kind', KIND_WORDS[draft.kind]), ('Address', draft.base_url), ('Time zone', draft.time_zone),
             ('Plans', str(line.plans)), ('Items', str(line.items))]
    if draft.kind == 'azure_devops' and view:
        facts.append(('Token', f'Set, {_used(view.token_used_at)}' if view.has_token else 'Not set'))
    with block('rt-setup-facts', 'dl'):
        for name, value in facts:
            if value:
                with block():
                    Text(name, 'rt-sm rt-3', 'dt')
                    Text(value, '', 'dd')


class SourcePanel(DraftPanel):
    """`tokens` are set beside the draft; nothing of them is ever shown."""

    def __init__(self, line: SourceLine | None, view: SourceView | None, save: Save, close: Callable[[], None],
                 deeds: SourceDeeds | None = None, kind: str = '') -> None:
        self.line = line
        self.former = line.draft if line else SourceDraft('Demo data' if kind == 'demo' else '',
                                                          kind or 'azure_devops', time_zone=zone().key)
        super().__init__(line.draft.name if line else 'Connect a source', 'Save source' if line else 'Connect', save,
                         close, deeds.remove if deeds else None, warning=REMOVAL)
        with self.below:
            if line and deeds and line.draft.kind == 'azure_devops':
                self._tokens(line, deeds)
            if line and deeds and deeds.keep_intervals:
                with block('rt-sec rt-col').style('gap: 14px'):
                    FreshnessForm(line.readings, deeds.keep_intervals)
            if deeds:
                with block('rt-sec rt-col').style('align-items: flex-start'):
                    Text('Read everything again', tag='h3')
                    Text('Every item is fetched anew, also those that have not changed.', 'rt-sm rt-2', 'p')
                    Button('Read everything again', deeds.read_all, icon='replay', size='s')

    def fill(self) -> None:
        was = self.former
        self.kind = Choice('Kind', KINDS | ({was.kind: KIND_WORDS[was.kind]} if was.kind not in KINDS else {}),
                           was.kind, on_change=self._show_kind)
        self.name = self.field('name', 'Name', was.name)
        self.url = self.field('base_url', 'Address', was.base_url, placeholder='https://dev.azure.com/acme')
        self.size = Choice('Size', SIZES, str(was.options.get('size', 'small')))
        self.file = self.field('options', 'File', str(was.options.get('file', '')), placeholder='plan.yaml',
                               hint='YAML or JSON, in the folder “portfolio” of the data')
        known = dict.fromkeys(['UTC', was.time_zone, *ZONES])
        self.zone = Choice('Time zone of its days', list(known), was.time_zone, can_search=True)
        self.start = self.field('start_field', 'Field of the first day', was.start_field)
        self.end = self.field('end_field', 'Field of the last day', was.end_field)
        self.block = Choice('Capacity text in descriptions', BLOCKS, was.capacity_block)
        self.rule = Choice('When a dependency is broken', RULES, was.dependency_rule)
        self.roots = self.field('roots', 'Iteration roots', ', '.join(named_roots(was.options)),
                                placeholder='*\\Release 1, Shop\\Release 2',
                                hint='Paths, separated by commas; * stands for every project that has none of its '
                                'own. Empty: all iterations')
        self.lends = Switch('Lend its token', 'Publishers without a token of their own write with the shared one.',
                            was.lends_token)
        self.estimates = Switch('Write estimates', 'What a poker table agrees on is written to the item at once, '
                                'if whoever saves it may publish.', was.writes_estimates)
        self._show_kind()

    def draft(self) -> SourceDraft:
        kind = self.kind.value
        options = dict(self.former.options)
        options.pop('roots', None)
        if roots := [part.strip() for part in self.roots.value.split(',') if part.strip()]:
            options['roots'] = roots
        if kind == 'demo':
            options['size'] = self.size.value
        if kind == 'file':
            options['file'] = self.file.value.strip()
        return SourceDraft(self.name.value, kind, self.url.value, self.zone.value, self.start.value, self.end.value,
                           self.block.value, self.rule.value, self.lends.value, self.estimates.value, options)

    def _show_kind(self) -> None:
        kind = self.kind.value
        for part, kinds in ((self.url, ('azure_devops',)), (self.size, ('demo',)), (self.file, ('file',)),
                            (self.start, ('azure_devops',)), (self.end, ('azure_devops',)),
                            (self.lends, ('azure_devops',)), (self.roots, ('azure_devops',))):
            part.set_visibility(kind in kinds)

    def _tokens(self, line: SourceLine, deeds: SourceDeeds) -> None:
        with block('rt-sec rt-col').style('gap: 14px'):
            Text('Access tokens', tag='h3')
            for token in line.tokens:
                TokenForm(token, partial(deeds.keep_token, token.purpose), partial(deeds.forget_token, token.purpose))


class TokenForm(Form):
    """A value in, nothing out but since when there is one."""

    def __init__(self, token: TokenView, keep: Wish, forget: Wish) -> None:
        super().__init__('Save token', self._send)
        self.keep = keep
        self.button.classes(remove='rt-primary rt-l rt-w')
        label, about = TOKENS[token.purpose]
        with self.body:
            self.value = self.add('value', Field(label, kind='password', hint=f'{_kept(token)}{about}',
                                                 autocomplete='new-password'))
        with self, block('rt-row') as row:
            self.button.move(row)
            if token.set_at:
                removal = Button('Remove…', forget, look='danger', icon='delete')
                removal.props['aria-label'] = f'Remove… the {label[0].lower()}{label[1:]}'

    async def _send(self) -> None:
        value = self.value.value
        self.value.set('')
        await self.keep(value)


def _kept(token: TokenView) -> str:
    if token.set_at is None:
        return 'None yet.'
    return f'Kept since {within(short_moment(token.set_at))}, {_used(token.used_at)}.'


def _used(moment: datetime | None) -> str:
    return f'last used {ago(moment)}' if moment else 'not used yet'
