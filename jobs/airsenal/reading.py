"""Reports from what an attempt has left: its database before its words, its words where that does not help."""

import logging
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from app.domain.ops.airsenal import PARSER_VERSION
from app.domain.ops.airsenal.bodies import Body, Optimisation, Prediction
from app.domain.ops.airsenal.database import TOP, completed
from app.domain.ops.airsenal.issues import issues_of
from app.domain.ops.airsenal.optimisation import parse_optimisation
from app.domain.ops.airsenal.prediction import parse_prediction
from jobs.airsenal.database import prediction_in, suggestion_in

T = TypeVar('T')

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Found:
    """A report, or why there is none."""
    kind: str
    body: Body | None
    source: str = 'text'
    issues: tuple[str, ...] = ()
    error: str = ''


@dataclass(frozen=True)
class Traces:
    """`former` is the database as it was before, so that nothing old is taken for news."""
    text: str
    base: Path
    former: Path


def read(kind: str, traces: Traces, most_weeks: int | None) -> Found:
    """Never raises: a reader that fails is a mistake of ours, and no reason to call the run failed."""
    try:
        body, source = READERS[kind](traces)
        if body is None:
            return Found(kind, None, error='Nothing could be read from what it wrote.')
        return Found(kind, body, source, issues_of(body, most_weeks))
    except Exception as failure:
        log.exception('a report could not be read', extra={'event': 'ops.unreadable'})
        return Found(kind, None, error=f'What it wrote could not be read by reader {PARSER_VERSION}: '
                                       f'{type(failure).__name__}.')


def _prediction(traces: Traces) -> tuple[Body | None, str]:
    told = parse_prediction(traces.text)
    found: Prediction | None = _from_base(lambda: prediction_in(traces.base, traces.former, told.top if told else TOP))
    if found is None or (told and told.overall):
        return told, 'text'
    return found, 'db'


def _optimisation(traces: Traces) -> tuple[Body | None, str]:
    told = parse_optimisation(traces.text)
    found: Optimisation | None = _from_base(lambda: suggestion_in(traces.base, traces.former))
    if found is None or (told and told.squad):
        return told, 'text'
    return completed(told, found), 'db'


def _from_base(look: Callable[[], T | None]) -> T | None:
    """A database of another version is no reason to have no report."""
    try:
        return look()
    except sqlite3.Error as error:
        log.warning('the database told nothing: %s', error)
        return None


READERS: Mapping[str, Callable[[Traces], tuple[Body | None, str]]] = {
    'prediction': _prediction, 'optimisation': _optimisation}
