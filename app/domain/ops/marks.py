"""What a line says about itself: its level, and the marks by which a program groups, hides and counts."""

import re
from dataclasses import dataclass

from app.domain.ops.escapes import visible

ADD_MASK = '::add-mask::'
INFO, WARNING, ERROR = 'info', 'warning', 'error'
TELLING = ('::', 'ERROR', 'WARN', 'INFO', 'CRITICAL', 'FATAL', 'Error', 'error', 'Traceback')  # no other line has any

_LEVELS = {'ERROR': ERROR, 'CRITICAL': ERROR, 'FATAL': ERROR, 'ERROR:': ERROR, 'WARNING': WARNING, 'WARN': WARNING,
           'WARNING:': WARNING, 'INFO': INFO}
_LEVEL = re.compile(r'(?:\x1b\[[0-9;:]*m|[\s\[(<|-]|[0-9][0-9:.,TZ+/-]*[\])]?\s)*'
                    r'(?:(ERROR|CRITICAL|FATAL|WARNING|WARN|INFO)\b|([Ee]rror:|[Ww]arning:))')
_TRACEBACK = re.compile(r'\s*(?:\+ Exception Group )?Traceback \(most recent call last\):')
_MARK = re.compile(r'::(group|endgroup|error|warning|progress)(?: +([^:]*))?::(.*)', re.DOTALL)


@dataclass(frozen=True)
class Said:
    """What a line comes to; `percent` is of a mark that moves the bar, and such a mark is no line."""
    text: str
    level: str = ''
    mark: str = ''
    percent: float | None = None


def read_mark(text: str) -> Said | None:
    """None where the line is just a line."""
    found = _MARK.match(text)
    if found is None:
        return None
    kind, value, rest = found[1], found[2] or '', found[3]
    if kind == 'progress':
        return Said(visible(rest).strip(), percent=percent) if (percent := _percent(value)) is not None else None
    if kind in ('group', 'endgroup'):
        return Said(visible(rest).strip() if kind == 'group' else '', mark=kind)
    return Said(rest, level=ERROR if kind == 'error' else WARNING)


def level_of(text: str) -> str:
    """From the word it begins with, after a time and brackets."""
    found = _LEVEL.match(text)
    return _LEVELS[found[1] or found[2].upper()] if found else ''


def begins_traceback(text: str) -> bool:
    return 'Traceback' in text and _TRACEBACK.match(visible(text)) is not None


def _percent(text: str) -> float | None:
    try:
        percent = float(text.strip().removesuffix('%'))
    except ValueError:
        return None
    return min(max(percent, 0.0), 100.0) if percent == percent else None
