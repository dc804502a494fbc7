"""The ways in: set-up, sign-in, invitation, new password."""

from collections.abc import Awaitable, Callable
from functools import partial
from zoneinfo import available_timezones

from nicegui import ui

from app.domain.people import SHORTEST_PASSWORD
from app.domain.people.views import Invitee, WorkspaceView
from app.errors import AppError, Rejected
from components.controls import Button, Choice, Field, Switch, Text, block, link, sign
from components.doors import Door
from components.feedback import worded

Submit = Callable[..., Awaitable[None]]
ZONES = sorted(zone for zone in available_timezones() if '/' in zone and not zone.startswith(('Etc/', 'SystemV/')))


class Form(ui.element):
    """Fields, one button, and what was refused: beside the field it concerns, or above the button."""

    def __init__(self, button: str, submit: Submit) -> None:
        super().__init__('form')
        self.classes('rt-col').style('gap: 14px').props('novalidate')
        self.submit, self.fields, self.is_busy = submit, dict[str, Field](), False
        with self:
            self.body = block('rt-col').style('gap: 14px')
            self.problem = block('rt-problem').props('role=alert')
            with self.problem:
                sign('error', 16)
                self.problem_text = Text()
            self.problem.set_visibility(False)
            self.button = Button(button, look='primary', size='l', is_wide=True).props('type=submit')
        self.on('submit.prevent', self.send, args=[])

    def add(self, name: str, field: Field) -> Field:
        """`name` is what a refusal calls the field."""
        self.fields[name] = field
        return field

    async def send(self) -> None:
        if self.is_busy:
            return
        self.is_busy = True
        self.button.enable(False)
        self.problem.set_visibility(False)
        try:
            await self.submit()
        except AppError as error:
            self.complain(error)
        finally:
            self.is_busy = False
            if not self.is_deleted:
                self.button.enable(True)

    def complain(self, error: AppError) -> None:
        field = self.fields.get(error.field) if isinstance(error, Rejected) else None
        if field:
            field.complain(str(error))
        else:
            self.problem_text.say(worded(error))
            self.problem.set_visibility(True)


class SignInDoor(Door):
    """An account, or a table's code; in a demo, one of the people of the demo."""

    def __init__(self, workspace: WorkspaceView, sign_in: Submit, join: Submit, play: Submit) -> None:
        super().__init__(f'Sign in to {workspace.name or "Roundtable"}')
        self.sign_in, self.join = sign_in, join
        with self.card:
            if workspace.is_demo:
                self._people(workspace, play)
            else:
                self._account()
            block().style('border-top: 1px solid var(--rt-line)')
            with Form('Join a table', self._join) as form, form.body:
                self.code = form.add('code', Field('Join with a code', placeholder='FELT-472',
                                                   hint='No account is needed for this.'))
            form.button.classes(remove='rt-primary')

    def _account(self) -> None:
        with Form('Sign in', self._sign_in) as form, form.body:
            self.email = form.add('email', Field('E-mail', kind='email', autocomplete='username'))
            self.password = Field('Password', kind='password', autocomplete='current-password')
        link('Forgot password', '#forgot-password')
        Text('Ask an admin of this workspace for a link. It lets you choose a new password, works once and '
             'for 30 minutes.', 'rt-hint rt-target', 'p').props('id=forgot-password')

    def _people(self, workspace: WorkspaceView, play: Submit) -> None:
        Text('This is a demo. Nothing you do here is kept; choose who you want to be.', tag='p')
        for person_id, name in workspace.people:
            Button(name, partial(play, person_id), is_wide=True, icon='person')

    async def _sign_in(self) -> None:
        await self.sign_in(self.email.value, self.password.value)

    async def _join(self) -> None:
        await self.join(self.code.value)


class SetupDoor(Door):
    def __init__(self, submit: Submit) -> None:
        super().__init__('Set Roundtable up', 'You become the first admin. The log of the server shows a code that '
                                              'proves you run this installation.')
        self.submit = submit
        with self.card, Form('Create workspace', self._submit) as self.form, self.form.body:
            add = self.form.add
            self.code = add('code', Field('Set-up code', placeholder='XXXXX-XXXXX-XXXXX-XXXXX-XXXXX',
                                          autocomplete='off'))
            self.workspace = add('workspace', Field('Workspace name', autocomplete='organization'))
            self.name = add('name', Field('Your name', autocomplete='name'))
            self.email = add('email', Field('E-mail', kind='email', autocomplete='username'))
            self.password = add('password', new_password())
            self.zone = Choice('Time zone', ['UTC', *ZONES], 'UTC', can_search=True)
            self.demo = Switch('Add demo data', 'A table with stories to play with.')

    async def _submit(self) -> None:
        await self.submit(self.code.value, self.workspace.value, self.name.value, self.email.value,
                          self.zone.value, self.password.value, self.demo.value)


class InvitationDoor(Door):
    def __init__(self, invitee: Invitee, submit: Submit) -> None:
        super().__init__(f'Join {invitee.workspace}', f'You were invited as {invitee.email}.')
        self.submit = submit
        with self.card, Form('Join', self._submit) as self.form, self.form.body:
            self.name = self.form.add('name', Field('Your name', invitee.name, autocomplete='name'))
            self.password = self.form.add('password', new_password())
            self.zone = Choice('Time zone', ['UTC', *ZONES], 'UTC', can_search=True)

    async def _submit(self) -> None:
        await self.submit(self.name.value, self.zone.value, self.password.value)


class ResetDoor(Door):
    def __init__(self, invitee: Invitee, submit: Submit) -> None:
        super().__init__('Choose a new password', f'For {invitee.email}. All your devices are signed out.')
        self.submit = submit
        with self.card, Form('Save password', self._submit) as self.form, self.form.body:
            self.password = self.form.add('password', new_password())

    async def _submit(self) -> None:
        await self.submit(self.password.value)


def new_password(label: str = 'Password') -> Field:
    return Field(label, kind='password', autocomplete='new-password',
                 hint=f'At least {SHORTEST_PASSWORD} characters; a few words are fine.')


def already_in(name: str, target: str) -> None:
    """For whoever opens a door they do not need."""
    door = Door(f'You are signed in as {name}')
    with door.card, block('rt-row'):
        link('Go to Home' if target == '/' else 'Go on', target, 'rt-btn rt-primary')
        link('Sign out', '/sign-out', 'rt-btn')
