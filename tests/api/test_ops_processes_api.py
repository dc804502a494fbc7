"""Processes for programs: listed, drained and let go on."""

import pytest

from app.services.people import presence
from app.work import perform
from tests.api.conftest import bearer, deeds, program, refusal
from tests.people import OLIVER, invite_crew


@pytest.fixture
async def oliver(server):
    invite_crew()
    await perform(presence.beat, 'web-1:80:ab', ())
    return program(bearer(OLIVER))


def named(answer, name='web-1:80:ab'):
    return next(one for one in answer.json()['items'] if one['name'] == name)


async def test_a_process_drains_and_goes_on(oliver):
    assert named(await oliver.get('/ops/processes'))['is_draining'] is False
    answer = await oliver.post('/ops/processes/web-1:80:ab/drain')
    assert answer.status_code == 200 and answer.json()['is_draining'] is True
    assert answer.json() == named(await oliver.get('/ops/processes'))
    assert (await oliver.get('/ops/health')).json()['draining'] == 1
    assert (await oliver.post('/ops/processes/web-1:80:ab/resume')).json()['is_draining'] is False
    assert deeds(area='ops') == ['ops.drain', 'ops.resume']


async def test_only_operators_may_and_only_what_exists(oliver, cleo, nobody):
    assert refusal(await cleo.post('/ops/processes/web-1:80:ab/drain')) == (403, 'auth.forbidden')
    assert (await cleo.get('/ops/processes')).status_code == 200
    assert refusal(await nobody.get('/ops/processes')) == (401, 'auth.required')
    assert refusal(await program(bearer(OLIVER, 'ops:read')).post('/ops/processes/web-1:80:ab/drain')) == (
        403, 'auth.scope')
    assert refusal(await oliver.post('/ops/processes/nonsense/drain')) == (404, 'ops.no_process')
