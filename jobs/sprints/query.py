"""`sprints.query`: asks a Jira what a query of somebody finds. Only numbers are kept; issues come with their boards."""

from collections.abc import Mapping
from typing import Any

from app.domain.ops.commands import Definition, Parameter
from app.domain.sprints.jira.queries import MOST, told
from app.domain.sprints.jira.reading import CONFIG, Reader, SourceTrouble
from app.errors import Rejected
from app.services.sprints import queries, sites
from app.services.sprints.queries import COMMAND
from app.work import read, transact
from jobs.sprints.readers import reader_for
from jobs.voice import Voice

DEFINITION = Definition(
    COMMAND, 'Ask Jira a query', 'Asks a Jira what a query finds. Started from the page that uses it.', area='sprints',
    right='sprints.plan', parameters=(
        Parameter('site', 'whole', 'Number of the site.', is_required=True, low=1),
        Parameter('query', 'whole', 'The query.', is_required=True, low=1)),
    secrets=(sites.TOKEN,), key='sprints.query:{query}', joins=True, retries=1, timeout=600, priority=2, is_quiet=True)


def ask(voice: Voice, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """How many issues it finds. What Jira does not understand ends the run in words."""
    errand = read(queries.to_ask, parameters['query'])
    voice.speak(f'Asking for {errand.text}')
    try:
        with reader_for(voice, read(sites.to_read, errand.site)) as reader:
            if errors := reader.parse_jql(errand.text):
                raise Rejected(told(errors), 'sprints.query')
            numbers = _found(reader, errand.text)
    except Rejected as refusal:
        transact(queries.note_no_answer, errand.id, str(refusal), is_refused=True)
        raise
    except SourceTrouble as trouble:
        transact(queries.note_no_answer, errand.id, str(trouble), is_refused=trouble.state == CONFIG)
        raise
    transact(queries.note_answer, errand.id, numbers)
    voice.speak(f'{len(numbers):,} issues')
    return {'issues': len(numbers)}


def _found(reader: Reader, text: str) -> list[int]:
    found: list[int] = []
    for page in reader.census(text):
        found += [one.number for one in page]
        if len(found) > MOST:
            raise Rejected(f'This finds more than {MOST:,} issues. Narrow it down.', 'sprints.query')
    return found
