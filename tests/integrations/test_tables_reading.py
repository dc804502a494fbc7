"""Files as other programs leave them: read as they are, or refused with a name."""

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
from openpyxl import Workbook

from app.domain.seasons.importing.book import Wishes
from app.errors import Rejected
from app.integrations.tables.reading import read_book


def workbook(*rows, name='Plan', more=()):
    book = Workbook()
    book.active.title = name
    for row in rows:
        book.active.append(row)
    for title, some in more:
        sheet = book.create_sheet(title)
        for row in some:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def packed(content, **parts):
    """A workbook with something else in its archive."""
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, 'a', zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace('__', '/').replace('_xml', '.xml').replace('_bin', '.bin'), data)
    return file.getvalue()


def cells(content, **wishes):
    return [list(row.cells) for row in read_book(content, Wishes(**wishes)).rows]


@pytest.mark.parametrize(('content', 'encoding'), [
    ('\ufeffstore;x\nÉ;1\n'.encode(), 'utf-8-sig'), ('store;x\nÉ;1\n'.encode(), 'utf-8'),
    ('store;x\nÉ;1\n'.encode('utf-16'), 'utf-16'), ('store;x\nÉ;1\n'.encode('utf-16-le'), 'utf-16-le'),
    ('store;x\nÉ;1\n'.encode('cp1252'), 'cp1252')], ids=['bom', 'utf-8', 'utf-16', 'utf-16-le', 'cp1252'])
def test_the_encoding_is_found(content, encoding):
    book = read_book(content)
    assert book.encoding == encoding and [list(row.cells) for row in book.rows] == [['store', 'x'], ['É', '1']]


def test_chinese_is_read_and_where_it_could_be_western_somebody_is_asked():
    many = read_book('店,数\n上海市商店,1\n北京商店,2\n广州商店,3\n'.encode('gb18030'))
    assert many.encoding == 'gb18030' and not many.doubts
    few = read_book('store,x\n上海,1\n'.encode('gb18030'))
    assert few.doubts[0].key == 'encoding'
    assert read_book('store,x\n上海,1\n'.encode('gb18030'), Wishes('cp1252')).encoding == 'cp1252'


def test_bytes_that_nobody_can_read_are_named_and_no_row_is_dropped():
    with pytest.raises(Rejected, match='Byte 14'):
        read_book(b'store,x\ncaf\xc3\xa9,1\n'[:13] + b'\x81,1\n')


@pytest.mark.parametrize('end', ['\r', '\r\n', '\n'], ids=['cr', 'crlf', 'lf'])
def test_lines_may_end_as_on_any_machine_and_newlines_in_cells_survive(end):
    text = end.join(('store,name', '1,"two', 'lines"', '2,x', ''))
    assert cells(text.encode()) == [['store', 'name'], ['1', 'two\nlines'], ['2', 'x']]


@pytest.mark.parametrize('delimiter', [',', ';', '\t', '|'], ids=['comma', 'semicolon', 'tab', 'bar'])
def test_the_delimiter_is_found_on_several_lines(delimiter):
    rows = [['store', 'name, of it', 'x'], ['1', 'a; b', '1'], ['2', 'c', '2']]
    text = '\n'.join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    book = read_book(text.encode())
    assert book.delimiter == delimiter and [list(row.cells) for row in book.rows] == rows


def test_a_line_that_says_the_delimiter_is_believed_and_a_person_even_more():
    assert read_book(b'sep=;\nstore;a,b\n1;2,3\n').delimiter == ';'
    assert read_book(b'a,b;c\n1,2;3\n', Wishes(delimiter=';')).delimiter == ';'


def test_rows_are_counted_as_a_spreadsheet_does():
    assert [row.number for row in read_book(b'store,x\n\n1,2\n"a\nb",3\n').rows] == [1, 3, 4]


def test_a_quote_that_never_ends_is_an_error_of_its_row():
    book = read_book(b'store,x\n1,2\n"3,4\n5,6\n')
    assert [row.number for row in book.rows] == [1, 2] and book.broken[0].row == 3


def test_a_workbook_is_read_whatever_its_name_with_values_as_they_are():
    content = workbook(['store', 'day', 'x'], ['HARB', datetime(2030, 2, 4), 41.9136], [None, None, None], [7, '', 3],
                       more=[('Notes', [['hello']])])
    book = read_book(content)
    assert book.form == 'xlsx' and (book.sheet, book.sheets) == ('Plan', ('Plan', 'Notes'))
    assert list(book.rows[1].cells) == ['HARB', date(2030, 2, 4), Decimal('41.9136')]
    assert [row.number for row in book.rows] == [1, 2, 4]
    assert read_book(content, Wishes(sheet='Notes')).sheet == 'Notes'


def test_formulas_are_never_worked_out():
    assert list(read_book(workbook(['a', 'b'], [1, '=1+1'])).rows[1].cells) == [Decimal(1), None]


@pytest.mark.parametrize(('parts', 'words'), [
    ({'xl__vbaProject_bin': b'x'}, 'macros'), ({'xl__externalLinks__externalLink1_xml': b'<x/>'}, 'links'),
    ({'xl__more_xml': b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'}, 'defines'),
    ({'xl__more_dat': f'<!--{"x" * 9_000}--><!DOCTYPE x [<!ENTITY a "b">]><x/>'.encode()}, 'defines'),
    ({'xl__more_xml': '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x []><x/>'.encode('utf-16')}, 'defines'),
    ({'xl__big_xml': b' ' * 12_000_000}, 'packed'),
    ], ids=['macros', 'links', 'entities', 'hidden entities', 'entities in another encoding', 'bomb'])
def test_workbooks_that_could_do_harm_are_refused_before_they_are_parsed(parts, words):
    with pytest.raises(Rejected, match=words):
        read_book(packed(workbook(['a', 'b'], [1, 2]), **parts))


@pytest.mark.parametrize(('content', 'words'), [
    (b'', 'empty'), (b' \n\n', 'empty'), (b'<!DOCTYPE html><html>Sign in</html>', 'web page'), (b'%PDF-1.7', 'PDF'),
    (b'\xd0\xcf\x11\xe0 old', 'old or protected'), (b'PK\x03\x04 no zip', 'damaged'), (b'{"a": NaN}', 'JSON'),
    (b'[1, 2]', 'list of objects'), (b'a,b\n1,\0\n', 'belongs to no text'),
    (b'a,b\n"' + b'x' * 200_000 + b'",1', 'cell')],
    ids=['empty', 'blank', 'html', 'pdf', 'xls', 'zip', 'nan', 'numbers', 'nul', 'cell'])
def test_what_is_no_table_is_refused_by_name(content, words):
    with pytest.raises(Rejected, match=words):
        read_book(content)


def test_json_is_a_list_of_objects_with_exact_numbers():
    assert cells(b'[{"store": "1", "x": 0.1}, {"y": true}]') == [['store', 'x', 'y'], ['1', Decimal('0.1'), None],
                                                               [None, None, True]]


def test_numbers_that_nobody_can_mean_stay_texts():
    told = read_book(b'[{"a": 1e999999999, "b": 1e-999999999, "c": 12.50}]').rows[1].cells
    assert list(told) == ['1e999999999', '1e-999999999', Decimal('12.50')]


def test_merged_cells_are_noticed_and_whether_each_row_has_their_value_is_asked():
    book = Workbook()
    for row in (['Plan of spring', None, None], ['store', 'week', 'x'], ['HARB', 'W01', 1], [None, 'W02', 2],
                ['MILL', 'W01', None]):
        book.active.append(row)
    for box in ('A1:C1', 'A3:A4', 'B5:C5'):
        book.active.merge_cells(box)
    file = io.BytesIO()
    book.save(file)
    read = read_book(file.getvalue())
    assert read.doubts[0].text.startswith('Cells are merged, such as A3:A4') and read.rows[3].cells[0] is None
    assert read.notes == ('Merged cells have their value in the first cell only: B5:C5.',)
    assert cells(file.getvalue(), merged='fill')[3] == ['HARB', 'W02', 2]
    assert not read_book(file.getvalue(), Wishes(merged='keep')).doubts
