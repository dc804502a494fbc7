"""The description of the API: complete, alike at every start, and readable without the network."""

import re

import pytest
from fastapi.routing import iter_route_contexts
from nicegui import core

from tests.api.conftest import bearer, program, refusal
from tests.people import ANN

PATHS = {'table_id': '5d3c0000-0000-4000-8000-000000000000', 'person_id': '404', 'session_id': 'x', 'token_id': 'x',
         'name': 'FPL_LOGIN', 'deck_id': '404', 'story_id': '404', 'public_id': 'x', 'no': '1', 'slug': 'x',
         'run_id': '404', 'copy_id': '404', 'report_id': '404', 'schedule_id': '404',
         'scenario_id': '404', 'checkpoint_id': '404', 'item_id': '404', 'plan_id': '404',
         'finding_id': 'H1-404', 'team_id': '404', 'event_id': '404', 'view_id': '404', 'group_id': '404',
         'marker_id': '404', 'holiday_id': '404', 'day_off_id': '404', 'annotation_id': '404',
         'board_id': '404', 'sprint': '404', 'forecast_id': '404', 'site_id': '404', 'discipline_id': '404',
         'member_id': '404', 'status': '404', 'file_id': '404', 'publication_id': '404', 'queue_id': '404',
         'query_id': '404',
         'kind': 'sprint', 'form': 'csv', 'season': 'NONE-0404', 'step': 'plan', 'calendar_id': '404',
         'note_id': '404', 'version_id': '404', 'cluster_id': '404', 'import_id': '404', 'location_id': '404',
         'category_id': '404', 'supplier_id': '404', 'order_id': '404', 'otb_id': 'none',
         'adjustment_id': '404', 'reserve_id': '404', 'grn_id': '404', 'number': 'none', 'override_id': '404',
         'category': 'NONE', 'row_id': '404'}
METHODS = {'get', 'post', 'put', 'patch', 'delete'}


@pytest.fixture
async def described(server):
    return (await program(root='').get('/api/openapi.json')).json()


def operations(described):
    return {(method, path): operation for path, deeds in described['paths'].items()
            for method, operation in deeds.items()}


def asked(method, path):
    return method.upper(), f'http://test{path.format(**PATHS)}'


async def test_it_is_openapi_3_1_and_the_same_each_time(described):
    assert described['openapi'].startswith('3.1') and described['info']['title'] == 'Roundtable'
    assert (await program(root='').get('/api/openapi.json')).json() == described


async def test_every_operation_is_described_to_those_who_use_it(described):
    tags = {tag['name'] for tag in described['tags']}
    for (method, path), operation in operations(described).items():
        assert method in METHODS and path.startswith('/api/v1/')
        assert re.fullmatch(r'[A-Z][a-z ]+', operation['summary']), operation
        assert operation['tags'] and set(operation['tags']) <= tags
        assert 'security' in operation
        for parameter in operation.get('parameters', ()):
            assert parameter['schema']


async def test_every_operation_has_a_name_of_its_own_that_programs_can_use(described):
    names = [operation['operationId'] for operation in operations(described).values()]
    assert len(names) == len(set(names)) > 55
    assert all(re.fullmatch(r'[a-z]+(_[a-z]+)+', name) for name in names)
    assert {'people_sign_in', 'people_invite', 'audit_verify', 'tables_open_table', 'rounds_lay_card'} <= set(names)


async def test_every_operation_tells_how_it_may_be_refused(described):
    told = described['components']['responses']
    problem = described['components']['schemas']['Problem']
    assert {'type', 'title', 'status', 'detail', 'code', 'request_id'} == set(problem['required'])
    for (method, path), operation in operations(described).items():
        answers = operation['responses']
        refusals = {status for status, answer in answers.items() if '$ref' in answer}
        assert refusals <= set(told) and {'422', '500'} <= refusals
        assert any(status.startswith('2') for status in answers)
        assert not operation['security'] or {'401', '403'} <= refusals
        assert ('{' not in path) or '404' in refusals
        assert ('requestBody' not in operation) or {'400', '413', '415'} <= refusals
        assert (method == 'get') or '409' in refusals
    assert all(list(answer['content']) == ['application/problem+json'] for answer in told.values())


async def test_nothing_that_is_referred_to_is_missing(described):
    for kind, name in set(re.findall(r"'#/components/(\w+)/([^']+)'", str(described))):
        assert name in described['components'][kind], name


async def test_the_doors_are_those_that_are_described(described):
    """Nobody comes in where a way in is asked for, and a token not where only a page may ask."""
    token = bearer(ANN)
    for place, ((method, path), operation) in enumerate(operations(described).items()):
        ways = [next(iter(way), '') for way in operation['security']]
        peer = f'127.0.{1 + place // 50}.{place % 50}'  # not too many from one
        stranger = await program(peer=peer).request(*asked(method, path))
        assert (stranger.status_code == 401) == bool(ways and '' not in ways), (method, path)
        if ways == ['session']:
            answer = await program(token).request(*asked(method, path))
            assert refusal(answer) == (403, 'auth.forbidden'), (method, path)
        elif 'token' in ways:
            unknown = await program('Bearer rt_unknown', peer=peer).request(*asked(method, path))
            assert refusal(unknown)[0] == 401, (method, path)


async def test_every_address_of_the_program_is_described_or_known_not_to_be(described):
    """What is left out on purpose: another name for people, what browsers need, and a socket."""
    paths = {route.path.replace(':path}', '}') for route in iter_route_contexts(core.app.routes)
             if (route.path or '').startswith('/api/')}
    assert {path for path in paths - set(described['paths']) if not path.startswith('/api/v1/users')} == {
        '/api/v1/health', '/api/openapi.json', '/api/docs', '/api/v1/ops/runs/{run_id}/stream'}


async def test_the_documentation_is_read_without_the_network(server):
    pages = program(root='')
    answer = await pages.get('/api/docs')
    assert answer.status_code == 200 and '/api/openapi.json' in answer.text
    addresses = re.findall(r'(?:src|href)="([^"]+)"', answer.text)
    assert len(addresses) >= 3 and all(address.startswith('/') for address in addresses)
    for address in addresses:
        assert (await pages.get(address)).status_code == 200, address
    assert not re.findall(r'https?://(?!test)[\w.]+', answer.text)


async def test_its_only_inline_script_is_named_in_a_strict_policy(server):
    policy = (await program(root='').get('/api/docs')).headers['content-security-policy']
    scripts = next(part for part in policy.split('; ') if part.startswith('script-src'))
    assert re.fullmatch(r"script-src 'self' 'sha256-[\w+/=]+'", scripts)
    assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy


async def test_only_the_files_of_the_documentation_are_given_away(server):
    for name in ('..%2F..%2Fpyproject.toml', 'redoc.standalone.js', '.', '%2e%2e'):
        assert (await program(root='').get(f'/static/swagger/{name}')).status_code == 404
