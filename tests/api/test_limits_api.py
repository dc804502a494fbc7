"""Limits of the running program: whose request is whose, and who pays for it."""

import pytest

from app.security import limits
from app.security.limits import BURST
from tests.api.conftest import bearer, browser, program, refusal
from tests.people import ANN, BOB

OFFICE = '203.0.113.7'


@pytest.fixture(autouse=True)
def _as_by_default(url, monkeypatch):
    monkeypatch.setenv('RATE_LIMIT_PER_MINUTE', '60')
    monkeypatch.setattr('app.security.buckets.monotonic', lambda: 1000.0)


async def ask(client, times=1, path='/me'):
    return [(await client.get(path)).status_code for _ in range(times)]


async def test_each_token_and_each_person_has_a_quota_of_their_own(server):
    anns, another = program(bearer(ANN)), program(bearer(ANN))
    assert (await ask(anns, BURST + 1)).count(200) == BURST
    assert refusal(await anns.get('/me')) == (429, 'limit.api')
    for client in (another, browser(ANN), program(bearer(BOB))):  # a cookie is no token
        client.base_url = anns.base_url
        assert await ask(client) == [200]


async def test_two_browsers_of_one_person_share_a_quota(server):
    desk, phone = browser(ANN), browser(ANN)
    await ask(desk, BURST)
    assert await ask(phone) == [429]


async def test_a_refusal_says_when_to_come_back(server):
    client = program(bearer(ANN))
    await ask(client, BURST)
    answer = await client.get('/me')
    assert {name: answer.headers[name] for name in (
        'Retry-After', 'RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset')} == {
            'Retry-After': '1', 'RateLimit-Limit': '60', 'RateLimit-Remaining': '0', 'RateLimit-Reset': '1'}


async def test_invented_tokens_use_up_nobody_elses_quota(server):
    mine = program(bearer(ANN), OFFICE)
    assert await ask(mine) == [200]
    for number in range(limits.ANONYMOUS.item.amount):
        stranger = program(f'Bearer rt_{number:010}_x', OFFICE)
        assert (await stranger.get('/me')).status_code in (401, 429)
    assert await ask(program('Bearer rt_x', OFFICE)) == [429]
    assert await ask(mine, 3) == [200, 200, 200]


async def test_forty_eight_guests_of_one_office_all_get_in(server):
    """Each opens the lobby and the table; nobody is told that there are too many."""
    for guest in range(48):
        visitor = program(peer=OFFICE, root='')
        for address in ('/poker', '/poker?code=ABC', '/healthz'):
            assert (await visitor.get(address, follow_redirects=True)).status_code == 200, (guest, address)


async def test_limits_are_counted(server):
    client = program(bearer(ANN))
    await ask(client, BURST + 3)
    text = (await program(root='').get('/metrics')).text
    assert 'roundtable_limiter_hits_total{limit="api"}' in text


async def test_a_slot_for_a_download_is_free_again_once_the_file_has_come(server):
    client = program(bearer(ANN))
    for _ in range(limits.DOWNLOADS + 2):
        assert (await client.get('/audit/export')).status_code == 200
