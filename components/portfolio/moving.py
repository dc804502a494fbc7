"""What a drag does, as dialogs: move, resize, plan, link. The same operations come of both."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from functools import partial

from app.domain.portfolio.items.items import NEEDS, RELATED, Item
from app.domain.portfolio.items.searching import Hit
from app.domain.portfolio.planning.operations import (
    ChangeParent,
    LinkItems,
    MoveItems,
    Operation,
    PlanItem,
    ResizeItem,
)
from components.controls import Button, Field, NumberField, Segmented, Switch, Text, block, classed
from components.dialogs import Dialog
from components.portfolio.item_panel import Edit

MOVE, RESIZE = 'move', 'resize'
HOW = {MOVE: 'Move', RESIZE: 'Resize'}
FARTHEST = 3650  # days
LINKS = {'after': 'It waits for', 'before': 'Waits for it', 'related': 'Related to', 'parent': 'Lies below'}


class MoveDialog(Dialog):
    """One item: another first day, both days, or its first ones; several: by days."""

    def __init__(self, items: Sequence[Item], edit: Edit) -> None:
        one = items[0] if len(items) == 1 else None
        is_plan = one is not None and one.span is None
        title = 'Plan…' if is_plan else 'Move to…'
        super().__init__(title, f'“{one.title}”' if one else f'{len(items)} items')
        self.items, self.edit, self.one, self.is_plan = tuple(items), edit, one, is_plan
        self.how = MOVE
        with self.body:
            if one:
                self._days(one)
            else:
                self.by = NumberField('Days later', 0, -FARTHEST, FARTHEST, unit='days')
            self.alone = Switch('Only this bar' if one else 'Only these bars',
                                'Nothing below comes along, nothing above grows')
            self.working = Switch('Keep the number of working days')
            for switch in (self.alone, self.working):
                switch.set_visibility(not is_plan)
        with self.foot:
            Button('Back', self.close, size='l')
            Button('Plan' if is_plan else 'Move', self._send, size='l', look='primary')

    def _days(self, item: Item) -> None:
        if not self.is_plan:
            Segmented('What happens', HOW, MOVE, self._choose, is_wide=True)
        with block('rt-pair'):
            self.start = Field('Start', item.start.isoformat() if item.start else '', kind='date')
            self.end = Field('End', item.end.isoformat() if item.end else '', kind='date')
        self.end.set_visibility(self.is_plan)

    def _choose(self, how: str) -> None:
        self.how = how
        self.end.set_visibility(how == RESIZE)
        for switch in (self.alone, self.working):
            switch.set_visibility(how == MOVE)

    async def _send(self) -> None:
        operation = self._of_one(self.one) if self.one else self._of_many()
        if operation and await self.edit([operation], self._done()):
            self.close()

    def _of_many(self) -> Operation | None:
        if not self.by.value:
            return None
        return MoveItems(tuple(item.id for item in self.items), self.by.value, self.alone.value, self.working.value)

    def _of_one(self, item: Item) -> Operation | None:
        start = _day(self.start)
        if start is None:
            self.start.complain('Give the first day.')
            return None
        if self.is_plan or self.how == RESIZE:
            return self._both(item, start)
        span = item.span
        return MoveItems((item.id,), (start - span[0]).days, self.alone.value, self.working.value) if span else None

    def _both(self, item: Item, start: date) -> Operation | None:
        end = _day(self.end)
        if end is None or end < start:
            self.end.complain('Give the last day, not before the first.')
            return None
        return PlanItem(item.id, start, end) if self.is_plan else ResizeItem(item.id, start, end)

    def _done(self) -> str:
        if self.one:
            return f'“{self.one.title}” is {"planned" if self.is_plan else "moved" if self.how == MOVE else "resized"}'
        return f'{len(self.items)} items are moved by {self.by.value} days'


class LinkDialog(Dialog):
    """Choose the other one by its number or title, and which of the two has to be done first."""

    def __init__(self, item: Item, find: Callable[[str], Awaitable[Sequence[Hit]]], edit: Edit) -> None:
        super().__init__('Link to…', f'“{item.title}”')
        self.item, self.find, self.edit = item, find, edit
        self.other: Hit | None = None
        with self.body:
            self.kind = Segmented('How', LINKS, 'after', self._choose, is_wide=True)
            self.text = Field('The other item', hint='Number or title', autocomplete='off')
            self.text.input.props('debounce=150').on_value_change(self._look)
            self.place = block('rt-menu rt-plan-hits')
            self.lag = NumberField('Working days between them', 0, 0, 260)
        with self.foot:
            Button('Back', self.close, size='l')
            self.yes = Button('Link', self._send, size='l', look='primary')
        self.yes.enable(False)

    def _choose(self, kind: str) -> None:
        self.lag.set_visibility(kind in ('before', 'after'))

    async def _look(self) -> None:
        found = await self.find(self.text.value) if self.text.value.strip() else ()
        self.other = None
        self.yes.enable(False)
        self.place.clear()
        with self.place:
            for hit in [one for one in found if one.item_id != self.item.id][:8]:
                line = Text(f'{hit.title} · {hit.type} {hit.number}', 'rt-menu-item', 'button').props('type=button')
                line.on('click', partial(self._pick, hit, line), args=[])

    def _pick(self, hit: Hit, line: Text) -> None:
        self.other = hit
        for one in self.place.default_slot.children:
            classed(one, sel=one is line)
        self.yes.enable(True)

    async def _send(self) -> None:
        if self.other and await self.edit([self._operation(self.other.item_id)],
                                          f'“{self.item.title}” and “{self.other.title}” are linked'):
            self.close()

    def _operation(self, other: int) -> Operation:
        """The item waits for the other one, or the other way round."""
        own, kind = self.item.id, self.kind.value
        if kind == 'parent':
            return ChangeParent(own, other)
        if kind == RELATED:
            return LinkItems(min(own, other), max(own, other), RELATED)
        before, after = (own, other) if kind == 'before' else (other, own)
        return LinkItems(before, after, NEEDS, self.lag.value)


class TeamDialog(Dialog):
    """A bar was let go in the lane of another team: what is meant has to be said."""

    def __init__(self, title: str, teams: tuple[str, str], choose: Callable[[bool], Awaitable[None]]) -> None:
        former, wanted = teams
        super().__init__('Another team', f'“{title}” was let go at {wanted}.')
        self.choose = choose
        with self.foot:
            Button('Only the dates', self.close, size='l').props('autofocus')
            if former:
                Button(f'{wanted} as well', partial(self._take, False), size='l')
            Button(f'{wanted} instead of {former}' if former else f'Allot to {wanted}', partial(self._take, True),
                   size='l', look='primary')

    async def _take(self, replaces: bool) -> None:
        self.close()
        await self.choose(replaces)


def moved(days: int) -> str:
    """One day later, 5 days earlier."""
    count = 'one day' if abs(days) == 1 else f'{abs(days)} days'
    return f'{count} {"later" if days > 0 else "earlier"}'


def _day(field: Field) -> date | None:
    try:
        return date.fromisoformat(field.value.strip())
    except ValueError:
        return None
