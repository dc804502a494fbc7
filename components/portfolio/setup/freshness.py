"""How often each kind of data of a source is read, with the last and the next time."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from app.domain.portfolio.sources.views import Reading
from app.errors import Invalid
from components.controls import Field, Text
from components.moments import ago, short_moment, within
from components.portfolio.setup.panel import DraftForm

NAMES = {'items': 'Items', 'markers': 'Markers', 'teams': 'Teams and plans', 'iterations': 'Iterations',
         'history': 'History'}


class FreshnessForm(DraftForm):
    """Minutes between two reads."""

    def __init__(self, readings: Sequence[Reading], keep: Callable[[dict[str, int]], Awaitable[Any]]) -> None:
        super().__init__('Save intervals', self._send)
        self.keep, self.readings = keep, readings
        self.button.classes(remove='rt-primary rt-l rt-w')
        with self.body:
            Text('How often it is read', tag='h3')
            for one in readings:
                self.add(one.kind, Field(f'{NAMES[one.kind]}, minutes', str(one.minutes or ''), hint=_said(one),
                                         autocomplete='off').props('inputmode=numeric'))

    async def _send(self) -> None:
        """What is empty stays as it is."""
        wrong, minutes = [], {}
        for one in self.readings:
            text = self.fields[one.kind].value.strip()
            if text and not text.isdecimal():
                wrong.append((one.kind, 'Write a number of minutes, such as 30.'))
            elif text and int(text) != one.minutes:
                minutes[one.kind] = int(text)
        if wrong:
            raise Invalid(wrong)
        await self.keep(minutes)


def _said(one: Reading) -> str:
    parts = [f'Read {ago(one.read_at)}' if one.read_at else 'Never read']
    if one.minutes is None:
        parts.append(one.words)
    parts.append(f'next {within(short_moment(one.next_at))}' if one.next_at else 'no next read')
    return ' · '.join(parts)
