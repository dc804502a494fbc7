"""What of a scenario can be sent, what became of it meanwhile, and how far an entry is."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.portfolio.items.items import Group, Link
from app.domain.portfolio.items.setting import Source
from app.domain.portfolio.scenarios import publishing
from app.domain.portfolio.scenarios.publishing import advance, body_values, judge, merged, review_of, values_of
from app.domain.portfolio.sources.reading import PARENT, PREDECESSOR, RELATED, Body, BodyLink
from app.errors import Rejected
from tests.portfolio import MOBILE, PAYMENTS, SETTING, STORE_TEAM, checkout, day, item


def changed(portfolio, item_id, **more):
    return portfolio.with_items([replace(portfolio.items[item_id], **more)])


def fields_of(review, item_id):
    return {cell.field: (cell.before, cell.after) for row in review.rows if row.item_id == item_id
            for cell in row.cells}


def test_only_what_differs_is_a_row_with_both_values():
    live = checkout()
    planned = changed(live, 3, start=day('26 Oct'), end=day('13 Nov'), state='Active', tags=('wallet',))
    review = review_of(live, planned)
    assert [row.item_id for row in review.rows] == [3]
    assert fields_of(review, 3) == {'start': ('2026-10-19', '2026-10-26'), 'end': ('2026-11-06', '2026-11-13'),
                                    'state': ('New', 'Active'), 'tags': ([], ['wallet'])}


def test_a_day_that_only_the_iteration_gave_is_never_sent_unless_somebody_edits_it():
    live = checkout()
    live = changed(live, 6, start=day('5 Oct'), end=day('16 Oct'), start_from='iteration', end_from='iteration')
    planned = changed(live, 6, end=day('23 Oct'), end_from='')
    assert fields_of(review_of(live, planned), 6) == {'end': (None, '2026-10-23')}
    kept = changed(live, 6, start_from='', end_from='')
    assert fields_of(review_of(live, kept), 6) == {'start': (None, '2026-10-05'), 'end': (None, '2026-10-16')}


def test_a_dependency_is_written_through_the_item_that_waits():
    live = checkout()
    planned = live.with_links(live.links - {Link(3, 4)} | {Link(5, 6), Link(2, 6, 'related')})
    review = review_of(live, planned)
    assert fields_of(review, 4) == {'links': ([['needs', '4003', 0]], [])}
    assert fields_of(review, 6) == {'links': ([], [['needs', '4005', 0], ['related', '4002', 0]])}


def test_shares_parents_and_areas_are_told_as_the_source_knows_them():
    live = checkout()
    shares = ((PAYMENTS, Decimal(50)), (MOBILE, Decimal('12.5')))
    planned = changed(live, 4, parent=None, plan=STORE_TEAM, shares=shares)
    assert fields_of(review_of(live, planned), 4) == {
        'parent': ('4001', None), 'plan': ('Shop\\Payments', 'Shop\\Stores'),
        'shares': ({'1': '50'}, {'1': '50', '3': '12.5'})}


@pytest.mark.parametrize(('prepare', 'reason'), [
    (lambda live: (live, live.with_items([item(-1, 'Copy', '5 Oct – 9 Oct')])), 'placeholder stays in its scenario'),
    (lambda live: (changed(live, 3, is_gone=True), changed(live, 3, is_gone=True, state='Active')),
     'no longer at the source'),
    (lambda live: (live, changed(live, 3, parent=-1).with_items([item(-1, 'Copy')])), 'new parent is a placeholder'),
    (lambda live: (live, live.with_items([item(-1, 'Copy')]).with_links({*live.links, Link(-1, 6)})),
     'new link is a placeholder'),
], ids=['placeholder', 'gone', 'parent', 'link'])
def test_what_cannot_be_sent_is_left_out_with_the_reason(prepare, reason):
    live, planned = prepare(checkout())
    review = review_of(live, planned)
    assert not review.rows
    assert any(reason in left.reason for left in review.left_out)


def test_sources_that_can_only_be_read_get_nothing():
    live = checkout(replace(SETTING, sources={1: Source(1, 'plans.yaml', 'file')}))
    review = review_of(live, changed(live, 3, state='Active'))
    assert review.rows == ()
    assert [left.reason for left in review.left_out] == ['“plans.yaml” can only be read']


def test_groups_have_rows_of_their_own():
    live = checkout()
    planned = live.with_groups([replace(live.groups[1], name='Launch wave'), Group(-1, 2, 'Later')])
    assert [(row.group_id, row.before and row.before.name, row.after and row.after.name)
            for row in review_of(live, planned).groups] == [(-1, None, 'Later'), (1, 'Launch', 'Launch wave')]


@pytest.mark.parametrize(('field', 'base', 'mine', 'live', 'verdict'), [
    ('start', '2026-10-05', '2026-10-12', '2026-10-05', 'send'),
    ('end', '2026-10-16', '2026-10-23', '2026-10-20', 'conflict'),
    ('state', 'New', 'Active', 'Active', 'already'),
    ('start', None, '2026-10-12', '', 'send'),
    ('tags', ['a', 'b'], ['a', 'c'], ['B', 'A'], 'send'),
    ('tags', ['a'], ['a', 'c'], ['C', 'a'], 'already'),
    ('tags', ['a'], ['a', 'c'], ['a', 'd'], 'send'),
    ('shares', {'1': '40'}, {'1': '50'}, {'1': '40', '2': '30'}, 'send'),
    ('shares', {'1': '40'}, {'1': '50'}, {'1': '45'}, 'conflict'),
    ('shares', {'1': '40'}, {}, {}, 'already'),
    ('iteration', 'Shop', 'Shop\\Sprint 42', '', 'send'),
    ('iteration', 'Shop\\Sprint 42', '', 'Shop', 'already'),
    ('shares', {'1': '40.00'}, {'1': '50'}, {'1': '40', '2': '0'}, 'send'),
    ('links', [], [['needs', '4182', 2]], [['needs', '4182', 0]], 'already'),
    ('links', [['needs', '1', 0]], [['needs', '2', 0]], [['needs', '1', 0], ['related', '9', 0]], 'send'),
])
def test_a_field_is_sent_only_while_it_is_what_one_saw(field, base, mine, live, verdict):
    assert judge(field, base, mine, live) == verdict


def test_the_rebase_example_asks_only_about_the_end():
    base = {'start': '2026-10-05', 'end': '2026-10-16', 'state': 'New'}
    mine = {'start': '2026-10-12', 'end': '2026-10-23', 'state': 'New'}
    live = {'start': '2026-10-05', 'end': '2026-10-20', 'state': 'Active'}
    assert {field: judge(field, base[field], mine[field], live[field]) for field in ('start', 'end')} == {
        'start': 'send', 'end': 'conflict'}


def test_a_body_says_the_same_as_the_plan_that_was_read_from_it():
    body = Body(4003, 9, 'Feature', 'Wallet buttons', 'New', 'Shop\\Payments', 'Shop', start_raw='2026-10-18T22:00:00Z',
                end_raw='2026-11-05T23:00:00Z', parent=4001, tags=('x',), links=(
                    BodyLink(RELATED, 4010), BodyLink(PREDECESSOR, 4002), BodyLink(PARENT, 4001),
                    BodyLink('Hyperlink', None, 'https://shop.example')))
    assert body_values(body, 'Europe/Berlin') == {
        'start': '2026-10-19', 'end': '2026-11-06', 'state': 'New', 'iteration': 'Shop', 'tags': ['x'],
        'parent': '4001', 'plan': 'Shop\\Payments', 'links': [['needs', '4002', 0], ['related', '4010', 0]]}


def test_an_item_below_the_area_of_its_plan_stays_in_its_own_area():
    live = checkout()
    deep = changed(live, 3, area='Shop\\Payments\\Wallets')
    assert values_of(deep, deep.items[3])['plan'] == 'Shop\\Payments\\Wallets'


@pytest.mark.parametrize(('state', 'to'), [
    ('pending', 'checking'), ('checking', 'patched'), ('checking', 'conflict'), ('conflict', 'checking'),
    ('checking', 'refused'), ('checking', 'failed'), ('checking', 'skipped'), ('checking', 'pending')])
def test_entries_go_their_way(state, to):
    assert advance(state, to) == to


@pytest.mark.parametrize(('state', 'to'), [('pending', 'patched'), ('patched', 'checking'), ('skipped', 'patched')])
def test_what_is_sent_once_is_not_sent_again(state, to):
    with pytest.raises(Rejected):
        advance(state, to)


words = st.lists(st.sampled_from(['a', 'b', 'c']), unique=True, max_size=3)


@given(words, words, words)
def test_tags_of_others_stay_and_mine_come_and_go(base, mine, live):
    result = set(merged('tags', base, mine, live))
    assert set(live) - set(base) <= result
    assert set(mine) - set(base) <= result
    assert not (set(base) - set(mine)) & result
    assert (judge('tags', base, mine, live) == 'already') == (result == set(live))


percents = st.dictionaries(st.sampled_from(['1', '2', '3']), st.sampled_from(['10', '20']))


@given(percents, percents, percents)
def test_a_share_that_others_changed_is_asked_about_and_all_other_shares_are_theirs(base, mine, live):
    changed = {team for team in '123' if base.get(team) != mine.get(team)}
    verdict = judge('shares', base, mine, live)
    disputed = {team for team in changed if live.get(team) not in (base.get(team), mine.get(team))}
    assert (verdict == 'conflict') == bool(disputed)
    if verdict == 'send':
        result = merged('shares', base, mine, live)
        assert {team: result.get(team) for team in '123'} == {
            team: (mine if team in changed else live).get(team) for team in '123'}


@given(st.sets(st.integers(1, 6)), st.sets(st.integers(1, 6)), st.sets(st.integers(1, 6)))
def test_links_of_others_stay_whatever_one_wants(base, mine, live):
    lists = [[['needs', str(number), 0] for number in numbers] for numbers in (base, mine, live)]
    add, drop = publishing.link_changes(*lists)
    result = (live | {int(number) for _, number in add}) - {int(number) for _, number in drop}
    assert live - base <= result
    assert mine - base <= result
    assert not (base - mine) & result
