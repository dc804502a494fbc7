"""API tokens: what programs come in with."""

from collections.abc import Awaitable, Callable
from functools import partial

from nicegui import ui

from app.domain.access import SCOPES
from app.domain.people import TOKEN_DAYS
from app.domain.people.views import TokenView
from components.controls import Button, Choice, Field, Pill, Text, block, put, table_head
from components.dialogs import Dialog, confirm
from components.feedback import empty_state
from components.listing import Keyed
from components.moments import ago, local_day
from components.people.doors import Form

Revoke = Callable[[str], Awaitable[None]]
Make = Callable[[str, list[str], int], Awaitable[None]]

USUAL_DAYS = 90
STATES = {'active': ('Active', 'check_circle', 'ok'), 'expired': ('Expired', 'schedule', ''),
          'revoked': ('Revoked', 'block', '')}
MEANINGS = {'read': 'Look at everything', 'admin': 'Administer people and settings', 'people:read': 'See people',
            'people:write': 'Change the own profile', 'poker:read': 'See tables and results',
            'poker:write': 'Play and run tables', 'portfolio:read': 'See plans',
            'portfolio:write': 'Plan, and keep views', 'portfolio:publish': 'Publish plans to their sources'}
OFFERED = tuple(scope for scope in SCOPES if scope in MEANINGS)


class TokenList(ui.element):
    """`has_owners`: the admins' list, with everybody's tokens."""

    def __init__(self, revoke: Revoke, new: Callable[[], object] | None = None, *, has_owners: bool = False) -> None:
        super().__init__('section')
        self.classes('rt-card').props('aria-label="API tokens"')
        with self:
            with block('rt-scroll-x') as self.table, block('rt-table', 'table').props('aria-label="API tokens"'):
                heads = ('Name', *(('Owner',) if has_owners else ()), 'May', 'State', 'Last used', 'Ends', '')
                table_head(*((head, _narrow(head)) for head in heads))
                self.lines = Keyed[str, TokenLine](block(tag='tbody'), partial(TokenLine, revoke, has_owners))
            with block() as self.nothing:
                empty_state('key', 'No tokens', 'A token lets a program use Roundtable with your rights, or fewer.',
                            'New token' if new else '', new)

    def show(self, tokens: tuple[TokenView, ...]) -> None:
        for token, line in zip(tokens, self.lines.arrange([token.id for token in tokens]), strict=True):
            line.show(token)
        self.table.set_visibility(bool(tokens))
        self.nothing.set_visibility(not tokens)


class TokenLine(ui.element):
    def __init__(self, revoke: Revoke, has_owner: bool) -> None:
        super().__init__('tr')
        self.revoke = revoke
        with self:
            with block(tag='td'):
                self.name = Text('', 'rt-b', 'div')
                self.id_ = Text('', 'rt-3 rt-mono rt-sm', 'div')
            self.owner = Text('', _narrow('Owner'), 'td')
            if not has_owner:
                self.owner.delete()
            self.scopes = Text('', f'rt-2 {_narrow("May")}', 'td')
            with block(tag='td'):
                self.state = Pill()
            self.used = Text('', f'rt-2 {_narrow("Last used")}', 'td')
            self.ends = Text('', f'rt-2 {_narrow("Ends")}', 'td')
            with block(tag='td').style('text-align: right'):
                self.button = Button('Revoke', self._revoke, size='s', look='danger')

    def show(self, token: TokenView) -> None:
        self.token = token
        self.name.say(token.name)
        self.id_.say(f'rt_{token.id}_…')
        if not self.owner.is_deleted:
            self.owner.say(token.owner)
        self.scopes.say(', '.join(token.scopes))
        self.state.show(*STATES[token.state])
        self.used.say(ago(token.used_at))
        self.ends.say(local_day(token.ends_at))
        self.button.set_visibility(token.state == 'active')
        put(self.button, aria_label=f'Revoke {token.name}')

    async def _revoke(self) -> None:
        name = self.token.name
        if await confirm(f'Revoke “{name}”?', 'Programs that use it are refused from the next call on.', 'Revoke token',
                         is_dangerous=True):
            await self.revoke(self.token.id)


class NewTokenDialog(Dialog):
    def __init__(self, make: Make) -> None:
        super().__init__('New token', 'A token can do what you can do, within what you choose here.')
        self.make = make
        with self.body, Form('Make the token', self._submit) as form, form.body:
            self.name = form.add('name', Field('Token name', placeholder='deploy', autocomplete='off'))
            with block('rt-field').props('role=group aria-label=Scopes'):
                Text('It may', 'rt-label')
                with block('rt-checks'):
                    self.boxes = {scope: ui.checkbox(MEANINGS[scope], value=scope == 'read').props('dense').mark(scope)
                                  for scope in OFFERED}
            self.days = Choice('Expires', {str(days): f'after {days} days' for days in TOKEN_DAYS}, str(USUAL_DAYS))

    async def _submit(self) -> None:
        await self.make(self.name.value, [scope for scope, box in self.boxes.items() if box.value],
                        int(self.days.value))
        self.close()


def _narrow(head: str) -> str:
    return 'rt-not-phone' if head in ('Owner', 'May', 'Last used', 'Ends') else ''
