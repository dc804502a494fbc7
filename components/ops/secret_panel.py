"""The panel of one secret: a new value in, nothing out."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from nicegui import ui

from app.domain.ops.secrets import LONGEST, SHARED
from app.domain.ops.views import SecretChange, SecretView
from components.avatars import Avatar
from components.controls import Button, Field, IconButton, Text, block, classed, link, point_at, put, sign, symbol
from components.dialogs import confirm
from components.moments import full_moment, local_day
from components.people.doors import Form

HINT = 'You can look at it while you type. Once saved, nobody can read it back, administrators included.'
FEW = 4  # commands, that have room for a line each
DEEDS = {'set': 'set a value', 'replaced': 'replaced the value', 'removed': 'removed it'}


@dataclass(frozen=True)
class SecretWishes:
    keep: Callable[[SecretView, str], Awaitable[None]]
    forget: Callable[[SecretView], Awaitable[None]]
    close: Callable[[], None]


class SecretPanel(ui.element):
    """`refusal` is why this person may not set it, empty if they may."""

    def __init__(self, secret: SecretView, wishes: SecretWishes, refusal: str, may_look_at_commands: bool) -> None:
        super().__init__('aside')
        self.classes('rt-panel rt-secret-panel')
        self.wishes, self.may_set, self.links = wishes, not refusal, may_look_at_commands
        self.on('keydown.esc', wishes.close, args=[])
        with self:
            with block('rt-panel-head'):
                with block('rt-grow rt-clip', 'h2'):
                    self.verb = Text()
                    self.name = Text('', 'rt-mono')
                self.cross = IconButton('close', 'Close the panel', wishes.close, has_tooltip=False)
            with block('rt-panel-body'):
                with block('rt-sec rt-col').style('gap: 14px'):
                    self._state()
                    if self.may_set:
                        self.form = ValueForm(self._keep, wishes.close)
                    else:
                        _locked(refusal)
                self.used_by = _section('Used by')
                self.history = _section('History')
            if self.may_set:
                with block('rt-panel-foot') as self.foot:
                    Button('Remove', self._remove, look='danger', icon='delete', size='l')
        self.before: SecretView | None = None
        self.show(secret)

    def begin(self) -> None:
        """The cursor is where the hand wants it."""
        point_at(self.form.field.input if self.may_set else self.cross)

    def show(self, secret: SecretView) -> None:
        if secret == self.before:
            return
        self.before = self.secret = secret
        self.verb.say('Replace ' if secret.is_set else 'Set ')
        self.verb.set_visibility(self.may_set)
        self.name.say(secret.name)
        put(self, aria_label=f'{self.verb.text if self.may_set else ""}{secret.name}')
        self.help.say(secret.help)
        self.help.set_visibility(bool(secret.help))
        self.state.set_visibility(secret.is_set)
        self.state_icon.set_visibility(secret.is_set)
        self.warning.set_visibility(secret.is_set and bool(secret.warning))
        self.warning_text.say(secret.warning)
        if self.may_set:
            self.foot.set_visibility(secret.is_set)
        self._show_use(secret)
        self._show_history(secret.history)

    def _state(self) -> None:
        self.help = Text('', 'rt-2', 'p')
        with block('rt-row').style('gap: 6px'):
            self.state_icon = sign('check_circle', 18, 'rt-pos')
            self.state = Text('Set, never shown')
        with block('rt-banner rt-warn') as self.warning:
            sign('warning')
            self.warning_text = Text('', 'rt-grow')

    def _show_use(self, secret: SecretView) -> None:
        self.used_by.clear()
        with self.used_by:
            for slug in secret.used_by if len(secret.used_by) <= FEW else ():
                with block('rt-row', 'li').style('gap: 10px'):
                    with block('rt-sq').style('width: 28px; height: 28px'):
                        sign('terminal', 16)
                    self._command(slug)
            if len(secret.used_by) > FEW:
                with block('rt-secret-tags', 'li'):
                    for slug in secret.used_by:
                        self._command(slug, ' rt-secret-tag')
            if not secret.used_by:
                Text('No command asks for it any more.', 'rt-2', 'li')
            if secret.last_used_at:
                Text(f'Last used by {secret.last_used_by} on {full_moment(secret.last_used_at)}', 'rt-sm rt-3', 'li')
            if secret.scope != SHARED:
                Text('Only in runs that you start; there it goes before the one for everybody.', 'rt-sm rt-3', 'li')

    def _command(self, slug: str, classes: str = '') -> None:
        if self.links:
            link(slug, f'/ops/commands/{slug}', f'rt-mono{classes}')
        else:
            Text(slug, f'rt-mono{classes}')

    def _show_history(self, history: tuple[SecretChange, ...]) -> None:
        self.history.clear()
        with self.history:
            for change in history:
                with block('rt-row rt-sm', 'li').style('gap: 8px'):
                    Avatar(change.name, change.identity, size=20)
                    Text(change.name, 'rt-b')
                    Text(DEEDS[change.deed], 'rt-2 rt-grow')
                    Text(local_day(change.at), 'rt-3').props['title'] = full_moment(change.at)
            if not history:
                Text('Nobody has set it yet.', 'rt-2', 'li')

    async def _keep(self, value: str) -> None:
        await self.wishes.keep(self.secret, value)

    async def _remove(self) -> None:
        secret = self.secret
        if await confirm(f'Remove {secret.name}?', 'Its value is gone for good, and runs that need it fail when they '
                         'start.', f'Remove {secret.name}', is_dangerous=True):
            await self.wishes.forget(secret)


class ValueForm(Form):
    """One line as a rule, several for keys; hidden while it is typed unless one wants to look."""

    def __init__(self, keep: Callable[[str], Awaitable[None]], close: Callable[[], None]) -> None:
        super().__init__('Save value', self._send)
        self.keep = keep
        self.is_long = self.is_seen = False
        with self.body:
            self.place = block()
            self.stretcher = Text('Several lines, such as a private key', 'rt-chip', 'button').props(
                'type=button aria-pressed=false').on('click', self._stretch, args=[])
        self._draw('')
        with self, block('rt-row').style('gap: 8px') as foot:
            Button('Cancel', close, size='l')
        self.button.move(foot)

    def _draw(self, value: str) -> None:
        """There is one field of this name at a time."""
        self.place.clear()
        with self.place:
            self.field = self.add('value', Field('New value', value, kind='password', hint=HINT, is_long=self.is_long,
                                                 autocomplete='off' if self.is_long else 'new-password'))
            self.field.classes('rt-secret-lines' if self.is_long else '').input.props(
                f'maxlength={LONGEST} spellcheck=false autocapitalize=off')
            with self.field.input.add_slot('append'):
                self.eye = IconButton('visibility', 'Look at the value', self._look, has_tooltip=False)
        self.is_seen = not self.is_seen
        self._look()

    def _look(self) -> None:
        """Of several lines the style sheet hides the letters."""
        self.is_seen = not self.is_seen
        if self.is_long:
            classed(self.field, seen=self.is_seen)
        else:
            put(self.field.input, type='text' if self.is_seen else 'password')
        put(self.eye, aria_pressed='true' if self.is_seen else 'false')
        put(self.eye.icon, name=symbol('visibility_off' if self.is_seen else 'visibility'))

    def _stretch(self) -> None:
        """What was typed is kept."""
        self.is_long = not self.is_long
        self._draw(self.field.value)
        classed(self.stretcher, on=self.is_long)
        put(self.stretcher, aria_pressed='true' if self.is_long else 'false')
        self.field.input.run_method('focus')

    async def _send(self) -> None:
        """Kept or not, no value waits in the page longer than it must."""
        await self.keep(self.field.value)
        if not self.is_deleted:
            self.field.set('')


def _locked(refusal: str) -> None:
    with block('rt-banner rt-locked'):
        sign('lock')
        Text(refusal, 'rt-grow')


def _section(title: str) -> ui.element:
    with block('rt-sec'):
        Text(title, tag='h3')
        return block('rt-col', 'ul').style('gap: 10px').props('role=list').props(f'aria-label="{title}"')
