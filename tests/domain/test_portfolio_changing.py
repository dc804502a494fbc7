"""Shares, states, iterations, tags, plans, links, parents and groups: through the one gate."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.portfolio.items.items import Link, Net, Portfolio
from app.domain.portfolio.items.setting import Iteration, Plan, Source
from app.domain.portfolio.planning.applying import Cycle, apply
from app.domain.portfolio.planning.operations import (
    AllotShare,
    ChangeGroup,
    ChangeIteration,
    ChangeParent,
    ChangePlan,
    ChangeState,
    ChangeTags,
    ClearDates,
    DropShare,
    LinkItems,
    MoveItems,
    PlacePlaceholder,
    RevertFields,
    UnlinkItems,
)
from app.domain.portfolio.scenarios.differing import changed_ids, changes, group_changes
from app.errors import Rejected
from tests.portfolio import MOBILE, PAY_TEAM, PAYMENTS, SETTING, SHOP, STORE_TEAM, STORES, checkout, day, item


def done(operation, plan=None, live=None):
    return apply(plan or checkout(), operation, live).portfolio


def refused(operation, plan=None):
    plan = plan or checkout()
    with pytest.raises(Rejected) as refusal:
        apply(plan, operation)
    return refusal.value


@pytest.mark.parametrize(('given', 'kept'), [('0', '0.00'), ('100', '100.00'), ('12.345', '12.35'), ('40', '40.00')])
def test_a_share_has_two_decimals(given, kept):
    assert str(done(AllotShare((2,), STORES, Decimal(given))).items[2].share(STORES)) == kept


@pytest.mark.parametrize('percent', ['-1', '100.01', 'NaN', 'Infinity'])
def test_a_share_lies_between_nothing_and_all(percent):
    assert refused(AllotShare((2,), STORES, Decimal(percent))).field == 'percent'


def test_shares_of_a_selection_change_together_or_not_at_all():
    then = done(AllotShare((2, 3, 6), MOBILE, Decimal(20)))
    assert [then.items[own].share(MOBILE) for own in (2, 3, 6)] == 3 * [20]
    assert refused(AllotShare((2, 99), MOBILE, Decimal(20)))
    assert refused(AllotShare((2,), 77, Decimal(20))).field == 'team'
    assert done(DropShare((2, 5), PAYMENTS)).items[2].shares == ()


def test_a_state_has_to_be_known_and_brings_its_category():
    assert done(ChangeState((2,), 'Active')).items[2].category == 'InProgress'
    assert refused(ChangeState((2,), 'Waiting')).field == 'state'
    plan = checkout().with_items([item(9, state='Waiting', category='Resolved')])
    assert done(ChangeState((2,), 'Waiting'), plan).items[2].category == 'Resolved'


def test_an_iteration_gives_its_days():
    then = done(ChangeIteration((2,), 'shop\\sprint 43'))
    assert (then.items[2].iteration, then.items[2].span) == ('Shop\\Sprint 43', (day('19 Oct'), day('30 Oct')))
    assert then.items[2].start_from == '', 'somebody gave it days before, so it has days of its own'
    planned = done(ChangeIteration((6,), 'Shop\\Sprint 43')).items[6]
    assert (planned.start, planned.start_from, planned.end_from) == (day('19 Oct'), 'iteration', 'iteration')
    assert done(ChangeIteration((2,), ''), then).items[2].iteration == ''
    assert refused(ChangeIteration((2,), 'Shop\\Sprint 99')).field == 'iteration'


def test_an_iteration_does_not_fill_in_what_was_cleared():
    cleared = done(ClearDates((2,)))
    applied = apply(cleared, ChangeIteration((2,), 'Shop\\Sprint 43'))
    assert applied.portfolio.items[2].span is None and 'stays without dates' in applied.notes[0]


def test_an_iteration_without_days_fills_nothing_in():
    setting = replace(SETTING, iterations={1: Iteration(1, 1, 'Shop\\Later', None, None)})
    then = done(ChangeIteration((2,), 'Shop\\Later'), checkout(setting))
    assert (then.items[2].iteration, then.items[2].span) == ('Shop\\Later', checkout().items[2].span)


def test_tags_are_trimmed_and_keep_their_first_spelling():
    plan = checkout().with_items([item(9, tags=('Risk', 'UX'))])
    assert done(ChangeTags((9,), (' risk ', 'api; Legal'), ('ux',)), plan).items[9].tags == ('Risk', 'api', 'Legal')
    assert done(ChangeTags((9,), (' ', ';'), ()), plan) is plan


def test_an_item_changes_its_plan_only_within_its_source():
    setting = replace(SETTING, sources={**SETTING.sources, 2: Source(2, 'Demo', 'demo')},
                      plans={**SETTING.plans, 9: Plan(9, 'project-x', 2, 'Elsewhere', 'project', 'X')})
    then = done(ChangePlan((2,), STORE_TEAM), checkout(setting)).items[2]
    assert (then.plan, then.area) == (STORE_TEAM, 'Shop\\Stores')
    assert refused(ChangePlan((2,), 9), checkout(setting)).field == 'plan'
    assert refused(ChangePlan((2,), 77)).field == 'plan'


def test_a_dependency_in_a_circle_is_refused_naming_the_way():
    plan = Portfolio.of([item(1, number='4190'), item(2, number='4233')], [Link(2, 1)], setting=SETTING)
    with pytest.raises(Cycle, match='4190 → 4233 → 4190') as refusal:
        apply(plan, LinkItems(1, 2))
    assert (refusal.value.path, refusal.value.code) == ((1, 2, 1), 'portfolio.cycle')


def test_nothing_is_linked_to_itself_twice_or_across_sources():
    assert refused(LinkItems(2, 2)).code == 'portfolio.self'
    assert refused(LinkItems(2, 3)).code == 'portfolio.already'
    assert refused(LinkItems(2, 9), checkout().with_items([item(9, source=2)])).field == 'after'
    assert refused(LinkItems(2, 4, 'blocks')).field == 'kind'
    assert refused(UnlinkItems(2, 4)).code == 'portfolio.already'


def test_related_items_are_a_pair_whichever_is_named_first():
    then = done(LinkItems(5, 2, 'related'))
    assert Link(2, 5, 'related') in then.links
    assert refused(LinkItems(2, 5, 'related'), then).code == 'portfolio.already'
    assert done(UnlinkItems(5, 2, 'related'), then).links == checkout().links


def test_a_link_can_get_another_lag():
    then = done(LinkItems(2, 3, lag=2))
    assert {link for link in then.links if link.before == 2} == {Link(2, 3, lag=2)}


def test_a_new_parent_replaces_the_old_and_never_lies_below():
    assert done(ChangeParent(5, 1)).tree.children[1] == (2, 3, 4, 5)
    assert done(ChangeParent(2, None)).items[2].parent is None
    nested = done(ChangeParent(3, 2))
    assert refused(ChangeParent(1, 3), nested).path == (1, 3, 2, 1)
    assert refused(ChangeParent(1, 1)).path == (1, 1)
    assert refused(ChangeParent(2, 99)).code == 'portfolio.no_item'


def test_groups_lie_in_each_other_within_their_plan():
    then = done(ChangeGroup(-1, PAY_TEAM, ' Wallets ', 2, parent=1, members=(3, 3, 77)))
    assert (then.groups[-1].name, then.groups[-1].members, then.groups[-1].rank) == ('Wallets', (3,), 1)
    assert refused(ChangeGroup(1, PAY_TEAM, 'Launch', parent=-1), then).path == (1, -1, 1)
    assert refused(ChangeGroup(-2, STORE_TEAM, 'Other', parent=1)).field == 'parent'
    assert refused(ChangeGroup(1, SHOP, 'Launch')).field == 'plan'
    assert refused(ChangeGroup(-1, PAY_TEAM, ' ')).field == 'name'
    assert refused(ChangeGroup(5, PAY_TEAM, 'Unknown')).code == 'portfolio.no_group'
    removed = done(ChangeGroup(1, PAY_TEAM, is_removed=True), then)
    assert removed.groups.keys() == {-1} and removed.groups[-1].parent is None
    assert [change.group_id for change in group_changes(checkout(), removed)] == [-1, 1]


def test_fields_go_back_to_what_the_live_plan_has():
    live = checkout()
    plan = live
    for operation in (MoveItems((2,), 3), ChangeState((2,), 'Active'), AllotShare((2,), STORES, Decimal(5)),
                      UnlinkItems(2, 3), LinkItems(2, 5), ChangeTags((2,), ('Risk',)), ChangeParent(2, None)):
        plan = done(operation, plan)
    assert {change.field for change in changes(live, plan) if change.item_id == 2} == {
        'start', 'end', 'state', 'shares', 'links', 'tags', 'parent'}
    only = done(RevertFields(2, ('start', 'links')), plan, live)
    assert {change.field for change in changes(live, only)} == {'end', 'state', 'shares', 'tags', 'parent'}
    assert not changes(live, done(RevertFields(2), plan, live))
    assert refused(RevertFields(2, ('title',))).field == 'fields'


def test_going_back_is_refused_where_it_would_close_a_circle():
    live = Portfolio.of([item(1), item(2), item(3)], [Link(1, 2), Link(2, 3)], setting=SETTING)
    plan = done(LinkItems(3, 1), done(UnlinkItems(2, 3), live))
    with pytest.raises(Cycle):
        apply(plan, RevertFields(2, ('links',)), live)


def test_a_proposed_copy_goes_when_it_is_reverted():
    live = checkout()
    plan = done(LinkItems(-1, 5), done(PlacePlaceholder(-1, 3, day('7 Dec'), day('18 Dec')), live))
    then = done(RevertFields(-1), plan, live)
    assert not changes(live, then)


def test_equal_plans_do_not_differ():
    assert changes(checkout(), checkout()) == () and changed_ids(checkout(), checkout()) == frozenset()


LINKS = st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6)), max_size=25)


@settings(max_examples=80, deadline=None)
@given(LINKS)
def test_no_sequence_of_links_ever_makes_a_circle(wanted):
    plan = Portfolio.of([item(own) for own in range(1, 7)], setting=SETTING)
    for before, after in wanted:
        try:
            plan = apply(plan, LinkItems(before, after)).portfolio
        except Rejected as refusal:
            _is_right(plan, before, after, getattr(refusal, 'path', None))
    tied, anew = plan.net, Net.of(plan.links)
    assert (tied.after, tied.before, tied.related) == (anew.after, anew.before, anew.related)
    waiting = {own: {link.before for link in plan.links if link.after == own} for own in plan.items}
    while ready := {own for own, firsts in waiting.items() if not firsts}:
        waiting = {own: firsts - ready for own, firsts in waiting.items() if own not in ready}
    assert not waiting


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5), st.sampled_from(['needs', 'related'])), max_size=25))
def test_links_that_come_and_go_leave_the_net_as_if_it_were_tied_anew(wanted):
    plan = Portfolio.of([item(own) for own in range(1, 6)], setting=SETTING)
    for before, after, kind in wanted:
        for operation in (LinkItems(before, after, kind), UnlinkItems(before, after, kind)):
            try:
                plan = apply(plan, operation).portfolio
                break
            except Rejected:
                continue
        anew = Net.of(plan.links)
        assert (plan.net.after, plan.net.before, plan.net.related) == (anew.after, anew.before, anew.related)


def _is_right(plan, before, after, path):
    if path is None:
        assert before == after or Link(before, after) in plan.links
        return
    assert (path[0], path[1], path[-1]) == (before, after, before)
    assert all(Link(one, other) in plan.links for one, other in pairwise(path[1:]))
