"""What both kinds of report have around them: where they come from, what is missing, what is new, which others are."""

from collections.abc import Awaitable, Callable, Sequence

from nicegui import ui

from app.domain.ops.airsenal.differences import Difference
from app.domain.ops.airsenal.shown import ReportPage, ReportShown
from app.domain.ops.views import ReportLine
from components.controls import Button, Pill, Text, become, block, link, sign, table_head
from components.feedback import empty_state
from components.moments import ago, full_moment, short_moment
from components.ops.reports.words import weeks

SOURCES = {'db': 'from the database', 'text': 'from the log'}
PLACES = {'prediction': ('Predictions', '/ops/reports/predictions', 'Predict'),
          'optimisation': ('Optimisation', '/ops/reports/optimisation', 'Optimise')}
Draw = Callable[[ReportShown], None]


class ReportView(ui.element):
    """Drawn anew when there is another report; `draw` fills in what only this kind has."""

    def __init__(self, kind: str, draw: Draw, read_again: Callable[[int], Awaitable[object]]) -> None:
        super().__init__('div')
        self.kind, self.draw, self.read_again = kind, draw, read_again
        self.before: ReportPage | None = None
        with self:
            self.head = block('rt-phead')
            self.body = block('rt-col').style('gap: 14px')

    def show(self, page: ReportPage) -> None:
        if page == self.before:
            return
        self.before = page
        for place in (self.head, self.body):
            place.clear()
        with self.head:
            self._head(page.shown)
        with self.body:
            self._body(page)

    def _head(self, shown: ReportShown | None) -> None:
        name = PLACES[self.kind][0]
        with block('rt-grow'):
            with block('rt-row'):
                Text(name, tag='h1')
                if shown:
                    Pill(*(('Complete', 'check_circle', 'ok') if shown.line.is_complete else
                           ('Unreadable', 'error', 'bad') if shown.line.error else
                           ('Incomplete', 'warning', 'warn')))
            if shown:
                _meta(shown)
        kinds(self.kind)
        if shown and not shown.line.error:
            for form in ('csv', 'json'):
                link(form.upper(), f'/api/v1/ops/reports/{shown.line.id}/export?format={form}', 'rt-btn',
                     'download').props(f'aria-label="Download the report as {form.upper()}" download')
        if shown and shown.may_read_again:
            Button('Read the log again', lambda run_id=shown.line.run_id: self.read_again(run_id), icon='replay')

    def _body(self, page: ReportPage) -> None:
        shown = page.shown
        if shown is None:
            name, _, verb = PLACES[self.kind]
            empty_state('monitoring', f'No {name.lower()} yet',
                        f'What a run of {verb} or of the pipeline finds out appears here.',
                        'To AIrsenal', lambda: ui.navigate.to('/ops/airsenal'), 'arrow_forward')
            return
        _what_is_wrong(shown)
        self.draw(shown)
        if shown.former:
            _differences(shown.former, shown.differences)
        _others(page.lines, shown.line.id, PLACES[self.kind][1])


def kinds(chosen: str) -> None:
    """From one kind of report to the other."""
    with block('rt-seg', 'nav').props('aria-label="Kinds of reports"'):
        for kind, (name, address, _) in PLACES.items():
            anchor = link(name, address)
            if kind == chosen:
                anchor.props('aria-current=page')


def _meta(shown: ReportShown) -> None:
    line = shown.line
    about = [_gameweeks(shown), f'{SOURCES.get(line.source, line.source)}, reader {line.parser_version}',
             f'team {shown.team_id}' if shown.team_id else '']
    with block('rt-meta').style('flex-wrap: wrap'):
        link(f'Run {line.run_id}: {shown.name}', f'/ops/runs/{line.run_id}')
        Text(' · '.join([ago(line.made_at), *filter(None, about)])).props['title'] = full_moment(line.made_at)


def _gameweeks(shown: ReportShown) -> str:
    numbers = shown.prediction.gameweeks if shown.prediction else [
        week.gameweek for week in shown.strategy.weeks] if shown.strategy else []
    return weeks(numbers) if numbers else ''


def _what_is_wrong(shown: ReportShown) -> None:
    problems = (shown.line.error,) if shown.line.error else shown.line.issues
    if not problems:
        return
    with block('rt-banner').props('role=status') as banner:
        become(banner, ('rt-banner', 'rt-bad' if shown.line.error else 'rt-warn'))
        sign('error' if shown.line.error else 'warning')
        with block('rt-grow'):
            Text('This report could not be read.' if shown.line.error else
                 'Something is missing in this report, so mind what you conclude from it:', 'rt-b', 'div')
            with block('rt-issues', 'ul').props('role=list aria-label="What is missing"'):
                for problem in problems:
                    Text(problem, tag='li')


def _differences(former: ReportLine, found: Sequence[Difference]) -> None:
    with card('What is new', f'against run {former.run_id}, {ago(former.made_at)}'):
        if not found:
            Text('Nothing: both say the same.', 'rt-2', 'div').style('padding: 12px 16px')
            return
        with block('rt-scroll-x').props('tabindex=0 role=group aria-label="What is new"'), \
                block('rt-table', 'table').props('aria-label="What is new"'):
            table_head(('Where', ''), ('What', ''), ('Before', ''), ('Now', ''))
            with block(tag='tbody'):
                for one in found:
                    with block(tag='tr'):
                        Text(one.where, 'rt-2', 'td')
                        Text(one.what, 'rt-b', 'td')
                        Text(one.before or '–', 'rt-2', 'td')
                        Text(one.after or '–', '', 'td')


def _others(lines: Sequence[ReportLine], shown_id: int, address: str) -> None:
    if len(lines) < 2:
        return
    with card('All reports'), block('rt-scroll-x').props('tabindex=0 role=group aria-label="All reports"'), \
            block('rt-table', 'table').props('aria-label="All reports"'):
        table_head(('Made', ''), ('Run', ''), ('Read', ''), ('State', ''))
        with block(tag='tbody'):
            for line in lines:
                with block('rt-sel' if line.id == shown_id else '', 'tr'):
                    with block(tag='td'):
                        link(short_moment(line.made_at), f'{address}?report={line.id}').props(
                            'aria-current=true' if line.id == shown_id else '')
                    Text(f'Run {line.run_id}', '', 'td')
                    Text(SOURCES.get(line.source, line.source), 'rt-2', 'td')
                    Text('unreadable' if line.error else 'complete' if line.is_complete else
                         f'incomplete: {line.issues[0]}' if line.issues else 'incomplete', 'rt-2', 'td')


def card(title: str, note: str = '') -> ui.element:
    """A titled place; fill it with `with`."""
    with block('rt-card', 'section') as made:
        made.props['aria-label'] = title
        with block('rt-card-head rt-ln'):
            Text(title, 'rt-grow', 'h2')
            if note:
                Text(note, 'rt-sm rt-3')
        return block()
