"""Capacity for programs: read with its version, written over it, and refused where it is stale."""

from decimal import Decimal

import pytest

from app.domain.sprints.facts.board import POINTS, Capacity, Sprint
from tests.api.conftest import bearer, deeds, program
from tests.people import ANN, PIA, invite_crew
from tests.sprints import DEV, QA, SPRINT, board, issue, jan, plant

NEXT = Sprint(43, 'Sprint 43', 'future', '', jan('19 08:00'), None, jan('30 16:00'))
CLOSED = Sprint(SPRINT, 'Sprint 42', 'closed', '', jan('5 08:00'), jan('5 08:00'), jan('16 16:00'), jan('16 16:00'))
PATH = '/boards/1/sprints/43/capacity'


@pytest.fixture(autouse=True)
def _planted(server):
    invite_crew()
    plant(board([issue(1, points=5, sprints=(43,), components=('api',))], [CLOSED, NEXT],
                capacities=(Capacity(SPRINT, DEV, POINTS, Decimal(4), Decimal('0.25')),)))


@pytest.fixture
def pia(server):
    return program(bearer(PIA), root='/api/v1/sprints')


async def put(client, version, *rooms):
    return await client.put(PATH, json={'version': version, 'rooms': list(rooms)})


async def test_unknown_is_null_and_never_nothing(pia):
    told = (await pia.get(PATH)).json()
    assert (told['version'], told['carried_from'], told['sprint_name']) == (0, 'Sprint 42', 'Sprint 43')
    room = told['rooms'][0]
    assert [room[name] for name in ('name', 'is_known', 'points', 'available', 'remaining', 'utilisation', 'planned')
            ] == ['Dev', False, None, None, None, None, '5']


async def test_it_is_written_over_the_version_one_has_seen(pia):
    hours = [{'member': 2, 'hours': '10'}]
    told = (await put(pia, 0, {'discipline': DEV, 'unit': 'points', 'amount': '2', 'reserve': '0'},
                      {'discipline': QA, 'points_per_hour': '0.2', 'exceptions': hours})).json()
    dev, qa = told['rooms']
    assert (dev['utilisation'], dev['remaining'], dev['level']) == ('2.5', '-3', 'critical')
    assert (qa['hours'], qa['points'], qa['parts'][0]['is_exception']) == ('10', '2', True)
    assert told['warnings'][0]['text'] == 'Dev is 3 points over: 5 of 2 points (250 %).'
    answer = await put(pia, 0, {'discipline': DEV, 'unit': 'points', 'amount': '9'})
    assert answer.status_code == 409 and 'stale_version' in answer.text
    assert (await put(pia, told['version'])).json()['rooms'][0]['is_known'] is False
    assert deeds(area='sprints') == ['sprints.set_capacity'] * 2 + ['sprints.forget_capacity'] * 2


async def test_it_is_carried_forward_and_every_value_is_marked(pia):
    room = (await pia.post(f'{PATH}/carry-forward')).json()['rooms'][0]
    assert (room['is_carried'], room['points'], room['available']) == (True, '4', '3')


async def test_days_off_are_set_for_one_or_for_everybody(pia):
    for member in (1, None):
        answer = await pia.put('/boards/1/days-off', json={'member': member, 'day': '2026-01-20', 'state': 'half'})
        assert answer.status_code == 204
    told = (await pia.get(PATH)).json()['members'][0]
    assert (told['days'], told['days_off']) == ('9', [{'day': '2026-01-20', 'state': 'off', 'reason': ''}])


@pytest.mark.parametrize(('room', 'status'), [
    ({'discipline': DEV, 'amount': '-1'}, 422), ({'discipline': 99}, 422), ({'discipline': DEV, 'unit': 'days'}, 422),
    ({'discipline': DEV, 'exceptions': [{'member': 1, 'hours': '300'}]}, 422)],
    ids=['negative', 'unknown', 'unit', '30 h a day'])
async def test_what_cannot_be_is_refused(pia, room, status):
    assert (await put(pia, 0, room)).status_code == status


async def test_whoever_only_looks_may_not_write_and_tokens_need_their_scope(cleo, server):
    assert (await cleo.get(f'/sprints{PATH}')).status_code == 200
    answer = await cleo.put(f'/sprints{PATH}', json={'version': 0, 'rooms': []})
    assert answer.status_code == 403
    reads = program(bearer(ANN, 'sprints:read'), root='/api/v1/sprints')
    assert (await put(reads, 0)).status_code == 403
    assert (await reads.get('/boards/1/sprints/99/capacity')).status_code == 404
