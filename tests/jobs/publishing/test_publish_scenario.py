"""`portfolio.publish` against an Azure DevOps of our own, through the real client: what arrives, what is refused."""

from decimal import Decimal

import pytest

from app.domain.portfolio.demo.generator import PROJECT
from app.domain.portfolio.planning.operations import (
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
from app.errors import Rejected
from app.services.portfolio import ground, keeping, publication, sending, sources
from app.work import read, transact
from jobs.portfolio.demo_source import DemoSource
from models.ops import OpsRun
from models.portfolio import PortfolioPlan, PortfolioSource
from tests.fakes.azure_devops import Refusal
from tests.jobs.publishing.conftest import (
    BUTTONS,
    PATCH,
    RECEIPTS,
    STOCK,
    asked,
    external,
    kept,
    number,
    pending,
    performed,
    scenario_with,
    state_of,
)
from tests.people import MAX, found_workspace, invite_bob, invite_cleo, invite_crew
from tests.portfolio import day


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
