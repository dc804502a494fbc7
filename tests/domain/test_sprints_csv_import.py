"""Jira's CSV files: however they were saved, read whole or refused with every bad row."""

import csv
import io
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.sprints.imports.csv_dates import day_in, moment_in
from app.domain.sprints.imports.csv_import import read_export
from app.domain.sprints.imports.csv_table import read_table
from app.errors import Rejected
from tests.sprints_csv import HEADER, ROWS, export, file_of

BERLIN, ZONE = ZoneInfo('Europe/Berlin'), ZoneInfo('UTC')


def ms(*parts):
    return int(datetime(*parts, tzinfo=UTC).timestamp() * 1000)


def issue(found, key):
    return next(one for one in found.issues if one.key == key)


def test_a_file_of_jira_is_read_whole():
    found = read_export(export(), ZONE)
    assert not found.errors and [one.key for one in found.issues] == ['PAY-1', 'PAY-2', 'PAY-3', 'PAY-4', 'PAY-5']
    assert found.projects == ('PAY',) and found.priorities == ('High', 'Medium') and found.links == ('Blocks',)
    assert [(one.number, one.name, one.state) for one in found.sprints] == [
        (1, 'Sprint 9', 'closed'), (2, 'Sprint 10', 'active'), (3, 'Sprint 11, the late one', 'future')]
    assert [(one.name, one.category) for one in found.statuses] == [
        ('Done', 'done'), ('In Progress', 'indeterminate'), ('To Do', 'new')]
    assert found.newest == ms(2026, 1, 20, 16, 30) and found.estimates == ('Story Points',)


def test_repeated_columns_are_one_list():
    two = issue(read_export(export(), ZONE), 'PAY-2')
    assert two.fields['sprints'] == [1, 2] and two.fields['components'] == ['api', 'web']
    assert two.fields['labels'] == ['qa'] and two.fields['estimates'] == {'Story Points': '5.0'}
    assert (two.number, two.created, two.people) == (10002, ms(2026, 1, 5, 21, 5), {'acc-1': 'Chidi', 'Dana': 'Dana'})


def test_subtasks_are_below_stories_and_stories_below_epics():
    found = read_export(export(), ZONE)
    epic, story, subtask = issue(found, 'PAY-4'), issue(found, 'PAY-2'), issue(found, 'PAY-3')
    assert epic.is_epic and (story.is_subtask, story.fields['epic'], story.parent) == (False, 'PAY-4', epic.number)
    assert subtask.is_subtask and subtask.parent == story.number


def test_links_stand_on_both_sides():
    found = read_export(export(), ZONE)
    assert issue(found, 'PAY-1').fields['links'] == [{'type': 'Blocks', 'way': 'out', 'number': 10002, 'key': 'PAY-2'}]
    assert issue(found, 'PAY-2').fields['links'] == [{'type': 'Blocks', 'way': 'in', 'number': 10001, 'key': 'PAY-1'}]


@pytest.mark.parametrize('delimiter', [',', ';', '\t'], ids=['comma', 'semicolon', 'tab'])
@pytest.mark.parametrize('encoding', ['utf-8', 'utf-8-sig', 'utf-16', 'utf-16-le', 'cp1252'])
def test_however_it_was_saved_it_says_the_same(delimiter, encoding):
    found = read_export(export(delimiter=delimiter, encoding=encoding), ZONE)
    assert found == read_export(export(), ZONE) and issue(found, 'PAY-1').title == 'Größe – “shipping” costs'


def test_a_comma_without_quotes_in_the_name_of_a_sprint_refuses_the_file_and_shows_the_row():
    broken = 'PAY-9,10009,Late,Story,To Do,To Do,05/Jan/26 9:05 PM,Sprint 11, the late one,'
    found = read_export('\n'.join((
        'Issue key,Issue id,Summary,Issue Type,Status,Status Category,Created,Sprint,Sprint',
        'PAY-8,10008,Fine,Story,To Do,To Do,05/Jan/26 9:05 PM,Sprint 9,', broken)).encode(), ZONE)
    assert found.issues == () and [(one.line, one.text) for one in found.errors] == [(3, broken)]
    assert '10 cells, but the first row names 9 columns' in found.errors[0].reason


def test_all_that_is_wrong_is_said_at_once_and_nothing_is_read():
    found = read_export(file_of(HEADER, [
        {**ROWS[0], 'Issue key': 'no key', 'Created': 'yesterday'}, {**ROWS[1], 'Status Category': 'Doing'},
        {**ROWS[2], 'Issue id': 'x', 'Summary': ' ', 'Time Spent': '2h'}, {**ROWS[3], 'Issue id': '10002'}, ROWS[3]]),
        ZONE)
    assert found.issues == () and [(one.line, one.field) for one in found.errors] == [
        (2, 'Issue key'), (2, 'Created'), (3, 'Status Category'), (4, 'Summary'), (4, 'Issue id'),
        (4, 'Time Spent'), (5, 'Issue id'), (6, 'Issue key')]
    assert found.errors[-1].reason == 'It stands in line 5 already.'


def test_a_line_is_where_its_row_begins():
    rows = [{**ROWS[0], 'Summary': 'two\nlines'}, {**ROWS[1], 'Issue key': '?'}]
    error, = read_export(file_of(HEADER, rows), ZONE).errors
    assert error.line == 4 and error.text.startswith('?')


def test_a_quote_that_is_never_closed_ends_the_reading_with_its_line():
    content = export().replace(b'Refunds', b'"Refunds')
    found = read_export(content, ZONE)
    assert found.issues == () and 'no CSV' in found.errors[-1].reason and 'Refunds' in found.errors[-1].text


@pytest.mark.parametrize(('content', 'words'), [
    (b'', 'name the columns'), (b'PK\0\0\3rubbish', 'not a CSV'), (b'\x81\x8d\xff', 'Byte 1 is neither'),
    (b'Summary,Status\nx,y\n', 'no “Issue key” and no “Issue Type” and no “Created”'),
    (b'Issue key,Summary,Issue Type,Status,Created\n', 'no issue in this file')],
    ids=['empty', 'archive', 'no text', 'other columns', 'no rows'])
def test_what_is_no_export_of_jira_is_refused_in_words(content, words):
    with pytest.raises(Rejected, match=words):
        read_export(content, ZONE)


@pytest.mark.parametrize(('told', 'wanted'), [
    ('05/Jan/26 9:05 PM', (2026, 1, 5, 20, 5)), ('05/Jan/26 12:05 AM', (2026, 1, 4, 23, 5)),
    ('5 January 2026 21:05', (2026, 1, 5, 20, 5)), ('2026-01-05 21:05', (2026, 1, 5, 20, 5)),
    ('2026-07-05 21:05:30.0', (2026, 7, 5, 19, 5, 30)), ('2026-01-05T21:05:00.000+0200', (2026, 1, 5, 19, 5)),
    ('05.01.2026 21:05', (2026, 1, 5, 20, 5)), ('31/12/2026 09:00', (2026, 12, 31, 8)),
    ('12/31/26 9:00 AM', (2026, 12, 31, 8)), ('2026-01-05', (2026, 1, 4, 23))])
def test_dates_are_read_in_the_zone_the_person_says(told, wanted):
    assert moment_in(told, BERLIN) == ms(*wanted)


@pytest.mark.parametrize('told', ['03/04/2026 9:00', '31/Feb/26', '13:00', '05/Foo/26', '05/Jan/26 13:00 PM', '1'])
def test_what_is_no_date_or_could_be_two_is_refused(told):
    with pytest.raises(Rejected):
        moment_in(told, BERLIN)


def test_days_forget_the_clock():
    assert day_in('30/Nov/26 12:00 AM').isoformat() == '2026-11-30'


def test_one_name_in_two_categories_is_two_statuses():
    rows = [{**ROWS[0], 'Status': 'Closed', 'Status Category': 'Done'},
            {**ROWS[1], 'Status': 'Closed', 'Status Category': 'To Do'}]
    assert [(one.name, one.category) for one in read_export(file_of(HEADER, rows), ZONE).statuses] == [
        ('Closed', 'done'), ('Closed', 'new')]


def test_without_categories_and_numbers_it_says_what_it_makes_of_that():
    header = [name for name in HEADER if name not in ('Status Category', 'Issue id')]
    found = read_export(file_of(header, ROWS), ZONE)
    assert not found.errors and len(found.remarks) == 2 and not found.has_ids
    assert {one.name: one.category for one in found.statuses} == {
        'To Do': 'indeterminate', 'In Progress': 'indeterminate', 'Done': 'done'}
    again = read_export(file_of(header, ROWS[:2]), ZONE)
    assert [one.number for one in again.issues] == [one.number for one in found.issues[:2]]


def test_sprints_keep_their_numbers_and_new_ones_come_after():
    first = read_export(export(), ZONE)
    again = read_export(file_of(HEADER, [{**ROWS[0], 'Sprint': 'Sprint 1'}, ROWS[1]]), ZONE, first.numbers)
    assert {one.name: one.number for one in again.sprints} == {'Sprint 1': 4, 'Sprint 9': 1, 'Sprint 10': 2}


def test_only_an_issue_that_changed_looks_changed():
    first = {one.key: one.updated for one in read_export(export(), ZONE).issues}
    rows = [{**ROWS[0], 'Status': 'In Progress', 'Status Category': 'In Progress'}, *ROWS[1:]]
    second = {one.key: one.updated for one in read_export(file_of(HEADER, rows), ZONE).issues}
    assert [key for key in first if first[key] != second[key]] == ['PAY-1']


CELL = st.text(st.characters(codec='utf-8', exclude_characters='\0'), max_size=12)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=5), st.sampled_from(',;\t'))
def test_every_cell_that_was_written_is_read_back(rows, delimiter):
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([('A', 'B', 'C'), *rows])
    table = read_table(b'\xef\xbb\xbf' + file.getvalue().encode())
    assert table.errors == () and [list(line.cells) for line in table.lines] == [
        row for row in rows if any(map(str.strip, row))]


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_no_content_whatsoever_breaks_the_reading(content):
    head = ','.join(HEADER).encode() + b'\n'
    for told in (content, head + content):
        try:
            found = read_export(told, ZONE)
        except Rejected:
            continue
        assert bool(found.issues) != bool(found.errors)


@settings(max_examples=60, deadline=None)
@given(CELL, CELL, st.sampled_from(['Summary', 'Sprint', 'Labels', 'Assignee', 'Created', 'Issue id']))
def test_a_bad_cell_is_named_by_its_column_or_does_not_matter(title, told, column):
    found = read_export(file_of(HEADER, [{**ROWS[0], 'Summary': f'T{title}', column: told}]), ZONE)
    assert {one.field for one in found.errors} <= {column} and bool(found.issues) != bool(found.errors)
