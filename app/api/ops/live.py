"""One look at a run, shared by all programs that follow it: its state and its newest lines."""

import asyncio
import json
import logging
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import dropwhile, islice
from typing import Any

from nicegui import background_tasks

from app import bus
from app.domain.ops.escapes import visible
from app.domain.ops.views import LogLine
from app.errors import AppError
from app.events import log_topic, run_topic
from app.services.ops.logs import following
from app.services.ops.logs.following import News, Now
from app.work import ask

PAUSE = 0.05  # seconds between two looks
RETRY = 1.0  # after one that failed
RECENT = 5_000  # lines that are remembered for those who follow
MOST_TEXTS = 20  # messages that are remembered as they were sent

log = logging.getLogger(__name__)
_followed: dict[int, 'LiveRun'] = {}


class LiveRun:
    """Looks again after every change, as long as anybody follows; `news` comes after each look."""

    def __init__(self, run_id: int) -> None:
        self.run_id = run_id
        self.now: Now | None = None
        self.lines: deque[LogLine] = deque(maxlen=RECENT)  # of the attempt of `now`
        self.refusal: AppError | None = None
        self.news = asyncio.Event()
        self.texts: dict[tuple[int, int, int, str], str] = {}
        self.followers = 0
        self.is_stale = False
        self.task: asyncio.Task[None] | None = None
        self.unsubscribe = [bus.subscribe(topic, self.touch) for topic in (log_topic(run_id), run_topic(run_id))]

    @property
    def last(self) -> int:
        return self.lines[-1].seq if self.lines else 0

    def after(self, seq: int, most: int) -> Sequence[LogLine] | None:
        """The oldest remembered lines above a number; None where older ones, not remembered, come first."""
        if not self.lines or self.last <= seq:
            return ()
        if self.lines[0].seq > seq + 1:
            return None
        return tuple(islice(dropwhile(lambda line: line.seq <= seq, self.lines), most))

    def written(self, attempt: int, lines: Sequence[LogLine], form: str) -> str:
        """As JSON, once for all who are as far as each other."""
        key = attempt, lines[0].seq, lines[-1].seq, form
        if key not in self.texts:
            if len(self.texts) >= MOST_TEXTS:
                self.texts.clear()
            self.texts[key] = json.dumps([_line(line, form) for line in lines], ensure_ascii=False,
                                         separators=(',', ':'))
        return self.texts[key]

    def close(self) -> None:
        for unsubscribe in self.unsubscribe:
            unsubscribe()

    def touch(self) -> None:
        self.is_stale = True
        if self.task is None:
            self.task = background_tasks.create(self._look_while_stale(), name=f'follow run {self.run_id}')

    async def _look_while_stale(self) -> None:
        try:
            while self.is_stale and self.followers:
                self.is_stale, rest = False, PAUSE
                try:
                    self._take(await ask(following.look, self.run_id, self._attempt(), self.last, RECENT))
                except AppError as error:
                    self.refusal = error
                except Exception:
                    log.exception('run %s could not be followed', self.run_id)
                    self.is_stale, rest = True, RETRY
                self.news.set()
                self.news = asyncio.Event()
                await asyncio.sleep(rest)
        finally:
            self.task = None

    def _attempt(self) -> int:
        return self.now.attempt if self.now else 0

    def _take(self, news: News) -> None:
        if news.now.attempt != self._attempt():
            self.lines.clear()
        if self.lines and news.lines and news.lines[0].seq > self.last + 1:  # more than can be remembered
            self.lines.clear()
        self.now = news.now
        self.lines.extend(news.lines)


@contextmanager
def joined(run_id: int) -> Iterator[LiveRun]:
    """The run, as long as somebody follows it here."""
    run = _followed.get(run_id) or _followed.setdefault(run_id, LiveRun(run_id))
    run.followers += 1
    run.touch()
    try:
        yield run
    finally:
        run.followers -= 1
        if not run.followers:
            run.close()
            _followed.pop(run_id, None)


def count() -> int:
    """How many runs are followed now."""
    return len(_followed)


def _line(line: LogLine, form: str) -> Mapping[str, Any]:
    return {'seq': line.seq, 'at': line.at.isoformat().replace('+00:00', 'Z'), 'stream': line.stream,
            'level': line.level, 'mark': line.mark, 'text': line.text if form == 'raw' else visible(line.text)}
