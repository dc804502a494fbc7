"""The pictures of a flow: columns over time, cycle times, their spread, throughput, ageing work."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from nicegui import ui
from nicegui.events import EChartPointClickEventArguments

from app.domain.sprints.facts.board import DONE, NOT_STARTED, STARTED, WAITING
from app.domain.sprints.flow.flow import Flow
from components.chart_colours import Colours
from components.charts import Chart, Draw, Options
from components.moments import short_day
from components.sprints.flow_bar import days_words
from components.sprints.words import amount, counted

STANDING, ARRIVALS = 'standing', 'arrivals'
KIND_COLOURS = {DONE: ('viz-1',), WAITING: ('viz-2', 'viz-5'), STARTED: ('viz-7', 'viz-3', 'viz-4'),
                NOT_STARTED: ('viz-8', 'viz-6')}
DEPTH = {DONE: .7, WAITING: .6, STARTED: .55, NOT_STARTED: .16}
MOST_ROWS = 2000  # of a table


def show_cfd(chart: Chart, flow: Flow, way: str) -> None:
    """As it stood at the end of each day, or what arrived so far; done is counted from the first day on."""
    columns = flow.columns
    rows = [one.standing if way == STANDING else one.arrived for one in flow.cfd]
    before = _bases(flow, rows, way)
    counts = [tuple(value - base for value, base in zip(row, before, strict=True)) for row in rows]
    what = 'as it stood at the end of each day' if way == STANDING else 'arrivals, which never fall'
    chart.heads = ('Day', *(name for name, _ in columns))
    chart.show(f'Cumulative flow, {what}', cfd_finding(flow, way), _cfd(flow, counts, way == STANDING), [
        (short_day(one.day), *map(str, row)) for one, row in zip(flow.cfd, rows, strict=True)])


def cfd_finding(flow: Flow, way: str) -> str:
    if not flow.cfd or not flow.columns:
        return 'Nothing stood on the board.'
    first, last = flow.cfd[0], flow.cfd[-1]
    if way == ARRIVALS:
        done = next((place for place, (_, kind) in enumerate(flow.columns) if kind == DONE), None)
        ended = '' if done is None else f'; {last.arrived[done] - first.arrived[done]} of them were done'
        return f'{counted(last.arrived[0] - first.arrived[0])} arrived between {_span(flow)}{ended}.'
    busy = [place for place, (_, kind) in enumerate(flow.columns) if kind in (STARTED, WAITING)]
    begun, now = (sum(one.standing[place] for place in busy) for one in (first, last))
    return f'Work under way went from {begun} to {counted(now)} between {_span(flow)}.'


def show_scatter(chart: Chart, flow: Flow) -> None:
    """One point for each issue, with the ranks as lines and the rolling mean with its deviation."""
    chart.show('Cycle time of each issue, and its control chart', cycle_finding(flow), _scatter(flow), [
        (f'{one.key} {one.title}', one.type, short_day(one.started), short_day(one.finished), str(one.days),
         str(one.flagged), amount(around.mean), f'± {amount(around.deviation)}')
        for one, around in list(zip(flow.cycles, flow.rolling, strict=True))[-MOST_ROWS:]])


def cycle_finding(flow: Flow) -> str:
    if not flow.cycles:
        return 'Nothing that was started has been done in this time.'
    one = flow.ranks
    return (f'Half of {counted(one.count)} took {days_words(one.p50)} or less, 85 % took {days_words(one.p85)} or '
            f'less, 95 % {days_words(one.p95)} or less.')


def show_histogram(chart: Chart, flow: Flow) -> None:
    rows = [(f'{low}' if low == high else f'{low} – {high}', str(count)) for low, high, count in flow.bars]
    most = max(flow.bars, key=lambda bar: bar[2], default=None)
    told = 'Nothing to show.' if most is None else (
        f'Most issues, {most[2]}, took {most[0] if most[0] == most[1] else f"{most[0]} to {most[1]}"} '
        f'day{"" if most[1] == 1 else "s"}.')
    chart.show('Spread of cycle times', told, _bars([name for name, _ in rows], [bar[2] for bar in flow.bars], 'days'),
               rows)


def show_throughput(chart: Chart, flow: Flow) -> None:
    names = [f'{week.first.day} {week.first:%b}' for week in flow.weeks]
    total = sum(flow.daily)
    told = (f'{counted(total)} done in {counted(len(flow.daily), "day")}: '
            f'{amount((Decimal(total) / max(1, len(flow.daily))).quantize(Decimal("0.01")))} a day.')
    chart.show('Throughput, issues done each week', told, _bars(names, [week.done for week in flow.weeks], ''),
               [(f'Week of {short_day(week.first)}', str(week.done), str(week.days)) for week in flow.weeks])


def show_ageing(chart: Chart, flow: Flow) -> None:
    """Ages by column, over the ages at which finished work left that column."""
    late = sum(one.is_late for one in flow.ageing)
    told = (f'{counted(len(flow.ageing))} under way, {late} of them older than 85 % of what left the same column.'
            if flow.ageing else 'Nothing is under way.')
    names = {one.column: one.name for one in flow.ages}
    limits = {one.column: one.left.p85 for one in flow.ages}
    chart.show('Age of work under way', told, _ageing(flow), [
        (f'{one.key} {one.title}', names[one.column], str(one.days), days_words(limits[one.column]),
         ' '.join(word for word, is_so in (('▲ older', one.is_late), ('flagged', one.is_flagged)) if is_so))
        for one in flow.ageing])


def open_points(chart: Chart, address: Callable[[str], str]) -> None:
    """A click on a point opens the issue behind it at the site."""
    def clicked(event: EChartPointClickEventArguments) -> None:
        if url := address(event.name):
            ui.navigate.to(url, new_tab=True)
    for one in chart.charts.values():
        one.on_point_click(clicked)


def _bases(flow: Flow, rows: Sequence[Sequence[int]], way: str) -> list[int]:
    """What was done long ago is left out of the picture, or nothing else could be seen. Arrivals all begin at the same
    number, because what lies between two of them is work on its way.
    """
    old = [min((row[place] for row in rows), default=0) if kind == DONE else 0
           for place, (_, kind) in enumerate(flow.columns)]
    return old if way == STANDING else [max(old, default=0)] * len(old)


def _cfd(flow: Flow, counts: Sequence[Sequence[int]], is_stacked: bool) -> Draw:
    names = [f'{one.day.day} {one.day:%b}' for one in flow.cfd]
    order = list(range(len(flow.columns)))[::-1] if is_stacked else list(range(len(flow.columns)))

    def draw(colours: Colours) -> Options:
        used: dict[str, int] = {}
        chosen = {}
        for place, (_, kind) in enumerate(flow.columns):
            palette = KIND_COLOURS.get(kind, ('viz-6',))
            chosen[place] = colours[palette[used.get(kind, 0) % len(palette)]]
            used[kind] = used.get(kind, 0) + 1
        return {**_frame(colours, names, legend=[flow.columns[place][0] for place in range(len(flow.columns))]),
                'tooltip': _tooltip(colours, 'axis'),
                'series': [{'name': flow.columns[place][0], 'type': 'line', 'showSymbol': False, 'symbol': 'none',
                            **({'stack': 'all'} if is_stacked else {}),
                            'data': [row[place] for row in counts],
                            'itemStyle': {'color': chosen[place]}, 'lineStyle': {'width': 1.5, 'color': chosen[place]},
                            'areaStyle': {'color': chosen[place], 'opacity': DEPTH.get(flow.columns[place][1], .3)
                                          if is_stacked else .1}} for place in order]}
    return draw


def _scatter(flow: Flow) -> Draw:
    points = [{'value': [_ms(one.finished), one.days], 'name': one.key} for one in flow.cycles]
    mean = [[_ms(one.finished), float(around.mean)] for one, around in zip(flow.cycles, flow.rolling, strict=True)]
    low = [[_ms(one.finished), float(max(Decimal(0), around.mean - around.deviation))]
           for one, around in zip(flow.cycles, flow.rolling, strict=True)]
    room = [[at, float(around.mean + around.deviation) - floor]
            for (at, floor), around in zip(low, flow.rolling, strict=True)]

    def draw(colours: Colours) -> Options:
        label = {'color': colours['viz-axis'], 'fontSize': 12}
        lines = [{'yAxis': value, 'label': {'formatter': f'{name}: {value}', 'color': colours['text-2'], 'fontSize': 11,
                                            'position': 'insideEndTop'}}
                 for name, value in (('50 %', flow.ranks.p50), ('85 %', flow.ranks.p85), ('95 %', flow.ranks.p95))
                 if value is not None]
        band: Options = {'type': 'line', 'showSymbol': False, 'symbol': 'none', 'silent': True, 'stack': 'band',
                         'lineStyle': {'opacity': 0}}
        return {'grid': _grid(32), 'tooltip': _tooltip(colours, 'item', '{b}'),
                'xAxis': {'type': 'time', 'axisLabel': {**label, 'hideOverlap': True, 'formatter': '{d} {MMM}'},
                          'axisLine': {'lineStyle': {'color': colours['line-strong']}}, 'splitLine': {'show': False}},
                'yAxis': _values(colours, 'days'),
                'series': [
                    {**band, 'data': low},
                    {**band, 'data': room, 'areaStyle': {'color': colours['viz-2'], 'opacity': .16}},
                    {'name': 'rolling mean', 'type': 'line', 'showSymbol': False, 'symbol': 'none', 'silent': True,
                     'data': mean, 'lineStyle': {'color': colours['viz-2'], 'width': 2}},
                    {'type': 'scatter', 'symbolSize': 7, 'data': points,
                     'itemStyle': {'color': colours['viz-1'], 'opacity': .75},
                     'markLine': {'silent': True, 'symbol': 'none', 'data': lines,
                                  'lineStyle': {'color': colours['viz-ideal'], 'type': 'dashed', 'width': 1.25}}}]}
    return draw


def _ageing(flow: Flow) -> Draw:
    """Steps of grey for the ranks of what left, points for what stands there, spread so that all can be seen."""
    places = {one.column: place for place, one in enumerate(flow.ages)}
    stood: dict[int, int] = {}
    points = []
    for one in flow.ageing:
        place = places[one.column]
        stood[place] = stood.get(place, 0) + 1
        shift = ((stood[place] * 5) % 13 - 6) / 16
        points.append({'value': [place + .5 + shift, one.days], 'name': one.key, 'is_late': one.is_late})

    def draw(colours: Colours) -> Options:
        names = [one.name for one in flow.ages]
        axis = {'axisTick': {'show': False}, 'axisLine': {'lineStyle': {'color': colours['line-strong']}}}
        return {'grid': _grid(32), 'tooltip': _tooltip(colours, 'item', '{b}'),
                'xAxis': [{'type': 'category', 'data': names, **axis,
                           'axisLabel': {'color': colours['viz-axis'], 'fontSize': 12}},
                          {'type': 'value', 'min': 0, 'max': max(1, len(names)), 'show': False}],
                'yAxis': _values(colours, 'days'),
                'series': [*(_rank(flow, share, colours) for share in ('p50', 'p85', 'p95')),
                           {'type': 'scatter', 'xAxisIndex': 1, 'z': 5, 'data': [
                               {**{key: one[key] for key in ('value', 'name')},
                                'symbol': 'triangle' if one['is_late'] else 'circle',
                                'symbolSize': 11 if one['is_late'] else 8,
                                'itemStyle': {'color': colours['negative' if one['is_late'] else 'viz-1']}}
                               for one in points]}]}
    return draw


def _rank(flow: Flow, share: str, colours: Colours) -> Options:
    """A line over each column at the age that so many had left it by."""
    return {'type': 'bar', 'barGap': '-100%', 'barCategoryGap': '8%', 'silent': True, 'z': 1,
            'data': [getattr(one.left, share) or 0 for one in flow.ages],
            'itemStyle': {'color': colours['viz-axis'], 'opacity': .13},
            'label': {'show': True, 'position': 'insideTopLeft', 'formatter': f'{share[1:]} %: {{c}}',
                      'color': colours['text-2'], 'fontSize': 11, 'opacity': 1}}


def _bars(names: Sequence[str], values: Sequence[int], unit: str) -> Draw:
    def draw(colours: Colours) -> Options:
        return {**_frame(colours, names), 'yAxis': _values(colours, ''), 'tooltip': _tooltip(colours, 'axis'),
                'series': [{'name': unit or 'done', 'type': 'bar', 'barMaxWidth': 36, 'data': list(values),
                            'itemStyle': {'color': colours['viz-1'], 'borderRadius': [3, 3, 0, 0]}}]}
    return draw


def _frame(colours: Colours, names: Sequence[str], legend: Sequence[str] = ()) -> Options:
    found: Options = {
        'grid': _grid(34 if legend else 14),
        'xAxis': {'type': 'category', 'data': list(names), 'axisTick': {'show': False}, 'boundaryGap': not legend,
                  'axisLine': {'lineStyle': {'color': colours['line-strong']}},
                  'axisLabel': {'color': colours['viz-axis'], 'fontSize': 12, 'hideOverlap': True}},
        'yAxis': _values(colours, '')}
    if legend:
        found['legend'] = {'data': list(legend), 'top': 0, 'left': 0, 'type': 'scroll', 'itemHeight': 10,
                           'icon': 'roundRect', 'textStyle': {'color': colours['text-2'], 'fontSize': 12}}
    return found


def _grid(top: int = 18) -> Options:
    return {'left': 4, 'right': 18, 'top': top, 'bottom': 8, 'containLabel': True}


def _values(colours: Colours, unit: str) -> Options:
    return {'type': 'value', 'min': 0, 'minInterval': 1, 'splitNumber': 4,
            'axisLabel': {'color': colours['viz-axis'], 'fontSize': 12},
            'splitLine': {'lineStyle': {'color': colours['viz-grid']}},
            'name': unit, 'nameTextStyle': {'color': colours['viz-axis'], 'fontSize': 11, 'align': 'left'}}


def _tooltip(colours: Colours, trigger: str, words: str = '') -> Options:
    """Never HTML: names of columns come from outside."""
    return {'trigger': trigger, 'confine': True, 'renderMode': 'richText', 'backgroundColor': colours['surface'],
            'borderColor': colours['line-strong'], 'textStyle': {'color': colours['text'], 'fontSize': 12},
            **({'formatter': words} if words else {})}


def _ms(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)


def _span(flow: Flow) -> str:
    return f'{short_day(flow.first)} and {short_day(flow.last)}'
