"""`sprints.freeze`: keep the reports of sprints that have begun or ended, as they are now."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from app.domain.ops.commands import Definition, Parameter
from app.domain.sprints.reports.frozen import CLOSE
from app.services.sprints import ground, snapshots, syncing
from app.work import read, transact
from jobs.voice import Voice

COMMAND: Final = 'sprints.freeze'
DEFINITION = Definition(
    COMMAND, 'Freeze sprints', 'Keeps the reports of sprints of a board that have begun or ended.', area='sprints',
    parameters=(Parameter('board', 'whole', 'Number of the board.', is_required=True, low=1),),
    key='sprints:{board}', joins=True, retries=1, priority=4, is_quiet=True)


def freeze(voice: Voice, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """How many reports were kept."""
    was_followed = read(syncing.view_followed, parameters['board'])
    return {'frozen': freeze_due(voice, parameters['board'], was_followed)}


def freeze_due(voice: Voice, board_id: int, was_followed: bool) -> int:
    """`was_followed`: the board was read before, so what is due now has happened since."""
    due = read(snapshots.list_due, board_id)
    if not due:
        return 0
    board, kept = read(ground.board_of, board_id), 0
    for done, one in enumerate(due):
        voice.progress(done, len(due), 'sprints')
        told = snapshots.bodies(board, one, read(snapshots.start_of, board_id, one.sprint))
        if transact(partial(snapshots.keep_due, board=board, due=one, told=told, was_followed=was_followed)):
            kept += 1
            what = 'end' if one.kind == CLOSE else 'start'
            voice.speak(f'Kept the {what} of “{board.sprints[one.sprint].name}”')
    return kept
