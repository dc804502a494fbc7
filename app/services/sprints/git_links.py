"""What code platforms know of the issues: repositories, what was seen in them, and the gaps of a sprint.

Nothing that was seen is ever removed: what is gone at the platform is marked, and stays as history.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.ops.commands import SecretGrant
from app.domain.ops.entries import EntryDraft
from app.domain.ops.secrets import SHARED
from app.domain.sprints.facts.board import DONE
from app.domain.sprints.git import links as rules
from app.domain.sprints.git.keys import keys_in
from app.domain.sprints.git.links import BRANCH, GitView, IssueInSprint, LinkView, RepositoryView, Seen
from app.domain.sprints.git.setup import INTERFACES, HookShown, RepositoryDraft, demand_sound
from app.errors import Conflict, NotFound
from app.events import CHANNELS, ChannelsChanged, ReportPublished, board_topic
from app.security.keys import derived
from app.security.tokens import digest, new_secret
from app.services import audit, secrets
from app.services.ops import queue, schedules
from app.services.sprints import ground, publications
from app.work import Work
from models.ops import OpsSchedule
from models.sprint_git import SprintGitLink, SprintGitSource
from models.sprints import SprintBoard, SprintDelivery, SprintSite

COMMAND: Final = 'sprints.sync_git'
GRANT = SecretGrant('SPRINTS_GIT_{source}', is_required=False,
                    help='Access token with which the repository of this number is read')
NIGHTLY: Final = '30 2 * * *'
OVERLAP: Final = timedelta(days=1)  # clocks differ, and lists lag


@dataclass(frozen=True)
class Readable:
    """What a run needs to know of a repository, beside its token."""
    id: int
    platform: str
    url: str
    repository: str
    is_private: bool
    since: datetime | None


@dataclass(frozen=True)
class Door:
    """Where a delivery comes in: whose it is, and the secrets it may be signed with."""
    source: int
    platform: str
    secrets: tuple[str, ...]


def token_of(source_id: int) -> str:
    return GRANT.name.replace('{source}', str(source_id))


def list_repositories(work: Work, actor: Actor, site_id: int | None = None) -> tuple[RepositoryView, ...]:
    demand(actor, 'sprints.look')
    return _repositories(work, site_id)


def add_repository(work: Work, actor: Actor, draft: RepositoryDraft) -> int:
    demand(actor, 'sprints.admin')
    demand_sound(draft)
    site = work.get(SprintSite, draft.site)
    url, name = (draft.url.strip() or INTERFACES[draft.platform]).rstrip('/'), draft.repository.strip().strip('/')
    if work.session.exec(select(SprintGitSource.id).where(
            SprintGitSource.site_id == site.id, SprintGitSource.url == url,
            SprintGitSource.repository == name)).first():
        raise Conflict(f'{name} is read already.')
    row = SprintGitSource(site_id=site.id, platform=draft.platform, url=url, repository=name,
                          is_private=draft.is_private)
    work.session.add(row)
    work.session.flush()
    _keep_token(work, actor, row.id, draft.token)
    schedules.add(work, actor, EntryDraft(COMMAND, 'cron', NIGHTLY, parameters={'source': row.id}, note=name,
                                          jitter=1800))
    audit.write(work, actor, 'sprints.add_repository', name, rules.PLATFORMS[draft.platform], after=_seen(row))
    work.record(ChannelsChanged(CHANNELS))
    return row.id


def keep_token(work: Work, actor: Actor, source_id: int, token: str) -> None:
    """Instead of the former one."""
    demand(actor, 'sprints.admin')
    row = _locked(work, source_id)
    _keep_token(work, actor, source_id, token)
    audit.write(work, actor, 'sprints.keep_git_token', row.repository)
    work.record(ChannelsChanged(CHANNELS))


def make_hook(work: Work, actor: Actor, source_id: int) -> HookShown:
    """A new address and its secret; former ones are worth nothing from now on. Neither is kept here as it is."""
    demand(actor, 'sprints.admin')
    row = _locked(work, source_id)
    token = new_secret()
    row.hook = digest(token)
    audit.write(work, actor, 'sprints.make_git_hook', row.repository)
    work.record(ChannelsChanged(CHANNELS))
    return HookShown(f'/hooks/git/{row.platform}/{token}', _secret(work.policy.seal_keys[0], token))


def remove_repository(work: Work, actor: Actor, source_id: int) -> None:
    """With what was seen in it."""
    demand(actor, 'sprints.admin')
    row = _locked(work, source_id)
    for link in work.session.exec(select(SprintGitLink).where(SprintGitLink.source_id == source_id)):
        work.session.delete(link)
    work.session.flush()
    for entry in work.session.exec(select(OpsSchedule).where(OpsSchedule.command == COMMAND)).all():
        if entry.parameters.get('source') == source_id:
            schedules.remove(work, actor, entry.id)
    secrets.forget_named(work, actor, [token_of(source_id)], 'sprints.admin')
    audit.write(work, actor, 'sprints.remove_repository', row.repository, before=_seen(row))
    work.session.delete(row)
    work.record(ChannelsChanged(CHANNELS))


def sync_now(work: Work, actor: Actor, source_id: int) -> int:
    """Asks for a run; its number."""
    demand(actor, 'sprints.plan')
    _found(work, source_id)
    return queue.enqueue(work, COMMAND, {'source': source_id}, trigger='ui', actor=actor) or 0


def view_git(work: Work, actor: Actor, board_id: int, sprint: int) -> GitView:
    """Issues of a sprint with their code, gaps first."""
    demand(actor, 'sprints.look')
    board = ground.board_of(work, board_id)
    report = publications.report_for(work, board_id, sprint)
    issues = [IssueInSprint(row.key, row.title, row.column == DONE) for row in report.rows]
    repositories = _repositories(work, board.site)
    names = {one.id: one.repository for one in repositories}
    return rules.view(issues, _links(work, [one.key for one in issues], names), repositories, work.now)


def to_read(work: Work, source_id: int) -> Readable:
    """For runs. Raises NotFound."""
    row = _found(work, source_id)
    since = row.ok_at - OVERLAP if row.ok_at else None
    return Readable(row.id, row.platform, row.url, row.repository, row.is_private, since)


def keep_seen(work: Work, source_id: int, seen: Iterable[Seen]) -> int:
    """What names an issue of a known project is kept; how many links are new."""
    row = _locked(work, source_id)
    projects = work.get(SprintSite, row.site_id).projects
    found = [(key, one) for one in seen for key in keys_in(projects, one.title, one.branch, _named(one))]
    return sum(_keep(work, source_id, key, one) for key, one in found)


def mark_gone(work: Work, source_id: int, branches: Iterable[str]) -> None:
    """Branches that are not among these any more."""
    there = frozenset(branches)
    rows = work.session.exec(select(SprintGitLink).where(SprintGitLink.source_id == source_id,
                                                         SprintGitLink.kind == BRANCH)).all()
    for row in rows:
        row.is_gone = row.ref not in there


def note_read(work: Work, source_id: int, began: datetime) -> None:
    row = _found(work, source_id)
    row.state, row.error, row.ok_at = 'ok', '', began
    _announce(work, row)


def note_trouble(work: Work, source_id: int, state: str, text: str) -> None:
    row = _found(work, source_id)
    row.state, row.error = state, text[:500]
    _announce(work, row)


def find_door(work: Work, platform: str, token: str) -> Door:
    """By the token in the address. Raises NotFound."""
    row = work.session.exec(select(SprintGitSource).where(
        SprintGitSource.hook == digest(token), SprintGitSource.platform == platform)).first()
    if row is None:
        raise NotFound('There is no such address.')
    return Door(row.id, row.platform, tuple(_secret(key, token) for key in work.policy.seal_keys))


def take_delivery(work: Work, source_id: int, event: str, identifier: str, seen: Sequence[Seen]) -> str:
    """What became of it: `done`, `ignored` where it says nothing we keep, `repeated`."""
    row = _locked(work, source_id)
    origin = f'{row.platform}/{source_id}'
    if identifier and work.session.exec(select(SprintDelivery.id).where(
            SprintDelivery.origin == origin, SprintDelivery.identifier == identifier)).first():
        return 'repeated'
    keep_seen(work, source_id, seen)
    outcome = 'done' if seen else 'ignored'
    work.session.add(SprintDelivery(site_id=row.site_id, origin=origin, identifier=identifier or new_secret(),
                                    event=event, outcome=outcome, at=work.now))
    _announce(work, row)
    return outcome


def _keep(work: Work, source_id: int, key: str, one: Seen) -> bool:
    row = work.session.exec(select(SprintGitLink).where(
        SprintGitLink.source_id == source_id, SprintGitLink.kind == one.kind, SprintGitLink.ref == one.ref,
        SprintGitLink.key == key)).first()
    is_new = row is None
    if row is None:
        row = SprintGitLink(source_id=source_id, key=key, kind=one.kind, ref=one.ref, seen_at=work.now)
        work.session.add(row)
    row.title, row.url, row.by = one.title or row.title, one.url or row.url, one.by or row.by
    row.state, row.is_gone, row.seen_at = one.state or row.state, one.is_gone, work.now
    row.opened_at, row.merged_at = one.opened_at or row.opened_at, one.merged_at or row.merged_at
    work.session.flush()
    return is_new


def _named(one: Seen) -> str:
    """The name of a branch speaks; hashes and numbers do not."""
    return one.ref if one.kind == BRANCH else ''


def _links(work: Work, keys: Sequence[str], names: dict[int, str]) -> list[LinkView]:
    if not keys or not names:
        return []
    rows = work.session.exec(select(SprintGitLink).where(
        col(SprintGitLink.key).in_(keys), col(SprintGitLink.source_id).in_(list(names))).order_by(
        col(SprintGitLink.kind).desc(), col(SprintGitLink.id))).all()
    return [LinkView(row.key, row.kind, row.ref, row.title, row.url, row.state, row.by, row.opened_at, row.merged_at,
                     row.is_gone, names[row.source_id]) for row in rows]


def _repositories(work: Work, site_id: int | None) -> tuple[RepositoryView, ...]:
    wanted = select(SprintGitSource).order_by(col(SprintGitSource.repository))
    rows = work.session.exec(wanted if site_id is None else wanted.where(SprintGitSource.site_id == site_id)).all()
    is_set = secrets.list_set(work, [token_of(row.id) for row in rows], SHARED) if rows else frozenset()
    return tuple(RepositoryView(row.id, row.platform, row.repository, row.state, row.error, row.ok_at,
                                token_of(row.id) in is_set, row.hook is not None, row.url, row.version)
                 for row in rows)


def _keep_token(work: Work, actor: Actor, source_id: int, token: str) -> None:
    if token.strip():
        secrets.keep(work, actor, token_of(source_id), token.strip(), SHARED, 'sprints.admin')


def _secret(key: bytes, token: str) -> str:
    """Follows from the address and a key of this installation: nothing of it is stored."""
    return derived(key, f'git hook {token}').hex()


def _announce(work: Work, row: SprintGitSource) -> None:
    work.record(ChannelsChanged(CHANNELS))
    for board_id in work.session.exec(select(SprintBoard.id).where(SprintBoard.site_id == row.site_id)):
        work.record(ReportPublished(board_topic(board_id)))


def _seen(row: SprintGitSource) -> dict[str, Any]:
    return {'platform': row.platform, 'url': row.url, 'repository': row.repository, 'private': row.is_private}


def _found(work: Work, source_id: int) -> SprintGitSource:
    row = work.session.get(SprintGitSource, source_id)
    if row is None:
        raise NotFound('There is no such repository, or not any more.')
    return row


def _locked(work: Work, source_id: int) -> SprintGitSource:
    _found(work, source_id)
    return work.lock(SprintGitSource, source_id)
