"""Beside the queue: conflicts with ways out that were worked out, or why one line stands where it does."""

from collections.abc import Sequence
from functools import partial

from nicegui import ui

from app.domain.sprints.queue.conflicts import Conflict
from app.domain.sprints.queue.inputs import Parameters
from app.domain.sprints.queue.result import Line
from app.domain.sprints.queue.views import QueueScreen, QueueView
from app.domain.sprints.queue.whatifs import GOALS, Effect
from components.controls import Button, Choice, IconButton, Pill, Text, block, classed, kbd, link, put, sign, symbol
from components.moments import clock_minute, short_moment, within
from components.sprints.queue_why import LineWhy
from components.sprints.queue_wishes import QueueWishes, Wish
from components.sprints.queue_words import FIXES, KIND_SIGNS, SEVERE, made_by
from components.sprints.words import amount, counted, percent

MOST_SHOWN = 25  # conflicts
AS_FOUND = ''


class QueuePanel(ui.element):
    def __init__(self, wishes: QueueWishes) -> None:
        super().__init__('aside')
        self.classes('rt-panel rt-queue-panel').props('role=region aria-label="Conflicts and reasons"')
        self.wishes = wishes
        self.screen: QueueScreen | None = None
        self.number: int | None = None  # the line that is explained
        self.shown: object = None
        self.open_one = ''  # conflict
        self.cards: dict[str, ConflictCard] = {}
        with self:
            with block('rt-panel-head'):
                self.back = IconButton('arrow_back', 'Back to the conflicts', wishes.conflicts, has_tooltip=False)
                self.title = Text('Conflicts', 'rt-clip', 'h2').props('tabindex=-1')
                self.count = Pill('', '', 'bad')
                block('rt-grow')
                self.close = IconButton('close', 'Close', wishes.conflicts, has_tooltip=False)
            with block('rt-panel-body').props('aria-live=polite') as self.body:
                self.list = block()
                self.why = LineWhy(wishes)
                self.rules = block('rt-sec')
            with block('rt-panel-foot rt-queue-foot rt-row rt-sm rt-3') as self.foot:
                sign('history', 16)
                self.made = Text('', 'rt-grow')
                Text('Drafts', 'rt-link-btn rt-b', 'button').props('type=button').on('click', wishes.drafts, args=[])

    def show(self, screen: QueueScreen) -> None:
        self.screen = screen
        view = screen.queue
        self.set_visibility(view is not None)
        if view is None:
            return
        if self.number is not None and not any(line.number == self.number for line in view.result.lines):
            self.number = None
        self._turn(view)
        entry = view.entry
        self.made.say(f'Draft {entry.number} · made {within(short_moment(entry.at))} by {entry.by_name} from '
                      f'{counted(entry.candidates, "candidate")}'
                      + (f' · published {clock_minute(entry.published_at)} by {entry.published_by}'
                         if entry.published_at else ''))

    def explain(self, number: int | None) -> None:
        """A line, or the conflicts again."""
        self.number = number
        if self.screen and self.screen.queue:
            self._turn(self.screen.queue)

    def begin(self) -> None:
        self.title.run_method('focus')

    async def apply(self) -> None:
        """What is chosen in the open conflict."""
        card = self.cards.get(self.open_one)
        if card and self.number is None:
            await card.apply()

    def _turn(self, view: QueueView) -> None:
        line = next((one for one in view.result.lines if one.number == self.number), None)
        is_why = line is not None
        for part, is_shown in ((self.back, is_why), (self.why, is_why), (self.list, not is_why),
                               (self.rules, not is_why)):
            part.set_visibility(is_shown)
        self.count.set_visibility(not is_why and bool(view.conflicts))
        self.title.say(_question(line) if line else 'Conflicts')
        if line and self.screen:
            self.why.show(line, view, self.screen)
        self._show_conflicts(view)

    def _show_conflicts(self, view: QueueView) -> None:
        now = (view.entry.id, view.conflicts, view.parameters)
        if now == self.shown:
            return
        self.shown = now
        self.count.show(f'{len(view.conflicts)} open', '', 'bad' if _is_bad(view.conflicts) else 'warn')
        known = {one.id for one in view.conflicts}
        if self.open_one not in known:
            self.open_one = view.conflicts[0].id if view.conflicts else ''
        self.list.clear()
        with self.list:
            self.cards = {one.id: ConflictCard(one, self.wishes, self._open)
                          for one in view.conflicts[:MOST_SHOWN]}
            if not view.conflicts:
                with block('rt-sec rt-row'):
                    sign('check_circle', 18, 'rt-pos')
                    Text('Nothing here contradicts itself.', 'rt-2')
            elif len(view.conflicts) > MOST_SHOWN:
                Text(f'{len(view.conflicts) - MOST_SHOWN} lesser ones are left out here.', 'rt-sec rt-sm rt-3', 'p')
        self._show_rules(view.parameters)
        if card := self.cards.get(self.open_one):
            card.unfold(True)

    def _show_rules(self, parameters: Parameters) -> None:
        self.rules.clear()
        with self.rules:
            Text('How this queue was made', tag='h3')
            with block('rt-col rt-sm rt-2', 'ol').style('gap: 6px'):
                for place, rule in enumerate(made_by(parameters), 1):
                    with block('rt-row', 'li'):
                        kbd(str(place))
                        Text(rule)

    async def _open(self, conflict_id: str) -> None:
        """One at a time."""
        former, self.open_one = self.open_one, '' if conflict_id == self.open_one else conflict_id
        if card := self.cards.get(former):
            card.unfold(False)
        if card := self.cards.get(self.open_one):
            card.unfold(True)
            await card.look()


class ConflictCard(ui.element):
    """One conflict in words, with two or three ways out and their effect."""

    def __init__(self, conflict: Conflict, wishes: QueueWishes, turn: Wish) -> None:
        super().__init__('section')
        self.classes('rt-queue-conflict')
        self.conflict, self.wishes = conflict, wishes
        self.effects: tuple[Effect, ...] | None = None
        self.chosen, self.goal = 0, AS_FOUND
        self.buttons: list[tuple[ui.element, ui.icon]] = []
        icon, tone, word = SEVERE[conflict.severity]
        with self:
            with block('rt-queue-conflict-head', 'button').props('type=button') as self.head:
                sign(KIND_SIGNS.get(conflict.kind, icon), 18, f'rt-{tone}')
                Text(f'{word}: ', 'rt-vh')
                Text(conflict.title, 'rt-grow', 'h3')
                self.fold = sign('expand_more', 18, 'rt-3')
            self.head.on('click', partial(turn, conflict.id), args=[])
            with block('rt-queue-conflict-body') as self.body:
                Text(conflict.text, 'rt-2', 'p')
                self._keys()
                self._mend()
                self.options = block('rt-col')
                self.feet = block('rt-row rt-wrap')
        self.unfold(False)

    def unfold(self, is_open: bool) -> None:
        put(self.head, aria_expanded='true' if is_open else 'false')
        put(self.fold, name=symbol('expand_less' if is_open else 'expand_more'))
        self.body.set_visibility(is_open)
        if is_open and self.effects is None and not self.feet.default_slot.children:
            with self.feet:
                Button('See ways out', self.look, icon='alt_route', size='s')

    async def look(self) -> None:
        """The algorithm is run again for each."""
        if self.effects is None or self.goal:
            self.effects = await self.wishes.try_out(self.conflict.id, self.goal)
            self.chosen = 0
            self._show()

    async def apply(self) -> None:
        if self.effects is None:
            await self.look()
        elif self.effects and self.wishes.may_plan:
            effect = self.effects[self.chosen]
            await self.wishes.change(effect.change, effect.title)

    def _mend(self) -> None:
        """Where the whole list stands, with the way to each issue."""
        if check := FIXES.get(self.conflict.id):
            link('Open the list', f'{self.wishes.home}/quality?open={check}', 'rt-sm', 'chevron_right')

    def _keys(self) -> None:
        if not self.conflict.numbers:
            return
        with block('rt-row rt-wrap'):
            for number, key in list(zip(self.conflict.numbers, self.conflict.keys, strict=True))[:8]:
                Text(key, 'rt-link-btn rt-sm', 'button').props('type=button').on(
                    'click', partial(self.wishes.why, number), args=[])
            if len(self.conflict.numbers) > 8:
                Text(f'and {len(self.conflict.numbers) - 8} more', 'rt-sm rt-3')

    def _show(self) -> None:
        self.options.clear()
        self.feet.clear()
        effects = self.effects or ()
        with self.options:
            self.options.props('role=radiogroup').props['aria-label'] = f'Ways out of: {self.conflict.title}'
            if len(effects) > 2:
                Choice('Best for', {AS_FOUND: 'As found', **GOALS}, self.goal,
                       on_change=lambda event: self._sort(event.value)).classes('rt-queue-goal')
            self.buttons = [self._option(place, effect) for place, effect in enumerate(effects)]
            if not effects:
                Text('There is nothing to try here; it is mended where the issue is kept.', 'rt-sm rt-3', 'p')
        with self.feet:
            if effects and self.wishes.may_plan:
                Button('Apply change', self.apply, icon='check', look='primary', size='s', key='A')
            if self.conflict.numbers:
                Button('Show in the queue', partial(self.wishes.why, self.conflict.numbers[0]), size='s')
            if self.wishes.may_plan:
                Button('Undo', self.wishes.undo, icon='undo', look='ghost', size='s')
        self._choose(0)

    async def _sort(self, goal: str) -> None:
        self.goal = goal or AS_FOUND
        self.effects = None if not self.goal else self.effects
        await self.look()

    def _option(self, place: int, effect: Effect) -> tuple[ui.element, ui.icon]:
        with block('rt-queue-option', 'button').props('type=button role=radio') as option:
            icon = sign('radio_button_unchecked', 18)
            with block('rt-grow'):
                Text(effect.title, 'rt-b', 'div')
                Text(effect.summary, 'rt-queue-effect', 'div')
                Text(_more_of(effect), 'rt-queue-effect rt-3', 'div')
        option.props['aria-label'] = f'Try this change: {effect.title}'
        option.props['aria-description'] = effect.summary
        return option.on('click', partial(self._choose, place), args=[]), icon

    def _choose(self, place: int) -> None:
        self.chosen = place
        for own, (button, icon) in enumerate(self.buttons):
            is_on = own == place
            classed(button, on=is_on)
            put(button, aria_checked='true' if is_on else 'false')
            put(icon, name=symbol('radio_button_checked' if is_on else 'radio_button_unchecked'))


def _question(line: Line) -> str:
    return f'Why is {line.key} {"here" if line.status != "out" else "not in the queue"}?'


def _is_bad(conflicts: Sequence[Conflict]) -> bool:
    return any(one.severity in ('critical', 'high') for one in conflicts)


def _more_of(effect: Effect) -> str:
    """What goes, what the bands become, and how many conflicts are left."""
    goes = f'{", ".join(effect.goes_out[:3])}{"…" if len(effect.goes_out) > 3 else ""} out' if effect.goes_out else ''
    shares = [f'{one.name} {percent(one.share_before)} → {percent(one.share_after)}' for one in effect.filled
              if one.share_before != one.share_after]
    bands = [f'band {band} {amount(before)} → {amount(after)}' for band, before, after in effect.bands
             if before != after]
    left = f'{counted(effect.conflicts, "conflict")} left'
    return ' · '.join(filter(None, (goes, *shares[:3], *bands[:3], left)))


