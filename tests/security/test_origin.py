"""By which names a request may come, from which pages, and from which address it really comes."""

from dataclasses import replace

import pytest

from app.security import origin
from app.settings import load

LOCAL = load({})
PUBLIC = load({'BASE_URL': 'https://plan.example.com', 'ALLOWED_HOSTS': 'old.example.com',
               'TRUSTED_PROXIES': '10.0.0.0/8, 192.0.2.1'})


@pytest.mark.parametrize('host', ['localhost', 'localhost:8080', 'LOCALHOST', '127.0.0.1', '127.0.0.1:8080', '[::1]',
                                  '[::1]:8080', '192.168.1.5', '10.1.2.3:8080', '[fe80::1]', '172.16.0.1'])
def test_without_a_public_name_whatever_means_this_machine_is_welcome(host):
    assert origin.is_known_host(host, LOCAL)


@pytest.mark.parametrize('host', [
    '', 'evil.com', '8.8.8.8', 'localhost.evil.com', '127.0.0.1.evil.com', '2130706433', 'localhost.', 'localhost:',
    'evil.com@localhost', 'evil.com\\@localhost', 'localhost/evil', 'localhost#evil', 'localhost?evil',
    'localhost:80:90', 'localhost evil.com', 'localhost\tevil', '[::1', '::1', 'localhost\0', 'localhost:99999999'])
def test_other_and_odd_names_are_not(host):
    assert not origin.is_known_host(host, LOCAL)


@pytest.mark.parametrize(('host', 'is_known'), [
    ('plan.example.com', True), ('PLAN.example.com', True), ('plan.example.com:443', True), ('old.example.com', True),
    ('localhost', False), ('127.0.0.1', False), ('example.com', False), ('plan.example.com.evil.com', False),
    ('evilplan.example.com', False), ('old.example.com@plan.example.com', False)])
def test_with_a_public_name_only_it_and_the_listed_ones_are_welcome(host, is_known):
    assert origin.is_known_host(host, PUBLIC) is is_known


def may_come(settings=PUBLIC, *, origins=(), site='', host='plan.example.com', scheme='https'):
    return origin.is_same_origin(origins, site, host, scheme, settings)


@pytest.mark.parametrize(('given', 'is_ours'), [
    (['https://plan.example.com'], True), (['https://old.example.com'], True), (['null'], False), ([''], False),
    (['https://evil.com'], False), (['https://plan.example.com.evil'], False), (['http://plan.example.com'], False),
    (['https://plan.example.com:444'], False), (['https://plan.example.com/'], False),
    (['https://plan.example.com', 'https://plan.example.com'], False),
    (['https://plan.example.com, https://evil.com'], False), (['https://evil.com#https://plan.example.com'], False)])
def test_a_page_of_ours_is_known_by_its_origin(given, is_ours):
    assert may_come(origins=given) is is_ours
    assert may_come(origins=given, site='same-origin') is is_ours


@pytest.mark.parametrize(('site', 'is_ours'), [('same-origin', True), ('same-site', False), ('cross-site', False),
                                               ('none', False), ('', False), ('SAME-ORIGIN', False)])
def test_without_an_origin_only_the_browsers_own_word_counts(site, is_ours):
    assert may_come(site=site) is is_ours


@pytest.mark.parametrize(('given', 'host', 'scheme', 'is_ours'), [
    ('http://localhost:8080', 'localhost:8080', 'http', True), ('http://localhost', 'localhost:8080', 'http', False),
    ('https://localhost:8080', 'localhost:8080', 'http', False),
    ('http://127.0.0.1:8080', 'localhost:8080', 'http', False)])
def test_without_a_public_name_the_page_must_have_the_name_of_the_request(given, host, scheme, is_ours):
    assert may_come(LOCAL, origins=[given], host=host, scheme=scheme) is is_ours


def address(peer, forwarded=''):
    return origin.client_address(peer, forwarded, PUBLIC.trusted_proxies)


@pytest.mark.parametrize(('peer', 'forwarded', 'expected'), [
    ('203.0.113.7', '', '203.0.113.7'),
    ('203.0.113.7', '198.51.100.1', '203.0.113.7'),  # not from a proxy of ours
    ('10.0.0.2', '198.51.100.1', '198.51.100.1'),
    ('10.0.0.2', '6.6.6.6, 198.51.100.1', '198.51.100.1'),  # the left part is spoofed
    ('10.0.0.2', '127.0.0.1, 198.51.100.1, 192.0.2.1', '198.51.100.1'),
    ('10.0.0.2', '10.9.9.9, 10.0.0.3', '10.9.9.9'),
    ('10.0.0.2', '', '10.0.0.2'), ('10.0.0.2', ' , ,', '10.0.0.2'),
    ('10.0.0.2', 'nonsense', '10.0.0.2'),
    ('10.0.0.2', '::ffff:198.51.100.1', '198.51.100.1'), ('::ffff:10.0.0.2', '198.51.100.1', '198.51.100.1'),
    ('::ffff:203.0.113.7', '', '203.0.113.7'), ('10.0.0.2', '[2001:db8::7]', '2001:db8::7')])
def test_the_address_of_a_browser_is_the_right_most_one_that_is_no_proxy_of_ours(peer, forwarded, expected):
    assert address(peer, forwarded) == expected


@pytest.mark.parametrize('peer', ['', 'unix:', 'testclient'])
def test_a_sender_without_an_address_is_taken_as_it_comes(peer):
    assert address(peer) == peer and origin.place(peer) == ''


@pytest.mark.parametrize(('one', 'other', 'are_one'), [
    ('2001:db8:1:2::1', '2001:db8:1:2:ffff::9', True), ('2001:db8:1:2::1', '2001:db8:1:3::1', False),
    ('203.0.113.7', '203.0.113.8', False), ('::ffff:203.0.113.7', '203.0.113.7', False)])
def test_a_household_with_many_addresses_is_one_sender(one, other, are_one):
    assert (origin.one_sender(one) == origin.one_sender(other)) is are_one


@pytest.mark.parametrize(('address', 'place'), [
    ('203.0.113.7', '203.0.113.0/24'), ('2001:db8:1:2::7', '2001:db8:1::/48'), ('::ffff:203.0.113.7', '203.0.113.0/24'),
    ('nonsense', '')])
def test_only_roughly_where_somebody_is_is_kept(address, place):
    assert origin.place(address) == place


@pytest.mark.parametrize(('peer', 'is_trusted'), [('10.1.2.3', True), ('192.0.2.1', True), ('192.0.2.2', False),
                                                  ('::ffff:10.1.2.3', True), ('', False)])
def test_a_proxy_is_trusted_by_its_address(peer, is_trusted):
    assert origin.is_trusted(peer, PUBLIC) is is_trusted
    assert not origin.is_trusted(peer, replace(PUBLIC, trusted_proxies=()))


@pytest.mark.parametrize(('address', 'is_loopback'), [('127.0.0.1', True), ('::1', True), ('127.9.9.9', True),
                                                      ('::ffff:127.0.0.1', True), ('10.0.0.1', False), ('', False)])
def test_the_machine_itself_is_known(address, is_loopback):
    assert origin.is_loopback(address) is is_loopback
