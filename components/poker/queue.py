"""The queue of stories: what is estimated, what is next, and the way to add, reorder and skip."""

from functools import partial

from nicegui import ui
from nicegui.elements.mixins.sortable_element import SortableElement
from nicegui.events import SortableEventArguments

from app.domain.poker.stories import StoryDraft
from app.domain.poker.views import StoriesView, StoryView
from components.controls import (
    Button,
    DeedMenu,
    Field,
    IconButton,
    Text,
    block,
    classed,
    menu_item,
    popup,
    sign,
    symbol,
)
from components.dialogs import Dialog
from components.feedback import empty_state
from components.listing import Keyed
from components.poker.history import export_links
from components.poker.importing import ImportDialog
from components.poker.wishes import RoomWishes

SIGNS = {'estimated': ('check_circle', 'rt-pos'), 'skipped': ('skip_next', 'rt-3'),
         'open': ('radio_button_unchecked', 'rt-3'), 'current': ('playing_cards', 'rt-pri')}


class StoryQueue(ui.element):
    def __init__(self, table_id: str, wishes: RoomWishes) -> None:
        super().__init__('aside')
        self.classes('rt-panel rt-queue').props('aria-label="Stories panel"')
        self.wishes = wishes
        self.may_edit = False
        with self:
            with block('rt-panel-head'):
                Text('Stories', tag='h2')
                self.count = Text('', 'rt-3 rt-sm rt-grow')
                self.add = IconButton('add', 'Add stories', self._open_import)
                IconButton('close', 'Close stories', self.toggle, has_tooltip=False).classes('rt-only-narrow')
            with block('rt-meter').style('margin: 12px 16px') as self.meter:
                self.bar = block(tag='i')
            with block('rt-panel-body'):
                with block() as self.nothing:
                    empty_state('bookmark', 'No stories yet', 'Estimate without one, or bring your backlog: paste it, '
                                'or read a CSV file from Jira or Azure DevOps.')
                    self.bring = Button('Add stories', self._open_import, icon='add').style(
                        'margin: -28px auto 0; display: flex')
                place = SortableElement('ul').props('role=list aria-label=Stories')
                self.lines = Keyed[int, StoryLine](place, partial(StoryLine, wishes))
                self.sorting = place.make_sortable({'delay': 150, 'delayOnTouchOnly': True}, on_end=self._dropped,
                                                   handle='.rt-grip', ghost_class='rt-dragging')
            with block('rt-panel-foot') as self.foot:
                self.foot_text = Text('', 'rt-sm rt-3 rt-grow')
                with IconButton('download', 'Export the results', has_tooltip=False), popup('Export'), block('rt-menu'):
                    export_links(table_id, 'rt-menu-item')

    def toggle(self) -> None:
        """On narrow screens the queue lies over the table."""
        classed(self, shown='rt-shown' not in self.classes)

    def show(self, view: StoriesView, may_edit: bool, may_pick: bool) -> None:
        self.view = view
        if may_edit != self.may_edit:
            self.may_edit = may_edit
            self.sorting.enable() if may_edit else self.sorting.disable()
        lines = self.lines.arrange([story.id for story in view.stories])
        for place, (story, line) in enumerate(zip(view.stories, lines, strict=True)):
            line.show(story, place, len(view.stories), story.id == view.current, may_edit, may_pick)
        self._show_counts(view)

    def _show_counts(self, view: StoriesView) -> None:
        total, done = len(view.stories), view.estimated
        self.count.say(f'{done} of {total} estimated' if total else '')
        self.bar.style(f'width: {100 * done / total if total else 0:.0f}%')
        for element, is_shown in ((self.meter, bool(total)), (self.nothing, not total), (self.add, self.may_edit),
                                  (self.bring, self.may_edit), (self.foot, bool(total))):
            if element.visible != is_shown:
                element.set_visibility(is_shown)
        left = total - done - sum(story.status == 'skipped' for story in view.stories)
        self.foot_text.say(f'{left} to go' if left else 'All estimated')

    def _open_import(self) -> None:
        ImportDialog(self.wishes).open()

    async def _dropped(self, event: SortableEventArguments) -> None:
        """The line lies where it was dropped; if that is refused, it goes back."""
        story = self.view.stories[event.old_index]
        if event.new_index != event.old_index and not await self.wishes.move(story.id, event.new_index):
            self.lines.restore()


class StoryLine(ui.element):
    def __init__(self, wishes: RoomWishes) -> None:
        super().__init__('li')
        self.classes('rt-st').props('role=listitem')
        self.wishes = wishes
        self.before: tuple[object, ...] | None = None
        with self:
            self.icon = sign('radio_button_unchecked')
            with block():
                self.key = Text('', 'rt-st-key', 'div')
                self.title = Text('', 'rt-st-title', 'button').props('type=button').on('click', self._pick, args=[])
            with block('rt-row').style('gap: 4px'):
                self.grip = sign('drag_indicator', 18, 'rt-grip rt-3')
                self.estimate = Text('', 'rt-st-estimate')
                self.menu = DeedMenu('more_vert', 'What to do with this story', self._list_deeds)

    def show(self, story: StoryView, place: int, count: int, is_current: bool, may_edit: bool, may_pick: bool) -> None:
        now = (story, place, count, is_current, may_edit, may_pick)
        if now == self.before:
            return
        self.before, self.story, self.place, self.count = now, story, place, count
        icon, tone = SIGNS['current' if is_current else story.status]
        self.icon.props['name'] = symbol(icon)
        self.icon.classes(replace=tone)
        self.key.say(story.key)
        self.title.say(story.title)
        self.estimate.say(story.estimate)
        self.title.props['aria-label'] = f'{story.key} {story.title}, {_state(story, is_current)}'.strip()
        if may_pick and not is_current:
            self.title.props(remove='disabled')
        else:
            self.title.props('disabled')
        classed(self, on=is_current, done=story.status == 'estimated', skipped=story.status == 'skipped')
        for part in (self.menu, self.grip):
            part.set_visibility(may_edit)
        if may_edit:
            self.menu.name(f'What to do with {story.key or story.title}')

    def _list_deeds(self) -> None:
        story, move = self.story, self.wishes.move
        menu_item('Edit…', 'edit', self._edit)
        if self.place > 0:
            menu_item('Move up', 'arrow_upward', partial(move, story.id, self.place - 1))
            menu_item('Move to the top', 'vertical_align_top', partial(move, story.id, 0))
        if self.place < self.count - 1:
            menu_item('Move down', 'arrow_downward', partial(move, story.id, self.place + 1))
        if story.status == 'skipped':
            menu_item('Put back', 'replay', partial(self.wishes.restore, story.id))
        elif story.status == 'open':
            menu_item('Skip', 'skip_next', partial(self.wishes.skip, story.id))
        menu_item('Delete', 'delete', partial(self.wishes.delete, story.id))

    async def _pick(self) -> None:
        await self.wishes.pick(self.story.id)

    def _edit(self) -> None:
        EditDialog(self.story, self.wishes).open()


class EditDialog(Dialog):
    def __init__(self, story: StoryView, wishes: RoomWishes) -> None:
        super().__init__('Edit the story')
        self.story, self.wishes = story, wishes
        with self.body:
            self.title = Field('Title', story.title)
            self.key = Field('Key', story.key)
            self.link = Field('Link', story.link)
            self.description = Field('Description', story.description, is_long=True)
            self.criteria = Field('Acceptance criteria', story.criteria, is_long=True)
        with self.foot:
            Button('Back', self.close, size='l')
            Button('Save the story', self._save, size='l', look='primary')

    async def _save(self) -> None:
        draft = StoryDraft(self.title.value, self.key.value, self.link.value, self.description.value,
                           self.criteria.value, self.story.imported)
        if await self.wishes.edit(self.story.id, draft):
            self.close()



def _state(story: StoryView, is_current: bool) -> str:
    if is_current:
        return 'on the table'
    return {'estimated': f'estimated {story.estimate}', 'skipped': 'skipped'}.get(story.status, 'open')
