"""One conversation with a Confluence: Cloud by its second interface, a server of one's own by its only one.

Reading is tried three times. A page is written once: whoever writes tells by its number which version he saw, and
reads again when somebody was faster.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from app.domain.sprints.publishing.sending import AUTH, MISSING, MOVED, REFUSED, UNAVAILABLE, SendTrouble
from app.domain.sprints.publishing.wiki_page import CLOUD, Page, Target
from app.integrations.confluence import translate
from app.integrations.outside import Answer, Outside, Terms, of_status

NAME: Final = 'Confluence'
ATLASSIAN: Final = '.atlassian.net'


@dataclass(frozen=True)
class Access:
    """`wait` pauses and may raise to end the run."""
    kind: str  # cloud, server
    url: str  # https://example.atlassian.net, or that of a server with its path
    account: str = ''  # e-mail; Cloud only
    token: str = field(default='', repr=False)
    is_private: bool = False  # an admin agreed to its host on a private network
    wait: Callable[[float], object] | None = None

    @property
    def host(self) -> str:
        return (urlsplit(self.url).hostname or '').casefold()


@contextmanager
def opened(access: Access) -> Iterator['Wiki']:
    hosts = frozenset({access.host})
    terms = Terms(NAME, hosts, hosts if access.is_private else frozenset())
    with Outside(terms, translate.proof(access.kind, access.account, access.token), wait=access.wait) as outside:
        yield Wiki(outside, access.url.rstrip('/').removesuffix('/wiki'), access.kind == CLOUD)


class Wiki:
    """Every call blocks, and raises SendTrouble or answers whole."""

    def __init__(self, outside: Outside, base: str, is_cloud: bool) -> None:
        self.outside, self.base, self.is_cloud = outside, base, is_cloud
        self.content = f'{base}/wiki/api/v2/pages' if is_cloud else f'{base}/rest/api/content'

    def read_page(self, page_id: str) -> Page:
        """As it is now; a page in the trash is told apart from one that is not there."""
        answer = self._get(f'{self.content}/{page_id}', self._wish())
        if answer.status == 404:
            thrown = self._get(f'{self.content}/{page_id}', [*self._wish(), ('status', 'trashed')])
            if thrown.status == 200:
                raise SendTrouble(translate.TRASH, MISSING)
        page = translate.page(self._told(answer, 'the page'), self.base, self.is_cloud)
        if page.status != 'current':
            raise SendTrouble(translate.TRASH if page.status == 'trashed' else translate.ARCHIVED, MISSING)
        return page

    def find_page(self, target: Target) -> Page | None:
        """By its title in its space; titles are unique there."""
        wanted = [('space-id', self.space_id(target.space))] if self.is_cloud else [('spaceKey', target.space)]
        found = self._told(self._get(self.content, [*wanted, ('title', target.title), *self._wish()]), 'the space')
        results = translate.results(found)
        return translate.page(results[0], self.base, self.is_cloud) if results else None

    def space_id(self, key: str) -> str:
        """Cloud wants the number of a space, people know its key."""
        found = translate.results(self._told(self._get(f'{self.base}/wiki/api/v2/spaces', [('keys', key)]),
                                             'the space'))
        if not found:
            raise SendTrouble(f'Confluence has no space “{key}”, or our account may not see it.', MISSING)
        return str(found[0].get('id', ''))

    def add_page(self, target: Target, storage: str) -> Page:
        body = translate.cloud_creation(target, self.space_id(target.space), storage) if self.is_cloud else (
            translate.server_creation(target, storage))
        return translate.page(self._told(self.outside.ask('POST', self.content, body=body), 'the page', is_write=True),
                              self.base, self.is_cloud)

    def write_page(self, page: Page, storage: str, message: str) -> Page:
        """The whole page, as the version after the one that was read; its title stays."""
        body = (translate.cloud_change if self.is_cloud else translate.server_change)(page, storage, message)
        answer = self.outside.ask('PUT', f'{self.content}/{page.id}', body=body)
        told = translate.page(self._told(answer, 'the page', is_write=True), self.base, self.is_cloud)
        return Page(page.id, page.title, page.version + 1, storage, page.space, 'current', told.url or page.url)

    def _get(self, url: str, params: list[tuple[str, str]]) -> Answer:
        return self.outside.insist(lambda: _heard(self.outside.ask('GET', url, params=params)))

    def _wish(self) -> list[tuple[str, str]]:
        return [('body-format', 'storage')] if self.is_cloud else [('expand', 'body.storage,version,space')]

    def _told(self, answer: Answer, about: str, is_write: bool = False) -> Mapping[str, Any]:
        if trouble := of_status(answer, NAME) or _refusal(answer, about, is_write):
            raise trouble
        told = answer.json(NAME)
        if not isinstance(told, dict):
            raise SendTrouble('The answer of Confluence cannot be read.', UNAVAILABLE)
        return told


def _heard(answer: Answer) -> Answer:
    if trouble := of_status(answer, NAME):
        raise trouble
    return answer


def _refusal(answer: Answer, about: str, is_write: bool) -> SendTrouble | None:
    status = answer.status
    if status < 300:
        return None
    if status == 401:
        return SendTrouble('Confluence does not accept our token. It may have expired: replace it in the settings.',
                           AUTH)
    if status == 403:
        return SendTrouble(f'Our account may not {"change" if is_write else "see"} {about} in Confluence.', AUTH)
    if status == 404:
        return SendTrouble(f'Confluence does not have {about}, or our account may not see it.', MISSING)
    if status == 409:
        return SendTrouble('The page was changed in Confluence meanwhile.', MOVED)
    if status == 413 or (status == 400 and translate.is_too_large(answer.body)):
        return SendTrouble('Confluence finds the page too large. Publish to a page of its own.', REFUSED)
    return SendTrouble(f'Confluence refuses this{translate.says(answer.body)}', REFUSED)
