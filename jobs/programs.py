"""Performs an attempt whose command is an external program."""

import json
import logging
import os
import signal
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from app.domain.ops import parameters
from app.domain.ops.commands import Definition
from app.domain.ops.states import LeaseLost
from app.services.ops import logs, queue
from app.work import read
from jobs import limits
from jobs.attempt import LARGEST_RESULT, Attempt, Outcome
from jobs.child import Child
from jobs.given import values_of
from jobs.hooks import Conclusion, Hook, Preparation
from jobs.processes import MARK, boot_id, mark_of
from jobs.supervision import Supervision

RESULT = 'result.json'
PASSED_ON = ('PATH', 'HOME', 'TZ')  # of our own environment; everything else a program gets is named here
FIXED = {'LANG': 'C.UTF-8', 'PYTHONUNBUFFERED': '1', 'COLUMNS': '120'}
UNJUDGED = 'What it left could not be judged'
USUAL_PATH = '/usr/local/bin:/usr/bin:/bin'

log = logging.getLogger(__name__)


def perform(attempt: Attempt, hook: Hook | None = None) -> Outcome:
    """Raises CannotStart where there is no point in trying."""
    claim, definition = attempt.claim, attempt.claim.definition
    preparation = hook.prepare(claim, attempt.secrets, attempt.folder) if hook else Preparation()
    for text in preparation.said:
        attempt.outlet.say(text)
    argv = preparation.argv or (definition.program, *parameters.argv(definition, values_of(attempt)))
    answers = definition.answers if preparation.answers is None else preparation.answers
    child = Child(argv, environment_of(attempt, preparation), attempt.folder,
                  ''.join(f'{line}\n' for line in answers).encode())
    if not limits.confine(child.pid, definition):
        attempt.outlet.say('This system cannot keep a program within limits', 'warning')
    code = watch(attempt, child)
    if not attempt.see_exit():
        return Outcome(code)
    if told := _exceeded(attempt, child, code):
        return Outcome(code, told, is_permanent=True)
    return _concluded(attempt, code, hook)


def watch(attempt: Attempt, child: Child, control: Any = None) -> int:
    """From its start to the end of everything it started, also if we may not go on."""
    attempt.kill = partial(child.send_group, signal.SIGKILL)
    try:
        begun = attempt.insist(queue.begin, attempt.claim, child.pid, child.start, boot_id())
        attempt.stop_reason = attempt.stop_reason or begun.stop_reason
    except BaseException:
        attempt.cut()
        Supervision(attempt, child, control).run()
        raise
    return Supervision(attempt, child, control).run()


def environment_of(attempt: Attempt, preparation: Preparation) -> Mapping[str, str]:
    """Named variables only: whatever keys and passwords our own process was given stay with it."""
    claim, definition, own = attempt.claim, attempt.claim.definition, os.environ
    base = {name: own[name] for name in PASSED_ON if name in own}
    if preparation.path:
        base['PATH'] = preparation.path
    return {'PATH': USUAL_PATH, 'HOME': str(attempt.folder), 'TZ': 'UTC', **base, **FIXED,
            **dict(definition.environment), **_granted(attempt, definition), **preparation.environment,
            'RESULT_FILE': str(attempt.folder / RESULT), MARK: mark_of(claim.run_id, claim.n, claim.owner)}


def _granted(attempt: Attempt, definition: Definition) -> Mapping[str, str]:
    files = {grant.name for grant in definition.secrets if grant.is_file}
    return {name: _filed(attempt.folder, name, value) if name in files else value
            for name, value in attempt.secrets.items()}


def _filed(folder: Path, name: str, value: str) -> str:
    place = folder / '.secrets'
    place.mkdir(mode=0o700, exist_ok=True)
    path = place / name
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400), 'w', encoding='utf-8') as file:
        file.write(value)
    return str(path)


def _exceeded(attempt: Attempt, child: Child, code: int) -> str:
    """What it took too much of: another try would take as much."""
    definition, claim = attempt.claim.definition, attempt.claim
    if child.is_crowd:
        return f'It started more than {definition.processes} programs'
    if not code or not limits.is_limited(definition):
        return ''
    attempt.store_all()
    return limits.exceeded(definition, code, [line.text for line in read(logs.last_lines, claim.run_id, claim.n)])


def _concluded(attempt: Attempt, code: int, hook: Hook | None) -> Outcome:
    found = _judgement(attempt, code, hook)
    result = found.result if found.result is not None else _result_file(attempt)
    failure = found.failure or _failure(code)
    return Outcome(code, failure, found.is_permanent, result, '' if failure else found.partly)


def _judgement(attempt: Attempt, code: int, hook: Hook | None) -> Conclusion:
    if hook is None:
        return Conclusion()
    attempt.store_all()
    try:
        return hook.conclude(attempt.claim, attempt.folder, code, attempt.texts)
    except LeaseLost:
        raise
    except Exception:
        log.error('The hook of %s broke: %s', attempt.claim.definition.slug, attempt.trace(),
                  extra={'event': 'ops.hook_broke'})
        attempt.outlet.say(f'{UNJUDGED}: this is a defect, and the log of Roundtable has it', 'warning')
        return Conclusion(partly=UNJUDGED)


def _failure(code: int) -> str:
    if code < 0:
        return f'Ended by {_name_of(-code)}'
    return f'Ended with exit code {code}' if code else ''


def _name_of(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f'signal {number}'


def _result_file(attempt: Attempt) -> Any:
    """Only one JSON object of at most a megabyte is a result."""
    path = attempt.folder / RESULT
    try:
        if path.is_symlink() or not path.is_file():
            return None
        if path.stat().st_size > LARGEST_RESULT:
            raise ValueError('it is larger than 1 MB')
        result = json.loads(path.read_bytes())
        if not isinstance(result, dict):
            raise ValueError('it is no JSON object')
    except (OSError, ValueError, RecursionError) as error:
        attempt.outlet.say(f'The result is not kept: {error}', 'warning')
        return None
    return result
