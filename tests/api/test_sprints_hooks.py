"""What Jira delivers: proved before it is read, kept once, answered at once; forged or odd ones do nothing."""

import pytest
from limits import RateLimitItemPerMinute
from sqlmodel import select

from app.domain.audit import Filter
from app.domain.sprints.jira.hooks import LARGEST
from app.security import limits
from app.services import audit
from app.services.sprints import deliveries, sites
from app.work import read, transact
from models.sprints import SprintBoard, SprintDelivery, SprintSite
from tests.api.conftest import program, refusal
from tests.fakes.jira import hooks, shop
from tests.people import ANN, BOB

BUTTONS, SPRINT = 10101, 2


@pytest.fixture
def hook(server):
    """An address and its secret, of a site with a board."""
    transact(_site)
    return transact(deliveries.make_hook, ANN, 1)


def _site(work):
    work.session.add(SprintSite(id=1, name='Jira', kind='cloud', url='https://acme.atlassian.net', state='ok'))
    work.session.flush()
    work.session.add(SprintBoard(id=1, site_id=1, number=8, name='Team', kind='scrum', state='ok', projects=['SHOP'],
                                 ok_at=work.now))


@pytest.fixture
def jira(hook):
    """Jira as a sender, which signs with the secret unless told otherwise."""
    client = program(root='')

    async def send(body, secret=hook.secret, path=hook.path, identifier='', **headers):
        raw, given = hooks.delivery(body, secret, identifier)
        return await client.post(path, content=raw, headers={**given, **headers})
    return send


@pytest.fixture
def changed():
    return hooks.issue_event(shop(), BUTTONS)


def kept():
    return read(lambda work: [(row.event, row.outcome) for row in work.session.exec(
        select(SprintDelivery).order_by(SprintDelivery.id))])


async def test_a_signed_delivery_is_kept_for_a_run(jira, changed):
    answer = await jira(changed)
    assert (answer.status_code, answer.json()) == (200, {'event': 'jira:issue_updated', 'new': True})
    hint = read(lambda work: work.session.exec(select(SprintDelivery)).one().hint)
    assert kept() == [('jira:issue_updated', 'waiting')] and hint == {'issue': BUTTONS, 'key': 'SHOP-2'}


async def test_a_sprint_that_was_closed_is_a_hint_too(jira):
    assert (await jira(hooks.sprint_event(shop(), SPRINT))).status_code == 200
    assert kept() == [('sprint_closed', 'waiting')]


async def test_headers_may_be_written_in_any_case_and_with_a_foreign_origin(jira, changed, hook):
    raw, given = hooks.delivery(changed, hook.secret)
    answer = await program(root='').post(hook.path, content=raw, headers={
        **{name.upper(): value for name, value in given.items()}, 'ORIGIN': 'https://acme.atlassian.net',
        'COOKIE': 'something=else'})
    assert answer.status_code == 200


@pytest.mark.parametrize('secret', ['', 'another secret'], ids=['unsigned', 'wrong secret'])
async def test_without_the_secret_nothing_is_read(jira, secret):
    assert refusal(await jira(b'not even JSON', secret)) == (401, 'hooks.unsigned')
    assert kept() == []


async def test_what_was_changed_on_the_way_is_refused(jira, changed, hook):
    raw, given = hooks.delivery(changed, hook.secret)
    answer = await program(root='').post(hook.path, content=raw + b' ', headers=given)
    assert refusal(answer)[0] == 401


async def test_another_address_leads_nowhere(jira, changed):
    assert refusal(await jira(changed, path='/hooks/jira/guessed'))[0] == 404


async def test_an_address_may_be_proof_enough_where_an_admin_said_so(jira, changed):
    transact(deliveries.allow_unsigned, ANN, 1, True)
    assert (await jira(changed, secret='')).status_code == 200
    assert (await jira(changed, secret='wrong')).status_code == 401, 'whoever signs has to sign rightly'


async def test_the_same_delivery_is_kept_once(jira, changed):
    answers = [await jira(changed, identifier='4711') for _ in range(3)]
    assert [(one.status_code, one.json()['new']) for one in answers] == [(200, True), (200, False), (200, False)]
    assert len(kept()) == 1


async def test_deliveries_with_equal_bodies_are_different_ones(jira, changed):
    for _ in range(2):
        await jira(changed)
    assert len(kept()) == 2


@pytest.mark.parametrize('body', [b'', b'{', b'[]', b'"text"', b'\xff\xfe'],
                         ids=['nothing', 'half', 'list', 'text', 'bytes'])
async def test_what_is_no_delivery_is_refused(jira, body):
    assert refusal(await jira(body)) == (400, 'body.invalid')


async def test_events_nobody_knows_are_counted(jira):
    assert (await jira({'webhookEvent': 'jira:version_released', 'version': {'id': '7'}})).status_code == 200
    assert kept() == [('jira:version_released', 'ignored')]
    (count,) = read(deliveries.list_counts, ANN, 1)
    assert (count.event, count.outcome, count.count) == ('jira:version_released', 'ignored', 1)


@pytest.mark.parametrize('body', [{'webhookEvent': 7, 'issue': 'x'}, {'issue': {'id': '9' * 40}}, {'issue': None},
                                  {'webhookEvent': 'jira:issue_updated', 'issue': {'id': True}}],
                         ids=['odd types', 'huge number', 'null', 'truth'])
async def test_odd_deliveries_do_nothing(jira, body):
    assert (await jira(body)).status_code == 200
    assert [outcome for _, outcome in kept()] == ['ignored']


async def test_ten_megabytes_are_taken_and_one_byte_more_is_not(jira):
    frame = b'{"webhookEvent": "x", "text": "%s"}'
    whole = frame % (b'a' * (LARGEST - len(frame) + 2))
    assert len(whole) == LARGEST
    assert (await jira(whole)).status_code == 200
    assert refusal(await jira(whole + b' ')) == (413, 'body.too_large')


async def test_nobody_but_admins_gets_an_address(server, hook):
    for refused in (deliveries.make_hook, deliveries.remove_hook):
        with pytest.raises(Exception, match='admin'):
            transact(refused, BOB, 1)
    assert 'sprints.make_hook' in [one.deed for one in read(audit.list_entries, ANN, Filter())]


async def test_a_new_address_takes_the_place_of_the_former(jira, changed):
    fresh = transact(deliveries.make_hook, ANN, 1)
    assert (await jira(changed)).status_code == 404
    assert (await jira(changed, fresh.secret, fresh.path)).status_code == 200
    transact(deliveries.remove_hook, ANN, 1)
    assert (await jira(changed, fresh.secret, fresh.path)).status_code == 404


async def test_secrets_stand_in_no_row_of_ours(hook):
    row = read(lambda work: work.session.get(SprintSite, 1))
    assert hook.secret not in str(row) and hook.path.rpartition('/')[2] not in str(row)
    assert read(lambda work: sites.hook_name(1)) == 'SPRINTS_HOOK_1'


async def test_deliveries_are_not_counted_like_strangers(jira, changed, monkeypatch):
    monkeypatch.setattr(limits, 'ANONYMOUS', limits.Limit('address', RateLimitItemPerMinute(3), ''))
    limits.configure(True, 0)
    try:
        answers = [await jira(changed) for _ in range(9)]
    finally:
        limits.configure(False, 0)
    assert {one.status_code for one in answers} == {200} and len(kept()) == 9
    assert limits.OF_HOOKS.item.amount >= 1000
