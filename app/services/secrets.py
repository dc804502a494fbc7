"""Secrets: kept sealed, opened only for an attempt that starts, never shown to anybody.

Those that are shared serve everybody's runs; a person's own go before them, in that person's runs only. Of a value
that was replaced or removed nothing is left but who did it, and when.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, update
from sqlmodel import col, select

from app.domain.access import EVERYWHERE, Actor, demand, may
from app.domain.ops.secrets import PERSONAL, SHARED, Declared, declared, find_declared, granted, judged
from app.domain.ops.states import Claim
from app.domain.ops.views import SecretChange, SecretView
from app.errors import Forbidden, NotFound, Rejected
from app.events import SECRETS, SecretChanged
from app.security import vault
from app.security.passwords import COMMON
from app.security.vault import Place
from app.services import audit
from app.services.people import bell, sessions
from app.work import Work
from models.ops import Secret, SecretVersion
from models.people import Person, PersonGrant

TURN = 7_100_005  # whoever changes secrets or their keys waits for the others
HISTORY = 20  # changes that are shown of one secret

SET = and_(col(SecretVersion.secret_id) == Secret.id, col(SecretVersion.version) == Secret.version,
           col(SecretVersion.record) != '')


def list_secrets(work: Work, actor: Actor) -> tuple[SecretView, ...]:
    """All that commands ask for and all that are kept, by name; shared ones first, then the actor's own."""
    demand(actor, 'ops.secret_names')
    scopes = (SHARED, actor.identity) if _has_own(actor) else (SHARED,)
    rows = {(row.scope, row.name): row for row in
            work.session.exec(select(Secret).where(col(Secret.scope).in_(scopes)))}
    changes = _histories(work, [row.id for row in rows.values()])
    known = declared(work.policy.commands)
    names = sorted({*(one.name for one in known if not one.is_pattern), *(name for _, name in rows)})
    views = [_view(scope, replace(find_declared(known, name) or Declared(name, '', ()), name=name),
                   rows.get((scope, name)), changes) for scope in scopes for name in names]
    return tuple(view for view in views if view.used_by or view.is_set)


def keep(work: Work, actor: Actor, name: str, value: str, scope: str = SHARED, deed: str = 'ops.secrets') -> str:
    """Seal a value, instead of the former one. Says what whoever sets it should know, or nothing. `deed` is what it
    takes to set it for all; an area may have admins of its own.
    """
    scope = actor.identity if scope == PERSONAL else scope
    _demand_owner(work, actor, scope, deed)
    warning = _put(work, actor, name, value, scope)
    _tell_admins(work, actor, scope, f'{actor.name} set the secret {name}.')
    return warning


def forget(work: Work, actor: Actor, name: str, scope: str = SHARED, deed: str = 'ops.secrets') -> None:
    scope = actor.identity if scope == PERSONAL else scope
    _demand_owner(work, actor, scope, deed)
    row = _found(work, scope, name)
    if row is None or not _is_set(work, row):
        raise NotFound('This secret is not set.')
    _succeed(work, actor, row)
    row.warning = ''
    audit.write(work, actor, 'ops.remove_secret', name, _kind(scope))
    _tell_admins(work, actor, scope, f'{actor.name} removed the secret {name}.')
    work.record(SecretChanged(SECRETS))


def list_set(work: Work, names: Sequence[str], *scopes: str) -> frozenset[str]:
    """Those of these names that have a value in one of the scopes."""
    return frozenset(work.session.exec(select(Secret.name).join(SecretVersion, SET).where(
        col(Secret.name).in_(names), col(Secret.scope).in_(scopes))))


def forget_all(work: Work, actor: Actor, identity: str) -> None:
    """Somebody leaves for good: nobody else may use what was theirs."""
    demand(actor, 'people.admin')
    for row in work.session.exec(select(Secret).where(Secret.scope == identity)).all():
        _succeed(work, actor, row)
        work.record(SecretChanged(SECRETS))


def forget_named(work: Work, actor: Actor, names: Sequence[str], deed: str) -> None:
    """What they were for is gone, or elsewhere now: whoever set them, nobody may use them for anything else."""
    demand(actor, deed)
    work.take_turns(TURN)
    for row in work.session.exec(select(Secret).join(SecretVersion, SET).where(col(Secret.name).in_(names))).all():
        _succeed(work, actor, row)
        audit.write(work, actor, 'ops.remove_secret', row.name, _kind(row.scope))
        work.record(SecretChanged(SECRETS))


def open_for(work: Work, claim: Claim) -> dict[str, str]:
    """What this attempt is granted, by name. Raises Rejected naming what it needs and nobody has set."""
    grants = granted(claim.definition, claim.parameters)
    if not grants:
        return {}
    rows = _usable(work, claim, [grant.name for grant in grants])
    missing = [grant.name for grant in grants if grant.is_required and grant.name not in rows]
    if missing:
        raise Rejected(f'{" and ".join(missing)} {"are" if len(missing) > 1 else "is"} not set. Set '
                       f'{"them" if len(missing) > 1 else "it"} on the page Secrets.', 'ops.secret_missing', missing[0])
    for row, _ in rows.values():
        row.last_used_at, row.last_used_by = work.now, f'{claim.definition.slug}, run {claim.run_id}'
    if rows:
        audit.write_by(work, claim.actor, _names(work, [claim.actor])[claim.actor], 'ops.use_secret',
                       f'run {claim.run_id}', ', '.join(rows))
        work.record(SecretChanged(SECRETS))
    return {name: _opened(work, row, version) for name, (row, version) in rows.items()}


def values_since(work: Work, claim: Claim, since: datetime) -> tuple[str, ...]:
    """What has been set from this moment on of all that this attempt was granted: to be masked in its log, too."""
    names = [grant.name for grant in granted(claim.definition, claim.parameters)]
    rows = _rows(work, claim, names, col(Secret.updated_at) >= since)
    return tuple(_opened(work, row, version) for row, version in rows)


def proves(work: Work, name: str, is_right: Callable[[bytes], bool]) -> bool | None:
    """Whether whoever sent something knows the shared secret of this name: `is_right` sees the value, and nobody else
    does. None where it is not set.
    """
    row = work.session.exec(select(Secret, SecretVersion).join(SecretVersion, SET).where(
        Secret.scope == SHARED, Secret.name == name)).first()
    return None if row is None else is_right(_opened(work, *row).encode())


def take_away(work: Work, actor: Actor) -> tuple[tuple[str, str], ...]:
    """Names and values of all that is shared, to be sealed with a passphrase. Nothing else ever gives values away."""
    _demand_owner(work, actor, SHARED)
    rows = work.session.exec(select(Secret, SecretVersion).join(SecretVersion, SET).where(Secret.scope == SHARED)
                             .order_by(col(Secret.name))).all()
    audit.write(work, actor, 'ops.export_secrets', detail=', '.join(row.name for row, _ in rows))
    _tell_admins(work, actor, SHARED, f'{actor.name} exported the values of all shared secrets.')
    return tuple((row.name, _opened(work, row, version)) for row, version in rows)


def keep_all(work: Work, actor: Actor, values: Sequence[tuple[str, str]], origin: str) -> tuple[str, ...]:
    """Set all of them, or none; says what should be known about some."""
    _demand_owner(work, actor, SHARED)
    warnings = []
    for name, value in values:
        try:
            warnings.append((name, _put(work, actor, name, value, SHARED)))
        except Rejected as error:
            raise Rejected(f'{name[:80]}: {error} Nothing was imported.', error.code, error.field) from None
    audit.write(work, actor, 'ops.import_secrets', detail=f'{origin}: {", ".join(name for name, _ in values)}')
    _tell_admins(work, actor, SHARED, f'{actor.name} imported {len(values)} shared secrets.')
    return tuple(f'{name}: {warning}' for name, warning in warnings if warning)


def place_of(row: Secret, version: SecretVersion) -> Place:
    return Place(row.scope, row.id, row.name, version.version)


def _has_own(actor: Actor) -> bool:
    return may(actor, 'people.own_look')


def _demand_owner(work: Work, actor: Actor, scope: str, deed: str = 'ops.secrets') -> None:
    """Admins look after what is shared, everybody after their own, and nobody after that of others."""
    demand(actor, deed if scope == SHARED else 'people.own_secrets')
    demand(actor, 'ops.secret_names')
    if scope not in (SHARED, actor.identity):
        raise Forbidden('This is somebody else’s own.')
    sessions.demand_proof(work, actor)
    work.take_turns(TURN)


def _put(work: Work, actor: Actor, name: str, value: str, scope: str) -> str:
    if find_declared(declared(work.policy.commands), name) is None:
        raise Rejected(f'No command here asks for a secret called “{name[:80]}”.', 'ops.secret_unknown', 'name')
    warning = judged(value, COMMON)
    row = _found(work, scope, name)
    if row is None:
        row = Secret(scope=scope, name=name, version=0, updated_at=work.now, updated_by=actor.identity)
        work.session.add(row)
        work.session.flush()
    _succeed(work, actor, row, value.encode())
    row.warning = warning
    audit.write(work, actor, 'ops.set_secret', name, _kind(scope))
    work.record(SecretChanged(SECRETS))
    return warning


def _succeed(work: Work, actor: Actor, row: Secret, value: bytes | None = None) -> None:
    """The next version, with a value or without one; nothing is left of the former."""
    work.session.execute(update(SecretVersion).where(col(SecretVersion.secret_id) == row.id).values(record=''))
    row.version, row.updated_at, row.updated_by = row.version + 1, work.now, actor.identity
    version = SecretVersion(secret_id=row.id, version=row.version, kid='', record='', made_at=work.now,
                            made_by=actor.identity)
    if value is not None:
        sealed = vault.seal(work.policy.master_keys, place_of(row, version), value)
        version.kid, version.record = sealed.kid, sealed.record
    work.session.add(version)


def _found(work: Work, scope: str, name: str) -> Secret | None:
    return work.session.exec(select(Secret).where(Secret.scope == scope, Secret.name == name)
                             .with_for_update()).first()


def _is_set(work: Work, row: Secret) -> bool:
    version = work.session.get(SecretVersion, (row.id, row.version))
    return version is not None and bool(version.record)


def _usable(work: Work, claim: Claim, names: Sequence[str]) -> dict[str, tuple[Secret, SecretVersion]]:
    """By name, in the order asked for; a person's own before the shared one."""
    rows = sorted(_rows(work, claim, names), key=lambda found: found[0].scope != SHARED)
    found = {row.name: (row, version) for row, version in rows}
    return {name: found[name] for name in names if name in found}


def _rows(work: Work, claim: Claim, names: Sequence[str],
          *more: ColumnElement[bool]) -> Iterable[tuple[Secret, SecretVersion]]:
    return work.session.exec(select(Secret, SecretVersion).join(SecretVersion, SET).where(
        col(Secret.name).in_(names), col(Secret.scope).in_((SHARED, claim.actor)), *more)).all()


def _opened(work: Work, row: Secret, version: SecretVersion) -> str:
    return vault.opened(work.policy.master_keys, place_of(row, version), version.record).decode()


def _view(scope: str, one: Declared, row: Secret | None, changes: Mapping[int, tuple[SecretChange, ...]]) -> SecretView:
    if row is None:
        return SecretView(one.name, scope, one.help, False, one.used_by, None, '', None, '', 0)
    history = changes[row.id]
    is_set = history[0].deed != 'removed'
    return SecretView(one.name, scope, one.help, is_set, one.used_by, row.updated_at if is_set else None,
                      history[0].name if is_set else '', row.last_used_at, row.last_used_by, row.version, row.warning,
                      history)


def _histories(work: Work, secret_ids: Sequence[int]) -> dict[int, tuple[SecretChange, ...]]:
    """Newest first."""
    rows = work.session.exec(select(SecretVersion).where(col(SecretVersion.secret_id).in_(secret_ids))
                             .order_by(col(SecretVersion.version))).all()
    names = _names(work, [row.made_by for row in rows])
    found: dict[int, list[SecretChange]] = {}
    for row in rows:
        past = found.setdefault(row.secret_id, [])
        was_set = bool(past) and past[0].deed != 'removed'
        deed = ('replaced' if was_set else 'set') if row.kid else 'removed'
        past.insert(0, SecretChange(row.made_at, deed, row.made_by, names[row.made_by]))
    return {secret_id: tuple(past[:HISTORY]) for secret_id, past in found.items()}


def _names(work: Work, identities: Sequence[str]) -> dict[str, str]:
    """What people are called now, by identity."""
    people = [int(number) for kind, _, number in (one.partition(':') for one in identities) if kind == 'person']
    rows = work.session.exec(select(Person.id, Person.name).where(col(Person.id).in_(people)))
    known = {f'person:{person_id}': name for person_id, name in rows}
    return {identity: known.get(identity, 'Roundtable') for identity in identities}


def _tell_admins(work: Work, actor: Actor, scope: str, text: str) -> None:
    """Whoever looks after them, too, should know at once, not only find it in the trail."""
    if scope != SHARED:
        return
    admins = select(PersonGrant.person_id).join(Person, col(Person.id) == PersonGrant.person_id).where(
        Person.state == 'active', PersonGrant.role == 'admin', col(PersonGrant.area).in_((EVERYWHERE, 'ops')))
    for person_id in sorted(set(work.session.exec(admins))):
        if actor.identity != f'person:{person_id}':
            bell.ring(work, person_id, text, '/ops/secrets')


def _kind(scope: str) -> str:
    return SHARED if scope == SHARED else PERSONAL


def count_sealed(work: Work) -> dict[str, int]:
    """How many values each master key guards."""
    return dict(work.session.exec(select(SecretVersion.kid, func.count()).where(SecretVersion.record != '')
                                  .group_by(SecretVersion.kid)).all())
