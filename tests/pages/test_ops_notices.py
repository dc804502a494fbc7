"""From the bell to the line that says what went wrong."""

import pytest

from tests.pages.conftest import press, sees, sign_in, until
from tests.pages.operations import Running
from tests.people import OLIVER, invite_cleo, invite_crew


@pytest.fixture
async def oliver(workspace, user):
    invite_cleo()
    invite_crew()
    sign_in(user, OLIVER)
    return user


async def opens_notice(oliver, text):
    await oliver.open('/')
    press(oliver, 'Notifications, 1 new')
    await sees(oliver, text)
    press(oliver, text)


async def test_a_notice_leads_to_the_first_error(oliver):
    run = Running()
    run.writes(''.join(f'line {number}\n' for number in range(1, 401)) + '::error::it broke\n'
               + ''.join(f'later {number}\n' for number in range(400)))
    run.ends('failed', 'Ended with exit code 3', may_retry=False)
    await opens_notice(oliver, 'Say failed: Ended with exit code 3')
    await until(lambda: oliver.back_history[-1] == f'/ops/runs/{run.id}?attempt=1&line=401')
    await sees(oliver, 'it broke')


async def test_without_an_error_the_last_lines_are_shown_at_once(oliver):
    run = Running()
    run.writes(''.join(f'line {number}\n' for number in range(1, 401)))
    run.ends('failed', 'Ended with exit code 3', may_retry=False)
    await opens_notice(oliver, 'Say failed: Ended with exit code 3')
    await sees(oliver, 'line 400')
