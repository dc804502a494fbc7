"""The directory: everybody with an account, and what an admin can do about each."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from nicegui import ui

from app.domain.access import ROLES, Grant
from app.domain.people.views import PersonView
from components.avatars import Avatar
from components.controls import (
    Button,
    Choice,
    DeedMenu,
    Field,
    IconButton,
    Pill,
    Text,
    block,
    menu_item,
    sign,
    table_head,
)
from components.dialogs import Dialog, confirm
from components.listing import Keyed
from components.moments import ago
from components.people.account import AREAS, roles_in_words
from components.people.account import ROLES as ROLE_NAMES
from components.people.doors import Form

Wish = Callable[..., Awaitable[Any]]

HEADS = (('Name', ''), ('Roles', 'rt-not-phone'), ('State', ''), ('Last seen', 'rt-not-phone'),
         ('Devices', 'rt-num rt-not-phone'), ('', ''))
STATES = {'active': ('Active', 'check_circle', 'ok'), 'invited': ('Invited', 'mail', 'info'),
          'disabled': ('Disabled', 'block', '')}
MEANINGS = {'viewer': 'looks, and estimates', 'member': 'estimates, sees all history', 'planner': 'also shares decks',
            'operator': 'runs operations', 'publisher': 'publishes plans', 'finance': 'sees cost',
            'manager': 'approves, publishes, sees cost', 'admin': 'may do everything'}


@dataclass(frozen=True)
class DirectoryWishes:
    grant: Wish  # person, grants
    make_link: Wish  # person
    change_email: Wish  # person, e-mail
    sign_out: Wish  # person
    disable: Wish
    enable: Wish
    erase: Wish


class Directory(ui.element):
    def __init__(self, wishes: DirectoryWishes) -> None:
        super().__init__('div')
        self.people: tuple[PersonView, ...] = ()
        with self:
            with block('rt-filters'), block('rt-filter'):
                sign('search', 18, 'rt-3')
                self.text = ui.input(placeholder='Name, e-mail or role', on_change=self._filter).props(
                    'borderless dense debounce=150 aria-label="Filter people"')
            with block('rt-card rt-scroll-x'), block('rt-table', 'table').props('aria-label=People'):
                table_head(*HEADS)
                self.lines = Keyed[int, PersonLine](block(tag='tbody'), partial(PersonLine, wishes))
            self.nothing = Text('', 'rt-2', 'p').style('padding: 16px 0')

    def show(self, people: tuple[PersonView, ...]) -> None:
        self.people = people
        for person, line in zip(people, self.lines.arrange([person.id for person in people]), strict=True):
            line.show(person)
        self._filter()

    def _filter(self) -> None:
        wanted = (self.text.value or '').casefold()
        shown = 0
        for person, line in zip(self.people, self.lines.entries.values(), strict=True):
            fits = wanted in f'{person.name} {person.email} {roles_in_words(person.grants)} {person.state}'.casefold()
            line.set_visibility(fits)
            shown += fits
        self.nothing.set_visibility(not shown)
        self.nothing.say(f'Nobody matches “{self.text.value}”.')


class PersonLine(ui.element):
    def __init__(self, wishes: DirectoryWishes) -> None:
        super().__init__('tr')
        self.wishes = wishes
        self.before: PersonView | None = None
        with self:
            with block(tag='td'), block('rt-who'):
                self.avatar = Avatar(size=36)
                with block():
                    self.name = Text('', 'rt-b', 'div')
                    self.email = Text('', 'rt-3 rt-sm', 'div')
                    self.warning = Text('Letters of several alphabets: is it who it seems?', 'rt-sm rt-wrn', 'div')
                    self.roles_below = Text('', 'rt-2 rt-sm rt-only-phone', 'div')
            self.roles = Text('', 'rt-not-phone', 'td')
            with block(tag='td'):
                self.state = Pill()
            self.seen = Text('', 'rt-2 rt-not-phone', 'td')
            self.devices = Text('', 'rt-num rt-2 rt-not-phone', 'td')
            with block(tag='td').style('text-align: right'):
                self.menu = DeedMenu('more_horiz', 'What to do', self._list_deeds)

    def show(self, person: PersonView) -> None:
        self.seen.say(ago(person.seen_at))
        if person == self.before:
            return
        self.before = self.person = person
        self.avatar.show(person.name, f'person:{person.id}', person.avatar)
        self.name.say(person.name)
        self.email.say(person.email)
        self.warning.set_visibility(person.has_mixed_email)
        for place in (self.roles, self.roles_below):
            place.say(roles_in_words(person.grants) or 'no role')
        self.state.show(*STATES[person.state])
        self.devices.say(str(person.devices))
        self.menu.name(f'What to do about {person.name}')

    def _list_deeds(self) -> None:
        person = self.person
        if person.state == 'disabled':
            menu_item(f'Enable {person.name}', 'check_circle', partial(self.wishes.enable, person.id))
        else:
            is_invited = person.state == 'invited'
            menu_item(f'Grants of {person.name}', 'badge', self._grants)
            menu_item('Make the invitation again' if is_invited else 'Make a link for a new password', 'link',
                      partial(self.wishes.make_link, person))
            menu_item(f'Change the e-mail of {person.name}', 'alternate_email', self._change_email)
            if person.devices:
                menu_item('Sign out everywhere', 'logout', partial(self.wishes.sign_out, person.id))
            menu_item(f'Disable {person.name}', 'block', self._disable)
        menu_item(f'Erase {person.name}', 'person_off', self._erase)

    def _grants(self) -> None:
        GrantsDialog(self.person, self.wishes.grant).open()

    def _change_email(self) -> None:
        EmailDialog(self.person, self.wishes.change_email).open()

    async def _disable(self) -> None:
        name = self.person.name
        if await confirm(f'Disable {name}?', 'All sessions and tokens end at once. You can enable the account again.',
                         f'Disable {name}', is_dangerous=True):
            await self.wishes.disable(self.person.id)

    async def _erase(self) -> None:
        name = self.person.name
        if await confirm(f'Erase {name}?', 'Name and e-mail are replaced everywhere and cannot be brought back. What '
                         'was done stays in the history.', f'Erase {name}', is_dangerous=True):
            await self.wishes.erase(self.person.id)


class GrantsDialog(Dialog):
    """Roles add up: each in one area, or everywhere."""

    def __init__(self, person: PersonView, grant: Wish) -> None:
        super().__init__(f'Grants of {person.name}', 'Rights add up. They hold at the next click.')
        self.person, self.grant = person, grant
        self.lines: list[tuple[ui.element, Choice, Choice]] = []
        with self.body:
            self.list = block('rt-col').style('gap: 10px')
            Button('Add a role', lambda: self._add(Grant('member')), icon='add', size='s')
        for present in person.grants:
            self._add(present)
        with self.foot:
            Button('Back', self.close, size='l')
            Button('Save grants', self._save, size='l', look='primary')

    def _add(self, grant: Grant) -> None:
        with self.list, block('rt-row').style('align-items: flex-end; gap: 10px') as line:
            role = Choice('Role', {name: f'{ROLE_NAMES[name]}: {MEANINGS[name]}' for name in ROLES}, grant.role)
            area = Choice('Area', AREAS, grant.area)
            role.classes('rt-grow')
            area.classes('rt-grow')
            IconButton('delete', 'Take this role away', lambda: self._drop(line), has_tooltip=False)
        self.lines.append((line, role, area))

    def _drop(self, line: ui.element) -> None:
        self.lines = [entry for entry in self.lines if entry[0] is not line]
        line.delete()

    async def _save(self) -> None:
        grants = [Grant(role.value, area.value) for _, role, area in self.lines]
        if await self.grant(self.person.id, grants):
            self.close()


class InviteDialog(Dialog):
    def __init__(self, invite: Wish) -> None:
        super().__init__('Invite somebody', 'You get a link to send. It works once, for 72 hours.')
        self.invite = invite
        with self.body, Form('Make the invitation', self._submit) as form, form.body:
            self.email = form.add('email', Field('E-mail', kind='email', autocomplete='off'))
            self.role = Choice('Role', {name: f'{ROLE_NAMES[name]}: {MEANINGS[name]}' for name in ROLES}, 'member')

    async def _submit(self) -> None:
        if await self.invite(self.email.value, self.role.value):
            self.close()


class EmailDialog(Dialog):
    def __init__(self, person: PersonView, change: Wish) -> None:
        super().__init__(f'E-mail of {person.name}', 'They sign in with it, and stay signed in. Links that were made '
                                                     'for them do not work any more.')
        self.person, self.change = person, change
        with self.body, Form('Change the e-mail', self._submit) as form, form.body:
            self.email = form.add('email', Field('E-mail', person.email, kind='email', autocomplete='off'))

    async def _submit(self) -> None:
        if await self.change(self.person.id, self.email.value):
            self.close()
