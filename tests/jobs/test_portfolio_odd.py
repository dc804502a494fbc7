"""Whatever a source holds or claims: read through the real client, nothing is lost, invented or followed."""

from contextlib import suppress

import pytest
from sqlmodel import select

from app.domain.portfolio.sources.reading import SourceTrouble
from app.services.portfolio import ground
from app.work import read, transact
from jobs.portfolio import opening
from models.portfolio import PortfolioTeam
from tests.fakes.azure_devops import Refusal, azure, shop
from tests.people import ANN, found_workspace
from tests.portfolio import day
from tests.portfolio_sync import add_source, baseline, live, plan, seen_by, source, sync_now, with_commands

EPIC, BUTTONS, RECEIPTS, STOCK, BUG = 100, 101, 102, 103, 104
ODD = ('<script>alert(1)</script>', 'Rocket 🚀 and family 👩‍👩‍👧', 'שלום \u202eabc', 255 * 'W',
       "O'Neil \"and\" sons", '=1+1')


@pytest.fixture
def policy(policy):
    return with_commands(policy)


@pytest.fixture
def fake(monkeypatch):
    monkeypatch.setattr(opening, 'wait', lambda voice, seconds: None)
    with azure(shop()) as server:
        yield server


@pytest.fixture
def tracker(database, time, fake):
    found_workspace()
    add_source(fake.url, capacity_block='read')
    return fake


@pytest.fixture
def known(tracker, time):
    sync_now(kind='all')
    tracker.forget()
    time.passes(hours=1)
    return tracker


def attempt(kind='items'):
    """It may be told that the source does not answer, and nothing worse."""
    with suppress(SourceTrouble):
        sync_now(kind=kind)
    assert source().state in ('ok', 'unavailable')


def asked_numbers(fake):
    return {number for one in fake.asked if isinstance(one.body, dict) for number in one.body.get('ids', ())}


def test_links_to_anywhere_else_are_listed_and_never_followed(tracker):
    buttons = tracker.organisation.items[BUTTONS]
    original = tracker.answer

    def with_links(asked):
        status, told, headers = original(asked)
        for one in told.get('value', ()) if isinstance(told, dict) else ():
            if one and one.get('id') == BUTTONS and 'relations' in one:
                one['relations'] = [*one['relations'], *(
                    {'rel': rel, 'url': url, 'attributes': {}} for rel, url in (
                        ('Hyperlink', 'https://example.com/_apis/wit/workItems/4711'),
                        ('ArtifactLink', 'vstfs:///Git/Commit/1'), ('AttachedFile', f'{tracker.url}/_apis/wit/att/1'),
                        ('System.LinkTypes.Duplicate-Forward', f'{tracker.url}/_apis/wit/workItems/4712'),
                        ('Microsoft.VSTS.Common.Affects-Forward', f'{tracker.url}/_apis/wit/workItems/4713'),
                        ('System.LinkTypes.Remote.Dependency-Consumer',
                         'https://dev.azure.com/other/_apis/wit/workItems/4714')))]
        return status, told, headers
    tracker.answer = with_links
    sync_now()
    assert not asked_numbers(tracker) & {4711, 4712, 4713, 4714}
    assert len(read(ground.live).links) == 3
    others = next(row for row in map(dict, baseline()['PortfolioText']) if row['item_id'] == live()[BUTTONS].id)
    assert [one['rel'].rpartition('.')[2] for one in others['others']] == [
        'Hyperlink', 'ArtifactLink', 'AttachedFile', 'Duplicate-Forward', 'Affects-Forward', 'Dependency-Consumer']
    assert buttons.rev == 1


def test_a_type_and_a_state_nobody_set_up_are_shown_under_other(tracker):
    transact(lambda work: [setattr(work.session.get(type(plan()), 1), name, value) for name, value in (
        ('types', ['Epic', 'Feature', 'Riddle']), ('states_read', []))] and ground.move_setup(work))
    organisation = tracker.organisation
    number = organisation.item('Riddle', 'What is it?', 'Shop\\Web', state='Pondered')
    sync_now(kind='items')
    found = live()[number]
    assert (found.type, found.state, found.category, found.plan) == ('Riddle', 'Pondered', 'Other', 1)


def test_an_item_of_overlapping_areas_is_one_and_belongs_to_the_longer_area(database, time, fake):
    found_workspace()
    add_source(fake.url, areas=('Shop', 'Shop\\Web', 'Shop\\Web\\Wallet'))
    sync_now()
    found = live()
    assert len(found) == 5
    assert (found[BUTTONS].plan, sorted(found[BUTTONS].also_in)) == (3, [1, 2])
    assert (found[RECEIPTS].plan, sorted(found[RECEIPTS].also_in)) == (2, [1])
    assert (found[STOCK].plan, found[STOCK].also_in) == (1, ())


def test_an_iteration_that_is_deleted_takes_its_days_along_and_no_others(known):
    node = known.organisation.found_node('iteration', 'Shop\\Release 1\\Sprint 2')
    node.parent.children.remove(node)
    sync_now(kind='iterations')
    assert (live()[RECEIPTS].start, live()[RECEIPTS].end, live()[RECEIPTS].start_from) == (None, None, '')
    assert (live()[BUTTONS].start, live()[BUTTONS].end) == (day('12 Oct'), day('23 Oct'))


@pytest.mark.parametrize('title', ODD, ids=['markup', 'emoji', 'right to left', 'very long', 'quotes', 'formula'])
def test_a_title_is_text_whatever_stands_in_it(known, title):
    known.organisation.change(BUTTONS, System_Title=title)
    sync_now()
    assert live()[BUTTONS].title == title


@pytest.mark.parametrize('after', range(4), ids=['at once', 'after one plan', 'after both', 'after the revisions'])
def test_a_token_that_expires_midway_leaves_the_last_good_copy(known, after):
    for number in (BUTTONS, STOCK):
        known.organisation.change(number, System_Title='New')
    before = baseline()
    known.tokens['short'] = type(known.tokens['pat-all'])(calls=after + 1)
    with pytest.raises(SourceTrouble):
        sync_now(token='short')
    assert (source().state, baseline()['PortfolioLink']) == ('auth', before['PortfolioLink'])
    assert {number: item.is_gone for number, item in live().items()} == dict.fromkeys(
        (EPIC, BUTTONS, RECEIPTS, STOCK, BUG), False)
    sync_now()
    assert (source().state, live()[BUTTONS].title, live()[STOCK].title) == ('ok', 'New', 'New')


def lies(fake, about):
    """`about` changes each revision that is told before bodies are asked for."""
    original = fake.answer

    def answer(asked):
        status, told, headers = original(asked)
        if asked.path.casefold().endswith('workitemsbatch') and not asked.body.get('$expand'):
            told = told | {'value': [about(one) for one in told['value']]}
        return status, told, headers
    fake.answer = answer


def with_rev(rev):
    return lambda one: one and one | {'rev': rev, 'fields': (one.get('fields') or {}) | {'System.Rev': rev}}


@pytest.mark.parametrize('about', [with_rev(99), with_rev(0), lambda one: None], ids=[
    'later than they are', 'earlier than they are', 'gone although they are listed'])
def test_revisions_that_are_lies_change_nothing_and_the_truth_is_read_next(known, about):
    before = read(ground.live)
    honest = known.answer
    lies(known, about)
    attempt()
    assert read(ground.live).items == before.items and read(ground.live).links == before.links
    known.answer = honest
    known.organisation.change(BUTTONS, System_Title='True')
    sync_now()
    assert (live()[BUTTONS].title, live()[BUTTONS].rev) == ('True', 2)


def test_an_older_answer_of_a_slow_replica_is_not_believed(known):
    known.organisation.change(BUTTONS, System_Title='Second')
    sync_now()
    item = known.organisation.items[BUTTONS]
    item.rev, item.fields = 1, item.revisions[0]
    sync_now(kind='anew')
    assert (live()[BUTTONS].title, live()[BUTTONS].rev) == ('Second', 2)


@pytest.mark.parametrize('fault', ['empty', 'half'])
def test_bodies_that_do_not_come_are_asked_for_again(known, fault):
    numbers = (EPIC, BUTTONS, RECEIPTS, STOCK)
    for number in numbers:
        known.organisation.change(number, System_Title=f'New {number}')
    before = {number: item.title for number, item in live().items()}
    known.breaks(fault, 'workitemsbatch', after=1)
    attempt()
    assert all(item.title in (before[number], f'New {number}') for number, item in live().items())
    assert not any(item.is_gone for item in live().values())
    known.recovers()
    sync_now()
    assert {number: live()[number].title for number in numbers} == {number: f'New {number}' for number in numbers}


def test_a_source_that_suddenly_has_nothing_at_all_is_not_believed(known, time):
    before = read(ground.live)
    known.breaks('empty')
    for _ in range(3):
        attempt('all')
        time.passes(hours=1)
    after = read(ground.live)
    assert (after.items, after.links) == (before.items, before.links)
    assert after.setting.iterations == before.setting.iterations
    assert after.setting.weekdays == before.setting.weekdays
    known.recovers()
    assert sync_now()['partly'] == '' and plan().doubt == ''


def test_two_plans_of_which_one_may_not_be_seen_are_told_apart(known):
    known.tokens['half'] = type(known.tokens['pat-all'])(areas=('Shop\\Store',))
    known.organisation.change(STOCK, System_Title='Stock')
    sync_now(token='half')
    view = seen_by(ANN)
    assert live()[STOCK].title == 'Stock' and len(live()) == 5
    assert not any(item.is_gone for item in live().values()), view


def test_a_refusal_in_odd_words_is_still_told_in_ours(known):
    original = known.answer

    def refuses(asked):
        if asked.path.casefold().endswith('wiql'):
            raise Refusal(418, '<b>Ich bin ein Teekessel</b>', 'TeapotException')
        return original(asked)
    known.answer = refuses
    before = baseline()
    with pytest.raises(SourceTrouble) as caught:
        sync_now()
    assert caught.value.state in ('unavailable', 'config') and baseline()['PortfolioItem'] == before['PortfolioItem']


def test_plans_and_teams_follow_a_project_that_got_another_name(known):
    before = {number: (item.plan, item.is_gone) for number, item in live().items()}
    project = known.organisation.projects.pop('Shop')
    project.name = project.areas.name = project.iterations.name = 'Market'
    known.organisation.projects['Market'] = project
    for item in known.organisation.items.values():
        item.fields |= {name: item.fields[name].replace('Shop', 'Market', 1) for name in (
            'System.AreaPath', 'System.IterationPath', 'System.TeamProject')}
    with pytest.raises(SourceTrouble):
        sync_now()
    assert source().state == 'config' and {n: (i.plan, i.is_gone) for n, i in live().items()} == before
    known.organisation.change(BUTTONS, System_Title='After the rename')
    assert sync_now()['partly'] == ''
    assert [plan(number).area for number in (1, 2)] == ['Market\\Web', 'Market\\Store']
    assert [team.external for team in read(lambda work: work.session.exec(select(PortfolioTeam)).all())] == [
        'Market/Payments', 'Market/Mobile']
    assert source().state == 'ok' and live()[BUTTONS].title == 'After the rename'
    assert {n: (i.plan, i.is_gone) for n, i in live().items()} == before


def test_a_token_that_may_not_list_projects_reads_all_the_same(tracker):
    tracker.breaks('missing', at='_apis/projects')
    assert sync_now()['partly'] == '' and len(live()) == 5
