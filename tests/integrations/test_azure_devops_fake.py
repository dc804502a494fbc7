"""The Azure DevOps of our own is as strict as the real one, or tests against it would prove nothing."""

import pytest

from tests.fakes.azure_devops import filled
from tests.fakes.azure_devops.organisation import RANK
from tests.fakes.azure_devops.refusal import Refusal
from tests.fakes.azure_devops.wiql import answer as ask


@pytest.fixture
def library(client):
    return client.clients.get_work_item_tracking_client()


def refused(client, call):
    with pytest.raises(client.kit.Failure) as found:
        call()
    return str(found.value)


@pytest.mark.parametrize(('where', 'found'), [
    ("[System.WorkItemType] = 'epic'", [100]),
    ("[System.WorkItemType] <> 'Epic' AND NOT [System.AreaPath] UNDER 'Shop\\Store'", [101, 102]),
    ("[System.State] IN ('Active', 'Resolved')", [100, 104]),
    ("[System.State] NOT IN ('New', 'Removed')", [100, 104]),
    ("([System.Id] = 100 OR [System.Id] >= 104) AND [System.State] <> 'Removed'", [100, 104]),
    ("[System.AreaPath] = 'Shop\\Web'", [100, 102]),
    ("[System.IterationPath] UNDER 'Shop\\Release 1'", [101, 102]),
    ("[System.Title] CONTAINS 'WALLET'", [100, 101]),
    ("[System.TeamProject] = @project AND [System.AssignedTo] = 'Sample Person 2'", [101]),
    (f"[{RANK}] > 103000.5", [104, 105]),
])
def test_questions_are_understood(fake, where, found):
    held = fake.tokens['pat-all']
    numbers, _ = ask(fake.organisation, held, f'SELECT [System.Id] FROM WorkItems WHERE {where} ORDER BY [System.Id]',
                     'Shop')
    assert numbers == found


@pytest.mark.parametrize(('query', 'reason'), [
    ('SELECT [System.Id] FROM WorkItems WHERE', 'TF51006'),
    ('SELECT [System.Id] FROM Tasks', 'TF51006'),
    ("SELECT [System.Id] FROM WorkItems WHERE [System.Title] ~ 'a'", 'TF51006'),
    ("SELECT [System.Id] FROM WorkItems WHERE [Nothing] = 'a'", 'TF51005'),
    ("SELECT [System.Id] FROM WorkItems WHERE [System.AreaPath] UNDER 'Shop\\\\Web'", ''),
    ("SELECT [System.Id] FROM WorkItems WHERE [System.AreaPath] UNDER 'Elsewhere'", 'TF51011'),
    ("SELECT [System.Id] FROM WorkItems WHERE [System.Title] = 'it's'", 'TF51006'),
])
def test_questions_that_make_no_sense_are_refused(fake, query, reason):
    with pytest.raises(Refusal) as found:
        ask(fake.organisation, fake.tokens['pat-all'], query)
    assert reason in found.value.message


def test_the_past_can_be_asked_for(fake):
    before = fake.organisation.now.isoformat()
    fake.organisation.change(101, System_State='Active')
    query = "SELECT [System.Id] FROM WorkItems WHERE [System.State] = 'New' AND [System.Id] = 101"
    held = fake.tokens['pat-all']
    assert ask(fake.organisation, held, query)[0] == []
    assert ask(fake.organisation, held, f"{query} ASOF '{before}'")[0] == [101]


def test_a_batch_has_at_most_200_items(client, library):
    request = client.kit.WorkItemBatchGetRequest(ids=list(range(1, 202)), error_policy='omit')
    assert 'VS403474' in refused(client, lambda: library.get_work_items_batch(request))


def test_fields_and_expand_do_not_go_together(client, library):
    request = client.kit.WorkItemBatchGetRequest(ids=[100], fields=['System.Id'], expand='Relations')
    assert 'expand' in refused(client, lambda: library.get_work_items_batch(request))


def test_one_missing_item_fails_a_batch_unless_it_may_be_left_out(client, library):
    kit = client.kit
    assert 'TF401232' in refused(client, lambda: library.get_work_items_batch(
        kit.WorkItemBatchGetRequest(ids=[100, 4711])))
    found = library.get_work_items_batch(kit.WorkItemBatchGetRequest(ids=[100, 4711], error_policy='omit'))
    assert [one and one.id for one in found] == [100, None]


def test_too_many_rows_are_no_answer_but_the_first_of_them_are(client, library, fake):
    fake.organisation.row_cap = 3
    query = client.kit.Wiql(query='SELECT [System.Id] FROM WorkItems ORDER BY [System.Id] DESC')
    assert 'VS402337' in refused(client, lambda: library.query_by_wiql(query))
    assert [one.id for one in library.query_by_wiql(query, top=2).work_items] == [105, 104]


def test_a_renamed_area_takes_its_items_along_without_a_revision(client, library, fake):
    from azure.devops.v7_0.work_item_tracking.models import WorkItemClassificationNode
    library.update_classification_node(WorkItemClassificationNode(name='Site'), 'Shop', 'areas', path='Web')
    body = client.fetch_bodies([101])[0]
    assert (body.area, body.rev) == ('Shop\\Site\\Wallet', 1)


def test_organisations_of_any_size_are_the_same_for_the_same_seed():
    one, other, third = filled(500, 4), filled(500, 4), filled(500, 4, seed=2)
    assert len(one.items) == 500 and {item.fields['System.AreaPath'].partition('\\')[0]
                                      for item in one.items.values()} == {'Project 1', 'Project 2'}
    looks = [[(item.id, item.fields['System.Title'], item.relations) for item in made.items.values()]
             for made in (one, other, third)]
    assert looks[0] == looks[1] != looks[2]
    assert any(rel.endswith('Dependency-Reverse') for item in one.items.values() for rel, _ in item.relations)
    assert all(len([rel for rel, _ in item.relations if rel.endswith('Hierarchy-Reverse')]) <= 1
               for item in one.items.values())
