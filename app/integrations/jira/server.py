"""How a Jira server or Data Center is asked for many issues: by queries and offsets."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

from app.domain.sprints.jira.reading import BATCH, CONFIG, SourceTrouble
from app.integrations.jira import jql as queries
from app.integrations.jira import paging
from app.integrations.jira.line import Ask, Line
from app.integrations.jira.together import together

Told = Mapping[int, Sequence[Any]]

CENSUS: Final = 1000
CHANGES: Final = 100
WALKS: Final = 3


def search(line: Line, jql: str) -> Iterator[Sequence[Any]]:
    """What leaves the list meanwhile shifts all after it, past the page that comes next: then it is read again."""
    seen: set[Any] = set()
    for _ in range(WALKS):
        totals: list[int] = []
        for some in paging.by_offset(partial(_census_page, line, jql, totals), 'issues'):
            fresh = [one for one in some if one.get('id') not in seen]
            seen.update(one.get('id') for one in fresh)
            yield fresh
        if not totals or totals[-1] >= totals[0]:
            return
    raise SourceTrouble('The list changed each time it was read: issues are leaving it just now.')


def _census_page(line: Line, jql: str, totals: list[int], start: int) -> Any:
    told = _search(line, jql, start, CENSUS, 'updated')
    totals.append(told.get('total') or 0)
    return told


def issues(line: Line, numbers: Sequence[int], fields: Sequence[str]) -> Iterator[tuple[int, Sequence[Any]]]:
    yield from together(lambda batch: (len(batch), _by_numbers(line, batch, ','.join(fields))), _batches(numbers))


def histories(line: Line, numbers: Sequence[int], fields: Sequence[str],
              names: Mapping[str, str]) -> Iterator[tuple[Told, frozenset[int]]]:
    """With the issues, where that is all of them; page by page for those whose history is longer than it is told."""
    yield from together(lambda batch: _with_histories(line, batch), _batches(numbers))


def errors_of(line: Line, text: str) -> Sequence[str]:
    """There is no parser to be asked; a search for nothing tells the same."""
    try:
        line.ask(Ask('search', 'this query', {'jql': text, 'maxResults': 0, 'validateQuery': 'true'}))
    except SourceTrouble as error:
        if error.state == CONFIG and line.last_status == 400:
            return [str(error)]
        raise
    return []


def _with_histories(line: Line, batch: Sequence[int]) -> tuple[Told, frozenset[int]]:
    found, whole = dict[int, Sequence[Any]](), set[int]()
    for one in _by_numbers(line, batch, 'updated', 'changelog'):
        number, log = int(one['id']), one.get('changelog') or {}
        told, total = log.get('histories') or [], log.get('total')
        is_whole = isinstance(total, int) and len(told) >= total
        if not is_whole:
            told, is_whole = _paged(line, number, told)
        found[number] = told
        whole |= {number} if is_whole else set()
    return found, frozenset(whole)


def _paged(line: Line, number: int, known: Sequence[Any]) -> tuple[Sequence[Any], bool]:
    """Old servers have no such address: then what is known is all there is to be had."""
    def page(start: int) -> Any:
        return line.ask(Ask(f'issue/{number}/changelog', f'the history of issue {number}',
                            {'startAt': start, 'maxResults': CHANGES}))
    try:
        found = {one['id']: one for some in paging.by_offset(page, 'values') for one in some}
    except SourceTrouble as error:
        if error.state == CONFIG and line.last_status == 404:
            return known, False
        raise
    return list(({one['id']: one for one in known} | found).values()), True


def _by_numbers(line: Line, batch: Sequence[int], fields: str, expand: str = '') -> list[Any]:
    jql, found = queries.of_numbers(batch), list[Any]()

    def page(start: int) -> Any:
        return _search(line, jql, start, len(batch), fields, expand)
    for some in paging.by_offset(page, 'issues'):
        found += some
    return found


def _search(line: Line, jql: str, start: int, most: int, fields: str, expand: str = '') -> Any:
    """Without validation: an unknown number in a query is no error then."""
    asked: dict[str, Any] = {'jql': jql, 'startAt': start, 'maxResults': most}
    if queries.is_long(jql):
        return line.ask(Ask('search', 'this query', body=asked | {
            'fields': fields.split(','), 'validateQuery': False} | ({'expand': [expand]} if expand else {})))
    return line.ask(Ask('search', 'this query', asked | {'fields': fields, 'validateQuery': 'false'} | (
        {'expand': expand} if expand else {})))


def _batches(numbers: Sequence[int]) -> list[Sequence[int]]:
    return [numbers[first:first + BATCH] for first in range(0, len(numbers), BATCH)]
