"""The timeline in a browser: it draws the window that is looked at, the server keeps the whole.

What a browser has already is not sent again: rows are compared as objects, because what has not changed is the same
object in the next view.
"""

from collections.abc import Awaitable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from nicegui import background_tasks, ui
from nicegui.events import GenericEventArguments

from app.domain.portfolio.timeline.gestures import Drop
from app.domain.portfolio.timeline.timeline import Row, Seat, TimelineView
from app.domain.portfolio.views.notes import Annotation
from app.errors import AppError
from components.timeline import wire
from components.timeline.wishes import TimelineWishes

OVERSCAN = 240  # pixels above and below the window
BESIDE = 60  # days before and after it
FIRST_WINDOW = (0, 900)  # until the browser has said how large it is
MOST_SELECTED = 2000


class Timeline(ui.element, component='timeline.js', esm={'roundtable-timeline': 'browser'}):
    """Children stand in the corner above the labels of the rows."""

    def __init__(self, wishes: TimelineWishes, is_read_only: bool = False) -> None:
        super().__init__()
        self.wishes, self.is_read_only = wishes, is_read_only
        self.view: TimelineView | None = None
        self.drawn: TimelineView | None = None  # what the browser was told last
        self.has_window = False
        self.span = FIRST_WINDOW
        self.days: tuple[date, date] | None = None
        self.sent: dict[str, tuple[Row, int, tuple[int, ...]]] = {}  # row, its top, its bars by key
        self.arrows: list[list[Any]] = []
        self.seats: list[wire.Message] = []
        self.notes: list[wire.Message] = []
        self.traced: set[int] = set()  # whose history was asked for
        self.chosen: tuple[int, ...] = ()
        self.lit: frozenset[int] = frozenset()  # what hangs together with what was chosen
        self.told_lit: list[int] = []
        self._listen()

    def show(self, view: TimelineView) -> None:
        """All of it; what the browser has already is not sent again."""
        if view is not self.view:
            self.traced = set()
        self.view = view
        if self.has_window:
            self._send()

    def reveal(self, item_id: int) -> None:
        """Scroll there and flash it."""
        place = self.view.places.get(item_id) if self.view else None
        if self.view and place is not None:
            bar = next(bar for bar in self.view.rows[place].bars if bar.id == item_id)
            span = (bar.start, bar.end) if bar.start else bar.ghost or (self.view.axis.today, self.view.axis.today)
            self.run_method('reveal', {'id': item_id, 'y': self.view.tops[place], 'h': self.view.rows[place].height,
                                       'a': wire.number_of(span[0]), 'z': wire.number_of(span[1])})

    def presence(self, seats: tuple[Seat, ...]) -> None:
        """Others on the same timeline; one's own page is left out."""
        found = wire.seats(seat for seat in seats if seat.page != self.client.id)
        if found != self.seats:
            self.seats = found
            self.run_method('seats', found)

    def annotate(self, found: Sequence[Annotation]) -> None:
        """What was drawn on this view, instead of what was there."""
        notes = wire.notes(found)
        if notes or self.notes:
            self.notes = notes
            self.run_method('notes', notes)

    def settle(self, refusal: str = '') -> None:
        """The drop was kept, or flies back with the reason."""
        self.run_method('settle', refusal)

    def focus(self) -> None:
        """Put the keyboard on the bars."""
        self.run_method('focusBars')

    def zoom(self, scale: str) -> None:
        """To Weeks, 3 months, Months, Quarters, Years, or in, out, fit, selection, quarter, today."""
        self.run_method('zoomTo', scale)

    def select(self, ids: tuple[int, ...]) -> None:
        """Mark these; nobody is told."""
        self.run_method('mark', list(ids))
        self.chosen, self.lit = ids, frozenset()
        self._light()

    def _listen(self) -> None:
        for name, deed in (('window', self._look), ('preview', self._preview), ('grab', self._grab),
                           ('drop', self._drop), ('link', self._link), ('select', self._select), ('fold', self._fold),
                           ('heat', self._heat), ('open', self._open), ('zoomed', self._zoomed),
                           ('bring', self._bring), ('note', self._note), ('menu', self._menu), ('key', self._key)):
            self.on(name, deed)
        self.on('sit', self._sit, throttle=0.1)

    def _look(self, event: GenericEventArguments) -> None:
        """The browser has moved on: whatever it lacks."""
        told = event.args
        self.span = (int(told['top']), int(told['bottom']))
        first, last = wire.day_of(told['from']), wire.day_of(told['to'])
        self.days = (first, last) if first and last else None
        if told.get('isNew'):
            self.drawn, self.sent, self.arrows, self.traced, self.told_lit = None, {}, [], set(), []
        self.has_window = True
        if self.view:
            self._send()
            if told.get('isNew') and self.seats:
                self.run_method('seats', self.seats)
            if told.get('isNew') and self.notes:
                self.run_method('notes', self.notes)

    def _send(self) -> None:
        view = self.view
        if view is None:
            return
        message = self._rows(view)
        if self.drawn is not view:
            message |= self._whole(view)
            self.drawn = view
        if message:
            self.run_method('draw', message)
        self._light()
        if 'history' in view.shows:
            background_tasks.create(self.trace(), name='what bars of a window were before')

    def _light(self) -> None:
        """Of what the browser has, all that hangs together with what was chosen."""
        found = sorted({bar.id for row, *_ in self.sent.values() for bar in row.bars} & self.lit)
        if found != self.told_lit:
            self.told_lit = found
            self.run_method('light', found)

    async def trace(self) -> None:
        """Of what is in the window and was not asked for yet, in one question."""
        ids = {bar.id for row, *_ in self.sent.values() for bar in row.bars if bar.id > 0 and bar.shape == 'bar'}
        if wanted := tuple(sorted(ids - self.traced)):
            self.traced |= ids
            found = await self.wishes.traces(wanted)
            if found and not self.is_deleted:
                self.run_method('traces', wire.traces(found))

    def _whole(self, view: TimelineView) -> wire.Message:
        """What has changed beside rows."""
        whole, former = wire.setup(view, self.is_read_only), self.drawn
        told: wire.Message = {'height': view.tops[-1], 'count': len(view.rows), 'said': said(view),
                              'sort': 'sorted by rank' if view.sort == 'rank' else 'sorted by start',
                              'version': view.version}
        if former is None or wire.setup(former, self.is_read_only) != whole:
            told['setup'] = whole
        if former is None or former.graph is not view.graph:
            told['graph'] = wire.graph(view.graph)
        if former is None or former.rows is not view.rows:
            told['map'] = view.crowding
        return told

    def _rows(self, view: TimelineView) -> wire.Message:
        shown = view.window(self.span[0] - OVERSCAN, self.span[1] + OVERSCAN)
        kept: dict[str, tuple[Row, int, tuple[int, ...]]] = {}
        rows, tops = [], {}
        for index in (*_lane_above(view, shown), *shown):
            row, top = self._cut(view.rows[index]), view.tops[index]
            bars = tuple(map(id, row.bars))
            former = self.sent.get(row.key)
            whole = view.rows[index]
            kept[row.key] = (whole, top, bars)
            if former is None or former[0] is not whole or former[2] != bars:
                rows.append(wire.row(row, top, index, row.label))
            elif former[1] != top:
                tops[row.key] = [top, index]
        gone = [key for key in self.sent if key not in kept]
        arrows = wire.arrows(view, shown)
        message: wire.Message = {name: value for name, value in (('rows', rows), ('tops', tops), ('gone', gone))
                                 if value}
        if arrows != self.arrows:
            message['arrows'] = self.arrows = arrows
        self.sent = kept
        return message

    def _cut(self, row: Row) -> Row:
        """Of many bars in one row, those near the window."""
        if row.kind != 'packed' or self.days is None or len(row.bars) < 8:
            return row
        low, high = self.days[0].toordinal() - BESIDE, self.days[1].toordinal() + BESIDE
        return replace(row, bars=tuple(bar for bar in row.bars if bar.start and bar.end
                                       and bar.end.toordinal() >= low and bar.start.toordinal() <= high))

    async def _drop(self, event: GenericEventArguments) -> None:
        await self._settled(self.wishes.drop(drop_of(event.args)))

    async def _link(self, event: GenericEventArguments) -> None:
        await self._settled(self.wishes.link(int(event.args['before']), int(event.args['after'])))

    async def _settled(self, wish: Awaitable[Any]) -> None:
        try:
            await wish
        except AppError as error:
            self.settle(str(error))
        else:
            self.settle()

    async def _preview(self, event: GenericEventArguments) -> None:
        """Every answer is one the browser waits for: it sends the next question only then."""
        try:
            found = await self.wishes.preview(drop_of(event.args))
            self.run_method('preview', wire.preview(found) if found else {})
        except AppError as error:
            self.run_method('preview', {'refusal': str(error)})

    async def _grab(self, event: GenericEventArguments) -> None:
        if found := await self.wishes.grab(drop_of(event.args)):
            self.run_method('table', wire.table(found))

    async def _select(self, event: GenericEventArguments) -> None:
        ids = self.chosen = ids_of(event.args)
        await self.wishes.select(ids)
        await self._connect(ids)

    async def _connect(self, ids: tuple[int, ...]) -> None:
        """One item stands for all that hangs together with it; several stand for themselves."""
        found = await self.wishes.connected(ids[0]) if len(ids) == 1 else frozenset()
        if ids == self.chosen:  # nothing else was chosen meanwhile
            self.lit = found if len(found) > 1 else frozenset()
            self._light()

    async def _fold(self, event: GenericEventArguments) -> None:
        await self.wishes.fold(str(event.args['key']), bool(event.args['open']))

    async def _heat(self, event: GenericEventArguments) -> None:
        if day := wire.day_of(event.args['day']):
            await self.wishes.heat(int(event.args['team']), day)

    async def _open(self, event: GenericEventArguments) -> None:
        await self.wishes.open(int(event.args))

    async def _zoomed(self, event: GenericEventArguments) -> None:
        if day := wire.day_of(event.args['centre']):
            await self.wishes.zoom(float(event.args['px']), day)

    async def _bring(self, event: GenericEventArguments) -> None:
        """To the other end of an arrow where there is one, else the page is asked to show it."""
        own = int(event.args)
        ends = {end for arrow in (self.view.arrows_of.get(own, ()) if self.view else ())
                for end in (arrow.before, arrow.after)} - {own}
        hidden = [end for end in ends if self.view and end not in self.view.places]
        if hidden:
            await self.wishes.bring(own)
        elif ends:
            self.reveal(min(ends, key=self._distance))

    def _distance(self, item: int) -> int:
        """From the middle of the window to a row that is not in it; what is in it comes last."""
        assert self.view
        top = self.view.tops[self.view.places[item]]
        is_inside = self.span[0] <= top <= self.span[1]
        return abs(top - sum(self.span) // 2) + (10**9 if is_inside else 0)

    async def _note(self, event: GenericEventArguments) -> None:
        """Opened, or moved by so many days and pixels."""
        told = event.args
        await self.wishes.note(int(told['id']), int(told.get('days') or 0), int(told.get('down') or 0),
                               bool(told.get('open')))

    async def _menu(self, event: GenericEventArguments) -> None:
        await self.wishes.menu(str(event.args))

    async def _key(self, event: GenericEventArguments) -> None:
        await self.wishes.key(str(event.args))

    async def _sit(self, event: GenericEventArguments) -> None:
        told = event.args
        item = told.get('id')
        await self.wishes.sit(str(told.get('doing', 'looks')), int(item) if item is not None else None,
                              wire.day_of(told.get('a')), wire.day_of(told.get('z')))


def _lane_above(view: TimelineView, shown: range) -> tuple[int, ...]:
    """The lane that the first row belongs to stays in sight although it is further up."""
    place = view.lane_places.get(view.rows[shown.start].lane) if shown else None
    return (place,) if place is not None and place < shown.start else ()


def drop_of(told: Any) -> Drop:
    """What a browser says it was, as far as it makes sense."""
    first, last = wire.day_of(told.get('a')), wire.day_of(told.get('z'))
    return Drop(ids_of(told.get('ids', ())), int(told.get('days') or 0),
                told['edge'] if told.get('edge') in ('start', 'end') else '', wire.day_of(told.get('start')),
                str(told.get('lane') or ''), bool(told.get('isAlone')), bool(told.get('isCopy')),
                bool(told.get('byKeys')), int(told.get('version') or 0),
                (first, last) if first and last else None)


def ids_of(told: Any) -> tuple[int, ...]:
    return tuple(int(one) for one in list(told)[:MOST_SELECTED])


def said(view: TimelineView) -> str:
    """`5 teams · 34 features`."""
    lanes = f'{view.counts.lanes} {view.lanes}{"" if view.counts.lanes == 1 else "s"}' if view.counts.lanes else ''
    items = f'{view.counts.items:,} {"item" if view.counts.items == 1 else "items"}'.replace(',', '\u2009')
    return ' · '.join(part for part in (lanes, items) if part)
