"""What nobody was granted is told to nobody: not by a name, not through others, not after it was taken away."""

from dataclasses import replace

import pytest

from app.domain.portfolio.health.views import HealthAsk
from app.domain.portfolio.items.history import HistoryAsk
from app.domain.portfolio.items.setting import Happening, Marker, Source
from app.domain.portfolio.planning.operations import (
    ChangeGroup,
    ChangeParent,
    LinkItems,
    MoveItems,
    PlacePlaceholder,
)
from app.domain.portfolio.views.board import PLAN, BoardAsk
from app.domain.portfolio.views.looks import Looks
from app.errors import Conflict, NotFound
from app.services.portfolio import (
    board,
    checkpoints,
    details,
    editing,
    finding,
    ground,
    groups,
    happenings,
    health,
    history,
    item_lists,
    plans,
    publication,
    rebase,
    rhythm,
    scenarios,
    seats,
    sources,
)
from app.services.portfolio.groups import GroupDraft
from app.services.portfolio.planned import planned
from app.work import read, transact
from models.portfolio import PortfolioItem, PortfolioPublish, PortfolioSource
from tests.people import ANN, CLEO, MAX, PIA, invite_crew
from tests.portfolio import MONDAY, SETTING, STORE_TEAM, checkout, day, item, plant

CLOSED = {**SETTING.plans, STORE_TEAM: replace(SETTING.plans[STORE_TEAM], name='Secret stores', is_open=False,
                                               grants=frozenset({PIA.identity}))}
HIDDEN = replace(
    SETTING, plans=CLOSED, sources={1: Source(1, 'Demo', 'demo', 'Europe/Berlin')},
    markers=(Marker(1, STORE_TEAM, day('12 Oct'), 'Secret opening'),),
    happenings=(Happening(1, STORE_TEAM, day('12 Oct'), day('14 Oct'), 'Secret inventory', 'secret kind'),))


@pytest.fixture
def plan(workspace):
    """CLEO looks and MAX publishes without the plan of Stores, which PIA sees."""
    invite_crew()
    found = checkout(HIDDEN)
    return plant(found.with_items([replace(found.items[4], also_in=(STORE_TEAM,))]))


def shared(*people):
    number = transact(scenarios.begin, PIA, 'Q4 plan')
    transact(scenarios.share, PIA, number, {person.identity: True for person in people})
    return number


def edit(actor, scenario, *operations):
    return transact(editing.edit, actor, scenario, operations)


def test_a_plan_that_is_not_granted_is_named_nowhere(plan):
    seen = read(details.view_item, CLEO, None, 4)
    told = (seen.choices, seen.also_in, read(finding.explain_item, CLEO, None, Looks(), 4),
            read(board.view_board, CLEO, BoardAsk(rows=PLAN), None).board, read(health.view_health, CLEO, HealthAsk()),
            read(finding.find_ground, CLEO).setting, read(finding.view_offer, CLEO, None, Looks().filter))
    assert 'ecret' not in repr(told)
    assert 'Secret stores' in repr(read(details.view_item, PIA, None, 4).choices)


def test_those_who_see_the_same_share_calendars_in_the_live_plan_and_in_scenarios(plan):
    number = shared(CLEO)
    edit(PIA, number, MoveItems((2,), 1))
    sight = read(ground.sight_of, CLEO)
    one = read(lambda work: ground.within(ground.live(work), sight).setting)
    other = read(lambda work: ground.within(planned(work, number), sight).setting)
    assert one is other and STORE_TEAM not in one.plans


def test_items_of_a_plan_that_was_removed_are_not_for_everybody(plan):
    transact(plans.remove_plan, ANN, STORE_TEAM)
    with pytest.raises(NotFound):
        read(item_lists.find_item, CLEO, 5)
    assert read(finding.find_items, CLEO, None, Looks(), 'Slot booking') == ()
    assert read(item_lists.find_item, ANN, 5).item.title == 'Slot booking'


def test_the_other_end_of_a_change_is_not_named_by_rebase_or_review(plan):
    number = shared(MAX)
    edit(PIA, number, LinkItems(6, 2), ChangeParent(3, 6))
    for told in (read(rebase.preview, MAX, number), read(publication.view_publication, MAX, number)):
        assert 'Redeem' not in repr(told) and '4006' not in repr(told)
        assert 'an item you may not see' in repr(told)
    assert 'Redeem at the till' in repr(read(publication.view_publication, PIA, number))


def test_numbers_are_those_of_their_source(workspace):
    invite_crew()
    found = checkout(replace(HIDDEN, sources={**HIDDEN.sources, 2: Source(2, 'Other', 'demo')}))
    plant(found.with_items([replace(item(7, 'Of another source', source=2), number='4002')]))
    number = transact(scenarios.begin, MAX, 'Q4 plan')
    edit(MAX, number, LinkItems(2, 4))
    assert 'after Split shipment totals' in repr(read(publication.view_publication, MAX, number))


def test_a_group_of_another_plan_is_neither_published_nor_named(plan):
    number = shared(MAX)
    edit(PIA, number, ChangeGroup(-1, STORE_TEAM, 'Secret group', members=(5,)))
    with pytest.raises(Conflict):
        transact(publication.publish, MAX, number, {}, {}, (-1,))


def test_the_name_of_a_scenario_is_not_told_by_what_was_published_of_it(plan):
    number = transact(scenarios.begin, PIA, 'Layoffs')
    transact(lambda work: work.session.add(PortfolioPublish(
        run_id=1, kind='item', item_id=2, scenario_id=number, state='patched', base_rev=1, at=work.now,
        fields={'end': '2026-10-20'}, base={'end': '2026-10-16'})))
    [step] = read(history.view_item_history, CLEO, 2).steps
    assert step.where == '' and step.changed
    [item_history] = read(history.view_history, PIA, HistoryAsk()).items
    assert item_history.steps[0].where == 'Layoffs'


def test_a_new_copy_never_takes_the_number_of_one_that_is_not_seen(plan):
    number = shared(MAX)
    edit(PIA, number, PlacePlaceholder(-1, 5, day('1 Dec'), day('4 Dec')),
         ChangeGroup(-1, STORE_TEAM, 'Secret group', members=(5,)))
    edit(MAX, number, PlacePlaceholder(-1, 2, day('1 Dec'), day('4 Dec')))
    edit(MAX, number, ChangeGroup(-1, 2, 'Mine', members=(2,)))
    found = read(planned, number)
    assert {one.title for one in found.items.values() if one.id < 0} == {'Slot booking', 'Split shipment totals'}
    assert sorted(group.name for group in found.groups.values()) == ['Launch', 'Mine', 'Secret group']


def test_going_back_leaves_alone_what_one_does_not_see(plan):
    number = shared(MAX)
    mark = transact(checkpoints.name_checkpoint, PIA, number, 'Before')
    edit(PIA, number, MoveItems((5,), 7), MoveItems((2,), 1), ChangeGroup(-1, STORE_TEAM, 'Kept', members=(5,)))
    transact(checkpoints.go_back, MAX, mark)
    found, live = read(planned, number), read(ground.live)
    assert found.items[2].start == live.items[2].start
    assert found.items[5].start == day('30 Nov') and -1 in found.groups


def test_what_was_accepted_about_a_hidden_item_stays_hidden(plan):
    transact(_overdue)
    key = next(one.key for one in read(health.view_health, PIA, HealthAsk()).findings if one.item_id == 5)
    transact(health.accept, PIA, key, 'The landlord is late', MONDAY.replace(year=2030))
    with pytest.raises(NotFound):
        read(health.view_acceptance, CLEO, key)
    with pytest.raises(NotFound):
        transact(health.withdraw, MAX, key)
    transact(health.withdraw, PIA, key)


def _overdue(work):
    row = work.get(PortfolioItem, 5)
    row.type, row.mark = 'Wish', ground.move_baseline(work)


def test_a_hidden_group_does_not_answer_that_it_has_changed(plan):
    number = transact(groups.add_group, PIA, GroupDraft(STORE_TEAM, 'Till'))
    with pytest.raises(NotFound):
        transact(groups.change_group, MAX, number, GroupDraft(STORE_TEAM, 'Mine'), 99)
    with pytest.raises(NotFound):
        transact(happenings.remove_happening, MAX, 1, 99)


def test_whoever_loses_a_scenario_is_not_seen_in_it(plan):
    number = shared(MAX)
    transact(seats.sit, MAX, 'page', number)
    transact(scenarios.share, PIA, number, {})
    with pytest.raises(NotFound):
        transact(seats.sit, MAX, 'page', number, 'selects', 2)


def test_the_trouble_of_a_hidden_plan_is_not_told_by_its_source(plan):
    def fail(work):
        row = work.get(PortfolioSource, 1)
        row.state, row.error = 'config', 'Secret stores: Azure DevOps does not know the area “Shop\\Stores”.'
    transact(fail)
    transact(sources.note_plan_trouble, STORE_TEAM, 'Azure DevOps does not know the area “Shop\\Stores”.')
    assert 'ecret' not in repr(read(sources.view_sources, CLEO))
    assert 'Secret stores' in repr(read(sources.view_sources, ANN))


def test_sprints_of_sources_that_nobody_showed_are_not_listed(workspace):
    invite_crew()
    other = replace(next(iter(SETTING.iterations.values())), id=99, source=2, path='Secret\\Sprint 1')
    plant(checkout(replace(HIDDEN, sources={**HIDDEN.sources, 2: Source(2, 'Other', 'demo')},
                           iterations={**SETTING.iterations, 99: other})))
    assert 'ecret' not in repr(read(rhythm.view_rhythm, CLEO))
