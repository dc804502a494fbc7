"""What the environment decides: read once, every mistake reported at once, secrets never shown."""

from ipaddress import ip_network
from pathlib import Path

import pytest

from app.settings import Misconfigured, load


def mistakes(**environment):
    with pytest.raises(Misconfigured) as caught:
        load(environment)
    return str(caught.value).splitlines()


def shown(settings):
    return {source.name: (source.value, source.is_default) for source in settings.sources}


def test_without_any_variable_the_program_starts():
    settings = load({})
    assert (settings.port, settings.environment, settings.data_dir) == (8080, 'standard', Path('data'))
    assert settings.database_url == 'sqlite:///data/roundtable.db'
    assert (settings.poker.max_tables, settings.poker.max_voters, settings.poker.expiry_minutes) == (3, 16, 10)
    assert settings.poker.guests and not settings.is_demo and not settings.is_production


def test_every_mistake_is_reported_at_once():
    assert mistakes(PORT='70000', BASE_URL='plan.example.com', DATABASE_URL='mysql://x', SECRET_KEY='short',
                    LOG_LEVEL='LOUD', POKER_GUESTS='perhaps', POKER_MAX_TABLE='4') == [
        'PORT must be a whole number from 1 to 65535',
        'BASE_URL must look like https://plan.example.com, without a path',
        'DATABASE_URL must begin with sqlite:/// or postgresql+psycopg://',
        'SECRET_KEY must have at least 32 characters',
        'LOG_LEVEL must be one of INFO, DEBUG, WARNING, ERROR',
        'POKER_GUESTS must be one of true, false',
        'POKER_MAX_TABLE is not known']


@pytest.mark.parametrize(('name', 'text'), [
    ('PORT', '0'), ('PORT', 'eighty'), ('PORT', '80.5'), ('BASE_URL', 'https://plan.example.com/path'),
    ('BASE_URL', 'ftp://plan.example.com'), ('BASE_URL', 'https://'), ('DATABASE_URL', 'postgresql://host/db'),
    ('DATABASE_URL', 'sqlite:///'), ('SECRET_KEY', f'{32 * "k"},short'), ('TRUSTED_PROXIES', '10.0.0.0/99'),
    ('TRUSTED_PROXIES', 'proxy'), ('CORS_ORIGINS', 'a.example'), ('POKER_MAX_VOTERS', '501'),
    ('POKER_MAX_TABLES', '10001'), ('POKER_EXPIRY_MINUTES', '-1'), ('ENVIRONMENT', 'prod'), ('DEMO', 'maybe')])
def test_what_makes_no_sense_is_named(name, text):
    [mistake] = mistakes(**{name: text})
    assert mistake.startswith(f'{name} must ')


@pytest.mark.parametrize(('name', 'attribute', 'text', 'value'), [
    ('PORT', 'port', ' 80 ', 80), ('BASE_URL', 'base_url', 'https://plan.example.com/', 'https://plan.example.com'),
    ('ENVIRONMENT', 'environment', 'PRODUCTION', 'production'), ('DEMO', 'is_demo', 'True', True),
    ('ALLOWED_HOSTS', 'allowed_hosts', 'a.example, b.example,', ('a.example', 'b.example')),
    ('TRUSTED_PROXIES', 'trusted_proxies', '10.0.0.1, 172.16.0.0/12', (ip_network('10.0.0.1'),
                                                                       ip_network('172.16.0.0/12'))),
    ('CORS_ORIGINS', 'cors_origins', 'https://a.example', ('https://a.example',)),
    ('LOG_LEVEL', 'log_level', 'debug', 'DEBUG')])
def test_what_makes_sense_is_understood(name, attribute, text, value):
    assert getattr(load({name: text}), attribute) == value


@pytest.mark.parametrize('text', ['', '   '])
def test_an_empty_variable_is_no_variable(text):
    settings = load({'PORT': text, 'SECRET_KEY': text, 'DATABASE_URL': text})
    assert settings.port == 8080 and settings.secret_key == ''
    assert shown(settings)['PORT'] == ('8080', True)


def test_a_secret_may_stand_in_a_file(tmp_path):
    file = tmp_path / 'key'
    file.write_text(f'{32 * "k"}\n')
    assert load({'SECRET_KEY_FILE': str(file)}).secret_key == 32 * 'k'


def test_a_file_that_cannot_be_read_is_reported_beside_the_other_mistakes(tmp_path):
    missing = tmp_path / 'missing'
    assert mistakes(SECRET_KEY_FILE=str(missing), METRICS_TOKEN_FILE=str(tmp_path), PORT='x') == [
        'PORT must be a whole number from 1 to 65535',
        'SECRET_KEY_FILE cannot be read: No such file or directory',
        'METRICS_TOKEN_FILE cannot be read: Is a directory']


def test_a_file_counts_for_more_than_the_variable_itself(tmp_path):
    file = tmp_path / 'token'
    file.write_text('from the file')
    settings = load({'METRICS_TOKEN': 'from the environment', 'METRICS_TOKEN_FILE': str(file)})
    assert settings.metrics_token == 'from the file'


@pytest.mark.parametrize('name', ['POKER_MAX_TABEL', 'LOG_LEVLE', 'METRICS_TOKN', 'SETUP_ADMIN', 'POKER_GUESTS_FILES'])
def test_a_name_that_looks_like_ours_and_is_not_is_a_typing_error(name):
    assert mistakes(**{name: '1'}) == [f'{name} is not known']


def test_names_of_other_programs_are_none_of_our_business():
    load({'PATH': '/bin', 'HOME': '/root', 'MONGO_URL': 'x', 'JWT_SECRET': 'y', 'POKER': 'z'})


SECRETS = {'SECRET_KEY': 32 * 'k', 'DATABASE_URL': 'postgresql+psycopg://rt:hunter2@db/rt', 'METRICS_TOKEN': 'hunter2',
           'SETUP_ADMIN_PASSWORD': 'hunter2 hunter2'}


@pytest.mark.parametrize('name', SECRETS)
def test_of_a_secret_is_only_shown_whether_it_is_set(name):
    assert shown(load({name: SECRETS[name]}))[name] == ('set', False)
    assert shown(load({}))[name] in (('not set', True), ('set', True))
    assert not any(SECRETS[name] in value for value, _ in shown(load(SECRETS)).values())


def test_every_other_value_is_shown_with_where_it_came_from():
    values = shown(load({'PORT': '80', 'BASE_URL': 'https://plan.example.com'}))
    assert values['PORT'] == ('80', False) and values['BASE_URL'] == ('https://plan.example.com', False)
    assert values['LOG_LEVEL'] == ('INFO', True)


def test_several_keys_stand_behind_each_other():
    assert load({'SECRET_KEY': f'{32 * "a"}, {32 * "b"}'}).secret_key == f'{32 * "a"}, {32 * "b"}'


@pytest.mark.parametrize(('url', 'file'), [
    ('sqlite:////data/rt.db', Path('/data/rt.db')), ('sqlite:///rt.db', Path('rt.db')),
    ('postgresql+psycopg://host/rt', None)])
def test_a_database_that_is_a_file_is_known_as_one(url, file):
    assert load({'DATABASE_URL': url}).database_file == file
