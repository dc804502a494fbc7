"""The log of a scenario over a live plan: replayed, undone, rebased, stored."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.portfolio.items.setting import Team
from app.domain.portfolio.planning import operations as can
from app.domain.portfolio.planning.applying import apply
from app.domain.portfolio.planning.operations import (
    AllotShare,
    Batch,
    ChangeGroup,
    ChangeParent,
    ChangeState,
    ChangeTags,
    ClearDates,
    LinkItems,
    MoveItems,
    PlacePlaceholder,
    PlanItem,
    ResizeItem,
    RevertFields,
    UnlinkItems,
)
from app.domain.portfolio.planning.stored import flat, from_json, ids_of, to_json
from app.domain.portfolio.scenarios.clashes import Clashing, clashes
from app.domain.portfolio.scenarios.differing import changes, group_changes
from app.domain.portfolio.scenarios.pinning import LIVE, differences, same_values
from app.domain.portfolio.scenarios.rebasing import standings
from app.domain.portfolio.scenarios.replaying import Entry, Replay, replay
from app.domain.portfolio.scenarios.undoing import latest_step, opposite_of, redoable_step
from app.errors import Conflict, Rejected
from tests.portfolio import PAY_TEAM, PAYMENTS, SETTING, STORES, checkout, day


class Log:
    """Of two people, over a live plan that may be another one in the end."""

    def __init__(self, live=None):
        self.live = live or checkout()
        self.entries = []

    def does(self, operation, actor='pia'):
        seq, before = len(self.entries) + 1, self.now().portfolio
        applied = apply(before, operation, self.live)
        aims = differences(before, applied.portfolio, set(applied.changed) - applied.grown)
        if isinstance(operation, RevertFields):
            aims = {own: dict.fromkeys(values, LIVE) for own, values in aims.items()}
        base = same_values(self.live, aims)
        revs = {own: self.live.items[own].rev for own in aims if own in self.live.items}
        self.entries.append(Entry(seq, seq, actor, actor.capitalize(), type(operation).__name__, aims, base, revs))
        return self

    def mark(self, step, **changes):
        self.entries = [replace(entry, **changes) if entry in step else entry for entry in self.entries]
        return self

    def undoes(self, actor='pia', number=1):
        return self.mark(latest_step(self.entries, actor), state='undone', undone_at=number)

    def now(self, live=None):
        return replay(Replay.of(live or self.live), self.entries)


OPERATIONS = [
    MoveItems((4,), 5), MoveItems((1,), -3), ResizeItem(3, end=day('2 Nov')), PlanItem(6, day('7 Dec'), day('11 Dec')),
    PlacePlaceholder(-1, 3, day('7 Dec'), day('18 Dec')), ClearDates((2, 3)), AllotShare((2,), STORES, Decimal(30)),
    can.DropShare((2,), PAYMENTS), ChangeState((2,), 'Active'), can.ChangeIteration((5,), 'Shop\\Sprint 42'),
    ChangeTags((2,), ('Risk', 'UX')), can.ChangePlan((4,), 3), LinkItems(2, 5), LinkItems(5, 6, 'related'),
    UnlinkItems(2, 3), ChangeParent(5, 1), ChangeGroup(-1, PAY_TEAM, 'New', 2, 1, (4,)),
    ChangeGroup(1, PAY_TEAM, is_removed=True), MoveItems((2,), 3, is_alone=True),
]


@pytest.mark.parametrize('operation', OPERATIONS, ids=lambda one: type(one).__name__)
def test_what_the_log_keeps_makes_the_same_plan_as_the_operation_did(operation):
    log = Log().does(operation)
    wanted = apply(checkout(), operation).portfolio
    assert not changes(wanted, log.now().portfolio) and not group_changes(wanted, log.now().portfolio)
    assert changes(log.live, wanted) or group_changes(log.live, wanted)


@pytest.mark.parametrize('operation', OPERATIONS, ids=lambda one: type(one).__name__)
def test_undoing_leaves_the_plan_as_it_was(operation):
    log = Log().does(operation).undoes()
    assert not changes(log.live, log.now().portfolio) and not group_changes(log.live, log.now().portfolio)
    assert redoable_step(log.entries, 'pia') == tuple(log.entries)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(OPERATIONS), max_size=6), st.sampled_from(OPERATIONS))
def test_undoing_the_last_of_many_leaves_what_was_before(former, last):
    log, before = Log(), checkout()
    for operation in [*former, last]:
        now = log.now().portfolio
        try:
            log.does(operation)
        except Rejected:
            continue
        before = now
    if log.entries:
        assert not changes(before, log.undoes().now().portfolio)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(OPERATIONS), max_size=8), st.integers(0, 8))
def test_replaying_in_two_parts_is_replaying_at_once(operations, cut):
    log = Log()
    for operation in operations:
        try:
            log.does(operation)
        except Rejected:
            continue
    first = replay(Replay.of(log.live), log.entries[:cut])
    both, once = replay(first, log.entries[cut:]), log.now()
    assert not changes(both.portfolio, once.portfolio) and both.pins == once.pins


def test_nobody_undoes_what_somebody_else_built_on():
    log = Log().does(MoveItems((2,), 3)).does(MoveItems((2,), 1), 'jonas')
    with pytest.raises(Conflict, match='Jonas has changed the same since'):
        latest_step(log.entries, 'pia')
    assert latest_step(log.entries, 'jonas') == (log.entries[1],)


def test_other_values_of_the_same_item_stand_in_nobodys_way():
    log = Log().does(MoveItems((2,), 3)).does(AllotShare((2,), STORES, Decimal(10)), 'jonas')
    log.does(AllotShare((2,), PAYMENTS, Decimal(10))).does(ChangeTags((2,), ('Risk',)), 'jonas')
    assert latest_step(log.entries, 'pia') == (log.entries[2],)
    assert latest_step(log.entries[:2], 'pia') == (log.entries[0],)


def test_parents_that_only_grew_stand_in_nobodys_way_and_grow_again_without_me():
    log = Log().does(MoveItems((4,), 10)).does(ResizeItem(3, end=day('25 Nov')), 'jonas')
    assert log.now().portfolio.items[1].end == day('30 Nov')
    assert log.undoes().now().portfolio.items[1].end == day('25 Nov')


def test_the_last_undone_is_redone_first():
    log = Log().does(MoveItems((2,), 3)).does(MoveItems((3,), 3)).undoes(number=1).undoes(number=2)
    assert [entry.seq for entry in redoable_step(log.entries, 'pia')] == [1]
    assert redoable_step(log.entries, 'jonas') == ()


def test_what_was_published_is_undone_by_its_opposite():
    log = Log().does(MoveItems((2,), 3))
    log.mark(log.entries, state='published')
    step = latest_step(log.entries, 'pia')
    assert opposite_of(log.entries, step) == {2: {'start': '2026-10-05', 'end': '2026-10-16'}}


def live_after(**changed):
    """The live plan some time later: item 2 in another revision."""
    plan = checkout()
    return plan.with_items([replace(plan.items[2], rev=9, **changed)])


def verdicts(found):
    return {(one.item_id, one.key): one.verdict for one in standings(found)}


def test_each_field_keeps_mine_follows_theirs_or_asks():
    log = Log().does(PlanItem(2, day('12 Oct'), day('23 Oct')))
    live = live_after(end=day('20 Oct'), state='Active')
    found = log.now(live)
    assert verdicts(found) == {(2, 'start'): 'keep', (2, 'end'): 'conflict'}
    start, end = standings(found)[1], standings(found)[0]
    assert (start.mine, end.mine, end.theirs, end.base) == ('2026-10-12', '2026-10-23', '2026-10-20', '2026-10-16')
    assert (end.base_rev, end.live_rev, found.portfolio.items[2].state) == (1, 9, 'Active')


def test_what_the_live_plan_has_by_now_drops_out():
    log = Log().does(PlanItem(2, day('12 Oct'), day('23 Oct')))
    live = live_after(start=day('12 Oct'), end=day('23 Oct'))
    assert set(verdicts(log.now(live)).values()) == {'drop'}
    assert not changes(live, log.now(live).portfolio)


def test_tags_and_shares_of_others_are_merged():
    log = Log().does(ChangeTags((2,), ('Risk',))).does(AllotShare((2,), STORES, Decimal(30)))
    live = live_after(tags=('UX',), shares=((PAYMENTS, Decimal(20)),))
    found = log.now(live)
    assert set(verdicts(found).values()) == {'keep'}
    assert found.portfolio.items[2].tags == ('UX', 'Risk')
    assert found.portfolio.items[2].shares == ((PAYMENTS, Decimal(20)), (STORES, Decimal('30.00')))


def test_what_was_reverted_follows_the_live_plan():
    log = Log().does(MoveItems((2,), 3)).does(RevertFields(2))
    live = live_after(end=day('20 Oct'))
    assert not changes(live, log.now(live).portfolio) and not verdicts(log.now(live))


def test_edits_of_gone_items_are_set_aside_and_come_back_with_them():
    log = Log().does(MoveItems((2, 3), 3))
    gone = live_after(is_gone=True)
    found = log.now(gone)
    assert found.aside == {1: 'It is no longer at the source.'}
    assert found.portfolio.items[2].start == day('5 Oct') and found.portfolio.items[3].start == day('22 Oct')
    assert log.now(checkout().without_items([2])).aside and not log.now().aside


def test_a_share_of_a_team_that_is_gone_is_set_aside():
    setting = replace(SETTING, teams={STORES: Team(STORES, 'team-stores', 'Stores')})
    log = Log().does(AllotShare((2,), PAYMENTS, Decimal(10))).does(ChangeState((2,), 'Active'))
    found = log.now(checkout(setting))
    assert found.aside == {1: 'Its team is no longer there.'} and found.portfolio.items[2].state == 'Active'


def test_a_link_that_would_close_a_circle_by_now_is_set_aside():
    log = Log().does(LinkItems(2, 6))
    live = checkout().with_links([*checkout().links, *[one for one in apply(checkout(), LinkItems(6, 2)).portfolio.links
                                                       if one.after == 2]])
    assert 'circle' in log.now(live).aside[1]


def test_two_who_want_the_same_value_otherwise_clash_and_see_both():
    log = Log().does(PlanItem(2, day('2 Nov'), day('13 Nov')), 'jonas')
    now = log.now().portfolio
    mine = apply(log.live, MoveItems((2,), 7)).portfolio
    aims = [differences(log.live, mine, [2])]
    found = clashes(now, mine, aims, log.entries)
    assert [(one.field, one.theirs, one.mine) for one in found] == [
        ('start', '2026-11-02', '2026-10-12'), ('end', '2026-11-13', '2026-10-23')]
    assert str(Clashing(found, 3)) == 'Jonas moved this to 2–13 Nov. Keep theirs, or use yours?'
    assert not clashes(now, mine, [differences(log.live, now, [3])], log.entries)
    assert not clashes(now, now, [differences(log.live, now, [2])], log.entries), 'both want the same'


@pytest.mark.parametrize('operation', [*OPERATIONS, RevertFields(2, ('start',)), Batch((MoveItems((2,), 3),))],
                         ids=lambda one: type(one).__name__)
def test_operations_are_stored_and_read_as_they_were(operation):
    assert from_json(to_json(operation)) == operation


@pytest.mark.parametrize(('given', 'field'), [
    ({'type': 'Destroy'}, 'type'), ({'type': 'MoveItems', 'ids': [1]}, 'days'),
    ({'type': 'MoveItems', 'ids': [1], 'days': '3'}, 'days'), ({'type': 'MoveItems', 'ids': 1, 'days': 3}, 'ids'),
    ({'type': 'MoveItems', 'ids': [True], 'days': 3}, 'ids'),
    ({'type': 'MoveItems', 'ids': [1], 'days': 3, 'x': 1}, 'x'),
    ({'type': 'PlanItem', 'id': 1, 'start': '2026-13-01', 'end': '2026-01-01'}, 'start'),
    ({'type': 'AllotShare', 'ids': [1], 'team': 1, 'percent': 'NaN'}, 'percent'),
    ({'type': 'ChangeTags', 'ids': [1], 'add': ['a\0b']}, 'add'),
    ({'type': 'ChangeState', 'ids': [1], 'state': '\ud800'}, 'state'),
    ({'type': 'Batch', 'operations': []}, 'operations'), ({'type': 'Batch', 'operations': [3]}, 'operations'),
], ids=ascii)
def test_what_is_no_operation_is_refused_naming_the_field(given, field):
    with pytest.raises(Rejected) as refusal:
        from_json(given)
    assert refusal.value.field == field


def test_all_items_of_an_operation_are_known_before_it_is_done():
    batch = Batch((MoveItems((2, 3), 1), LinkItems(4, 5), ChangeParent(6, 1),
                   ChangeGroup(1, PAY_TEAM, 'A', 1, None, (7,))))
    assert ids_of(batch) == {1, 2, 3, 4, 5, 6, 7}
    assert len(flat([batch])) == 4


def test_what_an_earlier_version_wrote_is_read_as_it_was_meant():
    entry = Entry(1, 1, 'pia', 'Pia', 'MoveItems', {}, {}, operation=from_json({'type': 'MoveItems', 'ids': [4],
                                                                                  'days': 5}, schema=1))
    found = replay(Replay.of(checkout()), [entry])
    assert found.portfolio.items[4].start == day('14 Nov') and found.portfolio.items[1].end == day('25 Nov')
    assert found.pins[4, 'start'].base == '2026-11-09' and (1, 'end') not in found.pins


def test_ten_thousand_steps_copy_the_plan_once(monkeypatch):
    copies = []
    former = type(checkout()).with_items
    monkeypatch.setattr(type(checkout()), 'with_items', lambda self, some: copies.append(1) or former(self, some))
    entries = [Entry(n, n, 'pia', 'Pia', 'PlanItem', {2: {'start': (day('5 Oct') + timedelta(n % 9)).isoformat()}},
                     {2: {'start': '2026-10-05'}}) for n in range(1, 10_001)]
    found = replay(Replay.of(checkout()), entries)
    assert len(copies) == 1 and found.last == 10_000 and len(found.pins) == 1
