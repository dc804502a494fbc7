"""What a reader has to know before believing a figure: how old, how complete, read how, and frozen or not."""

from collections.abc import Iterator

from nicegui import ui

from app.domain.sprints.metrics.report import FROZEN, LIVE, Report
from app.domain.sprints.reports.frozen import Difference
from app.domain.sprints.reports.report_views import ReportView
from components.controls import Button, Text, block, sign, table_head
from components.dialogs import Dialog
from components.moments import clock_minute, full_moment
from components.sprints.words import counted, day_time, said

KINDS = {LIVE: 'live', FROZEN: 'frozen'}


def status_line(view: ReportView) -> str:
    """Data of 09:40, frozen close v2, 2 partial issues."""
    about = view.report.about
    read = view.board.read_at
    parts = [f'Data of {clock_minute(read)}' if read else 'No complete read yet', _version_words(view)]
    if about.partial:
        parts.append(counted(about.partial, 'partial issue'))
    if about.excluded:
        parts.append(f'{counted(about.excluded)} left out')
    if about.warnings:
        parts.append(counted(len(about.warnings), 'warning'))
    if view.difference:
        parts.append('a replay differs')
    return ', '.join(parts)


def has_doubt(view: ReportView) -> bool:
    about = view.report.about
    return bool(about.partial or about.excluded or about.warnings or view.difference
                or view.board.state in ('failed', 'behind'))


class DataStatusDialog(Dialog):
    """Everything about the report that is open."""

    def __init__(self, view: ReportView) -> None:
        super().__init__('Data status')
        report = view.report
        with self.body:
            if view.board.error:
                with block('rt-banner rt-warn').props('role=note'):
                    Text(f'{view.board.error} Shown is the last good data.', 'rt-grow')
            with block('rt-about-facts', 'dl'):
                for name, words in facts(view):
                    Text(name, tag='dt')
                    Text(words, tag='dd')
            if report.about.warnings:
                Text('Doubts', tag='h3')
                with block('rt-doubts', 'ul'):
                    for warning in report.about.warnings:
                        Text(warning, tag='li')
            if view.difference:
                _difference(view.difference, report)
        with self.foot:
            Button('Close', self.close, look='primary', size='l').props('autofocus')
        self.on('hide', self.delete, args=[])


def facts(view: ReportView) -> Iterator[tuple[str, str]]:
    report, about = view.report, view.report.about
    yield 'Read', full_moment(view.board.read_at) if view.board.read_at else 'There was no complete read yet.'
    yield 'In step', _state_words(view)
    yield 'Report', _kind_words(view)
    yield 'Counted until', day_time(about.as_of, report.zone) + f' ({report.zone})'
    yield 'Columns', f'Version {about.mapping_version} of how statuses are read'
    yield 'Estimate', about.estimate or 'This board estimates nothing.'
    yield 'Stakeholder', about.stakeholder or 'The reporter of each issue'
    yield 'Partly read', _count(about.partial, 'part of their history is missing; they are counted')
    yield 'Left out', _count(about.excluded, 'they could not be judged')
    yield 'Data version', str(about.data_version)


def _count(number: int, why: str) -> str:
    return f'{counted(number)}: {why}' if number else 'None'


def _state_words(view: ReportView) -> str:
    board = view.board
    since = f' since {clock_minute(board.since)}' if board.since else ''
    return {'ok': 'Yes', 'new': 'Not read yet', 'behind': f'Behind{since}',
            'failed': f'Failed{since}: {board.error or "no reason given"}'}.get(board.state, board.state)


def _kind_words(view: ReportView) -> str:
    about = view.report.about
    if about.kind == FROZEN:
        return 'Frozen: later reads, renames and estimates change nothing in it.'
    if about.kind == LIVE:
        return 'Live: it follows what Jira tells.'
    return 'Reconstructed from the histories after the fact, not frozen when it happened.'


def _version_words(view: ReportView) -> str:
    about = view.report.about
    chosen = next((one.name for one in view.versions if one.key == view.version), '')
    kind = KINDS.get(about.kind, about.kind)
    name = chosen[:1].lower() + chosen[1:]
    return kind if not name or name == kind else f'{kind} {name}' if kind not in name else name


def _difference(found: Difference, report: Report) -> None:
    Text('What a replay says today', tag='h3')
    Text('The frozen figures stay. These would differ by what is known now.', 'rt-2 rt-sm', 'p')
    with block('rt-scroll-x'), block('rt-table', 'table').props('aria-label="What a replay says today"'):
        table_head(('Figure', ''), ('Frozen', ''), ('Today', ''))
        with block(tag='tbody'):
            for one in found.figures:
                with block(tag='tr'):
                    for words in (one.name, said(one.frozen, report.unit), said(one.now, report.unit)):
                        Text(words, tag='td')
    Text(f'Behind it: {", ".join(one.key for one in found.issues)}.', 'rt-2 rt-sm', 'p')


def stale_banner() -> tuple[ui.element, Text]:
    """Filled when the last read failed: old figures stay, marked with their age."""
    with block('rt-banner rt-warn rt-sprint-stale').props('role=alert') as banner:
        sign('sync_problem')
        text = Text('', 'rt-grow')
    banner.set_visibility(False)
    return banner, text
