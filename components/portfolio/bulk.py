"""What can be done with everything that is selected: each deed is one step."""

from collections.abc import Awaitable, Callable, Sequence
from decimal import Decimal

from nicegui import ui

from app.domain.portfolio.planning.operations import (
    AllotShare,
    ChangeIteration,
    ChangeState,
    ChangeTags,
    ClearDates,
    DropShare,
    Operation,
    RevertFields,
)
from app.domain.portfolio.views.details import Choices
from components.controls import Button, Choice, DeedMenu, Field, IconButton, NumberField, Text, menu_item
from components.dialogs import Dialog
from components.portfolio.item_panel import Edit


class BulkBar(ui.element):
    """Above the foot while several bars are selected."""

    def __init__(self, edit: Edit, move: Callable[[Sequence[int]], Awaitable[None]],
                 choices: Callable[[Sequence[int]], Awaitable[Choices | None]],
                 clear: Callable[[], Awaitable[None]],
                 estimate: Callable[[Sequence[int]], Awaitable[None]] | None = None) -> None:
        super().__init__('div')
        self.edit, self.move_to, self.choices, self.estimate = edit, move, choices, estimate
        self.ids: tuple[int, ...] = ()
        self.classes('rt-bulk').props('role=region aria-label="Selected items"')
        with self:
            self.count = Text('', 'rt-b').props('role=status')
            deeds = (('Move…', 'drag_indicator', self._move), ('Clear dates', 'event_busy', self._clear),
                     ('State…', 'radio_button_checked', self._state), ('Iteration…', 'sprint', self._iteration),
                     ('Tags…', 'sell', self._tags), ('Shares…', 'group', self._shares))
            for text, icon, deed in deeds:
                Button(text, deed, size='s', icon=icon)
            DeedMenu('more_horiz', 'More for the selection', self._more).menu.props('auto-close')
            IconButton('close', 'Clear selection', clear, has_tooltip=False)
        self.set_visibility(False)

    def show(self, ids: Sequence[int]) -> None:
        self.ids = tuple(ids)
        self.count.say(f'{len(self.ids)} selected')
        self.set_visibility(len(self.ids) > 1)

    def _more(self) -> None:
        menu_item('Revert to the live plan', 'restore', self._revert)
        if self.estimate:
            menu_item('Estimate at a poker table…', 'playing_cards', self._estimate)

    async def _estimate(self) -> None:
        if self.estimate:
            await self.estimate(self.ids)

    async def _revert(self) -> None:
        await self.edit([RevertFields(own) for own in self.ids], self._said('are as in the live plan'))

    async def _move(self) -> None:
        await self.move_to(self.ids)

    async def _clear(self) -> None:
        await self.edit([ClearDates(self.ids)], self._said('have no dates now'))

    async def _state(self) -> None:
        if choices := await self.choices(self.ids):
            ChoiceDialog('State', {name: name for name in choices.states}, lambda value: self._do(
                ChangeState(self.ids, value), f'are {value}')).open()

    async def _iteration(self) -> None:
        if choices := await self.choices(self.ids):
            ChoiceDialog('Iteration', {'': 'None', **dict(choices.iterations)}, lambda value: self._do(
                ChangeIteration(self.ids, value), 'are in another iteration')).open()

    async def _tags(self) -> None:
        TagsDialog(self._retag).open()

    async def _retag(self, add: tuple[str, ...], drop: tuple[str, ...]) -> bool:
        return await self._do(ChangeTags(self.ids, add, drop), 'have other tags')

    async def _shares(self) -> None:
        if choices := await self.choices(self.ids):
            ShareDialog(dict(choices.teams), self._reshare).open()

    async def _reshare(self, team: int, name: str, percent: Decimal | None) -> bool:
        if percent is None:
            return await self._do(DropShare(self.ids, team), f'are no longer {name}’s')
        return await self._do(AllotShare(self.ids, team, percent), f'take {percent.normalize():f} % of {name}')

    async def _do(self, operation: Operation, text: str) -> bool:
        return await self.edit([operation], self._said(text))

    def _said(self, text: str) -> str:
        return f'{len(self.ids)} items {text}'


class ChoiceDialog(Dialog):
    """One value for all."""

    def __init__(self, name: str, options: dict[str, str], take: Callable[[str], Awaitable[bool]]) -> None:
        super().__init__(f'Change {name.lower()}')
        self.take = take
        with self.body:
            self.choice = Choice(name, options, next(iter(options), None), can_search=len(options) > 8)
        with self.foot:
            Button('Back', self.close, size='l')
            Button('Change', self._send, size='l', look='primary')

    async def _send(self) -> None:
        if await self.take(self.choice.value):
            self.close()


class TagsDialog(Dialog):
    def __init__(self, take: Callable[[tuple[str, ...], tuple[str, ...]], Awaitable[bool]]) -> None:
        super().__init__('Change tags')
        self.take = take
        with self.body:
            self.add, self.drop = Field('Add', hint='Separated by semicolons'), Field('Remove')
        with self.foot:
            Button('Back', self.close, size='l')
            Button('Change', self._send, size='l', look='primary')

    async def _send(self) -> None:
        add, drop = (tuple(filter(None, (part.strip() for part in field.value.split(';'))))
                     for field in (self.add, self.drop))
        if not (add or drop):
            self.add.complain('Name a tag.')
        elif await self.take(add, drop):
            self.close()


class ShareDialog(Dialog):
    def __init__(self, teams: dict[str, str], take: Callable[[int, str, Decimal | None], Awaitable[bool]]) -> None:
        super().__init__('Change shares')
        self.teams, self.take = teams, take
        with self.body:
            self.team = Choice('Team', teams, next(iter(teams), None), can_search=len(teams) > 8)
            self.percent = NumberField('Share', 50, 0, 100, 10, unit='%')
        with self.foot:
            Button('Back', self.close, size='l')
            Button('Remove the team', self._drop, size='l')
            Button('Allot', self._send, size='l', look='primary')

    async def _send(self) -> None:
        await self._take(Decimal(self.percent.value))

    async def _drop(self) -> None:
        await self._take(None)

    async def _take(self, percent: Decimal | None) -> None:
        if self.team.value and await self.take(int(self.team.value), self.teams[self.team.value], percent):
            self.close()
