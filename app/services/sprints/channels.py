"""Channels: where something is announced or published. Addresses of hooks and tokens are kept in the vault.

A channel that fails is tried again by its runs; after three days without one success it is switched off, and admins
are told.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.ops.commands import SecretGrant
from app.domain.ops.secrets import SHARED
from app.domain.sprints.publishing.channels import (
    CONFLUENCE,
    KINDS,
    PEOPLE,
    ChannelDraft,
    ChannelView,
    WikiOptions,
    demand_sound,
    host_of,
    host_of_hook,
    is_given_up,
    occasions_of,
)
from app.errors import Conflict, NotFound, Rejected
from app.events import CHANNELS, ChannelsChanged
from app.services import audit, secrets
from app.services.people import bell
from app.work import Work
from models.people import Person, PersonGrant
from models.sprints import SprintBoard, SprintChannel, SprintPublication

GRANT = SecretGrant('SPRINTS_CHANNEL_{channel}', is_required=False,
                    help='Address of the hook, or the token, of the channel of this number')


@dataclass(frozen=True)
class Readable:
    """What a run needs to know of a channel, beside its secret."""
    id: int
    name: str
    kind: str
    is_on: bool
    is_private: bool
    wiki: WikiOptions | None
    people: tuple[int, ...]


def secret_of(channel_id: int) -> str:
    return GRANT.name.replace('{channel}', str(channel_id))


def list_channels(work: Work, actor: Actor) -> tuple[ChannelView, ...]:
    """By name. Nobody is ever shown what is secret."""
    demand(actor, 'sprints.look')
    rows = work.session.exec(select(SprintChannel).order_by(col(SprintChannel.name))).all()
    is_set = secrets.list_set(work, [secret_of(row.id) for row in rows], SHARED) if rows else frozenset()
    return tuple(_view(row, row.kind == PEOPLE or secret_of(row.id) in is_set) for row in rows)


def add_channel(work: Work, actor: Actor, draft: ChannelDraft) -> int:
    demand(actor, 'sprints.admin')
    demand_sound(draft, is_new=True)
    _demand_free(work, draft.name, None)
    row = SprintChannel(name=draft.name.strip(), kind=draft.kind)
    _put(work, row, draft)
    work.session.add(row)
    work.session.flush()
    _keep_secret(work, actor, row.id, draft)
    audit.write(work, actor, 'sprints.add_channel', row.name, KINDS[row.kind], after=_seen(row))
    work.record(ChannelsChanged(CHANNELS))
    return row.id


def change_channel(work: Work, actor: Actor, channel_id: int, draft: ChannelDraft, version: int) -> None:
    """Its kind stays. Whoever leads it to another host has to enter its secret again."""
    demand(actor, 'sprints.admin')
    row = _locked(work, channel_id)
    if row.version != version:
        raise Conflict(f'“{row.name}” was changed meanwhile. Look at it again.', version=row.version)
    if draft.kind != row.kind:
        raise Rejected('A channel stays what it is. Add another one.', field='kind')
    demand_sound(draft, is_new=False)
    _demand_free(work, draft.name, channel_id)
    before, host = _seen(row), row.address
    row.name = draft.name.strip()
    _put(work, row, draft)
    if row.kind == CONFLUENCE and row.address != host and not draft.secret.strip():
        raise Rejected('It leads to another host now. Enter its token again.', field='secret')
    _keep_secret(work, actor, row.id, draft)
    row.version += 1
    audit.write(work, actor, 'sprints.change_channel', row.name, before=before, after=_seen(row))
    work.record(ChannelsChanged(CHANNELS))


def switch_channel(work: Work, actor: Actor, channel_id: int, is_on: bool) -> None:
    """On again is a new beginning: former failures are forgotten."""
    demand(actor, 'sprints.admin')
    row = _locked(work, channel_id)
    before = _seen(row)
    row.is_on = is_on
    if is_on:
        row.failing_since, row.error = None, ''
    audit.write(work, actor, 'sprints.switch_channel', row.name, before=before, after=_seen(row))
    work.record(ChannelsChanged(CHANNELS))


def remove_channel(work: Work, actor: Actor, channel_id: int) -> None:
    """What was published stays where it is, and in the list of what was."""
    demand(actor, 'sprints.admin')
    row = _locked(work, channel_id)
    for one in work.session.exec(select(SprintPublication).where(SprintPublication.channel_id == channel_id)):
        one.channel_id = None
    work.session.flush()
    secrets.forget_named(work, actor, [secret_of(channel_id)], 'sprints.admin')
    audit.write(work, actor, 'sprints.remove_channel', row.name, before=_seen(row))
    work.session.delete(row)
    work.record(ChannelsChanged(CHANNELS))


def to_use(work: Work, channel_id: int) -> Readable:
    """For runs. Raises NotFound."""
    row = work.session.get(SprintChannel, channel_id)
    if row is None:
        raise NotFound('There is no such channel, or not any more.')
    return Readable(row.id, row.name, row.kind, row.is_on, bool(row.options.get('private')), _wiki(row.options),
                    tuple(row.options.get('people', ())))


def wanting(work: Work, board_id: int, occasion: str) -> tuple[tuple[int, str], ...]:
    """Channels with their kind that are told of this occasion: of this board, or of all."""
    return tuple((row.id, row.kind) for row in _for(work, board_id)
                 if occasion in row.options.get('occasions', ()) and occasion in occasions_of(row.kind))


def chosen(work: Work, board_id: int, names: Collection[str]) -> tuple[tuple[int, str], ...]:
    """Those of these names, or of these numbers, with their kind. Raises Rejected for what is no channel of this board,
    with those there are.
    """
    rows = _for(work, board_id)
    known = {str(row.id): row for row in rows} | {row.name.casefold(): row for row in rows}
    if missing := [one for one in names if one.casefold() not in known]:
        offered = ', '.join(row.name for row in rows) or 'there is none'
        raise Rejected(f'No channel of this board, or switched off: {", ".join(missing)}. Choose from: {offered}.',
                       field='channels')
    found = {known[one.casefold()].id: known[one.casefold()].kind for one in names}
    return tuple(found.items())


def _for(work: Work, board_id: int) -> Sequence[SprintChannel]:
    """Those that are on, of this board or of all."""
    return work.session.exec(select(SprintChannel).where(
        col(SprintChannel.is_on), col(SprintChannel.board_id).is_(None) | (col(SprintChannel.board_id) == board_id),
        ).order_by(col(SprintChannel.id))).all()


def note_sent(work: Work, channel_id: int) -> None:
    row = work.session.get(SprintChannel, channel_id)
    if row and (row.failing_since or row.error):
        row.failing_since, row.error = None, ''
        work.record(ChannelsChanged(CHANNELS))


def note_failed(work: Work, channel_id: int, text: str) -> bool:
    """Whether it is given up now."""
    row = work.session.get(SprintChannel, channel_id)
    if row is None:
        return False
    row.failing_since, row.error = row.failing_since or work.now, text[:500]
    is_over = row.is_on and is_given_up(row.failing_since, work.now)
    if is_over:
        row.is_on = False
        for person_id in _admins(work):
            bell.ring(work, person_id, f'“{row.name}” has failed for three days and is switched off: {text}'[:300],
                      '/sprints/settings')
    work.record(ChannelsChanged(CHANNELS))
    return is_over


def _put(work: Work, row: SprintChannel, draft: ChannelDraft) -> None:
    if draft.board_id is not None and work.session.get(SprintBoard, draft.board_id) is None:
        raise Rejected('There is no such board, or not any more.', field='board')
    row.board_id = draft.board_id
    row.options = {'occasions': list(draft.occasions), 'people': list(draft.people), 'private': draft.is_private,
                   **({'wiki': asdict(draft.wiki)} if draft.wiki and row.kind == CONFLUENCE else {})}
    if row.kind == CONFLUENCE and draft.wiki:
        row.address = host_of(draft.wiki.url, 'url')
    elif row.kind != PEOPLE and draft.secret.strip():
        row.address = host_of_hook(row.kind, draft.secret.strip(), draft.is_private)


def _keep_secret(work: Work, actor: Actor, channel_id: int, draft: ChannelDraft) -> None:
    if draft.kind != PEOPLE and draft.secret.strip():
        secrets.keep(work, actor, secret_of(channel_id), draft.secret.strip(), SHARED, 'sprints.admin')


def _view(row: SprintChannel, is_set: bool) -> ChannelView:
    given: Mapping[str, Any] = row.options
    return ChannelView(row.id, row.board_id, row.name, row.kind, row.address, tuple(given.get('occasions', ())),
                       row.is_on, is_set, row.failing_since, row.error, row.version, _wiki(given),
                       tuple(given.get('people', ())), bool(given.get('private')))


def _wiki(options: Mapping[str, Any]) -> WikiOptions | None:
    return WikiOptions(**options['wiki']) if options.get('wiki') else None


def _seen(row: SprintChannel) -> dict[str, Any]:
    """For the trail; nothing of it is secret."""
    return {'name': row.name, 'board': row.board_id, 'address': row.address, 'is_on': row.is_on, **row.options}


def _locked(work: Work, channel_id: int) -> SprintChannel:
    if work.session.get(SprintChannel, channel_id) is None:
        raise NotFound('There is no such channel, or not any more.')
    return work.lock(SprintChannel, channel_id)


def _demand_free(work: Work, name: str, own: int | None) -> None:
    row = work.session.exec(select(SprintChannel).where(SprintChannel.name == name.strip())).first()
    if row is not None and row.id != own:
        raise Conflict(f'There is a channel called “{name.strip()}” already.')


def _admins(work: Work) -> list[int]:
    return sorted(set(work.session.exec(
        select(PersonGrant.person_id).join(Person, col(Person.id) == PersonGrant.person_id).where(
            Person.state == 'active', PersonGrant.role == 'admin', col(PersonGrant.area).in_(('*', 'sprints'))))))
