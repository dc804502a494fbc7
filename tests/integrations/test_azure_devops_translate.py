"""What projects make of their fields: nothing of it is too odd to be read, and nothing fails a read."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.portfolio.items.setting import Plan
from app.domain.portfolio.sources.reading import PARENT, RELATED
from app.integrations.azure_devops import address, translate, wiql

BASE = 'https://dev.azure.com/acme'


def body(base=BASE, relations=(), **fields):
    named = {name.replace('__', '.'): value for name, value in fields.items()}
    return translate.body(SimpleNamespace(id=7, rev=3, fields=named, relations=[
        SimpleNamespace(rel=rel, url=url) for rel, url in relations] or None), base)


@pytest.mark.parametrize(('value', 'name'), [
    ({'displayName': 'Ines Sample', 'uniqueName': 'ines@example.com'}, 'Ines Sample'),
    ({'uniqueName': 'ines@example.com'}, 'ines@example.com'), ('Ines Sample <ines@example.com>', 'Ines Sample'),
    ('Ines Sample', 'Ines Sample'), (None, ''), ({}, ''), (7, '7')])
def test_people_come_as_records_as_names_and_not_at_all(value, name):
    assert body(System__AssignedTo=value).assignee == name


@pytest.mark.parametrize(('value', 'rank'), [(12, 12.0), ('12.5', 12.5), (None, None), ('high', None), (True, None),
                                             ('1e999', None)])
def test_ranks_come_as_numbers_as_texts_and_not_at_all(value, rank):
    assert body(Microsoft__VSTS__Common__StackRank=value).rank == rank
    assert body(Microsoft__VSTS__Common__BacklogPriority=value).rank == rank


@pytest.mark.parametrize(('value', 'tags'), [
    ('a;b', ('a', 'b')), ('a; b', ('a', 'b')), (' Wallet ; wallet;WALLET; pay ', ('Wallet', 'pay')), (';;', ()),
    (None, ())])
def test_tags_are_trimmed_and_keep_their_first_spelling(value, tags):
    assert body(System__Tags=value).tags == tags


def test_the_first_parent_counts_and_all_are_counted():
    links = [(PARENT, f'{BASE}/_apis/wit/workItems/{number}') for number in (5, 4)]
    found = body(relations=links, System__Parent=4)
    assert (found.parent, found.parents) == (5, 2)
    assert (body(System__Parent=4).parent, body().parent) == (4, None)


def test_dates_stay_as_they_were_written():
    assert body(Microsoft__VSTS__Scheduling__StartDate='2021-01-13T17:21:25.887Z').start_raw == (
        '2021-01-13T17:21:25.887Z')


def test_other_fields_are_kept_where_they_are_short():
    found = body(Custom__Risk='High', Custom__Points=390.6, Custom__Done=False, Custom__Long='x' * 501,
                 Custom__List=[1], Custom__None=None, Custom__Who={'displayName': 'Ines'}, System__Title=' <b>Pay</b> ')
    assert dict(found.fields) == {'Custom.Risk': 'High', 'Custom.Points': 390.6, 'Custom.Done': False,
                                  'Custom.Who': 'Ines'}
    assert found.title == '<b>Pay</b>'


def test_a_description_of_more_than_a_million_characters_is_cut():
    assert len(body(System__Description='x' * 1_200_000).description) == 1_000_000


def test_an_item_without_any_field_is_one():
    found = translate.body(SimpleNamespace(id=7, rev=None, fields=None, relations=None), BASE)
    assert (found.number, found.rev, found.title, found.links) == (7, 0, '', ())


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3))
NAMES = st.sampled_from(['System.Title', 'System.Tags', 'System.AssignedTo', 'System.Parent', 'System.State',
                         'System.AreaPath', 'Microsoft.VSTS.Common.StackRank', 'System.Description', 'Custom.X',
                         'System.ChangedDate', 'System.ChangedBy', translate.START_FIELD])


@given(st.dictionaries(NAMES, JSON))
def test_no_value_of_a_field_fails_a_read(fields):
    item = SimpleNamespace(id=7, rev=1, fields=fields, relations=[])
    assert translate.body(item, BASE).number == 7
    translate.revision(item)


@pytest.mark.parametrize(('told', 'path'), [
    ('\\Shop\\Iteration\\Release 1\\Sprint 3', 'Shop\\Release 1\\Sprint 3'), ('\\Shop\\Itération', 'Shop'),
    ('\\Shop\\Area\\Area\\Web', 'Shop\\Area\\Web'),
    ('Shop\\Iteration\\Sprint 1', 'Shop\\Sprint 1'), ('\\Shop', 'Shop'), ('', ''), (None, '')])
def test_paths_of_nodes_are_those_of_items(told, path):
    assert translate.node_path(told) == path


@pytest.mark.parametrize(('value', 'found'), [
    ('2026-10-26T00:00:00Z', date(2026, 10, 26)), ('2026-10-26', date(2026, 10, 26)),
    (datetime(2026, 10, 26, tzinfo=UTC), date(2026, 10, 26)), ('2026-10-26T23:30:00-02:00', date(2026, 10, 27)),
    ('1753-01-01T00:00:00Z', None), ('9999-01-01T00:00:00Z', None), ('soon', None), (None, None), (5, None)])
def test_days_that_belong_to_no_zone(value, found):
    assert translate.day(value) == found


@pytest.mark.parametrize(('base', 'url', 'number'), [
    (BASE, f'{BASE}/_apis/wit/workItems/12', 12),
    (BASE, f'{BASE}/0fa-guid/_apis/wit/workItems/12', 12),
    (BASE, 'https://acme.visualstudio.com/_apis/wit/workItems/12', 12),
    ('https://acme.visualstudio.com', f'{BASE}/Shop/_apis/wit/workItems/12', 12),
    ('https://acme.visualstudio.com', 'https://ACME.visualstudio.com/DefaultCollection/_apis/wit/WorkItems/12', 12),
    ('https://tfs.example/tfs/Main', 'https://tfs.example/tfs/Main/_apis/wit/workItems/12', 12),
    ('https://tfs.example/tfs/Main', 'https://tfs.example/tfs/Other/Main/_apis/wit/workItems/12', None),
    (BASE, 'https://dev.azure.com/other/_apis/wit/workItems/12', None),
    (BASE, f'{BASE}/_apis/wit/workItems/12/revisions/3', None),
    (BASE, 'https://example.com/_apis/wit/workItems/12', None), (BASE, 'vstfs:///Git/Commit/1', None),
    (BASE, '', None)])
def test_only_addresses_of_the_same_organisation_lead_to_items(base, url, number):
    assert address.item_number(url, base) == number
    assert [link.number for link in body(base, [(RELATED, url)]).links] == [number]


@pytest.mark.parametrize(('url', 'may'), [
    ('https://vssps.dev.azure.com/acme/_apis', True), ('https://acme.visualstudio.com/_apis', True),
    ('https://app.vssps.visualstudio.com/_apis', True), ('https://dev.azure.com.evil.example/_apis', False),
    ('https://evil.example/dev.azure.com', False)])
def test_a_token_of_the_cloud_goes_to_the_cloud_alone(url, may):
    assert address.may_be_asked(url, BASE) is may
    assert not address.may_be_asked(url, 'https://tfs.example/tfs/Main')


def test_a_token_never_leaves_in_the_open_what_is_at_home_behind_https():
    assert not address.may_be_asked('http://dev.azure.com/acme/_apis', BASE)
    assert not address.may_be_asked('http://tfs.example/tfs/_apis', 'https://tfs.example/tfs')
    assert address.may_be_asked('http://tfs.example/tfs/_apis', 'http://tfs.example/tfs')


@given(st.text(max_size=40))
def test_a_name_never_ends_the_text_of_a_question(name):
    plan = Plan(1, 'x', 1, 'X', 'team', f'Shop\\{name}', types=(name,), states_read=(name,))
    query = wiql.items_of(plan)
    assert query.count("'") % 2 == 0
    assert wiql.quoted(name)[1:-1].replace("''", '').count("'") == 0
    assert wiql.quoted(f'Shop\\{name}') in query
