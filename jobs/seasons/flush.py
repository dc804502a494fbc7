"""`seasons.flush`: brings stored plans up to their log now; by itself that happens two seconds after an edit."""

from collections.abc import Mapping
from typing import Any, Final

from app.domain.ops.commands import Definition
from app.services.seasons import flushing
from app.work import transact
from jobs.voice import Voice

COMMAND: Final = 'seasons.flush'
DEFINITION = Definition(COMMAND, 'Store plans', 'Brings stored plans up to the log of their edits, as before a backup '
                        'or a move.', area='seasons', joins=True, retries=0, is_quiet=True)


def flush(voice: Voice, _parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """How many images were written."""
    written = transact(flushing.flush_all)
    voice.speak(f'{written:,} images written')
    return {'written': written}
