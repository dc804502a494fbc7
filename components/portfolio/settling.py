"""What has to be settled after a step: somebody was faster, or others would have to move along."""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from app.domain.portfolio.scenarios.clashes import Clash
from app.domain.portfolio.views.details import day_text
from components.controls import Button, Switch, Text, block, sign
from components.dialogs import Dialog
from components.portfolio.scenario_menu import counted

DAY = re.compile(r'\d{4}-\d\d-\d\d')


class ConflictDialog(Dialog):
    """Both values, both people, two buttons alike."""

    def __init__(self, text: str, clashes: Sequence[Clash], use_mine: Callable[[], Awaitable[None]],
                 keep_theirs: Callable[[], Awaitable[None]]) -> None:
        super().__init__('Somebody was faster', text)
        self.use_mine, self.keep_theirs = use_mine, keep_theirs
        with self.body, block('rt-table', 'table').props('aria-label="Both values"'):
            with block(tag='thead'), block(tag='tr'):
                for name in ('Item', 'Field', clashes[0].by_name if clashes else 'Theirs', 'Mine'):
                    Text(name, tag='th').props('scope=col')
            with block(tag='tbody'):
                for clash in clashes[:8]:
                    with block(tag='tr'):
                        for text_ in (clash.title, clash.field, _value(clash.theirs), _value(clash.mine)):
                            Text(text_, tag='td')
        with self.foot:
            Button('Keep theirs', partial(self._then, keep_theirs), size='l')
            Button('Use mine', partial(self._then, use_mine), size='l')
        self.props('persistent')

    async def _then(self, deed: Callable[[], Awaitable[None]]) -> None:
        self.close()
        await deed()


@dataclass(frozen=True)
class Follower:
    """An item that would have to move, and what that would mean."""
    item_id: int
    title: str
    before: str
    after: str
    because: str
    load: str = ''
    cost: str = ''


class CascadeOffer(Text):
    """A line that stands until it is answered: how many would have to follow."""

    def __init__(self, preview: Callable[[], Awaitable[None]]) -> None:
        super().__init__('', 'rt-banner rt-warn rt-plan-offer', 'div')
        self.props('role=status')
        with self:
            sign('double_arrow')
            self.words = Text('', 'rt-grow')
            Button('Preview', preview, size='s')
            Button('Leave them', self.hide, size='s', look='ghost')
        self.set_visibility(False)

    def ask(self, count: int) -> None:
        self.words.say(f'{counted(count, "successor")} would move')
        self.set_visibility(count > 0)

    def hide(self) -> None:
        self.set_visibility(False)


class CascadeDialog(Dialog):
    """Accept or decline each; whatever follows a declined one is worked out anew."""

    def __init__(self, followers: Sequence[Follower], again: Callable[[frozenset[int]], Awaitable[Sequence[Follower]]],
                 accept: Callable[[Sequence[Follower]], Awaitable[bool]]) -> None:
        super().__init__(f'Move {counted(len(followers), "successor")}?', 'They wait for what has moved. What stays '
                         'keeps its red arrow.')
        self.again, self.accept = again, accept
        self.declined: frozenset[int] = frozenset()
        self.followers: tuple[Follower, ...] = ()
        self.known = {one.item_id: one for one in followers}
        with self.body:
            self.place = block('rt-cascade', 'ul').props('role=list aria-label="Successors"')
        with self.foot:
            Button('Back', self.close, size='l')
            self.yes = Button('Move', self._send, size='l', look='primary')
        self._show(followers)

    def _show(self, followers: Sequence[Follower]) -> None:
        self.followers = tuple(followers)
        self.known |= {one.item_id: one for one in followers}
        self.yes.say(f'Move {len(self.followers)}')
        self.yes.enable(bool(self.followers))
        moving = {one.item_id for one in followers}
        self.place.clear()
        with self.place:
            for one in self.known.values():
                if one.item_id in moving or one.item_id in self.declined:
                    self._line(one, one.item_id in moving)

    def _line(self, one: Follower, is_moving: bool) -> None:
        hint = ' · '.join(filter(None, (f'{one.before} → {one.after}' if is_moving else f'stays {one.before}',
                                        f'after {one.because}', one.load, one.cost)))
        with block('rt-cascade-line', 'li'):
            Switch(one.title, hint, is_moving, partial(self._choose, one.item_id))

    async def _choose(self, item_id: int, accepts: bool) -> None:
        self.declined = self.declined - {item_id} if accepts else self.declined | {item_id}
        self._show(await self.again(self.declined))

    async def _send(self) -> None:
        if await self.accept(self.followers):
            self.close()


def _value(value: object) -> str:
    if value is None or value == '':
        return 'none'
    if isinstance(value, list | tuple):
        return ', '.join(map(_value, value)) or 'none'
    return day_text(date.fromisoformat(value)) if isinstance(value, str) and DAY.fullmatch(value) else str(value)
