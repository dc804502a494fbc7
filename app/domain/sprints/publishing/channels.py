"""Where something is announced or published: what a channel may be, and when it is given up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from app.domain.sprints.publishing.announcing import OCCASIONS, PUBLISHED
from app.errors import Rejected

SLACK, TEAMS, CONFLUENCE, PEOPLE = 'slack', 'teams', 'confluence', 'people'
KINDS: Final[Mapping[str, str]] = {SLACK: 'Slack', TEAMS: 'Teams', CONFLUENCE: 'Confluence', PEOPLE: 'People here'}
CHATS: Final = (SLACK, TEAMS)
HOSTS: Final[Mapping[str, frozenset[str]]] = {  # that hooks of each kind lead to; a dot: and all below it
    SLACK: frozenset({'hooks.slack.com', 'hooks.slack-gov.com'}),
    TEAMS: frozenset({'.logic.azure.com', '.api.powerplatform.com', '.webhook.office.com', '.flow.microsoft.com',
                      '.logic.azure.us', '.api.powerplatform.us'}),
}
PATIENCE: Final = timedelta(days=3)  # of failures, until nothing is sent any more
LONGEST_NAME: Final = 80


@dataclass(frozen=True)
class ChannelView:
    id: int
    board_id: int | None  # None: for all boards
    name: str
    kind: str
    address: str  # what may be seen of it
    occasions: tuple[str, ...]
    is_on: bool
    is_set: bool  # its address or token is
    failing_since: datetime | None
    error: str
    version: int
    wiki: 'WikiOptions | None' = None
    people: tuple[int, ...] = ()
    is_private: bool = False


@dataclass(frozen=True)
class WikiOptions:
    """How a Confluence is reached, and where new pages go unless somebody says otherwise."""
    kind: str  # cloud, server
    url: str
    account: str = ''
    space: str = ''
    parent: str = ''  # id of a page


@dataclass(frozen=True)
class ChannelDraft:
    """What somebody typed in; `secret` is the address of a hook or a token, empty: as it was."""
    name: str
    kind: str
    secret: str = ''
    board_id: int | None = None
    occasions: tuple[str, ...] = ()
    wiki: WikiOptions | None = None
    people: tuple[int, ...] = ()
    is_private: bool = False


def demand_sound(draft: ChannelDraft, is_new: bool) -> None:
    """Raises Rejected naming the field."""
    if not draft.name.strip() or len(draft.name) > LONGEST_NAME:
        raise Rejected(f'Give it a name of at most {LONGEST_NAME} characters.', field='name')
    if draft.kind not in KINDS:
        raise Rejected('Choose Slack, Teams, Confluence or people.', field='kind')
    if unknown := set(draft.occasions) - set(occasions_of(draft.kind)):
        raise Rejected(f'There is no occasion “{min(unknown)}”.', field='occasions')
    if draft.kind == PEOPLE:
        if not draft.people:
            raise Rejected('Choose who is told.', field='people')
    elif is_new and not draft.secret.strip():
        raise Rejected('Enter the token.' if draft.kind == CONFLUENCE else 'Enter the address of the hook.',
                       field='secret')
    if draft.kind == CONFLUENCE:
        _demand_wiki(draft.wiki)
    if draft.kind in CHATS and draft.secret.strip():
        host_of_hook(draft.kind, draft.secret.strip(), draft.is_private)


def occasions_of(kind: str) -> Mapping[str, str]:
    """What a channel is told of; a wiki is not told, it is published to."""
    return PUBLISHED if kind == CONFLUENCE else OCCASIONS


def host_of_hook(kind: str, address: str, is_private: bool) -> str:
    """What may be shown of a hook. Raises Rejected, without repeating the address."""
    host = host_of(address, 'secret')
    if not is_private and not any(host == one or (one[0] == '.' and host.endswith(one)) for one in HOSTS[kind]):
        raise Rejected(f'{host} is no host of {KINDS[kind]}. Agree to it as a host of your own, or check the address.',
                       field='secret')
    return host


def host_of(address: str, field: str) -> str:
    try:
        parts = urlsplit(address)
        host, scheme = (parts.hostname or '').casefold(), parts.scheme
    except ValueError:
        host = scheme = ''
    if not host or scheme not in ('https', 'http') or '@' in parts.netloc:
        raise Rejected('Enter a whole address that begins with https.', field=field)
    return host


def is_given_up(failing_since: datetime | None, now: datetime) -> bool:
    return failing_since is not None and now - failing_since >= PATIENCE


def _demand_wiki(wiki: WikiOptions | None) -> None:
    if wiki is None or wiki.kind not in ('cloud', 'server'):
        raise Rejected('Choose Cloud, or a server of your own.', field='wiki_kind')
    host_of(wiki.url, 'url')
    if wiki.kind == 'cloud' and '@' not in wiki.account:
        raise Rejected('Cloud wants the e-mail of the account that the token belongs to.', field='account')
    if wiki.parent and not wiki.parent.isdigit():
        raise Rejected('Name the page above by its number or its address.', field='parent')
