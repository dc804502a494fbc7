"""One patch for one item: taken whole, refused whole, or found to be too late."""

import pytest

from app.domain.portfolio.sources.reading import PREDECESSOR, SourceTrouble
from tests.fakes.azure_devops import Pass, answers
from tests.fakes.azure_devops.refusal import broken_rule

START, END = 'Microsoft.VSTS.Scheduling.StartDate', 'Microsoft.VSTS.Scheduling.TargetDate'


def unless_moved(value):
    return {'op': 'test', 'path': '/rev', 'value': value}


def put(field, value):
    return {'op': 'add', 'path': f'/fields/{field}', 'value': value}


def trouble_of(client, number, *operations):
    with pytest.raises(SourceTrouble) as found:
        client.push_patch(number, operations)
    return found.value


def link(fake, rel, number):
    url = f'{fake.url}/_apis/wit/workItems/{number}'
    return {'op': 'add', 'path': '/relations/-', 'value': {'rel': rel, 'url': url}}


def test_all_of_a_patch_is_taken_and_the_new_item_comes_back(client, fake):
    place = [one.rel for one in client.fetch_bodies([102])[0].links].index(PREDECESSOR)
    body = client.push_patch(102, [
        unless_moved(1), put(START, '2026-10-11T22:00:00Z'), put('System.State', 'Active'),
        {'op': 'remove', 'path': f'/relations/{place}'}, link(fake, PREDECESSOR, 103)])
    assert (body.rev, body.start_raw, body.state, body.parent) == (2, '2026-10-11T22:00:00Z', 'Active', 100)
    assert [one.number for one in body.links if one.rel == PREDECESSOR] == [103]
    assert client.fetch_bodies([102])[0] == body
    assert fake.count('workitems/102', 'PATCH') == 1


def test_clearing_takes_the_value_away(client):
    body = client.push_patch(101, [unless_moved(1), {'op': 'remove', 'path': f'/fields/{END}'}])
    assert body.end_raw == '' and body.start_raw


def test_a_stale_revision_is_a_conflict_and_changes_nothing(client, fake):
    fake.organisation.change(101, System_State='Active')
    found = trouble_of(client, 101, unless_moved(1), put('System.Title', 'Mine'))
    assert found.state == 'conflict' and not found.is_permanent
    assert fake.organisation.items[101].fields['System.Title'] == 'Wallet buttons'


def test_a_stale_revision_is_known_from_the_item_where_the_answer_does_not_say_so(client, fake, monkeypatch):
    def refuse(*_):
        raise broken_rule('Rev', 'InvalidOldValue')
    monkeypatch.setattr(answers.patching, 'patch', refuse)
    assert trouble_of(client, 101, unless_moved(1)).state == 'refused'
    fake.organisation.change(101, System_State='Active')
    assert trouble_of(client, 101, unless_moved(1)).state == 'conflict'


@pytest.mark.parametrize(('operation', 'words'), [
    (put('System.State', 'Sleeping'), 'State'),
    (put('System.Title', ' '), 'Title'),
    (put('System.AreaPath', 'Shop\\Nowhere'), 'AreaPath'),
    (put('System.IterationPath', 'Shop\\Nowhere'), 'IterationPath'),
    (put(START, 'next week'), 'StartDate'),
    (put('Nonsense', 1), 'Nonsense'),
    ({'op': 'remove', 'path': '/fields/Custom.Empty'}, 'nothing to remove'),
    ({'op': 'remove', 'path': '/relations/9'}, 'relation 9'),
], ids=['state', 'title', 'area', 'iteration', 'date', 'field', 'empty', 'place'])
def test_a_broken_rule_is_refused_with_its_reason(client, fake, operation, words):
    found = trouble_of(client, 101, unless_moved(1), put('System.Tags', 'new'), operation)
    assert found.state == 'refused' and words in str(found)
    assert fake.organisation.items[101].rev == 1 and 'new' not in fake.organisation.items[101].fields['System.Tags']


def test_one_parent_and_no_circles(client, fake):
    assert trouble_of(client, 101, link(fake, 'System.LinkTypes.Hierarchy-Reverse', 103)).state == 'refused'
    assert trouble_of(client, 101, link(fake, PREDECESSOR, 103)).state == 'refused'
    assert trouble_of(client, 100, link(fake, 'System.LinkTypes.Hierarchy-Reverse', 101)).state == 'refused'
    place = [one.number for one in client.fetch_bodies([101])[0].links].index(100)
    body = client.push_patch(101, [{'op': 'remove', 'path': f'/relations/{place}'},
                                   link(fake, 'System.LinkTypes.Hierarchy-Reverse', 103)])
    assert body.parent == 103 and 101 not in [one.number for one in client.fetch_bodies([100])[0].links]


def test_a_project_has_rules_of_its_own(client, fake):
    fake.organisation.projects['Shop'].rules.append(
        lambda before, after: ('State', 'Transition') if (before['System.State'], after['System.State']) == (
            'New', 'Closed') else None)
    assert 'Transition' in str(trouble_of(client, 101, put('System.State', 'Closed')))
    assert client.push_patch(101, [put('System.State', 'Active')]).state == 'Active'


@pytest.mark.parametrize('token', ['pat-read', 'pat-nobody'])
def test_a_token_without_the_scope_stops_everything(speak, token):
    found = trouble_of(speak(token), 101, put('System.State', 'Active'))
    assert found.state == 'auth' and found.is_permanent


def test_an_area_that_may_only_be_read_refuses_its_items_alone(speak, fake, monkeypatch):
    fake.tokens['pat-some'] = Pass(areas=('Shop\\Store',))
    monkeypatch.setattr(answers.Organisation, 'sees', lambda *_: True)
    found = trouble_of(speak('pat-some'), 101, put('System.State', 'Active'))
    assert found.state == 'refused' and 'TF237111' in str(found)
    assert speak('pat-some').push_patch(103, [put('System.State', 'Active')]).rev == 2


def test_an_item_that_is_gone_refuses_its_own_patch(client):
    found = trouble_of(client, 4711, put('System.State', 'Active'))
    assert found.state == 'refused' and '4711' in str(found)


@pytest.mark.parametrize(('fault', 'state'), [('throttled', 'throttled'), ('away', 'unavailable'),
                                              ('hang up', 'unavailable'), ('sign-in page', 'auth')])
def test_a_patch_is_never_sent_twice(client, fake, waited, fault, state):
    client.fetch_revs([101])
    fake.breaks(fault, at='workitems/101', seconds=9 if fault == 'throttled' else 0)
    found = trouble_of(client, 101, put('System.State', 'Active'))
    assert found.state == state and waited == [] and fake.count('workitems/101', 'PATCH') == 1
    assert found.seconds == (9 if fault == 'throttled' else 0)


def test_a_patch_that_arrived_without_an_answer_can_be_recognised(client, fake):
    fake.breaks('late', at='workitems/101', times=1)
    assert trouble_of(client, 101, unless_moved(1), put('System.State', 'Active')).state == 'unavailable'
    body = client.fetch_bodies([101])[0]
    assert (body.rev, body.state) == (2, 'Active')


def test_a_patch_of_links_alone_may_be_no_revision(client, fake):
    fake.organisation.links_raise_rev = False
    assert client.push_patch(104, [unless_moved(1), link(fake, PREDECESSOR, 103)]).rev == 1
    fake.organisation.links_raise_rev = True
    assert client.push_patch(104, [unless_moved(1), link(fake, PREDECESSOR, 101)]).rev == 2
