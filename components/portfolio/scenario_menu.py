"""Which plan is looked at: the live one or a scenario, and what can be done with it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from nicegui import ui

from components.controls import Text, block, classed, menu_item, popup, put, sign

LIVE = 'Live plan'


@dataclass(frozen=True)
class ScenarioLine:
    id: int
    name: str
    note: str = ''  # whose it is, where it is somebody else's
    is_mine: bool = True
    may_edit: bool = True


@dataclass(frozen=True)
class ScenarioWishes:
    choose: Callable[[int | None], Awaitable[None]]
    begin: Callable[[], Awaitable[None]]
    rename: Callable[[], Awaitable[None]]
    share: Callable[[], Awaitable[None]]
    checkpoint: Callable[[], Awaitable[None]]
    may_begin: bool = True


def counted(number: int, one: str, many: str = '') -> str:
    return f'{number} {one}' if number == 1 else f'{number} {many or one + "s"}'


class ScenarioMenu(ui.element):
    """A button that names the plan and counts its changes; its list is made when it is asked for."""

    def __init__(self, wishes: ScenarioWishes) -> None:
        super().__init__('div')
        self.wishes = wishes
        self.lines: tuple[ScenarioLine, ...] = ()
        self.current: ScenarioLine | None = None
        with self, Text('', 'rt-btn rt-scenario-btn', 'button').props(
                'type=button aria-haspopup=dialog').on('click', self._open, args=[]) as self.button:
            self.dot = block('rt-scenario-dot', 'i')
            self.name = Text(LIVE, 'rt-clip')
            self.count = Text('', 'rt-pill rt-acc')
            sign('expand_more', 18, 'rt-3')
            with popup('Scenario').props('no-parent-event anchor="bottom left" self="top left"') as self.menu:
                self.list = block('rt-menu rt-scenario-list')
        self.show(None, 0)

    def offer(self, lines: Sequence[ScenarioLine]) -> None:
        self.lines = tuple(lines)

    def show(self, current: ScenarioLine | None, changes: int) -> None:
        self.current = current
        name, count = (current.name, counted(changes, 'change')) if current else (LIVE, '')
        self.name.say(name)
        self.count.say(count)
        self.count.set_visibility(bool(current))
        classed(self.dot, on=bool(current))
        put(self.button, aria_label=f'Scenario: {name}, {count}' if current else f'Scenario: {name}')

    def _open(self) -> None:
        self.list.clear()
        with self.list:
            self._entry(None, LIVE, 'what the sources say')
            mine = [line for line in self.lines if line.is_mine]
            for title, lines in (('Mine', mine), ('Shared with me', [one for one in self.lines if not one.is_mine])):
                if lines:
                    Text(title, 'rt-menu-title', 'div')
                for line in lines:
                    self._entry(line.id, line.name, line.note)
            self._deeds()
        self.menu.open()

    def _entry(self, scenario_id: int | None, name: str, note: str) -> None:
        async def choose() -> None:
            self.menu.close()
            await self.wishes.choose(scenario_id)
        is_on = scenario_id == (self.current.id if self.current else None)
        with menu_item(name, 'check' if is_on else 'alt_route', choose) as item:
            if note:
                Text(note, 'rt-3 rt-sm')
        put(item, aria_current='true' if is_on else None)

    def _deeds(self) -> None:
        if not self.wishes.may_begin:
            return
        block('rt-menu-line')
        self._deed('New scenario', 'add', self.wishes.begin)
        if self.current and self.current.is_mine:
            self._deed('Rename', 'edit', self.wishes.rename)
            self._deed('Share scenario', 'share', self.wishes.share)
        if self.current and self.current.may_edit:
            self._deed('Name a checkpoint', 'flag', self.wishes.checkpoint)

    def _deed(self, text: str, icon: str, deed: Callable[[], Awaitable[None]]) -> None:
        async def act() -> None:
            self.menu.close()
            await deed()
        menu_item(text, icon, act)
