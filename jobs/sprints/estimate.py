"""`sprints.estimate`: writes what a poker table agreed on to the issue it was about, and reads it back."""

from collections.abc import Mapping
from typing import Any

from app.domain.ops.commands import Definition, Parameter
from app.domain.sprints.jira.reading import AUTH, CONFIG, REFUSED, SourceTrouble
from app.integrations.jira.client import Client
from app.integrations.jira.writing import write_estimate
from app.services.sprints import estimates, sites
from app.services.sprints.estimates import COMMAND
from app.work import read, transact
from jobs.sprints.readers import reader_for
from jobs.voice import Voice

DEFINITION = Definition(
    COMMAND, 'Write an estimate to Jira', 'Writes what a poker table agreed on to the issue. Started from the issue.',
    area='sprints', right='sprints.publish', parameters=(
        Parameter('estimate', 'whole', 'The estimate.', is_required=True, low=1),
        Parameter('site', 'whole', 'The site of its issue.', is_required=True, low=1)),
    secrets=(sites.TOKEN,), key='sprints.estimate:{estimate}', retries=2, timeout=120, is_quiet=True)


def write(voice: Voice, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    estimate_id = int(parameters['estimate'])
    errand = read(estimates.to_write, estimate_id)
    try:
        with reader_for(voice, read(sites.to_read, errand.site)) as client:
            if not isinstance(client, Client):
                raise SourceTrouble('Estimates can only be written to Jira itself.', CONFIG)
            write_estimate(client, errand.number, errand.field, errand.points)
    except SourceTrouble as trouble:
        if trouble.state in (AUTH, CONFIG, REFUSED):
            transact(estimates.note_written, estimate_id, 'refused', str(trouble))
        raise
    transact(estimates.note_written, estimate_id, 'written')
    voice.speak(f'{errand.key}: {errand.value} written')
    return {'key': errand.key, 'value': errand.value}
