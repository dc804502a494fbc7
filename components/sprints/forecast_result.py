"""What a forecast says: one sentence, the shares, how the trials spread, and from what it came."""

from collections.abc import Callable
from decimal import Decimal

from nicegui import ui

from app.domain.sprints.flow.views import Accuracy, ForecastView
from app.domain.sprints.forecasts.forecast import SURE, TRIALS, WORKING
from app.domain.sprints.forecasts.forecasting import MANY, OWN
from components.chart_colours import Colours
from components.charts import Chart, Draw, Options
from components.controls import Pill, Text, block, classed, put, table_head
from components.listing import Keyed
from components.moments import short_day, short_moment, within
from components.sprints.flow_bar import days_words
from components.sprints.words import counted, percent

BARS = 40


class ForecastResult(ui.element):
    def __init__(self) -> None:
        super().__init__('section')
        self.classes('rt-card rt-forecast-result').props('aria-label=Forecast')
        self.shown: ForecastView | None = None
        with self, block('rt-card-body rt-col'):
            self.label = Text('', 'rt-3')
            self.sentence = Text('', 'rt-forecast-sentence', 'h2').props('aria-live=polite')
            with block('rt-row'):
                self.score = Pill()
            self.table = block('rt-scroll-x')
            self.chart = Chart('How the trials end', ('Days', 'Done', 'Trials', 'So far'), level='h3')
            self.basis = Text('', 'rt-sm rt-3', 'p')

    def show(self, one: ForecastView) -> None:
        if one == self.shown:
            return
        self.shown = one
        self.label.say(f'{what_words(one)}, asked by {one.by_name}, {within(short_moment(one.at))}')
        self.sentence.say(sentence(one))
        self.score.show(*score_words(one))
        self._fill(one)
        self.chart.set_visibility(bool(one.histogram))
        if one.histogram:
            self.chart.show('How the trials end', _finding(one), _draw(one), _rows(one))
        self.basis.say(basis_words(one))

    def _fill(self, one: ForecastView) -> None:
        self.table.clear()
        with self.table, block('rt-table', 'table').props('aria-label="Shares of the trials"'):
            is_many = one.kind == MANY
            table_head(('Sure', ''), *([('At least', 'rt-num')] if is_many else [('Done by', ''), ('Days', 'rt-num')]))
            with block(tag='tbody'):
                for row in _shares(one):
                    with block('rt-b' if row[0] == percent(SURE) else '', 'tr'):
                        for place, words in enumerate(row):
                            Text(words, 'rt-num' if place == len(row) - 1 else '', 'td')


class ForecastHistory(ui.element):
    """All that were made, the newest first; one of them is open."""

    def __init__(self, choose: Callable[[int], object]) -> None:
        super().__init__('section')
        self.choose = choose
        self.classes('rt-card rt-forecast-history').props('aria-label="Forecasts so far"')
        with self:
            with block('rt-card-head'):
                Text('Forecasts so far', 'rt-grow', 'h2')
                self.hits = Text('', 'rt-sm rt-3')
            self.none = Text('No forecast has been made yet.', 'rt-2 rt-card-body', 'p')
            self.list = block(tag='ul')
        self.lines: Keyed[int, ForecastLine] = Keyed(self.list, lambda: ForecastLine(choose))

    def show(self, rows: tuple[ForecastView, ...], accuracy: Accuracy, chosen: int | None) -> None:
        self.none.set_visibility(not rows)
        self.hits.say(hits_words(accuracy))
        for one, line in zip(rows, self.lines.arrange([one.id for one in rows]), strict=True):
            line.show(one, one.id == chosen)


class ForecastLine(ui.element):
    def __init__(self, choose: Callable[[int], object]) -> None:
        super().__init__('li')
        self.shown: object = None
        self.number = 0
        with self, ui.element('button').props('type=button').classes('rt-forecast-line') as self.button:
            with block('rt-col rt-grow', 'span'):
                self.words = Text('', 'rt-b rt-clip')
                self.about = Text('', 'rt-sm rt-3 rt-clip')
            self.score = Pill()
        self.button.on('click', lambda: choose(self.number), args=[])

    def show(self, one: ForecastView, is_chosen: bool) -> None:
        if (one, is_chosen) == self.shown:
            return
        self.shown, self.number = (one, is_chosen), one.id
        self.words.say(sentence(one))
        self.about.say(f'{what_words(one)} · {one.by_name}, {short_moment(one.at)}')
        self.score.show(*score_words(one))
        classed(self.button, on=is_chosen)
        put(self.button, aria_current='true' if is_chosen else 'false')


def sentence(one: ForecastView) -> str:
    """85 % sure by Fri 14 March."""
    if one.kind == MANY:
        items = next((count for share, count in one.counts if share == SURE), 0)
        day = short_day(one.until) if one.until else ''
        return f'85 % sure of at least {counted(items, "item")} by {day}'
    sure = one.sure_of(SURE)
    if sure is None or sure.day is None:
        return 'Not within ten years at this pace'
    year = f' {sure.day.year}' if sure.day.year != one.made_on.year else ''
    return f'85 % sure by {short_day(sure.day)}{year}'


def what_words(one: ForecastView) -> str:
    if one.kind == MANY:
        return 'How many items'
    return one.label if one.scope == 'number' else f'{one.label}: {counted(one.size, "item")}'


def score_words(one: ForecastView) -> tuple[str, str, str]:
    """Words, sign and tone."""
    if one.done_on is None:
        return 'open', 'schedule', ''
    day = short_day(one.done_on)
    said = 'on' if one.kind == MANY else 'done'
    if one.is_p85_met:
        return f'met, {said} {day}', 'check', 'ok'
    return f'missed, {said} {day}', 'close', 'warn'


def hits_words(one: Accuracy) -> str:
    if one.p85 is None:
        return f'{one.scored} scored; shares are told from 10 on'
    return f'{one.scored} scored: 50 % met in {percent(one.p50)}, 85 % met in {percent(one.p85)}'


def basis_words(one: ForecastView) -> str:
    """From what it came, so that it can be made again."""
    days = 'working days' if one.calendar == WORKING else 'days'
    whose = ' of this scope' if one.history == OWN else ''
    epics = f' Each of {counted(one.epics, "epic")} not broken down counts for {one.epic_size}.' if one.epics else ''
    split = f' Each item is split into {one.split}.' if one.split != '1' else ''
    return (f'{TRIALS:,} trials on {counted(one.done)} done{whose} on {one.busy} of {one.days} {days}, '
            f'{short_day(one.first)} – {short_day(one.last)} {one.last.year}, quiet days included.{epics}{split} '
            f'Seed {one.seed}, data {one.data_hash[:8]}.')


def _shares(one: ForecastView) -> list[tuple[str, ...]]:
    if one.kind == MANY:
        return [(percent(share), counted(count, 'item')) for share, count in one.counts]
    return [(percent(sure.share), f'{short_day(sure.day)} {sure.day.year}' if sure.day else 'not within ten years',
             str(sure.days or '–')) for sure in one.sure]


def _grouped(one: ForecastView) -> list[tuple[int, int, int]]:
    """(from, to, trials) of at most so many bars."""
    first, last = one.histogram[0][0], one.histogram[-1][0]
    width = -(-(last - first + 1) // BARS)
    found = [0] * -(-(last - first + 1) // width)
    for days, trials in one.histogram:
        found[(days - first) // width] += trials
    return [(first + place * width, first + (place + 1) * width - 1, trials) for place, trials in enumerate(found)]


def _rows(one: ForecastView) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    so_far = 0
    total = sum(trials for _, trials in one.histogram) + one.not_reached
    for low, high, trials in _grouped(one):
        so_far += trials
        rows.append((f'{low}' if low == high else f'{low} – {high}', f'within {days_words(high)}', f'{trials:,}',
                     percent(Decimal(so_far) / total)))
    return rows


def _finding(one: ForecastView) -> str:
    return f'Trials end after {one.histogram[0][0]} to {one.histogram[-1][0]} days; {sentence(one)}.'


def _draw(one: ForecastView) -> Draw:
    bars = _grouped(one)
    sure = one.sure_of(SURE)
    limit = sure.days if sure else None

    def draw(colours: Colours) -> Options:
        label = {'color': colours['viz-axis'], 'fontSize': 12}
        data = [{'value': trials, 'itemStyle': {
            'color': colours['viz-1'], 'opacity': 1 if limit is None or low <= limit else .35,
            'borderRadius': [2, 2, 0, 0]}} for low, _, trials in bars]
        return {'grid': {'left': 4, 'right': 14, 'top': 14, 'bottom': 30, 'containLabel': True},
                'xAxis': {'type': 'category', 'data': [str(low) for low, _, _ in bars], 'name': 'days',
                          'nameLocation': 'middle', 'nameGap': 26, 'nameTextStyle': label,
                          'axisTick': {'show': False}, 'axisLabel': {**label, 'hideOverlap': True},
                          'axisLine': {'lineStyle': {'color': colours['line-strong']}}},
                'yAxis': {'type': 'value', 'min': 0, 'splitNumber': 3, 'axisLabel': label,
                          'splitLine': {'lineStyle': {'color': colours['viz-grid']}}},
                'series': [{'type': 'bar', 'silent': True, 'barCategoryGap': '12%', 'data': data}]}
    return draw
