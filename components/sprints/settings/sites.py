"""Sites as cards: how they answer, who we are there, and which of their fields play which role."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from nicegui import ui

from app.domain.sprints.jira.following import SKEW
from app.domain.sprints.jira.reading import EPIC, ESTIMATE, FLAGGED, OWNER, POINTS, RANK, SPRINT
from app.domain.sprints.setup.site_setup import KINDS, LookView
from app.domain.sprints.setup.views import FieldLine, SettingsView, SiteLine
from components.controls import Button, Pill, Text, block, link, sign
from components.feedback import empty_state
from components.moments import ago, full_moment, short_moment, within
from components.sprints.words import counted

Wish = Callable[..., Awaitable[Any]]
STATES: Final = {'new': ('Not read yet', 'schedule', ''), 'ok': ('Answering', 'check_circle', 'ok'),
                 'behind': ('Behind', 'schedule', 'warn'), 'auth': ('Access refused', 'error', 'bad'),
                 'throttled': ('Asked to wait', 'schedule', 'warn'), 'unavailable': ('Not answering', 'error', 'bad'),
                 'config': ('Does not fit', 'warning', 'warn')}
ROLES: Final = {SPRINT: 'Sprint', POINTS: 'Story points', ESTIMATE: 'Story point estimate', RANK: 'Rank',
                EPIC: 'Epic link', FLAGGED: 'Flagged', OWNER: 'Owner (stakeholder)'}


@dataclass(frozen=True)
class SiteWishes:
    """None for those who may not. `confirm` and `choose` take a site and a role."""
    connect: Callable[[], None] | None = None
    edit: Callable[[int], None] | None = None
    bring: Wish | None = None  # a newer file, where a site came from one
    test: Wish | None = None
    make_default: Wish | None = None
    demo: Wish | None = None
    confirm: Wish | None = None
    choose: Callable[[int, str], None] | None = None


class SiteCards(ui.element):
    def __init__(self, wishes: SiteWishes) -> None:
        super().__init__('div')
        self.classes('rt-col').style('gap: 14px')
        self.wishes = wishes
        self.shown: object = None

    def show(self, view: SettingsView, looks: Mapping[int, LookView], demo: LookView | None) -> None:
        state = (view.sites, dict(looks), demo)
        if state == self.shown:
            return
        self.shown = state
        self.clear()
        with self:
            if demo and not demo.is_over:
                _under_way('Demo data is being made', demo.run_id)
            elif demo and demo.error:
                _failed(f'The demo could not be made: {demo.error}', demo.run_id)
            for line in view.sites:
                SiteCard(line, looks.get(line.site.id), self.wishes, is_only=len(view.sites) == 1)
            if not view.sites and not (demo and not demo.is_over):
                self._none()

    def _none(self) -> None:
        wishes = self.wishes
        with block('rt-card'):
            text = ('Boards, sprints and their whole history are read from Jira, and nothing is changed there.'
                    if wishes.connect else 'An admin connects Jira or starts with demo data.')
            empty_state('hub', 'No Jira is connected', text, 'Connect Jira' if wishes.connect else '', wishes.connect,
                        'add_link')
            if wishes.demo:
                with block('rt-setup-demo'):
                    sign('science', 18, 'rt-3')
                    Text('Just looking? Demo data needs no account and is marked as such everywhere.', 'rt-2 rt-grow')
                    Button('Try demo data', wishes.demo)


class SiteCard(ui.element):
    def __init__(self, line: SiteLine, look: LookView | None, wishes: SiteWishes, *, is_only: bool) -> None:
        super().__init__('section')
        self.classes('rt-card rt-setup-source').props['aria-label'] = line.site.name
        self.line, self.look, self.wishes = line, look, wishes
        with self:
            with block('rt-card-head'):
                Text(line.site.name, tag='h2')
                Pill(*STATES.get(line.site.state, STATES['new']))
                if line.site.kind == 'demo':
                    Pill('Demo data', 'science', 'info')
                elif line.site.is_default and not is_only:
                    Pill('Default', 'star')
                block('rt-grow')
                self._deeds(is_only)
            with block('rt-card-body rt-col'):
                self._trouble()
                self._facts()
                self._looked()
                if line.is_jira and any(one.id for one in line.fields):
                    FieldTable(line, wishes)

    def _deeds(self, is_only: bool) -> None:
        wishes, site = self.wishes, self.line.site
        if wishes.make_default and not site.is_default and not is_only and self.line.is_jira:
            Button('Make default', partial(wishes.make_default, site.id), size='s'
                   ).props['aria-label'] = f'Make {site.name} the default'
        if wishes.test and site.kind != 'csv':
            if self.look and not self.look.is_over:
                link('Asking now', f'/ops/runs/{self.look.run_id}', 'rt-btn rt-s', 'progress_activity')
            else:
                Button('Test connection', partial(wishes.test, site.id), icon='wifi_tethering', size='s')
        if site.kind == 'csv' and wishes.bring:
            Button('Import a newer file', wishes.bring, icon='upload_file', size='s')
        if wishes.edit:
            name = 'Edit' if self.line.is_jira else 'Remove…'  # of a file or the demo nothing can be changed
            Button(name, partial(wishes.edit, site.id), size='s').props['aria-label'] = (
                f'{name.rstrip("…")} {site.name}')

    def _trouble(self) -> None:
        site = self.line.site
        if site.error:
            tone = 'rt-bad' if site.state in ('auth', 'unavailable') else 'rt-warn'
            with block(f'rt-banner {tone}').props('role=alert'):
                sign('warning')
                Text(f'{site.error}{f" Since {full_moment(site.since)}." if site.since else ""}', 'rt-grow')
                if site.state == 'auth' and self.wishes.edit:
                    Button('Replace token', partial(self.wishes.edit, site.id), size='s')
        elif self.look and self.look.is_over and self.look.error:
            _failed(self.look.error, self.look.run_id)
        if self.line.is_jira and self.wishes.edit and self.line.token_at is None:
            with block('rt-banner rt-warn').props('role=status'):
                sign('key')
                Text('There is no token yet, so nothing is read.', 'rt-grow')
                Button('Enter token', partial(self.wishes.edit, site.id), size='s')
        if abs(site.skew) * 1000 > SKEW:
            with block('rt-banner rt-warn').props('role=status'):
                sign('schedule')
                Text(f'Its clock is {abs(site.skew) // 60} minutes {"ahead of" if site.skew > 0 else "behind"} ours. '
                     'Times are those of Jira.', 'rt-grow')

    def _facts(self) -> None:
        line, site = self.line, self.line.site
        read = f'{ago(site.ok_at)}' if site.ok_at else 'Not yet'
        facts = [('Kind', KINDS.get(site.kind, site.kind)), ('Address', site.url), ('E-mail', site.account),
                 ('Signed in as', site.account_name), ('Time zone', site.zone), ('Boards', str(line.boards)),
                 ('Read', read)]
        if line.is_jira and self.wishes.edit:
            facts.append(('Token', _token(line)))
        if line.is_jira:
            facts.append(('Estimates', 'Written back' if line.writes_estimates else 'Only read'))
        with block('rt-setup-facts', 'dl'):
            for name, value in facts:
                if value:
                    with block():
                        Text(name, 'rt-sm rt-3', 'dt')
                        Text(value, '', 'dd')

    def _looked(self) -> None:
        look = self.look
        if look is None or not look.is_over or look.error or not look.found.kind:
            return
        found = look.found
        who = found.account or 'an account without a name'
        with block('rt-row rt-wrap').props('role=status aria-live=polite'):
            sign('check_circle', 18, 'rt-pos')
            Text(f'Connected as {who}, {found.zone}; {KINDS.get(found.kind, found.kind)} {found.version}; '
                 f'{counted(len(found.boards), "board")} visible.', 'rt-grow')
            link('Add boards', '/sprints/settings/boards', 'rt-btn rt-s')


class FieldTable(ui.element):
    """Roles of fields. What is not sure waits for somebody, and counts for nothing until then."""

    def __init__(self, line: SiteLine, wishes: SiteWishes) -> None:
        super().__init__('div')
        self.classes('rt-sprint-fields').props['role'] = 'group'
        self.props['aria-label'] = f'Fields of {line.site.name}'
        with self:
            Text('Fields', 'rt-label', 'h3')
            with block('rt-setup-panels', 'ul'):
                for one in line.fields:
                    self._row(line.site.id, one, wishes)

    def _row(self, site_id: int, one: FieldLine, wishes: SiteWishes) -> None:
        label = ROLES.get(one.role, one.role)
        with block('rt-row', 'li'):
            Text(label, 'rt-sprint-role rt-2')
            with block('rt-grow rt-clip'):
                Text(one.name if one.id else 'None', '' if one.id else 'rt-3')
                if one.id:
                    Text(one.id, 'rt-sm rt-3 rt-not-phone').style('margin-left: 8px')
            if one.is_confirmed:
                Pill('Confirmed', 'check_circle', 'ok')
            elif one.id:
                Pill(f'{one.confidence} % sure', 'help' if one.is_doubtful else 'check_circle',
                     'warn' if one.is_doubtful else '')
            if one.is_doubtful and wishes.confirm:
                Button('Confirm', partial(wishes.confirm, site_id, one.role), size='s'
                       ).props['aria-label'] = f'Confirm {label}'
            if wishes.choose:
                Button('Change', partial(wishes.choose, site_id, one.role), size='s', look='ghost'
                       ).props['aria-label'] = f'Change {label}'


def _token(line: SiteLine) -> str:
    if line.token_at is None:
        return 'Not set'
    used = f'last used {ago(line.token_used_at)}' if line.token_used_at else 'not used yet'
    return f'Kept since {within(short_moment(line.token_at))}, {used}'


def _under_way(text: str, run: int) -> None:
    with block('rt-banner').props('role=status aria-live=polite'):
        sign('progress_activity')
        Text(text, 'rt-grow')
        link('Show run', f'/ops/runs/{run}', 'rt-btn rt-s')


def _failed(text: str, run: int) -> None:
    with block('rt-banner rt-bad').props('role=alert'):
        sign('error')
        Text(text, 'rt-grow')
        link('Show run', f'/ops/runs/{run}', 'rt-btn rt-s')
