"""A sprint report as sections of a page: the same for the preview and for what a wiki is given.

Sections are plain values; only `storage` knows how a wiki writes them. Every text in them came from somewhere else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Final
from zoneinfo import ZoneInfo

from app.domain.sprints.facts.board import ISSUES, Ms
from app.domain.sprints.metrics.report import (
    CLASS_NAMES,
    CLASSES,
    FROZEN,
    LIVE,
    RECONSTRUCTED,
    Report,
    Row,
    ScopeEvent,
    Tally,
)
from app.domain.sprints.publishing.storage import escaped

KINDS: Final = {LIVE: 'Running: figures still move', FROZEN: 'Frozen when the sprint closed',
                RECONSTRUCTED: 'Reconstructed from the history'}
NONE: Final = 'n/a'
MOST_ROWS: Final = 500  # of one table; the report here has the rest


@dataclass(frozen=True)
class Cell:
    text: str
    link: str = ''


@dataclass(frozen=True)
class Section:
    """A heading with words and, where there are rows, a table; `foot` says what the table leaves out."""
    title: str
    words: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    foot: str = ''
    links: tuple[Cell, ...] = ()


def sections(report: Report, link: str = '', intro: str = '', most: int = MOST_ROWS) -> tuple[Section, ...]:
    """`link` leads back to the report, `intro` is what the publisher wants to say above it, `most` are the rows of one
    table.
    """
    return (_opening(report, link, intro), _figures(report), *_classes(report, most), *_scope(report, most),
            _about(report))


def storage(found: Sequence[Section]) -> str:
    """As strict XHTML, without any macro: it reads alike in every wiki and in its exports."""
    return ''.join(map(_written, found))


def headline_figures(report: Report) -> tuple[tuple[str, str], ...]:
    """Six that are said in chats."""
    figures, unit = report.figures, report.unit
    return (('Committed', _moved(report, figures.committed)), ('Completed', _tally(figures.completed, unit)),
            ('Added', _moved(report, figures.added)), ('Removed', _moved(report, figures.removed)),
            ('Say/do', percent(figures.say_do)), ('Churn', percent(figures.churn)))


def percent(share: Decimal | None) -> str:
    if share is None:
        return NONE
    return f'{(share * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)} %'


def amount(value: Decimal | None) -> str:
    if value is None:
        return NONE
    text = f'{value:f}'
    return (text.rstrip('0').rstrip('.') if '.' in text else text).replace('-', '−')


def moment(at: Ms | None, zone: str) -> str:
    if at is None:
        return NONE
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(ZoneInfo(zone)).strftime('%d %b %Y, %H:%M')


def _opening(report: Report, link: str, intro: str) -> Section:
    words = [line.strip() for line in intro.splitlines() if line.strip()]
    if report.about.is_demo:
        words.append('Demo data')
    if report.goal:
        words.append(f'Goal: {report.goal}')
    words.append(f'{moment(report.start, report.zone)} – {moment(report.end, report.zone)} ({report.zone})')
    return Section(f'{report.board_name}: {report.sprint_name}', tuple(words),
                   links=(Cell('Open the report in Roundtable', link),) if link else ())


def _figures(report: Report) -> Section:
    figures, unit = report.figures, report.unit
    rows = [*headline_figures(report)[:4], ('Re-estimated', _moved(report, figures.reestimated)),
            ('Net change', percent(figures.net)), ('Churn', percent(figures.churn)),
            ('Say/do', percent(figures.say_do)), ('Completed of committed', percent(figures.done_ratio)),
            ('Not completed', _tally(figures.remaining, unit)), ('Unestimated', f'{figures.unestimated} issues')]
    return Section('Figures', head=('Figure', 'Value'), rows=tuple((Cell(name), Cell(value)) for name, value in rows))


def _classes(report: Report, most: int) -> list[Section]:
    found = []
    for one in CLASSES:
        rows = [row for row in report.rows if row.class_ == one]
        if rows:
            found.append(Section(f'{CLASS_NAMES[one]} ({len(rows)})', head=(
                'Key', 'Type', 'Title', 'First estimate', 'Last estimate', 'Status', 'Remarks'),
                rows=tuple(_row(row) for row in rows[:most]), foot=_left_out(len(rows), most)))
    return found


def _row(row: Row) -> tuple[Cell, ...]:
    marks = [(row.is_added, 'added'), (bool(row.rollovers), f'carried over × {row.rollovers}'),
             (row.is_flagged, 'flagged'), (row.is_partial, 'history incomplete'), (bool(row.gone), row.gone)]
    return (Cell(row.key, row.url), Cell(row.type), Cell(row.title), Cell(amount(row.initial)), Cell(amount(row.last)),
            Cell(row.status), Cell(', '.join(words for is_so, words in marks if is_so)))


def _scope(report: Report, most: int) -> list[Section]:
    if not report.scope:
        return []
    rows = tuple(_scope_row(one, report.zone) for one in report.scope[:most])
    return [Section(f'Scope changes ({len(report.scope)})', head=('When', 'Who', 'What', 'Key', 'Before', 'After'),
                    rows=rows, foot=_left_out(len(report.scope), most))]


def _scope_row(one: ScopeEvent, zone: str) -> tuple[Cell, ...]:
    return (Cell(moment(one.at, zone)), Cell(one.by), Cell(one.sign), Cell(one.key), Cell(amount(one.before)),
            Cell(amount(one.after)))


def _about(report: Report) -> Section:
    about = report.about
    words = [f'{KINDS.get(about.kind, about.kind)}. Data of {moment(about.read_at, report.zone)}, version '
             f'{about.data_version}, status mapping {about.mapping_version}.',
             f'Estimates: {about.estimate or "none"}. Stakeholders: {about.stakeholder or "none"}.',
             f'{about.partial} issues with an incomplete history, {about.excluded} left out.']
    return Section('About this report', (*words, *about.warnings))


def _tally(tally: Tally, unit: str) -> str:
    if unit == ISSUES:
        return f'{tally.issues} issues'
    return f'{amount(tally.amount)} {unit} ({tally.issues} issues)'


def _moved(report: Report, tally: Tally) -> str:
    """What hangs on the start of a sprint, which nobody may know."""
    return _tally(tally, report.unit) if report.has_commitment else NONE


def _left_out(count: int, most: int) -> str:
    return f'{count - most} more in the report.' if count > most else ''


def _written(section: Section) -> str:
    parts = [f'<h2>{escaped(section.title)}</h2>', *(f'<p>{escaped(one)}</p>' for one in section.words),
             *(f'<p>{_cell(one)}</p>' for one in section.links)]
    if section.rows:
        head = ''.join(f'<th>{escaped(one)}</th>' for one in section.head)
        body = ''.join(f'<tr>{"".join(f"<td>{_cell(cell)}</td>" for cell in row)}</tr>' for row in section.rows)
        parts.append(f'<table><tbody><tr>{head}</tr>{body}</tbody></table>')
    if section.foot:
        parts.append(f'<p>{escaped(section.foot)}</p>')
    return ''.join(parts)


def _cell(cell: Cell) -> str:
    """Addresses from outside become links only where they are ones of the web."""
    if cell.link.startswith(('https://', 'http://')):
        return f'<a href="{escaped(cell.link)}">{escaped(cell.text)}</a>'
    return escaped(cell.text)
