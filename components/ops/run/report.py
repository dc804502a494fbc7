"""What came of a run: its result, its reports, and how runs of this command usually go."""

import json
from collections.abc import Iterator
from decimal import Decimal

from nicegui import ui

from app.domain.ops.files import FileView
from app.domain.ops.states import LIVE, WAITING
from app.domain.ops.views import Outcome, ReportGist, ReportLine, RunView, ScheduleView
from components.controls import Pill, Text, block, link, sign
from components.moments import short_moment, within
from components.ops.reports.words import gain, points, weeks
from components.ops.sizes import figure
from components.ops.strip import RunStrip, StripFigures
from components.ops.times import words_of

KINDS = {'prediction': ('Predictions', '/ops/reports/predictions'),
         'optimisation': ('Optimisation', '/ops/reports/optimisation')}
FIGURES = 6


class RunReport(ui.element):
    def __init__(self) -> None:
        super().__init__('aside')
        self.classes('rt-panel rt-run-report').props('aria-label=Report')
        self.figures: tuple[tuple[str, str, str], ...] | None = None
        self.shown: tuple[ReportLine, ...] | None = None
        self.listed: tuple[FileView, ...] | None = None
        with self:
            with block('rt-panel-head'):
                self.title = Text('Report', 'rt-grow', 'h2')
                self.live = Pill('live', 'sensors', 'info')
            self.numbers = block('rt-sec rt-run-figures', 'dl')
            self.files = block('rt-sec')
            self.reports = block('rt-sec')
            self.nothing = Text('', 'rt-sec rt-sm rt-3', 'div')
            with block('rt-sec rt-run-last'):
                with block('rt-row rt-sec-head'):
                    Text('Last 40 runs', 'rt-grow', 'h3')
                    Text('height is duration', 'rt-sm rt-3')
                self.strip = RunStrip()
                self.strip_figures = StripFigures()
            with block('rt-sec rt-row rt-run-next') as self.next:
                sign('schedule', 18, 'rt-3')
                with block('rt-grow rt-sm'):
                    self.when = Text('', 'rt-2', 'div')
                    self.moment = Text('', 'rt-3', 'div')
                link('Edit', '/ops/schedules', 'rt-btn rt-s')
        self.next.set_visibility(False)

    def show(self, view: RunView) -> None:
        is_live = view.line.state in LIVE
        self.title.say('Report so far' if is_live else 'Report')
        self.live.set_visibility(is_live)
        self._show_figures(tuple(_figures(view)))
        self._show_files(view.line.id, view.files)
        self._show_reports(view.reports)
        self.nothing.set_visibility(not self.figures and not view.reports)
        self.nothing.say('What it finds out appears here.' if view.line.state in LIVE | WAITING else
                         'It left no result and no report.')
        self.strip.show(_others(view), view.line.id, is_live)
        self.strip_figures.show(view.strip)

    def show_schedules(self, entries: tuple[ScheduleView, ...], command: str) -> None:
        """The next time this command runs by itself."""
        entries = tuple(entry for entry in entries if entry.command == command and entry.is_enabled and entry.next)
        self.next.set_visibility(bool(entries))
        if entries:
            soonest = min(entries, key=lambda entry: entry.next[0])
            self.when.say(f'Next: {words_of(soonest)}')
            self.moment.say(short_moment(soonest.next[0]))

    def _show_figures(self, figures: tuple[tuple[str, str, str], ...]) -> None:
        if figures == self.figures:
            return
        self.figures = figures
        self.numbers.set_visibility(bool(figures))
        self.numbers.clear()
        with self.numbers:
            for name, value, tint in figures:
                with block():
                    Text(name, 'rt-sm rt-3 rt-clip', 'dt')
                    Text(value, f'rt-fig rt-clip {tint}'.strip(), 'dd').props['title'] = value

    def _show_files(self, run_id: int, files: tuple[FileView, ...]) -> None:
        if files == self.listed:
            return
        self.listed = files
        self.files.set_visibility(bool(files))
        self.files.clear()
        with self.files:
            Text('Files', tag='h3')
            for file in files:
                link(file.name, f'/api/v1/ops/runs/{run_id}/files/{file.id}', 'rt-btn rt-clip', 'download').props(
                    'download')

    def _show_reports(self, reports: tuple[ReportLine, ...]) -> None:
        if reports == self.shown:
            return
        self.shown = reports
        self.reports.set_visibility(bool(reports))
        self.reports.clear()
        with self.reports:
            Text('Reports', tag='h3')
            for report in reports:
                _report(report)


def _report(report: ReportLine) -> None:
    name, address = KINDS.get(report.kind, (report.kind.capitalize(), ''))
    with block('rt-run-found'):
        with block('rt-row'):
            if address and not report.error:
                link(name, f'{address}?report={report.id}', 'rt-b rt-grow')
            else:
                Text(name, 'rt-b rt-grow')
            if report.error:
                Pill('not readable', 'error', 'bad')
            elif report.is_complete:
                Pill('complete', 'check_circle', 'ok')
            else:
                Pill('incomplete', 'warning', 'warn')
        if report.gist:
            _gist(report.gist)
        source = 'from its database' if report.source == 'db' else 'from what it wrote'
        Text(f'{source}, {within(short_moment(report.made_at))}', 'rt-sm rt-3', 'div')
        for text in (report.error, *report.issues):
            if text:
                Text(text, 'rt-sm rt-2', 'div')


def _gist(gist: ReportGist) -> None:
    """Its figures, and what lies behind them as bars."""
    told = tuple(_told(gist))
    if told:
        with block('rt-run-figures rt-run-gist', 'dl'):
            for name, text in told:
                with block():
                    Text(name, 'rt-sm rt-3 rt-clip', 'dt')
                    Text(text, 'rt-fig rt-clip', 'dd').props['title'] = text
    rows = gist.best or tuple((f'Gameweek {number}', value) for number, value in gist.weeks)
    most = max((value for _, value in rows), default=Decimal(0))
    if most > 0:
        with block('rt-run-bars', 'ol').props(f'role=list aria-label="{_measure(gist)}"'):
            for name, value in rows:
                with block(tag='li').props('role=listitem'):
                    Text(name, 'rt-clip').props['title'] = name
                    with block('rt-meter', 'span'):
                        block(tag='i').style(f'width: {max(0, float(value / most)):.0%}')
                    Text(points(value), 'rt-num')
        Text(_measure(gist), 'rt-sm rt-3', 'div')


def _told(gist: ReportGist) -> Iterator[tuple[str, str]]:
    if gist.best:
        name, most = gist.best[0]
        yield 'Best player', name
        yield 'Points', points(most)
    if gist.gain is not None:
        yield 'Gain', gain(gist.gain)
    if gist.transfers is not None and gist.weeks:
        yield 'Transfers', str(gist.transfers)
        yield 'Points hit', f'−{gist.hit}' if gist.hit else '0'


def _measure(gist: ReportGist) -> str:
    return f'Predicted points, {weeks(gist.gameweeks)}' if gist.best else 'Predicted points of each gameweek'


def _figures(view: RunView) -> Iterator[tuple[str, str, str]]:
    """Plain values of the result, then what the log warns of."""
    for name, value in list(_result(view).items())[:FIGURES]:
        yield name.replace('_', ' ').capitalize(), figure(value), ''
    attempt = view.attempts[0] if view.attempts else None
    if attempt and attempt.warnings:
        yield 'Warnings', figure(attempt.warnings), 'rt-wrn'
    if attempt and attempt.errors:
        yield 'Errors', figure(attempt.errors), 'rt-neg'


def _result(view: RunView) -> dict[str, object]:
    try:
        found = json.loads(view.result) if view.result else {}
    except ValueError:
        return {}
    values = found if isinstance(found, dict) else {'result': found}
    return {str(name): value for name, value in values.items() if isinstance(value, int | float | str) and value != ''}


def _others(view: RunView) -> tuple[Outcome, ...]:
    """Up to and with this run."""
    return tuple(one for one in view.strip if view.line.state not in LIVE or one.run_id != view.line.id)
