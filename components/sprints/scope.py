"""What was added, removed and re-estimated after the start: when, by whom, how much."""

from collections.abc import Callable
from decimal import Decimal

from nicegui import ui

from app.domain.sprints.facts.board import Number
from app.domain.sprints.metrics.report import Report, ScopeEvent
from components.avatars import Avatar
from components.controls import Button, Text, become, block, put
from components.listing import Keyed
from components.sprints.words import NO_ESTIMATE, amount, counted, day, day_time

TONES = {'+': 'add', '−': 'cut', '±': 'mend', '○': 'gone'}
DEEDS = {'+': 'added', '−': 'removed', '±': 're-estimated', '○': 'out and in again'}
FEW = 8  # beside the burndown

Why = Callable[[Number], object]


class ScopeCard(ui.element):
    """The newest few beside the burndown; the rest is one click away."""

    def __init__(self, why: Why, open_all: Callable[[], object]) -> None:
        super().__init__('section')
        self.why = why
        self.classes('rt-card rt-scope').props('aria-label="Scope changes"')
        with self:
            with block('rt-card-head'):
                Text('Scope changes', 'rt-grow', 'h2')
                self.sum = Text('', 'rt-sm rt-3')
            self.list = block(tag='ul')
            self.none = Text('Nothing was added, removed or re-estimated after the start.', 'rt-2 rt-scope-none', 'p')
            with block('rt-scope-more') as self.more:
                self.all = Button('', open_all, look='ghost', size='s')
        self.lines: Keyed[object, ScopeLine] = Keyed(self.list, self._line)

    def show(self, report: Report) -> None:
        self.sum.say(totals(report))
        newest = tuple(reversed(report.scope))[:FEW]
        keys = [(event.at, event.number, event.sign, place) for place, event in enumerate(newest)]
        for line, event in zip(self.lines.arrange(keys), newest, strict=True):
            line.show(event, report.zone)
        self.none.set_visibility(not report.scope)
        self.more.set_visibility(len(report.scope) > FEW)
        self.all.say(f'All {counted(len(report.scope), "change")}')

    def _line(self) -> 'ScopeLine':
        return ScopeLine(self.why)


class ScopeLine(ui.element):
    def __init__(self, why: Why) -> None:
        super().__init__('li')
        self.shown: object = None
        self.event: ScopeEvent | None = None
        with self:
            self.change = Text('', 'rt-scope-change')
            with ui.element('button').props('type=button').classes('rt-scope-what') as self.button:
                self.title = Text('', 'rt-clip')
                self.about = Text('', 'rt-sm rt-3 rt-clip')
            self.by = Avatar()
        self.button.on('click', lambda: why(self.event.number) if self.event else None, args=[])

    def show(self, event: ScopeEvent, zone: str) -> None:
        if (event, zone) == self.shown:
            return
        self.shown, self.event = (event, zone), event
        self.change.say(change_words(event))
        become(self.change, ('rt-scope-change', f'rt-scope-{TONES.get(event.sign, "gone")}'))
        self.title.say(event.title)
        self.about.say(f'{event.key} · {deed_words(event)} {day(event.at, zone)}')
        self.by.show(event.by or '?', event.by)
        put(self.by, title=event.by or 'unknown person')
        put(self.button, aria_label=f'{event.key} {event.title}: {deed_words(event)} {day_time(event.at, zone)} by '
                                    f'{event.by or "an unknown person"}, {change_words(event)}. Show why')


class ScopeTable(ui.element):
    """All changes, oldest first."""

    def __init__(self, why: Why) -> None:
        super().__init__('section')
        self.why = why
        self.shown: object = None
        self.classes('rt-card rt-scope-all').props('aria-label="Scope changes"')
        with self:
            with block('rt-card-head rt-ln'):
                Text('Scope changes', 'rt-grow', 'h2')
                self.sum = Text('', 'rt-sm rt-3')
            self.none = Text('Nothing was added, removed or re-estimated after the start.', 'rt-2 rt-scope-none', 'p')
            with block('rt-scroll-x') as self.place, block('rt-table rt-stack', 'table').props(
                    'aria-label="Scope changes"'):
                with block(tag='thead'), block(tag='tr'):
                    for head in ('When', 'Issue', 'What', 'Before', 'After', 'Who', 'Label'):
                        Text(head, 'rt-num' if head in ('Before', 'After') else '', 'th').props('scope=col')
                self.body = block(tag='tbody')

    def show(self, report: Report) -> None:
        if self.shown == (report.scope, report.zone):
            return
        self.shown = (report.scope, report.zone)
        self.sum.say(totals(report))
        self.none.set_visibility(not report.scope)
        self.place.set_visibility(bool(report.scope))
        self.body.clear()
        with self.body:
            for event in report.scope:
                self._row(event, report.zone)

    def _row(self, event: ScopeEvent, zone: str) -> None:
        with block(tag='tr'):
            Text(day_time(event.at, zone), 'rt-nowrap', 'td')
            with block(tag='td'):
                Text(f'{event.key} {event.title}', 'rt-as-link', 'button').props('type=button').on(
                    'click', lambda: self.why(event.number), args=[])
            with block(tag='td'):
                Text(f'{change_words(event)} {deed_words(event)}', f'rt-scope-{TONES.get(event.sign, "gone")} rt-mark')
            Text(amount(event.before), 'rt-num', 'td')
            Text(amount(event.after), 'rt-num', 'td')
            Text(event.by or 'unknown person', tag='td')
            Text(event.label or NO_ESTIMATE, tag='td')


def totals(report: Report) -> str:
    """+6 −3 since the start."""
    figures = report.figures
    change = figures.reestimated.amount
    mended = f' {"+" if change > 0 else ""}{amount(change)} re-estimated' if figures.reestimated.issues else ''
    return f'+{amount(figures.added.amount)} −{amount(figures.removed.amount)}{mended} since the start'


def change_words(event: ScopeEvent) -> str:
    """+3, −2, 3 → 5; ? where nobody estimated."""
    if event.sign == '+':
        return f'+{_known(event.after)}'
    if event.sign == '−':
        return f'−{_known(event.before)}'
    if event.sign == '±':
        return f'{amount(event.before)} → {amount(event.after)}'
    return '○'


def deed_words(event: ScopeEvent) -> str:
    if event.sprint and event.sign == '−':
        return f'moved to {event.sprint},'
    if event.sprint and event.sign == '+':
        return f'added from {event.sprint},'
    return DEEDS.get(event.sign, 'changed')


def _known(value: Decimal | None) -> str:
    return '?' if value is None else amount(value)
