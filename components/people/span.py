"""When entries of the audit trail were made, as columns one can choose from, and the filters above the list."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import partial

from nicegui import ui

from app.domain.audit import Filter, Hour, Page
from components.chips import Chip, ChoiceChip
from components.controls import Text, block, classed, put, sign
from components.moments import grouped, short_moment, zone

Change = Callable[[Filter], Awaitable[None]]

AREAS = {'people': 'People', 'guest': 'Guests', 'poker': 'Estimate', 'audit': 'Audit'}


class Histogram(ui.element):
    """Entries per hour of the last day; one hour can be chosen, and with a second click the hours up to another."""

    def __init__(self, choose: Callable[[datetime, datetime], Awaitable[None]]) -> None:
        super().__init__('section')
        self.classes('rt-card').style('padding: 12px 16px 8px').props('aria-label="Entries per hour"')
        self.choose = choose
        self.hours: tuple[Hour, ...] = ()
        with self:
            with block('rt-row').style('margin-bottom: 8px; flex-wrap: wrap'):
                self.count = Text('', 'rt-b')
                Text('last 24 hours', 'rt-3 rt-sm rt-grow')
                for name, classes in (('allowed', 'rt-key'), ('refused', 'rt-key rt-refused')):
                    block(classes)
                    Text(name, 'rt-sm rt-2')
                Text('choose an hour', 'rt-3 rt-sm rt-not-phone')
            self.bars = block('rt-hist').props('role=group aria-label="Entries per hour"')
            self.feet = block('rt-hist-feet rt-sm rt-3')

    def show(self, hours: tuple[Hour, ...]) -> None:
        self.hours = hours
        self.count.say(f'{grouped(sum(hour.done + hour.refused for hour in hours))} events')
        most = max((hour.done + hour.refused for hour in hours), default=0) or 1
        for place in (self.bars, self.feet):
            place.clear()
        with self.bars:
            for index, hour in enumerate(hours):
                self._bar(index, hour, most)
        with self.feet:
            for hour in hours[::6]:
                Text(f'{hour.at.astimezone(zone()):%a %H:%M}')
            Text('now')

    def show_chosen(self, wanted: Filter) -> None:
        """Show which hours are chosen."""
        for hour, bar in zip(self.hours, self.bars.default_slot.children, strict=True):
            is_on = bool(wanted.since and wanted.until and wanted.since <= hour.at < wanted.until)
            classed(bar, on=is_on)
            put(bar, aria_pressed='true' if is_on else 'false')

    def _bar(self, index: int, hour: Hour, most: int) -> None:
        bar = block(tag='button').props('type=button').on('click', partial(self._choose, index), args=[])
        label = f'{hour.at.astimezone(zone()):%a %H:%M}: {hour.done} allowed, {hour.refused} refused'
        put(bar, aria_label=label, title=label)
        with bar:
            if hour.refused:
                block('rt-refused', 'i').style(f'height: {_height(hour.refused, most)}')
            block(tag='i').style(f'height: {_height(hour.done, most)}')

    async def _choose(self, index: int) -> None:
        begin = self.hours[index].at
        await self.choose(begin, begin + timedelta(hours=1))


class FilterBar(ui.element):
    """Text, time, person, action, area, refused only: each as a chip that says what it is set to."""

    def __init__(self, wanted: Filter, change: Change) -> None:
        super().__init__('div')
        self.classes('rt-filters')
        self.wanted, self.change = wanted, change
        with self:
            with block('rt-filter'):
                sign('search', 18, 'rt-3')
                self.text = ui.input(value=wanted.text, placeholder='Person, object or detail').props(
                    'borderless dense debounce=250 aria-label="Filter the trail"')
                self.text.on_value_change(lambda: self._set(text=self.text.value or ''))
            self.time = Chip('Time', 'schedule', self._clear_time)
            with self.time.menu:
                self.since, self.until = (ui.input().props(f'type=date outlined dense stack-label label={name}')
                                          .on_value_change(self._set_dates) for name in ('From', 'To'))
            self.actor = ChoiceChip('Actor', 'Person', lambda value: self._set(actor=value))
            self.deed = ChoiceChip('Deed', 'Action', lambda value: self._set(deed=value))
            self.area = ChoiceChip('Area', 'Area', lambda value: self._set(area=value))
            self.area.offer(AREAS)
            self.refused = Chip('Refused only', 'block', lambda: self._set(only_refused=False),
                                lambda: self._set(only_refused=not self.wanted.only_refused))
            block('rt-grow')
            with block('rt-live rt-here'):
                block(tag='i')
                self.note = Text('new entries appear here')
        self.show(wanted)

    def offer(self, page: Page) -> None:
        """What occurs at all can be chosen."""
        self.actor.offer(dict(page.actors))
        self.deed.offer({deed: deed for deed in page.deeds})
        self.show(self.wanted)

    def show(self, wanted: Filter) -> None:
        self.wanted = wanted
        self.time.show(_span(wanted))
        for chip, value in ((self.actor, wanted.actor), (self.deed, wanted.deed), (self.area, wanted.area)):
            chip.choose(value)
        self.refused.show('Refused only' if wanted.only_refused else '')

    async def choose_time(self, since: datetime, until: datetime) -> None:
        await self._set(since=since, until=until)

    async def _set(self, **changes: object) -> None:
        wanted = replace(self.wanted, **changes)  # type: ignore[arg-type]
        if wanted != self.wanted:
            self.show(wanted)
            await self.change(wanted)

    async def _clear_time(self) -> None:
        await self._set(since=None, until=None)

    async def _set_dates(self) -> None:
        await self._set(since=_midnight(self.since.value, 0), until=_midnight(self.until.value, 1))


def _height(count: int, most: int) -> str:
    return f'{max(3, 70 * count / most):.0f}px' if count else '1px'


def _span(wanted: Filter) -> str:
    if wanted.since is None and wanted.until is None:
        return ''
    begin = short_moment(wanted.since) if wanted.since else 'ever'
    return f'{begin} – {short_moment(wanted.until) if wanted.until else "now"}'


def _midnight(day: str | None, days_later: int) -> datetime | None:
    """Of the day that was typed, in the zone of whoever looks."""
    try:
        date = datetime.strptime(day or '', '%Y-%m-%d').date() + timedelta(days=days_later)
    except ValueError:
        return None
    return datetime.combine(date, time(), zone()).astimezone(UTC)
