"""What is wrong with a plan: each kind once, told in words, with a fix that does mend it."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from app.domain.portfolio.health.checks import counted, findings
from app.domain.portfolio.health.finding import CODES
from app.domain.portfolio.items.hints import BLOCK, BLOCK_DOUBT, MISSING, OUT_OF_RANGE, PARENTS
from app.domain.portfolio.items.items import Link, Portfolio
from app.domain.portfolio.items.setting import Person
from app.domain.portfolio.planning.applying import apply
from tests.domain.chance import MODESTLY
from tests.domain.test_portfolio_load import portfolios
from tests.portfolio import MOBILE, PAY_TEAM, PAYMENTS, SETTING, SHOP, STORES, checkout, day, item

TODAY = day('5 Oct')
STAFFED = replace(SETTING, people={**SETTING.people, 9: Person(9, 'Mo', MOBILE)})


def epic(dates='5 Oct – 30 Oct', **more):
    return item(1, 'Epic', dates, plan=SHOP, type='Epic', **more)


def child(dates='5 Oct – 16 Oct', item_id=2, **more):
    return item(item_id, more.pop('title', 'Child'), dates, **{'parent': 1, **more})


def told(items, code, links=(), setting=STAFFED):
    portfolio = Portfolio.of(items, links, setting=setting)
    return [one for one in findings(portfolio, TODAY) if one.code == code]


SEVERAL = [
    ('H1', [epic(), child('28 Sep – 6 Nov')], (), 'begins on 28 Sep 2026, before its parent and ends on 6 Nov 2026'),
    ('H2', [epic(), child('')], (), 'has no dates, its parent “Epic” has'),
    ('H3', [epic(shares={PAYMENTS: 10}), child(shares={STORES: 10})], (), 'names Payments; its children name Stores'),
    ('H4', [epic(), child(parent=None)], (), '(Feature) has no parent'),
    ('H5', [epic(), child(type='Initiative')], (), '(Initiative) cannot lie below “Epic” (Epic)'),
    ('H6', [child(parent=None)], (), 'team plan Payments; no project pays for it'),
    ('H7', [epic(), child('5 Oct – 9 Oct'), child('7 Oct – 16 Oct', 3, title='Next')], [Link(2, 3)],
     '“Next” starts 3 working days before “Child” is ready'),
    ('H8', [epic(), replace(child(), start=day('16 Oct'), end=day('5 Oct'))], (), 'starts on 16 Oct 2026, after its'),
    ('H9', [epic('1 Sep – 2 Oct')], (), 'should have ended on 2 Oct 2026 and is still New'),
    ('H10', [epic('12 Oct – 30 Oct', state='Active', category='InProgress')], (), 'is Active already; it starts on 12'),
    ('H11', [epic(), child(state='Active', category='InProgress')], (), 'is New, but “Child” below it is Active'),
    ('H12', [epic(parent=1)], (), 'is its own parent'),
    ('H12', [epic(parent=2), child()], (), 'Parents lead in a circle: “Epic” → “Child” → “Epic”'),
    ('H12', [epic(), child(fields={PARENTS: 2})], (), 'has 2 parents at the source'),
    ('H12', [epic(), child(), child('', 3, title='Next')], [Link(2, 3), Link(3, 2)],
     'Each waits for the other: “Child” → “Next” → “Child”'),
    ('H13', [epic(), child('10 Oct – 16 Oct')], (), 'starts on a day off: Saturday, 10 Oct 2026'),
    ('H13', [epic(), child('', fields={OUT_OF_RANGE: ['1753-01-01']})], (), 'counts as none: 1753-01-01'),
    ('H14', [epic(), child(fields={BLOCK: ['“40 %%” cannot be read']})], (), 'unclear: “40 %%” cannot be read'),
    ('H14', [epic(), child(fields={BLOCK_DOUBT: True})], (), 'Choose which hold'),
    ('H15', [epic(), child(shares={PAYMENTS: 80}), child(item_id=3, shares={PAYMENTS: 40})], (),
     'Payments has a load of 120 % from 5 Oct 2026 to 11 Oct 2026, too much on 5 days'),
    ('H16', [epic(), child(), child(item_id=3, is_gone=True, title='Old')], [Link(2, 3)],
     '“Child” is linked with “Old”, which is no longer at the source'),
    ('H16', [epic(), child(fields={MISSING: ['4711']})], (), 'linked with 4711, which was not read'),
    ('H17', [epic(), child(type='Riddle')], (), 'has the type Riddle, which nobody has set up'),
    ('H17', [epic(), child(state='Parked', category='Other')], (), 'has the state Parked'),
    ('H18', [epic(), child('5 Oct – 9 Oct', start_from='iteration', end_from='iteration',
                           iteration='Shop\\Sprint 42')], (), 'from the iteration Sprint 42, which has moved since'),
    ('H18', [epic(), child(start_from='iteration', iteration='Shop\\Lost')], (), 'Lost, which has none any more'),
]
EACH = pytest.mark.parametrize(('code', 'items', 'links', 'text'), SEVERAL,
                               ids=[f'{one[0]} {one[3][:24]}' for one in SEVERAL])


@EACH
def test_each_kind_is_found_and_told_in_words(code, items, links, text):
    texts = [one.text for one in told(items, code, links)]
    assert any(text in one for one in texts), texts


def test_every_kind_has_an_example():
    assert {one[0] for one in SEVERAL} == set(CODES)


@EACH
def test_a_fix_mends_what_it_says(code, items, links, text):
    portfolio = Portfolio.of(items, links, setting=STAFFED)
    for one in findings(portfolio, TODAY):
        assert bool(one.fix) == bool(one.remedy)
        if one.fix:
            mended = apply(portfolio, one.fix).portfolio
            assert one.key not in {other.key for other in findings(mended, TODAY)}


def test_a_sound_plan_has_no_findings():
    sound = [epic(), child('5 Oct – 16 Oct', shares={PAYMENTS: 60}), child('19 Oct – 30 Oct', 3, shares={PAYMENTS: 60})]
    assert findings(Portfolio.of(sound, [Link(2, 3)], setting=STAFFED), TODAY) == ()


@pytest.mark.parametrize('more', [{'is_gone': True}, {'category': 'Removed'}])
def test_what_is_gone_or_removed_is_no_finding_of_its_own(more):
    assert findings(Portfolio.of([epic(), child('28 Sep – 6 Nov', **more)], setting=STAFFED), TODAY) == ()


def test_an_item_whose_parent_was_not_read_is_no_orphan():
    assert told([epic(), child(parent=None, is_hidden_parent=True)], 'H4') == []
    assert told([epic(), child(parent=77)], 'H4') == []


def test_teams_with_work_but_without_people_are_told():
    bare = replace(SETTING, people={})
    assert [one.text for one in told([epic(shares={PAYMENTS: 10})], 'H17', setting=bare)] == [
        'Payments has no people and no working days of its own: it is counted as if everybody were always there.']


def test_findings_are_counted_per_plan_and_code():
    some = findings(checkout(STAFFED), TODAY)
    counts = counted(some)
    assert counts[PAY_TEAM, 'H1'] == 0 and sum(counts.values()) == len(some)
    assert len({one.key for one in some}) == len(some)


def test_a_finding_keeps_its_key_for_as_long_as_it_is_about_the_same():
    before = told([epic(), child('28 Sep – 6 Nov')], 'H1')[0]
    after = told([epic(), child('21 Sep – 6 Nov')], 'H1')[0]
    assert before.key == after.key == 'H1-2-1' and before.text != after.text
    week = told(SEVERAL[19][1], 'H15')[0]
    assert week.key == f'H15-t{PAYMENTS}-2026-10-05'


@MODESTLY
@given(portfolios())
def test_any_plan_can_be_looked_through(portfolio):
    for one in findings(portfolio, date(2026, 10, 10)):
        assert one.code in CODES and one.text
