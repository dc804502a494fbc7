"""`portfolio.estimate`: writes what a poker table agreed on to the item it was about, at its source."""

from collections.abc import Mapping
from typing import Any

from app.domain.ops.commands import Definition, Parameter
from app.domain.portfolio.items.estimating import POINTS, points
from app.domain.portfolio.sources.reading import AUTH, CONFIG, CONFLICT, REFUSED, Body, Reader, SourceTrouble
from app.errors import Rejected
from app.services.portfolio import estimates, tokens
from app.services.portfolio.estimates import COMMAND, Errand
from app.work import read, transact
from jobs.portfolio.opening import opened_source
from jobs.voice import Voice

ROUNDS = 2  # others may change the item between our look and our word once
USUAL = {'Product Backlog Item': POINTS[1], 'Issue': POINTS[1], 'Requirement': POINTS[2]}  # where no value says so yet

DEFINITION = Definition(
    COMMAND, 'Write an estimate', 'Writes what a poker table agreed on to the work item. Started from the item, or by '
    'saving the estimate.', area='portfolio', parameters=(
        Parameter('estimate', 'whole', 'The estimate.', is_required=True, low=1),
        Parameter('source', 'whole', 'The source of its item.', is_required=True, low=1)),
    secrets=(tokens.GRANTS[tokens.WRITE],), key='estimate:{estimate}', retries=2, timeout=120, is_quiet=True)


def write(voice: Voice, parameters: Mapping[str, Any]) -> dict[str, Any]:
    estimate_id = int(parameters['estimate'])
    errand = read(estimates.to_write, voice.run_id, estimate_id)
    try:
        with opened_source(voice, errand.source, tokens.WRITE, errand.author) as writer:
            body = _sent(writer, errand)
    except SourceTrouble as trouble:
        if trouble.state in (REFUSED, CONFIG, CONFLICT, AUTH):
            transact(estimates.note_written, estimate_id, 'refused', str(trouble))
        raise
    if body is None:
        transact(estimates.note_written, estimate_id, 'refused', 'It is no longer at the source.')
        raise Rejected(f'{errand.words} is no longer at the source.', 'portfolio.gone')
    transact(estimates.note_written, estimate_id, 'written', '', body)
    voice.speak(f'{errand.words}: {errand.value} written, revision {body.rev}')
    return {'number': errand.number, 'value': errand.value, 'rev': body.rev}


def _sent(writer: Reader, errand: Errand) -> Body | None:
    """The item as it is afterwards; one change by others in between is looked at again."""
    for turn in range(ROUNDS):
        body = next(iter(writer.fetch_bodies([errand.number])), None)
        if body is None:
            return None
        field = field_of(body)
        if _is_there(body, field, errand):
            return body
        try:
            return writer.push_patch(errand.number, [
                {'op': 'test', 'path': '/rev', 'value': body.rev},
                {'op': 'add', 'path': f'/fields/{field}', 'value': float(errand.points or 0)}])
        except SourceTrouble as trouble:
            if trouble.state != CONFLICT or turn == ROUNDS - 1:
                raise
    return None


def field_of(body: Body) -> str:
    """Where this item keeps its estimate: where it has one already, else as its type usually does."""
    return next((name for name in POINTS if body.fields.get(name) is not None), USUAL.get(body.type, POINTS[0]))


def _is_there(body: Body, field: str, errand: Errand) -> bool:
    return points(str(body.fields.get(field, ''))) == errand.points
