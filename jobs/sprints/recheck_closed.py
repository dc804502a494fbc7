"""`sprints.recheck_closed`: list all closed sprints again, and say which of them a replay would tell otherwise now."""

from collections.abc import Mapping
from typing import Any

from app.domain.ops.commands import Definition
from app.domain.sprints.facts.board import CLOSED
from app.services.sprints import ground, sites, snapshots, syncing
from app.services.sprints.syncing import RECHECK
from app.work import read, transact
from jobs.sprints.census import OF_BOARDS
from jobs.sprints.sync_board import read_board
from jobs.voice import Voice

DEFINITION = Definition(
    RECHECK, 'Check closed sprints', 'Reads all closed sprints of a board again. What was frozen stays as it is; the '
    'run says which sprints a replay would tell otherwise today.', area='sprints', parameters=OF_BOARDS,
    secrets=(sites.TOKEN,), key='sprints:{board}', joins=True, retries=0, timeout=3600, deadline=12 * 3600,
    priority=7, is_quiet=True)


def recheck(voice: Voice, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """Without a board: asks for one check each."""
    if not parameters.get('board'):
        return {'runs': len(transact(syncing.ask_for_all, RECHECK))}
    told = read_board(voice, parameters, is_census=True)
    board = read(ground.board_of, parameters['board'])
    closed = [one for one in board.sprints.values() if one.state == CLOSED]
    changed = 0
    for done, sprint in enumerate(closed):
        voice.progress(done, len(closed), sprint.name)
        if found := read(snapshots.differs, board.id, sprint.number):
            changed += 1
            keys = ', '.join(one.key for one in found.issues[:5])
            voice.speak(f'“{sprint.name}” would be told otherwise today: {keys or "its figures"}', 'warning')
    return {**told, 'sprints': len(closed), 'otherwise': changed}
