"""The panel that connects a Jira or changes how it is reached; its token goes in and never comes out."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from app.domain.sprints.setup.site_setup import Given, SiteDraft
from app.domain.sprints.setup.views import SiteLine
from components.controls import Button, Choice, Field, Switch, Text, block
from components.dialogs import Dialog
from components.people.doors import Form
from components.portfolio.setup.panel import DraftPanel, Save
from components.sprints.settings.sites import ROLES

REMOVAL = ('Its boards leave Roundtable with their reports, snapshots, queues and forecasts. In Jira nothing changes.')
NONE = '-'


class SitePanel(DraftPanel):
    """`forget` removes the token. A site that is no Jira can only be removed."""

    def __init__(self, line: SiteLine | None, given: Given, save: Save, close: Callable[[], None],
                 remove: Callable[[], Awaitable[None]] | None = None,
                 forget: Callable[[], Awaitable[None]] | None = None) -> None:
        self.line, self.given = line, given
        super().__init__(line.site.name if line else 'Connect Jira', 'Save site' if line else 'Connect', save, close,
                         remove, warning=REMOVAL)
        self.form.set_visibility(line is None or line.is_jira)
        if line and forget and line.token_at:
            with self.below, block('rt-sec'):
                Button('Remove token…', forget, look='danger', icon='key_off', size='s')

    def fill(self) -> None:
        site, given = self.line.site if self.line else None, self.given
        self.url = self.field('url', 'Address', site.url if site else given.url,
                              placeholder='https://acme.atlassian.net')
        self.account = self.field('account', 'E-mail', site.account if site else given.account,
                                  hint='Cloud only: of the account whose token it is.')
        kept = bool(self.line and self.line.token_at)
        hint = ('Empty: as it is.' if kept else 'Empty: the one of the environment.' if given.has_token and not site
                else 'An API token in the cloud, else a personal access token.')
        self.token = self.form.add('token', Field('Token', kind='password', autocomplete='new-password',
                                                  hint=f'{hint} Kept sealed and never shown again.'))
        self.name = self.field('name', 'Name', site.name if site else 'Jira')
        self.estimates = Switch('Write estimates back', 'What a poker table agrees on is written to the issue, if '
                                'whoever saves it may publish. Nothing else is ever written to Jira.',
                                bool(self.line and self.line.writes_estimates))

    def draft(self) -> tuple[SiteDraft, str]:
        """And the token."""
        token = self.token.value
        return SiteDraft(self.name.value, self.url.value, self.account.value, self.estimates.value), token


class FieldDialog(Dialog):
    """Choose which field plays a role; `known` are id, name and type, as the site tells them."""

    def __init__(self, role: str, now: str, known: Sequence[tuple[str, str, str]],
                 keep: Callable[[str, str], Awaitable[Any]]) -> None:
        super().__init__(ROLES.get(role, role), 'Its values are read with the next sync.')
        self.keep = keep
        self.names = {one[0]: one[1] for one in known}
        options = {NONE: 'None'} | {own: f'{name} ({own}, {kind or "unknown"})' for own, name, kind in known}
        if now and now not in options:
            options[now] = now
        with self.body:
            if not known:
                Text('Test the connection first: then its fields are listed here.', 'rt-sm rt-2', 'p')
            with Form('Keep', self._send) as self.form, self.form.body:
                self.field = Choice('Field', options, now or NONE, can_search=True)

    async def _send(self) -> None:
        own = '' if self.field.value == NONE else self.field.value
        if await self.keep(own, self.names.get(own, own)):
            self.close()
