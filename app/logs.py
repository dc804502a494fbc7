"""Log lines as JSON or readable text, with the request they belong to; written by a thread of its own.

Only listed extra fields are copied, so that nothing reaches a log by accident; what looks like a secret is masked.
"""

import json
import logging
import re
import sys
import time
from logging.handlers import QueueHandler, QueueListener
from queue import SimpleQueue

from app.context import trace

FIELDS = ('status', 'duration_ms', 'path', 'table', 'run', 'attempt')
LONGEST = 32_000
SECRET = re.compile(r'(rt_[0-9A-Za-z]{10}_)[0-9A-Za-z]+|'
                    r'((?:rt_session|rt_guest|password|secret|token|authorization|cookie)["\']?\s*[=:]\s*["\']?'
                    r'(?:(?:bearer|basic|seat)\s+)?)[^\s"\',;]+|'
                    r'(/(?:invite|reset)/)[^\s/?"\']+|(://[^\s:/@]+:)[^\s/@]+(?=@)', re.IGNORECASE)


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
        present = trace()
        record.request_id, record.actor = present.request_id, present.actor
        prepared: logging.LogRecord = super().prepare(record)
        return prepared


class JsonLines(logging.Formatter):
    converter = staticmethod(time.gmtime)

    def format(self, record: logging.LogRecord) -> str:
        line = {'ts': f'{self.formatTime(record, "%Y-%m-%dT%H:%M:%S")}.{int(record.msecs):03}Z',
                'level': record.levelname, 'logger': record.name, 'message': masked(record.getMessage())[:LONGEST]}
        for name in ('request_id', 'actor', *FIELDS):
            if value := getattr(record, name, None):
                line[name] = masked(value) if isinstance(value, str) else value
        return json.dumps(line, ensure_ascii=False, default=str)


class ReadableLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        extra = ' '.join(f'{name}={value}' for name in ('request_id', *FIELDS)
                         if (value := getattr(record, name, None)))
        text = '\n    '.join(record.getMessage().splitlines())  # nothing looks like a line of its own
        return masked(f'{self.formatTime(record, "%H:%M:%S")} {record.levelname:7} {record.name}: '
                      f'{text[:LONGEST]} {extra}'.rstrip())


def masked(text: str) -> str:
    return SECRET.sub(lambda match: f'{next(filter(None, match.groups()))}***', text)
