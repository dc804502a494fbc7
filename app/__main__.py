"""The command line: `python -m app` serves; `python -m app --help` lists the rest."""

import argparse
import getpass
import os
import sys
from dataclasses import replace
from pathlib import Path
from urllib.request import urlopen

from app import entrance, logs, restore_line, vault_line, work
from app.domain.access import SYSTEM
from app.errors import AppError
from app.security import tokens
from app.security.passwords import hash_now
from app.services import audit
from app.services.people import accounts
from app.services.people.accounts import Founding
from app.serving import connect, serve
from app.settings import Misconfigured, Settings, load

BAD_CONFIGURATION = 78  # EX_CONFIG


def main(arguments: list[str]) -> int:
    given = _parser().parse_args(arguments)
    try:
        settings = load(os.environ)
        logs.start(settings.log_level, settings.log_format)
        return int(given.run(given, settings) or 0)
    except Misconfigured as error:
        sys.stderr.write(f'Roundtable cannot start like this:\n{error}\n')
        return BAD_CONFIGURATION
    except AppError as error:
        sys.stderr.write(f'{error}\n')
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser('python -m app', description='Roundtable, the planning workspace.')
    parser.set_defaults(run=_serve)
    commands = parser.add_subparsers(title='commands')
    for name, run, text in (('serve', _serve, 'serve the workspace (the default)'),
                            ('migrate', _migrate, 'bring the tables up to date and end'),
                            ('demo', _demo, 'serve a workspace filled with demo data, in a database of its own')):
        commands.add_parser(name, help=text).set_defaults(run=run)
    commands.add_parser('probe', help='ask the process on PORT whether it is alive').set_defaults(run=_probe)
    admin = commands.add_parser('add-admin', help='add an admin, or the first one')
    for name in ('email', 'name'):
        admin.add_argument(name)
    admin.set_defaults(run=_add_admin)
    user = commands.add_parser('user', help='list the accounts, or make a link for a new password')
    user.add_argument('deed', choices=['list', 'reset-link'])
    user.add_argument('email', nargs='?', default='')
    user.set_defaults(run=_user)
    trail = commands.add_parser('audit', help='check the seals of the audit trail')
    trail.add_argument('deed', choices=['verify'])
    trail.set_defaults(run=_verify)
    vault_line.add_to(commands)
    restore_line.add_to(commands)
    return parser


def _serve(_given: argparse.Namespace, settings: Settings) -> None:
    serve(settings)


def _migrate(_given: argparse.Namespace, settings: Settings) -> None:
    connect(settings).dispose()


def _demo(_given: argparse.Namespace, settings: Settings) -> None:
    """Beside a real workspace, perhaps: it has nothing in common with that."""
    folder = settings.data_dir / 'demo'
    ops = replace(settings.ops, files_dir=folder / 'files', backup_dir=folder / 'backups')
    serve(replace(settings, is_demo=True, data_dir=folder, ops=ops,
                  database_url=f'sqlite:///{Path(folder) / "roundtable.db"}'))


def _add_admin(given: argparse.Namespace, settings: Settings) -> int:
    """The password comes from the terminal or a pipe, never from the arguments."""
    password = getpass.getpass('Password: ') if sys.stdin.isatty() else sys.stdin.readline().rstrip('\n')
    connect(settings)
    founding = Founding('Roundtable', given.name, given.email, 'UTC')
    entrance.demand_sound(founding, password)
    work.transact(accounts.add_admin, founding, hash_now(password))
    return 0


def _user(given: argparse.Namespace, settings: Settings) -> int:
    """For an admin who has lost the password; whoever can run this owns the installation."""
    connect(settings)
    people = work.read(accounts.list_people, SYSTEM)
    if given.deed == 'list':
        for person in people:
            roles = ', '.join(grant.role for grant in person.grants)
            sys.stdout.write(f'{person.email}\t{person.name}\t{person.state}\t{roles}\n')
        return 0
    wanted = next((person for person in people if person.email.casefold() == given.email.casefold()), None)
    if wanted is None:
        sys.stderr.write(f'Nobody here has the e-mail “{given.email}”.\n')
        return 1
    code = tokens.new_secret()
    kind = work.transact(accounts.make_link, SYSTEM, wanted.id, tokens.digest(code))
    sys.stdout.write(f'{settings.base_url or f"http://localhost:{settings.port}"}/{kind}/{code}\n')
    return 0


def _probe(_given: argparse.Namespace, settings: Settings) -> int:
    try:
        with urlopen(f'http://127.0.0.1:{settings.port}/healthz', timeout=4):
            return 0
    except OSError:
        return 1


def _verify(_given: argparse.Namespace, settings: Settings) -> int:
    connect(settings)
    verdict = work.read(audit.verify, SYSTEM)
    broken = f'; the first broken one is {verdict.first_broken}' if verdict.first_broken else ', all sealed'
    sys.stdout.write(f'{verdict.entries} entries{broken}\n')
    return 1 if verdict.first_broken else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
