"""How Jira in the cloud is asked for many issues: search by tokens, everything else by numbers in bulk."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from app.domain.sprints.jira.reading import BATCH, HISTORIES, KEY, LINK, PARENT, SourceTrouble
from app.integrations.jira import paging
from app.integrations.jira.gate import MOST
from app.integrations.jira.jql import is_long
from app.integrations.jira.line import Ask, Line
from app.integrations.jira.together import together

Told = Mapping[int, Sequence[Any]]  # number of an issue → some of its histories, as they came

CENSUS: Final = 5000  # issues a page, where only key and date are asked for
CHANGES: Final = 1000  # histories a page
FIELDS: Final = 10  # that histories may be asked for at once
RETRIES: Final = 3  # for issues that it calls a passing error
ASKED_AS: Final = {LINK: 'issuelinks', KEY: 'issuekey', PARENT: 'parent'}


def search(line: Line, jql: str) -> Iterator[Sequence[Any]]:
    def page(token: str | None) -> Any:
        asked = {'jql': jql, 'maxResults': CENSUS} | ({'nextPageToken': token} if token else {})
        if is_long(jql):
            return line.ask(Ask('search/jql', 'this query', body=asked | {'fields': ['updated']}))
        return line.ask(Ask('search/jql', 'this query', asked | {'fields': 'updated'}))
    yield from paging.by_token(page, 'issues', lambda: _count(line, jql))


def issues(line: Line, numbers: Sequence[int], fields: Sequence[str]) -> Iterator[tuple[int, Sequence[Any]]]:
    """How many were asked for, and those that were told."""
    batches = [numbers[first:first + BATCH] for first in range(0, len(numbers), BATCH)]
    yield from together(lambda batch: (len(batch), _bulk(line, batch, fields)), batches)


def histories(line: Line, numbers: Sequence[int], fields: Sequence[str],
              names: Mapping[str, str]) -> Iterator[tuple[Told, frozenset[int]]]:
    """Some histories, and whose are complete with them; what was asked for is complete when its last page is read.

    Pages follow one another, but batches need not: many issues are shared out to as many questions as go at once.
    """
    asked = list(dict.fromkeys(ASKED_AS.get(one, one) for one in fields))
    rounds = [asked[first:first + FIELDS] for first in range(0, len(asked), FIELDS)] or [[]]
    size = min(HISTORIES, max(BATCH, -(-len(numbers) // MOST)))
    batches = [numbers[first:first + size] for first in range(0, len(numbers), size)]

    def pages(batch: Sequence[int]) -> list[Told]:
        return [page for some in rounds for page in _changelogs(line, batch, some)]
    for batch, told in zip(batches, together(pages, batches), strict=True):
        for page in told:
            yield page, frozenset()
        yield {}, frozenset(batch)


def errors_of(line: Line, text: str) -> Sequence[str]:
    told = line.ask(Ask('jql/parse', 'this query', {'validation': 'strict'}, {'queries': [text]}))
    return [str(error) for one in told.get('queries') or () for error in one.get('errors') or ()]


def _bulk(line: Line, batch: Sequence[int], fields: Sequence[str]) -> Sequence[Any]:
    """Errors it lists may pass; whatever is gone or hidden is simply missing."""
    found, missing = list[Any](), list(batch)
    for _ in range(RETRIES + 1):
        told = line.ask(Ask('issue/bulkfetch', 'these issues', body={
            'issueIdsOrKeys': [str(number) for number in missing], 'fields': list(fields), 'fieldsByKeys': False}))
        found += told.get('issues') or ()
        missing = [int(one['id']) for one in told.get('issueErrors') or () if str(one.get('id')).isdecimal()]
        if not missing:
            return found
    raise SourceTrouble(f'Jira cannot read {len(missing)} issues just now.')


def _changelogs(line: Line, batch: Sequence[int], fields: Sequence[str]) -> Iterator[Told]:
    def page(token: str | None) -> Any:
        body: dict[str, Any] = {'issueIdsOrKeys': [str(number) for number in batch], 'maxResults': CHANGES}
        body |= ({'fieldIds': list(fields)} if fields else {}) | ({'nextPageToken': token} if token else {})
        return line.ask(Ask('changelog/bulkfetch', 'the histories of these issues', body=body))
    for some in paging.by_token(page, 'issueChangeLogs', lambda: None):
        yield {int(one['issueId']): one.get('changeHistories') or () for one in some}


def _count(line: Line, jql: str) -> int | None:
    told = line.ask(Ask('search/approximate-count', 'this query', body={'jql': jql}))
    count = told.get('count')
    return count if isinstance(count, int) else None
