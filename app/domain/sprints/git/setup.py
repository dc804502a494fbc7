"""A repository that somebody wants to be read, and how its interface is reached."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.domain.sprints.git.links import BITBUCKET, GITHUB, GITLAB, PLATFORMS
from app.domain.sprints.publishing.channels import host_of
from app.errors import Rejected

INTERFACES: Final[Mapping[str, str]] = {
    GITHUB: 'https://api.github.com', GITLAB: 'https://gitlab.com/api/v4', BITBUCKET: 'https://api.bitbucket.org/2.0'}
NAME: Final = re.compile(r'[\w.-]+(?:/[\w.-]+)+')


@dataclass(frozen=True)
class RepositoryDraft:
    site: int
    platform: str
    repository: str  # owner/name
    token: str = ''
    url: str = ''  # of the interface; empty: that of the cloud
    is_private: bool = False


@dataclass(frozen=True)
class HookShown:
    """Shown once, to be entered at the platform."""
    path: str
    secret: str


def demand_sound(draft: RepositoryDraft) -> None:
    if draft.platform not in PLATFORMS:
        raise Rejected('Choose GitHub, GitLab or Bitbucket.', field='platform')
    if not NAME.fullmatch(draft.repository.strip().strip('/')) or '..' in draft.repository:
        raise Rejected('Write the repository as owner/name.', field='repository')
    if draft.url.strip():
        host_of(draft.url.strip(), 'url')
