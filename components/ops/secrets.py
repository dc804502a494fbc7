"""Secrets as a list: which there are, whether they are set, who uses them. Of a value only dots are ever drawn."""

from collections.abc import Callable, Sequence

from nicegui import ui

from app import clock
from app.domain.ops.secrets import SHARED
from app.domain.ops.views import SecretView, VaultView
from components.controls import Button, Pill, Segmented, Text, block, classed, link, put, sign, table_head
from components.feedback import Nothing, empty_state
from components.listing import Keyed
from components.moments import ago, full_moment, local_day

Open = Callable[[SecretView], None]
Key = tuple[str, str]  # scope and name

DOTS = 8 * '•'
MOST_TAGS = 2
OLD_DAYS = 365
HEADS = (('Name', ''), ('Value', ''), ('Used by', 'rt-not-phone'), ('Replaced', 'rt-not-phone'),
         ('Last used', 'rt-not-phone'), ('', ''))
WHOSE = {'shared': 'Everybody’s', 'mine': 'Only mine'}


class SecretList(ui.element):
    """`open_panel` is for one secret; `change` hears of another filter or half, for the address of the page."""

    def __init__(self, open_panel: Open, change: Callable[[str, str], None], *, whose: str, text: str,
                 may_set_shared: bool) -> None:
        super().__init__('div')
        self.open_panel, self.change, self.may_set_shared = open_panel, change, may_set_shared
        self.all: tuple[SecretView, ...] = ()
        with self:
            self._head(whose, text)
            with block('rt-banner rt-locked rt-secret-note') as self.locked:
                sign('lock')
                Text('Only admins can set what everybody’s runs use. Your own tokens, for runs you start, go under '
                     '“Only mine”.', 'rt-grow')
            with block('rt-card') as self.card, block('rt-table rt-secrets', 'table').props('aria-label=Secrets'):
                table_head(*HEADS)
                self.lines = Keyed[Key, SecretLine](block(tag='tbody'), lambda: SecretLine(open_panel))
            self.nothing = Nothing(self._say_no_match, self._say_none).classes('rt-card')

    @property
    def whose(self) -> str:
        return self.switch.value

    def show(self, found: tuple[SecretView, ...]) -> None:
        self.all = found
        self._arrange()

    def show_open(self, key: Key | None) -> None:
        """The one whose panel is open."""
        for known, line in self.lines.entries.items():
            classed(line, sel=known == key)

    def focus(self, key: Key) -> None:
        if line := self.lines.entries.get(key):
            line.button.run_method('focus')

    def open_next(self) -> None:
        """The first of the list that has no value yet, or else the first."""
        shown = self._shown()
        wanted = next((one for one in shown if not one.is_set), shown[0] if shown else None)
        if wanted and self._may_set():
            self.open_panel(wanted)

    def _head(self, whose: str, text: str) -> None:
        with block('rt-phead'):
            with block('rt-grow'):
                Text('Secrets', tag='h1')
                self.meta = Text('', 'rt-meta', 'div')
            self.switch = Segmented('Whose', WHOSE, whose, self._choose)
            with block('rt-filter rt-secret-filter'):
                sign('search', 18, 'rt-3')
                self.text = ui.input(value=text, placeholder='Filter by name').props(
                    'borderless dense debounce=150 aria-label="Filter secrets"').on_value_change(self._typed)
            self.next = Button('Set a secret', self.open_next, icon='add', look='primary', key='N')

    def _choose(self, _whose: str) -> None:
        self._typed()

    def _typed(self) -> None:
        self.change(self.whose, self.text.value or '')
        self._arrange()

    def _may_set(self) -> bool:
        return self.may_set_shared or self.whose == 'mine'

    def _half(self) -> list[SecretView]:
        return [one for one in self.all if (one.scope == SHARED) == (self.whose == 'shared')]

    def _shown(self) -> list[SecretView]:
        wanted = (self.text.value or '').strip().casefold()
        return [one for one in self._half() if wanted in f'{one.name} {one.help} {" ".join(one.used_by)}'.casefold()]

    def _arrange(self) -> None:
        half, shown = self._half(), self._shown()
        for one, line in zip(shown, self.lines.arrange([(one.scope, one.name) for one in shown]), strict=True):
            line.show(one, self._may_set())
        self.meta.say(_summary(half))
        self.locked.set_visibility(not self._may_set())
        self.next.set_visibility(self._may_set() and bool(half))
        self.card.set_visibility(bool(shown))
        self.nothing.show(not shown, self.text.value or '')

    def _say_no_match(self, wanted: str) -> None:
        empty_state('search_off', f'No secret is called “{wanted}”', 'Look for another word, or for the command that '
                    'uses it.', 'Clear filter', lambda: self.text.set_value(''), 'close')

    def _say_none(self) -> None:
        empty_state('key', 'No command asks for a secret', 'Passwords and tokens that commands need are listed here. '
                    'Their values go to runs, never to a screen.')


class SecretLine(ui.element):
    def __init__(self, open_panel: Open) -> None:
        super().__init__('tr')
        self.before: tuple[SecretView, bool] | None = None
        with self:
            with block(tag='td'):
                self.name = Text('', 'rt-mono rt-b rt-secret-name', 'div')
                self.help = Text('', 'rt-sm rt-3', 'div')
                self.below = Text('', 'rt-sm rt-3 rt-only-phone', 'div')
                with block('rt-row rt-sm rt-wrn').style('gap: 4px') as self.warning:
                    sign('warning', 14)
                    self.warning_text = Text()
            with block(tag='td'):
                self.dots = Text(DOTS, 'rt-secret-dots', 'div').props('aria-hidden=true')
                self.state = Text('Set, never shown', 'rt-sm rt-3', 'div')
                self.unset = Pill('Not set', 'radio_button_unchecked')
            with block('rt-not-phone', 'td'):
                self.tags = block('rt-secret-tags')
            self.replaced = Text('', 'rt-2 rt-not-phone', 'td')
            self.used = Text('', 'rt-2 rt-not-phone', 'td')
            with block('rt-secret-deed', 'td'):
                self.button = Button('', lambda: open_panel(self.secret), size='s')

    def show(self, secret: SecretView, may_set: bool) -> None:
        self.used.say(ago(secret.last_used_at) if secret.last_used_at or secret.is_set else '')
        if (secret, may_set) == self.before:
            return
        self.before, self.secret = (secret, may_set), secret
        self.name.say(secret.name)
        self.help.say(secret.help)
        self.warning_text.say(secret.warning)
        self.warning.set_visibility(bool(secret.is_set and secret.warning))
        for part, is_there in ((self.dots, secret.is_set), (self.state, secret.is_set), (self.unset, not secret.is_set),
                               (self.help, bool(secret.help))):
            part.set_visibility(is_there)
        self._show_change(secret)
        self._show_tags(secret.used_by)
        put(self.used, title=f'{secret.last_used_by}, {full_moment(secret.last_used_at)}'
            if secret.last_used_at else None)
        verb = 'Look at' if not may_set else 'Replace' if secret.is_set else 'Set'
        self.button.say(verb.split()[0])
        put(self.button, aria_label=f'{verb} {secret.name}')

    def _show_change(self, secret: SecretView) -> None:
        text = f'{local_day(secret.updated_at)} · {secret.updated_by}' if secret.updated_at else ''
        self.replaced.say(text)
        put(self.replaced, title=full_moment(secret.updated_at) if secret.updated_at else None)
        self.below.say(f'Replaced {text}' if text else '')

    def _show_tags(self, slugs: Sequence[str]) -> None:
        self.tags.clear()
        with self.tags:
            for slug in slugs[:MOST_TAGS]:
                Text(slug, 'rt-secret-tag')
            if len(slugs) > MOST_TAGS:
                Text(f'+{len(slugs) - MOST_TAGS}', 'rt-secret-tag').props['title'] = ', '.join(slugs[MOST_TAGS:])
            if not slugs:
                Text('nothing any more', 'rt-3 rt-sm')


class VaultLine(ui.element):
    """Below the list: which key guards the values, and whether something should be done about it."""

    def __init__(self, *, may_rotate: bool) -> None:
        super().__init__('div')
        self.classes('rt-secret-vault').props('role=note aria-label="Vault key"')
        self.may_rotate = may_rotate
        with self:
            self.icon = sign('verified_user', 18)
            self.text = Text('', 'rt-grow')
            self.rotate = link('Rotate the vault key', '/ops/commands/ops.rotate_master_key', 'rt-btn rt-ghost rt-s',
                               'key')

    def show(self, vault: VaultView) -> None:
        age = (clock.now() - vault.made_at).days if vault.made_at else 0
        texts = [f'The vault key “{vault.kid}” comes from {vault.source}'
                 + (f' and has been in use since {local_day(vault.made_at)} {vault.made_at.year}.' if vault.made_at
                    else '.')]
        if vault.former:
            texts.append(f'{vault.former} of {vault.sealed} values are still under a former key.')
        if age >= OLD_DAYS:
            texts.append(f'It is {age} days old: exchange it for a new one.')
        self.text.say(' '.join(texts))
        classed(self, warn=len(texts) > 1)
        self.rotate.set_visibility(self.may_rotate and vault.former > 0)


def _summary(half: Sequence[SecretView]) -> str:
    unset = sum(not one.is_set for one in half)
    count = f'{len(half)} secrets' if len(half) != 1 else '1 secret'
    return f'{count}{f", {unset} not set" if unset else ""} · encrypted at rest · values go to runs, never to a screen'
