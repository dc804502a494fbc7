"""What is said in chats: one sentence, three to six figures and a link; never more than the link would show.

Titles and names come from outside: Slack reads a markup whose three signs are escaped, Teams gets runs of plain text.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

REPORT_READY, SPRINT_CLOSED, QUEUE_PUBLISHED = 'report_ready', 'sprint_closed', 'queue_published'
SPRINT_STARTED = 'sprint_started'
OVER_CAPACITY, SYNC_FAILED = 'over_capacity', 'sync_failed'
OCCASIONS: Final[Mapping[str, str]] = {
    SPRINT_STARTED: 'Sprint started', REPORT_READY: 'Report ready', SPRINT_CLOSED: 'Sprint closed',
    OVER_CAPACITY: 'Over capacity', SYNC_FAILED: 'Sync failed', QUEUE_PUBLISHED: 'Queue published'}
# When a wiki is published to by itself: with what a sprint begins with, and with what came of it.
PUBLISHED: Final[Mapping[str, str]] = {SPRINT_STARTED: 'A sprint starts', REPORT_READY: 'A sprint has closed'}

MOST_FIGURES: Final = 6
SECTION: Final = 3_000  # characters, as Slack counts
FIELD: Final = 2_000
HEAD: Final = 150
FALLBACK: Final = 4_000
CARD: Final = 28_000  # bytes of a whole card, a little below what Teams takes
CUT: Final = '…'


@dataclass(frozen=True)
class Announcement:
    title: str
    sentence: str
    link: str  # absolute
    link_text: str = 'Open the report'
    figures: tuple[tuple[str, str], ...] = ()  # name, value


def slack_message(said: Announcement) -> dict[str, Any]:
    """`text` is what a notification shows; blocks are what is read."""
    blocks: list[dict[str, Any]] = [
        {'type': 'header', 'text': {'type': 'plain_text', 'text': shortened(said.title, HEAD), 'emoji': False}},
        _section(slack_text(said.sentence, SECTION))]
    if figures := said.figures[:MOST_FIGURES]:
        blocks.append({'type': 'section', 'fields': [
            {'type': 'mrkdwn', 'text': f'*{slack_text(name, FIELD // 2 - 5)}*\n{slack_text(value, FIELD // 2 - 5)}'}
            for name, value in figures]})
    if said.link:
        blocks.append(_section(f'<{slack_text(said.link, SECTION - 100)}|{slack_text(said.link_text, 90)}>'))
    return {'text': slack_text(f'{said.title}: {said.sentence}', FALLBACK), 'blocks': blocks,
            'unfurl_links': False, 'unfurl_media': False}


def teams_message(said: Announcement) -> dict[str, Any]:
    """An adaptive card for a workflow, cut until it fits."""
    message, most = _card(said), len(said.sentence)
    while _size(message) > CARD:
        most //= 2
        said = replace(said, title=shortened(said.title, HEAD), sentence=shortened(said.sentence, most),
                       figures=tuple((shortened(name, 100), shortened(value, 100)) for name, value in said.figures))
        message = _card(said)
        if not most:
            break
    return message


def slack_text(text: str, most: int) -> str:
    """Escaped and no longer than `most`, never cut within a sign."""
    signs, size = [], 0
    for sign in text.encode('utf-8', 'replace').decode():
        sign = {'&': '&amp;', '<': '&lt;', '>': '&gt;'}.get(sign, sign)
        if size + len(sign) > most - 1:
            signs.append(CUT)
            break
        signs.append(sign)
        size += len(sign)
    return ''.join(signs)


def shortened(text: str, most: int) -> str:
    text = text.encode('utf-8', 'replace').decode()  # half of a character cannot be sent
    return text if len(text) <= most else text[:max(most - 1, 0)] + CUT


def _section(text: str) -> dict[str, Any]:
    return {'type': 'section', 'text': {'type': 'mrkdwn', 'text': text}}


def _card(said: Announcement) -> dict[str, Any]:
    body = [_run(shortened(said.title, 10_000), weight='Bolder', size='Medium'),
            _run(shortened(said.sentence, 100_000))]
    body += [_run(shortened(value, 1_000), f'{shortened(name, 1_000)}: ') for name, value in
             said.figures[:MOST_FIGURES]]
    content = {'type': 'AdaptiveCard', 'version': '1.4', 'body': body,
               'actions': [{'type': 'Action.OpenUrl', 'title': said.link_text, 'url': said.link}] if said.link else []}
    return {'type': 'message', 'attachments': [
        {'contentType': 'application/vnd.microsoft.card.adaptive', 'contentUrl': None, 'content': content}]}


def _run(text: str, name: str = '', **looks: str) -> dict[str, Any]:
    """Plain text, whatever signs it holds; a text block would read them as markup."""
    runs: list[dict[str, Any]] = [{'type': 'TextRun', 'text': name, 'isSubtle': True}] if name else []
    return {'type': 'RichTextBlock', 'inlines': [*runs, {'type': 'TextRun', 'text': text, **looks}]}


def _size(message: Mapping[str, Any]) -> int:
    return len(json.dumps(message, ensure_ascii=False).encode())
