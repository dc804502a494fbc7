"""`portfolio.history`: read the revisions of one item, in pages of 200, because somebody looks at it."""

from collections.abc import Mapping
from typing import Any

from app.domain.ops.commands import Definition, Parameter
from app.domain.portfolio.sources.patched import Fields
from app.domain.portfolio.sources.reading import BATCH, CONFIG, Reader, SourceTrouble
from app.domain.portfolio.sources.revised import revised, state_of
from app.services.portfolio import revisions, sources, tokens
from app.services.portfolio.revisions import COMMAND, Lacking
from app.services.portfolio.sources import Readable
from app.work import read, transact
from jobs.portfolio.opening import opened_source
from jobs.voice import Voice

DEFINITION = Definition(
    COMMAND, 'Read the history of an item', 'Reads what changed about one item of the portfolio, and when.',
    area='portfolio', parameters=(
        Parameter('source', 'whole', 'Number of the source.', is_required=True, low=1),
        Parameter('item', 'whole', 'The item.', is_required=True, low=1)),
    secrets=(tokens.GRANTS[tokens.READ],), key='portfolio-history:{source}:{item}', joins=True, retries=0,
    timeout=120, priority=2, is_quiet=True)


def read_one(voice: Voice, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    source = read(sources.to_read, parameters['source'])
    wanted = read(revisions.to_read, parameters['item'])
    with opened_source(voice, source) as reader:
        return {'revisions': _read(voice, reader, source, wanted)}


def read_again(voice: Voice, reader: Reader, source: Readable) -> None:
    """What was read before and has grown since."""
    wanted = read(revisions.lacking, source.id)
    for done, one in enumerate(wanted):
        voice.progress(done, len(wanted), f'history of {one.number}')
        try:
            _read(voice, reader, source, one)
        except SourceTrouble as trouble:
            if trouble.state != CONFIG:
                raise
            voice.speak(f'{one.number}: {trouble}', 'warning')
    voice.speak(f'The history of {len(wanted)} items was read again')


def _read(voice: Voice, reader: Reader, source: Readable, one: Lacking) -> int:
    """From the first revision: what changed is only known against the one before."""
    names, skip, count = Fields(source.start_field, source.end_field), 0, 0
    before: Mapping[str, Any] = {}
    while page := reader.fetch_revisions(one.number, skip):
        found = tuple(revised(page, source.time_zone, names, before))
        count += transact(revisions.keep_revisions, one.item_id, found, is_first=skip == 0)
        voice.progress(0, 0, f'{skip + len(page)} revisions of {one.number}')
        if len(page) < BATCH:
            break
        before, skip = state_of(page[-1].fields, source.time_zone, names), skip + len(page)
    return count
