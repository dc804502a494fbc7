"""`portfolio.publish` against an Azure DevOps of our own, through the real client."""

from contextlib import contextmanager
from decimal import Decimal

import pytest
from sqlmodel import select

from app.domain.policy import Policy
from app.domain.portfolio.differing import changed_ids
from app.domain.portfolio.generator import PROJECT
from app.domain.portfolio.operations import (
    AllotShare,
    ChangeIteration,
    ChangeParent,
    ChangeState,
    ChangeTags,
    ClearDates,
    LinkItems,
    MoveItems,
    PlanItem,
    UnlinkItems,
)
from app.domain.portfolio.reading import UNAVAILABLE, SourceTrouble
from app.errors import Conflict, Forbidden, Rejected
from app.integrations.azure_devops.client import Access, opened
from app.services.portfolio import editing, ground, keeping, publication, scenarios, sending, sources, tokens
from app.services.portfolio.planned import planned
from app.work import read, transact
from jobs.portfolio import opening
from jobs.portfolio.demo_source import DemoSource
from jobs.portfolio.publish import DEFINITION, publish
from jobs.voice import Stopped
from models.ops import OpsRun
from models.people import Person, PersonGrant
from models.portfolio import (
    PortfolioItem,
    PortfolioPlan,
    PortfolioPublish,
    PortfolioScenario,
    PortfolioSource,
    PortfolioTeam,
)
from tests.fakes.azure_devops import Refusal, azure, shop
from tests.people import MAX, found_workspace, invite_bob, invite_cleo, invite_crew
from tests.portfolio import day
from tests.voice import Said

BUTTONS, RECEIPTS, STOCK = 'Wallet buttons', 'Receipts', 'Stock levels'
PATCH = '/workitems/'


@pytest.fixture
def policy():
    return Policy(commands={DEFINITION.slug: DEFINITION})


@pytest.fixture
def fake():
    with azure(shop()) as server:
        yield server


@pytest.fixture
def plan(database, time, fake, monkeypatch):
    """Everything of the source has been read once; nobody waits for real."""
    found_workspace()
    invite_bob(), invite_cleo(), invite_crew()
    monkeypatch.setattr(tokens, 'writes_with', lambda *_: 'own')
    monkeypatch.setattr(opening, 'wait', lambda *_: None)
    monkeypatch.setattr('jobs.portfolio.publish.wait', lambda *_: None)
    transact(set_up, fake.url)
    read_source(fake)
    return fake.organisation


def set_up(work, url):
    add = work.session.add
    add(PortfolioSource(id=1, name='Azure DevOps', kind='azure_devops', base_url=url, time_zone='UTC', state='ok',
                        capacity_block='read_write'))
    add(PortfolioTeam(id=1, slug='team-pay', name='Payments', short='PAY'))
    work.session.flush()
    add(PortfolioPlan(id=1, slug='project-shop', source_id=1, name='Shop', kind='project', area='Shop'))
    ground.move_setup(work)


def read_source(fake):
    with opened(Access(fake.url, 'pat-all')) as client:
        bodies = client.fetch_bodies(sorted(fake.organisation.items))
        iterations = client.fetch_iterations('Shop')
    transact(keep_iterations, iterations)
    transact(lambda work: keeping.keep_batch(work, keeping.terms_of(work, 1), bodies))


def keep_iterations(work, found):
    from models.portfolio import PortfolioIteration
    if work.session.exec(select(PortfolioIteration)).first() is None:
        work.session.add_all(PortfolioIteration(source_id=1, node_id=one.node_id, path=one.path, start=one.start,
                                                end=one.end) for one in found)
        work.session.flush()
        ground.move_setup(work)


def number(title):
    return {item.title: own for own, item in read(ground.live).items.items()}[title]


def external(title):
    return int(read(ground.live).items[number(title)].number)


def scenario_with(*operations):
    found = transact(scenarios.begin, MAX, 'Q4 plan')
    transact(editing.edit, MAX, found, operations)
    return found


def asked(scenario, titles=None):
    """A run for all cells of these items, or of all."""
    view = read(publication.view_publication, MAX, scenario)
    items = {row.item_id: [cell.field for cell in row.cells] for row in view.rows
             if titles is None or row.title in titles}
    choices = {row.item_id: {cell.field: 'mine' for cell in row.cells if cell.is_conflict} for row in view.rows}
    return transact(publication.publish, MAX, scenario, items, choices)


def performed(run, token='pat-all', voice=None):
    voice = voice or Said(secrets={'PORTFOLIO_WRITE_1': token})
    voice.run_id = run
    return publish(voice, {'source': 1}), voice


def entries():
    return {row.item_id: (row.state, row.message) for row in read(
        lambda work: work.session.exec(select(PortfolioPublish)).all())}


def state_of(title):
    return entries()[number(title)]


def kept(title):
    return read(lambda work: work.session.exec(select(PortfolioItem).where(PortfolioItem.title == title)).one())


def pending(scenario):
    return changed_ids(read(ground.live), read(planned, scenario))


def test_one_patch_per_item_and_what_comes_back_is_the_live_plan(plan, fake):
    scenario = scenario_with(MoveItems((number(BUTTONS),), 7), ChangeState((number(BUTTONS),), 'Active'),
                             ChangeTags((number(BUTTONS),), ('urgent',), ('checkout',)))
    number_there = external(BUTTONS)
    result, voice = performed(asked(scenario, [BUTTONS]))
    assert result == {'patched': 1}
    sent = dict(fake.patches())[number_there]
    assert [one['path'].rpartition('/')[2] for one in sent] == [
        'rev', 'Microsoft.VSTS.Scheduling.StartDate', 'Microsoft.VSTS.Scheduling.TargetDate', 'System.State',
        'System.Tags']
    assert len(fake.patches()) == 1
    item = plan.items[number_there]
    assert item.fields['Microsoft.VSTS.Scheduling.StartDate'] == '2026-10-19T00:00:00Z'
    assert item.fields['System.Tags'] == 'Wallet; urgent'
    assert (kept(BUTTONS).rev, kept(BUTTONS).start) == (item.rev, day('19 Oct'))
    assert 'sent, revision 2' in voice.text
    assert number(BUTTONS) not in pending(scenario)


def test_links_parents_iterations_and_shares_arrive(plan, fake):
    receipts, stock, buttons = number(RECEIPTS), number(STOCK), number(BUTTONS)
    scenario = scenario_with(
        UnlinkItems(buttons, stock), LinkItems(receipts, stock), ChangeParent(receipts, None),
        ChangeIteration((buttons,), ''), AllotShare((buttons,), 1, Decimal('62.5')), ClearDates((stock,)))
    result, _ = performed(asked(scenario))
    assert result == {'patched': 3}
    there = plan.items[external(STOCK)]
    assert ('System.LinkTypes.Dependency-Reverse', external(RECEIPTS)) in there.relations
    assert ('System.LinkTypes.Dependency-Reverse', external(BUTTONS)) not in there.relations
    assert 'Microsoft.VSTS.Scheduling.StartDate' not in there.fields
    assert plan.parent_of(plan.items[external(RECEIPTS)]) is None
    assert plan.items[external(BUTTONS)].fields['System.IterationPath'] == 'Shop'
    assert 'PAY: 63' in plan.items[external(BUTTONS)].fields['System.Description']
    assert pending(scenario) <= {buttons}  # 62.5 % is written as 63 %, because whole percents are wanted


def test_what_others_changed_elsewhere_stays_and_is_told_as_merged(plan, fake):
    scenario = scenario_with(MoveItems((number(BUTTONS),), 7))
    run = asked(scenario, [BUTTONS])
    plan.change(external(BUTTONS), System_Title='Wallet buttons 2', System_State='Active')
    result, voice = performed(run)
    assert result == {'patched': 1} and '(merged)' in voice.text
    assert kept('Wallet buttons 2').state == 'Active' and kept('Wallet buttons 2').start == day('19 Oct')


def test_the_same_field_changed_by_others_is_asked_about_and_nothing_is_sent(plan, fake):
    scenario = scenario_with(MoveItems((number(BUTTONS),), 7), ChangeState((number(BUTTONS),), 'Active'))
    run = asked(scenario, [BUTTONS])
    plan.change(external(BUTTONS), start='2026-10-14T00:00:00Z')
    with pytest.raises(Rejected, match='1 conflict'):
        performed(run)
    assert state_of(BUTTONS)[0] == 'conflict' and fake.patches() == []
    transact(over, run)
    row = read(publication.view_publication, MAX, scenario).rows[0]
    cell = next(cell for cell in row.cells if cell.field == 'start')
    assert (cell.is_conflict, cell.before, cell.after) == (True, '14 Oct 2026', '19 Oct 2026')
    assert performed(asked(scenario, [BUTTONS]))[0] == {'patched': 1}
    assert kept(BUTTONS).start == day('19 Oct')


def over(work, run):
    work.get(OpsRun, run).state = 'succeeded'


def test_a_rule_refuses_one_item_and_the_others_go_on(plan, fake):
    scenario = scenario_with(ChangeState((number(BUTTONS), number(STOCK)), 'Active'))
    plan.projects['Shop'].rules.append(lambda before, after: (
        ('State', 'Required') if after['System.Title'] == BUTTONS and after['System.State'] == 'Active' else None))
    result, voice = performed(asked(scenario))
    assert result == {'refused': 1, 'patched': 1}
    assert state_of(BUTTONS)[0] == 'refused' and 'refuses the change' in state_of(BUTTONS)[1]
    assert voice.partial == '1 of 2 not sent: 1 refused'
    assert pending(scenario) == {number(BUTTONS)}


def test_an_item_that_takes_no_more_revisions_is_refused_with_the_reason_and_the_others_go_on(plan, fake):
    scenario = scenario_with(ChangeState((number(BUTTONS), number(STOCK)), 'Active'))
    original, full = fake.answer, f'{PATCH}{external(BUTTONS)}'

    def answer(asked):
        if asked.method == 'PATCH' and asked.path.casefold().endswith(full):
            raise Refusal(400, 'VS403590: The work item has reached the limit of 10000 revisions.',
                          'WorkItemRevisionLimitException')
        return original(asked)
    fake.answer = answer
    result, _ = performed(asked(scenario))
    assert result == {'refused': 1, 'patched': 1}
    assert '10000 revisions' in state_of(BUTTONS)[1] and pending(scenario) == {number(BUTTONS)}


def test_a_token_that_may_only_read_stops_the_run_and_all_stays_pending(plan, fake):
    scenario = scenario_with(ChangeState((number(BUTTONS), number(STOCK)), 'Active'))
    with pytest.raises(SourceTrouble, match='personal access token'):
        performed(asked(scenario), 'pat-read')
    assert {state for state, _ in entries().values()} == {'pending'}


def test_a_token_that_expires_midway_leaves_the_rest_pending(plan, fake):
    scenario = scenario_with(ChangeState((number(BUTTONS), number(STOCK)), 'Active'))
    run = asked(scenario)
    fake.breaks('unauthorised', at=f'{PATCH}{external(STOCK)}')
    result, voice = performed(run)
    assert result == {'patched': 1, 'pending': 1} and state_of(STOCK)[0] == 'pending'
    assert 'personal access token' in voice.partial
    assert pending(scenario) == {number(STOCK)}


def test_an_item_deleted_meanwhile_is_left_aside(plan, fake):
    scenario = scenario_with(ChangeState((number(BUTTONS), number(STOCK)), 'Active'))
    run = asked(scenario)
    plan.delete(external(BUTTONS))
    result, _ = performed(run)
    assert result == {'skipped': 1, 'patched': 1}
    assert 'no longer at the source' in state_of(BUTTONS)[1]


def test_what_is_so_already_is_not_sent(plan, fake):
    scenario = scenario_with(ChangeState((number(BUTTONS),), 'Active'))
    run = asked(scenario)
    plan.change(external(BUTTONS), System_State='Active')
    assert performed(run)[0] == {'skipped': 1}
    assert state_of(BUTTONS) == ('skipped', 'already so') and fake.patches() == []
    assert pending(scenario) == frozenset()


def test_a_source_that_wants_to_be_left_alone_is_waited_for(plan, fake):
    scenario = scenario_with(ChangeState((number(BUTTONS),), 'Active'))
    run = asked(scenario)
    fake.breaks('throttled', at=f'{PATCH}{external(BUTTONS)}', times=2, seconds=7)
    result, voice = performed(run)
    assert result == {'patched': 1} and voice.text.count('left alone') == 2


def test_an_answer_that_gets_lost_is_found_out_by_looking(plan, fake):
    """The patch arrived, but nobody heard of it: it is not sent again."""
    scenario = scenario_with(ChangeState((number(BUTTONS),), 'Active'))
    run = asked(scenario)
    fake.breaks('late', at=f'{PATCH}{external(BUTTONS)}', times=1)
    result, _ = performed(run)
    assert result == {'patched': 1} and state_of(BUTTONS) == ('patched', 'arrived before')
    assert len(fake.patches()) == 1 and plan.items[external(BUTTONS)].rev == 2


def test_a_patch_that_never_arrived_is_sent_again(plan, fake):
    scenario = scenario_with(ChangeState((number(BUTTONS),), 'Active'))
    run = asked(scenario)
    fake.breaks('hang up', at=f'{PATCH}{external(BUTTONS)}', times=1)
    assert performed(run)[0] == {'patched': 1}
    assert plan.items[external(BUTTONS)].rev == 2


def test_an_item_that_moves_between_our_look_and_our_patch_is_judged_anew(plan, fake, monkeypatch):
    scenario = scenario_with(ChangeState((number(BUTTONS),), 'Active'))
    run, moves = asked(scenario), iter([True, True])

    def note(work, *given):
        if given[2] == 'checking' and given[-1] and next(moves, False):
            plan.change(external_buttons, System_Title='Wallet buttons, again')
        return original(work, *given)
    external_buttons, original = external(BUTTONS), sending.note
    monkeypatch.setattr(sending, 'note', note)
    assert performed(run)[0] == {'patched': 1}
    assert len(fake.patches()) == 3


class Killed(BaseException):
    """The process is gone."""


@contextmanager
def killed_at(monkeypatch, name, after=0):
    """Before this is done for the n-th time."""
    original, count = getattr(sending, name), iter(range(100))

    def kill(*given, **more):
        if next(count) == after:
            raise Killed
        return original(*given, **more)
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(sending, name, kill)
        yield


@pytest.mark.parametrize('after', [0, 1, 2])
@pytest.mark.parametrize('where', ['note', 'keep_sent'])
def test_killed_anywhere_it_goes_on_and_sends_nothing_twice(plan, fake, monkeypatch, where, after):
    titles = [BUTTONS, STOCK, RECEIPTS]
    scenario = scenario_with(*(PlanItem(number(title), day('2 Nov'), day('13 Nov')) for title in titles))
    run = asked(scenario, titles)
    with killed_at(monkeypatch, where, after):
        performed(run)
    assert performed(run)[0] == {'patched': 3}
    assert sorted(item for item, _ in fake.patches()) == sorted(map(external, titles))
    assert {state for state, _ in entries().values()} == {'patched'}


def test_cancelled_between_two_items_it_keeps_what_was_sent(plan, fake):
    scenario = scenario_with(ChangeState((number(BUTTONS), number(STOCK)), 'Active'))
    run = asked(scenario)
    voice = Said(stops_after=1, secrets={'PORTFOLIO_WRITE_1': 'pat-all'})
    with pytest.raises(Stopped):
        performed(run, voice=voice)
    states = [state for state, _ in entries().values()]
    assert 'pending' in states or 'patched' in states
    assert len(fake.patches()) == states.count('patched')


def test_while_nobody_answers_the_run_is_tried_again_later(plan, fake):
    scenario = scenario_with(ChangeState((number(BUTTONS),), 'Active'))
    run = asked(scenario)
    fake.breaks('away')
    with pytest.raises(SourceTrouble) as caught:
        performed(run)
    assert caught.value.state == UNAVAILABLE and not caught.value.is_permanent
    fake.recovers()
    assert performed(run)[0] == {'patched': 1}


def test_a_run_that_nobody_asked_for_says_so(plan):
    with pytest.raises(Rejected, match='Publish from the page of a scenario'):
        performed(4711)


def test_without_a_token_nothing_is_sent(plan, fake):
    scenario = scenario_with(ChangeState((number(BUTTONS),), 'Active'))
    with pytest.raises(SourceTrouble, match='no token'):
        performed(asked(scenario), token='')


def test_the_demo_takes_what_is_published_through_the_same_run(database, time, monkeypatch):
    found_workspace()
    invite_bob(), invite_cleo(), invite_crew()
    transact(demo_set_up)
    source = read(sources.to_read, 1)
    bodies = list(DemoSource(source).made_up.values())[:40]
    transact(lambda work: keeping.keep_batch(work, keeping.terms_of(work, 1), bodies))
    live = read(ground.live)
    item = next(one for one in live.items.values() if one.span and not one.start_from and not one.end_from)
    scenario = scenario_with(PlanItem(item.id, day('2 Nov'), day('13 Nov')))
    result, _ = performed(asked(scenario, [item.title]))
    assert result == {'patched': 1}
    again = DemoSource(source).fetch_bodies([int(item.number)])[0]
    assert again.rev == item.rev + 1 and again.start_raw.startswith('2026-11-0')
    assert read(ground.live).items[item.id].span == (day('2 Nov'), day('13 Nov'))
    assert item.id not in pending(scenario)


def demo_set_up(work):
    work.session.add(PortfolioSource(id=1, name='Demo', kind='demo', time_zone='Europe/Berlin', state='ok',
                                     options={'seed': 7, 'anchor': '2026-10-14', 'size': 'small'}))
    work.session.flush()
    work.session.add(PortfolioPlan(id=1, slug='project-shop', source_id=1, name='Shop', kind='project', area=PROJECT))
    ground.move_setup(work)


def demote(work):
    for row in work.session.exec(select(PersonGrant).where(PersonGrant.person_id == MAX.person_id)):
        row.role = 'planner'


def disable(work):
    work.get(Person, MAX.person_id).state = 'disabled'


def archive(work):
    work.session.exec(select(PortfolioScenario)).one().is_archived = True


@pytest.mark.parametrize('deed', [demote, disable, archive])
def test_what_was_taken_away_since_a_run_was_asked_for_holds_before_anything_is_sent(plan, fake, deed):
    run = asked(scenario_with(MoveItems((number(BUTTONS),), 7)), [BUTTONS])
    transact(deed)
    with pytest.raises((Forbidden, Conflict)):
        performed(run)
    assert fake.patches() == [] and state_of(BUTTONS)[0] == 'pending'


def test_a_token_that_is_not_lent_any_more_sends_nothing(plan, fake, monkeypatch):
    run = asked(scenario_with(MoveItems((number(BUTTONS),), 7)), [BUTTONS])
    monkeypatch.setattr(tokens, 'writes_with', lambda *_: '')
    with pytest.raises(Forbidden):
        performed(run)
    assert fake.patches() == []
