"""The text of tokens and codes: found by scanners, told from typing errors, kept only as a hash."""

import re

import pytest

from app.security import tokens


@pytest.fixture(scope='module')
def token():
    return tokens.new_token()


def test_a_token_has_a_prefix_an_id_a_secret_and_a_checksum(token):
    assert re.fullmatch(r'rt_[0-9A-Za-z]{10}_[0-9A-Za-z]{49}', token.text)
    assert token.text.split('_')[1] == token.id == tokens.token_id(token.text)


def test_only_the_hash_of_a_token_is_kept(token):
    assert token.hash == tokens.digest(token.text) and token.text not in (token.id, token.hash)


def test_no_two_tokens_are_alike():
    assert len({tokens.new_token().text for _ in range(200)}) == 200


@pytest.mark.parametrize('spoil', [
    lambda text: text[:-1], lambda text: text + 'a', lambda text: text.replace('rt_', 'RT_'), lambda text: ' ' + text,
    lambda text: text + '\n', lambda text: text[:20] + ('a' if text[20] != 'a' else 'b') + text[21:],
    lambda text: text[:-1] + ('0' if text[-1] != '0' else '1'), lambda text: text.replace('_', '-'),
    lambda text: '', lambda text: 'rt_', lambda text: text.replace(text[5], '٣', 1)])
def test_a_token_with_a_typing_error_is_told_without_asking_the_database(token, spoil):
    assert tokens.token_id(spoil(token.text)) is None


def test_a_secret_for_a_cookie_has_256_bits_and_needs_no_quoting():
    secret = tokens.new_secret()
    assert re.fullmatch(r'[0-9A-Za-z_-]{43}', secret) and secret != tokens.new_secret()


def test_a_set_up_code_can_be_read_from_a_log_and_typed():
    assert re.fullmatch(r'[A-Z2-7]{5}(-[A-Z2-7]{5}){4}', tokens.new_setup_code())


@pytest.mark.parametrize('typed', [str, str.lower, lambda code: code.replace('-', ''), lambda code: f' {code}\n',
                                   lambda code: code.replace('-', ' - ')])
def test_a_set_up_code_may_be_typed_in_any_way(typed):
    code = tokens.new_setup_code()
    assert tokens.normal_setup_code(typed(code)) == tokens.normal_setup_code(code)
