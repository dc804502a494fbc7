"""A query for Jira, and what it answered: nobody else can tell what it finds, so it is asked before it is used."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from nicegui import ui

from app.domain.sprints.jira.queries import ANSWERED, WAITING, KeptQuery
from app.errors import AppError
from components.controls import Button, Field, Text, block, classed
from components.feedback import worded
from components.moments import ago
from components.sprints.words import counted

EXAMPLE: Final = 'Such as labels = checkout AND type != Bug'


class QueryField(ui.element):
    """`ask` is None for whoever may only use what was asked already."""

    def __init__(self, ask: Callable[[str], Awaitable[object]] | None, value: str = '') -> None:
        super().__init__('div')
        self.ask = ask
        self.kept: tuple[KeptQuery, ...] = ()
        self.classes('rt-col rt-query')
        with self:
            self.field = Field('JQL', value, hint=EXAMPLE, is_long=True)
            self.field.input.props('rows=2')
            with block('rt-row rt-wrap'):
                self.button = Button('Ask Jira', self._ask, look='ghost', size='s', icon='search')
                self.state = Text('', 'rt-sm rt-2 rt-grow').props('role=status')
        self.button.set_visibility(ask is not None)
        self.field.input.on_value_change(self._tell)
        self._tell()

    @property
    def value(self) -> str:
        return self.field.value.strip()

    @property
    def found(self) -> KeptQuery | None:
        """What is known about the query that stands here."""
        return next((one for one in self.kept if one.text == self.value), None)

    def show(self, kept: Sequence[KeptQuery]) -> None:
        self.kept = tuple(kept)
        self._tell()

    async def _ask(self) -> None:
        if self.ask is None:
            return
        self.button.enable(False)
        try:
            await self.ask(self.value)
        except AppError as refusal:
            self.field.complain(worded(refusal))
        finally:
            self.button.enable(True)

    def _tell(self) -> None:
        words, is_bad = query_words(self.found) if self.value else ('', False)
        self.state.say(words)
        classed(self.state, error=is_bad)


def query_words(one: KeptQuery | None) -> tuple[str, bool]:
    """What became of a query, and whether that is bad."""
    if one is None:
        return 'Not asked yet.', False
    answer = '' if one.count is None else (
        f'{counted(one.count)} found {ago(one.answered_at)}, {one.on_board} of them on this board.')
    if one.state == WAITING:
        return f'Jira is being asked. {answer}'.strip(), False
    return (answer, False) if one.state == ANSWERED else (f'{one.error} {answer}'.strip(), True)
