"""A timeline as a picture to print or to put into a document: everything of it, on white, without scripts.

It is drawn from the same rows as on the screen. Whatever comes from outside is text in it, never markup.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from app.domain.portfolio.timeline.axis import bar_of, bounded, pixels_a_day, shifted, x_of
from app.domain.portfolio.timeline.inks import INKS
from app.domain.portfolio.timeline.strokes import LETTER, Mark, fitted, group, line, path, rect, text
from app.domain.portfolio.timeline.timeline import Arrow, Bar, Row, TimelineView
from app.domain.portfolio.views.notes import AnnotationDraft

RAIL, HEAD, MARGIN, TITLE = 260.0, 74.0, 16.0, 44.0  # pixels
BAR = 22.0  # height of a bar
NOTE, BOX = 26.0, 60.0  # heights of annotations where none was given
WIDEST = 32_768  # pixels a side that browsers can paint
AROUND = timedelta(10)  # days left free at both ends
LABEL = 12  # size of letters
TODAY = 84.0  # width of what is written at the line of today


@dataclass(frozen=True)
class Wish:
    """What of a timeline shall be in the picture."""
    title: str = 'Portfolio'
    subtitle: str = ''
    scale: str = 'Months'
    first: date | None = None
    last: date | None = None
    has_arrows: bool = True
    notes: tuple[AnnotationDraft, ...] = ()


def drawn(view: TimelineView, wish: Wish) -> str:
    """An SVG document."""
    sheet = _Sheet(view, wish)
    marks = [*_background(sheet), *_header(sheet), *_rows(sheet), *(_arrows(sheet) if wish.has_arrows else ()),
             *_notes(sheet), *_today(sheet)]
    size = f'width="{sheet.width:.0f}" height="{sheet.height:.0f}"'
    return (f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {sheet.width:.0f} {sheet.height:.0f}" '
            f'font-family="Roboto, Helvetica, Arial, sans-serif" font-size="{LABEL}">{"".join(marks)}</svg>')


@dataclass(frozen=True)
class _Sheet:
    """Where what lies."""
    view: TimelineView
    wish: Wish

    @cached_property
    def span(self) -> tuple[date, date]:
        """As asked for, else from the first bar to the last."""
        days = [day for row in self.view.rows for bar in row.bars for day in (bar.start, bar.end) if day]
        axis = self.view.axis
        first, last = (min(days), max(days)) if days else (axis.today, shifted(axis.today, 3))
        first = self.wish.first or max(axis.first, first - AROUND)
        return first, max(first + AROUND, self.wish.last or min(axis.last, last + AROUND))

    @cached_property
    def px(self) -> float:
        """A day: as the scale says, but so that the whole can still be painted."""
        days = (self.span[1] - self.span[0]).days + 1
        wanted = pixels_a_day(self.wish.scale)
        return max(bounded(wanted), 0.25) if days * wanted <= WIDEST - RAIL - 2 * MARGIN else (
            (WIDEST - RAIL - 2 * MARGIN) / days)

    @cached_property
    def leading(self) -> frozenset[int]:
        """Items that arrows begin at."""
        return frozenset(arrow.before for arrow in self.view.arrows)

    @cached_property
    def left(self) -> float:
        return MARGIN + RAIL

    @cached_property
    def top(self) -> float:
        return MARGIN + TITLE + HEAD

    @cached_property
    def width(self) -> float:
        return self.left + ((self.span[1] - self.span[0]).days + 1) * self.px + MARGIN

    @cached_property
    def height(self) -> float:
        return self.top + self.view.tops[-1] + MARGIN if self.view.rows else self.top + 60

    def x(self, day: date) -> float:
        """The left edge of a day, never outside of the picture."""
        return self.left + min(max(0.0, x_of(day, self.span[0], self.px)), self.width - MARGIN - self.left)

    def ends(self, start: date, end: date) -> tuple[float, float]:
        left, right = bar_of(start, end, self.span[0], self.px)
        most = self.width - MARGIN - self.left
        return self.left + min(max(0.0, left), most), self.left + min(max(0.0, right), most)

    def shows(self, start: date, end: date) -> bool:
        return start <= self.span[1] and end >= self.span[0]


def _background(sheet: _Sheet) -> Iterator[Mark]:
    yield rect(0, 0, sheet.width, sheet.height, fill=INKS['surface'])
    yield text(MARGIN, MARGIN + 18, sheet.wish.title, size=18, weight=500)
    yield text(MARGIN, MARGIN + 36, sheet.wish.subtitle, fill=INKS['text-3'])
    for band in sheet.view.axis.bands:
        if sheet.shows(band.start, band.end):
            left, right = sheet.ends(band.start, band.end)
            yield rect(left, sheet.top, right - left, sheet.height - sheet.top - MARGIN, fill=INKS['negative-soft'],
                       opacity=.6)


def _header(sheet: _Sheet) -> Iterator[Mark]:
    """Months, sprints, markers and plan events, one line each."""
    y = MARGIN + TITLE
    for month in _months(*sheet.span):
        x = sheet.x(month)
        yield line(x, y, x, sheet.height - MARGIN, INKS['viz-grid'])
        room = shifted(month, 1)
        yield text(x + 6, y + 17, fitted(f'{month:%b %Y}', sheet.x(room) - x - 8), weight=500)
    for sprint in sheet.view.axis.sprints:
        if sheet.shows(sprint.start, sprint.end):
            left, right = sheet.ends(sprint.start, sprint.end)
            yield line(left, y + 26, left, y + 50, INKS['line-strong'])
            yield text(left + 6, y + 42, fitted(sprint.short or sprint.label, right - left - 8), fill=INKS['text-2'],
                       size=11)
    yield from _marks(sheet, y + 52)
    yield line(MARGIN, sheet.top, sheet.width - MARGIN, sheet.top, INKS['line-strong'])
    yield line(sheet.left, y, sheet.left, sheet.height - MARGIN, INKS['line-strong'])


def _marks(sheet: _Sheet, y: float) -> Iterator[Mark]:
    """A label only where the one before, and that of today, leave room for it."""
    free, today = 0.0, sheet.x(sheet.view.axis.today)
    for mark in sorted(sheet.view.axis.marks, key=lambda mark: mark.day):
        if not sheet.span[0] <= mark.day <= sheet.span[1]:
            continue
        x = sheet.x(mark.day)
        yield line(x, y, x, sheet.height - MARGIN, INKS['info'], dash='3 3')
        end = x + 8 + LETTER * len(mark.label)
        if x >= free and (end < today or x > today + TODAY):
            yield text(x + 4, y + 14, mark.label, fill=INKS['info'], size=11)
            free = end


def _rows(sheet: _Sheet) -> Iterator[Mark]:
    for place, row in enumerate(sheet.view.rows):
        y = sheet.top + sheet.view.tops[place]
        if row.kind == 'lane':
            yield rect(MARGIN, y, sheet.width - 2 * MARGIN, row.height, fill=INKS['surface-2'])
        if row.tone:
            yield rect(MARGIN + 4 + 14 * row.level, y + row.height / 2 - 5, 9, 9, fill=INKS[f'bar-{row.tone}-line'],
                       radius=2)
        yield text(MARGIN + 20 + 14 * row.level, y + row.height / 2 + 4,
                   fitted(row.label, RAIL - 30 - 14 * row.level), weight=500 if row.kind in ('lane', 'group') else 400)
        yield line(MARGIN, y + row.height, sheet.width - MARGIN, y + row.height, INKS['line'])
        yield from _heat(sheet, row, y)
        for bar in row.bars:
            yield from _bar(sheet, bar, y + row.height / 2)


def _heat(sheet: _Sheet, row: Row, y: float) -> Iterator[Mark]:
    for cell in row.heat:
        if cell.percent is None or not sheet.shows(cell.start, cell.start + timedelta(6)):
            continue
        left, right = sheet.ends(cell.start, cell.start + timedelta(6))
        yield rect(left + 1, y + 6, max(0.0, right - left - 2), row.height - 12, fill=INKS[f'heat-{cell.step}'],
                   radius=4)
        if right - left > 22:
            ink = INKS[f'heat-{cell.step}-text']
            yield text((left + right) / 2, y + row.height / 2 + 4, str(cell.percent), fill=ink, size=11,
                       anchor='middle', weight=700 if cell.step == 4 else 500)


def _bar(sheet: _Sheet, bar: Bar, middle: float) -> Iterator[Mark]:
    if bar.was and sheet.shows(*bar.was):
        left, right = sheet.ends(*bar.was)
        yield rect(left, middle - BAR / 2, right - left, BAR, fill='none', stroke=INKS['bar-ghost-line'], dash='3 3',
                   radius=4)
    if bar.start is None or bar.end is None:
        return
    start, end = min(bar.start, bar.end), max(bar.start, bar.end)
    if not sheet.shows(start, end):
        return
    left, right = sheet.ends(start, end)
    right = max(right, left + 2)
    yield group(f'{bar.number} {bar.title}, {start:%d %b %Y} to {end:%d %b %Y}',
                [*_shape(bar, left, right, middle), *_words(sheet, bar, left, right, middle)])


def _shape(bar: Bar, left: float, right: float, middle: float) -> Iterator[Mark]:
    edge, ground = INKS[f'bar-{bar.tone}-line'], INKS[f'bar-{bar.tone}']
    is_changed = bool({'changed', 'new'} & set(bar.flags))
    if bar.shape == 'bracket':
        colour = INKS['accent'] if is_changed else edge
        yield path(f'M{left:.1f} {middle + 6:.1f}V{middle - 3:.1f}H{right:.1f}V{middle + 6:.1f}l-5 -4H{left + 5:.1f}Z',
                   fill=colour)
        return
    colour = INKS['accent'] if is_changed else edge
    yield rect(left, middle - BAR / 2, right - left, BAR, radius=BAR / 2 if bar.shape == 'pill' else 4,
               fill=INKS['accent-soft'] if is_changed else ground, stroke=colour if is_changed else 'none')
    if bar.done:
        yield rect(left, middle - BAR / 2, (right - left) * bar.done / 100, BAR, fill=edge, opacity=.3, radius=4)
    yield rect(left, middle - BAR / 2, min(4.0, right - left), BAR, fill=colour, radius=2)


def _words(sheet: _Sheet, bar: Bar, left: float, right: float, middle: float) -> Iterator[Mark]:
    """In the bar where they fit, else behind it and behind what begins there."""
    if bar.shape == 'bracket':
        return
    is_inside = 6.4 * len(bar.title) + 14 <= right - left
    beside = right + (16 if sheet.wish.has_arrows and bar.id in sheet.leading else 6)
    yield text(left + 10 if is_inside else beside, middle + 4, bar.title,
               strike='completed' in bar.flags, fill=INKS['text-3'] if 'completed' in bar.flags else INKS['text'])


def _arrows(sheet: _Sheet) -> Iterator[Mark]:
    """Whoever is not in the picture leaves a short end, so that no dependency is lost without a word."""
    for arrow in sheet.view.arrows:
        yield from _arrow(sheet, arrow, _place(sheet, arrow.before), _place(sheet, arrow.after))


def _arrow(sheet: _Sheet, arrow: Arrow, before: tuple[float, float, float] | None,
           after: tuple[float, float, float] | None) -> Iterator[Mark]:
    colour = INKS['negative'] if arrow.state == 'violated' else INKS['icon']
    dash = '4 3' if arrow.state == 'violated' or arrow.kind == 'related' else ''
    if before and after and arrow.kind == 'related':
        yield line((before[0] + before[1]) / 2, before[2], (after[0] + after[1]) / 2, after[2], colour, dash=dash)
    elif before and after:
        x, turn = after[0], max(before[1] + 8, min(after[0] - 8, before[1] + 8))
        middle = (before[2] + after[2]) / 2
        way = f'M{before[1]:.1f} {before[2]:.1f}H{turn:.1f}' + (
            f'V{after[2]:.1f}' if turn <= x - 6 else f'V{middle:.1f}H{x - 10:.1f}V{after[2]:.1f}')
        yield path(f'{way}H{x - 1:.1f}', stroke=colour, dash=dash)
        yield path(f'M{x:.1f} {after[2]:.1f}l-6 -3.5v7Z', fill=colour)
    elif before or after:
        x, y = (before[1], before[2]) if before else ((after or (0, 0, 0))[0] - 12, (after or (0, 0, 0))[2])
        yield line(x, y, x + 12, y, colour, dash='2 2')


def _place(sheet: _Sheet, item_id: int) -> tuple[float, float, float] | None:
    """Both ends of its bar, and how far down it is."""
    row = sheet.view.places.get(item_id)
    bar = next((bar for bar in sheet.view.rows[row].bars if bar.id == item_id), None) if row is not None else None
    if row is None or bar is None or bar.start is None or bar.end is None:
        return None
    start, end = min(bar.start, bar.end), max(bar.start, bar.end)
    if not sheet.shows(start, end):
        return None
    return *sheet.ends(start, end), sheet.top + sheet.view.tops[row] + sheet.view.rows[row].height / 2


def _notes(sheet: _Sheet) -> Iterator[Mark]:
    """Annotations, where they were drawn."""
    for note in sheet.wish.notes:
        if sheet.shows(note.day, note.until or note.day):
            yield group(note.text, _note(sheet, note))


def _note(sheet: _Sheet, note: AnnotationDraft) -> Iterator[Mark]:
    left, right = sheet.ends(note.day, note.until or note.day)
    top, colour, room = sheet.top + note.y, INKS[f'bar-{note.colour}-line'], right - left if note.until else 0.0
    if note.shape == 'line':
        yield line(left, top, left + room, top + (note.height or (0 if room else BOX)), colour, width=2)
        yield text(left + 4, top - 5, note.text, weight=500)
    elif note.shape == 'icon':
        yield path(f'M{left:.1f} {top:.1f}l6 6v10l-6 -4l-6 4v-10Z', fill=colour)
        yield text(left + 14, top + 14, note.text, weight=500)
    elif note.shape == 'box':
        yield rect(left, top, room or 40, note.height or BOX, fill=colour, stroke=colour, radius=4, opacity=.08)
        yield text(left + 7, top + 16, fitted(note.text, (room or 40) - 14), weight=500)
    else:
        width = room or LETTER * len(note.text) + 20
        yield rect(left, top, width, note.height or NOTE, fill=INKS[f'bar-{note.colour}'], stroke=colour, radius=4)
        yield text(left + 9, top + 17, fitted(note.text, width - 14), weight=500)


def _today(sheet: _Sheet) -> Iterator[Mark]:
    today = sheet.view.axis.today
    if sheet.span[0] <= today <= sheet.span[1]:
        x = sheet.x(today)
        yield line(x, sheet.top - 20, x, sheet.height - MARGIN, INKS['now'], width=2)
        yield text(x + 4, sheet.top - 8, f'Today {today.day} {today:%b}', fill=INKS['now'], size=11, weight=700)


def _months(first: date, last: date) -> Iterable[date]:
    month = first.replace(day=1)
    while month <= last:
        if month >= first:
            yield month
        month = shifted(month, 1)
