"""What would be sent of a scenario, who may send it, and what becomes of the scenario when it has been sent."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlmodel import select

from app.domain.ops.commands import Definition, Parameter
from app.domain.policy import Policy
from app.domain.portfolio.items.setting import Source
from app.domain.portfolio.planning.operations import (
    AllotShare,
    ChangeGroup,
    ChangeState,
    LinkItems,
    MoveItems,
    PlacePlaceholder,
    PlanItem,
    UnlinkItems,
)
from app.domain.portfolio.scenarios.differing import changed_ids
from app.domain.portfolio.sources.reading import PREDECESSOR, Body, BodyLink
from app.errors import Conflict, Forbidden, NotFound, Rejected
from app.services.portfolio import editing, ground, publication, scenarios, sending
from app.services.portfolio.planned import planned, replayed
from app.work import read, transact
from models.people import AuditEntry
from models.portfolio import PortfolioItem, PortfolioOperation, PortfolioPublish
from tests.people import BOB, CLEO, MAX, PIA, invite_crew
from tests.portfolio import PAYMENTS, SETTING, checkout, day, plant

PUBLISH = Definition('portfolio.publish', 'Publish a scenario', area='portfolio', key='scenario:{scenario}',
                     parameters=(Parameter('scenario', 'whole', is_required=True), Parameter('source', 'whole')))
DEMO = replace(SETTING, sources={1: Source(1, 'Demo', 'demo', 'Europe/Berlin')})


@pytest.fixture
def policy():
    return Policy(commands={PUBLISH.slug: PUBLISH})


@pytest.fixture
def plan(workspace):
    invite_crew()
    return plant(checkout(DEMO))


@pytest.fixture
def scenario(plan):
    return transact(scenarios.begin, MAX, 'Q4 plan')


def edit(actor, scenario_id, *operations):
    return transact(editing.edit, actor, scenario_id, operations)


def undo(actor, scenario_id):
    return transact(editing.undo, actor, scenario_id)


def review(scenario_id, actor=MAX):
    return read(publication.view_publication, actor, scenario_id)


def publish(scenario_id, items, *, actor=MAX, **more):
    return transact(publication.publish, actor, scenario_id, items, **more)


def body(item_id, **more):
    """As the source has the item after the patch."""
    item = read(planned, more.pop('scenario')).items[item_id] if 'scenario' in more else None
    item = item or read(ground.live).items[item_id]
    parent = read(ground.live).items.get(item.parent or 0)
    return Body(int(item.number), more.pop('rev', item.rev + 1), item.type, item.title, more.pop('state', item.state),
                item.area, item.iteration, start_raw=more.pop('start', item.start.isoformat() if item.start else ''),
                end_raw=more.pop('end', item.end.isoformat() if item.end else ''),
                parent=int(parent.number) if parent else None, rank=item.rank, **more)


def sent(run_id, item_id, found):
    transact(sending.note, run_id, item_id, 'checking', '', found.rev - 1)
    transact(sending.keep_sent, run_id, item_id, found)


def words(view):
    return {row.title: {cell.field: (cell.before, cell.after) for cell in row.cells} for row in view.rows}


def test_the_review_has_a_row_for_each_item_with_both_values(scenario):
    edit(MAX, scenario, MoveItems((3,), 7), ChangeState((5,), 'Active'))

    view = review(scenario)

    assert words(view) == {
        'Wallet buttons': {'start': ('19 Oct 2026', '26 Oct 2026'), 'end': ('6 Nov 2026', '13 Nov 2026')},
        'Slot booking': {'state': ('New', 'Active')}}
    assert view.may_publish and view.fields == ('start', 'end', 'state')


def test_placeholders_and_groups_are_told_apart(scenario):
    edit(MAX, scenario, PlacePlaceholder(-1, 3, day('7 Dec'), day('11 Dec')),
         ChangeGroup(1, 2, 'Launch wave', members=(2, 3)))

    view = review(scenario)

    assert [(left.title, left.reason) for left in view.left_out] == [
        ('Wallet buttons', 'A placeholder stays in its scenario')]
    assert [(group.name, group.text) for group in view.groups] == [('Launch wave', 'renamed from “Launch”')]


@pytest.mark.parametrize(('actor', 'error'), [(CLEO, NotFound), (PIA, Forbidden), (BOB, Forbidden)],
                         ids=['stranger', 'planner', 'member'])
def test_only_publishers_who_may_edit_the_scenario_publish(scenario, actor, error):
    edit(MAX, scenario, MoveItems((3,), 7))
    if actor is PIA:
        transact(scenarios.share, MAX, scenario, {PIA.identity: True})
        assert review(scenario, PIA).reason == 'Only publishers and managers can publish to the source.'
    with pytest.raises((error, Forbidden)):
        publish(scenario, {3: ['start']}, actor=actor)


def test_what_is_not_in_the_review_is_not_sent(scenario):
    edit(MAX, scenario, MoveItems((3,), 7))
    with pytest.raises(Conflict, match='nothing to publish any more'):
        publish(scenario, {5: ['start']})
    with pytest.raises(Conflict, match='no such change any more'):
        publish(scenario, {3: ['state']})
    with pytest.raises(Rejected, match='Nothing is chosen'):
        publish(scenario, {})


def test_one_publication_at_a_time(scenario):
    edit(MAX, scenario, MoveItems((3,), 7))
    run = publish(scenario, {3: ['start', 'end']})
    assert review(scenario).run_id == run and not review(scenario).may_publish
    with pytest.raises(Conflict, match=f'Run {run} is publishing'):
        publish(scenario, {3: ['start']})


def test_an_entry_remembers_what_was_seen_and_what_is_wanted(scenario):
    edit(MAX, scenario, MoveItems((3,), 7))
    run = publish(scenario, {3: ['end']})
    todo = read(sending.to_send, run)
    assert [(one.number, one.fields, one.base, one.base_rev) for one in todo.errands] == [
        (4003, {'end': '2026-11-13'}, {'end': '2026-11-06'}, 1)]


def test_what_came_back_is_the_live_plan_and_the_rest_stays_pending(scenario):
    edit(MAX, scenario, MoveItems((3, 4), 7))
    run = publish(scenario, {3: ['start', 'end']})
    sent(run, 3, body(3, start='2026-10-25T23:00:00Z', end='2026-11-12T23:00:00Z'))

    live, then = read(ground.live), read(planned, scenario)

    assert live.items[3].span == then.items[3].span == (day('26 Oct'), day('13 Nov'))
    assert live.items[3].rev == 2
    assert then.items[4].span == (day('16 Nov'), day('27 Nov')) and live.items[4].span == (day('9 Nov'), day('20 Nov'))
    assert set(words(review(scenario))) == {'Declined-card messages', 'One-page checkout'}


def test_a_parent_that_only_grew_stays_grown_until_it_is_published_itself(scenario):
    edit(MAX, scenario, MoveItems((4,), 7))
    run = publish(scenario, {4: ['start', 'end']})
    sent(run, 4, body(4, scenario=scenario))
    assert words(review(scenario)) == {'One-page checkout': {'end': ('20 Nov 2026', '27 Nov 2026')}}
    again = publish_after(run, scenario, {1: ['end']})
    sent(again, 1, body(1, scenario=scenario))
    assert review(scenario).rows == ()


def publish_after(run, scenario, items):
    """Once the former run is over."""
    transact(_end, run)
    return publish(scenario, items)


def _end(work, run_id):
    from models.ops import OpsRun
    work.get(OpsRun, run_id).state = 'succeeded'


def test_when_all_of_it_was_sent_nothing_differs_and_the_steps_are_published(scenario):
    edit(MAX, scenario, MoveItems((3,), 7))
    run = publish(scenario, {3: ['start', 'end']})
    sent(run, 3, body(3, scenario=scenario))
    assert changed_ids(read(ground.live), read(planned, scenario)) == frozenset()
    assert states(scenario) == ['published']


def states(scenario):
    return read(lambda work: [row.state for row in work.session.exec(select(PortfolioOperation).where(
        PortfolioOperation.scenario_id == scenario, PortfolioOperation.kind != 'Released'))])


def test_links_are_published_through_the_item_that_waits(scenario):
    edit(MAX, scenario, UnlinkItems(3, 4), LinkItems(2, 4, lag=2))
    assert words(review(scenario)) == {'Declined-card messages': {
        'links': ('after Wallet buttons', 'after Split shipment totals + 2 d')}}
    run = publish(scenario, {4: ['links']})
    sent(run, 4, body(4, links=(BodyLink(PREDECESSOR, 4002),)))
    live = read(ground.live)
    assert [(link.before, link.lag) for link in live.net.before[4]] == [(2, 2)]
    assert review(scenario).rows == ()


def test_shares_are_ours_and_published_here(scenario):
    edit(MAX, scenario, AllotShare((3,), PAYMENTS, Decimal(55)))
    run = publish(scenario, {3: ['shares']})
    sent(run, 3, body(3, rev=1))
    assert [str(percent) for _, percent in read(ground.live).items[3].shares] == ['55.00']
    assert review(scenario).rows == ()


def test_a_group_of_the_scenario_becomes_everybodys(scenario):
    edit(MAX, scenario, ChangeGroup(-1, 2, 'Later', members=(4,)), ChangeGroup(1, 2, is_removed=True))
    run = publish(scenario, {}, groups=[-1, 1])
    assert [transact(sending.keep_group, run, own) for own in (-1, 1)] == ['Later', 'Launch']
    assert [group.name for group in read(ground.live).groups.values()] == ['Later']
    assert [group.name for group in read(planned, scenario).groups.values()] == ['Later']
    assert review(scenario).groups == ()


def moved_by_others(work, item_id, end):
    row = work.get(PortfolioItem, item_id)
    row.end, row.rev, row.mark = end, row.rev + 1, ground.move_baseline(work)


def test_a_field_that_others_changed_too_has_to_be_chosen(scenario):
    edit(MAX, scenario, PlanItem(3, day('26 Oct'), day('13 Nov')))
    transact(moved_by_others, 3, day('10 Nov'))
    view = review(scenario)
    cell = next(cell for cell in view.rows[0].cells if cell.field == 'end')
    assert (cell.is_conflict, cell.base, cell.before, cell.after, cell.mine_by) == (
        True, '6 Nov 2026', '10 Nov 2026', '13 Nov 2026', 'Max')
    with pytest.raises(Conflict, match='Keep yours, or take theirs'):
        publish(scenario, {3: ['start', 'end']})
    run = publish(scenario, {3: ['start', 'end']}, choices={3: {'end': 'mine'}})
    assert read(sending.to_send, run).errands[0].base == {'start': '2026-10-19', 'end': '2026-11-10'}


def test_taking_theirs_leaves_the_field_and_sends_the_rest(scenario):
    edit(MAX, scenario, PlanItem(3, day('26 Oct'), day('13 Nov')))
    transact(moved_by_others, 3, day('10 Nov'))
    run = publish(scenario, {3: ['start', 'end']}, choices={3: {'end': 'theirs'}})
    assert read(sending.to_send, run).errands[0].fields == {'start': '2026-10-26'}
    assert read(planned, scenario).items[3].end == day('10 Nov')


def test_without_a_token_nothing_is_asked_for(workspace):
    invite_crew()
    plant(checkout())
    scenario = transact(scenarios.begin, MAX, 'Q4 plan')
    edit(MAX, scenario, MoveItems((3,), 7))
    assert 'Set your access token for Azure DevOps first' in review(scenario).reason
    with pytest.raises(Conflict, match='Set your access token'):
        publish(scenario, {3: ['start']})


def test_old_and_new_values_are_in_the_audit_trail(scenario):
    edit(MAX, scenario, ChangeState((3,), 'Active'))
    run = publish(scenario, {3: ['state']})
    sent(run, 3, body(3, state='Active'))
    found = read(lambda work: [(row.deed, row.actor_name, row.before, row.after) for row in work.session.exec(
        select(AuditEntry).where(AuditEntry.thing.like('%4003%')))])
    assert found == [('portfolio.sent', 'Max', {'state': 'New'}, {'state': 'Active'})]


def test_a_run_shows_each_item_and_what_became_of_it(scenario):
    edit(MAX, scenario, MoveItems((3,), 7), ChangeState((5,), 'Active'))
    run = publish(scenario, {3: ['start', 'end'], 5: ['state']})
    sent(run, 3, body(3, scenario=scenario))
    view = read(publication.view_publishing, MAX, scenario, run)
    assert [(entry.title, entry.state) for entry in view.entries] == [
        ('Wallet buttons', 'patched'), ('Slot booking', 'pending')]
    assert (view.done, view.is_over, view.by) == (1, False, 'Max')
    with pytest.raises(NotFound):
        read(publication.view_publishing, CLEO, scenario, run)


def test_whoever_lost_the_right_meanwhile_sends_nothing_more(scenario):
    edit(MAX, scenario, MoveItems((3,), 7))
    run = publish(scenario, {3: ['start', 'end']})
    transact(lambda work: [work.session.delete(row) for row in work.session.exec(
        select(_grant()).where(_grant().person_id == 6))])
    transact(sending.note, run, 3, 'checking')
    with pytest.raises(Forbidden):
        transact(sending.keep_sent, run, 3, body(3, scenario=scenario))


def _grant():
    from models.people import PersonGrant
    return PersonGrant


def test_items_one_may_not_see_are_counted_only(workspace):
    invite_crew()
    setting = replace(DEMO, plans={own: replace(plan, is_open=own != 3) for own, plan in DEMO.plans.items()})
    plant(checkout(setting))
    scenario = transact(scenarios.begin, MAX, 'Q4 plan')
    transact(scenarios.share, MAX, scenario, {PIA.identity: True})
    # Max administers nothing here: he sees all but the closed plan.
    edit(MAX, scenario, MoveItems((3,), 7))
    view = review(scenario, PIA)
    assert set(words(view)) == {'Wallet buttons'} and view.hidden == 0


def test_undo_after_publishing_is_the_opposite_change(scenario):
    edit(MAX, scenario, MoveItems((3,), 7))
    run = publish(scenario, {3: ['start', 'end']})
    sent(run, 3, body(3, scenario=scenario))
    undo(MAX, scenario)
    assert words(review(scenario)) == {'Wallet buttons': {
        'start': ('26 Oct 2026', '19 Oct 2026'), 'end': ('13 Nov 2026', '6 Nov 2026')}}


def test_nothing_wanted_is_left_in_the_log_as_a_wish(scenario):
    edit(MAX, scenario, MoveItems((3,), 7))
    run = publish(scenario, {3: ['start', 'end']})
    sent(run, 3, body(3, scenario=scenario))
    assert read(replayed, scenario).pins == {}
    assert read(lambda work: work.session.exec(select(PortfolioPublish)).one().state) == 'patched'




def test_items_of_two_sources_are_published_by_two_runs_one_after_the_other(workspace):
    invite_crew()
    both = replace(DEMO, sources={**DEMO.sources, 2: Source(2, 'Second', 'demo', 'UTC')})
    plan = checkout(both)
    plant(plan.with_items([replace(plan.items[5], source=2)]).with_links(()))
    scenario = transact(scenarios.begin, MAX, 'Q4 plan')
    edit(MAX, scenario, ChangeState((3, 5), 'Active'))
    first = publish(scenario, {3: ['state'], 5: ['state']})
    assert [one.item_id for one in read(sending.to_send, first).errands] == [3]
    transact(_end, first)
    second = review(scenario).run_id
    assert second != first and [one.item_id for one in read(sending.to_send, second).errands] == [5]
