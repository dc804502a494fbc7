"""Days off as other programs write them: read, or told line by line why not."""

from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.domain.sprints.imports.days_off_files import CSV, ICAL, MOST_DAYS, Wanted, read_days

PEOPLE = {'ann berg': 1, 'ann': 1, 'bob okoro': 2, 'zoë': 3}
FIFTH, SIXTH, SEVENTH = (date(2026, 1, day) for day in (5, 6, 7))


def found(kind, text, whose=-1):
    return read_days(kind, text, PEOPLE, 'Europe/Berlin', whose)


def calendar(*lines):
    return '\r\n'.join(('BEGIN:VCALENDAR', 'BEGIN:VEVENT', *lines, 'END:VEVENT', 'END:VCALENDAR'))


@pytest.mark.parametrize(('text', 'expected'), [
    ('person,date\nAnn Berg,2026-01-05', [Wanted(1, FIFTH)]),
    ('\ufeffName;Day;Half;Reason\r\nann;2026-01-05;half;"dentist; early"', [Wanted(1, FIFTH, True, 'dentist; early')]),
    ('who\tfrom\tto\nZoë\t2026-01-05\t2026-01-07', [Wanted(3, FIFTH), Wanted(3, SIXTH), Wanted(3, SEVENTH)]),
    ('person,date,reason\neverybody,2026-01-06,Epiphany', [Wanted(None, SIXTH, False, 'Epiphany')]),
    ('person,date\nann,2026-01-05\nAnn Berg,2026-01-05\n\n', [Wanted(1, FIFTH)])],
    ids=['plain', 'semicolons', 'tabs and spans', 'everybody', 'twice'])
def test_csv_is_read_with_any_usual_mark_between_its_columns(text, expected):
    assert list(found(CSV, text).days) == expected and found(CSV, text).faults == ()


@pytest.mark.parametrize(('text', 'line', 'reason'), [
    ('hello', 1, 'The first line names the columns'), ('', 1, 'The first line names the columns'),
    ('person,date\nNobody,2026-01-05', 2, '“Nobody” is nobody on this board'),
    ('person,date\nann,5.1.2026', 2, '“5.1.2026” is no day'), ('person,date\n,2026-01-05', 2, 'whose day'),
    ('person,date,half\nann,2026-01-05,perhaps', 2, 'neither half nor whole'),
    ('person,from,to\nann,2026-01-06,2026-01-05', 2, 'ends before it begins'),
    ('person,from,to\nann,2026-01-06,2036-01-05', 2, f'longer than {MOST_DAYS} days')],
    ids=['no columns', 'empty', 'unknown', 'no day', 'nobody', 'half', 'backwards', 'years'])
def test_a_line_that_cannot_be_read_is_told_with_its_number_and_why(text, line, reason):
    fault = found(CSV, text).faults[0]
    assert (fault.line, reason in fault.reason) == (line, True)


@pytest.mark.parametrize(('lines', 'expected'), [
    (('SUMMARY:Ann Berg on leave', 'DTSTART;VALUE=DATE:20260105', 'DTEND;VALUE=DATE:20260107'),
     [Wanted(1, FIFTH, False, 'Ann Berg on leave'), Wanted(1, SIXTH, False, 'Ann Berg on leave')]),
    (('SUMMARY:Dentist', 'ATTENDEE;CN="Bob Okoro":mailto:b@example.com', 'DTSTART:20260105T080000Z',
      'DTEND:20260105T110000Z'), [Wanted(2, FIFTH, True, 'Dentist')]),
    (('SUMMARY:Zoë\\, aw', ' ay', 'DTSTART;TZID=America/New_York:20260105T200000', 'DTEND;TZID=America/New_York:2026'
      '0106T100000'), [Wanted(3, SIXTH, False, 'Zoë, away')])], ids=['days', 'half', 'zones and folded'])
def test_a_calendar_is_read_in_the_days_of_the_board(lines, expected):
    assert list(found(ICAL, calendar(*lines)).days) == expected


def test_a_calendar_of_holidays_may_be_given_to_everybody_or_to_one():
    text = calendar('SUMMARY:New Year', 'DTSTART;VALUE=DATE:20260105')
    assert found(ICAL, text).faults[0].reason == '“New Year” is nobody on this board.'
    assert found(ICAL, text, None).days == (Wanted(None, FIFTH, False, 'New Year'),)
    assert found(ICAL, text, 2).days == (Wanted(2, FIFTH, False, 'New Year'),)


@pytest.mark.parametrize(('lines', 'reason'), [
    (('SUMMARY:Ann', 'DTSTART:20260105', 'RRULE:FREQ=WEEKLY'), 'It repeats'), (('SUMMARY:Ann',), 'does not say when'),
    (('SUMMARY:Ann', 'DTSTART:tomorrow'), 'no moment'), (('SUMMARY:Ann', 'DTSTART;TZID=Mars/Base:20260105T100000'),
                                                         'no moment'),
    (('SUMMARY:Ann', 'DTSTART:20260105', 'STATUS:CANCELLED'), 'cancelled'),
    (('SUMMARY:Ann Berg and Zoë', 'DTSTART:20260105'), 'nobody')],
    ids=['repeats', 'never', 'no moment', 'no zone', 'cancelled', 'two people'])
def test_an_event_that_says_too_little_is_told(lines, reason):
    assert reason in found(ICAL, calendar(*lines)).faults[0].reason


@example('\r0', CSV)
@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.sampled_from((CSV, ICAL)))
def test_whatever_stands_in_a_file_nothing_breaks(text, kind):
    told = found(kind, text)
    assert all(one.reason for one in told.faults)
