"""What a failure means for whoever plans: texts for people, never with an address or a token in them."""

import re
from typing import Any

from app.domain.portfolio.sources.reading import AUTH, CONFIG, CONFLICT, REFUSED, THROTTLED, UNAVAILABLE, SourceTrouble

TOKEN = ('Azure DevOps does not accept the personal access token. It may have expired, or lack a scope: replace it '
         'in Setup.')
NO_WRITING = ('Azure DevOps does not let this personal access token write work items. It may lack the scope, or have '
              'expired.')
SLOWER = 'Azure DevOps has been asked too much and wants to be left alone for a while.'
LATE = 'Azure DevOps did not answer in time.'
HALF = 'The answer of Azure DevOps is cut off.'
STRANGE = 'Azure DevOps answers with something that cannot be read.'
MOVED = 'The item was changed in Azure DevOps meanwhile.'

NO_ENTRY = re.compile(r'TF400813|VS30063|TF30063|not authorized to access this resource', re.IGNORECASE)
NO_RIGHT = re.compile(r'TF237111|permissions? to save|VS403\d{3}.*permission', re.IGNORECASE)
UNKNOWN = re.compile(r'TF401232|TF400497|TF200016|TF51011|TF40049\d|VS402371|VS402323|VS402855|not found|'
                     r'does not exist|no longer valid|is not registered', re.IGNORECASE)
MEANWHILE = re.compile(r'VS403351|TestPatchOperationFailed|PreconditionFailed|TF26071', re.IGNORECASE)
TOO_MANY_ROWS = 'VS402337'


def of_status(status: int, kind: str, message: str, seconds: float) -> SourceTrouble | None:
    """What the status alone tells; None where words have to be read, or all is well."""
    if status == 401 or status == 203 or 300 <= status < 400 or (status < 300 and kind.startswith('text/html')):
        return SourceTrouble(TOKEN, AUTH)
    if status == 429:
        return SourceTrouble(SLOWER, THROTTLED, seconds)
    if status == 503:
        return SourceTrouble(f'Azure DevOps is not available just now{_says(message)}', UNAVAILABLE, seconds)
    if status >= 500:
        return SourceTrouble(f'Azure DevOps has a fault of its own (status {status}).', UNAVAILABLE, seconds)
    return None


def of_answer(error: Exception, status: int, about: str, is_write: bool) -> SourceTrouble:
    """What the library made of an answer; `about` names what was asked for."""
    message = _message(error)
    told = f'{message} {getattr(error, "type_key", "") or ""}'
    if status in (409, 412) or MEANWHILE.search(told):
        return SourceTrouble(MOVED, CONFLICT)
    if is_write and NO_RIGHT.search(told):
        return SourceTrouble(f'Azure DevOps refuses the change{_says(message)}', REFUSED)
    if status == 401 or NO_ENTRY.search(told) or (status == 403 and (is_write or not about)):
        return SourceTrouble(NO_WRITING if is_write else TOKEN, AUTH)
    if is_write and 400 <= status < 500:
        return SourceTrouble(f'Azure DevOps refuses the change{_says(message)}', REFUSED)
    if status == 403:
        return SourceTrouble(f'Azure DevOps does not let this personal access token see {about}.', CONFIG)
    if status == 404 or UNKNOWN.search(told):
        return SourceTrouble(f'Azure DevOps does not know {about or "what was asked for"}{_says(message)}', CONFIG)
    if status == 400:
        return SourceTrouble(f'Azure DevOps cannot answer about {about or "this"}{_says(message)}', CONFIG)
    return SourceTrouble(STRANGE, UNAVAILABLE)


def of_line(error: BaseException) -> SourceTrouble:
    """There was no answer."""
    name = type(error).__name__
    if 'Timeout' in name:
        return SourceTrouble(LATE)
    return SourceTrouble(HALF if name == 'ChunkedEncodingError' else f'Azure DevOps cannot be reached: {name}.')


def has_too_many_rows(error: SourceTrouble) -> bool:
    return TOO_MANY_ROWS in str(error)


def _message(error: Exception) -> str:
    """Its first line, short enough to be read, without addresses."""
    text = str(getattr(error, 'message', '') or error)
    line: Any = re.sub(r'https?://\S+', '…', text).strip().splitlines()
    return line[0][:300] if line else ''


def _says(message: str) -> str:
    message = re.sub(r'https?://\S+', '…', message).strip()[:300]
    return f': {message}' if message else '.'
