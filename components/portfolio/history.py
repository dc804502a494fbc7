"""How days came to be, item by item: one line per step, where it lay and who moved it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, timedelta

from nicegui import ui

from app.domain.portfolio.items.history import PUBLISHED, SCENARIO, SOURCE, DayStep, HistoryView, ItemHistory, Pair
from components.chips import ChoiceChip
from components.controls import Button, Field, Text, become, block, link, put
from components.feedback import Nothing, empty_state
from components.listing import Keyed
from components.moments import full_moment
from components.pager import Pager
from components.portfolio.figures import counted, day_month, full_day, span

NO_DAY = 'none'


@dataclass(frozen=True)
class HistoryWishes:
    plan: Callable[[str], Awaitable[None]]
    text: Callable[[], Awaitable[None]]
    read: Callable[[int], Awaitable[None]]
    newer: Callable[[], Awaitable[None]]
    older: Callable[[], Awaitable[None]]


class HistoryScreen(ui.element):
    def __init__(self, wishes: HistoryWishes, text: str) -> None:
        super().__init__('div')
        self.classes('rt-col rt-days')
        with self:
            with block('rt-phead'):
                Text('History', 'rt-grow', 'h1')
            with block('rt-row rt-numbers-bar').props('role=toolbar aria-label="What is shown"'):
                self.search = Field('Item', text, placeholder='Title or number', on_enter=wishes.text)
                self.search.classes('rt-bare')
                self.plan = ChoiceChip('Plan', 'Plan', wishes.plan)
                self.count = Text('', 'rt-hint')
            self.nothing = Nothing(_no_match, _none_at_all)
            self.list = block('rt-col rt-days-list').props('role=list aria-label="Items with changed days"')
            self.items = Keyed[int, ItemCard](self.list, lambda: ItemCard(wishes.read))
            self.pager = Pager(wishes.newer, wishes.older)
        self.nothing.set_visibility(False)

    def show(self, view: HistoryView) -> None:
        self.plan.offer({str(number): name for number, name in view.plans})
        self.plan.choose(str(view.ask.plan) if view.ask.plan else '')
        self.count.say(counted(view.found, 'item'))
        wanted = view.ask.text or ('this plan' if view.ask.plan else '')
        self.nothing.show(not view.items, wanted)
        for item, card in zip(view.items, self.items.arrange([item.item_id for item in view.items]), strict=True):
            card.show(item)
        self.pager.show(view.ask.skip, len(view.items), view.found)
        self.pager.set_visibility(view.found > len(view.items))


class ItemCard(ui.element):
    """Its own scale: what matters is how its days moved against each other."""

    def __init__(self, read: Callable[[int], Awaitable[None]]) -> None:
        super().__init__('div')
        self.classes('rt-card rt-days-card').props('role=listitem')
        self.shown: ItemHistory | None = None
        self.read = read

    def show(self, item: ItemHistory) -> None:
        if item == self.shown:
            return
        self.shown = item
        self.clear()
        with self:
            self._head(item)
            if item.steps:
                scale = Scale.of(item)
                with block('rt-days-steps', 'ol').props(f'aria-label="Steps of {item.type} {item.number}"'):
                    for step in item.steps:
                        StepLine(step, scale)
            else:
                Text('Nobody has changed its days, as far as its history was read.', 'rt-hint', 'p')

    def _head(self, item: ItemHistory) -> None:
        with block('rt-row rt-days-head'):
            with block('rt-grow'):
                link(item.title, f'/portfolio?item={item.item_id}', 'rt-b')
                words = (f'{item.type} {item.number}', item.plan, present(item))
                Text(' · '.join(filter(None, words)), 'rt-hint', 'div')
            if item.lacks:
                button = Button('Read its history', lambda: self.read(item.item_id), size='s', icon='sync')
                put(button, aria_label=f'Read the history of {item.title}')


@dataclass(frozen=True)
class Scale:
    first: date
    days: int

    @classmethod
    def of(cls, item: ItemHistory) -> 'Scale':
        given = [day for step in item.steps for day in (step.start, step.end, *before(step)) if day]
        given += [day for day in (item.start, item.end) if day]
        first, last = (min(given), max(given)) if given else (date.min, date.min)
        return cls(first, (last - first).days + 1)

    def left(self, day: date) -> float:
        return 100 * (day - self.first).days / self.days

    def style(self, days: Pair) -> str:
        """From the earlier day to the later; one day where only one is known."""
        known = sorted(day for day in days if day)
        if not known:
            return 'left: 0; width: 0'
        width = self.left(known[-1] + timedelta(1)) - self.left(known[0])
        return f'left: {self.left(known[0]):.2f}%; width: {max(width, 0.5):.2f}%'


class StepLine(ui.element):
    def __init__(self, step: DayStep, scale: Scale) -> None:
        super().__init__('li')
        become(self, ['rt-days-step', f'rt-days-{step.origin}', *(['rt-days-wrong'] if step.is_wrong else []),
                      *(['rt-days-undone'] if step.is_undone else [])])
        with self:
            with block('rt-days-who'):
                Text(full_moment(step.at), 'rt-hint')
                Text(step.by or 'Unknown', 'rt-nowrap')
            with block('rt-days-track').props('aria-hidden=true'):
                block('rt-days-before').style(scale.style(before(step)))
                block('rt-days-line').style(scale.style((step.start, step.end)))
            with block('rt-days-words'):
                Text(said(step))
                Text(where(step), 'rt-hint')


def before(step: DayStep) -> Pair:
    """Start and end until then."""
    start, end = (step.changed[name][0] if name in step.changed else now
                  for name, now in (('start', step.start), ('end', step.end)))
    return start, end


def said(step: DayStep) -> str:
    """Start 5 → 12 Oct 2026, end 16 → 23 Oct 2026."""
    parts = [f'{name} {moved(step.changed[name])}' for name in ('start', 'end') if name in step.changed]
    text = ', '.join(parts)
    wrong = ' – start after end' if step.is_wrong else ''
    return f'{text[:1].upper()}{text[1:]}{wrong}'


def present(item: ItemHistory) -> str:
    if item.start is None or item.end is None:
        return 'not planned'
    return span(min(item.start, item.end), max(item.start, item.end))


def moved(pair: Pair) -> str:
    before, after = pair
    if before and after:
        first = day_month(before) if before.year == after.year else full_day(before)
        return f'{first} → {full_day(after)}'
    return f'{full_day(before) if before else NO_DAY} → {full_day(after) if after else NO_DAY}'


def where(step: DayStep) -> str:
    places = {SOURCE: 'at the source', SCENARIO: f'in {step.where}',
              PUBLISHED: f'published from {step.where}' if step.where else 'published'}
    return places[step.origin] + (', taken back' if step.is_undone else '')


def _no_match(wanted: str) -> None:
    empty_state('search_off', 'No changed days', f'Nothing about {wanted} has changed its days, as far as is known.')


def _none_at_all() -> None:
    empty_state('history', 'No changes of days yet',
                'Changes that people make in scenarios or publish appear here at once. Search for an item to read what '
                'happened to it at its source.')
