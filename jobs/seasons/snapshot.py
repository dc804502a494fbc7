"""`seasons.snapshot`: keeps every working plan as it is, once a month."""

from collections.abc import Mapping
from typing import Any, Final

from app.domain.ops.commands import Definition
from app.services.seasons import scenarios
from app.work import transact
from jobs.voice import Voice

COMMAND: Final = 'seasons.snapshot'
DEFINITION = Definition(COMMAND, 'Keep plans of the month', 'Keeps the working plan of every season that is being '
                        'worked on as a snapshot.', area='seasons', joins=True, retries=1, is_quiet=True)


def snapshot(voice: Voice, _parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """How many seasons there are."""
    seasons = transact(scenarios.snapshot_all)
    voice.speak(f'{seasons:,} seasons looked at')
    return {'seasons': seasons}
