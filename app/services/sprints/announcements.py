"""What is announced, and to which channels: reactions ask for a run per channel, runs ask what to say.

Only what everybody may see who follows the link is said; nothing of a demo ever leaves the house.
"""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any, Final

from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.sprints.publishing import wiki_report
from app.domain.sprints.publishing.announcing import (
    OCCASIONS,
    OVER_CAPACITY,
    QUEUE_PUBLISHED,
    REPORT_READY,
    SPRINT_CLOSED,
    SPRINT_STARTED,
    SYNC_FAILED,
    Announcement,
)
from app.domain.sprints.publishing.channels import CONFLUENCE
from app.errors import NotFound, Rejected
from app.events import QueuePublished, SnapshotFrozen, SprintClosed, SprintStarted, SyncFailed
from app.services.ops import commands, queue
from app.services.people import bell
from app.services.sprints import channels, ground, publications
from app.work import Work
from models.ops import OpsRun
from models.people import Person
from models.sprints import SprintBoard, SprintQueue, SprintSite

COMMAND: Final = 'sprints.notify'
DAY: Final = timedelta(days=1)
TRIAL: Final = 'trial'
LONGEST: Final = 500
LINKS: Final[Mapping[str, str]] = {QUEUE_PUBLISHED: 'Open the queue', SYNC_FAILED: 'Open the board',
                                   OVER_CAPACITY: 'Open the capacity'}


def sprint_started(work: Work, fact: SprintStarted) -> None:
    """A reaction."""
    announce(work, fact.board_id, SPRINT_STARTED, fact.sprint)


def sprint_closed(work: Work, fact: SprintClosed) -> None:
    """A reaction."""
    announce(work, fact.board_id, SPRINT_CLOSED, fact.sprint)


def report_frozen(work: Work, fact: SnapshotFrozen) -> None:
    """A reaction: figures that will not move any more are worth reading."""
    if fact.kind == 'close':
        announce(work, fact.board_id, REPORT_READY, fact.sprint)


def sync_failed(work: Work, fact: SyncFailed) -> None:
    """A reaction: said once a day, however often it fails."""
    announce(work, fact.board_id, SYNC_FAILED, 0, fact.text, is_daily=True)


def queue_published(work: Work, fact: QueuePublished) -> None:
    """A reaction."""
    row = work.session.get(SprintQueue, fact.queue_id)
    announce(work, fact.board_id, QUEUE_PUBLISHED, row.sprint if row else 0)


def over_capacity(work: Work, board_id: int, sprint: int, text: str) -> None:
    """Part of the deed of another service, which says by how much."""
    announce(work, board_id, OVER_CAPACITY, sprint, text, is_daily=True)


def announce(work: Work, board_id: int, occasion: str, sprint: int, text: str = '', *, is_daily: bool = False) -> None:
    """Asks for one run for each channel that wants to know."""
    wanted = channels.wanting(work, board_id, occasion)
    if not wanted or _is_demo(work, board_id):
        return
    for channel_id, kind in wanted:
        given = {'channel': channel_id, 'occasion': occasion, 'board': board_id, 'sprint': sprint}
        if not (is_daily and _is_told(work, given)):
            _ask(work, kind, given | {'text': ' '.join(text.split())[:LONGEST]})


def send_report(work: Work, board_id: int, sprint: int, names: Collection[str]) -> int:
    """Asks for a run for each of these channels, without names for all that are told when a report is ready. How
    many. Raises Rejected.
    """
    if _is_demo(work, board_id):
        raise Rejected(publications.DEMO, 'sprints.demo')
    wanted = channels.chosen(work, board_id, names) if names else channels.wanting(work, board_id, REPORT_READY)
    if not wanted:
        raise Rejected('No channel of this board is told when a report is ready. Name some.', field='channels')
    for channel_id, kind in wanted:
        _ask(work, kind, {'channel': channel_id, 'occasion': REPORT_READY, 'board': board_id, 'sprint': sprint})
    return len(wanted)


def _ask(work: Work, kind: str, given: Mapping[str, Any]) -> None:
    """A wiki is published to, in others something is said; nothing where that is switched off."""
    command = publications.COMMAND if kind == CONFLUENCE else COMMAND
    if commands.is_on(work, command):
        own = {name: given[name] for name in ('channel', 'board', 'sprint')} if kind == CONFLUENCE else given
        queue.enqueue(work, command, own, trigger='area')


def try_out(work: Work, actor: Actor, channel_id: int) -> int:
    """Asks for a run that says something harmless; its number."""
    demand(actor, 'sprints.admin')
    channels.to_use(work, channel_id)
    return queue.enqueue(work, COMMAND, {'channel': channel_id, 'occasion': TRIAL}, trigger='ui', actor=actor) or 0


def has_links(work: Work, actor: Actor) -> bool:
    """Whether messages can lead back here."""
    demand(actor, 'sprints.look')
    return bool(work.policy.base_url)


def what_to_say(work: Work, occasion: str, board_id: int, sprint: int, text: str) -> Announcement:
    """For runs."""
    if occasion == TRIAL:
        return Announcement('Roundtable', 'This channel works.', work.policy.base_url, 'Open Roundtable')
    row = work.session.get(SprintBoard, board_id)
    if row is None:
        raise NotFound('There is no such board, or not any more.')
    link, button = _link(work, occasion, board_id, sprint), LINKS.get(occasion, 'Open the report')
    if occasion == SYNC_FAILED:
        return Announcement(f'{row.name}: {OCCASIONS[occasion]}', _since(row, text), link, button, _state(row))
    report = publications.report_for(work, board_id, sprint or publications.newest(ground.board_of(work, board_id)))
    sentence = text or f'{report.sprint_name}{f", goal: {report.goal}" if report.goal else ""}'
    return Announcement(f'{row.name}: {OCCASIONS[occasion]}', sentence, link, button,
                        wiki_report.headline_figures(report))


def tell_people(work: Work, channel_id: int, said: Announcement, link: str) -> int:
    """By the bell; how many."""
    wanted = channels.to_use(work, channel_id).people
    people = work.session.exec(select(Person.id).where(col(Person.id).in_(wanted), Person.state == 'active')).all()
    for person_id in people:
        bell.ring(work, person_id, f'{said.title}. {said.sentence}'[:300], link)
    return len(people)


def path_to(occasion: str, board_id: int, sprint: int) -> str:
    """Within this installation."""
    if not board_id:
        return '/sprints'
    home = f'/sprints/boards/{board_id}'
    return {QUEUE_PUBLISHED: f'{home}/queue', OVER_CAPACITY: f'{home}/capacity', SYNC_FAILED: home}.get(
        occasion, f'{home}/sprints/{sprint}' if sprint else home)


def _link(work: Work, occasion: str, board_id: int, sprint: int) -> str:
    base = work.policy.base_url
    return f'{base}{path_to(occasion, board_id, sprint)}' if base else ''


def _since(row: SprintBoard, text: str) -> str:
    since = f'Since {row.since:%d %b, %H:%M} UTC: ' if row.since else ''
    return f'{since}{text or row.error or "the site does not answer."}'


def _state(row: SprintBoard) -> tuple[tuple[str, str], ...]:
    return (('Data of', f'{row.ok_at:%d %b %Y, %H:%M} UTC' if row.ok_at else 'never read'),)


def _is_demo(work: Work, board_id: int) -> bool:
    row = work.session.get(SprintBoard, board_id)
    site = work.session.get(SprintSite, row.site_id) if row else None
    return site is None or site.kind == 'demo'


def _is_told(work: Work, given: Mapping[str, Any]) -> bool:
    """Within a day, to the same channel for the same reason."""
    rows = work.session.exec(select(OpsRun).where(OpsRun.command == COMMAND, OpsRun.asked_at > work.now - DAY)).all()
    return any(all(row.parameters.get(name) == value for name, value in given.items()) for row in rows)
