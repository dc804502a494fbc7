"""`sprints.prune`: forget deliveries and drafts of queues after 30 days, and runs of this area after 90.

It is the command that knows of the secrets of webhooks, so that they can be kept; no run is ever given one.
"""

from collections.abc import Mapping
from typing import Any, Final

from app.domain.ops.commands import Definition
from app.services.sprints import deliveries, pruning, sites
from app.work import transact
from jobs.voice import Voice

COMMAND: Final = 'sprints.prune'
DEFINITION = Definition(COMMAND, 'Forget old deliveries, drafts and runs',
                        'Removes deliveries of webhooks and drafts of queues that were never published after 30 days, '
                        'and runs of this area after 90. What was read, frozen or published stays, and so does the '
                        'newest draft of each sprint.', area='sprints', secrets=(sites.HOOK,), joins=True, retries=0,
                        is_quiet=True)


def prune(voice: Voice, _parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """How many of each."""
    removed = {'deliveries': transact(deliveries.forget_old), 'runs': 0, 'drafts': 0}
    while some := transact(pruning.forget_runs):
        removed['runs'] += some
    while some := transact(pruning.forget_drafts):
        removed['drafts'] += some
    voice.speak(f'{removed["deliveries"]:,} deliveries, {removed["drafts"]:,} drafts and {removed["runs"]:,} runs '
                'removed')
    return removed
