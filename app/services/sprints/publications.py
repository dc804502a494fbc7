"""Publications of sprint reports in a wiki: asked for by people, done by runs, remembered for the next time.

A publication is one sprint in one wiki: published again it changes the same part of the same page.
"""

from typing import Any

from sqlmodel import col, select

from app.domain.access import SYSTEM, Actor, demand
from app.domain.sprints.facts.board import ACTIVE, CLOSED, Board
from app.domain.sprints.metrics.report import Report
from app.domain.sprints.publishing import wiki_report
from app.domain.sprints.publishing.channels import CONFLUENCE
from app.domain.sprints.publishing.publishing import (
    FAILED,
    LONGEST_INTRO,
    LONGEST_TITLE,
    PENDING,
    PUBLISHED,
    Errand,
    PublicationView,
    PublishDraft,
)
from app.domain.sprints.publishing.wiki_page import Target, page_id_in
from app.domain.sprints.publishing.wiki_report import Section
from app.errors import NotFound, Rejected
from app.events import ReportPublished, board_topic
from app.services import audit
from app.services.ops import queue
from app.services.sprints import ground, reports
from app.work import Work
from models.sprints import SprintChannel, SprintPublication

COMMAND = 'sprints.publish_report'
REPORT = 'sprint'
DEMO = 'Demo data is never published outside.'


def list_publications(work: Work, actor: Actor, board_id: int, sprint: int) -> tuple[PublicationView, ...]:
    """Of one sprint, the newest first."""
    demand(actor, 'sprints.look')
    rows = work.session.exec(select(SprintPublication).where(
        SprintPublication.board_id == board_id, SprintPublication.sprint == sprint).order_by(
        col(SprintPublication.at).desc())).all()
    names = {row.id: row.name for row in work.session.exec(select(SprintChannel))}
    return tuple(_view(row, names) for row in rows)


def view_publication(work: Work, actor: Actor, publication_id: int) -> PublicationView:
    demand(actor, 'sprints.look')
    row = _found(work, publication_id)
    channel = work.session.get(SprintChannel, row.channel_id) if row.channel_id else None
    return _view(row, {channel.id: channel.name} if channel else {})


def preview(work: Work, actor: Actor, board_id: int, sprint: int, intro: str = '') -> tuple[Section, ...]:
    """What our part of the page will say."""
    demand(actor, 'sprints.look')
    report = report_for(work, board_id, sprint)
    return wiki_report.sections(report, link_to(work, board_id, sprint), intro)


def publish(work: Work, actor: Actor, board_id: int, sprint: int, draft: PublishDraft) -> int:
    """Asks for a run; its number."""
    demand(actor, 'sprints.publish')
    board = ground.board_of(work, board_id)
    name = ground.sprint_of(board, sprint).name
    if board.is_demo:
        raise Rejected(DEMO, 'sprints.demo')
    channel = _wiki(work, draft.channel)
    row = _row(work, board_id, sprint, draft.channel) or SprintPublication(
        board_id=board_id, sprint=sprint, channel_id=draft.channel, report=REPORT, by='', by_name='', at=work.now)
    before = dict(row.options)
    row.page, row.options = _placed(row, draft, channel, f'{board.name}: {name}')
    if row.options != before:
        row.block_hash = ''
    row.state, row.error, row.by, row.by_name, row.at = PENDING, '', actor.identity, actor.name, work.now
    work.session.add(row)
    work.session.flush()
    audit.write(work, actor, 'sprints.publish', f'{board.name}, {name}', f'to {channel.name}', before, row.options)
    work.record(ReportPublished(board_topic(board_id)))
    return queue.enqueue(work, COMMAND, {'publication': row.id, 'channel': draft.channel}, trigger='ui',
                         actor=actor) or 0


def begin(work: Work, board_id: int, channel_id: int, sprint: int = 0) -> int:
    """For runs of a schedule: the publication of this sprint, or of the newest that has begun; made if need be."""
    board = ground.board_of(work, board_id)
    channel, number = _wiki(work, channel_id), sprint or newest(board)
    row = _row(work, board_id, number, channel_id)
    if row is None:
        name = ground.sprint_of(board, number).name
        row = SprintPublication(board_id=board_id, sprint=number, channel_id=channel_id, report=REPORT,
                                by=SYSTEM.identity, by_name=SYSTEM.name, at=work.now)
        row.page, row.options = _placed(row, PublishDraft(channel_id), channel, f'{board.name}: {name}')
        work.session.add(row)
    row.state, row.at = PENDING, work.now
    work.session.flush()
    return row.id


def to_publish(work: Work, publication_id: int) -> Errand:
    """For runs: the report as it is now, ready to be written."""
    row = _found(work, publication_id)
    assert row.sprint is not None
    report = report_for(work, row.board_id, row.sprint)
    found = wiki_report.sections(report, link_to(work, row.board_id, row.sprint), row.options.get('intro', ''))
    given = row.options
    return Errand(row.id, row.page, Target(given.get('space', ''), given.get('title', ''), given.get('parent', '')),
                  wiki_report.storage(found), row.block_hash, f'{report.sprint_name}, by {row.by_name}',
                  report.about.data_version, report.about.is_demo)


def note_page(work: Work, publication_id: int, page: str, url: str) -> None:
    """It is there now, whatever happens next: nobody makes a second one."""
    row = _found(work, publication_id)
    row.page, row.url = page, url


def note_published(work: Work, publication_id: int, *, version: int, url: str, block_hash: str,
                   data_version: int) -> None:
    row = _found(work, publication_id)
    row.state, row.error, row.page_version, row.block_hash = PUBLISHED, '', version, block_hash
    row.url, row.data_version, row.at = url or row.url, data_version, work.now
    work.record(ReportPublished(board_topic(row.board_id)))


def note_failed(work: Work, publication_id: int, text: str) -> None:
    row = _found(work, publication_id)
    row.state, row.error = FAILED, text[:500]
    work.record(ReportPublished(board_topic(row.board_id)))


def newest(board: Board) -> int:
    """The sprint that runs, else the one closed last. Raises NotFound."""
    begun = [one for one in board.sprints.values() if one.state in (ACTIVE, CLOSED) and not one.is_gone]
    if not begun:
        raise NotFound('No sprint of this board has begun yet.')
    return max(begun, key=lambda one: (one.state == ACTIVE, one.complete or one.end or one.start or 0, one.number)
               ).number


def report_for(work: Work, board_id: int, sprint: int) -> Report:
    """Of a closed sprint as it was frozen, else as it stands now; with nothing about persons beyond names on issues."""
    return reports.view_report(work, SYSTEM, board_id, sprint)


def link_to(work: Work, board_id: int, sprint: int = 0) -> str:
    """Empty where nobody has said under which address this installation is opened."""
    if not work.policy.base_url:
        return ''
    path = f'/sprints/boards/{board_id}' + (f'/sprints/{sprint}' if sprint else '')
    return f'{work.policy.base_url}{path}'


def _placed(row: SprintPublication, draft: PublishDraft, channel: SprintChannel, title: str,
            ) -> tuple[str, dict[str, Any]]:
    """Page and options: as asked, else as last time, else where the wiki puts new pages."""
    home = channel.options.get('wiki', {})
    page = page_id_in(draft.page)
    if draft.page.strip() and not page:
        raise Rejected('Name the page by its number or by its whole address.', field='page')
    parent = page_id_in(draft.parent)
    if draft.parent.strip() and not parent:
        raise Rejected('Name the page above by its number or by its whole address.', field='parent')
    if len(draft.title) > LONGEST_TITLE or len(draft.intro) > LONGEST_INTRO:
        raise Rejected(f'At most {LONGEST_TITLE} characters of title and {LONGEST_INTRO:,} of text.', field='title')
    space = draft.space.strip() or home.get('space', '')
    page = page or ('' if draft.space.strip() else row.page)
    if not page and not space:
        raise Rejected('Name a page, or the space for a new one.', field='space')
    return page, {'space': space, 'parent': parent or home.get('parent', ''),
                  'title': draft.title.strip() or row.options.get('title') or title, 'intro': draft.intro.strip()}


def _wiki(work: Work, channel_id: int) -> SprintChannel:
    row = work.session.get(SprintChannel, channel_id)
    if row is None or row.kind != CONFLUENCE:
        raise Rejected('Choose a Confluence that is connected.', field='channel')
    if not row.is_on:
        raise Rejected(f'“{row.name}” is switched off.', field='channel')
    return row


def _row(work: Work, board_id: int, sprint: int, channel_id: int) -> SprintPublication | None:
    return work.session.exec(select(SprintPublication).where(
        SprintPublication.board_id == board_id, SprintPublication.sprint == sprint,
        SprintPublication.channel_id == channel_id, SprintPublication.report == REPORT).with_for_update()).first()


def _found(work: Work, publication_id: int) -> SprintPublication:
    row = work.session.get(SprintPublication, publication_id)
    if row is None:
        raise NotFound('There is no such publication, or not any more.')
    return row


def _view(row: SprintPublication, names: dict[int, str]) -> PublicationView:
    given = row.options
    draft = PublishDraft(row.channel_id or 0, row.page, given.get('space', ''), given.get('parent', ''),
                         given.get('title', ''), given.get('intro', ''))
    return PublicationView(row.id, row.channel_id, names.get(row.channel_id or 0, 'a wiki that was removed'), row.state,
                           row.error, row.url, row.page, row.page_version, row.by_name, row.at, row.data_version, draft)
