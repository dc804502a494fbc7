"""What becomes of faults: a state, a text for people, and patience where that helps. Never a token in sight."""

import gc
import logging
import os
import traceback
from pathlib import Path

import pytest

from app.domain.portfolio.sources.reading import SourceTrouble
from app.integrations.azure_devops.client import Access, opened
from app.integrations.azure_devops.sdk import library
from tests.fakes.azure_devops import Pass, Refusal, answers

FAULTS = [  # fault, at, state, part of the text, pauses
    ('throttled', 'wiql', 'throttled', 'left alone', [30.0, 30.0]),
    ('sign-in page', 'wiql', 'auth', 'replace it in Setup', []),
    ('moved', 'wiql', 'auth', 'replace it in Setup', []),
    ('unauthorised', 'wiql', 'auth', 'replace it in Setup', []),
    ('forbidden', 'wiql', 'auth', 'replace it in Setup', []),
    ('away', 'wiql', 'unavailable', 'TF24668', [1.0, 2.0]),
    ('broken', 'wiql', 'unavailable', 'status 500', [1.0, 2.0]),
    ('missing', 'wiql', 'config', 'the area “Shop\\Web”', []),
    ('nonsense', 'wiql', 'unavailable', 'cannot be read', [1.0, 2.0]),
    ('hang up', 'wiql', 'unavailable', 'cannot be reached', [1.0, 2.0]),
    ('cut off', 'wiql', 'unavailable', 'cut off', [1.0, 2.0]),
]


def trouble_of(call, *arguments):
    with pytest.raises(SourceTrouble) as found:
        call(*arguments)
    return found.value


@pytest.mark.parametrize(('fault', 'at', 'state', 'part', 'pauses'), FAULTS, ids=[fault[0] for fault in FAULTS])
def test_each_fault_has_its_state_and_its_words(client, plan, fake, waited, fault, at, state, part, pauses):
    fake.breaks(fault, at, seconds=30 if fault == 'throttled' else 0)
    found = trouble_of(client.find_ids, plan())
    assert found.state == state and part in str(found) and waited == pauses
    assert found.is_permanent is (state in ('auth', 'config'))


@pytest.mark.parametrize('fault', ['sign-in page', 'unauthorised', 'away', 'moved', 'hang up'])
def test_faults_may_come_with_the_first_word(speak, plan, fake, fault):
    fake.breaks(fault)
    assert trouble_of(speak().find_ids, plan()).state in ('auth', 'unavailable')


@pytest.mark.parametrize('fault', ['throttled', 'away', 'broken', 'hang up', 'cut off', 'nonsense'])
def test_what_passes_is_waited_for(client, plan, fake, waited, fault):
    fake.breaks(fault, at='wiql', times=2)
    assert client.find_ids(plan()) == [100, 101, 102]
    assert waited == [1.0, 2.0]


def test_pauses_are_spread(speak, plan, fake, waited):
    fake.breaks('away', at='wiql', times=2)
    speak(jitter=lambda: 0.5).find_ids(plan())
    assert waited == [1.5, 3.0]


def test_half_a_page_is_no_answer(client, fake, waited):
    fake.breaks('half', at='batch')
    assert trouble_of(client.fetch_bodies, [100, 101, 102]).state == 'unavailable' and len(waited) == 2
    fake.recovers()
    assert len(client.fetch_bodies([100, 101, 102])) == 3


def test_an_empty_answer_is_handed_on_for_others_to_doubt(client, plan, fake):
    fake.breaks('empty', at='wiql')
    assert client.find_ids(plan()) == []


def test_a_rest_asked_for_on_a_good_answer_is_kept_before_the_next_question(client, plan, fake, waited):
    fake.breaks('slow down', at='wiql', seconds=7, times=1)
    assert client.find_ids(plan()) == [100, 101, 102] and waited == []
    client.find_ids(plan())
    assert waited == [7.0]


def test_a_rest_longer_than_our_patience_ends_the_run(client, plan, fake, waited):
    fake.breaks('slow down', at='wiql', seconds=400, times=1)
    client.find_ids(plan())
    found = trouble_of(client.find_ids, plan())
    assert (found.state, found.seconds, waited) == ('throttled', 400.0, [])
    fake.breaks('throttled', at='wiql', seconds=500)
    assert trouble_of(client.find_ids, plan()).seconds == 500.0 and waited == []


def test_an_answer_that_does_not_come_is_not_waited_for_longer_than_a_call_may_take(speak, plan, fake, waited):
    fake.breaks('slow', at='wiql')
    found = trouble_of(speak(whole=0.2).find_ids, plan())
    assert found.state == 'unavailable' and 'in time' in str(found) and len(waited) == 2


def test_an_answer_that_drips_is_not_waited_for_longer_either(speak, plan, fake):
    fake.breaks('drip', at='wiql')
    found = trouble_of(speak(whole=0.3).find_ids, plan())
    assert found.state == 'unavailable' and 'in time' in str(found)


def test_a_run_that_is_told_to_end_ends_while_it_waits(speak, plan, fake):
    class Ended(Exception):
        pass

    def end(_):
        raise Ended

    fake.breaks('away', at='wiql')
    with pytest.raises(Ended):
        speak(wait=end).find_ids(plan())


@pytest.mark.parametrize(('area', 'words'), [
    ('Shop\\Gone', 'the area “Shop\\Gone”'), ('Nowhere', 'the area “Nowhere”')])
def test_an_area_that_does_not_exist_is_named(client, plan, area, words):
    found = trouble_of(client.find_ids, plan(area))
    assert found.state == 'config' and words in str(found)


def test_projects_teams_types_and_items_that_do_not_exist_are_named(client):
    for call, words in ((lambda: client.browse_areas('Nowhere'), '“Nowhere”'),
                        (lambda: client.fetch_team_settings('Shop', 'Nobody'), '“Nobody”'),
                        (lambda: client.browse_states('Shop', 'Nothing'), '“Nothing”'),
                        (lambda: client.fetch_revisions(4711), 'item 4711')):
        found = trouble_of(call)
        assert found.state == 'config' and words in str(found)


def test_an_area_that_may_not_be_seen_is_a_matter_of_that_plan_alone(client, plan, fake, monkeypatch):
    def closed(ask):
        raise Refusal(403, 'TF401256: You do not have Read permissions on the area.', 'AccessDeniedException')
    monkeypatch.setattr(answers.wiql, 'answer', lambda *_: closed(None))
    found = trouble_of(client.find_ids, plan())
    assert found.state == 'config' and 'see the area “Shop\\Web”' in str(found)


def test_a_token_may_expire_in_the_middle(speak, plan, fake):
    fake.tokens['pat-short'] = Pass(calls=3)
    client = speak('pat-short')
    client.find_ids(plan())
    client.fetch_revs([100])
    assert trouble_of(client.fetch_bodies, [100]).state == 'auth'


def test_redirects_are_not_followed_with_a_token(client, plan, fake):
    fake.breaks('moved', at='wiql')
    trouble_of(client.find_ids, plan())
    assert not fake.count('_signin')


def test_another_server_never_gets_the_token(client, plan, fake):
    """A list of areas that names another host, or lacks an area so that the library would ask one of its own."""
    fake.resource_areas = [{'id': '5264459e-e5e0-4bd8-b118-0985e68a4ec5', 'name': 'wit',
                            'locationUrl': 'https://elsewhere.example/'}]
    assert trouble_of(client.find_ids, plan()).state == 'config'


def test_an_unknown_area_of_the_interface_asks_nobody_else(client, plan, fake):
    fake.resource_areas = [{'id': '79134c72-4a58-4b42-976c-04e7115f32bf', 'name': 'core',
                            'locationUrl': f'{fake.url}/'}]
    found = trouble_of(client.find_ids, plan())
    assert found.state == 'config' and 'another server' in str(found)


def test_the_token_is_nowhere_to_be_read(speak, plan, fake, caplog, capsys):
    caplog.set_level(logging.DEBUG)
    token = 'pat-very-secret-4711'
    client = speak(token)
    try:
        client.find_ids(plan())
    except SourceTrouble as error:
        told = ''.join(traceback.format_exception(error))
    fake.tokens[token] = Pass()
    client.find_ids(plan())
    texts = [told, caplog.text, *capsys.readouterr(), repr(client.access), repr(client.line)]
    assert not any(token in text for text in texts)
    assert not any(token in asked.path or token in str(asked.query) or token in str(asked.body)
                   for asked in fake.asked)
    assert {asked.token for asked in fake.asked if asked.method == 'POST'} == {token}


def test_the_library_keeps_its_files_in_a_folder_of_this_process(client, plan):
    client.find_ids(plan())
    from azure.devops._file_cache import DEFAULT_CACHE_DIR
    assert library() and 'roundtable-azure-devops-' in DEFAULT_CACHE_DIR and Path(DEFAULT_CACHE_DIR).is_dir()
    assert not DEFAULT_CACHE_DIR.startswith(os.path.expanduser('~/.azure'))


def test_nothing_stays_open(fake, plan):
    with opened(Access(fake.url, 'pat-all')) as client:
        client.find_ids(plan())
        sessions = list(client.line.sessions)
        assert sessions
    assert client.line.sessions == []
    gc.collect()
    assert all(not adapter.poolmanager.pools for session in sessions for adapter in session.adapters.values())
