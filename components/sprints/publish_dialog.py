"""“Publish to Confluence”: where to, what stands above it, and beside that what will be written."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from nicegui import ui

from app.domain.sprints.publishing.channels import ChannelView
from app.domain.sprints.publishing.publishing import FAILED, PENDING, PUBLISHED, PublicationView, PublishDraft
from app.domain.sprints.publishing.wiki_report import Cell, Section
from app.errors import Rejected
from components.controls import Choice, Field, Pill, Segmented, Text, block, link, outside_link
from components.dialogs import Dialog
from components.feedback import refusals_shown
from components.moments import ago
from components.people.doors import Form

STATES: Final = {PENDING: ('Being published', 'progress_activity', ''), PUBLISHED: ('Published', 'check_circle', 'ok'),
                 FAILED: ('Not published', 'error', 'bad')}
OWN: Final = 'Only the part between our two marks is written; everything else on the page stays as it is.'
NEW, OLD = 'new', 'old'
SHOWN: Final = 12  # rows of a table in the preview

Publish = Callable[[PublishDraft], Awaitable[Any]]
LookAgain = Callable[[str], Awaitable[Sequence[Section]]]


class PublishDialog(Dialog):
    """`look_again` shows what stands above the report as it is typed."""

    def __init__(self, wikis: Sequence[ChannelView], former: Sequence[PublicationView], found: Sequence[Section],
                 publish: Publish, look_again: LookAgain) -> None:
        super().__init__('Publish to Confluence', OWN)
        self.wikis, self.publish, self.look_again = {str(one.id): one for one in wikis}, publish, look_again
        self.former = {str(one.channel_id): one for one in former}
        with self.body:
            self._history(former)
            with Form('Publish report', self._send) as self.form, self.form.body:
                self._fields()
            with block('rt-out-preview').props('role=region tabindex=0 aria-label=Preview') as self.preview:
                show_sections(found)

    def _history(self, former: Sequence[PublicationView]) -> None:
        for one in former:
            with block('rt-row').style('gap: 8px'):
                Pill(*STATES[one.state])
                with block('rt-grow'):
                    Text(f'{one.channel}, {ago(one.at)} by {one.by_name}', 'rt-sm')
                    if one.error:
                        Text(one.error, 'rt-sm rt-out-trouble', 'p').props('role=alert')
                if one.url:
                    outside_link('Open the page', one.url, 'rt-sm')

    def _fields(self) -> None:
        first = next(iter(self.wikis))
        self.wiki = Choice('Confluence', {key: one.name for key, one in self.wikis.items()}, first,
                           on_change=lambda: self._fill(self.wiki.value or first))
        self.where = Segmented('Where to', {NEW: 'A new page', OLD: 'An existing page'}, NEW, self._arrange)
        self.page = self.form.add('page', Field('Page', hint='Its address, or its number.'))
        self.new = block('rt-col').style('gap: 14px')
        with self.new:
            self.title = self.form.add('title', Field('Title', hint='Empty: board and sprint.'))
            self.space = self.form.add('space', Field('Space', hint='Its key.'))
            self.parent = self.form.add('parent', Field('Page above', hint='Its address, or its number; may be empty.'))
        self.intro = self.form.add('intro', Field('Text above the report', is_long=True))
        self.intro.input.on('blur', self._show, args=[])
        self._fill(first)

    def _fill(self, key: str) -> None:
        """As it was the last time, else as this Confluence has new pages."""
        wiki, last = self.wikis[key].wiki, self.former.get(key)
        given = last.draft if last else PublishDraft(int(key), space=wiki.space if wiki else '',
                                                     parent=wiki.parent if wiki else '')
        for field, value in ((self.page, given.page), (self.title, given.title), (self.space, given.space),
                             (self.parent, given.parent), (self.intro, given.intro)):
            field.set(value)
        self.where.show(OLD if given.page else NEW)
        self._arrange()

    def _arrange(self, *_: Any) -> None:
        self.page.set_visibility(self.where.value == OLD)
        self.new.set_visibility(self.where.value == NEW)

    async def _show(self) -> None:
        with refusals_shown():
            found = await self.look_again(self.intro.value)
            self.preview.clear()
            with self.preview:
                show_sections(found)

    async def _send(self) -> None:
        is_new = self.where.value == NEW
        if not is_new and not self.page.value.strip():
            raise Rejected('Name the page by its number or by its whole address.', field='page')
        await self.publish(PublishDraft(
            int(self.wiki.value or 0), '' if is_new else self.page.value, self.space.value if is_new else '',
            self.parent.value if is_new else '', self.title.value if is_new else '', self.intro.value))
        self.close()


def show_sections(found: Sequence[Section]) -> None:
    """As text: what is written to the wiki, nothing of it as markup."""
    for section in found:
        Text(section.title, 'rt-out-preview-title', 'h3')
        for words in section.words:
            Text(words, 'rt-sm', 'p')
        for one in section.links:
            with block(tag='p'):
                link(one.text, one.link, 'rt-sm')
        if section.rows:
            _table(section)
        if section.foot:
            Text(section.foot, 'rt-sm rt-3', 'p')


def _table(section: Section) -> None:
    with block('rt-scroll-x'), block('rt-table', 'table'):
        with block(tag='thead'), block(tag='tr'):
            for name in section.head:
                Text(name, '', 'th').props('scope=col')
        with block(tag='tbody'):
            for row in section.rows[:SHOWN]:
                with block(tag='tr'):
                    for cell in row:
                        _cell(cell)
    if len(section.rows) > SHOWN:
        Text(f'And {len(section.rows) - SHOWN} more rows.', 'rt-sm rt-3', 'p')


def _cell(cell: Cell) -> None:
    with ui.element('td'):
        if cell.link.startswith(('https://', 'http://')):
            outside_link(cell.text, cell.link)
        else:
            Text(cell.text)
