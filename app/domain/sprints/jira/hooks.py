"""Deliveries of Jira's webhooks: how they are proved, and what they hint at. What they say is never believed."""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from app.errors import BadRequest

LARGEST: Final = 10_000_000  # bytes
LONGEST: Final = 200  # characters of what somebody else calls an event or a delivery
ISSUES: Final = ('jira:issue_created', 'jira:issue_updated', 'jira:issue_deleted', 'issuelink_created',
                 'issuelink_deleted', 'worklog_created', 'worklog_updated', 'worklog_deleted', 'comment_created',
                 'comment_updated', 'comment_deleted')
SPRINTS: Final = ('sprint_created', 'sprint_updated', 'sprint_started', 'sprint_closed', 'sprint_deleted')


@dataclass(frozen=True)
class Delivery:
    """`hint`: issue, key, sprint, board; whatever of them it names. `is_ours`: something has to be read again."""
    event: str
    hint: Mapping[str, Any]
    is_ours: bool


def is_signed(secret: bytes, body: bytes, signature: str) -> bool:
    """`sha256=…` over the body as it came, compared in constant time."""
    kind, _, told = signature.strip().partition('=')
    wanted = hmac.new(secret.strip(), body, sha256).hexdigest()
    return kind.lower() == 'sha256' and hmac.compare_digest(wanted.encode(), told.strip().lower().encode())


def read_delivery(body: bytes) -> Delivery:
    """Raises BadRequest for what is no JSON object."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise BadRequest('This is not JSON.', 'body.invalid') from None
    if not isinstance(told, dict):
        raise BadRequest('This is not a delivery of Jira.', 'body.invalid')
    event = str(told.get('webhookEvent') or '')[:LONGEST]
    issue, sprint, link = _part(told, 'issue'), _part(told, 'sprint'), _part(told, 'issueLink')
    hint = {'issue': _number(issue.get('id')), 'other': _number(link.get('sourceIssueId')),
            'third': _number(link.get('destinationIssueId')), 'key': str(issue.get('key') or '')[:LONGEST],
            'sprint': _number(sprint.get('id')), 'board': _number(sprint.get('originBoardId'))}
    known = {name: value for name, value in hint.items() if value}
    return Delivery(event or 'unknown', known, bool(known) and event in (*ISSUES, *SPRINTS))


def _part(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = told.get(name)
    return found if isinstance(found, dict) else {}


def _number(told: Any) -> int | None:
    """Below 2⁶³, as databases know numbers."""
    text = str(told) if isinstance(told, int | str) and not isinstance(told, bool) else ''
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
