"""How a run goes from one state to the next: checked against the table of allowed moves, and announced."""

from app.domain.ops.commands import Definition
from app.domain.ops.snapshots import read_back
from app.domain.ops.states import FINAL, State, demand_move
from app.events import QUEUE, RUNS, RunChanged, RunQueued, run_topic
from app.work import Work
from models.ops import OpsCommand, OpsRun


def move(work: Work, run: OpsRun, after: State, reason: str = '') -> None:
    """The row has to be locked by whoever moves it; a run that is over belongs to nobody."""
    demand_move(State(run.state), after)
    run.state, run.reason = after, reason
    if after in FINAL:
        run.ended_at, run.owner, run.lease_until = work.now, '', None
    announce(work, run)


def announce(work: Work, run: OpsRun) -> None:
    """Lists and the page of this run look again; whoever may claim it hears of it."""
    work.session.add(run)
    work.session.flush()
    work.record(RunChanged(RUNS))
    work.record(RunChanged(run_topic(run.id)))
    if run.state in (State.QUEUED, State.DELAYED) or run.state in FINAL:  # one that ends makes room for others
        work.record(RunQueued(QUEUE))


def definition_of(work: Work, run: OpsRun) -> Definition:
    """As it was when the run was asked for."""
    return read_back(work.get(OpsCommand, (run.command, run.version)).body)
