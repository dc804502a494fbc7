"""`sprints.prune`: forget deliveries after 30 days and runs of this area after 90.

It is the command that knows of the secrets of webhooks, so that they can be kept; no run is ever given one.
"""

from collections.abc import Mapping
from typing import Any, Final

from app.domain.ops.commands import Definition
from app.services.sprints import deliveries, pruning, sites
from app.work import transact
from jobs.voice import Voice

COMMAND: Final = 'sprints.prune'
DEFINITION = Definition(COMMAND, 'Forget old deliveries and runs', 'Removes deliveries of webhooks after 30 days and '
                        'runs of this area after 90. What was read, frozen or published stays.', area='sprints',
                        secrets=(sites.HOOK,), joins=True, retries=0, is_quiet=True)


def prune(voice: Voice, _parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """How many of each."""
    removed = {'deliveries': transact(deliveries.forget_old), 'runs': 0}
    while some := transact(pruning.forget_runs):
        removed['runs'] += some
    voice.speak(f'{removed["deliveries"]:,} deliveries and {removed["runs"]:,} runs removed')
    return removed
