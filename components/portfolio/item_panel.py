"""The panel of one item: everything about it, and everything that can be done with it without dragging."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

from nicegui import ui

from app.domain.portfolio.planning.operations import (
    AllotShare,
    ChangeIteration,
    ChangePlan,
    ChangeState,
    ChangeTags,
    ClearDates,
    DropShare,
    Operation,
    PlanItem,
    ResizeItem,
    RevertFields,
)
from app.domain.portfolio.views.details import ItemView, day_text, percent_text
from components.controls import Button, Choice, DeedMenu, Field, IconButton, Pill, Text, block, menu_item, outside_link
from components.portfolio.item_agreed import Agreed, Disputed
from components.portfolio.item_parts import Description, History, Links, Roadmaps, Shares

TONES = {'Proposed': '', 'InProgress': 'info', 'Resolved': 'warn', 'Completed': 'pos', 'Removed': ''}
ICONS = {'Proposed': 'radio_button_unchecked', 'InProgress': 'progress_activity', 'Resolved': 'task_alt',
         'Completed': 'check_circle', 'Removed': 'block'}

Edit = Callable[[Sequence[Operation], str], Awaitable[bool]]  # what to do, and how to tell that it was done


@dataclass(frozen=True)
class PanelWishes:
    edit: Edit
    open: Callable[[int], Awaitable[None]]
    close: Callable[[], Awaitable[None]]
    leave: Callable[[], Awaitable[None]]  # by a key, which then belongs to the bars again
    link: Callable[[int], Awaitable[None]]  # opens the dialog
    move: Callable[[int], Awaitable[None]]
    explain: Callable[[int], Awaitable[None]]
    reveal: Callable[[int], Awaitable[None]]
    load: Callable[[int], Awaitable[None]]  # a saved view
    estimate: Callable[[int], Awaitable[None]] | None = None
    write: Callable[[int], Awaitable[None]] | None = None  # what was agreed, to the source
    settle: Callable[[int, str], Awaitable[None]] | None = None  # shares: whose stay


class ItemPanel(ui.element):
    """Fields keep what is being typed; what others change comes into all the others at once."""

    def __init__(self, wishes: PanelWishes, *, may_edit: bool) -> None:
        super().__init__('aside')
        self.wishes, self.may_edit = wishes, may_edit
        self.view: ItemView | None = None
        self.is_awaited = False  # by somebody at the keys
        self.classes('rt-panel rt-item-panel').props['role'] = 'region'
        self.props['aria-label'] = 'Item details'
        with self:
            with block('rt-panel-head'):
                self.kind = Text('', 'rt-grow rt-clip rt-2')
                DeedMenu('more_horiz', 'More', self._deeds).menu.props('auto-close')
                IconButton('close', 'Close the details', wishes.close, has_tooltip=False)
            self.body = block('rt-panel-body')
        self.on('keydown.escape', wishes.leave, args=[])
        self._build()
        self.set_visibility(False)

    def show(self, view: ItemView) -> None:
        is_other = self.view is None or self.view.item.id != view.item.id
        self.view = view
        item = view.item
        self.kind.say(f'{item.type} {item.number}' if not item.is_placeholder else f'Proposed {item.type}')
        self.title.say(item.title)
        self.meta.say(' · '.join(filter(None, (view.plan, view.iteration, item.assignee))))
        self.state_pill.show(item.state, ICONS.get(item.category, 'help'), TONES.get(item.category, ''))
        self.changed.set_visibility(view.is_changed)
        self.gone.set_visibility(item.is_gone)
        self.fields.show(view, is_other=is_other)
        self.agreed.show(view)
        self.disputed.show(view)
        self.shares.show(view)
        self.links.show(view)
        self.more.clear()
        with self.more:
            Description(view)
            Roadmaps(view, self.wishes.load)
            History(view)
        self.set_visibility(True)
        if self.is_awaited:
            self.begin()

    def begin(self) -> None:
        """Put the keyboard there, at the same moment as it can be seen: a key that comes between would be lost."""
        self.is_awaited = self.view is None
        if self.view:
            self.title.run_method('focus')

    def _build(self) -> None:
        with self.body:
            with block('rt-sec rt-col'):
                self.title = Text('', 'rt-item-title', 'h2').props('tabindex=-1')
                self.meta = Text('', 'rt-2 rt-sm', 'div')
                with block('rt-row rt-wrap'):
                    self.state_pill = Pill()
                    self.changed = Pill('Changed in this scenario', 'edit', 'acc')
                    self.gone = Pill('No longer at the source', 'link_off', 'warn')
            self.fields = Fields(self.wishes, may_edit=self.may_edit)
            self.agreed = Agreed(partial(self._with_item, self.wishes.write) if self.wishes.write else None)
            self.disputed = Disputed(self._settle)
            self.shares = Shares(self._share, self._drop, may_edit=self.may_edit)
            self.links = Links(self.wishes.open, self._unlink, partial(self._with_item, self.wishes.link),
                               may_edit=self.may_edit)
            self.more = block()

    def _deeds(self) -> None:
        view = self.view
        if view is None:
            return
        item = view.item
        menu_item('Show on the timeline', 'my_location', partial(self.wishes.reveal, item.id))
        menu_item('Why is this not shown?', 'help', partial(self.wishes.explain, item.id))
        if self.may_edit:
            menu_item('Move to…', 'drag_indicator', partial(self.wishes.move, item.id))
            menu_item('Link to…', 'account_tree', partial(self.wishes.link, item.id))
            if self.wishes.estimate:
                menu_item('Estimate at a poker table…', 'playing_cards', partial(self.wishes.estimate, item.id))
            menu_item('Clear dates', 'event_busy', self.fields.clear_dates)
            if view.is_changed:
                menu_item('Revert item', 'restore', self.fields.revert)
        if item.url.startswith('http'):
            outside_link('Open in Azure DevOps' if 'azure' in item.url or 'visualstudio' in item.url else
                         'Open at the source', item.url, 'rt-menu-item')

    async def _share(self, team: int, percent: Decimal, name: str) -> None:
        if self.view:
            done = f'{name} works {percent_text(percent)} on “{self.view.item.title}”'
            if not await self.wishes.edit([AllotShare((self.view.item.id,), team, percent)], done):
                self.shares.put_back()

    async def _drop(self, team: int, name: str) -> None:
        if self.view:
            await self.wishes.edit([DropShare((self.view.item.id,), team)],
                                   f'{name} is no longer on “{self.view.item.title}”')

    async def _unlink(self, operation: Operation, text: str) -> None:
        await self.wishes.edit([operation], text)

    async def _settle(self, choice: str) -> None:
        if self.view and self.wishes.settle:
            await self.wishes.settle(self.view.item.id, choice)

    async def _with_item(self, deed: Callable[[int], Awaitable[None]]) -> None:
        if self.view:
            await deed(self.view.item.id)


class Fields(ui.element):
    """Dates, state, iteration, plan and tags: each is kept when it is left, as one step."""

    def __init__(self, wishes: PanelWishes, *, may_edit: bool) -> None:
        super().__init__('section')
        self.wishes, self.may_edit = wishes, may_edit
        self.view: ItemView | None = None
        self.classes('rt-sec rt-col').props('aria-label="Plan of this item"')
        with self:
            with block('rt-pair'):
                self.start, self.start_was = self._dated('Start')
                self.end, self.end_was = self._dated('End')
            self.length = Text('', 'rt-3 rt-sm', 'div')
            self.state, self.state_was = self._chosen('State', self._take_state)
            self.iteration, self.iteration_was = self._chosen('Iteration', self._take_iteration)
            self.plan, self.plan_was = self._chosen('Plan', self._take_plan)
            self.tags = Field('Tags', hint='Separated by semicolons')
            self.tags.input.on('blur', self._take_tags, args=[]).on('keydown.enter', self._take_tags, args=[])
            self.tags_was = Text('', 'rt-was')
            if may_edit:
                self._buttons()
        if not may_edit:
            for control in (self.start.input, self.end.input, self.tags.input, self.state.select,
                            self.iteration.select, self.plan.select):
                control.props('readonly')

    def show(self, view: ItemView, *, is_other: bool) -> None:
        former, self.view = None if is_other else self.view, view
        item = view.item
        for field, value, before in (
                (self.start, _iso(item.start), _iso(former.item.start) if former else None),
                (self.end, _iso(item.end), _iso(former.item.end) if former else None),
                (self.tags, '; '.join(item.tags), '; '.join(former.item.tags) if former else None)):
            if value != before:
                field.set(value)
        self._offer(self.state, dict.fromkeys(view.choices.states), item.state, {name: name for name in
                                                                               view.choices.states})
        iterations = {'': 'None', **dict(view.choices.iterations)}
        self._offer(self.iteration, iterations, item.iteration, iterations)
        plans = dict(view.choices.plans)
        self._offer(self.plan, plans, str(item.plan or ''), plans)
        for label, name in ((self.start_was, 'start'), (self.end_was, 'end'), (self.state_was, 'state'),
                            (self.iteration_was, 'iteration'), (self.plan_was, 'plan'), (self.tags_was, 'tags')):
            _show_was(label, view.former(name))
        self.length.say(_length(view))
        if self.may_edit:
            self._show_buttons(view)

    async def clear_dates(self) -> None:
        if self.view:
            await self._edit([ClearDates((self.view.item.id,))], f'“{self.view.item.title}” has no dates now')

    async def revert(self) -> None:
        if self.view:
            await self._edit([RevertFields(self.view.item.id)],
                                   f'“{self.view.item.title}” is as in the live plan')

    async def _edit(self, operations: Sequence[Operation], done: str) -> None:
        """What was refused, or could not go as far, does not stay as it was typed."""
        if not await self.wishes.edit(operations, done) and self.view and not self.is_deleted:
            self.show(self.view, is_other=True)

    def _dated(self, name: str) -> tuple[Field, Text]:
        with block('rt-grow'):
            field = Field(name, kind='date')
            take = partial(self._take_day, name.lower())
            field.input.on('blur', take, args=[]).on('keydown.enter', take, args=[])
            return field, Text('', 'rt-was')

    def _chosen(self, name: str, take: Callable[[], Awaitable[None]]) -> tuple[Choice, Text]:
        choice = Choice(name, {}, None, can_search=name == 'Iteration')
        choice.select.on('update:model-value', take, args=[])
        return choice, Text('', 'rt-was')

    def _offer(self, choice: Choice, known: dict[str, str | None] | dict[str, str], value: str,
               options: dict[str, str]) -> None:
        """Also a value that nobody can choose any more."""
        wanted = options if value in known else {value: value.rpartition('\\')[2] or 'None', **options}
        if wanted != choice.select.options:
            choice.select.set_options(wanted, value=value)
        elif choice.select.value != value:
            choice.select.set_value(value)

    def _buttons(self) -> None:
        with block('rt-row rt-wrap'):
            self.shrink = Button('Shrink to children', self._shrink, size='s', icon='compress')
            self.snap_start = Button('Start with children', partial(self._snap, 'start'), size='s')
            self.snap_end = Button('End with children', partial(self._snap, 'end'), size='s')
            self.clearing = Button('Clear dates', self.clear_dates, size='s', icon='event_busy')
            self.reverting = Button('Revert item', self.revert, size='s', icon='restore')

    def _show_buttons(self, view: ItemView) -> None:
        span, item = view.children_span, view.item
        for button, is_there in ((self.shrink, span is not None and span != item.span),
                                 (self.snap_start, bool(span and span[0] != item.start and item.start)),
                                 (self.snap_end, bool(span and span[1] != item.end and item.end)),
                                 (self.clearing, bool(item.start or item.end)), (self.reverting, view.is_changed)):
            button.set_visibility(is_there)

    async def _take_day(self, name: str) -> None:
        """Validated when it is left; what is wrong stays to be mended."""
        view, field = self.view, self.start if name == 'start' else self.end
        if view is None or not self.may_edit:
            return
        text, item = field.value.strip(), view.item
        if text == _iso(getattr(item, name)):
            return
        day = _day(text)
        if day is None:
            if text or getattr(item, name) is None:
                field.complain('Give a day, or clear both dates.')
            else:
                field.complain('A day is needed; “Clear dates” takes both away.')
            return
        await self._edit([_resized(view, name, day)], f'“{item.title}” {name}s on {day_text(day)}')

    async def _take_state(self) -> None:
        if self.view and self.may_edit and self.state.value and self.state.value != self.view.item.state:
            await self._edit([ChangeState((self.view.item.id,), self.state.value)],
                                   f'“{self.view.item.title}” is {self.state.value}')

    async def _take_iteration(self) -> None:
        if self.view and self.may_edit and self.iteration.value != self.view.item.iteration:
            await self._edit([ChangeIteration((self.view.item.id,), self.iteration.value)],
                                   f'“{self.view.item.title}” is in another iteration')

    async def _take_plan(self) -> None:
        if self.view and self.may_edit and self.plan.value and self.plan.value != str(self.view.item.plan):
            await self._edit([ChangePlan((self.view.item.id,), int(self.plan.value))],
                                   f'“{self.view.item.title}” is in another plan')

    async def _take_tags(self) -> None:
        if self.view is None or not self.may_edit:
            return
        wanted = tuple(dict.fromkeys(filter(None, (part.strip() for part in self.tags.value.split(';')))))
        former = self.view.item.tags
        if wanted != former:
            await self._edit([ChangeTags((self.view.item.id,), tuple(tag for tag in wanted if tag not in former),
                                               tuple(tag for tag in former if tag not in wanted))],
                                   f'“{self.view.item.title}” has other tags')

    async def _shrink(self) -> None:
        if self.view and (span := self.view.children_span):
            await self._edit([PlanItem(self.view.item.id, *span)], f'“{self.view.item.title}” fits its children')

    async def _snap(self, name: str) -> None:
        if self.view and (span := self.view.children_span):
            day = span[0] if name == 'start' else span[1]
            await self._edit([_resized(self.view, name, day)],
                                   f'“{self.view.item.title}” {name}s with its children')


def _resized(view: ItemView, name: str, day: date) -> Operation:
    """An item with one day only gets both."""
    item = view.item
    other = item.end if name == 'start' else item.start
    if other is None:
        return PlanItem(item.id, day, day)
    return ResizeItem(item.id, start=day) if name == 'start' else ResizeItem(item.id, end=day)


def _show_was(label: Text, former: str) -> None:
    label.say(f'was {former}' if former else '')
    label.set_visibility(bool(former))


def _length(view: ItemView) -> str:
    item = view.item
    if item.span is None:
        return 'Nobody has planned this yet.' if item.start is None and item.end is None else 'One end is missing.'
    days = f'{view.working_days} working days' if view.working_days != 1 else '1 working day'
    inferred = [name for name, origin in (('start', item.start_from), ('end', item.end_from)) if origin]
    wrong = ' · starts after it ends' if item.start and item.end and item.start > item.end else ''
    return days + (f' · {" and ".join(inferred)} from the iteration' if inferred else '') + wrong


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ''


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
