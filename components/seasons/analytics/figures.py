"""The figures above the charts, how far sales are known, and what somebody should look at."""

from nicegui import ui

from app.domain.seasons.alert_words import alert_place, alert_words
from app.domain.seasons.analysis import Analysis
from components.controls import Pill, Text, block, classed, link, sign
from components.moments import short_day, short_moment, within
from components.seasons.analytics.words import money_in, percent, share

LABELS = ('Budget', 'Committed', 'Received', 'Left', 'Sold to date', 'Core and fashion')


class Figures(ui.element):
    """Always the same six."""

    def __init__(self) -> None:
        super().__init__('dl')
        self.classes('rt-card rt-tiles rt-some rt-analytics-tiles').props('aria-label="Figures of the season"')
        self.places = []
        with self:
            for label in LABELS:
                with block('rt-tile'):
                    Text(label, 'rt-sm rt-3', 'dt')
                    with block(tag='dd'):
                        self.places.append((Text('', 'rt-tile-value'), Text('', 'rt-sm rt-2')))

    def show(self, view: Analysis) -> None:
        for (value, note), (figure, words) in zip(self.places, _six(view), strict=True):
            value.say(figure)
            note.say(words)


def _six(view: Analysis) -> tuple[tuple[str, str], ...]:
    money, total, intents = money_in(view), view.total, view.intents
    runs_out = view.forecast.runs_out
    ends = (f'used up by {short_day(runs_out)} at this pace' if runs_out else
            'too early to say when it is used up' if total.committed else 'nothing was ordered yet')
    sold = '' if total.actual is None else f'{money(total.planned_to_date)} planned by now'
    mix = f'{share(intents.core)} · {share(intents.fashion)}' if intents.core is not None else '–'
    return (
        (money(total.budget), 'required receipts, ' + ('as approved' if view.is_approved else 'not approved yet')),
        (money(total.committed), f'{percent(view.utilisation)} of the budget'),
        (money(total.received), f'{percent(view.fulfilment)} of what is ordered'),
        (money(total.left), ends), (money(total.actual), sold or 'no sales are known yet'),
        (mix, f'weighted by plan; plain mean {share(intents.plain_core)}' if intents.core is not None
         else 'the range says nothing yet'))


class Freshness(ui.element):
    """Above everything where sales are missing, quiet where they are not."""

    def __init__(self) -> None:
        super().__init__('div')
        self.classes('rt-banner rt-warn').props('role=status')
        with self:
            sign('schedule')
            self.text = Text('', 'rt-grow')

    def show(self, view: Analysis) -> None:
        known = view.freshness
        self.set_visibility(known.is_stale or bool(known.last))
        classed(self, warn=known.is_stale)
        loaded = f', loaded {within(short_moment(known.loaded_at))}' if known.loaded_at else ''
        told = f'Sales are known through {known.last}{loaded}.' if known.last else 'No sales are known yet.'
        missing = ' The weeks since then are shown as planned.' if known.is_stale and known.last else ''
        empty = known.empty_weeks
        weeks = f' {empty} {"week" if empty == 1 else "weeks"} of rows had no stock and say nothing about demand.'
        self.text.say(told + missing + (weeks if empty else ''))


class Alerts(ui.element):
    """What to look at, the urgent first."""

    def __init__(self) -> None:
        super().__init__('section')
        self.classes('rt-card').props('aria-label="To look at"')
        with self:
            with block('rt-card-head rt-ln'):
                Text('To look at', 'rt-grow', 'h2')
                self.count = Text('', 'rt-sm rt-3')
            self.list = block('rt-analytics-alerts', 'ul')
        self.shown: tuple[tuple[str, bool, str, str], ...] | None = None

    def show(self, view: Analysis) -> None:
        names = {one.key: one.name for one in view.categories}
        rows = tuple((alert_words(one, names.get(one.category, ''), view.digits), one.is_urgent, *alert_place(one))
                     for one in view.alerts)
        if rows == self.shown:
            return
        self.shown = rows
        self.count.say(str(len(rows)) if rows else '')
        self.list.clear()
        with self.list:
            for words, is_urgent, place, path in rows:
                with block(tag='li'):
                    Pill('Urgent' if is_urgent else 'Note', 'error' if is_urgent else 'info',
                         'bad' if is_urgent else '')
                    Text(words, 'rt-grow')
                    link(place, f'/seasons/{view.code}{path}', 'rt-sm')
            if not rows:
                with block(tag='li'):
                    Text('Nothing needs a look.', 'rt-2')
