"""`seasons.alerts`: tells whoever decides what needs a look in the seasons that are being bought for; before that it
takes over what the seasons before them are expected to leave.
"""

from collections.abc import Mapping
from typing import Any, Final

from app.domain.ops.commands import Definition
from app.services.seasons import openings
from app.services.seasons.alerts import ring_alerts
from app.work import read, transact
from jobs.voice import Voice

COMMAND: Final = 'seasons.alerts'
DEFINITION = Definition(COMMAND, 'Look for alerts of seasons', 'Budgets that run out or are exceeded, late lines, '
                        'missing sales: whoever decides is told by the bell, once a week each. Takes over what '
                        'seasons before are expected to leave, until stock is counted.', area='seasons', joins=True,
                        retries=0, is_quiet=True)


def look(voice: Voice, _parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """How many notices were sent, and how many leaves open with other stock than before."""
    opened = sum(transact(openings.take_opening, season) for season in read(openings.open_seasons))
    found = transact(ring_alerts)
    voice.speak(f'{found} notices were sent')
    return {'notices': found, 'openings': opened}
