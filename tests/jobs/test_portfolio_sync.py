"""`portfolio.sync`: what it asks a source for, how little, and that nothing is lost when the source does not answer."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.domain.portfolio.items.items import NEEDS, RELATED, Link
from app.domain.portfolio.sources.reading import PREDECESSOR, SourceTrouble
from app.events import SourceFailed, SourceSynced
from app.services.portfolio import calendars, ground, missing, plans, setup, sources
from app.work import read, transact
from jobs.portfolio import opening, sync
from jobs.voice import Stopped
from models.portfolio import PortfolioSource
from tests.fakes.azure_devops import azure, filled, shop
from tests.people import ANN, BOB, found_workspace, invite_bob
from tests.portfolio import day
from tests.portfolio_sync import add_source, baseline, live, plan, seen_by, source, sync_now, with_commands
from tests.voice import Said

EPIC, BUTTONS, RECEIPTS, STOCK, BUG = 100, 101, 102, 103, 104  # in the shop; 105 was removed


@pytest.fixture
def policy(policy):
    return with_commands(policy)


@pytest.fixture
def fake(monkeypatch):
    """The shop; nobody really waits."""
    monkeypatch.setattr(opening, 'wait', lambda voice, seconds: None)
    with azure(shop()) as server:
        yield server


@pytest.fixture
def tracker(database, time, fake):
    found_workspace()
    add_source(fake.url, capacity_block='read')
    database.clear()
    return fake


@pytest.fixture
def known(tracker, database, time):
    """It was read once, an hour ago."""
    sync_now(kind='all')
    tracker.forget()
    time.passes(hours=1)
    database.clear()
    return tracker


def test_the_first_read_brings_every_item_with_all_that_hangs_on_it(tracker):
    found = sync_now(kind='all')
    assert (found['added'], found['bodies'], found['partly']) == (5, 5, '')
    items = live()
    buttons = items[BUTTONS]
    assert (buttons.title, buttons.start, buttons.end) == ('Wallet buttons', day('12 Oct'), day('23 Oct'))
    assert buttons.parent == items[EPIC].id
    assert buttons.tags == ('checkout', 'Wallet')
    assert buttons.assignee == 'Sample Person 2'
    assert [(team, int(percent)) for team, percent in buttons.shares] == [(1, 50)]
    assert [items[number].plan for number in (EPIC, BUTTONS, STOCK)] == [1, 1, 2]


def test_dependencies_stand_once_with_the_predecessor_first(tracker):
    sync_now()
    items = live()
    assert read(ground.live).links == {
        Link(items[BUTTONS].id, items[RECEIPTS].id, NEEDS), Link(items[BUTTONS].id, items[STOCK].id, NEEDS),
        Link(items[STOCK].id, items[BUG].id, RELATED)}


def test_missing_dates_come_from_the_iteration_also_when_that_is_read_later(tracker):
    sync_now(kind='items')
    assert live()[RECEIPTS].start is None
    sync_now(kind='iterations')
    receipts = live()[RECEIPTS]
    assert (receipts.start, receipts.end) == (day('19 Oct'), day('30 Oct'))
    assert (receipts.start_from, receipts.end_from) == ('iteration', 'iteration')


def test_an_iteration_that_moves_takes_its_items_along_but_not_those_with_dates(known):
    known.organisation.iteration('Shop\\Release 1\\Sprint 2', '2026-10-26', '2026-11-06')
    sync_now(kind='iterations')
    assert (live()[RECEIPTS].start, live()[RECEIPTS].end) == (day('26 Oct'), day('6 Nov'))
    assert live()[BUTTONS].start == day('12 Oct')


def test_a_second_read_of_an_unchanged_source_fetches_no_item(known):
    before = read(ground.live)
    found = sync_now()
    assert (known.bodies(), found['same'], found['added'], found['changed']) == (0, 5, 0, 0)
    assert read(ground.live) is before
    assert known.count('wiql') == 2
    assert known.count('workitemsbatch') == 1


def test_only_what_has_changed_is_read(known):
    known.organisation.change(BUTTONS, start='2026-10-19T00:00:00Z', System_State='Active')
    found = sync_now()
    assert (known.bodies(), found['changed'], found['same']) == (1, 1, 4)
    assert (live()[BUTTONS].start, live()[BUTTONS].category) == (day('19 Oct'), 'InProgress')


def test_a_link_that_came_without_a_revision_is_read(known, time):
    known.organisation.now = time.now
    known.organisation.relink(BUG, PREDECESSOR, EPIC)
    sync_now()
    items = live()
    assert known.bodies() == 2 and Link(items[EPIC].id, items[BUG].id, NEEDS) in read(ground.live).links
    time.passes(hours=1)
    sync_now()
    known.forget()
    time.passes(hours=1)
    sync_now()
    assert known.bodies() == 0


def test_a_server_that_cannot_tell_changed_links_is_read_all_the_same(known):
    known.breaks('missing', at='workitemlinks')
    assert sync_now()['partly'] == '' and known.bodies() == 0


def test_a_change_is_announced_and_a_read_is_too(known, database):
    known.organisation.change(BUTTONS, System_Title='Wallet')
    sync_now()
    assert SourceSynced('portfolio/sources') in database
    assert source().state == 'ok' and source().ok_at == source().ok_at


def test_all_of_it_anew_reads_every_item(known):
    assert sync_now(kind='anew')['bodies'] == 5


def test_what_was_set_up_otherwise_is_read_from_the_beginning(known):
    transact(lambda work: setattr(work.session.get(type(source()), 1), 'read_at', {}))
    assert sync_now()['bodies'] == 5


FAULTS = {
    'it asks for fewer requests': (('throttled',), 'throttled'), 'the token has expired': (('unauthorised',), 'auth'),
    'a sign-in page comes': (('sign-in page',), 'auth'), 'it sends us somewhere else': (('moved',), 'auth'),
    'it is away': (('away',), 'unavailable'), 'it is broken': (('broken',), 'unavailable'),
    'it hangs up': (('hang up',), 'unavailable'), 'the answer is nonsense': (('nonsense',), 'unavailable'),
    'the line breaks': (('cut off', 'workitemsbatch'), 'unavailable'),
    'revisions are half an answer': (('half', 'workitemsbatch'), 'unavailable'),
    'no revisions come': (('empty', 'workitemsbatch'), 'unavailable'),
}


@pytest.mark.parametrize('fault', FAULTS)
def test_a_dead_or_lying_server_never_changes_what_was_read(known, database, fault):
    (kind, *where), state = FAULTS[fault]
    known.organisation.change(BUTTONS, System_Title='Nobody sees this')
    known.breaks(kind, *where)
    before = baseline()
    with pytest.raises(SourceTrouble):
        sync_now()
    assert baseline() == before
    assert source().state == state
    assert source().error
    assert SourceFailed('portfolio/sources') in database
    known.recovers()
    sync_now()
    assert (source().state, source().error, live()[BUTTONS].title) == ('ok', '', 'Nobody sees this')


@pytest.mark.parametrize(('fault', 'doubt'), [('empty', 'empty'), ('', 'half')], ids=['none at all', 'one of three'])
def test_a_plan_that_suddenly_has_much_less_keeps_its_items_until_somebody_confirms(known, fault, doubt):
    before = {number: item.is_gone for number, item in live().items()}
    for number in (BUTTONS, RECEIPTS):
        known.organisation.delete(number)
    known.breaks(fault, 'wiql', times=1)
    found = sync_now()
    assert 'Web' in found['partly']
    assert plan().doubt == doubt
    assert {number: item.is_gone for number, item in live().items()} == before
    assert source().ok_at
    transact(sources.confirm_gone, ANN, 1)
    known.recovers()
    assert sync_now()['gone'] == 2
    assert plan().doubt == ''


def test_only_publishers_and_admins_confirm_that_items_are_gone(known):
    invite_bob()
    with pytest.raises(Exception, match='Only publishers'):
        transact(sources.confirm_gone, BOB, 1)
    with pytest.raises(Exception, match='nothing to confirm'):
        transact(sources.confirm_gone, ANN, 1)


def test_a_deleted_item_stays_in_sight_for_two_reads_and_can_come_back(known):
    known.organisation.delete(STOCK)
    assert sync_now()['gone'] == 1
    assert (live()[STOCK].is_gone, live()[STOCK].has_left) == (True, False)
    sync_now()
    assert not live()[STOCK].has_left
    sync_now()
    assert live()[STOCK].has_left
    known.organisation.items[STOCK].is_deleted = False
    sync_now()
    assert (live()[STOCK].is_gone, live()[STOCK].has_left) == (False, False)


def test_an_item_that_is_closed_is_asked_for_directly_and_stays(known):
    transact(lambda work: setattr(work.session.get(type(plan()), 1), 'states_read', ['New', 'Active']))
    transact(ground.move_setup)
    known.organisation.change(BUTTONS, System_State='Closed')
    found = sync_now()
    assert (found['gone'], live()[BUTTONS].category, live()[BUTTONS].plan) == (0, 'Completed', 1)


def test_a_renamed_area_is_named_while_other_plans_are_read_and_its_items_stay(known):
    known.organisation.found_node('area', 'Shop\\Web').name = 'Website'
    known.organisation.change(STOCK, System_Title='Stock')
    found = sync_now()
    assert 'Web' in found['trouble']
    assert (source().state, plan(1).trouble != '', plan(2).trouble) == ('config', True, '')
    assert live()[STOCK].title == 'Stock'
    assert not live()[BUTTONS].is_gone
    view = seen_by(ANN)
    assert 'Setup' in view.banner and not view.is_ok


def test_where_no_plan_can_be_read_the_read_fails(known):
    for area in ('Shop\\Web', 'Shop\\Store'):
        known.organisation.found_node('area', area).name += ' two'
    with pytest.raises(SourceTrouble):
        sync_now()
    assert source().state == 'config'


def test_an_expired_token_says_what_to_do(known):
    known.breaks('unauthorised')
    with pytest.raises(SourceTrouble):
        sync_now()
    view = seen_by(ANN)
    assert (view.state, view.banner.count('replace it in Setup')) == ('auth', 1)
    assert view.since > view.ok_at


def test_without_a_token_nothing_is_asked(known):
    with pytest.raises(SourceTrouble, match='no token'):
        sync_now(token='')
    assert (source().state, known.count()) == ('auth', 0)
    assert seen_by(ANN).banner == 'There is no token to reach Tracker with. Set one in Setup.'


def test_a_token_that_may_not_see_an_area_marks_that_items_as_doubtful_and_not_as_gone(known):
    known.tokens['pat-web'] = type(known.tokens['pat-all'])(areas=('Shop\\Web',))
    found = sync_now(token='pat-web')
    assert 'Store' in found['partly']
    assert not live()[STOCK].is_gone


def test_a_run_that_is_cancelled_keeps_what_it_had(tracker):
    with pytest.raises(Stopped):
        sync_now(kind='all', voice=Said(stops_after=3))
    assert tracker.bodies() == 0
    assert sync_now(kind='all')['added'] == 5


@pytest.fixture
def large(database, time, monkeypatch):
    monkeypatch.setattr(opening, 'wait', lambda voice, seconds: None)
    found_workspace()
    with azure(filled(450, teams=2, projects=1, years=1)) as server:
        add_source(server.url, areas=('Project 1',))
        yield server


def test_many_items_come_in_pages_and_each_page_is_kept_at_once(large, monkeypatch):
    calls = []
    keep = sync.keeping.keep_batch

    def breaks_at_the_second(work, *given):
        calls.append(len(given[1]))
        if len(calls) == 2:
            raise KeyboardInterrupt
        return keep(work, *given)
    monkeypatch.setattr(sync.keeping, 'keep_batch', breaks_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        sync_now(kind='all')
    assert len(live()) == 200
    monkeypatch.undo()
    monkeypatch.setattr(opening, 'wait', lambda voice, seconds: None)
    large.forget()
    found = sync_now(kind='all')
    assert (len(live()), found['added']) == (450, 250)
    assert all(item.parent in {other.id for other in live().values()} for item in live().values() if item.parent)


def test_parents_and_links_across_pages_are_the_same_as_in_one(large):
    sync_now(kind='all')
    items = live()
    parents = {number: large.organisation.parent_of(item) for number, item in large.organisation.items.items()}
    assert {number: item.parent for number, item in items.items()} == {
        number: items[parent].id if parent else None for number, parent in parents.items()}
    pairs = {(item.id, other) for item in large.organisation.items.values() for rel, other in item.relations
             if rel == 'System.LinkTypes.Dependency-Forward'}
    assert read(ground.live).links == {Link(items[before].id, items[after].id) for before, after in pairs}
    large.forget()
    assert sync_now()['bodies'] == 0


def test_teams_get_their_days_from_the_source(tracker, time):
    time.now = datetime(2026, 10, 7, 9, tzinfo=UTC)
    sync_now(kind='all')
    setting = read(ground.setting_of)
    assert setting.weekdays == {1: frozenset(range(5)), 2: frozenset(range(4))}
    assert [(one.team, one.start) for one in setting.absences if one.team] == [(1, day('9 Oct'))]


def test_our_weekdays_go_before_those_of_the_source(known):
    transact(calendars.keep_weekdays, ANN, 2, [0, 1])
    sync_now(kind='teams')
    assert read(ground.setting_of).weekdays[2] == frozenset({0, 1})


def test_iterations_are_known_with_those_who_take_part(known):
    found = {one.name: one for one in read(ground.setting_of).iterations.values()}
    assert found['Release 1'].is_quarter and not found['Sprint 1'].is_quarter
    assert found['Backlog'].start is None
    sync_now(kind='teams')
    teams = {one.name: one.teams for one in read(ground.setting_of).iterations.values()}
    assert (teams['Sprint 1'], teams['Sprint 3']) == ((1, 2), (1,))


def test_markers_of_chosen_delivery_plans_are_shown(known):
    chosen = next(iter(known.organisation.projects['Shop'].plans))
    transact(lambda work: setattr(work.session.get(type(plan()), 1), 'delivery_plans', [chosen]))
    sync_now(kind='markers')
    found = read(ground.setting_of).markers
    assert [(one.label, one.day, one.plan, one.origin) for one in found] == [
        ('Code freeze', day('26 Oct'), 1, 'source'), ('Launch', day('1 Dec'), 1, 'source')]


def test_nobody_removes_all_iterations_by_answering_with_none(known):
    before = read(ground.setting_of).iterations
    known.organisation.projects['Shop'].iterations.children.clear()
    sync_now(kind='iterations')
    assert read(ground.setting_of).iterations == before


def test_items_that_are_known_are_counted_without_those_that_are_gone(known):
    known.organisation.delete(STOCK)
    sync_now()
    assert set(read(missing.known_revs, 1)) == {EPIC, BUTTONS, RECEIPTS, BUG}
    assert seen_by(ANN).item_count == 4


def test_a_plan_that_was_narrowed_on_purpose_is_believed(known):
    draft = next(one.draft for one in read(setup.view_setup, ANN).plans if one.id == 1)
    transact(plans.change_plan, ANN, 1, replace(draft, types=('Epic',)))
    found = sync_now()
    assert (found['partly'], plan(1).doubt, found['gone']) == ('', '', 0)


def choose_roots(*roots):
    transact(lambda work: setattr(work.get(PortfolioSource, 1), 'options', {'roots': list(roots)}))


def iteration_names():
    return {one.name for one in read(ground.setting_of).iterations.values()}


def test_iterations_are_read_below_the_roots_that_were_chosen(known):
    everything = iteration_names()
    choose_roots('*\\Release 1')
    sync_now(kind='iterations')
    assert iteration_names() < everything
    assert {'Release 1', 'Sprint 1'} <= iteration_names() and 'Backlog' not in iteration_names()


def test_a_project_may_have_roots_of_its_own(known):
    choose_roots('*\\Release 1', 'Shop\\Release 1\\Sprint 1')
    sync_now(kind='iterations')
    assert iteration_names() == {'Sprint 1'}


def test_a_root_that_is_not_there_is_told_and_nothing_is_lost(known):
    before = iteration_names()
    choose_roots('Shop\\Release 9')
    assert sync_now(kind='iterations')['partly']
    assert iteration_names() == before
