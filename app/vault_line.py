"""The command line of the vault: its keys, and files of secrets."""

import argparse
import getpass
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from app import work
from app.domain.access import SYSTEM
from app.errors import Rejected
from app.security import fernet_file, passphrase
from app.services import master_keys, secrets
from app.services.master_keys import FIRST, Batch, Position
from app.serving import connect
from app.settings import Settings

Run = Callable[[argparse.Namespace, Settings], int]


def add_to(commands: 'argparse._SubParsersAction[argparse.ArgumentParser]') -> None:
    """Give the command line its words for secrets."""
    secret = commands.add_parser('secrets', help='look after the vault: keys, export, import')
    deeds = secret.add_subparsers(title='deeds', required=True, metavar='deed')
    for name, (run, argument, text) in DEEDS.items():
        deed = deeds.add_parser(name, help=text)
        if argument:
            deed.add_argument(argument)
        deed.set_defaults(run=run)


def _status(_given: argparse.Namespace, settings: Settings) -> int:
    """Exit code 1 says that a rotation has been begun, or has to be."""
    connect(settings)
    keys = work.read(master_keys.list_keys, SYSTEM)
    _say('key\tstate\tknown since\tvalues')
    for key in keys:
        _say(f'{key.kid}\t{key.state}\t{f"{key.made_at:%Y-%m-%d}" if key.made_at else "-"}\t{key.sealed}')
    shared = [one for one in work.read(secrets.list_secrets, SYSTEM) if one.scope == 'shared']
    _say(f'{sum(one.is_set for one in shared)} of {len(shared)} shared secrets are set')
    return int(any(key.sealed for key in keys if key.state != 'present'))


def _rotate(_given: argparse.Namespace, settings: Settings) -> int:
    """Put the new key first in MASTER_KEYS, restart all processes with it, then run this. It can be stopped."""
    connect(settings)
    unreadable = _through(lambda end: work.transact(master_keys.rewrap, SYSTEM, end), 'under the present key')
    unreadable += _through(lambda end: work.read(master_keys.prove, SYSTEM, end), 'proved')
    for text in dict.fromkeys(unreadable):
        sys.stderr.write(f'{text}\n')
    if unreadable:
        return 1
    former = [key.kid for key in work.read(master_keys.list_keys, SYSTEM) if key.state != 'present']
    for kid in former:
        _say(f'“{kid}” guards nothing any more: secrets retire {kid}')
    return 0


def _retire(given: argparse.Namespace, settings: Settings) -> int:
    connect(settings)
    work.transact(master_keys.retire, SYSTEM, given.kid)
    _say(f'“{given.kid}” is retired: take it out of MASTER_KEYS.')
    return 0


def _export(given: argparse.Namespace, settings: Settings) -> int:
    """Shared secrets only: what is personal is set again by whoever it belongs to."""
    connect(settings)
    phrase = _passphrase(is_new=True)
    values = work.transact(secrets.take_away, SYSTEM)
    text = passphrase.locked(values, phrase)
    try:
        with os.fdopen(os.open(given.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), 'w') as file:
            file.write(text)
    except OSError as error:
        raise Rejected(f'{given.file} cannot be written: {error.strerror}') from None
    _say(f'{len(values)} shared secrets are in {given.file}.')
    return 0


def _import(given: argparse.Namespace, settings: Settings) -> int:
    connect(settings)
    values = passphrase.unlocked(_content(given.file), _passphrase(is_new=False))
    return _keep(values, 'a file')


def _import_fernet(given: argparse.Namespace, settings: Settings) -> int:
    connect(settings)
    return _keep(fernet_file.read_tokens(_content(given.file), settings.fernet_key), 'Fernet tokens')


def _keep(values: passphrase.Values, origin: str) -> int:
    for warning in work.transact(secrets.keep_all, SYSTEM, values, origin):
        sys.stderr.write(f'{warning}\n')
    _say(f'{len(values)} shared secrets are set.')
    return 0


def _through(step: Callable[[Position], Batch], words: str) -> list[str]:
    """All batches, each said when it is kept; what could not be opened."""
    unreadable: list[str] = []
    done, end = 0, FIRST
    while True:
        batch = step(end)
        unreadable += batch.unreadable
        done += batch.done
        if batch.end is None:
            _say(f'{done} values {words}.')
            return unreadable
        end = batch.end
        _say(f'{done} …')


def _passphrase(*, is_new: bool) -> str:
    """From the terminal or a pipe, never from the arguments."""
    if not sys.stdin.isatty():
        phrase = sys.stdin.readline().rstrip('\n')
    else:
        phrase = getpass.getpass('Passphrase: ')
        if is_new and phrase != getpass.getpass('Again: '):
            raise Rejected('These were two different passphrases.')
    if is_new and len(phrase) < passphrase.SHORTEST:
        raise Rejected(f'A passphrase has at least {passphrase.SHORTEST} characters.')
    return phrase


def _content(path: str) -> str:
    try:
        return Path(path).read_text(encoding='utf-8')
    except OSError as error:
        raise Rejected(f'{path} cannot be read: {error.strerror}') from None
    except UnicodeDecodeError:
        raise Rejected(f'{path} is no text.') from None


def _say(text: str) -> None:
    sys.stdout.write(f'{text}\n')
    sys.stdout.flush()


DEEDS: Mapping[str, tuple[Run, str, str]] = {
    'status': (_status, '', 'which keys there are, and what they guard'),
    'rotate-master': (_rotate, '', 'put all values under the first key of MASTER_KEYS'),
    'retire': (_retire, 'kid', 'forget a key that guards nothing any more'),
    'export': (_export, 'file', 'write the shared secrets to a new file, sealed with a passphrase'),
    'import': (_import, 'file', 'set what such a file holds'),
    'import-fernet': (_import_fernet, 'file', 'set what Fernet tokens hold, opened with ENCRYPTION_KEY'),
}
