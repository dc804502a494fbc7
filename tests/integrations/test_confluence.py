"""Confluence, Cloud and server: pages are read, added and written, and its refusals are told in words."""

import pytest

from app.domain.sprints.publishing.sending import AUTH, FORBIDDEN, MISSING, MOVED, REFUSED, UNAVAILABLE, SendTrouble
from app.domain.sprints.publishing.wiki_page import CLOUD, SERVER, Target, page_id_in
from app.integrations import outside
from app.integrations.confluence.client import Access, opened
from tests.fakes.loopback import SIGN_IN
from tests.fakes.wiki import FakeWiki

HERE = frozenset({'127.0.0.1'})


@pytest.fixture(scope='module')
def server():
    server = FakeWiki()
    yield server
    server.close()


@pytest.fixture(autouse=True)
def _fresh(server, monkeypatch):
    monkeypatch.setattr(outside, 'UNSAFE', HERE)
    server.recovers()
    server.pages.clear()
    server.meddles = None


@pytest.fixture(params=[CLOUD, SERVER])
def kind(request):
    return request.param


@pytest.fixture
def wiki(server, kind):
    with opened(Access(kind, server.url, 'bot@firm.example', server.token, True, wait=lambda _: None)) as wiki:
        yield wiki


def test_a_page_is_read_and_written_as_the_next_version(server, wiki):
    stored = server.add('<p>x</p>', 'Retro')
    page = wiki.read_page(stored.id)
    assert (page.title, page.version, page.storage) == ('Retro', 1, '<p>x</p>')
    assert page.url.endswith(f'/spaces/TEAM/pages/{stored.id}')
    written = wiki.write_page(page, '<p>y</p>', 'Roundtable')
    assert (written.version, stored.version, stored.storage, stored.title, stored.message) == (
        2, 2, '<p>y</p>', 'Retro', 'Roundtable')


def test_a_page_is_added_below_another(server, wiki):
    page = wiki.add_page(Target('TEAM', 'Sprint 43', '7'), '<p>z</p>')
    assert (server.pages[page.id].storage, server.pages[page.id].parent) == ('<p>z</p>', '7')
    assert wiki.find_page(Target('TEAM', 'Sprint 43')).id == page.id
    assert wiki.find_page(Target('TEAM', 'Sprint 44')) is None


def test_cloud_is_given_the_number_of_a_space(server):
    with opened(Access(CLOUD, f'{server.url}/wiki', 'bot@firm.example', server.token, True)) as wiki:
        wiki.add_page(Target('TEAM', 'A'), '<p/>')
        assert server.asked[-1].json['spaceId'] == server.space_id
        with pytest.raises(SendTrouble, match='no space “NONE”') as trouble:
            wiki.add_page(Target('NONE', 'A'), '<p/>')
        assert trouble.value.state == MISSING


def test_whoever_was_slower_is_told_so_and_changes_nothing(server, wiki):
    stored = server.add('<p>x</p>')
    page = wiki.read_page(stored.id)
    stored.version = 5
    with pytest.raises(SendTrouble) as trouble:
        wiki.write_page(page, '<p>y</p>', '')
    assert (trouble.value.state, stored.storage) == (MOVED, '<p>x</p>')


def test_a_page_in_the_trash_is_told_apart_from_one_that_is_not_there(server, wiki):
    stored = server.add('<p>x</p>', status='trashed')
    with pytest.raises(SendTrouble, match='in the trash'):
        wiki.read_page(stored.id)
    with pytest.raises(SendTrouble, match='does not have the page') as trouble:
        wiki.read_page('999')
    assert trouble.value.state == MISSING


@pytest.mark.parametrize(('fault', 'state', 'words'), [
    ((401, {}, b''), AUTH, 'does not accept our token'),
    ((403, {}, b''), AUTH, 'may not see the page'),
    (SIGN_IN, AUTH, 'a page for signing in'),
    ((200, {}, b'{"id": 1'), UNAVAILABLE, 'cannot be read'),
    ((200, {}, b'[1]'), UNAVAILABLE, 'cannot be read'),
    ((200, {}, b'{"id": "1"}'), UNAVAILABLE, 'cannot be read'),
    ((302, {'Location': '/login'}, b''), FORBIDDEN, 'sends us elsewhere'),
    ((400, {}, b'{"message": "no https://firm.example/s3cr3t"}'), REFUSED, 'refuses this: no …'),
    ((418, {}, b'not json'), REFUSED, 'refuses this.'),
    ((503, {'Retry-After': '1'}, b''), UNAVAILABLE, 'status 503'),
], ids=['401', '403', 'signed out', 'half', 'list', 'little', 'moved', '400', 'strange', 'away'])
def test_refusals_are_told_in_words(server, wiki, fault, state, words):
    server.breaks(fault)
    with pytest.raises(SendTrouble, match=words) as trouble:
        wiki.read_page('101')
    assert trouble.value.state == state
    assert 's3cr3t' not in str(trouble.value)


@pytest.mark.parametrize(('fault', 'words'), [
    ((403, {}, b''), 'may not change the page'), ((413, {}, b''), 'too large'),
    ((400, {}, b'{"errors": [{"title": "Body exceeds the limit"}]}'), 'too large')], ids=['403', '413', '400'])
def test_refusals_of_a_write_are_told_in_words(server, wiki, fault, words):
    stored = server.add('<p>x</p>')
    page = wiki.read_page(stored.id)
    server.breaks(fault, at='PUT')
    with pytest.raises(SendTrouble, match=words):
        wiki.write_page(page, '<p>y</p>', '')


def test_reading_is_tried_again_and_writing_is_not(server, wiki):
    stored = server.add('<p>x</p>')
    server.breaks((502, {}, b''), times=2)
    page = wiki.read_page(stored.id)
    server.breaks((502, {}, b''), at='PUT')
    with pytest.raises(SendTrouble):
        wiki.write_page(page, '<p>y</p>', '')
    assert [asked.method for asked in server.asked] == ['GET', 'GET', 'GET', 'PUT']


@pytest.mark.parametrize(('text', 'found'), [
    ('123', '123'), (' 123 ', '123'), ('https://firm.atlassian.net/wiki/spaces/T/pages/123/Sprint+42', '123'),
    ('https://firm.atlassian.net/wiki/spaces/T/pages/edit-v2/123', '123'),
    ('https://wiki.firm.example/pages/viewpage.action?pageId=123', '123'), ('Sprint 42', ''), ('', ''),
    ('https://wiki.firm.example/x/abc', ''), ('../../1', '')])
def test_a_page_is_named_by_its_number_or_its_address(text, found):
    assert page_id_in(text) == found
