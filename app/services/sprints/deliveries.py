"""Deliveries of Jira's webhooks: each is kept once, proved by who knows the secret, and worked off by a run.

They are hints: a run reads again what they name, so forged, lost, repeated or late ones change no figure.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import col, delete, func, select

from app.domain.access import SYSTEM, Actor, demand
from app.domain.sprints.jira import following, hooks
from app.domain.sprints.jira.following import Hints
from app.domain.sprints.jira.hooks import Delivery
from app.domain.trouble import AUTH
from app.errors import AppError, NotFound, SignInNeeded
from app.events import DELIVERIES, SITES, DeliveryCame, SitesChanged
from app.security.tokens import digest, new_secret
from app.services import audit, secrets
from app.services.ops import queue
from app.services.sprints import sites, syncing
from app.work import Work
from models.sprints import (
    Sprint,
    SprintBoard,
    SprintDelivery,
    SprintIssue,
    SprintIssueOnBoard,
    SprintOnBoard,
    SprintSite,
)

WAITING, DONE, IGNORED, FAILED = 'waiting', 'done', 'ignored', 'failed'
DEBOUNCE: Final = timedelta(seconds=2)  # one save in Jira is often several deliveries
KEPT: Final = timedelta(days=30)
MOST: Final = 2_000  # handed on at once
TURN: Final = 7_300_000  # deliveries of one site come one after the other; the number of the site is added
PATH: Final = '/hooks/jira/{token}'


@dataclass(frozen=True)
class Hook:
    """Shown once: where Jira delivers to, and the secret it signs with."""
    path: str
    secret: str


@dataclass(frozen=True)
class Count:
    """How many deliveries of this event came to this outcome in the last 30 days, and when the last one came."""
    event: str
    outcome: str
    count: int
    last: datetime


@dataclass(frozen=True)
class Came:
    """One delivery, for the history."""
    at: datetime
    event: str
    outcome: str
    tries: int
    error: str
    key: str


def make_hook(work: Work, actor: Actor, site_id: int) -> Hook:
    """Another address and another secret; the former are worth nothing from now on."""
    demand(actor, 'sprints.admin')
    row = work.lock(SprintSite, site_id)
    token, secret = new_secret(), new_secret()
    secrets.keep(work, actor, sites.hook_name(site_id), secret, deed='sprints.admin')
    row.hook, row.version = digest(token), row.version + 1
    audit.write(work, actor, 'sprints.make_hook', row.name)
    work.record(SitesChanged(SITES))
    return Hook(PATH.format(token=token), secret)


def remove_hook(work: Work, actor: Actor, site_id: int) -> None:
    """What still comes is refused."""
    demand(actor, 'sprints.admin')
    row = work.lock(SprintSite, site_id)
    row.hook, row.allows_unsigned, row.version = None, False, row.version + 1
    secrets.forget_named(work, actor, [sites.hook_name(site_id)], 'sprints.admin')
    audit.write(work, actor, 'sprints.remove_hook', row.name)
    work.record(SitesChanged(SITES))


def allow_unsigned(work: Work, actor: Actor, site_id: int, is_allowed: bool) -> None:
    """Whether the address alone, which nobody can guess, is proof enough."""
    demand(actor, 'sprints.admin')
    row = work.lock(SprintSite, site_id)
    before, row.allows_unsigned = row.allows_unsigned, is_allowed
    audit.write(work, actor, 'sprints.allow_unsigned', row.name, before={'unsigned': before},
                after={'unsigned': is_allowed})
    work.record(SitesChanged(SITES))


def admit(work: Work, token: str, body: bytes, signature: str) -> int:
    """Whose delivery this is, before any of it is read. Raises NotFound, or SignInNeeded where it is not proved."""
    site = work.session.exec(select(SprintSite).where(SprintSite.hook == digest(token))).first()
    if site is None:
        raise NotFound('Nothing is delivered to this address.', 'hooks.unknown')
    is_right = secrets.proves(work, sites.hook_name(site.id), lambda secret: hooks.is_signed(secret, body, signature))
    if not (is_right if signature else site.allows_unsigned):
        raise SignInNeeded('This delivery is not signed with our secret.', 'hooks.unsigned')
    return site.id


def keep(work: Work, site_id: int, identifier: str, told: Delivery) -> bool:
    """Whether it is the first of its kind: the same one may be delivered several times."""
    origin = f'jira/{site_id}'
    work.take_turns(TURN + site_id)
    if work.session.exec(select(SprintDelivery.id).where(SprintDelivery.origin == origin,
                                                         SprintDelivery.identifier == identifier)).first():
        return False
    work.session.add(SprintDelivery(
        site_id=site_id, origin=origin, identifier=identifier, event=told.event, hint=dict(told.hint), at=work.now,
        outcome=WAITING if told.is_ours else IGNORED, due_at=work.now + DEBOUNCE if told.is_ours else None))
    if told.is_ours:
        work.record(DeliveryCame(DELIVERIES))
    return True


def next_due(work: Work) -> datetime | None:
    """When the next delivery is to be handed to a run."""
    return work.session.exec(select(func.min(SprintDelivery.due_at)).where(SprintDelivery.outcome == WAITING)).one()


def hand_on(work: Work) -> None:
    """Runs are asked for that read what the deliveries name; those of a site that does not let us in wait."""
    rows = work.session.exec(select(SprintDelivery).where(
        SprintDelivery.outcome == WAITING, col(SprintDelivery.due_at) <= work.now).order_by(
        col(SprintDelivery.id)).limit(MOST).with_for_update()).all()
    for site_id in sorted({row.site_id for row in rows if row.site_id}):
        _hand_on(work, site_id, [row for row in rows if row.site_id == site_id])


def waiting_for(work: Work, site_id: int) -> Hints:
    """What is to be read again by the run that asks."""
    rows = work.session.exec(select(SprintDelivery).where(
        SprintDelivery.origin == f'jira/{site_id}', SprintDelivery.outcome == WAITING).order_by(
        col(SprintDelivery.id)).limit(MOST)).all()
    return Hints(tuple(row.id for row in rows), tuple(sorted({one for row in rows for one in _issues(row.hint)})),
                 any('sprint' in row.hint for row in rows))


def settle(work: Work, delivery_ids: Sequence[int], error: str = '') -> None:
    """What they named has been read again; or it could not be, and they are handed on once more."""
    for row in _waiting(work, delivery_ids):
        row.error = error
        if not error:
            row.outcome, row.due_at = DONE, None
    work.record(DeliveryCame(DELIVERIES))


def list_counts(work: Work, actor: Actor, site_id: int) -> tuple[Count, ...]:
    """The most frequent events first."""
    demand(actor, 'sprints.admin')
    rows = work.session.exec(select(SprintDelivery.event, SprintDelivery.outcome, func.count(),
                                    func.max(SprintDelivery.at)).where(
        SprintDelivery.origin == f'jira/{site_id}').group_by(
        SprintDelivery.event, SprintDelivery.outcome)).all()
    return tuple(sorted((Count(*row) for row in rows), key=lambda one: (-one.count, one.event, one.outcome)))


def list_last(work: Work, actor: Actor, site_id: int, limit: int = 50) -> tuple[Came, ...]:
    """The newest first."""
    demand(actor, 'sprints.admin')
    rows = work.session.exec(select(SprintDelivery).where(
        SprintDelivery.origin == f'jira/{site_id}').order_by(
        col(SprintDelivery.id).desc()).limit(limit))
    return tuple(Came(row.at, row.event, row.outcome, row.tries, row.error, row.hint.get('key', '')) for row in rows)


def forget_old(work: Work) -> int:
    """Of all kinds, also those of code platforms."""
    return work.session.exec(delete(SprintDelivery).where(
        col(SprintDelivery.at) < work.now - KEPT, col(SprintDelivery.outcome) != WAITING)).rowcount


def _hand_on(work: Work, site_id: int, rows: Sequence[SprintDelivery]) -> None:
    site = work.get(SprintSite, site_id)
    if site.state == AUTH:
        for row in rows:
            row.due_at = work.now + following.SELDOM
        return
    boards = _boards_of(work, site_id, rows)
    for row in rows:
        _count_try(work, row, bool(boards))
    for board_id in boards:
        try:
            queue.enqueue(work, syncing.COMMAND, {'site': site_id, 'board': board_id}, trigger='hook', actor=SYSTEM)
        except AppError as error:
            for row in rows:
                row.error = str(error)


def _count_try(work: Work, row: SprintDelivery, has_board: bool) -> None:
    """A run settles it; should none do so, it is handed on again, later each time."""
    if not has_board:
        row.outcome, row.due_at = IGNORED, None
    elif row.tries >= following.TRIES - 1:
        row.tries, row.outcome, row.due_at = row.tries + 1, FAILED, None
        row.error = row.error or 'No run came to read again what it names.'
    else:
        row.due_at = work.now + following.BACK_OFF[row.tries]
        row.tries += 1


def _boards_of(work: Work, site_id: int, rows: Iterable[SprintDelivery]) -> tuple[int, ...]:
    """Boards that hold what is named, or might: an issue nobody knows yet belongs to all that read its project."""
    boards = work.session.exec(select(SprintBoard).where(SprintBoard.site_id == site_id)).all()
    if not boards:
        return ()
    hints: list[Mapping[str, object]] = [row.hint for row in rows]
    issues = {one for hint in hints for one in _issues(hint)}
    sprints = {hint['sprint'] for hint in hints if 'sprint' in hint}
    found = set(work.session.exec(select(SprintIssueOnBoard.board_id).join(
        SprintIssue, col(SprintIssue.id) == SprintIssueOnBoard.issue_id).where(
        SprintIssue.site_id == site_id, col(SprintIssue.number).in_(issues))))
    found |= set(work.session.exec(select(SprintOnBoard.board_id).join(
        Sprint, col(Sprint.id) == SprintOnBoard.sprint_id).where(
        Sprint.site_id == site_id, col(Sprint.number).in_(sprints))))
    projects = Counter(str(hint.get('key', '')).rpartition('-')[0] for hint in hints if 'sprint' not in hint)
    makers = {hint.get('board') for hint in hints}
    found |= {one.id for one in boards if one.number in makers or any(key in projects for key in one.projects)}
    return tuple(one.id for one in boards if one.id in found)


def _issues(hint: Mapping[str, object]) -> tuple[int, ...]:
    return tuple(value for name in ('issue', 'other', 'third') if isinstance(value := hint.get(name), int))


def _waiting(work: Work, delivery_ids: Sequence[int]) -> Sequence[SprintDelivery]:
    return work.session.exec(select(SprintDelivery).where(
        col(SprintDelivery.id).in_(delivery_ids), SprintDelivery.outcome == WAITING).order_by(
        col(SprintDelivery.id)).with_for_update()).all()
