"""What Confluence tells and is told, in both of its dialects."""

import json
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.sprints.publishing.sending import UNAVAILABLE, SendTrouble
from app.domain.sprints.publishing.wiki_page import CLOUD, Page, Target

TRASH = 'The page is in the trash of Confluence. Restore it, or publish to another one.'
ARCHIVED = 'The page is archived in Confluence. Restore it, or publish to another one.'
TOO_LARGE = re.compile(r'too (?:large|big|long)|exceeds|maximum (?:size|length)', re.IGNORECASE)


def proof(kind: str, account: str, token: str) -> dict[str, str]:
    """Cloud knows an account and its token, a server a token alone."""
    if kind == CLOUD:
        return {'Authorization': f'Basic {b64encode(f"{account}:{token}".encode()).decode()}'}
    return {'Authorization': f'Bearer {token}'}


def page(told: Mapping[str, Any], base: str, is_cloud: bool) -> Page:
    links = told.get('_links') or {}
    path = str(links.get('webui') or '')
    root = str(links.get('base') or (f'{base}/wiki' if is_cloud else base))
    space = told.get('spaceId') if is_cloud else (told.get('space') or {}).get('key')
    try:
        return Page(str(told['id']), str(told['title']), int(told['version']['number']),
                    str(((told.get('body') or {}).get('storage') or {}).get('value') or ''), str(space or ''),
                    str(told.get('status') or 'current'), f'{root}{path}' if path else '')
    except (KeyError, TypeError, ValueError):
        raise SendTrouble('The answer of Confluence cannot be read.', UNAVAILABLE) from None


def results(told: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    found = told.get('results')
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def cloud_creation(target: Target, space_id: str, storage: str) -> dict[str, Any]:
    body: dict[str, Any] = {'spaceId': space_id, 'status': 'current', 'title': target.title,
                            'body': {'representation': 'storage', 'value': storage}}
    return {**body, 'parentId': target.parent} if target.parent else body


def server_creation(target: Target, storage: str) -> dict[str, Any]:
    body: dict[str, Any] = {'type': 'page', 'title': target.title, 'space': {'key': target.space},
                            'body': {'storage': {'value': storage, 'representation': 'storage'}}}
    return {**body, 'ancestors': [{'id': target.parent}]} if target.parent else body


def cloud_change(page: Page, storage: str, message: str) -> dict[str, Any]:
    return {'id': page.id, 'status': 'current', 'title': page.title, 'spaceId': page.space,
            'body': {'representation': 'storage', 'value': storage},
            'version': {'number': page.version + 1, 'message': message}}


def server_change(page: Page, storage: str, message: str) -> dict[str, Any]:
    return {'id': page.id, 'type': 'page', 'title': page.title,
            'version': {'number': page.version + 1, 'message': message, 'minorEdit': True},
            'body': {'storage': {'value': storage, 'representation': 'storage'}}}


def is_too_large(body: bytes) -> bool:
    return bool(TOO_LARGE.search(_message(body)))


def says(body: bytes) -> str:
    """In the words of Confluence, short and without addresses."""
    message = re.sub(r'https?://\S+', '…', _message(body)).strip()[:300]
    return f': {message}' if message else '.'


def _message(body: bytes) -> str:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return ''
    if not isinstance(told, dict):
        return ''
    errors = told.get('errors')
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    return str(told.get('message') or first.get('detail') or first.get('title') or '')
