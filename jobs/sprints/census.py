"""`sprints.census`: list everything on a board, and find what was deleted, has moved or is hidden now."""

from collections.abc import Mapping
from typing import Any

from app.domain.ops.commands import Definition, Parameter
from app.services.sprints import queries, sites, syncing
from app.services.sprints.syncing import CENSUS
from app.work import transact
from jobs.sprints.sync_board import read_board
from jobs.voice import Voice

OF_BOARDS = (Parameter('site', 'whole', 'Number of the site; 0 for all.', 0, low=0),
             Parameter('board', 'whole', 'Number of the board; 0 for all.', 0, low=0))

DEFINITION = Definition(
    CENSUS, 'Count a board', 'Lists everything on a board of Jira and finds what was deleted, has moved or is hidden.',
    area='sprints', parameters=(*OF_BOARDS, Parameter('anew', 'switch', 'Read every issue again.', False)),
    secrets=(sites.TOKEN,), key='sprints:{board}', joins=True, retries=0, timeout=3600, deadline=6 * 3600,
    priority=6, is_quiet=True)


def count(voice: Voice, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """Without a board: asks for one count each."""
    if not parameters.get('board'):
        return {'runs': len(transact(syncing.ask_for_all, CENSUS))}
    told = read_board(voice, parameters, is_census=True, is_anew=bool(parameters.get('anew')))
    return {**told, 'queries': transact(queries.ask_again, parameters['board'])}
