"""How a site is told of and looked at: its address and account, and what answers there."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from app.domain.sprints.facts.board import KANBAN, SCRUM
from app.domain.sprints.jira.discovery import discover
from app.domain.sprints.jira.reading import CLOUD, SERVER, Account, RawBoard, RawField, SiteInfo
from app.errors import Invalid

LONGEST: Final = 80  # characters of a name
KINDS: Final[Mapping[str, str]] = {CLOUD: 'Jira Cloud', SERVER: 'Jira Data Center or Server', 'csv': 'A file',
                                   'demo': 'Demo data'}


@dataclass(frozen=True)
class SiteDraft:
    name: str
    url: str
    account: str = ''  # e-mail; Cloud only
    writes_estimates: bool = False  # what a poker table agreed on may be written back


@dataclass(frozen=True)
class FoundBoard:
    number: int
    name: str
    kind: str  # scrum, kanban
    projects: tuple[str, ...] = ()


@dataclass(frozen=True)
class Candidate:
    """A field that may play a role. `confidence` is of 1, as text."""
    role: str
    id: str
    name: str
    confidence: str
    why: str


@dataclass(frozen=True)
class Looked:
    """What a site answers to whoever stands before the screen. `skew` in seconds their clock is ahead of ours."""
    account: str = ''
    zone: str = ''
    kind: str = ''
    version: str = ''
    skew: int = 0
    boards: tuple[FoundBoard, ...] = ()
    fields: tuple[tuple[str, str, str], ...] = ()  # id, name, type
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True)
class LookView:
    """The newest look at a site, or the one under way."""
    run_id: int
    is_over: bool
    error: str
    at: datetime | None
    found: Looked = field(default_factory=Looked)


@dataclass(frozen=True)
class Given:
    """What the environment of this installation says about a site; a token is never shown."""
    url: str = ''
    account: str = ''
    has_token: bool = False


def checked_site(draft: SiteDraft, is_cloud: bool) -> SiteDraft:
    """Trimmed. Raises Invalid."""
    name, account = draft.name.strip(), draft.account.strip()
    wrong = []
    if not 0 < len(name) <= LONGEST:
        wrong.append(('name', f'Give it a name of at most {LONGEST} characters.'))
    if is_cloud and not account:
        wrong.append(('account', 'A token of the cloud belongs to an account: enter its e-mail.'))
    elif account and ('@' not in account or len(account) > 254 or any(map(str.isspace, account))):
        wrong.append(('account', 'This is not an e-mail address.'))
    if wrong:
        raise Invalid(wrong)
    return SiteDraft(name, draft.url, account, draft.writes_estimates)


def looked(account: Account, info: SiteInfo, boards: tuple[RawBoard, ...], fields: tuple[RawField, ...]) -> Looked:
    found = sorted((FoundBoard(one.number, one.name, KANBAN if one.kind == KANBAN else SCRUM, tuple(one.projects))
                    for one in boards), key=lambda one: (one.name.casefold(), one.number))
    known = sorted(((one.id, one.name, one.type) for one in fields if one.is_custom),
                   key=lambda one: (one[1].casefold(), one[0]))
    return Looked(account.name, account.zone, info.kind, info.version, info.skew // 1000, tuple(found), tuple(known),
                  tuple(Candidate(one.role, one.field_id, one.name, str(one.confidence), one.why)
                        for one in discover(fields)))


def as_result(found: Looked) -> dict[str, Any]:
    """As a run keeps it."""
    return {'account': found.account, 'zone': found.zone, 'kind': found.kind, 'version': found.version,
            'skew': found.skew,
            'boards': [[one.number, one.name, one.kind, list(one.projects)] for one in found.boards],
            'fields': [list(one) for one in found.fields],
            'candidates': [[one.role, one.id, one.name, one.confidence, one.why] for one in found.candidates]}


def of_result(text: str) -> Looked:
    given: Mapping[str, Any] = json.loads(text) if text else {}
    return Looked(
        str(given.get('account', '')), str(given.get('zone', '')), str(given.get('kind', '')),
        str(given.get('version', '')), int(given.get('skew', 0)),
        tuple(FoundBoard(number, name, kind, tuple(projects)) for number, name, kind, projects
              in given.get('boards', ())),
        tuple((one[0], one[1], one[2]) for one in given.get('fields', ())),
        tuple(Candidate(*one) for one in given.get('candidates', ())))
