"""`sprints.reconcile`: asks a Jira for its own report of a sprint, which stands beside ours and is never a source."""

from collections.abc import Mapping
from typing import Any

from app.domain.ops.commands import Definition, Parameter
from app.domain.sprints.jira.reading import SourceTrouble
from app.services.sprints import reconciliations, sites
from app.services.sprints.reconciliations import COMMAND
from app.work import read, transact
from jobs.sprints.readers import reader_for
from jobs.sprints.sync_board import OF_BOARD
from jobs.voice import Voice

DEFINITION = Definition(
    COMMAND, 'Compare with Jira’s report', 'Asks a Jira for its own report of a sprint, to be shown beside ours.',
    area='sprints', right='sprints.plan', parameters=(
        *OF_BOARD, Parameter('sprint', 'whole', 'Number of the sprint.', is_required=True, low=1)),
    secrets=(sites.TOKEN,), key='sprints.reconcile:{board}/{sprint}', joins=True, retries=1, timeout=120, priority=2,
    is_quiet=True)


def ask(voice: Voice, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """Whether there is such a report."""
    board, sprint = parameters['board'], parameters['sprint']
    try:
        with reader_for(voice, read(sites.to_read, parameters['site'])) as reader:
            theirs = reader.reconcile(read(reconciliations.to_ask, board), sprint)
    except SourceTrouble as trouble:
        transact(reconciliations.note_trouble, board, sprint, str(trouble))
        raise
    transact(reconciliations.note_answer, board, sprint, theirs)
    voice.speak('Jira has a report of this sprint' if theirs else 'This Jira has no report of its own')
    return {'told': theirs is not None}
