"""The fence: only who holds the claim of the newest attempt may write about a run."""

from app.domain.ops.states import LIVE, Claim, LeaseLost
from app.work import Work
from models.ops import OpsRun


def hold(work: Work, claim: Claim) -> OpsRun:
    """The row of the run, locked until the end of this transaction, for whoever still holds its newest attempt."""
    run = work.session.get(OpsRun, claim.run_id, with_for_update=True, populate_existing=True)
    if run is None or (run.owner, run.attempts) != (claim.owner, claim.n) or run.state not in LIVE:
        raise LeaseLost('Somebody else works on this run by now, or it is over.', 'ops.lease_lost')
    return run
