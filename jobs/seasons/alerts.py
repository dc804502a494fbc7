"""`seasons.alerts`: tells whoever decides what needs a look in the seasons that are being bought for."""

from collections.abc import Mapping
from typing import Any, Final

from app.domain.ops.commands import Definition
from app.services.seasons.alerts import ring_alerts
from app.work import transact
from jobs.voice import Voice

COMMAND: Final = 'seasons.alerts'
DEFINITION = Definition(COMMAND, 'Look for alerts of seasons', 'Budgets that run out or are exceeded, late lines, '
                        'missing sales: whoever decides is told by the bell, once a week each.', area='seasons',
                        joins=True, retries=0, is_quiet=True)


def look(voice: Voice, _parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """How many notices were sent."""
    found = transact(ring_alerts)
    voice.speak(f'{found} notices were sent')
    return {'notices': found}
