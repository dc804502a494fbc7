"""Parts of the panel of an item: who works on it, what it hangs on, what it is about, what happened to it."""

from collections.abc import Awaitable, Callable
from decimal import Decimal
from functools import partial
from typing import Any

from nicegui import ui

from app.domain.portfolio.planning.operations import ChangeParent, Operation, UnlinkItems
from app.domain.portfolio.views import details
from app.domain.portfolio.views.details import ItemView, LinkLine, ShareLine, percent_text
from components.controls import Button, Choice, IconButton, Text, block, put, sign
from components.listing import Keyed
from components.moments import short_moment
from components.portfolio.description import shown_description
from components.portfolio.scenario_menu import counted

STEP = 10  # percent of one notch of the wheel
KINDS = ((details.PARENT, 'Parent'), (details.PREDECESSOR, 'Waits for'), (details.SUCCESSOR, 'Waits for this'),
         (details.RELATED, 'Related'), (details.CHILD, 'Children'))
VERDICTS = {'violated': ('warning', 'rt-neg'), 'unknown': ('help', 'rt-3'), 'fine': ('check', 'rt-pos')}


class Shares(ui.element):
    """Each team with its part, as a number and a bar."""

    def __init__(self, change: Callable[[int, Decimal, str], Awaitable[None]],
                 drop: Callable[[int, str], Awaitable[None]], *, may_edit: bool) -> None:
        super().__init__('section')
        self.change, self.drop, self.may_edit = change, drop, may_edit
        self.names: dict[str, str] = {}
        self.classes('rt-sec').props('aria-label="Teams"')
        with self:
            with block('rt-row'):
                Text('Teams', 'rt-grow', 'h3')
                self.load = Text('', 'rt-3 rt-sm')
            self.rows = Keyed[int, ShareRow](block('rt-col'), lambda: ShareRow(change, drop, may_edit=may_edit))
            self.was = Text('', 'rt-was')
            if may_edit:
                self.add = Choice('Add team', {}, None, can_search=True)
                self.add.select.on('update:model-value', self._add, args=[])

    def show(self, view: ItemView) -> None:
        lines = view.shares
        for line, row in zip(lines, self.rows.arrange([line.team for line in lines]), strict=True):
            row.show(line)
        self.load.say(f'{percent_text(view.load.quantize(Decimal("0.1")))} of the organisation' if lines else '')
        former = view.former('shares')
        self.was.say(f'was {former}' if former else '')
        self.was.set_visibility(bool(former))
        if self.may_edit:
            self.names = dict(view.choices.teams)
            if self.add.select.options != self.names:
                self.add.select.set_options(self.names, value=None)

    def put_back(self) -> None:
        """Whatever was typed and not kept."""
        for row in self.rows.entries.values():
            row.put_back()

    async def _add(self) -> None:
        team = self.add.value
        if team in self.names:
            await self.change(int(team), Decimal(100), self.names[team])


class ShareRow(ui.element):
    """The wheel goes in tens over the bar; what it comes to is kept when the pointer leaves."""

    def __init__(self, change: Callable[[int, Decimal, str], Awaitable[None]],
                 drop: Callable[[int, str], Awaitable[None]], *, may_edit: bool) -> None:
        super().__init__('div')
        self.change, self.drop, self.may_edit = change, drop, may_edit
        self.line: ShareLine | None = None
        self.classes('rt-share')
        with self:
            with block('rt-row'):
                self.tone = block('rt-tone')
                self.name = Text('', 'rt-grow rt-clip')
                self.days = Text('', 'rt-3 rt-sm')
                self.input = ui.number(min=0, max=100, step=STEP, precision=2).props(
                    'outlined dense hide-bottom-space suffix=% role=spinbutton').classes('rt-share-input')
                self.cross = IconButton('close', 'Remove the team', self._drop, has_tooltip=False)
            with block('rt-meter rt-share-bar') as self.bar:
                self.fill = block(tag='i')
            self.doubt = Text('', 'rt-wrn rt-sm', 'div')
        if may_edit:
            self.input.on('blur', self._take, args=[]).on('keydown.enter', self._take, args=[])
            self.bar.on('wheel.prevent', self._turn, args=['deltaY']).on('mouseleave', self._take, args=[])
        else:
            self.input.props('readonly')
            self.cross.set_visibility(False)

    def show(self, line: ShareLine) -> None:
        if line == self.line:
            return
        self.line = line
        self.name.say(line.name)
        self.tone.style(f'background: var(--rt-bar-{line.tone}-line)')
        self.days.say(f'{line.working_days} wd' if line.working_days is not None else '')
        put(self.input, aria_label=f'Share of {line.name}')
        self.input.mark(f'Share of {line.name}')
        self.input.set_value(float(line.percent))
        self.cross.name(f'Remove {line.name}')
        self._fill(float(line.percent), line.tone)
        self.doubt.say(f'The description says {line.doubt} %.' if line.doubt else '')
        self.doubt.set_visibility(bool(line.doubt))

    def put_back(self) -> None:
        if self.line:
            self.input.set_value(float(self.line.percent))
            self._fill(float(self.line.percent), self.line.tone)

    def _fill(self, percent: float, tone: int) -> None:
        self.fill.style(f'width: {percent:g}%; background: var(--rt-bar-{tone}-line)')

    def _turn(self, event: Any) -> None:
        if self.line:
            value = float(self.input.value or 0) + (STEP if event.args['deltaY'] < 0 else -STEP)
            self.input.set_value(max(0.0, min(100.0, value)))
            self._fill(float(self.input.value or 0), self.line.tone)

    async def _take(self) -> None:
        if self.line is None or self.input.value is None:
            return
        wanted = max(Decimal(0), min(Decimal(100), Decimal(str(self.input.value))))
        if wanted != self.line.percent:
            await self.change(self.line.team, wanted, self.line.name)

    async def _drop(self) -> None:
        if self.line:
            await self.drop(self.line.team, self.line.name)


class Links(ui.element):
    """What belongs to it and what it hangs on; what one may not see is only counted."""

    def __init__(self, open_item: Callable[[int], Awaitable[None]],
                 unlink: Callable[[Operation, str], Awaitable[None]], link: Callable[[], Awaitable[None]], *,
                 may_edit: bool) -> None:
        super().__init__('section')
        self.open_item, self.unlink, self.may_edit = open_item, unlink, may_edit
        self.view: ItemView | None = None
        self.shown: tuple[Any, ...] = ()
        self.classes('rt-sec').props('aria-label="Links"')
        with self:
            with block('rt-row'):
                Text('Links', 'rt-grow', 'h3')
                if may_edit:
                    Button('Link to…', link, size='s', look='ghost', icon='add_link')
            self.place = block('rt-col')

    def show(self, view: ItemView) -> None:
        self.view = view
        now = (view.item.id, view.links, view.hidden, view.others, view.more_children)
        if now == self.shown:
            return
        self.shown = now
        self.place.clear()
        with self.place:
            for kind, title in KINDS:
                lines = [line for line in view.links if line.kind == kind]
                if lines:
                    Text(title, 'rt-3 rt-sm', 'h4')
                    for line in lines:
                        self._line(line)
            if view.more_children:
                Text(f'and {view.more_children} more children', 'rt-3 rt-sm')
            if view.hidden:
                Text(f'{counted(view.hidden, "item")} you may not see', 'rt-3 rt-sm rt-hidden-links')
            for kind, target in view.others:
                Text(f'Other: {kind} {target}', 'rt-3 rt-sm rt-clip')
            if not (view.links or view.hidden or view.others):
                Text('Nothing is linked to it.', 'rt-3 rt-sm')

    def _line(self, line: LinkLine) -> None:
        with block('rt-row rt-link-line'):
            icon, tone = VERDICTS.get(line.verdict, ('', ''))
            if icon:
                sign(icon, 16, tone)
            with Text('', 'rt-link-btn rt-grow rt-clip', 'button').props('type=button').on(
                    'click', partial(self.open_item, line.item_id), args=[]):
                Text(line.title, 'rt-clip')
            Text(f'{line.type} {line.number} · {line.state}' + (f' · +{line.lag} wd' if line.lag else ''),
                 'rt-3 rt-sm rt-clip')
            if self.may_edit and line.kind != details.CHILD:
                IconButton('link_off', f'Unlink {line.title}', partial(self._unlink, line), has_tooltip=False)
        if line.verdict == 'violated':
            Text(line.text, 'rt-neg rt-sm', 'div')

    async def _unlink(self, line: LinkLine) -> None:
        if self.view:
            await self.unlink(_unlinking(self.view.item.id, line), f'“{line.title}” is not linked any more')


def _unlinking(own: int, line: LinkLine) -> Operation:
    if line.kind == details.PARENT:
        return ChangeParent(own, None)
    if line.kind == details.PREDECESSOR:
        return UnlinkItems(line.item_id, own)
    if line.kind == details.SUCCESSOR:
        return UnlinkItems(own, line.item_id)
    return UnlinkItems(min(own, line.item_id), max(own, line.item_id), 'related')


class Description(ui.element):
    """Read only, as the source has it, without anything that acts."""

    def __init__(self, view: ItemView) -> None:
        super().__init__('section')
        self.classes('rt-sec').props('aria-label="Description"')
        self.set_visibility(bool(view.description))
        with self:
            Text('Description', tag='h3')
            shown_description(view.description)
            if view.is_cut:
                Text('The rest is at the source.', 'rt-3 rt-sm', 'div')


class Roadmaps(ui.element):
    """Saved views in which the item can be seen."""

    def __init__(self, view: ItemView, load: Callable[[int], Awaitable[None]]) -> None:
        super().__init__('section')
        self.classes('rt-sec').props('aria-label="In these views"')
        self.set_visibility(bool(view.roadmaps or view.also_in or view.groups))
        with self:
            Text('Appears in', tag='h3')
            with block('rt-row rt-wrap'):
                for number, name in view.roadmaps:
                    Text(name, 'rt-link-btn', 'button').props('type=button').on('click', partial(load, number), args=[])
                for name in view.also_in:
                    Text(f'also in {name}', 'rt-3 rt-sm')
                for name in view.groups:
                    Text(f'group {name}', 'rt-3 rt-sm')


class History(ui.element):
    """The last steps at its source."""

    def __init__(self, view: ItemView) -> None:
        super().__init__('section')
        self.classes('rt-sec').props('aria-label="History"')
        self.set_visibility(bool(view.history))
        with self:
            Text('History', tag='h3')
            for line in view.history:
                with block('rt-history-line'):
                    Text(f'{line.by or "Somebody"}, {short_moment(line.at)}', 'rt-3 rt-sm', 'div')
                    Text(line.text, 'rt-sm', 'div')
