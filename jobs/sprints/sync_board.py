"""`sprints.sync_board`: bring the copy of a board up to date, as far as its site answers.

Issues are asked for by when they changed, their bodies before their histories: what changes in between is read again
the next time. Each page is kept at once, so whatever ends this run leaves a copy that is good as far as it got. A
first read lists everything and fetches what is not here yet, so one that was cut off goes on where it stopped.
"""

from collections.abc import Mapping
from typing import Any

from app.domain.ops.commands import Definition, Parameter
from app.domain.sprints.jira.reading import SourceTrouble
from app.services.ops import retention
from app.services.sprints import deliveries, over, sites, syncing
from app.services.sprints.syncing import COMMAND, BoardToRead
from app.work import read, transact
from jobs.sprints import freeze
from jobs.sprints.readers import reader_for
from jobs.sprints.visit import Visit
from jobs.voice import Voice

ROUNDS = 10  # for deliveries that come while it reads
OF_BOARD = (Parameter('site', 'whole', 'Number of the site.', is_required=True, low=1),
            Parameter('board', 'whole', 'Number of the board.', is_required=True, low=1))

DEFINITION = Definition(
    COMMAND, 'Read a board', 'Brings the copy of a board of Jira up to date; only what has changed is read.',
    area='sprints', parameters=OF_BOARD, secrets=(sites.TOKEN,), key='sprints:{board}', joins=True, retries=0,
    timeout=3600, deadline=3 * 3600, priority=3, is_quiet=True)


def sync(voice: Voice, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """What was seen, what is another, what is gone, and what it took."""
    return read_board(voice, parameters)


def read_board(voice: Voice, parameters: Mapping[str, Any], *, is_census: bool = False, is_anew: bool = False,
               ) -> Mapping[str, Any]:
    """`is_census`: everything is listed, and whatever is missing is asked for; `is_anew`: and read again."""
    board = transact(syncing.begin, parameters['board'])
    before = read(over.list_over, board.id)
    try:
        with reader_for(voice, read(sites.to_read, board.site)) as reader:
            visit = Visit(voice, reader, board)
            visit.begin(is_census=is_census, is_anew=is_anew)
            _go_on(visit, board)
    except SourceTrouble as trouble:
        _give_up(voice, board, trouble)
        raise
    frozen = freeze.freeze_due(voice, board.id, board.watermark is not None)
    tally = visit.tally
    if board.watermark is not None and tally.has_news:  # a first read tells nobody anything new
        transact(over.tell_new, board.id, before)
    if tally.partial:
        voice.partly(f'The histories of {tally.partial:,} issues could not be read whole yet.')
    elif tally.has_news or frozen:
        transact(retention.keep_news, voice.run_id)
    return {**tally.told(), 'requests': reader.requests, 'frozen': frozen}


def _go_on(visit: Visit, board: BoardToRead) -> None:
    """What is delivered while it reads is read as well, as long as that comes to an end."""
    for _ in range(ROUNDS):
        hints = read(deliveries.waiting_for, board.site)
        visit.read_changes(hints)
        if hints.deliveries:
            transact(deliveries.settle, hints.deliveries)
        if not hints.deliveries or not read(deliveries.waiting_for, board.site).deliveries:
            return


def _give_up(voice: Voice, board: BoardToRead, trouble: SourceTrouble) -> None:
    voice.speak(str(trouble), 'error')
    hints = read(deliveries.waiting_for, board.site)
    transact(syncing.note_trouble, board.id, trouble.state, str(trouble))
    if hints.deliveries:
        transact(deliveries.settle, hints.deliveries, str(trouble))
