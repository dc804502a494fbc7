"""The audit trail: who did what, when, to what, and whether its seals are unbroken."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from nicegui import ui

from app.domain.audit import Entry, Page, Verdict
from components.avatars import Avatar
from components.controls import Button, IconButton, Text, block, classed, put, sign, symbol, table_head
from components.feedback import empty_state
from components.listing import Keyed
from components.moments import clock_time, full_moment, grouped, local_day, short_moment


class Trail(ui.element):
    """The newest entries that fit the filter; a click on one shows what it changed and its seal."""

    def __init__(self) -> None:
        super().__init__('div')
        self.classes('rt-card')
        with self:
            with block('rt-scroll-x'), block('rt-table rt-audit', 'table').props('aria-label=Audit') as table:
                table_head(('Time', ''), ('Who', ''), ('Action', ''), ('Object', 'rt-not-phone'),
                           ('Detail', 'rt-not-phone'), ('Result', ''), ('From', 'rt-not-phone'), ('', ''))
                self.lines = Keyed[int, EntryLines](table, EntryLines)
            with block() as self.nothing:
                empty_state('search_off', 'No entry fits', 'Take a filter away, or choose another time.')

    def show(self, page: Page) -> None:
        for entry, line in zip(page.entries, self.lines.arrange([entry.seq for entry in page.entries]), strict=True):
            line.show(entry)
        self.nothing.set_visibility(not page.entries)


class EntryLines(ui.element):
    """A row, and below it, once opened, what it changed."""

    def __init__(self) -> None:
        super().__init__('tbody')
        self.entry: Entry | None = None
        self.more: ui.element | None = None
        with self, block(tag='tr') as self.row:
            self.time = Text('', 'rt-2', 'td')
            with block(tag='td'), block('rt-who'):
                self.avatar = Avatar(size=20)
                self.who = Text('', 'rt-clip')
            self.deed = Text('', 'rt-mono', 'td')
            self.thing = Text('', 'rt-b rt-not-phone', 'td')
            self.detail = Text('', 'rt-2 rt-not-phone', 'td')
            with block(tag='td'), block('rt-row') as self.result:
                self.icon = sign('check', 18)
                self.word = Text('')
            self.place = Text('', 'rt-2 rt-not-phone', 'td')
            with block(tag='td').style('text-align: right'):
                self.button = IconButton('expand_more', 'Show more', self._toggle, has_tooltip=False)

    def show(self, entry: Entry) -> None:
        if self.entry is not None:
            return  # an entry never changes
        self.entry = entry
        self.time.say(clock_time(entry.at) if _is_today(entry.at) else short_moment(entry.at))
        put(self.time, title=full_moment(entry.at))
        self.avatar.show(entry.actor_name or '?', entry.actor)
        self.who.say(entry.actor_name)
        self.deed.say(entry.deed)
        self.thing.say(entry.thing)
        self.detail.say(entry.detail)
        self.place.say(entry.address or 'server')
        if entry.is_refused:
            self.icon.props['name'] = symbol('block')
            self.result.classes('rt-neg rt-b')
        self.word.say('refused' if entry.is_refused else '')
        put(self.button, aria_label=f'Show entry {entry.seq}', aria_expanded='false')

    def _toggle(self) -> None:
        is_open = self.more is None
        if self.more is not None:
            self.more.delete()
            self.more = None
        elif self.entry is not None:
            with self, block('rt-more-row', 'tr') as self.more, block(tag='td').props('colspan=8'):
                _details(self.entry)
        classed(self.row, open=is_open)
        put(self.button, aria_expanded='true' if is_open else 'false')


class ChainCard(ui.element):
    """Whether the seals are unbroken."""

    def __init__(self, check: Callable[[], Awaitable[Verdict]]) -> None:
        super().__init__('section')
        self.classes('rt-card').style('padding: 14px 16px').props('aria-label="Chain of seals" aria-live=polite')
        self.check = check
        with self:
            with block('rt-row').style('align-items: flex-start'):
                self.square = block('rt-sq')
                with self.square:
                    self.icon = sign('verified_user', 20)
                with block('rt-grow'):
                    self.title = Text('Not checked yet', 'rt-b', 'div')
                    self.when = Text('', 'rt-sm rt-3', 'div')
            self.text = Text('Each entry seals the one before it.', 'rt-2 rt-sm', 'p').style('margin: 10px 0')
            self.button = Button('Check the chain', self.run, icon='sync', size='s')

    async def run(self) -> None:
        self.button.enable(False)
        self.title.say('Checking …')
        try:
            self.show(await self.check())
        finally:
            self.button.enable(True)

    def show(self, verdict: Verdict) -> None:
        is_intact = verdict.first_broken is None
        self.square.classes(replace='rt-sq rt-ok' if is_intact else 'rt-sq rt-bad')
        self.title.say('The chain is intact' if is_intact else 'The chain is broken')
        self.when.say(f'checked {short_moment(verdict.at).lower()}')
        since = f', back to {local_day(verdict.since)}' if verdict.since else ''
        count = f'{grouped(verdict.entries)} entries match their seals'
        self.text.say(f'Each entry seals the one before it. {count}{since}.' if is_intact else
                      f'Entry {verdict.first_broken} does not match its seal: it, or one before it, was changed, '
                      'removed or added past Roundtable.')
        self.button.say('Check again')


def _details(entry: Entry) -> None:
    with block('rt-entry'):
        with block():
            if not entry.changes:
                Text(entry.detail or 'Nothing more is known about this entry.', 'rt-2 rt-sm', 'p')
            for field, before, after in entry.changes:
                with block('rt-audit-change'):
                    Text(field.replace('_', ' ').capitalize(), 'rt-2')
                    Text(before or 'none', '', 'del')
                    sign('arrow_forward', 16)
                    Text(after or 'none', '', 'ins')
        with block():
            for name, value in (('Event', grouped(entry.seq)), ('When', full_moment(entry.at)),
                                ('From', entry.address or 'server'), ('With', entry.device or '–'),
                                ('Request', entry.request_id or '–'),
                                ('Follows', _short(entry.prev)), ('Seal', _short(entry.hash))):
                with block('rt-fact'):
                    Text(name, 'rt-2')
                    Text(value, 'rt-mono')


def _short(seal: str) -> str:
    return f'{seal[:4]}…{seal[-4:]}'


def _is_today(moment: datetime) -> bool:
    return short_moment(moment).startswith('Today')
