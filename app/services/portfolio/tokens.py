"""Tokens of sources: kept in the vault like all secrets, under names that say for which source and for what.

A person's own goes before the shared one, in that person's runs only. Nobody is ever shown one.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.ops.commands import SecretGrant
from app.domain.ops.secrets import SHARED
from app.domain.portfolio.setup.views import TokenView
from app.errors import Forbidden, NotFound, Rejected
from app.events import SOURCES, SourceSynced
from app.services import audit, secrets
from app.services.portfolio import ground
from app.work import Work
from models.ops import Secret
from models.portfolio import PortfolioSource

READ, WRITE = 'read', 'write'
PURPOSES = (READ, WRITE)
GRANTS = {
    READ: SecretGrant('PORTFOLIO_READ_{source}', is_required=False,
                      help='Personal access token with which the source of this number is read'),
    WRITE: SecretGrant('PORTFOLIO_WRITE_{source}', is_required=False,
                       help='Personal access token with which is published to the source of this number'),
}


def name_of(source_id: int, purpose: str) -> str:
    return GRANTS[purpose].name.replace('{source}', str(source_id))


def keep_token(work: Work, actor: Actor, source_id: int, purpose: str, value: str, *, is_own: bool = False) -> str:
    """Instead of the former one; says what whoever sets it should know. Shared: for everybody who reads, or for
    publishers whom the source lends its token.
    """
    _demand(work, actor, source_id, purpose, is_own)
    warning = secrets.keep(work, actor, name_of(source_id, purpose), value.strip(),
                           actor.identity if is_own else SHARED, 'portfolio.admin')
    _note(work, actor, source_id, purpose, 'keep', is_own)
    return warning


def forget_token(work: Work, actor: Actor, source_id: int, purpose: str, *, is_own: bool = False) -> None:
    _demand(work, actor, source_id, purpose, is_own)
    secrets.forget(work, actor, name_of(source_id, purpose), actor.identity if is_own else SHARED, 'portfolio.admin')
    _note(work, actor, source_id, purpose, 'remove', is_own)


def list_tokens(work: Work, source_ids: Sequence[int]) -> dict[int, tuple[TokenView, ...]]:
    """The shared ones of these sources, for each purpose."""
    names = [name_of(source_id, purpose) for source_id in source_ids for purpose in PURPOSES]
    found = {row.name: row for row in _set(work, names, (SHARED,))}
    return {source_id: tuple(_view(purpose, found.get(name_of(source_id, purpose))) for purpose in PURPOSES)
            for source_id in source_ids}


def uses(work: Work, source_ids: Sequence[int]) -> dict[int, datetime | None]:
    """Sources that have a shared token to be read with, and when it was used last."""
    names = {name_of(source_id, READ): source_id for source_id in source_ids}
    return {names[row.name]: row.last_used_at for row in _set(work, list(names), (SHARED,))}


def writes_with(work: Work, identity: str, source_id: int) -> str:
    """With which token this person's publications are written: `own`, `shared` where the source lends it, or none."""
    row = work.get(PortfolioSource, source_id)
    if row.kind != 'azure_devops':
        return 'shared'  # it asks for none
    name = name_of(source_id, WRITE)
    if secrets.list_set(work, [name], identity):
        return 'own'
    return 'shared' if row.lends_token and secrets.list_set(work, [name], SHARED) else ''


def _set(work: Work, names: Sequence[str], scopes: Sequence[str]) -> Sequence[Secret]:
    is_set = {(scope, name) for scope in scopes for name in secrets.list_set(work, names, scope)}
    rows = work.session.exec(select(Secret).where(col(Secret.name).in_(names), col(Secret.scope).in_(scopes))).all()
    return [row for row in rows if (row.scope, row.name) in is_set]


def _demand(work: Work, actor: Actor, source_id: int, purpose: str, is_own: bool) -> None:
    """Only on a page: a token must not be able to put another one here."""
    demand(actor, 'people.own_secrets')
    demand(actor, 'portfolio.publish' if is_own else 'portfolio.admin')
    if purpose not in PURPOSES:
        raise Rejected('A token is for reading or for writing.', field='purpose')
    if work.session.get(PortfolioSource, source_id) is None:
        raise NotFound('There is no such source, or not any more.')
    if is_own and actor.is_guest:
        raise Forbidden('Sign in to do that.')


def _note(work: Work, actor: Actor, source_id: int, purpose: str, deed: str, is_own: bool) -> None:
    source = work.get(PortfolioSource, source_id)
    audit.write(work, actor, f'portfolio.{deed}_token', source.name,
                f'{"own" if is_own else "shared"}, to {purpose}')
    ground.move_setup(work)
    work.record(SourceSynced(SOURCES))


def _view(purpose: str, row: Secret | None) -> TokenView:
    return TokenView(purpose, row.updated_at, row.last_used_at) if row else TokenView(purpose)
