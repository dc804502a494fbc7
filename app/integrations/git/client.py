"""Asks a platform for the branches, commits and requests of one repository: the way that is right every night.

Lists are read page by page; what leads to the next page is followed only on the same host, and for a limited way.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote, urlsplit

from app.domain.sprints.git.links import BITBUCKET, GITHUB, GITLAB, PLATFORMS, Seen
from app.domain.sprints.publishing.sending import AUTH, MISSING, REFUSED, UNAVAILABLE, SendTrouble
from app.integrations.git import bitbucket, github, gitlab
from app.integrations.git.dialect import Dialect
from app.integrations.outside import Answer, Outside, Terms, of_status

DIALECTS: Final[Mapping[str, Dialect]] = {GITHUB: github.DIALECT, GITLAB: gitlab.DIALECT,
                                          BITBUCKET: bitbucket.DIALECT}
MOST_PAGES: Final = 100  # of one list


@dataclass(frozen=True)
class Access:
    """`url` is that of the interface; `wait` pauses and may raise to end the run."""
    platform: str
    url: str
    repository: str
    token: str = field(default='', repr=False)
    is_private: bool = False
    wait: Callable[[float], object] | None = None


@contextmanager
def opened(access: Access) -> Iterator['Repository']:
    host = frozenset({(urlsplit(access.url).hostname or '').casefold()})
    terms = Terms(PLATFORMS[access.platform], host, host if access.is_private else frozenset())
    dialect = DIALECTS[access.platform]
    with Outside(terms, dialect.proof(access.token), wait=access.wait) as outside:
        yield Repository(outside, access, dialect)


class Repository:
    def __init__(self, outside: Outside, access: Access, dialect: Dialect) -> None:
        self.outside, self.dialect, self.name = outside, dialect, PLATFORMS[access.platform]
        self.base, path = access.url.rstrip('/'), access.repository.strip('/')
        self.path = quote(path, safe='') if dialect.is_one_word else quote(path, safe='/')

    def fetch_all(self, since: datetime | None) -> Iterator[tuple[Seen, ...]]:
        """Page by page: branches as they are now; requests and commits that moved since then, or all that are there.
        """
        for ask in self.dialect.lists:
            yield from self._walk(ask.path.format(self.path), [*ask.wish, *ask.since(since)], ask.read, since)

    def _walk(self, path: str, wish: list[tuple[str, str]], read: Callable[[Mapping[str, Any]], Seen | None],
              since: datetime | None) -> Iterator[tuple[Seen, ...]]:
        url, known = f'{self.base}{path}', set()
        for _ in range(MOST_PAGES):
            known.add(url)
            answer, asked = self._ask(url, wish), wish
            rows, onward = self.dialect.page(answer.json(self.name), answer.headers)
            found = [one for one in map(read, rows) if one]
            yield tuple(found)
            if not rows or not onward or (since and self.dialect.is_past(rows, since)):
                return
            url, wish = (onward, []) if '://' in onward else (url, [*_without_page(asked), ('page', onward)])
            if url in known and not wish:
                raise SendTrouble(f'{self.name} leads in a circle.', UNAVAILABLE)

    def _ask(self, url: str, wish: list[tuple[str, str]]) -> Answer:
        return self.outside.insist(lambda: self._heard(self.outside.ask('GET', url, params=wish)))

    def _heard(self, answer: Answer) -> Answer:
        if self.dialect.is_throttled(answer.status, answer.headers):
            answer = Answer(429, answer.headers, answer.body)
        if trouble := of_status(answer, self.name):
            raise trouble
        if answer.status == 401:
            raise SendTrouble(f'{self.name} does not accept our token. Replace it in the settings.', AUTH)
        if answer.status == 403:
            raise SendTrouble(f'Our token may not read this repository at {self.name}.', AUTH)
        if answer.status == 404:
            raise SendTrouble(f'{self.name} does not have this repository, or our token may not see it.', MISSING)
        if answer.status >= 300:
            raise SendTrouble(f'{self.name} refuses to answer (status {answer.status}).', REFUSED)
        return answer


def _without_page(wish: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in wish if name != 'page']
