"""Finding a bar: a box with results, which can be walked through with the arrows, and why something is not there."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial

from nicegui import ui

from app.domain.portfolio.items.searching import Hit
from app.domain.portfolio.views.hiding import Reason
from components.controls import Button, IconButton, Text, block, classed, popup, put, sign
from components.dialogs import Dialog

PAUSE = 'debounce=150'


@dataclass(frozen=True)
class SearchWishes:
    find: Callable[[str], Awaitable[Sequence[Hit]]]
    reveal: Callable[[Hit], Awaitable[None]]
    explain: Callable[[str], Awaitable[None]]


class Search(ui.element):
    """In the corner above the rows; it remembers what was looked for last."""

    def __init__(self, wishes: SearchWishes) -> None:
        super().__init__('div')
        self.wishes = wishes
        self.hits: tuple[Hit, ...] = ()
        self.chosen = 0
        self.sought = ''
        self.lines: list[Text] = []
        self.classes('rt-plan-search').props('role=search')
        with self:
            self.input = ui.input().props(f'outlined dense hide-bottom-space type=search {PAUSE} clearable '
                                          'placeholder="Find an epic or feature" role=searchbox autocomplete=off')
            self.input.props['aria-label'] = 'Find an epic or feature'
            self.input.mark('Find an epic or feature')
            with self.input.add_slot('prepend'):
                sign('search', 18)
            with self.input, popup('Results').props('no-parent-event no-focus fit no-refocus') as self.menu:
                self.place = block('rt-menu rt-plan-hits')
        self.input.on_value_change(self._typed)  # the event of the browser comes before the value
        self.input.on('keydown.down.prevent', partial(self._step, 1), args=[])
        self.input.on('keydown.up.prevent', partial(self._step, -1), args=[])
        self.input.on('keydown.enter', self._take, args=[])
        self.input.on('keydown.escape', self.menu.close, args=[])

    def focus(self) -> None:
        self.input.run_method('focus')
        self.input.run_method('select')

    async def _typed(self) -> None:
        """A browser tells the same words once more when Enter is pressed."""
        if (self.input.value or '').strip() != self.sought:
            await self._look()

    async def _look(self) -> None:
        text = self.sought = (self.input.value or '').strip()
        if not text:
            self.menu.close()
            return
        self.hits, self.chosen = tuple(await self.wishes.find(text)), 0
        self.place.clear()
        with self.place:
            self.lines = [self._line(hit) for hit in self.hits]
            if not self.hits:
                Text(f'Nothing is called “{text}”.', 'rt-3 rt-sm rt-plan-none', 'div')
            Button('Why is this not shown?', partial(self._explain, text), look='ghost', size='s', icon='help')
        self._mark()
        self.menu.open()

    def _line(self, hit: Hit) -> Text:
        line = Text('', 'rt-menu-item rt-plan-hit', 'button').props('type=button').on(
            'click', partial(self._reveal, hit), args=[])
        with line:
            Text(hit.title, 'rt-grow rt-clip')
            Text('no longer at the source' if hit.is_gone else '' if hit.is_shown else 'hidden', 'rt-3 rt-sm')
            Text(f'{hit.type} {hit.number}', 'rt-3 rt-sm')
        return line

    def _mark(self) -> None:
        for index, line in enumerate(self.lines):
            classed(line, sel=index == self.chosen)

    async def _step(self, by: int) -> None:
        """The last query is still there."""
        if not self.menu.value:
            await self._look()
        elif self.hits:
            self.chosen = (self.chosen + by) % len(self.hits)
            self._mark()

    async def _take(self) -> None:
        if self.hits and self.menu.value:
            await self._reveal(self.hits[self.chosen])
        elif (self.input.value or '').strip():
            await self._look()

    async def _reveal(self, hit: Hit) -> None:
        self.menu.close()
        await self.wishes.reveal(hit)

    async def _explain(self, text: str) -> None:
        self.menu.close()
        await self.wishes.explain(text)


class Corner(ui.element):
    """What stands above the rows of a timeline, beside what the timeline says itself."""

    def __init__(self, wishes: SearchWishes, fold_all: Callable[[], Awaitable[None]]) -> None:
        super().__init__('div')
        self.classes('rt-plan-corner')
        with self:
            self.search = Search(wishes)
            self.search.classes('rt-grow')
            self.fold = IconButton('unfold_less', 'Fold all', fold_all)

    def show(self, folding: str) -> None:
        """What the next click does."""
        text, icon = {'level': ('Unfold all', 'more'), '': ('Fold all', 'less')}.get(folding, ('Unfold epics', 'more'))
        self.fold.name(text)
        put(self.fold.icon, name=f'sym_r_unfold_{icon}')


class WhyDialog(Dialog):
    """Every reason why an item is not on the timeline, with what helps."""

    def __init__(self, title: str, reasons: Sequence[Reason], apply: Callable[[Reason], Awaitable[None]], *,
                 is_admin: bool = False, is_shown: bool = False) -> None:
        super().__init__('Why an item is hidden', title)
        self.apply = apply
        with self.body:
            if is_shown:
                Text('It is on the timeline.', tag='p')
            with block('rt-why', 'ol'):
                for reason in reasons:
                    self._reason(reason, is_admin)
        with self.foot:
            Button('Close', self.close, size='l')

    def _reason(self, reason: Reason, is_admin: bool) -> None:
        remedy = reason.remedy
        with block('rt-why-reason', 'li'):
            Text(reason.text, tag='p')
            if remedy.who and not is_admin:
                Text(f'{remedy.text}: an admin can.' if remedy.href else 'Ask an admin.', 'rt-2 rt-sm', 'p')
            elif remedy.looks or remedy.day or remedy.href:
                Button(remedy.text, partial(self._take, reason), size='s', icon='auto_fix_high')

    async def _take(self, reason: Reason) -> None:
        self.close()
        await self.apply(reason)
