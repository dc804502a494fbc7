"""What a failure of Jira means for people: texts without an address or a token in them."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from app.domain.sprints.jira.reading import AUTH, CONFIG, REFUSED, THROTTLED, UNAVAILABLE, SourceTrouble

TOKEN: Final = 'Jira does not accept the token. It may have expired or been revoked: replace it in the settings.'
SIGNED_OUT: Final = 'Jira signed us out and shows its sign-in page instead of an answer'
ELSEWHERE: Final = 'Jira answers under another address: enter the one that a browser shows.'
SLOWER: Final = 'Jira has been asked too much and wants to be left alone for a while.'
LATE: Final = 'Jira did not answer in time.'
HALF: Final = 'The answer of Jira is cut off.'
PACKED: Final = 'The answer of Jira is packed in a way that cannot be unpacked.'
TOO_MUCH: Final = 'Jira answers with more than anybody could have asked for.'
SAME_PAGE: Final = 'Jira offers a page again that it gave before, so the list cannot be read to its end.'
EMPTY_PAGES: Final = 'Jira gave three empty pages in a row and said that there is more.'
NO_END: Final = 'Jira gave fewer issues than it counts and did not say how to go on.'

SIGN_IN: Final = re.compile(r'log.?in|sign.?in|anmeld|password', re.IGNORECASE)
WORDS: Final = 60  # characters of an answer that nobody understands


def of_status(status: int, headers: Mapping[str, str], body: bytes, about: str, seconds: float) -> SourceTrouble | None:
    """What an answer means that is none; None where it is one."""
    if status == 401 or 'AUTHENTICAT' in headers.get('X-Seraph-LoginReason', ''):
        return SourceTrouble(TOKEN, AUTH)
    if 300 <= status < 400:
        is_sign_in = SIGN_IN.search(headers.get('Location', ''))
        return SourceTrouble(f'{SIGNED_OUT}.', AUTH) if is_sign_in else SourceTrouble(ELSEWHERE, CONFIG)
    if status < 300:
        return None
    if status == 429:
        return SourceTrouble(SLOWER, THROTTLED, seconds)
    message = said(body)
    if status == 403:
        return SourceTrouble(f'Jira does not let this account see {about}{_says(message)}', REFUSED)
    if status == 503:
        return SourceTrouble(f'Jira is not available just now{_says(message)}', UNAVAILABLE, seconds)
    if status >= 500:
        return SourceTrouble(f'Jira, or what stands before it, has a fault (status {status}).', UNAVAILABLE)
    if status in (404, 410):
        return SourceTrouble(f'Jira does not know {about}{_says(message)}', CONFIG)
    return SourceTrouble(f'Jira cannot answer about {about}{_says(message)}', CONFIG)


def of_text(body: bytes, kind: str) -> SourceTrouble:
    """Of an answer that is no JSON, with its first words."""
    words = _first_words(body)
    if kind.startswith('text/html') and SIGN_IN.search(body[:4000].decode('utf-8', 'replace')):
        return SourceTrouble(f'{SIGNED_OUT}: “{words}”', AUTH)
    if not body.strip():
        return SourceTrouble('Jira answers with nothing, which is not JSON.')
    return SourceTrouble(f'Jira answers with something that is not JSON: “{words}”')


def of_line(error: BaseException) -> SourceTrouble:
    """There was no answer, or half of one."""
    told = f'{type(error).__name__} {error!r}'
    if 'Timeout' in told or 'timed out' in told:
        return SourceTrouble(LATE)
    if 'DecodeError' in told or 'ContentDecoding' in told:
        return SourceTrouble(PACKED, UNAVAILABLE)
    if 'IncompleteRead' in told or 'ChunkedEncoding' in told or 'InvalidChunk' in told:
        return SourceTrouble(HALF)
    return SourceTrouble(f'Jira cannot be reached: {type(error).__name__}.')


def said(body: bytes) -> str:
    """The first message of a refusal; '' where it says nothing."""
    try:
        told = json.loads(body)
    except ValueError:
        return ''
    if not isinstance(told, dict):
        return ''
    errors = told.get('errors')
    several = [*_texts(told.get('errorMessages')), *_texts(list(errors.values()) if isinstance(errors, dict) else []),
               *_texts([told.get('message')]), *_texts([told.get('errorMessage')])]
    return several[0] if several else ''


def _texts(told: Any) -> list[str]:
    return [str(one) for one in told if one] if isinstance(told, list) else []


def _first_words(body: bytes) -> str:
    text = re.sub(r'<(script|style).*?</\1>|<[^>]*>', ' ', body[:4000].decode('utf-8', 'replace'),
                  flags=re.DOTALL | re.IGNORECASE)
    return _without_addresses(' '.join(text.split()))[:WORDS]


def _says(message: str) -> str:
    message = _without_addresses(message).strip()[:300]
    return f': {message}' if message else '.'


def _without_addresses(text: str) -> str:
    return re.sub(r'https?://\S+', '…', text)
