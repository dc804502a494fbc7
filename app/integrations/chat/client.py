"""Says something in a chat: by an incoming webhook of Slack, or a workflow of Teams.

The address of such a hook is its whole secret, and never part of what is told about a failure.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from app.domain.sprints.publishing.announcing import Announcement, slack_message, teams_message
from app.domain.sprints.publishing.channels import HOSTS, SLACK, TEAMS
from app.domain.sprints.publishing.sending import MISSING, REFUSED, SendTrouble
from app.integrations.outside import Answer, Outside, Terms, of_status

NAMES: Final[Mapping[str, str]] = {SLACK: 'Slack', TEAMS: 'Teams'}
MESSAGES: Final[Mapping[str, Callable[[Announcement], dict[str, Any]]]] = {SLACK: slack_message, TEAMS: teams_message}
GONE: Final = (404, 410)


@dataclass(frozen=True)
class Hook:
    """`wait` pauses and may raise to end the run."""
    kind: str  # slack, teams
    address: str = field(repr=False)
    is_private: bool = False  # an admin agreed to its host on a private network
    wait: Callable[[float], object] | None = None

    @property
    def terms(self) -> Terms:
        own = frozenset({(urlsplit(self.address).hostname or '').casefold()}) if self.is_private else frozenset()
        return Terms(NAMES[self.kind], HOSTS[self.kind] | own, own)


def say(hook: Hook, said: Announcement) -> None:
    """Tried three times where it may pass. Raises SendTrouble."""
    message = MESSAGES[hook.kind](said)
    with Outside(hook.terms, wait=hook.wait) as outside:
        outside.insist(lambda: _heard(outside.ask('POST', hook.address, body=message), NAMES[hook.kind]))


def _heard(answer: Answer, name: str) -> None:
    if trouble := of_status(answer, name):
        raise trouble
    if answer.status in GONE:
        raise SendTrouble(f'{name} does not know this hook any more. Make a new one there, and enter its address.',
                          MISSING)
    if answer.status >= 300:
        raise SendTrouble(f'{name} refuses the message (status {answer.status}{_word(answer)}).', REFUSED)


def _word(answer: Answer) -> str:
    """Slack says in one word what it does not like, a few others in JSON."""
    text = answer.body[:200].decode('utf-8', 'replace').strip()
    try:
        told = json.loads(text)
        text = str((told.get('error') or {}).get('code') or '') if isinstance(told, dict) else ''
    except (ValueError, AttributeError):
        pass
    return f', {text}' if text.replace('_', '').isalnum() and len(text) <= 60 else ''
