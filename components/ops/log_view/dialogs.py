"""Going to a line by its number or by the time it was said."""

import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app import clock
from components.controls import Button, Field
from components.dialogs import Dialog

TIME = re.compile(r'([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?')


class PlaceDialog(Dialog):
    """1392 is a line, 10:45 or 10:45:29 a time of the last day."""

    def __init__(self, go_to: Callable[[int], Awaitable[None]], go_to_moment: Callable[[datetime], Awaitable[None]],
                 zone: ZoneInfo) -> None:
        super().__init__('Go to')
        self.go_to, self.go_to_moment, self.zone = go_to, go_to_moment, zone
        with self.body:
            self.place = Field('Line or time', hint='1392, or 10:45:29', autocomplete='off', on_enter=self._go)
            self.place.input.props('autofocus')
        with self.foot:
            Button('Back', self.close, size='l')
            Button('Go there', self._go, size='l', look='primary')

    async def _go(self) -> None:
        text = self.place.value.strip()
        if re.fullmatch(r'[0-9]{1,9}', text):
            self.close()
            await self.go_to(int(text))
        elif found := TIME.fullmatch(text):
            self.close()
            await self.go_to_moment(last_time(self.zone, *(int(part or 0) for part in found.groups())))
        else:
            self.place.complain('Give the number of a line, or a time such as 10:45.')


def last_time(zone: ZoneInfo, hour: int, minute: int, second: int) -> datetime:
    """The newest moment at which the clock showed this."""
    now = clock.now().astimezone(zone)
    moment = now.replace(hour=hour, minute=minute, second=second, microsecond=0)
    return moment if moment <= now else moment - timedelta(days=1)
