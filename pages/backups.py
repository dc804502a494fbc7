"""/admin/backups — what lies in the folder of backups, and the way to make and fetch one."""

from nicegui import ui

from app.events import BACKUPS, RUNS
from app.realtime import follow
from app.services.ops import backups
from app.services.people import sessions
from components.backups import BackupList
from components.controls import Button, Text, block
from components.feedback import refusals_shown
from pages.kit import Visitor, action, do, member, page
from pages.people.directory import BACKUPS_TAB, admin_frame
from pages.people.proof import proved


@page('/admin/backups', 'Backups')
async def backups_page() -> None:
    who = await member()
    shell = await admin_frame(who, BACKUPS_TAB)
    make, try_out = (action(who, service, done=done) for service, done in (
        (backups.make_now, 'The backup was asked for'), (backups.try_now, 'The trial was asked for')))

    async def fetch(name: str) -> None:
        await _fetch(who, name)
    with shell.content, block('rt-page'):
        with block('rt-phead'):
            with block('rt-grow'):
                Text('Backups', tag='h1')
                Text('Everything this workspace holds, in one file; secrets stay sealed.', 'rt-meta', 'div')
            Button('Try the newest out', try_out, icon='sync')
            Button('Back up now', make, icon='add', look='primary', key='N')
        listed = BackupList(make, fetch)
        for topic in (BACKUPS, RUNS):
            await follow(topic, sessions.looking, who.credential, backups.view_backups, show=listed.show)
    shell.shortcuts.add('N', 'Back up now', make, 'Backups')


async def _fetch(who: Visitor, name: str) -> None:
    """The password is asked for where it was given too long ago; then the browser fetches the file by itself."""
    async def may_fetch() -> bool:
        await do(who, backups.demand_proved)
        return True
    with refusals_shown():
        if await proved(who, may_fetch):
            ui.download.from_url(f'/api/v1/backups/{name}')
