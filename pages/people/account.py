"""/me — one's own account: profile, sessions, tokens."""

from functools import partial

from nicegui import ui

from app import entrance
from app.events import person_topic
from app.realtime import follow
from app.security.tokens import new_token
from app.services.people import accounts, sessions, tokens
from components.controls import Button, Text, block
from components.feedback import refusals_shown, toast
from components.frame import ACCOUNT, Frame, Tab
from components.palette import Hit
from components.people.account import EmailCard, PasswordCard, PreferencesCard, ProfileCard
from components.people.devices import DeviceList
from components.people.once import OnceDialog
from components.people.tokens import NewTokenDialog, TokenList
from pages.kit import Visitor, action, do, frame, look, member, page
from pages.palette import offer
from pages.people.proof import proved, renew_session

TABS = (Tab('Profile', '/me'), Tab('Sessions', '/me/sessions'), Tab('API tokens', '/me/tokens'))

for tab, icon in zip(TABS, ('person', 'devices', 'key'), strict=True):
    offer(Hit('Go to', tab.label, tab.href, icon, 'your account'))


@page('/me', 'Profile')
async def profile_page() -> None:
    who = await member()
    profile = await look(who, accounts.view_profile)
    with (await _frame(who, 'Profile')).content, block('rt-page'):
        _head('Your account', 'How others see you, and how Roundtable looks to you.')
        with block('rt-narrow'):
            ProfileCard(profile, partial(_save_profile, who))
            EmailCard(profile, partial(_change_email, who))
            PreferencesCard(profile, action(who, accounts.choose))
            PasswordCard(partial(_change_password, who))


@page('/me/sessions', 'Sessions')
async def sessions_page() -> None:
    who = await member()
    with (await _frame(who, 'Sessions')).content, block('rt-page'):
        _head('Sessions', 'A session ends after 8 hours without use, and after 7 days at the latest.')
        with block('rt-narrow'):
            devices = DeviceList(action(who, sessions.end_device, done='Session ended'))
            await follow(_me(who), sessions.looking, who.credential, sessions.list_devices, who.caller.session,
                         show=devices.show)


@page('/me/tokens', 'API tokens')
async def tokens_page() -> None:
    who = await member()
    new = NewTokenDialog(partial(_make_token, who)).open
    shell = await _frame(who, 'API tokens')
    with shell.content, block('rt-page'):
        with _head('API tokens', 'For programs that use Roundtable on your behalf.'):
            Button('New token', new, icon='add', look='primary', key='N')
        listed = TokenList(action(who, tokens.revoke, done='Token revoked'), new)
        await follow(_me(who), sessions.looking, who.credential, tokens.list_own, show=listed.show)
    shell.shortcuts.add('N', 'New token', new, 'API tokens')


async def _frame(who: Visitor, tab: str) -> Frame:
    return await frame(who, ACCOUNT, ACCOUNT.label, tabs=TABS, tab=tab)


def _me(who: Visitor) -> str:
    return person_topic(who.me.actor.identity)


def _head(title: str, text: str) -> ui.element:
    with block('rt-phead') as head, block('rt-grow'):
        Text(title, tag='h1')
        Text(text, 'rt-meta', 'div')
    return head


async def _save_profile(who: Visitor, name: str, avatar: str, zone: str) -> None:
    await do(who, accounts.change_profile, name, avatar, zone)
    toast('Profile saved')


async def _change_password(who: Visitor, password: str) -> None:
    profile = await look(who, accounts.view_profile)
    new_hash = await entrance.new_password_hash(password, profile.name, profile.email)

    async def change() -> bool:
        await do(who, accounts.change_password, new_hash, who.caller.session)
        return True
    if await proved(who, change):
        await renew_session(who, '/me')


async def _change_email(who: Visitor, email: str) -> bool:
    async def change() -> bool:
        await do(who, accounts.change_email, who.me.actor.person_id, email)
        return True
    if not await proved(who, change):
        return False
    toast('E-mail changed')
    return True


async def _make_token(who: Visitor, name: str, scopes: list[str], days: int) -> None:
    token = new_token()

    async def make() -> bool:
        await do(who, tokens.make_token, token.id, token.hash, name, scopes, days)
        return True
    if await proved(who, make):
        with refusals_shown(), ui.context.client.content:
            OnceDialog(f'Your token “{name}”', 'Keep it where only the program finds it. Send it as '
                       '“Authorization: Bearer …”.', token.text, 'token').open()
