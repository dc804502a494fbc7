"""/admin/audit — the audit trail."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query
from nicegui import background_tasks, ui
from pydantic import AwareDatetime

from app.domain.audit import Filter, Hour, Page, Verdict
from app.events import AUDIT
from app.realtime import follow
from app.services import audit
from app.services.people import sessions
from components.controls import Text, block, link
from components.pager import Pager
from components.people.span import FilterBar, Histogram
from components.people.trail import ChainCard, Trail
from pages.kit import Visitor, look, member, page
from pages.people.directory import AUDIT_TAB, admin_frame

LIMIT = 50
CHECKED_UNASKED = 20_000  # entries; more take longer than a glance


@page('/admin/audit', 'Audit trail')
async def audit_page(text: str = '', actor: str = '', deed: str = '', area: str = '', refused: bool = False,
                     since: Annotated[AwareDatetime | None, Query(alias='from')] = None,
                     until: Annotated[AwareDatetime | None, Query(alias='to')] = None, skip: int = 0) -> None:
    who = await member()
    shell = await admin_frame(who, AUDIT_TAB)
    wanted = Filter(text, actor, deed, area, refused, since, until)
    with shell.content, block('rt-page'):
        screen = TrailScreen(who, wanted, max(0, skip))
        await follow(AUDIT, sessions.looking, who.credential, audit.view_histogram, show=screen.show_histogram)
        await screen.look()
    shell.shortcuts.add('/', 'Filter', lambda: screen.bar.text.run_method('focus'), 'Audit trail')
    background_tasks.create(screen.check_if_short(), name='check of the audit trail', context=screen.chain)


class TrailScreen:
    """The parts of the page, and what ties them together: a filter that also stands in the address."""

    def __init__(self, who: Visitor, wanted: Filter, skip: int) -> None:
        self.who, self.wanted, self.skip, self.total = who, wanted, skip, 0
        with block('rt-phead'):
            with block('rt-grow'):
                Text('Audit trail', tag='h1')
                Text('Who did what, when, to what. Entries can be added, never changed or removed.', 'rt-meta', 'div')
            self.export = link('Export CSV', '', 'rt-btn', 'download').props('aria-label=Export')
        with block('rt-audit-head'):
            self.histogram = Histogram(self._choose_time)
            self.chain = ChainCard(self._check)
        self.bar = FilterBar(wanted, self._change)
        self.place = block()
        self.pager = Pager(lambda: self._page(-LIMIT), lambda: self._page(LIMIT))

    async def look(self) -> None:
        """Show what fits now, and from now on what comes new."""
        self.place.clear()
        self.histogram.show_chosen(self.wanted)
        query = _query(self.wanted)
        self.export.props['href'] = f'/api/v1/audit/export?{urlencode({"format": "csv", **query})}'
        self.export.update()
        with self.place:
            self.trail = Trail()
            await follow(AUDIT, sessions.looking, self.who.credential, audit.view_page, self.wanted, self.skip, LIMIT,
                         show=self._show)

    def show_histogram(self, hours: tuple[Hour, ...]) -> None:
        self.histogram.show(hours)
        self.histogram.show_chosen(self.wanted)

    async def check_if_short(self) -> None:
        if self.total <= CHECKED_UNASKED:
            await self.chain.run()

    def _show(self, found: Page) -> None:
        self.total = found.total
        self.trail.show(found)
        self.bar.offer(found)
        self.pager.show(self.skip, len(found.entries), found.total)

    async def _choose_time(self, since: datetime, until: datetime) -> None:
        """A second hour extends the first to a span."""
        if self.wanted.since and self.wanted.until and not (self.wanted.since <= since < self.wanted.until):
            since, until = min(since, self.wanted.since), max(until, self.wanted.until)
        await self.bar.choose_time(since, until)

    async def _change(self, wanted: Filter) -> None:
        self.wanted, self.skip = wanted, 0
        await self._go()

    async def _page(self, step: int) -> None:
        self.skip = max(0, self.skip + step)
        await self._go()

    async def _go(self) -> None:
        query = _query(self.wanted) | ({'skip': str(self.skip)} if self.skip else {})
        ui.navigate.history.replace(f'/admin/audit?{urlencode(query)}' if query else '/admin/audit')
        await self.look()

    async def _check(self) -> Verdict:
        verdict: Verdict = await look(self.who, audit.verify)
        return verdict


def _query(wanted: Filter) -> dict[str, str]:
    names = {'only_refused': 'refused', 'since': 'from', 'until': 'to'}
    return {names.get(name, name): value.isoformat() if isinstance(value, datetime) else str(value)
            for name, value in asdict(wanted).items() if value}
