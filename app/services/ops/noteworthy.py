"""What people are told about runs they do not look at: once, after the last attempt; and once when it is well again."""

from collections.abc import Mapping

from sqlmodel import col, select

from app.domain.ops.escapes import visible
from app.domain.ops.states import FINAL, State
from app.events import RunNoteworthy, run_topic
from app.services.ops import logs
from app.services.people import bell
from app.work import Work
from models.ops import OpsAttempt, OpsRun
from models.people import Person, PersonGrant

LONGEST = 300
LINES = 20  # of what was written last
BAD = ('failed', 'lost', 'partial')  # kinds for which somebody will want to know what it wrote
TOLD = {'approval': ('manager', 'admin')}  # who is told beside whoever asked; otherwise operators and admins
VERBS: Mapping[str, str] = {'failed': 'failed', 'lost': 'was lost', 'partial': 'succeeded only partly',
                            'recovered': 'works again', 'approval': 'waits for approval'}


def judge(work: Work, run: OpsRun) -> None:
    """A run is over. Housekeeping that fails again and again is told of once."""
    kind, before = _kind(run), _outcome_before(work, run)
    if kind == 'good':
        if before in BAD:
            tell(work, run, 'recovered')
    elif kind and not (run.is_quiet and before == kind):
        tell(work, run, kind)


def tell(work: Work, run: OpsRun, kind: str) -> None:
    text = f'{run.name} {VERBS[kind]}'
    if run.reason and kind != 'recovered':
        text = f'{text}: {run.reason}'
    lines = logs.last_lines(work, run.id, run.attempts, LINES) if kind in BAD else ()
    work.record(RunNoteworthy(run_topic(run.id), kind, text[:LONGEST], _link(work, run, kind),
                              run.actor if run.actor.startswith('person:') else '',
                              tuple(visible(line.text) for line in lines)))


def ring(work: Work, fact: RunNoteworthy) -> None:
    """The reaction: bells of whoever asked for the run, and of those who look after operations."""
    asker = int(fact.person.removeprefix('person:')) if fact.person.startswith('person:') else None
    people = set(work.session.exec(
        select(PersonGrant.person_id).join(Person, col(Person.id) == PersonGrant.person_id)
        .where(col(PersonGrant.role).in_(TOLD.get(fact.kind, ('operator', 'admin'))),
               col(PersonGrant.area).in_(('*', 'ops')), Person.state == 'active')))
    if fact.kind == 'approval':
        people -= {asker}  # a second person has to
    elif asker is not None:
        people.add(asker)
    for person in sorted(filter(None, people)):
        bell.ring(work, person, fact.text, fact.link)


def _link(work: Work, run: OpsRun, kind: str) -> str:
    """To the first line that says what went wrong, else to the run, whose page shows the last lines."""
    attempt = work.session.get(OpsAttempt, (run.id, run.attempts)) if kind in BAD else None
    if attempt is None or attempt.first_error is None:
        return f'/ops/runs/{run.id}'
    return f'/ops/runs/{run.id}?attempt={attempt.n}&line={attempt.first_error}'


def _kind(run: OpsRun) -> str:
    """Of what a run that is over is to people; cancelled ones are nothing they need to be told."""
    if run.state == State.SUCCEEDED:
        return 'partial' if run.is_partial else 'good'
    return {State.FAILED: 'failed', State.TIMED_OUT: 'failed', State.LOST: 'lost'}.get(State(run.state), '')


def _outcome_before(work: Work, run: OpsRun) -> str:
    before = work.session.exec(
        select(OpsRun).where(OpsRun.command == run.command, OpsRun.id < run.id, col(OpsRun.state).in_(
            FINAL - {State.CANCELLED})).order_by(col(OpsRun.id).desc()).limit(1)).first()
    return _kind(before) if before else ''
