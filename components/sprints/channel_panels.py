"""Settings of what leaves the house: channels with what they are told, and repositories that are read."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from nicegui import ui

from app.domain.sprints.git.links import GITHUB, PLATFORMS, RepositoryView
from app.domain.sprints.git.setup import INTERFACES, HookShown, RepositoryDraft
from app.domain.sprints.publishing.announcing import OCCASIONS, PUBLISHED
from app.domain.sprints.publishing.channels import (
    CONFLUENCE,
    KINDS,
    PEOPLE,
    SLACK,
    ChannelDraft,
    ChannelView,
    WikiOptions,
    occasions_of,
)
from app.domain.sprints.publishing.wiki_page import page_id_in
from components.controls import Button, Choice, Field, Pill, Switch, Text, block
from components.dialogs import Dialog, confirm
from components.moments import ago
from components.people.doors import Form

Wish = Callable[..., Awaitable[Any]]
SECRETS: Final = {CONFLUENCE: 'Token', SLACK: 'Address of the incoming webhook'}
ANYWHERE: Final = '0'


@dataclass(frozen=True)
class ChannelWishes:
    add: Wish  # draft
    change: Wish  # id, draft, version
    switch: Wish  # id, on
    remove: Wish  # id
    try_out: Wish  # id


@dataclass(frozen=True)
class RepositoryWishes:
    add: Wish  # draft
    keep_token: Wish  # id, token
    make_hook: Wish  # id; gives a HookShown
    remove: Wish  # id
    sync: Wish  # id


class ChannelsCard(ui.element):
    """`boards` and `people` by number, for whoever chooses; without wishes it can only be read."""

    def __init__(self, boards: Mapping[int, str], people: Mapping[int, str], wishes: ChannelWishes | None,
                 has_links: bool = True) -> None:
        super().__init__('section')
        self.classes('rt-card').props['aria-label'] = 'Channels'
        self.boards, self.people, self.wishes = boards, people, wishes
        self.shown: Sequence[ChannelView] | None = None
        with self:
            with block('rt-card-head'):
                Text('Channels', 'rt-grow', 'h2')
                if wishes:
                    Button('Add a channel', partial(self._open, None), icon='add', size='s')
            with block('rt-card-body rt-col'):
                Text('Where reports are published and announced. Addresses of hooks and tokens are kept sealed and '
                     'never shown again.', 'rt-sm rt-2', 'p')
                if not has_links:
                    Text('Messages have no links until BASE_URL says under which address Roundtable is opened.',
                         'rt-sm rt-2', 'p')
                self.list = block('rt-col').style('gap: 12px')

    def show(self, channels: Sequence[ChannelView]) -> None:
        if channels == self.shown:
            return
        self.shown = channels
        self.list.clear()
        with self.list:
            for one in channels:
                self._row(one)
            if not channels:
                Text('No channel yet.', 'rt-sm rt-2', 'p')

    def _row(self, one: ChannelView) -> None:
        with block('rt-row rt-wrap').style('gap: 10px').props('role=group') as row:
            row.props['aria-label'] = one.name
            with block('rt-out-about'):
                Text(one.name, '', 'h3')
                known = occasions_of(one.kind)
                told = ', '.join(known[name].lower() for name in one.occasions if name in known)
                where = self.boards.get(one.board_id or 0, 'all boards')
                verb = 'published when' if one.kind == CONFLUENCE else 'told'
                Text(' · '.join(filter(None, (KINDS[one.kind], one.address, where,
                                              f'{verb}: {told or "nothing by itself"}' if told or one.kind != CONFLUENCE
                                              else 'published by hand'))),
                     'rt-sm rt-3', 'p')
                if one.error:
                    since = f' (since {ago(one.failing_since)})' if one.failing_since else ''
                    Text(f'{one.error}{since}', 'rt-sm rt-out-trouble', 'p').props('role=alert')
            Pill(*_state(one))
            if self.wishes:
                self._deeds(one, self.wishes)

    def _deeds(self, one: ChannelView, wishes: ChannelWishes) -> None:
        if one.kind != CONFLUENCE:
            Button('Try', partial(wishes.try_out, one.id), size='s').props['aria-label'] = f'Try {one.name}'
        Button('Switch off' if one.is_on else 'Switch on', partial(wishes.switch, one.id, not one.is_on), size='s'
               ).props['aria-label'] = f'Switch {one.name} {"off" if one.is_on else "on"}'
        Button('Edit', partial(self._open, one), size='s').props['aria-label'] = f'Edit {one.name}'
        Button('Remove', partial(self._remove, one), size='s', look='danger').props['aria-label'] = f'Remove {one.name}'

    def _open(self, one: ChannelView | None) -> None:
        assert self.wishes
        keep = partial(self.wishes.change, one.id, version=one.version) if one else self.wishes.add
        with self:
            ChannelDialog(one, self.boards, self.people, keep).open()

    async def _remove(self, one: ChannelView) -> None:
        if self.wishes and await confirm(f'Remove “{one.name}”?', 'What was published stays where it is.',
                                         f'Remove {one.name}', is_dangerous=True):
            await self.wishes.remove(one.id)


class ChannelDialog(Dialog):
    def __init__(self, former: ChannelView | None, boards: Mapping[int, str], people: Mapping[int, str],
                 keep: Wish) -> None:
        super().__init__(f'Edit {former.name}' if former else 'Add a channel')
        self.former, self.keep, self.people_names = former, keep, people
        with self.body, Form('Save channel' if former else 'Add channel', self._send) as self.form, self.form.body:
            self.kind = Choice('Kind', KINDS, former.kind if former else SLACK, on_change=self._arrange)
            self.kind.set_visibility(former is None)
            self.name = self.form.add('name', Field('Name', former.name if former else ''))
            self._wiki(former.wiki if former and former.wiki else WikiOptions('cloud', ''))
            self.secret = self.form.add('secret', Field(
                'Address or token', kind='password', autocomplete='off',
                hint='Empty: as it was.' if former else 'Kept sealed and never shown again.'))
            self.private = Switch('Host of our own', 'It may stand on a private network, or be none of the usual '
                                  'hosts.', former.is_private if former else False)
            told = [one for one in former.people if one in people] if former else []
            self.people = ui.select(dict(people), value=told, multiple=True, label='People').props(
                'outlined dense use-chips').classes('w-full')
            self.board = Choice('Board', {ANYWHERE: 'All boards'} | {str(key): name for key, name in boards.items()},
                                str(former.board_id or ANYWHERE) if former else ANYWHERE)
            self._occasions(former.occasions if former else ())
        self._arrange()

    def _wiki(self, wiki: WikiOptions) -> None:
        self.wiki = block('rt-col').style('gap: 14px')
        with self.wiki:
            self.wiki_kind = Choice('Edition', {'cloud': 'Cloud', 'server': 'Data Center or Server'}, wiki.kind)
            self.url = self.form.add('url', Field('Address', wiki.url, placeholder='https://'))
            self.account = self.form.add('account', Field('E-mail of the account', wiki.account, hint='Cloud only.'))
            self.space = self.form.add('space', Field('Space for new pages', wiki.space, hint='Its key.'))
            self.parent = self.form.add('parent', Field('Page above new pages', wiki.parent,
                                                        hint='Its address, or its number; may be empty.'))

    def _occasions(self, chosen: Sequence[str]) -> None:
        with block('rt-field').props('role=group aria-label="Told of"') as self.told:
            Text('Told of', 'rt-label', 'div')
            self.occasions = {key: ui.checkbox(name, value=key in chosen).props('dense')
                              for key, name in OCCASIONS.items()}
        with block('rt-field').props('role=group aria-label="Published when"') as self.published:
            Text('Published when', 'rt-label', 'div')
            self.publishing = {key: ui.checkbox(name, value=key in chosen).props('dense')
                               for key, name in PUBLISHED.items()}

    def _arrange(self, *_: Any) -> None:
        kind = self.kind.value
        self.wiki.set_visibility(kind == CONFLUENCE)
        self.secret.set_visibility(kind != PEOPLE)
        self.private.set_visibility(kind != PEOPLE)
        self.people.set_visibility(kind == PEOPLE)
        self.told.set_visibility(kind != CONFLUENCE)
        self.published.set_visibility(kind == CONFLUENCE)

    async def _send(self) -> None:
        kind = self.kind.value or SLACK
        wiki = WikiOptions(self.wiki_kind.value or 'cloud', self.url.value.strip(), self.account.value.strip(),
                           self.space.value.strip(), page_id_in(self.parent.value) or self.parent.value.strip())
        board = int(self.board.value or ANYWHERE)
        if await self.keep(ChannelDraft(
                self.name.value, kind, self.secret.value, board or None,
                tuple(key for key, box in (self.publishing if kind == CONFLUENCE else self.occasions).items()
                      if box.value), wiki if kind == CONFLUENCE else None,
                tuple(self.people.value or ()) if kind == PEOPLE else (), self.private.value)):
            self.secret.set('')
            self.close()


class RepositoriesCard(ui.element):
    """`sites` by number."""

    def __init__(self, sites: Mapping[int, str], wishes: RepositoryWishes | None) -> None:
        super().__init__('section')
        self.classes('rt-card').props['aria-label'] = 'Repositories'
        self.sites, self.wishes = sites, wishes
        self.shown: Sequence[RepositoryView] | None = None
        with self:
            with block('rt-card-head'):
                Text('Repositories', 'rt-grow', 'h2')
                if wishes and sites:
                    Button('Add a repository', self._open, icon='add', size='s')
            with block('rt-card-body rt-col'):
                Text('Branches, commits and pull requests that name issues are read every night; a webhook tells of '
                     'them sooner.', 'rt-sm rt-2', 'p')
                self.list = block('rt-col').style('gap: 12px')

    def show(self, repositories: Sequence[RepositoryView]) -> None:
        if repositories == self.shown:
            return
        self.shown = repositories
        self.list.clear()
        with self.list:
            for one in repositories:
                self._row(one)
            if not repositories:
                Text('No repository yet.', 'rt-sm rt-2', 'p')

    def _row(self, one: RepositoryView) -> None:
        with block('rt-row rt-wrap').style('gap: 10px').props('role=group') as row:
            row.props['aria-label'] = one.repository
            with block('rt-out-about'):
                Text(one.repository, '', 'h3')
                facts = (PLATFORMS[one.platform], f'read {ago(one.read_at)}' if one.read_at else 'not read yet',
                         'token set' if one.has_token else 'no token', 'with a webhook' if one.has_hook else '')
                Text(' · '.join(filter(None, facts)), 'rt-sm rt-3', 'p')
                if one.error:
                    Text(one.error, 'rt-sm rt-out-trouble', 'p').props('role=alert')
            if self.wishes:
                wishes, name = self.wishes, one.repository
                Button('Read now', partial(wishes.sync, one.id), size='s').props['aria-label'] = f'Read {name} now'
                Button('Token', partial(self._token, one), size='s').props['aria-label'] = f'Set the token of {name}'
                Button('Webhook', partial(self._hook, one), size='s').props['aria-label'] = f'Make a webhook of {name}'
                Button('Remove', partial(self._remove, one), size='s', look='danger'
                       ).props['aria-label'] = f'Remove {name}'

    def _open(self) -> None:
        assert self.wishes
        with self:
            RepositoryDialog(self.sites, self.wishes.add).open()

    def _token(self, one: RepositoryView) -> None:
        assert self.wishes
        with self:
            TokenDialog(one, partial(self.wishes.keep_token, one.id)).open()

    async def _hook(self, one: RepositoryView) -> None:
        if one.has_hook and not await confirm('Make a new webhook?', 'The former address stops working.',
                                              'Make a new one'):
            return
        if self.wishes and (shown := await self.wishes.make_hook(one.id)):
            with self:
                HookDialog(one, shown).open()

    async def _remove(self, one: RepositoryView) -> None:
        if self.wishes and await confirm(f'Remove {one.repository}?', 'What was seen in it is removed here, too.',
                                         f'Remove {one.repository}', is_dangerous=True):
            await self.wishes.remove(one.id)


class RepositoryDialog(Dialog):
    def __init__(self, sites: Mapping[int, str], add: Wish) -> None:
        super().__init__('Add a repository')
        self.add = add
        with self.body, Form('Add repository', self._send) as self.form, self.form.body:
            self.site = Choice('Issues of', {str(key): name for key, name in sites.items()}, str(next(iter(sites))))
            self.platform = Choice('Platform', PLATFORMS, GITHUB)
            self.repository = self.form.add('repository', Field('Repository', placeholder='owner/name'))
            self.url = self.form.add('url', Field('Address of its interface', hint='Empty: that of the cloud, such as '
                                                                                   f'{INTERFACES[GITHUB]}.'))
            self.token = Field('Access token', kind='password', autocomplete='off',
                               hint='To read with. Kept sealed and never shown again.')
            self.private = Switch('On a private network', 'Only for a server of our own.')

    async def _send(self) -> None:
        if await self.add(RepositoryDraft(
                int(self.site.value or 0), self.platform.value or GITHUB, self.repository.value, self.token.value,
                self.url.value, self.private.value)):
            self.token.set('')
            self.close()


class TokenDialog(Dialog):
    def __init__(self, one: RepositoryView, keep: Wish) -> None:
        super().__init__(f'Token of {one.repository}', 'It is kept sealed and never shown again.')
        self.keep = keep
        with self.body, Form('Keep', self._send), block():
            self.token = Field('Access token', kind='password', autocomplete='off')

    async def _send(self) -> None:
        if await self.keep(self.token.value):
            self.token.set('')
            self.close()


class HookDialog(Dialog):
    """Shown once."""

    def __init__(self, one: RepositoryView, shown: HookShown) -> None:
        super().__init__(f'Webhook of {one.repository}',
                         f'Enter both at {PLATFORMS[one.platform]}, with the content type application/json. They are '
                         'shown this once.')
        with self.body:
            for name, value in (('Address', shown.path), ('Secret', shown.secret)):
                field = Field(name, value)
                field.input.props('readonly')
        with self.foot:
            Button('Done', self.close, size='l', look='primary')


def _state(one: ChannelView) -> tuple[str, str, str]:
    if not one.is_on:
        return 'Off', 'block', ''
    if not one.is_set:
        return 'Nothing entered', 'warning', 'warn'
    return ('Failing', 'error', 'bad') if one.failing_since else ('On', 'check_circle', 'ok')
