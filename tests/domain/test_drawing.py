"""A timeline as a picture."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest

from app.domain.portfolio.timeline.drawing import WIDEST, Wish, drawn
from app.domain.portfolio.timeline.inks import INKS
from app.domain.portfolio.timeline.timeline import Arrow, Axis, Bar, HeatCell, Mark, Row, Stretch, TimelineView
from app.domain.portfolio.views.notes import AnnotationDraft
from tests.portfolio import day

AXIS = Axis(date(2026, 9, 1), date(2027, 2, 1), day('14 Oct'), sprints=(Stretch(day('5 Oct'), day('16 Oct'), 'S42'),),
            marks=(Mark(day('1 Dec'), 'Gift cards live'),), bands=(Stretch(day('16 Nov'), day('27 Nov'), 'Freeze'),))


def bar(number, title, start, end, **more):
    return Bar(number, str(4000 + number), title, 'Feature', 'bar', day(start) if start else None,
               day(end) if end else None, **more)


def view(*bars, arrows=(), axis=AXIS):
    rows = [Row('team:1', 'lane', 0, 'Payments', 34, tone=1, heat=(HeatCell(day('5 Oct'), 128, 4),))]
    rows += [Row(f'item:{one.id}', 'item', 1, one.title, 28, bars=(one,)) for one in bars]
    return TimelineView(axis, tuple(rows), tuple(arrows))


def words(picture):
    return [''.join(element.itertext()) for element in ElementTree.fromstring(picture).iter()
            if element.tag.endswith('}text')]


def test_the_picture_has_lanes_bars_sprints_markers_and_today():
    picture = drawn(view(bar(1, 'Split totals', '5 Oct', '16 Oct', shares=(('Payments', 1, Decimal(60)),)),
                         bar(2, 'Wallet buttons', '19 Oct', '6 Dec')), Wish('Q4 plan'))
    assert {'Q4 plan', 'Payments', 'Split totals', 'S42', 'Gift cards live', 'Today 14 Oct', '128',
            'Nov 2026'} <= set(words(picture))


def test_titles_from_outside_are_text_and_nothing_else():
    hostile = '<script>alert(1)</script>&"\x07'
    picture = drawn(view(bar(1, hostile, '5 Oct', '16 Oct')), Wish(hostile))
    assert '<script' not in picture
    assert '<script>alert(1)</script>&"' in words(picture)


def test_a_moved_bar_is_proposed_and_leaves_its_ghost():
    moved = bar(1, 'Wallet', '19 Oct', '6 Nov', flags=('changed',), was=(day('5 Oct'), day('23 Oct')))
    picture = drawn(view(moved), Wish())
    assert picture.count(INKS['accent-soft']) == 1
    assert picture.count(INKS['bar-ghost-line']) == 1


@pytest.mark.parametrize(('has_arrows', 'count'), [(True, 1), (False, 0)])
def test_dependencies_can_be_left_out(has_arrows, count):
    there = view(bar(1, 'A', '5 Oct', '16 Oct'), bar(2, 'B', '7 Oct', '30 Oct'),
                 arrows=[Arrow(1, 2, 'needs', 'violated')])
    assert drawn(there, Wish(has_arrows=has_arrows)).count('<path d="M') // 2 == count


def test_an_arrow_to_what_is_not_in_the_picture_keeps_a_short_end():
    there = view(bar(1, 'A', '5 Oct', '16 Oct'), arrows=[Arrow(1, 99, 'needs')])
    assert 'stroke-dasharray="2 2"' in drawn(there, Wish())


def test_no_picture_is_wider_than_can_be_painted():
    axis = Axis(date(2021, 1, 1), date(2036, 1, 1), day('14 Oct'))
    long = Bar(1, '1', 'Long', 'Epic', 'bar', date(2021, 1, 2), date(2036, 1, 1))
    picture = ElementTree.fromstring(drawn(view(long, axis=axis), Wish(scale='Weeks')))
    assert int(picture.get('width')) <= WIDEST


def test_an_empty_plan_is_an_empty_picture():
    assert ElementTree.fromstring(drawn(TimelineView(AXIS), Wish())).get('height')


def test_undated_and_reversed_bars_do_no_harm():
    picture = drawn(view(bar(1, 'None', '', ''), bar(2, 'Back', '16 Oct', '5 Oct')), Wish())
    assert 'Back' in words(picture)


def test_the_colours_are_those_of_the_light_theme():
    sheet = Path('components/theme/tokens.css').read_text()
    light = sheet[sheet.index(':root, body.body--light'):sheet.index('body.body--dark')]
    tokens = dict(re.findall(r'--rt-([a-z0-9-]+):\s*([^;]+);', light))
    assert dict(INKS) == {name: tokens[name] for name in INKS}


def test_annotations_are_drawn_where_they_are_on_the_view():
    notes = (AnnotationDraft('note', day('5 Oct'), day('30 Oct'), 40, text='Fair <1>'),
             AnnotationDraft('box', day('12 Oct'), day('16 Oct'), 80, 60, colour=2),
             AnnotationDraft('line', day('5 Oct'), day('9 Oct'), 90, 20, 'Trend', 3),
             AnnotationDraft('icon', day('9 Oct'), text='Decide here', colour=4),
             AnnotationDraft('note', date(2030, 1, 1), text='Far away'))
    found = words(drawn(view(bar(1, 'A', '5 Oct', '16 Oct')), Wish(notes=notes)))
    assert {'Fair <1>', 'Trend', 'Decide here'} <= set(found) and 'Far away' not in found


def test_words_beside_a_bar_leave_room_for_the_arrows_that_begin_there():
    bars = (bar(1, 'A long title that never fits in', '5 Oct', '9 Oct'), bar(2, 'B', '19 Oct', '30 Oct'))

    def place(*arrows):
        picture = drawn(view(*bars, arrows=arrows), Wish()).split('A long', 1)[1]  # behind its label
        return float(re.search(r'<text x="([\d.]+)"[^>]*>A long title that never fits in<', picture)[1])
    assert place(Arrow(1, 2, 'needs')) == place() + 10
