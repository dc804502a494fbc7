"""What the environment decides, read once at start; every mistake is reported at once.

NAME_FILE may hold the value instead of NAME, for secrets. A variable exists only where an operator must decide
before the start or where an owner's document names it; the rest are constants beside the rules they belong to.
"""

import re
import secrets
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

VERSION = '0.1.0'  # of Roundtable

V = TypeVar('V')

Network = IPv4Network | IPv6Network

SQLITE = 'sqlite:///'
KNOWN_PREFIXES = ('POKER_', 'SETUP_', 'METRICS_', 'LOG_', 'RATE_', 'OPS_', 'AIRSENAL_', 'FPL_API_', 'BACKUP_')


class Misconfigured(Exception):
    """The environment makes no sense; the text lists every reason."""


@dataclass(frozen=True)
class PokerSettings:
    max_tables: int = 3
    max_voters: int = 16  # at one table
    max_observers: int = 50
    expiry_minutes: int = 10  # without activity; 0 is never
    host_grace_seconds: int = 300  # how long a table waits for its Scrum Master
    guests: bool = True
    guest_tables: bool = True  # guests may open tables, too


@dataclass(frozen=True)
class OpsSettings:
    """Times in seconds. Those an operator decides come from the environment; tests shorten the others."""
    slots: int = 4  # runs at a time in one process
    labels: tuple[str, ...] = ()  # what this machine can run beside the usual
    retries: int = 3
    retry_delay: float = 60
    retry_cap: float = 1800
    timeout: float = 3600  # of one attempt
    deadline: float = 86_400  # of all attempts together
    grace: float = 10  # between the request to end and the end
    lease: float = 30
    drain: float = 30
    log_bytes: int = 50_000_000  # of one attempt
    log_lines: int = 500_000
    files_dir: Path = Path('data/files')  # of runs, each named by its hash
    backup_dir: Path = Path('data/backups')
    airsenal_bin: str = ''  # folder of its programs; empty: wherever PATH has them
    airsenal_home: Path = Path('data/airsenal')
    fpl_url: str = 'https://fantasy.premierleague.com/api'


@dataclass(frozen=True)
class JiraSettings:
    """Offered to the admin who connects a Jira."""
    url: str = ''
    email: str = ''
    token: str = field(default='', repr=False)


@dataclass(frozen=True)
class Settings:
    host: str
    port: int
    base_url: str  # empty: any local name or private address will do
    environment: str
    data_dir: Path
    database_url: str
    secret_key: str
    master_keys: str  # a line `kid:base64` for each, the present one first
    master_keys_file: Path | None  # where they were read, for others must not be able to
    fernet_key: str  # of the vault before this one, for its import
    app_mode: str  # all, serve, worker
    allowed_hosts: tuple[str, ...]
    cors_origins: tuple[str, ...]
    trusted_proxies: tuple[Network, ...]
    replica: str
    log_level: str
    log_format: str
    metrics_token: str
    setup_email: str
    setup_password: str
    is_demo: bool
    has_brakes: bool
    rate_per_minute: int  # requests of one person or token to the API
    poker: PokerSettings
    ops: OpsSettings
    jira: JiraSettings
    sources: tuple['Source', ...]

    @property
    def is_production(self) -> bool:
        return self.environment == 'production'

    @property
    def database_file(self) -> Path | None:
        """Where the database is one file."""
        return Path(self.database_url[len(SQLITE):]) if self.database_url.startswith(SQLITE) else None


@dataclass(frozen=True)
class Source:
    """Where a value came from, for the health page; secrets show only whether they are set."""
    name: str
    value: str
    is_default: bool


def load(environment: Mapping[str, str]) -> Settings:
    """Raises Misconfigured with a line for every mistake."""
    read = Reader(environment)
    data_dir = read.take('DATA_DIR', './data', Path, 'must be a folder')
    port = read.whole('PORT', 8080, 1, 65_535)
    settings = Settings(
        host=read.text('HOST', '0.0.0.0'),
        port=port,
        base_url=read.take('BASE_URL', '', _origin, 'must look like https://plan.example.com, without a path'),
        environment=read.choice('ENVIRONMENT', 'standard', 'production', 'development', 'test'),
        data_dir=data_dir,
        database_url=read.take('DATABASE_URL', f'{SQLITE}{data_dir / "roundtable.db"}', _database,
                               'must begin with sqlite:/// or postgresql+psycopg://', is_secret=True),
        secret_key=read.take('SECRET_KEY', '', _long_enough, 'must have at least 32 characters', is_secret=True),
        master_keys=read.take('MASTER_KEYS', '', str, '', is_secret=True),
        master_keys_file=read.file('MASTER_KEYS'),
        fernet_key=read.take('ENCRYPTION_KEY', '', str, '', is_secret=True),
        app_mode=read.choice('APP_MODE', 'all', 'serve', 'worker'),
        allowed_hosts=read.take('ALLOWED_HOSTS', '', _words, 'must be names separated by commas'),
        cors_origins=read.take('CORS_ORIGINS', '', _origins, 'must be origins such as https://a.example, by commas'),
        trusted_proxies=read.take('TRUSTED_PROXIES', '', _networks, 'must be addresses or networks, by commas'),
        replica=read.text('REPLICA_ID', f'{socket.gethostname()}:{port}:{secrets.token_hex(2)}'),
        log_level=read.choice('LOG_LEVEL', 'INFO', 'DEBUG', 'WARNING', 'ERROR'),
        log_format=read.choice('LOG_FORMAT', 'json', 'text'),
        metrics_token=read.take('METRICS_TOKEN', '', str, '', is_secret=True),
        setup_email=read.text('SETUP_ADMIN_EMAIL', ''),
        setup_password=read.take('SETUP_ADMIN_PASSWORD', '', str, '', is_secret=True),
        is_demo=read.switch('DEMO', False),
        has_brakes=read.switch('RATE_LIMIT_ENABLED', True),
        rate_per_minute=read.whole('RATE_LIMIT_PER_MINUTE', 60, 0, 1_000_000),
        poker=_poker(read),
        ops=_ops(read, data_dir),
        jira=JiraSettings(read.take('JIRA_URL', '', _jira, 'must look like https://acme.atlassian.net'),
                          read.text('JIRA_EMAIL', ''), read.take('JIRA_TOKEN', '', str, '', is_secret=True)),
        sources=())
    read.complain()
    return replace(settings, sources=tuple(read.sources.values()))


class Reader:
    """Takes values out of the environment and collects what is wrong with them."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment
        self.mistakes: list[str] = []
        self.sources: dict[str, Source] = {}

    def take(self, name: str, default: str, parse: Callable[[str], V], hint: str, *, is_secret: bool = False) -> V:
        given = self._given(name)
        self.sources[name] = Source(name, _shown(given or default, is_secret), given is None)
        try:
            return parse(default if given is None else given)
        except ValueError:
            self.mistakes.append(f'{name} {hint}')
            return parse(default)

    def text(self, name: str, default: str) -> str:
        return self.take(name, default, str.strip, '')

    def whole(self, name: str, default: int, low: int, high: int) -> int:
        def parse(text: str) -> int:
            if not low <= int(text) <= high:
                raise ValueError(text)
            return int(text)
        return self.take(name, str(default), parse, f'must be a whole number from {low} to {high}')

    def choice(self, name: str, *choices: str) -> str:
        def parse(text: str) -> str:
            return choices[[choice.lower() for choice in choices].index(text.strip().lower())]
        return self.take(name, choices[0], parse, f'must be one of {", ".join(choices)}')

    def switch(self, name: str, default: bool) -> bool:
        return self.choice(name, *(('true', 'false') if default else ('false', 'true'))) == 'true'

    def file(self, name: str) -> Path | None:
        """Where a value was read that was not given itself."""
        path = self.environment.get(f'{name}_FILE')
        return Path(path) if path else None

    def complain(self) -> None:
        """Raise what was found, and report names that look like ours and are not: they are typing errors."""
        known = self.sources.keys() | {f'{name}_FILE' for name in self.sources}
        self.mistakes += [f'{name} is not known' for name in sorted(self.environment)
                          if name.startswith(KNOWN_PREFIXES) and name not in known]
        if self.mistakes:
            raise Misconfigured('\n'.join(self.mistakes))

    def _given(self, name: str) -> str | None:
        """None where nothing, or nothing but space, is given: compose files pass empty variables on."""
        path = self.environment.get(f'{name}_FILE')
        if not path:
            return self.environment.get(name, '').strip() or None
        try:
            return Path(path).read_text().strip()
        except OSError as error:
            self.mistakes.append(f'{name}_FILE cannot be read: {error.strerror}')
            return None
        except UnicodeDecodeError:
            self.mistakes.append(f'{name}_FILE is no text')
            return None


def _poker(read: Reader) -> PokerSettings:
    return PokerSettings(
        max_tables=read.whole('POKER_MAX_TABLES', PokerSettings.max_tables, 1, 10_000),
        max_voters=read.whole('POKER_MAX_VOTERS', PokerSettings.max_voters, 1, 500),
        max_observers=read.whole('POKER_MAX_OBSERVERS', PokerSettings.max_observers, 0, 500),
        expiry_minutes=read.whole('POKER_EXPIRY_MINUTES', PokerSettings.expiry_minutes, 0, 100_000),
        host_grace_seconds=read.whole('POKER_HOST_GRACE_SECONDS', PokerSettings.host_grace_seconds, 10, 86_400),
        guests=read.switch('POKER_GUESTS', PokerSettings.guests),
        guest_tables=read.switch('POKER_GUEST_TABLES', PokerSettings.guest_tables))


def _ops(read: Reader, data_dir: Path) -> OpsSettings:
    return OpsSettings(
        slots=read.whole('OPS_SLOTS', OpsSettings.slots, 1, 64),
        labels=read.take('WORKER_LABELS', '', _words, 'must be words separated by commas'),
        retries=read.whole('OPS_MAX_RETRIES', OpsSettings.retries, 0, 100),
        retry_delay=read.whole('OPS_RETRY_DELAY_SECONDS', int(OpsSettings.retry_delay), 1, 86_400),
        drain=read.whole('OPS_DRAIN_SECONDS', int(OpsSettings.drain), 0, 600),
        files_dir=data_dir / 'files',
        backup_dir=read.take('BACKUP_DIR', str(data_dir / 'backups'), Path, 'must be a folder'),
        airsenal_bin=read.text('AIRSENAL_BIN', ''),
        airsenal_home=read.take('AIRSENAL_HOME', str(data_dir / 'airsenal'), Path, 'must be a folder'),
        fpl_url=read.take('FPL_API_URL', OpsSettings.fpl_url, _address, 'must look like https://example.com/api'))


def _shown(text: str, is_secret: bool) -> str:
    return ('set' if text else 'not set') if is_secret else text


def _origin(text: str) -> str:
    parts = urlsplit(text)
    if text and (parts.scheme not in ('http', 'https') or not parts.hostname or parts.path not in ('', '/')):
        raise ValueError(text)
    return text.rstrip('/')


def _address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ('http', 'https') or not parts.hostname:
        raise ValueError(text)
    return text.rstrip('/')


def _jira(text: str) -> str:
    return _address(text) if text else ''


def _origins(text: str) -> tuple[str, ...]:
    return tuple(_origin(word) for word in _words(text))


def _database(text: str) -> str:
    if not re.fullmatch(r'(sqlite:///|postgresql\+psycopg://).+', text):
        raise ValueError(text)
    return text


def _long_enough(text: str) -> str:
    """Several keys stand behind each other, the present one first."""
    if any(len(key.strip()) < 32 for key in text.split(',') if text):
        raise ValueError(text)
    return text


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(',') if word.strip())


def _networks(text: str) -> tuple[Network, ...]:
    return tuple(ip_network(word, strict=False) for word in _words(text))
