"""The bell: notices of this person, and the messages of this page that have passed."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from app.domain.people.views import Notice
from components.controls import IconButton, Text, block, link, sign
from components.feedback import Toaster, empty_state
from components.moments import short_moment


class Bell(IconButton):
    def __init__(self, unread: int, list_notices: Callable[[], Awaitable[tuple[Notice, ...]]],
                 toaster: Toaster) -> None:
        super().__init__('notifications', 'Notifications', self.open, has_tooltip=False)
        self.classes('rt-bell')
        self.list_notices, self.toaster = list_notices, toaster
        with self:
            self.badge = Text('', 'rt-badge').props('aria-hidden=true')
        with ui.dialog().props('position=right full-height aria-label=Notifications') as self.dialog, block('rt-sheet'):
            with block('rt-panel-head'):
                Text('Notifications', 'rt-grow', 'h2')
                IconButton('close', 'Close', self.dialog.close, has_tooltip=False)
            self.list = block('rt-panel-body')
        self.show(unread)

    def show(self, unread: int) -> None:
        self.badge.say(str(unread))
        self.badge.set_visibility(unread > 0)
        self.name(f'Notifications, {unread} new' if unread else 'Notifications')

    async def open(self) -> None:
        """Read on open."""
        notices = await self.list_notices()
        self.list.clear()
        with self.list:
            if not notices and not self.toaster.messages:
                empty_state('notifications', 'Nothing to tell', 'What concerns you is kept here.')
            self._messages()
            for notice in notices:
                self._notice(notice)
        self.dialog.open()

    def _messages(self) -> None:
        if not self.toaster.messages:
            return
        with block('rt-sec'):
            Text('On this page', 'rt-sec-title')
            for message in reversed(self.toaster.messages):
                with block('rt-row').style('padding: 4px 0'):
                    sign('error' if message.is_problem else 'check_circle', 18, 'rt-neg' if message.is_problem else '')
                    Text(message.text)

    def _notice(self, notice: Notice) -> None:
        with block('rt-sec'):
            if notice.link:
                link(notice.text, notice.link, '' if notice.is_read else 'rt-b')
            else:
                Text(notice.text, '' if notice.is_read else 'rt-b')
            Text(short_moment(notice.at), 'rt-3 rt-sm', 'div')
