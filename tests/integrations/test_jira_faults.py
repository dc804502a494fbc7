"""What becomes of faults of Jira: a state, a text for people, and patience where that helps. Never a token in sight."""

import gc
import logging
import threading
import traceback
from datetime import timedelta
from email.utils import format_datetime

import pytest

from app import clock
from app.domain.sprints.jira.reading import FieldMap, SourceTrouble
from app.integrations.jira import gate, sdk
from app.integrations.jira.access import hasty
from app.integrations.jira.client import Access, opened
from app.integrations.jira.line import Ask
from tests.fakes.jira.server import EMAIL, TOKEN

SHOP = 'project = SHOP'
FAULTS = [  # fault, state, part of the text, pauses
    ('throttled', 'throttled', 'left alone', [7.0] * 4),
    ('away', 'unavailable', 'Site temporarily unavailable', [7.0] * 4),
    ('bad gateway', 'unavailable', 'status 502', [1.0] * 4),
    ('gateway timeout', 'unavailable', 'status 504', [1.0] * 4),
    ('broken', 'unavailable', 'status 500', []),
    ('unauthorised', 'auth', 'replace it', []),
    ('anonymous', 'auth', 'replace it', []),
    ('forbidden', 'refused', 'does not let this account see this query', []),
    ('login page', 'auth', 'signed us out and shows its sign-in page instead of an answer: “Log in - Jira', []),
    ('redirect', 'auth', 'signed us out', []),
    ('elsewhere', 'config', 'another address', []),
    ('page', 'unavailable', 'not JSON: “Proxy Back at 9.”', []),
    ('empty', 'unavailable', 'not JSON', []),
    ('truncated', 'unavailable', 'not JSON: “{"issues": [{"id": "10”', []),
    ('wrong gzip', 'unavailable', 'cannot be unpacked', []),
    ('hang up', 'unavailable', 'cannot be reached', [1.0] * 4),
    ('cut off', 'unavailable', 'cut off', [1.0] * 4),
]
WAITS = {'throttled', 'away'}


def read(client):
    return [one.number for page in client.census(SHOP) for one in page]


def trouble_of(call, *arguments):
    with pytest.raises(SourceTrouble) as found:
        call(*arguments)
    return found.value


@pytest.mark.parametrize(('fault', 'state', 'part', 'pauses'), FAULTS, ids=[fault[0] for fault in FAULTS])
def test_each_fault_has_its_state_its_words_and_its_patience(ask_jira, jira_fake, patience, fault, state, part, pauses):
    jira_fake.breaks(fault, at='search', seconds=7 if fault in WAITS else 0)
    found = trouble_of(read, ask_jira(jira_fake))
    assert found.state == state and part in str(found) and patience.waited == pauses
    assert found.is_permanent is (state in ('auth', 'refused', 'config'))
    assert jira_fake.count('search') == len(pauses) + 1


@pytest.mark.parametrize('fault', ['throttled', 'away', 'bad gateway', 'gateway timeout', 'hang up', 'cut off'])
def test_what_passes_is_waited_for_and_nothing_is_lost(ask_jira, jira_fake, fault):
    jira_fake.breaks(fault, at='search', times=4)
    assert len(read(ask_jira(jira_fake))) == 6


def test_pauses_grow_are_spread_and_never_longer_than_a_minute(ask_jira, cloud_fake, patience):
    cloud_fake.breaks('away', at='search')
    trouble_of(read, ask_jira(cloud_fake, jitter=lambda: 1.0))
    assert patience.waited == [4.0, 16.0, 60.0, 60.0]


def test_a_rest_may_be_told_as_a_date(ask_jira, cloud_fake, patience):
    at = format_datetime(clock.now() + timedelta(seconds=90), usegmt=True)
    cloud_fake.breaks('throttled', at='search', times=1, retry_after=at)
    assert len(read(ask_jira(cloud_fake))) == 6
    assert 80 < patience.waited[0] <= 90


@pytest.mark.parametrize('told', ['soon', '-5', 'Wed, 99 Foo 2026'])
def test_a_rest_that_cannot_be_understood_is_as_none(ask_jira, cloud_fake, patience, told):
    cloud_fake.breaks('throttled', at='search', times=1, retry_after=told)
    assert len(read(ask_jira(cloud_fake))) == 6 and patience.waited == [1.0]


def test_a_rest_longer_than_our_patience_ends_the_run(ask_jira, cloud_fake, patience):
    cloud_fake.breaks('throttled', at='search', seconds=3600)
    found = trouble_of(read, ask_jira(cloud_fake))
    assert (found.state, found.seconds, patience.waited) == ('throttled', 3600, [])


def test_only_the_address_that_complained_is_left_alone(ask_jira, cloud_fake, patience):
    client = ask_jira(cloud_fake)
    client.line.gate.rests_at('GET api/search/jql', 30)
    assert client.list_sprints(8) and patience.waited == []
    assert read(client) and patience.waited == [30.0]


def test_rests_are_told_to_whoever_watches(ask_jira, cloud_fake):
    said = []
    cloud_fake.breaks('throttled', at='search', times=1, seconds=12)
    cloud_fake.breaks('bad gateway', at='search', times=1)
    read(ask_jira(cloud_fake, say=said.append))
    assert said[:2] == ['Jira asks for a rest of 12 s.',
                        'Jira, or what stands before it, has a fault (status 502). Asking again in 1 s.']


def test_one_refused_sign_in_is_the_last_so_that_no_account_is_locked(ask_jira, jira_fake):
    jira_fake.breaks('unauthorised', at='/field')
    client = ask_jira(jira_fake)
    trouble_of(client.fetch_fields)
    asked = len(jira_fake.asked)
    for call in (client.who_am_i, client.list_boards, client.fetch_fields):
        assert trouble_of(call).state == 'auth'
    assert len(jira_fake.asked) == asked


def test_a_token_that_is_wrong_is_asked_with_once_though_four_batches_wait(ask_jira, cloud_fake):
    client = ask_jira(cloud_fake)
    assert client.kind == 'cloud'
    cloud_fake.tokens.clear()
    found = trouble_of(list, client.fetch_issues(list(range(2000)), FieldMap()))
    assert found.state == 'auth' and cloud_fake.count('bulkfetch') <= 4


def test_a_place_that_is_forbidden_is_not_asked_again_but_all_others_are(ask_jira, jira_fake):
    jira_fake.breaks('forbidden', at='/field')
    client = ask_jira(jira_fake)
    for _ in range(3):
        assert trouble_of(client.fetch_fields).state == 'refused'
    assert jira_fake.count('/field') == 1 and client.fetch_statuses() and client.list_boards()


def test_a_site_is_asked_four_things_at_once_half_of_that_after_a_complaint(ask_jira, cloud_fake, patience):
    cloud_fake.breaks('throttled', at='bulkfetch', times=1)
    client = ask_jira(cloud_fake)
    assert client.line.gate.limit == 4
    list(client.fetch_issues([10100] * 900, FieldMap()))
    assert client.line.gate.limit == 2 and cloud_fake.busiest <= 4
    cloud_fake.forget()
    list(client.fetch_issues([10100] * 900, FieldMap()))
    assert cloud_fake.busiest <= 2
    patience.passed += 61
    client.who_am_i()
    assert client.line.gate.limit == 3
    patience.passed += 3600
    client.who_am_i()
    assert client.line.gate.limit == 4


def test_complaints_leave_at_least_one_question_at_a_time():
    one = gate.Gate(lambda: 0.0)
    for _ in range(9):
        one.complained(0.0)
    assert one.limit == 1
    with one.passed():
        assert one.inside == 1


def test_complaints_about_what_was_asked_side_by_side_are_one():
    clock = iter([0.0, *[5.0] * 20])
    one = gate.Gate(lambda: next(clock))
    for about in (4.0, 4.1, 4.2, 4.3):
        one.complained(about)
    assert one.limit == 2
    one.complained(5.0)
    assert one.limit == 1


def test_all_conversations_with_a_site_share_its_gate(ask_jira, cloud_fake, server_fake):
    one, other, elsewhere = ask_jira(cloud_fake), ask_jira(cloud_fake), ask_jira(server_fake)
    assert one.line.gate is other.line.gate is not elsewhere.line.gate


def test_a_run_that_is_told_to_end_ends_while_it_waits(ask_jira, cloud_fake):
    class Ended(Exception):
        pass

    def end(_):
        raise Ended

    cloud_fake.breaks('away', at='bulkfetch', after=2)
    with pytest.raises(Ended):
        list(ask_jira(cloud_fake, wait=end).fetch_issues(list(range(3000)), FieldMap()))
    assert cloud_fake.count('bulkfetch') < 12


def test_whoever_stops_reading_stops_the_asking(ask_jira, cloud_fake):
    pages = ask_jira(cloud_fake).fetch_issues(list(range(5000)), FieldMap())
    next(pages)
    pages.close()
    assert cloud_fake.count('bulkfetch') <= 5
    assert all(one.daemon for one in threading.enumerate() if one.name == 'jira')


def test_an_answer_that_drips_is_not_waited_for_for_ever(ask_jira, cloud_fake):
    cloud_fake.breaks('drip', at='search')
    found = trouble_of(read, ask_jira(cloud_fake, whole=0.2, again=0))
    assert found.state == 'unavailable' and 'in time' in str(found)


def test_an_answer_that_does_not_come_is_not_waited_for_for_ever(ask_jira, cloud_fake):
    cloud_fake.breaks('slow', at='search')
    found = trouble_of(read, ask_jira(cloud_fake, read=0.2, again=0))
    assert found.state == 'unavailable' and 'in time' in str(found)


def test_somebody_who_stands_before_the_screen_gets_an_answer_or_a_reason_at_once(cloud_fake, patience):
    cloud_fake.breaks('away')
    quick = hasty(cloud_fake.access(wait=patience.wait))
    assert (quick.connect + quick.read <= 5.0) and (quick.connect + quick.whole <= 5.0)
    with opened(quick) as client:
        assert 'not available' in str(trouble_of(client.who_am_i))
    assert patience.waited == [] and len(cloud_fake.asked) == 1


def test_answers_may_be_packed(ask_jira, jira_fake):
    jira_fake.knobs.gzips = True
    assert len(read(ask_jira(jira_fake))) == 6


def test_a_site_that_is_not_there_is_no_bug(ask_jira, patience):
    with opened(Access('http://127.0.0.1:9', 'x', wait=patience.wait, now=patience.now)) as client:
        assert 'cannot be reached' in str(trouble_of(client.who_am_i))


def test_another_server_never_gets_the_token(ask_jira, cloud_fake, server_fake, monkeypatch):
    client = ask_jira(cloud_fake)
    monkeypatch.setattr(sdk, 'address', lambda *_: f'{server_fake.url}/rest/api/2/myself')
    found = trouble_of(client.who_am_i)
    assert found.state == 'config' and 'another server' in str(found) and not server_fake.asked


def test_redirects_are_not_followed(ask_jira, jira_fake):
    jira_fake.breaks('redirect', at='search')
    trouble_of(read, ask_jira(jira_fake))
    assert not jira_fake.count('login')


def test_the_token_is_nowhere_to_be_read(ask_jira, jira_fake, caplog, capsys):
    caplog.set_level(logging.DEBUG)
    said = []
    client = ask_jira(jira_fake, say=said.append)
    read(client)
    jira_fake.breaks('throttled', at='field', times=1)
    jira_fake.breaks('unauthorised', at='field')
    told = ''
    try:
        client.fetch_fields()
    except SourceTrouble as error:
        told = ''.join(traceback.format_exception(error))
    assert told
    texts = [told, caplog.text, *capsys.readouterr(), *said, repr(client.access), repr(client.line.stopped)]
    assert not any(TOKEN in text for text in texts)
    assert not any(TOKEN in f'{one.path} {one.query} {one.body}' for one in jira_fake.asked)


def test_the_cloud_wants_an_e_mail_with_the_token_and_a_server_does_not(ask_jira, cloud_fake, server_fake):
    assert cloud_fake.access().email == EMAIL and server_fake.access().email == ''
    assert ask_jira(cloud_fake).who_am_i().id == ask_jira(server_fake).who_am_i().id == 'lead'
    assert trouble_of(ask_jira(cloud_fake, token='wrong').who_am_i).state == 'auth'


def test_answers_of_another_kind_than_expected_are_a_fault_of_the_line_not_a_crash(ask_jira, cloud_fake, monkeypatch):
    client = ask_jira(cloud_fake)
    assert client.kind
    for answer, call in (([1, 2], lambda: read(client)), ({'issues': [{'key': 'no number'}], 'isLast': True},
                                                          lambda: list(client.fetch_issues([1], FieldMap())))):
        monkeypatch.setattr(client.line, 'ask', lambda ask, answer=answer: answer)
        assert trouble_of(call).state == 'unavailable'


def test_after_its_end_a_conversation_asks_nothing(cloud_fake):
    with opened(cloud_fake.access()) as client:
        assert client.kind == 'cloud'
    assert 'is over' in str(trouble_of(client.who_am_i)) and len(cloud_fake.asked) == 1


def test_nothing_stays_open(cloud_fake):
    with opened(cloud_fake.access()) as client:
        read(client)
        session = client.line.session
    gc.collect()
    assert all(not adapter.poolmanager.pools for adapter in session.adapters.values())


def test_each_address_is_counted_by_itself():
    assert Ask('board/12/sprint', '', interface='agile').endpoint == 'GET agile/board/*/sprint'
    assert Ask('issue/bulkfetch', '', body={}).endpoint == 'POST api/issue/bulkfetch'
