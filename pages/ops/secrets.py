"""/ops/secrets — which secrets there are, whether they are set, and the way to set them."""

from functools import partial
from urllib.parse import urlencode

from nicegui import ui

from app.domain.access import RULES, demand, may
from app.domain.ops.secrets import SHARED
from app.domain.ops.views import SecretView
from app.events import SECRETS
from app.realtime import follow
from app.services import master_keys, secrets
from app.services.people import sessions
from components.controls import block, classed
from components.feedback import refusals_shown, toast
from components.ops.secret_panel import SecretPanel, SecretWishes
from components.ops.secrets import WHOSE, SecretList, VaultLine
from components.palette import Hit
from pages.kit import Visitor, do, member, page
from pages.ops.tabs import SECRETS_TAB, ops_frame
from pages.palette import offer
from pages.people.proof import proved

offer(Hit('Go to', 'Your own secrets', '/ops/secrets?whose=mine', 'key', 'for runs you start'),
      deed='ops.secret_names', when_typed=True)


@page('/ops/secrets', 'Secrets')
async def secrets_page(whose: str = '', text: str = '', name: str = '') -> None:
    who = await member()
    demand(who.me.actor, 'ops.secret_names')
    shell = await ops_frame(who, SECRETS_TAB)
    with shell.content, block('rt-with-panel') as place, block('rt-body'), block('rt-page'):
        screen = SecretScreen(who, place, whose, text)
        vault = VaultLine(may_rotate=screen.may_set_shared)
        await follow(SECRETS, sessions.looking, who.credential, master_keys.view_vault, show=vault.show)
        await follow(SECRETS, sessions.looking, who.credential, secrets.list_secrets, show=screen.show)
    for key, words, deed in (('N', 'Set a secret', screen.list.open_next), ('/', 'Filter', screen.focus_filter),
                             ('Escape', 'Close the panel', screen.close)):
        shell.shortcuts.add(key, words, deed, 'Secrets')
    screen.open_named(name)


class SecretScreen:
    """The list, the panel of one secret beside it, and the address that brings both back."""

    def __init__(self, who: Visitor, place: ui.element, whose: str, text: str) -> None:
        self.who, self.place = who, place
        self.may_set_shared = may(who.me.actor, 'ops.secrets')
        self.panel: SecretPanel | None = None
        whose = whose if whose in WHOSE else 'shared' if self.may_set_shared else 'mine'
        self.list = SecretList(self.open, self._remember, whose=whose, text=text, may_set_shared=self.may_set_shared)

    def show(self, found: tuple[SecretView, ...]) -> None:
        self.list.show(found)
        if self.panel:
            key = _key(self.panel.secret)
            same = next((one for one in found if _key(one) == key), None)
            self.panel.show(same) if same else self.close()
            self.list.show_open(key if same else None)

    def open(self, secret: SecretView) -> None:
        self._drop()
        refusal = '' if secret.scope != SHARED or self.may_set_shared else RULES['ops.secrets'].refusal
        with self.place:
            self.panel = SecretPanel(secret, SecretWishes(self._keep, self._forget, self.close), refusal,
                                     may(self.who.me.actor, 'ops.look'))
        classed(self.place, open=True)
        self.list.show_open(_key(secret))
        self._remember()
        self.panel.begin()

    def open_named(self, name: str) -> None:
        wanted = next((one for one in self.list.all if one.name == name and
                       (one.scope == SHARED) == (self.list.whose == 'shared')), None)
        if wanted:
            self.open(wanted)

    def close(self) -> None:
        """The hand is back where it came from."""
        if self.panel:
            key = _key(self.panel.secret)
            with self.place:  # the button that was pressed goes with the panel
                self._drop()
                self.list.focus(key)
                self._remember()

    def focus_filter(self) -> None:
        self.list.text.run_method('focus')

    def _drop(self) -> None:
        if self.panel:
            self.panel.delete()
            self.panel = None
        classed(self.place, open=False)
        self.list.show_open(None)

    def _remember(self, *_: str) -> None:
        """Another half of the list closes what belongs to the first."""
        if self.panel and (self.panel.secret.scope == SHARED) != (self.list.whose == 'shared'):
            self._drop()
        usual = 'shared' if self.may_set_shared else 'mine'
        query = {'whose': self.list.whose if self.list.whose != usual else '', 'text': self.list.text.value or '',
                 'name': self.panel.secret.name if self.panel else ''}
        given = urlencode({key: value for key, value in query.items() if value})
        ui.navigate.history.replace(f'/ops/secrets?{given}' if given else '/ops/secrets')

    async def _keep(self, secret: SecretView, value: str) -> None:
        """Done or refused; nothing is done where the password was asked for and not given."""
        warning = await proved(self.who, partial(do, self.who, secrets.keep, secret.name, value, secret.scope))
        if warning is not None:
            self._say(f'{secret.name} is set. {warning}'.strip())

    async def _forget(self, secret: SecretView) -> None:
        with refusals_shown():
            if await proved(self.who, partial(self._forgotten, secret)):
                self._say(f'{secret.name} is removed')

    def _say(self, text: str) -> None:
        self.close()
        with self.place:
            toast(text)

    async def _forgotten(self, secret: SecretView) -> bool:
        await do(self.who, secrets.forget, secret.name, secret.scope)
        return True


def _key(secret: SecretView) -> tuple[str, str]:
    return secret.scope, secret.name
