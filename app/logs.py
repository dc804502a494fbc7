"""Log lines as JSON or readable text, with the request they belong to; written by a thread of its own.

Only listed extra fields are copied, so that nothing reaches a log by accident; what looks like a secret is masked.
"""

import json
import logging
import re
import sys
import time
from copy import copy
from logging.handlers import QueueHandler, QueueListener
from queue import SimpleQueue

from app.context import trace

WHOSE = ('request_id', 'session', 'actor', 'person', 'table', 'run',
         'attempt')  # from the trace, where the line does not say
FIELDS = ('status', 'duration_ms', 'path')
LONGEST = 32_000
INDENT = '\n    '
SECRET = re.compile(r'(rt_[0-9A-Za-z]{10}_)[0-9A-Za-z]+|'
                    r'((?:rt_session|rt_guest|password|secret|token|authorization|cookie)["\']?\s*[=:]\s*["\']?'
                    r'(?:(?:bearer|basic|seat)\s+)?)[^\s"\',;]+|'
                    r'(/(?:invite|reset|hooks/[a-z]+(?:/[a-z]+)?|hooks\.slack\.com/services)/)[^\s?"\']+|'
                    r'((?<=[?&])sig=)[^\s&"\']+|(://[^\s:/@]+:)[^\s/@]+(?=@)', re.IGNORECASE)


def start(level: str, form: str) -> None:
    """Send everything that is logged from now on to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if form == 'json' else ReadableLines())
    queue: SimpleQueue[logging.LogRecord] = SimpleQueue()
    root = logging.getLogger()
    root.handlers = [Collector(queue)]
    root.setLevel(level)
    for name in ('uvicorn', 'uvicorn.error', 'uvicorn.access', 'nicegui'):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True
    for name in ('uvicorn.access', 'apscheduler', 'alembic', 'engineio', 'socketio'):
        logging.getLogger(name).setLevel(logging.WARNING)
    QueueListener(queue, handler, respect_handler_level=True).start()


class Collector(QueueHandler):
    """Notes down whose request it was before the line leaves its thread."""

    def prepare(self, record: logging.LogRecord) -> logging.LogRecord:
        line, present = copy(record), trace()
        for name in WHOSE:
            setattr(line, name, getattr(record, name, '') or getattr(present, name, ''))
        kind, _, number = str(getattr(line, 'actor', '')).partition(':')
        line.person = number if kind == 'person' else ''
        line.event = getattr(record, 'event', '') or f'{record.module}.{record.funcName}'
        line.exception = logging.Formatter().formatException(record.exc_info) if record.exc_info else ''
        line.msg = record.getMessage()
        line.args = line.exc_info = line.exc_text = line.stack_info = None
        return line


class JsonLines(logging.Formatter):
    converter = staticmethod(time.gmtime)

    def format(self, record: logging.LogRecord) -> str:
        line = {'ts': f'{self.formatTime(record, "%Y-%m-%dT%H:%M:%S")}.{int(record.msecs):03}Z',
                'level': record.levelname, 'logger': record.name}
        for name in ('event', 'message', *WHOSE, *FIELDS, 'exception'):
            if value := record.getMessage() if name == 'message' else getattr(record, name, None):
                line[name] = masked(value)[:LONGEST] if isinstance(value, str) else value
        return json.dumps(line, ensure_ascii=False, default=str)


class ReadableLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        extra = ' '.join(f'{name}={value}' for name in ('request_id', 'run', 'attempt', *FIELDS)
                         if (value := getattr(record, name, None)))
        begin = f'{self.formatTime(record, "%H:%M:%S")} {record.levelname:7} {record.name}:'
        lines = f'{record.getMessage()[:LONGEST]} {extra}\n{getattr(record, "exception", "")[:LONGEST]}'.splitlines()
        return masked(f'{begin} {INDENT.join(lines)}'.rstrip())  # nothing looks like a line of its own


def masked(text: str) -> str:
    return SECRET.sub(lambda match: f'{next(filter(None, match.groups()))}***', text)
