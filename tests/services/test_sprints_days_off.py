"""Days off are said one by one or read from a file, whole or not at all."""

from datetime import date
from decimal import Decimal

import pytest

from app.domain.audit import Filter
from app.domain.sprints.facts.board import DayOff, Member, Sprint
from app.domain.sprints.imports.days_off_files import CSV, ICAL
from app.errors import Forbidden, Rejected, TooLarge
from app.services import audit
from app.services.sprints import capacity, days_off, ground
from app.work import read, transact
from tests.people import ANN, BOB, CLEO, PIA
from tests.sprints import DEV, board, jan, plant

NEXT = Sprint(43, 'Sprint 43', 'future', '', jan('19 08:00'), None, jan('23 16:00'))
MEMBERS = {1: Member(1, 'Ann Berg', 'ann', 'person:2', True, shares={DEV: Decimal(100)})}
MONDAY, TUESDAY, WEDNESDAY = (date(2026, 1, day) for day in (19, 20, 21))


@pytest.fixture
def planted(workspace):
    """Bob leads the board; on Tuesday everybody has half a day off, on Wednesday the whole."""
    plant(board([], [NEXT], members=MEMBERS, days_off=(DayOff(TUESDAY, None, True), DayOff(WEDNESDAY, None, False,
                                                                                           'Holiday'))))
    workspace.clear()
    return workspace


def states(member=True):
    view = read(capacity.view_capacity, CLEO, 1, 43)
    return [one.state for one in (view.members[0].cells if member else view.everybody)]


def set_day(who, day, state, member=1):
    return transact(days_off.set_day, who, 1, member, day, state)


def trail():
    return [(entry.deed, entry.thing, entry.detail) for entry in read(audit.list_entries, ANN, Filter(area='sprints'))]


def test_a_day_is_worked_half_off_or_off_and_what_it_was_can_be_taken_back(planted):
    assert states() == ['works', 'half', 'off', 'works', 'works']
    assert set_day(BOB, MONDAY, 'half') == 'works' and states()[0] == 'half'
    assert set_day(BOB, MONDAY, 'off') == 'half' and states()[0] == 'off'
    assert set_day(BOB, MONDAY, 'works') == 'off' and states()[0] == 'works'
    assert trail()[0] == ('sprints.set_day_off', 'Checkout: Ann Berg', '2026-01-19')


def test_a_day_off_counts_in_the_hours_at_once(planted):
    hours = [read(capacity.view_capacity, CLEO, 1, 43).members[0].hours]
    set_day(PIA, MONDAY, 'half')
    hours.append(read(capacity.view_capacity, CLEO, 1, 43).members[0].hours)
    assert hours == [21, 18]  # 3.5 days × 8 h × 0.75, and half a day less


def test_what_everybody_has_off_is_added_to_and_changed_in_one_place(planted):
    set_day(PIA, TUESDAY, 'off')
    assert states()[1] == 'off' and len(transact(ground.board_of, 1).days_off) == 3
    set_day(PIA, TUESDAY, 'half')
    assert states()[1] == 'half' and len(transact(ground.board_of, 1).days_off) == 2
    with pytest.raises(Rejected, match='row of everybody'):
        set_day(PIA, WEDNESDAY, 'works')
    set_day(PIA, WEDNESDAY, 'works', None)
    assert states()[2] == 'works' and states(False)[2] == 'works'


def test_the_same_again_changes_nothing_and_is_not_told(planted):
    set_day(PIA, WEDNESDAY, 'off')
    assert not planted and not trail()


@pytest.mark.parametrize(('member', 'state'), [(9, 'off'), (1, 'perhaps')])
def test_nobody_here_and_no_such_day_are_refused(planted, member, state):
    with pytest.raises(Rejected):
        set_day(PIA, MONDAY, state, member)


def test_whoever_only_looks_changes_no_day(planted):
    with pytest.raises(Forbidden):
        set_day(CLEO, MONDAY, 'off')
    with pytest.raises(Forbidden):
        transact(days_off.import_days, CLEO, 1, CSV, 'person,date\nann,2026-01-19')


def bring(kind, text, whose=days_off.FROM_FILE):
    return transact(days_off.import_days, PIA, 1, kind, text, whose)


def test_a_file_is_read_and_what_is_known_stays_as_it_is(planted):
    text = 'person,date,half\nann,2026-01-19,half\neverybody,2026-01-21,\nAnn Berg,2026-01-22,'
    assert bring(CSV, text) == days_off.Imported(2, 1, ())
    assert states() == ['half', 'half', 'off', 'off', 'works']
    assert bring(CSV, text) == days_off.Imported(0, 3, ())
    assert trail() == [('sprints.import_days_off', 'Checkout', '2 days from csv')]


def test_one_line_that_cannot_be_read_keeps_all_of_them_out(planted):
    told = bring(CSV, 'person,date\nann,2026-01-19\nnobody,2026-01-20')
    assert (told.added, [(one.line, one.text) for one in told.faults]) == (0, [(3, 'nobody,2026-01-20')])
    assert states()[0] == 'works' and not planted


def test_a_calendar_of_holidays_is_for_everybody_if_one_says_so(planted):
    text = ('BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Founders’ day\nDTSTART;VALUE=DATE:20260122\nEND:VEVENT\n'
            'END:VCALENDAR')
    assert bring(ICAL, text).faults and bring(ICAL, text, None).added == 1
    assert states(False)[3] == 'off' and transact(ground.board_of, 1).days_off[-1].origin == ICAL


def test_too_much_or_of_another_kind_is_refused(planted):
    with pytest.raises(TooLarge):
        bring(CSV, 'x' * 1_000_001)
    with pytest.raises(Rejected):
        bring('xls', '')
    with pytest.raises(Rejected):
        bring(CSV, '', 9)
