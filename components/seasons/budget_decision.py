"""An order over budget waits for a decision: expect it later, let it pass, or send it back."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final

from nicegui import ui

from app.domain.seasons.buying import Decision
from components.controls import Button, Field, Text, block, classed, put, sign
from components.feedback import refusals_shown

MOVE, APPROVE, REFUSE = 'move', 'approve', 'refuse'
SIGNS: Final = {True: 'radio_button_checked', False: 'radio_button_unchecked'}


@dataclass(frozen=True)
class DecisionWishes:
    """Each is told the number of the order and the version that was seen."""
    move: Callable[[str, date, int], Awaitable[Any]]
    approve: Callable[[str, str, int], Awaitable[Any]]  # reply
    refuse: Callable[[str, str, int], Awaitable[Any]]  # reply
    open: Callable[[str], Any] | None = None  # the order


class BudgetDecision(ui.element):
    """`me` is the identity of whoever looks: nobody decides what they asked for."""

    def __init__(self, wishes: DecisionWishes, me: str, may_approve: bool) -> None:
        super().__init__('section')
        self.classes('rt-decision')
        self.wishes, self.me, self.may_approve = wishes, me, may_approve
        self.decision: Decision | None = None
        self.chosen = ''

    def show(self, decision: Decision | None) -> None:
        """Nothing to decide: nothing to see."""
        self.set_visibility(decision is not None)
        if decision is None or decision == self.decision:
            return
        self.decision = decision
        self.props['aria-label'] = decision.title
        self.clear()
        with self:
            Text(decision.title, '', 'h2')
            if not self.may_approve or decision.by == self.me:
                self._tell(decision)
            else:
                self._ask(decision)

    def _tell(self, decision: Decision) -> None:
        what = 'The change of' if decision.is_amendment else ''
        Text(f'{what} {decision.order} waits until somebody else decides: {decision.over} over in {decision.period}. '
             f'{decision.by_name} says: {decision.reason}'.strip(), 'rt-sm rt-2', 'p')

    def _ask(self, decision: Decision) -> None:
        until = 'stays as it is' if decision.is_amendment else 'is not confirmed'
        Text(f'{decision.by_name} asks you to decide: {decision.reason}. Until then {decision.order} {until}.',
             'rt-sm rt-2', 'p')
        self.choices: dict[str, ui.element] = {}
        with block('rt-col rt-decision-ways').props('role=radiogroup') as group:
            put(group, aria_label=decision.title)
            if not decision.is_amendment:
                for way in decision.ways[:1]:
                    self._choice(MOVE, f'Move {decision.order} to {way.name}', 'It fits there, and is confirmed.')
            self._choice(APPROVE, f'Approve {decision.over} more for {decision.period}',
                         f'Needs a reason; {decision.by_name} is told.')
            self._choice(REFUSE, f'Send it back to {decision.by_name}', 'With a note on what to change.')
        self.reply = Field('Reason', placeholder='Why, in a few words')
        with block('rt-row'):
            Button('Decide', self._decide, icon='check', look='primary')
            if self.wishes.open:
                Button(f'Open {decision.order}', partial(self.wishes.open, decision.order), look='ghost')
        self._choose(next(iter(self.choices)))

    def _choice(self, key: str, name: str, effect: str) -> None:
        with block('rt-decision-way', 'button').props('type=button role=radio') as way:
            sign(SIGNS[False], 20)
            with block():
                Text(name, 'rt-b', 'div')
                Text(effect, 'rt-sm rt-2', 'div')
        way.on('click', lambda: self._choose(key), args=[])
        way.on('keydown.left.right.up.down.prevent', self._step, args=['key'])
        self.choices[key] = way

    def _choose(self, key: str) -> None:
        self.chosen = key
        for name, way in self.choices.items():
            is_on = name == key
            classed(way, on=is_on)
            put(way, aria_checked='true' if is_on else 'false', tabindex='0' if is_on else '-1')
            put(way.default_slot.children[0], name=f'sym_r_{SIGNS[is_on]}')
        self.reply.set_visibility(key != MOVE)

    def _step(self, event: Any) -> None:
        keys = list(self.choices)
        by = 1 if event.args['key'] in ('ArrowRight', 'ArrowDown') else -1
        key = keys[(keys.index(self.chosen) + by) % len(keys)]
        self._choose(key)
        self.choices[key].run_method('focus')

    async def _decide(self) -> None:
        decision = self.decision
        if decision is None:
            return
        if self.chosen != MOVE and not self.reply.value.strip():
            self.reply.complain('Say in a few words why.')
            return
        with refusals_shown():
            if self.chosen == MOVE:
                await self.wishes.move(decision.order, decision.ways[0].day, decision.version)
            elif self.chosen == APPROVE:
                await self.wishes.approve(decision.order, self.reply.value.strip(), decision.version)
            else:
                await self.wishes.refuse(decision.order, self.reply.value.strip(), decision.version)
