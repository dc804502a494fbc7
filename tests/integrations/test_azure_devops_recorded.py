"""Recorded conversations with the real service: understood as it meant them, and answered alike by the fake."""

import json
import re
from datetime import date
from types import SimpleNamespace

import pytest

from app.domain.portfolio.sources.reading import CHILD, SourceTrouble
from app.integrations.azure_devops import translate, trouble
from app.integrations.azure_devops.client import Access, opened
from tests.fakes.azure_devops import AzureServer, Organisation, shapes
from tests.fakes.azure_devops.replay import RECORDED, Player, ReplayServer, pairs
from tests.recorded import folder

pytestmark = pytest.mark.realdata

SETTING_UP = re.compile(r'_apis/(process/|projects$|projects/[^/]+$|operations/)')  # of projects, which we never do
PEOPLE = {'_links', 'url', 'image_url', 'imageUrl', 'descriptor', 'identity', 'identity_url', 'avatar', 'inactive'}
UNSURE = {'as_of', 'last_update_time', 'revision', 'visibility', 'description', 'multilineFieldsFormat', 'columns',
          'commentVersionRef', 'comment_version_ref', 'System.Watermark', 'System.PersonId', 'time_frame',
          'System.AreaLevel1', 'System.AreaLevel2', 'System.IterationLevel1', 'project_id', 'additional_properties',
          'Microsoft.VSTS.Common.StateChangeDate', 'System.AuthorizedAs', 'color', 'icon', 'attributes', 'field'}
SAME = {'name', 'path', 'structure_type', 'has_children', 'rev', 'rel', 'default_value', 'include_children', 'value',
        'System.Title', 'System.State', 'System.WorkItemType', 'System.AreaPath', 'working_days', 'bugs_behavior',
        'reference_name', 'query_type', 'project_name'}

BASIC = (('To Do', 'Proposed'), ('Doing', 'InProgress'), ('Done', 'Completed'))
ORDER = (977, 975, 974, 976)  # in which its links were answered


@pytest.fixture
def data():
    return folder('azure-devops')


@pytest.fixture
def replayed(data):
    """A server and a player for one folder."""
    servers = []

    def begin(name):
        found = [pair for pair in pairs(data / name) if not SETTING_UP.match(pair.place)]
        servers.append(ReplayServer(data, found))
        return servers[-1], found
    yield begin
    for server in servers:
        server.close()


def organisation(name, start):
    made = Organisation(start)
    made.links_raise_rev = False
    made.project(name, dict.fromkeys(('Epic', 'Issue', 'Task'), BASIC))
    if not name.startswith('WIRel'):
        made.iteration(f'{name}\\Sprint 1')
    return made


@pytest.mark.parametrize(('name', 'project', 'start'), [
    ('relations', 'WIRel000001', 973), ('areas', 'Area1000001', 1), ('iterations', 'IterationProj_000001', 1)])
def test_the_fake_answers_as_the_service_did(replayed, data, monkeypatch, name, project, start):
    monkeypatch.setattr(shapes, 'order', lambda some: sorted(some, key=lambda one: (*ORDER, one[1]).index(one[1])))
    server, found = replayed(name)
    made = organisation(project, start)
    fake = AzureServer(made)
    fake.locations = json.loads((data / 'routes.json').read_text())['value']
    same, numbers = 0, {}
    try:
        with opened(Access(server.url, 'pat')) as one, opened(Access(fake.url, 'pat-all')) as other:
            real, ours = Player(one), Player(other)
            for pair in found:
                told = asked(real, pair, pair.body, pair.query, pair.place)
                answer = asked(ours, pair, *(translated(part, numbers, fake.url)
                                             for part in (pair.body, pair.query, pair.place)))
                learn(told, answer, numbers)
                assert difference(told, answer) == [], pair.name
                same += 1
    finally:
        fake.close()
    assert same == len(found) > 20 and not server.missed


def asked(player, pair, body, query, place):
    """What the library makes of the answer, or its failure, without whatever belongs to one server."""
    try:
        found = player.ask(pair, body, query, place)
    except player.kit.Failure as error:
        return {'failed': type(error).__name__, 'key': getattr(error, 'type_key', '')}
    return plain(found)


def plain(value):
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    return plain(dict(vars(value))) if hasattr(value, '_attribute_map') else value


def learn(told, answer, numbers):
    """Which number here is which number there."""
    if isinstance(told, dict) and isinstance(answer, dict):
        for key in told.keys() & answer.keys():
            if key in ('id', 'identifier') and told[key] is not None:
                numbers[str(told[key])] = str(answer[key])
            learn(told[key], answer[key], numbers)
    elif isinstance(told, list) and isinstance(answer, list):
        for one, other in zip(*(sorted(some, key=order) for some in (told, answer)), strict=False):
            learn(one, other, numbers)


def translated(value, numbers, base):
    text = json.dumps(value).replace(RECORDED, base)
    for theirs, ours in numbers.items():
        text = re.sub(rf'(?<![\w-]){re.escape(theirs)}(?![\w-])', ours, text)
    return json.loads(text)


def difference(told, answer, where=''):
    """Places where ours lacks something, is of another kind, or says another thing of what has to be the same."""
    name = where.rpartition('/')[2]
    if name in PEOPLE | UNSURE:
        return []
    if isinstance(told, dict):
        if not isinstance(answer, dict):
            return [f'{where}: {answer!r} is no record']
        return [line for key, value in told.items() if value is not None
                for line in difference(value, answer.get(key), f'{where}/{key}')]
    if isinstance(told, list):
        if not isinstance(answer, list) or len(told) != len(answer):
            return [f'{where}: {answer!r} is not as long as {told!r}']
        return [line for one, other in zip(sorted(told, key=order), sorted(answer, key=order), strict=True)
                for line in difference(one, other, where)]
    if name in SAME and told != answer:
        return [f'{where}: {answer!r} is not {told!r}']
    return [] if type(told) is type(answer) else [f'{where}: {answer!r} is not like {told!r}']


def order(value):
    if isinstance(value, dict):
        return str(value.get('structure_type') or value.get('rel') or '') + str(
            value.get('name') or value.get('value') or value.get('id') or '')
    return str(value)


@pytest.mark.parametrize('pair', ['14', '21', '34', '41', '44'])
def test_recorded_items_become_bodies(data, pair):
    found = next(one for one in pairs(data / 'relations') if one.name.startswith(pair))
    item = SimpleNamespace(id=found.answer['id'], rev=found.answer['rev'], fields=found.answer['fields'], relations=[
        SimpleNamespace(rel=one['rel'], url=one['url']) for one in found.answer.get('relations', [])])
    body = translate.body(item, RECORDED)
    assert (body.number, body.rev, body.type, body.title, body.state) == (973, 1, 'Task', 'Task_0', 'To Do')
    assert (body.area, body.iteration, body.iteration_id) == ('WIRel000001', 'WIRel000001', '10611')
    assert {link.rel for link in body.links} == {CHILD}
    assert all(link.number and 974 <= link.number <= 977 for link in body.links)
    assert [link.number for link in body.links] == [int(one['url'][-3:]) for one in found.answer['relations']]
    assert body.url == f'{RECORDED}/WIRel000001/_workitems/edit/973'


def test_recorded_iterations_are_read_through_the_client(replayed):
    server, _ = replayed('iterations')
    server.found = [pair for pair in server.found if pair.query.get('$depth') == '2']
    with opened(Access(server.url, 'pat')) as client:
        found = {one.path: (one.start, one.end) for one in client.fetch_iterations('IterationProj_000001')}
    assert found['IterationProj_000001\\teamName1_000002_Root_Itr_000003\\Child_Itr_000005'] == (
        date(2019, 6, 17), date(2019, 6, 28))
    assert found['IterationProj_000001\\Sprint 1'] == (None, None)


def test_recorded_teams_are_read_through_the_client(replayed):
    server, _ = replayed('iterations')
    with opened(Access(server.url, 'pat')) as client:
        days = client.fetch_team_settings('IterationProj_000001', 'teamName1_000002')
    assert days.weekdays == frozenset(range(5)) and days.iterations == ()


@pytest.mark.parametrize(('pair', 'is_write', 'state', 'words'), [
    ('01', True, 'refused', 'DefaultValue'), ('02', True, 'refused', 'TF400497'), ('02', False, 'config', 'TF400497'),
    ('03', False, 'config', 'TF200016'), ('04', False, 'config', 'does not know'), ('05', False, 'unavailable',
                                                                                    'TF24668'),
    ('06', False, 'config', '/abc'), ('07', True, 'auth', 'replace it in Setup')])
def test_recorded_refusals_have_their_state(data, pair, is_write, state, words):
    found = next(one for one in pairs(data / 'errors') if one.name.startswith(pair))
    server = ReplayServer(data, [])
    server.next = lambda *_: found
    try:
        with opened(Access(server.url, 'pat', wait=lambda _: None)) as client, pytest.raises(SourceTrouble) as caught:
            client._ask(lambda: client._items().get_relation_types(), 'this', is_write)
    finally:
        server.close()
    assert caught.value.state == state and words in str(caught.value) and 'sample-org/' not in str(caught.value)
    assert trouble.TOKEN
