"""Reports, queues and calendars as files: the same totals in all of them, and texts that stay texts."""

import csv
import io
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pypdf import PdfReader

from app.domain.sprints.exporting import report_document
from app.domain.sprints.exporting.calendar_file import (
    Calendar,
    Dated,
    as_calendar,
    escaped,
    folded,
    with_cancelled,
)
from app.domain.sprints.exporting.documents import CUT, LONGEST, clean
from app.domain.sprints.exporting.report_grids import SUMS, between, daily
from app.domain.sprints.exporting.written import as_csv, as_html, as_json, csv_of
from app.domain.sprints.metrics.analysis import report_of
from app.domain.sprints.metrics.report import Step
from app.domain.sprints.reports import report_json
from app.services.sprints.exporting.pdf import as_pdf, count_missing, shown
from app.services.sprints.exporting.workbook import as_workbook
from tests.sprints import SPRINT, issue, jan, worked_example
from tests.sprints import board as board_with

DANGEROUS = ('=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1')
TOTALS = {'Committed': 18, 'Completed': 13, 'Added': 4, 'Removed': 3, 'Re-estimated': 4, 'Not completed': 13}
STAMP = datetime(2026, 1, 5, 9, tzinfo=UTC)


@pytest.fixture(scope='module')
def report():
    return report_of(worked_example(), SPRINT, jan('20'))


@pytest.fixture(scope='module')
def document(report):
    return report_document.document_of(report, 'https://rt.example/sprints/boards/1')


def titled(report, title, **more):
    return replace(report, rows=tuple(replace(row, title=title, **more) for row in report.rows))


def read_csv(content):
    assert content.startswith(b'\xef\xbb\xbf')
    return list(csv.reader(io.StringIO(content.decode('utf-8-sig'), newline='')))


def cells_of(content, sheet):
    return [list(row) for row in load_workbook(io.BytesIO(content), read_only=True)[sheet].iter_rows(values_only=True)]


def text_of(content):
    return '\n'.join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def sums(rows):
    heads, *rest = rows
    return {name: sum(Decimal(str(row[heads.index(name)] or 0)) for row in rest) for name in SUMS}


def test_every_file_of_a_report_has_the_same_totals(report, document):
    assert sums(read_csv(as_csv(document))) == TOTALS
    book = as_workbook(document)
    assert sums(cells_of(book, 'Issues')) == TOTALS
    assert {row[0]: row[1] for row in cells_of(book, 'Summary')[1:7]} == TOTALS
    told = report_json.from_json(json.loads(as_json(document))).figures
    assert told == report.figures
    for text in (text_of(as_pdf(document)), as_html(document).decode()):
        for name, points in TOTALS.items():
            assert re.search(rf'{name}(?:</td><td>| ){points} points', text), name


@settings(max_examples=10, deadline=None)
@given(st.lists(st.none() | st.integers(0, 99), max_size=6))
def test_columns_add_up_to_the_figures_whatever_is_in_a_sprint(estimates):
    rows = [issue(number, points=points, sprints=(SPRINT,)) for number, points in enumerate(estimates, 1)]
    made = report_of(board_with(rows), SPRINT, jan('20'))
    figures = made.figures
    found = sums(read_csv(as_csv(report_document.document_of(made))))
    assert found['Committed'] == figures.committed.amount and found['Not completed'] == figures.remaining.amount


def test_a_workbook_has_its_sheets_and_draws_its_own_charts(document):
    book = load_workbook(io.BytesIO(as_workbook(document)))
    assert book.sheetnames == ['Summary', 'Issues', 'Scope', 'About']
    drawn = book['Summary']._charts
    assert [type(one).__name__ for one in drawn] == ['BarChart', 'LineChart']
    assert [series.val.numRef.f for one in drawn for series in one.series][:2] == [
        "'Summary'!$B$2:$B$7", "'Summary'!$F$2:$F$13"]
    assert all(sheet.freeze_panes == 'A2' for sheet in book)
    ratios = [cell for row in book['Summary'].iter_rows() for cell in row if cell.number_format == '0.0 %']
    assert {round(cell.value, 3) for cell in ratios} == {0.278, 0.611, 0.444, 0.722}
    assert book['Scope']['A2'].is_date and book['Scope']['A2'].number_format.startswith('yyyy')
    about = {row[0].value: row[1].value for row in book['About'].iter_rows()}
    assert (about['Board'], about['Estimates from'], about['Time zone']) == ('Checkout', 'Story point estimate', 'UTC')


@pytest.mark.parametrize('title', DANGEROUS, ids=('equals', 'plus', 'minus', 'at', 'tab', 'return'))
def test_what_looks_like_a_formula_is_written_as_text(report, title):
    document = report_document.document_of(titled(report, title, url='=HYPERLINK("http://evil")'))
    rows = read_csv(as_csv(document))
    assert {row[2] for row in rows[1:]} == {f"'{title}"}
    assert all(row[-1].startswith("'=") for row in rows[1:])
    sheet = load_workbook(io.BytesIO(as_workbook(document)))['Issues']
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == 'f' or cell.hyperlink]


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60))
def test_any_text_survives_being_written(text):
    kept = clean(text)
    assert len(kept) <= LONGEST and not re.search('[\x00-\x08\x0b\x0c\x0e-\x1f]', kept)
    document = report_document.document_of(titled(report_of(worked_example(), SPRINT, jan('20')), text))
    cell = read_csv(as_csv(document))[1][2]
    assert cell in (kept, f"'{kept}") and not cell.startswith(DANGEROUS)
    json.loads(as_json(document))
    assert '<script' not in as_html(document).decode().casefold()


def test_numbers_below_zero_stay_numbers(report):
    grid = replace(report_document.document_of(report).grids[1], heads=('Net',), rows=((Decimal('-3.50'),),))
    assert read_csv(csv_of(grid)) == [['Net'], ['-3.5']]


def test_what_is_too_long_for_a_cell_is_cut_with_a_mark_and_unseen_signs_are_left_out(report):
    title = 'x' * 33_000
    document = report_document.document_of(titled(report, 'a\x00b\x1bc'))
    assert read_csv(as_csv(document))[1][2] == 'abc'
    document = report_document.document_of(titled(report, title))
    for told in (read_csv(as_csv(document))[1][2], cells_of(as_workbook(document), 'Issues')[1][2]):
        assert len(told) == LONGEST and told.endswith(CUT)


def test_the_importer_of_jira_knows_the_names_of_the_columns(report):
    rows = read_csv(as_csv(report_document.jira_document_of(titled(report, 'Pay', labels=('api', 'web')))))
    assert rows[0][:4] == ['Summary', 'Issue Key', 'Issue Type', 'Status'] and rows[0][-2:] == ['Labels', 'Labels']
    first = dict(zip(rows[0], rows[1], strict=True))
    assert (first['Summary'], first['Issue Key'], first['Story Points'], first['Sprint']) == (
        'Pay', 'D-1', '5', 'Sprint 42')


class Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.links, self.depth = [], [], 0

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name in ('href', 'src')]


def test_a_page_asks_nobody_for_anything_and_escapes_what_came_from_outside(report):
    page = as_html(report_document.document_of(
        titled(report, '<script>alert(1)</script> אבג', url='javascript:alert(1)'))).decode()
    reader = Reader()
    reader.feed(page)
    assert not {'script', 'img', 'link', 'iframe'} & set(reader.tags) and not reader.links
    assert '&lt;script&gt;alert(1)&lt;/script&gt;' in page and "default-src 'none'" in page
    assert '@media print' in page and 'svg' in reader.tags and '&#8296;&lt;script' in page, 'and turns nothing round'


def test_a_pdf_shows_a_box_for_what_its_font_lacks_and_counts_it(report):
    read = PdfReader(io.BytesIO(as_pdf(report_document.document_of(titled(report, 'Pay 中文 é ✓')))))
    text = '\n'.join(page.extract_text() for page in read.pages)
    assert 'Pay □□ é ✓' in text and 'Page 1 of 2 · 18 characters that this font lacks are shown as □' in text
    assert [round(float(side)) for side in read.pages[0].mediabox[2:]] == [595, 842]
    fonts = [font.get_object() for font in read.pages[0]['/Resources']['/Font'].values()]
    assert all('/FontFile2' in font['/DescendantFonts'][0].get_object()['/FontDescriptor'] for font in fonts)


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=40))
def test_every_sign_of_a_pdf_is_one_its_font_has(text):
    assert shown(text).count('□') >= count_missing(text) - text.count('□')
    assert count_missing(shown(text)) == 0


def test_a_pdf_goes_on_over_pages_with_its_heads(report):
    rows = tuple(replace(report.rows[0], number=number, key=f'D-{number}') for number in range(120))
    read = PdfReader(io.BytesIO(as_pdf(report_document.document_of(replace(report, rows=rows)))))
    assert len(read.pages) > 3
    assert all('Key Type Title' in page.extract_text() for page in read.pages[1:-1])


def test_demo_data_say_so_in_every_file(report):
    made = report_document.document_of(replace(report, about=replace(report.about, is_demo=True)))
    assert 'Demo data' in as_html(made).decode() and 'Demo data' in text_of(as_pdf(made))
    assert ['Source', 'Demo data'] in cells_of(as_workbook(made), 'About')


def test_a_sprint_without_dates_has_no_lines(report):
    made = report_document.document_of(replace(report, burndown=None, start=None, planned_end=None, end=None))
    assert made.picture is None and len(made.charts) == 1
    told = json.loads(as_json(made))['figures']
    assert (told['committed'], told['churned']) == (None, None) and told['completed']['amount']
    as_pdf(made), as_html(made)
    assert len(load_workbook(io.BytesIO(as_workbook(made)))['Summary']._charts) == 1


def test_days_tell_where_the_lines_stand_in_the_evening(report):
    days = {row[0].day: row[1:] for row in daily(report)}
    assert len(days) == 12 and days[5][:3] == (18, 18, 0)
    assert days[16][0] == report.burndown.left[-1].amount and days[16][3] == 0


def test_between_two_points_a_line_is_straight():
    points = (Step(0, Decimal(10)), Step(100, Decimal(0)))
    assert [between(points, at) for at in (0, 25, 100, 500)] == [10, Decimal('7.5'), 0, 0]
    assert between(points, -1) is None and between((), 5) is None


# Calendars

HARD = Dated('7-1', 'D-1 Move, the; bank', 'Fixed\nwindow', (jan('6 10:00'), jan('6 12:30')), None, 'https://j/D-1')
SOFT = Dated('7-2', 'D-2 Report', 'Deadline', None, date(2026, 1, 14))


def lines_of(calendar):
    content = as_calendar(calendar)
    assert content.endswith(b'END:VCALENDAR\r\n') and all(len(line) <= 75 for line in content.split(b'\r\n'))
    return content.replace(b'\r\n ', b'').decode().split('\r\n')


def test_fixed_windows_are_events_and_deadlines_are_things_to_do():
    lines = lines_of(Calendar('Checkout', 'rt.example', STAMP, 3, (HARD, SOFT)))
    for line in ('BEGIN:VEVENT', 'UID:7-1@rt.example', 'DTSTART:20260106T100000Z', 'DTEND:20260106T123000Z',
                 'SUMMARY:D-1 Move\\, the\\; bank', 'DESCRIPTION:Fixed\\nwindow', 'BEGIN:VTODO', 'STATUS:CONFIRMED',
                 'DUE;VALUE=DATE:20260114', 'STATUS:NEEDS-ACTION', 'DTSTAMP:20260105T090000Z'):
        assert line in lines, line
    assert lines.count('SEQUENCE:3') == 2


def test_what_is_no_longer_in_the_queue_is_cancelled():
    items = with_cancelled((HARD,), (HARD, SOFT, replace(SOFT, summary='older')))
    assert [(one.uid, one.is_cancelled) for one in items] == [('7-1', False), ('7-2', True)]
    lines = lines_of(Calendar('Checkout', 'rt.example', STAMP, 4, items))
    assert lines.count('STATUS:CANCELLED') == 1 and lines.count('SEQUENCE:4') == 2


def test_a_draft_is_tentative_and_what_is_done_is_completed():
    lines = lines_of(Calendar('C', 'h', STAMP, 0, (HARD, replace(SOFT, is_done=True)), is_tentative=True, is_demo=True))
    assert {'STATUS:TENTATIVE', 'STATUS:COMPLETED', 'DESCRIPTION:Demo data. Deadline'} <= set(lines)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_lines_are_folded_within_75_octets_and_never_within_a_character(text):
    line = f'SUMMARY:{escaped(text)}'
    parts = folded(line)
    assert all(len(part) <= 75 for part in parts.split(b'\r\n'))
    assert parts.replace(b'\r\n ', b'').removesuffix(b'\r\n').decode() == line
    assert b'\n' not in parts.replace(b'\r\n', b'')
