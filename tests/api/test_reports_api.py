"""Reports for programs: the newest, the older ones, what is new, files, and the databases they come from."""

import pytest

from tests.airsenal import TEAM, finished_run, kept_report
from tests.api.conftest import bearer, browser, deeds, fields, program, refusal
from tests.people import ANN, BOB

REPORTS = '/ops/reports'


async def got(client, path, **wanted):
    answer = await client.get(path, params=wanted)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_before_the_first_run_there_is_nothing(cleo):
    assert await got(cleo, f'{REPORTS}/latest') == {'prediction': None, 'optimisation': None}
    assert await got(cleo, REPORTS) == {'items': [], 'total': 0}


async def test_the_newest_report_of_each_kind_in_its_promised_shape(cleo):
    run, strategy = finished_run(), kept_report('optimisation')
    report = kept_report(run=run)
    told = await got(cleo, f'{REPORTS}/latest')
    prediction = told['prediction']
    assert (prediction['id'], prediction['run_id'], prediction['completed_at']) == (
        str(report), str(run), '2030-01-09T12:00:00Z')
    assert (prediction['kind'], prediction['source'], prediction['parser_version'], prediction['is_complete'],
            prediction['issues'], prediction['error'], prediction['fpl_team_id']) == (
        'prediction', 'db', 1, True, [], '', TEAM)
    body = prediction['body']
    assert (body['gameweeks'], body['top'], sorted(body['positions'])) == ([20, 21, 22], 5, ['DEF', 'FWD', 'GK', 'MID'])
    assert set(body['positions']['GK'][0]) == {'rank', 'name', 'points', 'price', 'club', 'player_id'}
    assert told['optimisation']['id'] == str(strategy)
    week = told['optimisation']['body']['weeks'][0]
    assert set(week) == {'gameweek', 'transfers', 'chip', 'hit', 'bank', 'predicted', 'lineup', 'subs'}
    assert set(week['transfers'][0]) == {'out', 'in'} and len(week['subs']) == 4


async def test_reports_are_listed_newest_first_by_kind_however_it_is_spelt(cleo):
    numbers = [kept_report(kind) for kind in ('prediction', 'optimisation', 'prediction')]
    kept_report(is_complete=False, body='', error='It could not be read.')
    for kind, expected in (('optimization', [1]), ('optimisation', [1]), ('prediction', [3, 2, 0]), ('', [3, 2, 1, 0])):
        told = await got(cleo, REPORTS, kind=kind)
        assert [item['id'] for item in told['items']][-1] == str(numbers[expected[-1]]), kind
        assert told['total'] == len(expected)
    told = await got(cleo, REPORTS, limit=1, skip=1)
    assert ([item['id'] for item in told['items']], told['total']) == ([str(numbers[2])], 4)
    assert fields(await cleo.get(REPORTS, params={'kind': 'weather'})) == ['kind']


async def test_a_report_tells_what_is_new_since_the_one_before(cleo):
    first, last = kept_report(seed='1'), kept_report(seed='2')
    told = await got(cleo, f'{REPORTS}/{last}')
    assert told['former'] == str(first) and set(told['differences'][0]) == {'where', 'what', 'before', 'after'}
    assert (await got(cleo, f'{REPORTS}/{first}'))['differences'] == []


async def test_the_reports_of_a_run(cleo):
    run = finished_run('pipeline')
    for kind in ('prediction', 'optimisation'):
        kept_report(kind, run=run)
    told = await got(cleo, f'/ops/runs/{run}/report')
    assert {told[kind]['run_id'] for kind in ('prediction', 'optimisation')} == {str(run)}
    for number in (finished_run('update_db'), 4711):
        assert refusal(await cleo.get(f'/ops/runs/{number}/report')) == (404, 'ops.no_report')


async def test_a_report_can_be_taken_away_as_a_file(cleo):
    number = kept_report()
    table = await cleo.get(f'{REPORTS}/{number}/export')
    assert table.headers['content-type'] == 'text/csv; charset=utf-8'
    assert table.headers['content-disposition'] == f'attachment; filename="report-{number}.csv"'
    assert table.text.startswith('\ufeffgameweeks,position,rank,name,') and table.text.count('\n') == 21
    body = await got(cleo, f'{REPORTS}/{number}/export', format='json')
    assert body == (await got(cleo, f'{REPORTS}/{number}'))['body']
    assert deeds(area='ops').count('ops.export_report') == 2
    assert fields(await cleo.get(f'{REPORTS}/{number}/export', params={'format': 'pdf'})) == ['format']


async def test_reports_are_read_with_the_scope_of_operations_and_by_nobody_unknown(server, nobody):
    number, narrow, read = kept_report(), program(bearer(ANN, 'poker:read')), program(bearer(BOB, 'ops:read'))
    for path in (REPORTS, f'{REPORTS}/latest', f'{REPORTS}/{number}', f'{REPORTS}/{number}/export',
                 '/ops/copies?fpl_team_id=1'):
        assert refusal(await nobody.get(path)) == (401, 'auth.required')
        assert refusal(await narrow.get(path)) == (403, 'auth.scope')
        assert (await read.get(path)).status_code == 200


async def test_reports_that_are_gone_are_not_found(cleo):
    for path in (f'{REPORTS}/4711', f'{REPORTS}/4711/export'):
        assert refusal(await cleo.get(path)) == (404, 'ops.no_report')


async def test_only_operators_read_a_run_again(ann, cleo):
    run = finished_run()
    kept_report(run=run, is_complete=False, body='', error='It could not be read.')
    assert refusal(await cleo.post(f'/ops/runs/{run}/report')) == (403, 'auth.forbidden')
    told = (await ann.post(f'/ops/runs/{run}/report')).json()
    assert told['prediction']['error'] == 'The kept log has no such section, or not any more.'
    assert refusal(await ann.post(f'/ops/runs/{finished_run("update_db")}/report')) == (409, 'ops.no_reparse')


async def test_a_team_without_a_database_has_no_copies(cleo):
    assert await got(cleo, '/ops/copies', fpl_team_id=TEAM) == {'items': [], 'total': 0}
    for wrong in ({}, {'fpl_team_id': 0}, {'fpl_team_id': 'x'}):
        assert fields(await cleo.get('/ops/copies', params=wrong)) == ['fpl_team_id']


@pytest.mark.parametrize('person', [BOB], ids=['member'])
async def test_only_operators_restore_a_copy(server, person):
    assert refusal(await browser(person).post('/ops/copies/1/restore')) == (403, 'auth.forbidden')
    assert refusal(await browser(ANN).post('/ops/copies/1/restore')) == (404, 'ops.no_copy')
