"""`seasons.overdue`: notes what was due and has not come, and tells whoever ordered it."""

from collections.abc import Mapping
from typing import Any, Final

from app.domain.ops.commands import Definition
from app.services.seasons.overdue import note_overdue
from app.work import transact
from jobs.voice import Voice

COMMAND: Final = 'seasons.overdue'
DEFINITION = Definition(COMMAND, 'Note overdue orders', 'Moves what is late into the present week, and tells whoever '
                        'ordered it. It can be run again at any time.', area='seasons', joins=True, retries=0,
                        is_quiet=True)


def note(voice: Voice, _parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """How many people were told of a late order."""
    found = transact(note_overdue)
    voice.speak(f'{found} orders became late since yesterday')
    return {'orders': found}
