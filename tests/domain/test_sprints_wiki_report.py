"""A sprint report on a wiki page: the figures of the report, strict XHTML whatever the titles hold."""

from dataclasses import replace
from decimal import Decimal as D

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.sprints.metrics.report import About, Figures, Report, Row, ScopeEvent, Tally
from app.domain.sprints.publishing.storage import elements, plain
from app.domain.sprints.publishing.wiki_report import amount, headline_figures, percent, sections, storage
from tests.sprints import jan

ROW = Row(1, 'D-1', 'Pay', 'Story', 'https://acme.example/browse/D-1', 'D', 'completed', D(5), D(5), 'Done', '1',
          'done', 'High', 'Ann', 'Bo', '', (), {}, is_added=True, rollovers=2)
REPORT = Report(
    1, 'Checkout', 'Jira', 'Europe/Berlin', 42, 'Sprint 42', 'Both totals', 'closed', jan('5 08:00'), jan('16 16:00'),
    jan('16 16:00'), 'points', Figures(
        Tally(D(18), 4), Tally(D(3), 1), Tally(D(13), 3), Tally(D(4), 3), Tally(D(3), 2), Tally(D(4), 2), D(4),
        Tally(D(13), 3), Tally(D(26), 6), 1, 1, D(5) / 18, D(11) / 18, D(8) / 18, D(13) / 18),
    (ROW, replace(ROW, key='D-3', class_='not_completed', last=None, is_added=False, rollovers=0)),
    (ScopeEvent(jan('8'), 5, 'D-5', 'x', '+', None, D(3), 'Ann Berg'),), None,
    About('frozen', 1, jan('16 16:00'), jan('16 16:05'), 7, 2, 0, 0, 'Story points', 'Reporter, 9 issues',
          ('One issue has an unmapped status.',)))


def test_the_figures_are_those_of_the_report():
    assert headline_figures(REPORT) == (
        ('Committed', '18 points (4 issues)'), ('Completed', '13 points (3 issues)'), ('Added', '4 points (3 issues)'),
        ('Removed', '3 points (2 issues)'), ('Say/do', '44.4 %'), ('Churn', '61.1 %'))
    page = plain(storage(sections(REPORT, 'https://plan.example.com/x', 'Hello\n\nall')))
    for words in ('Checkout: Sprint 42', 'Hello', 'Net change27.8 %', 'Completed (1)', 'Not completed (1)',
                  'Scope changes (1)', '05 Jan 2026, 09:00', 'unmapped status', 'carried over × 2', 'n/a'):
        assert words in page


def test_keys_and_the_way_back_are_links():
    page = storage(sections(REPORT, 'https://plan.example.com/x?a=1&b=2'))
    assert '<a href="https://plan.example.com/x?a=1&amp;b=2">Open the report in Roundtable</a>' in page
    assert '<a href="https://acme.example/browse/D-1">D-1</a>' in page
    assert 'href' not in storage(sections(replace(REPORT, rows=(replace(ROW, url='javascript:alert(1)'),))))


def test_what_nobody_can_divide_is_not_zero():
    assert (percent(None), percent(D(0)), amount(None), amount(D('-2.50')), amount(D(100))) == (
        'n/a', '0.0 %', 'n/a', '−2.5', '100')


def test_a_demo_says_so():
    assert 'Demo data' in storage(sections(replace(REPORT, about=replace(REPORT.about, is_demo=True))))


def test_long_tables_say_what_they_leave_out():
    page = storage(sections(replace(REPORT, rows=(ROW,) * 501)))
    assert 'Completed (501)' in page
    assert '1 more in the report.' in page


@settings(max_examples=60, deadline=None)
@given(st.text(), st.text())
def test_no_title_breaks_the_page(title, goal):
    page = storage(sections(replace(REPORT, goal=goal, rows=(replace(ROW, title=title, url=title),)), title, title))
    assert elements(page, is_ours=True)
    assert {one.name for one in elements(page)} <= {'h2', 'p', 'table', 'tbody', 'tr', 'th', 'td', 'a'}
