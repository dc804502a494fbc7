"""The two cookies: of a signed-in person, and of a visitor."""

import pytest

from app.security import cookies
from app.security.cookies import Jar
from app.security.tokens import digest


def read(header, is_https=False):
    return cookies.read_jar(header, is_https)


def test_over_https_a_cookie_is_bound_to_this_host_and_to_safe_lines():
    assert cookies.set_cookie('session', 'x', True, 60) == (
        '__Host-rt_session=x; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=60')


def test_over_http_on_ones_own_machine_it_does_without_the_prefix():
    assert cookies.set_cookie('guest', 'x', False, None) == 'rt_guest=x; Path=/; HttpOnly; SameSite=Lax'


def test_a_dropped_cookie_is_empty_and_over():
    assert cookies.drop_cookie('session', True).endswith('Max-Age=0')
    assert cookies.drop_cookie('session', True).startswith('__Host-rt_session=;')


def test_only_hashes_of_what_a_browser_brings_go_further():
    assert read('rt_session=one; rt_guest=two') == Jar(digest('one'), digest('two'), 'two')


@pytest.mark.parametrize('header', ['', ';', 'rt_session', 'rt_session=', 'other=1', '=x', 'RT_SESSION=one'])
def test_a_browser_that_brings_nothing_has_an_empty_jar(header):
    assert read(header) == Jar()


@pytest.mark.parametrize('header', [
    'prefs={"a": "b"}; rt_session=one', 'rt_session=one; prefs={"a": "b"}', 'a b=c; rt_session=one', 'rt_session=one;',
    'é=ü; rt_session=one', ' rt_session = one ', 'x; rt_session=one', 'other="a; rt_session=one'])
def test_the_cookies_of_others_do_not_spoil_ours(header):
    assert read(header).session == digest('one')


def test_over_https_a_cookie_that_any_neighbour_could_have_set_counts_for_nothing():
    assert read('rt_session=one; rt_guest=two', is_https=True) == Jar()
    assert read('__Host-rt_session=one', is_https=True).session == digest('one')
    assert read('__Host-rt_session=one', is_https=False) == Jar()
