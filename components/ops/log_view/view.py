"""The log of one attempt: its end as it grows, and any other part of it when somebody reads.

Following, calm output is shown as rows and a flood by a terminal; a reader has rows that stay where they are. Lines are
numbered, so that a page that was away goes on where it was.
"""

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from nicegui import background_tasks, ui

from app.domain.ops.states import WAITING, State
from app.domain.ops.views import AttemptView, LogLine, LogPage, Matches
from components.controls import Button, Text, block, classed
from components.ops.log_view.dialogs import PlaceDialog
from components.ops.log_view.flow import PAUSE, Announcer, Outflow, Pace, why_nothing
from components.ops.log_view.foot import Foot
from components.ops.log_view.rows import Rows, Times
from components.ops.log_view.search import SearchBox
from components.ops.log_view.sections import Sections
from components.ops.log_view.terminal import Terminal
from components.ops.log_view.toolbar import Tools
from components.ops.log_view.wishes import LogWishes
from components.ops.sizes import counted

PAGE = 200  # lines that are fetched at a time


class LogView(ui.element):
    """`open` it on an attempt, then tell it with `show` how that attempt stands."""

    def __init__(self, wishes: LogWishes, zone: ZoneInfo, sections: Sections) -> None:
        super().__init__('section')
        self.classes('rt-log').props('aria-label=Log')
        self.wishes, self.sections = wishes, sections
        self.n, self.is_live, self.follows, self.has_times, self.wraps = 0, False, False, True, False
        self.stream = self.level = ''
        self.heard = self.unseen = 0
        self.on_heard: Callable[[], None] = lambda: None
        self.outflow = Outflow(self, self._flush)
        self.pace = Pace()
        self.is_greeted = True
        self.times = Times(zone)
        self.terminal: Terminal | None = None
        self.ear: ui.element | None = None
        with self:
            self._make()
        self.client.on_connect(self._flush)

    def _make(self) -> None:
        with block('rt-log-bar'):
            self.search = SearchBox(self._find, self.go_to, self._mark_hits)
            self.tools = Tools(self)
        with block('rt-log-body') as self.body:
            with block('rt-log-lines') as self.place, block('rt-log-inner'):
                self.earlier = Button('Earlier lines', self.page_back, size='s', icon='keyboard_arrow_up')
                self.rows = Rows(self.times, self.choose)
                self.nothing = Text('', 'rt-log-nothing', 'div')
                self.later = Button('Later lines', self.page_on, size='s', icon='keyboard_arrow_down')
            self.place.props('tabindex=0 role=group aria-label="Lines"')
            self._hear_scrolling()
            self.news = Button('', self.jump_to_end, size='s', icon='arrow_downward', look='primary')
            self.news.classes('rt-log-news')
        self.foot = Foot()
        self.polite = Announcer()
        for button in (self.earlier, self.later):
            button.classes('rt-log-page')
        self._tell_unseen()
        self._edges(None)

    async def open(self, attempt: AttemptView, *, is_live: bool, line: int = 0) -> None:
        """Its end, or the line somebody linked to."""
        self.n, self.is_live = attempt.n, is_live
        self.times = replace(self.times, began_at=attempt.started_at)
        self.rows.show_times(self.times)
        self.heard = self.unseen = 0
        self.outflow.clear()
        self.rows.empty()
        self._drop_terminal()
        self._follow(is_live and not line)
        if self.ear:
            self.ear.delete()
            self.ear = None
        await self._listen()
        if line:
            await self.go_to(line)
        elif not is_live:
            await self._show_end()
        self.show(attempt, is_live=is_live)
        background_tasks.create(self.look_for_sections(), name='sections', context=self)

    def show(self, attempt: AttemptView, *, is_live: bool) -> None:
        """How it stands; lines come by themselves."""
        if attempt.n != self.n:
            return
        has_ended, self.is_live = self.is_live and not is_live, is_live
        self.foot.show(attempt)
        self.tools.set_visibility(True)
        self.tools.show(self)
        self.nothing.set_visibility(not self.rows.rows and self.terminal is None)
        self.nothing.say(why_nothing(attempt, is_live, bool(self.level or self.stream)))
        if has_ended:
            background_tasks.create(self._settle(), name='settle log', context=self)

    def show_waiting(self, state: State) -> None:
        """There is no attempt yet."""
        self.nothing.say('It has not started yet.' if state in WAITING else 'It never started.')
        self.nothing.set_visibility(True)
        self.tools.set_visibility(False)

    async def look_for_sections(self) -> None:
        self.sections.show(await self.wishes.list_sections(self.n) if self.n else ())

    # What flows ---------------------------------------------------------------------------------------------

    async def _listen(self) -> None:
        if self.is_live:
            with self:
                self.ear = ui.element('i').props('hidden')
            self.is_greeted = False
            with self.ear:
                await self.wishes.tail(self.n, self.hear)
            self.is_greeted = True

    def hear(self, lines: tuple[LogLine, ...]) -> None:
        """Whatever was heard before is not news, however often it is told."""
        is_first = not self.is_greeted
        fresh = [line for line in lines if line.seq > self.heard]
        if not fresh:
            return
        self.heard = fresh[-1].seq
        wanted = [line for line in fresh if self._is_wanted(line)]
        if not self.follows:
            self.unseen += len(wanted)
            self._tell_unseen()
        elif is_first:
            self._append(wanted[-PAGE:])
            self._edges(None)
        else:
            self.pace.count(len(fresh))
            self.outflow.add(wanted)
        if not is_first:
            self.polite.count(len(fresh))
            self.on_heard()

    def _flush(self) -> None:
        """Nothing is sent to a page whose line is broken; it gets what it missed when it is back."""
        if not self.outflow or self.is_deleted or not self.client.has_socket_connection:
            return
        lines = self.outflow.take()
        has_hole = self.rows.last and lines[0].seq > self.rows.last + 1 and not (self.stream or self.level)
        if self.follows and has_hole and self.terminal is None:
            background_tasks.create(self._show_end(), name='missed lines', context=self)
        elif self.follows:
            self._append(lines)

    def _append(self, lines: Sequence[LogLine]) -> None:
        if self.terminal is None and self.pace.is_flood:
            self._make_terminal()
        if self.terminal:
            self.terminal.write(lines, self.times if self.has_times else None)
        else:
            self.rows.append(lines)
            self.nothing.set_visibility(False)
            if any(line.mark in ('group', 'endgroup') for line in lines):
                background_tasks.create(self.look_for_sections(), name='sections', context=self)

    def _make_terminal(self) -> None:
        with self.body:
            self.terminal = Terminal(self.leave_terminal, self.tools.press)
        self.terminal.begin(self.wraps)
        self.terminal.write([row.line for row in self.rows.rows.values()], self.times if self.has_times else None)
        self.place.set_visibility(False)

    def _drop_terminal(self) -> None:
        self.place.set_visibility(True)
        if self.terminal:
            self.terminal.delete()
            self.terminal = None
        self.pace.rest()

    async def leave_terminal(self) -> None:
        """Somebody wants to read."""
        if self.terminal and self.follows:
            self._follow(False)
            await self._show_end()

    async def _settle(self) -> None:
        """It has ended: what flowed by can be read now, with everything a terminal does not show."""
        await asyncio.sleep(PAUSE * 2)
        if self.follows and (self.terminal or self.outflow):
            await self._show_end()
        self._follow(False)
        self._edges(None)
        await self.look_for_sections()

    # What is read -------------------------------------------------------------------------------------------

    async def _show_end(self) -> None:
        page = await self._page()
        self._drop_terminal()
        self.outflow.clear()
        self.rows.fill(page.lines)
        self.unseen = 0
        self._tell_unseen()
        self._edges(page)
        if page.lines:
            self.heard = max(self.heard, page.last)
            self.rows.reveal(self.rows.last, 'end')

    async def page_back(self) -> None:
        """What stands on screen stays there; the first line from before tells where one was."""
        before = self.rows.first
        page = await self._page(before=before)
        self._follow(False)
        self.rows.prepend(page.lines)
        self._edges(page)
        self.rows.reveal(before, 'start')

    async def page_on(self) -> None:
        after = self.rows.last
        page = await self._page(after=after)
        self.rows.append(page.lines)
        self.unseen = max(0, self.unseen - len(page.lines))
        self._tell_unseen()
        self._edges(page)
        if page.lines:
            self.rows.reveal(page.lines[0].seq, 'center')

    async def go_to(self, seq: int) -> None:
        """Show a line with what surrounds it."""
        self._follow(False)
        if self.terminal or seq not in self.rows.rows:
            page = await self._page(after=seq - PAGE // 2 if seq > PAGE // 2 else -1)
            self._drop_terminal()
            self.rows.fill(page.lines)
            self._edges(page)
        near = seq if seq in self.rows.rows else next((one for one in self.rows.rows if one > seq), self.rows.last)
        self.rows.point_at(near)
        self.rows.reveal(near)

    async def jump_to_end(self) -> None:
        """Where it goes on by itself, while it does."""
        self._follow(self.is_live)
        await self._show_end()

    async def toggle_follow(self) -> None:
        if self.follows:
            self._follow(False)
            await self.leave_terminal()
        else:
            await self.jump_to_end()

    def choose(self, seq: int) -> None:
        """A line somebody points at, which the address then names."""
        self._follow(False)
        self.rows.point_at(seq)
        self.search.at(seq)
        self.wishes.remember(self.n, seq)

    async def narrow(self, stream: str = '', level: str = '') -> None:
        """Only some of the lines."""
        self.stream, self.level = stream, level
        self.rows.empty()
        await self._show_end()
        self.nothing.set_visibility(not self.rows.rows)
        self.nothing.say('No line is like that.')

    def wrap(self, wraps: bool) -> None:
        self.wraps = wraps
        classed(self, wraps=wraps)
        self._rewrite()

    def show_times(self, kind: str) -> None:
        """Of the day, since the start, or none."""
        self.has_times = bool(kind)
        self.times = replace(self.times, kind=kind or self.times.kind)
        classed(self, timeless=not kind)
        self.rows.show_times(self.times)
        self._rewrite()

    def ask_where(self) -> None:
        PlaceDialog(self.go_to, self._go_to_moment, self.times.zone).open()

    async def _go_to_moment(self, moment: object) -> None:
        await self.go_to(await self.wishes.line_at(self.n, moment))  # type: ignore[arg-type]

    async def _page(self, **where: int) -> LogPage:
        return await self.wishes.view_page(self.n, limit=PAGE, stream=self.stream, level=self.level, **where)

    async def _find(self, text: str, is_regex: bool) -> Matches:
        return await self.wishes.find(self.n, text, is_regex)

    def _mark_hits(self, needle: re.Pattern[str] | None) -> None:
        self.rows.look_for(needle)

    def _rewrite(self) -> None:
        if self.terminal:
            self._drop_terminal()
            self._make_terminal()

    def _follow(self, follows: bool) -> None:
        self.follows = follows
        classed(self, follows=follows)
        self.tools.show(self)
        if follows:
            self.unseen = 0
            self._tell_unseen()

    def _hear_scrolling(self) -> None:
        """By wheel, finger, key, or the bar itself."""
        self.place.on('wheel', lambda event: self._read() if event.args['deltaY'] < 0 else None, args=['deltaY'],
                      throttle=.1)
        self.place.on('touchmove', self._read, args=[], throttle=.3)
        self.place.on('mousedown.self', self._read, args=[])
        self.place.on('keydown.up.page-up.home', self._read, args=[])

    def _read(self) -> None:
        """Somebody scrolls up: what they look at stays where it is."""
        if self.follows and self.terminal is None:
            self._follow(False)
            self._edges(None)

    def _edges(self, page: LogPage | None) -> None:
        """Whether there is something before and after."""
        if page:
            self.first_kept, self.last_kept = page.first, page.last
        else:
            self.first_kept, self.last_kept = 1, self.heard
        first, last = self.rows.first, self.rows.last
        self.earlier.set_visibility(bool(first) and first > self.first_kept)
        self.later.set_visibility(bool(last) and last < self.last_kept and not self.follows)

    def _is_wanted(self, line: LogLine) -> bool:
        return self.stream in ('', line.stream) and self.level in ('', line.level)

    def _tell_unseen(self) -> None:
        self.news.set_visibility(bool(self.unseen))
        self.news.say(counted(self.unseen, 'new line'))
