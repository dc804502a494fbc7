"""The keys that secrets are sealed with: known by name, checked at start, exchanged without touching a value."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.ops.views import VaultView
from app.errors import Conflict, NotFound
from app.events import SECRETS, RunNoteworthy, SecretChanged
from app.security import vault
from app.security.vault import Unreadable
from app.services import audit, secrets
from app.settings import Misconfigured
from app.work import Work
from models.ops import MasterKey, Secret, SecretVersion

OLD = timedelta(days=365)  # a key in use for longer should be exchanged
REMINDER = 30  # days until it is said again
BATCH = 100

Position = tuple[int, int]  # id and version of a secret
FIRST: Position = (0, 0)


@dataclass(frozen=True)
class KeyView:
    kid: str
    state: str  # present, former, missing
    made_at: datetime | None  # when this database first met it
    sealed: int  # values it guards


@dataclass(frozen=True)
class Batch:
    """A part of a rotation, and where the next one begins."""
    done: int
    end: Position | None  # None after the last
    unreadable: tuple[str, ...] = ()


def meet(work: Work) -> None:
    """Before anything is sealed or opened: raises Misconfigured if these are not the keys of this database."""
    work.take_turns(secrets.TURN)
    ring, sealed = dict(work.policy.master_keys), secrets.count_sealed(work)
    known = {row.kid: row for row in work.session.exec(select(MasterKey))}
    checks = {kid: vault.check_value(kid, key) for kid, key in ring.items()}
    wrong = [kid for kid, check in checks.items() if kid in known and known[kid].check != check]
    mistakes = [f'MASTER_KEYS: “{kid}” is another key than the one of this name that this database was used with'
                for kid in wrong]
    mistakes += [f'MASTER_KEYS lacks the key “{kid}”, which guards {number} of the values'
                 for kid, number in sealed.items() if kid not in ring]
    if mistakes:
        raise Misconfigured('\n'.join(mistakes))
    work.session.add_all([MasterKey(kid=kid, check=check, made_at=work.now) for kid, check in checks.items()
                          if kid not in known])


def view_vault(work: Work, actor: Actor) -> VaultView:
    """Which key guards the secrets, where it comes from and how old it is."""
    demand(actor, 'ops.secret_names')
    kid, sealed = _present(work), secrets.count_sealed(work)
    row = work.session.get(MasterKey, kid)
    return VaultView(kid, work.policy.keys_from, row.made_at if row else None, sum(sealed.values()),
                     sum(number for name, number in sealed.items() if name != kid))


def list_keys(work: Work, actor: Actor) -> tuple[KeyView, ...]:
    """All keys that are given, were met or are needed; those of the ring in its order."""
    demand(actor, 'ops.secrets')
    sealed = secrets.count_sealed(work)
    known = {row.kid: row.made_at for row in work.session.exec(select(MasterKey).order_by(col(MasterKey.made_at)))}
    ring = [kid for kid, _ in work.policy.master_keys]
    names = dict.fromkeys((*ring, *known, *sealed))
    return tuple(KeyView(kid, _state(kid, ring), known.get(kid), sealed.get(kid, 0)) for kid in names)


def rewrap(work: Work, actor: Actor, after: Position = FIRST, limit: int = BATCH) -> Batch:
    """Put the next values behind this position under the present key. What cannot be opened stays as it is, and is
    named; whoever was stopped begins again at the first.
    """
    demand(actor, 'ops.secrets')
    kid, done, unreadable, end = _present(work), 0, [], None
    for row, version in _behind(work, after, limit, SecretVersion.kid != kid):
        end = (row.id, version.version)
        try:
            sealed = vault.rewrapped(work.policy.master_keys, secrets.place_of(row, version), version.record)
        except Unreadable as error:
            unreadable.append(str(error))
        else:
            version.kid, version.record = sealed.kid, sealed.record
            done += 1
    if done:
        audit.write(work, actor, 'ops.rotate_master_key', kid, f'{done} secrets')
        work.record(SecretChanged(SECRETS))
    return Batch(done, end, tuple(unreadable))


def prove(work: Work, actor: Actor, after: Position = FIRST, limit: int = BATCH) -> Batch:
    """Open the next values behind this position with the present key alone, and forget them."""
    demand(actor, 'ops.secrets')
    alone, done, unreadable, end = work.policy.master_keys[:1], 0, [], None
    for row, version in _behind(work, after, limit, is_locking=False):
        end = (row.id, version.version)
        try:
            vault.opened(alone, secrets.place_of(row, version), version.record)
        except Unreadable as error:
            unreadable.append(str(error))
        else:
            done += 1
    return Batch(done, end, tuple(unreadable))


def retire(work: Work, actor: Actor, kid: str) -> None:
    """Forget a key that guards nothing any more, so that it may be taken out of MASTER_KEYS."""
    demand(actor, 'ops.secrets')
    work.take_turns(secrets.TURN)
    row = work.session.get(MasterKey, kid)
    if row is None:
        raise NotFound(f'No key called “{kid}” was ever used here.')
    if kid == _present(work):
        raise Conflict(f'“{kid}” is the present key. Put another one before it first.', 'vault.in_use')
    if number := secrets.count_sealed(work).get(kid):
        raise Conflict(f'“{kid}” still guards {number} of the values. Run “secrets rotate-master” first.',
                       'vault.in_use')
    work.session.delete(row)
    audit.write(work, actor, 'ops.retire_master_key', kid)
    work.record(SecretChanged(SECRETS))


def tell_age(work: Work) -> str:
    """Asked every day: lets people know now and then that the present key is old; says what is wrong, or nothing."""
    row = work.session.get(MasterKey, _present(work))
    if row is None or work.now - row.made_at < OLD:
        return ''
    days = (work.now - row.made_at).days
    text = f'The vault key “{row.kid}” is {days} days old. Exchange it for a new one.'
    if (days - OLD.days) % REMINDER == 0:
        work.record(RunNoteworthy(SECRETS, 'key_age', text, '/ops/secrets', ''))
    return text


def _present(work: Work) -> str:
    if not work.policy.master_keys:
        raise Unreadable('There is no key to seal secrets with.', 'vault.no_key')
    return work.policy.master_keys[0][0]


def _state(kid: str, ring: list[str]) -> str:
    return 'missing' if kid not in ring else 'present' if kid == ring[0] else 'former'


def _behind(work: Work, after: Position, limit: int, *more: bool,
            is_locking: bool = True) -> Iterable[tuple[Secret, SecretVersion]]:
    """Whoever replaces one of these values at this moment goes first, or waits."""
    secret_id, version = col(SecretVersion.secret_id), col(SecretVersion.version)
    wanted = select(Secret, SecretVersion).join(SecretVersion, secret_id == Secret.id).where(
        SecretVersion.record != '', *more,
        (secret_id > after[0]) | ((secret_id == after[0]) & (version > after[1])),
    ).order_by(secret_id, version).limit(limit)
    return work.session.exec(wanted.with_for_update(of=SecretVersion) if is_locking else wanted).all()
