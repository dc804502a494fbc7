"""The rules and keys of this installation, and what follows from what: the same in every process of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app import work
from app.airsenal import IN_DEMO
from app.domain.happenings import Tellers
from app.domain.policy import Policy
from app.events import (
    EstimateSaved,
    Event,
    GuestSignedIn,
    PresenceChanged,
    QueuePublished,
    RunNoteworthy,
    SnapshotFrozen,
    SprintClosed,
    SprintStarted,
    SyncFailed,
)
from app.security.key_ring import key_ring
from app.security.keys import REQUESTS, SEALS, derived, secret_keys
from app.services.ops import noteworthy
from app.services.poker import seats, sessions
from app.services.portfolio import estimates
from app.services.seasons import telling as seasons_telling
from app.services.sprints import announcements, queues, telling
from app.services.sprints import estimates as issue_estimates
from app.settings import OpsSettings, Settings
from jobs import commands
from jobs.airsenal.definitions import offered

REACTIONS: Mapping[type[Event], Sequence[work.Reaction]] = {
    PresenceChanged: [seats.presence_changed],
    RunNoteworthy: [noteworthy.ring],
    EstimateSaved: [estimates.keep_estimate, issue_estimates.keep_estimate],
    GuestSignedIn: [seats.guest_signed_in],
    SprintStarted: [queues.sprint_started, announcements.sprint_started],
    SprintClosed: [announcements.sprint_closed],
    SnapshotFrozen: [announcements.report_frozen],
    SyncFailed: [announcements.sync_failed],
    QueuePublished: [announcements.queue_published],
}

HAPPENINGS: Tellers = {'poker': sessions.tell_sessions, 'sprints': telling.tell_sprints,
                       'seasons': seasons_telling.tell_seasons}


def policy_of(settings: Settings) -> Policy:
    """Read anew by each process, keys included."""
    rules = replace(settings.poker, expiry_minutes=0) if settings.is_demo else settings.poker
    keys, ring = secret_keys(settings), key_ring(settings)
    ops = _of_the_demo(settings) if settings.is_demo else settings.ops
    return Policy(rules, ops, offered(commands.DEFINITIONS.values(), ops), tuple(derived(key, SEALS) for key in keys),
                  derived(keys[0], REQUESTS), ring.keys, ring.source, HAPPENINGS, settings.base_url, settings.jira)


def _of_the_demo(settings: Settings) -> OpsSettings:
    """Nothing of it reaches out of its own folder, or asks anybody outside."""
    return replace(settings.ops, airsenal_bin=IN_DEMO, airsenal_home=settings.data_dir / 'airsenal',
                   backup_dir=settings.data_dir / 'backups')
