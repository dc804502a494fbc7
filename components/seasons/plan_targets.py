"""Questions about targets and forecasts: where the target begins, why a forecast is opened."""

from collections.abc import Awaitable, Callable, Mapping
from fractions import Fraction
from typing import Final

from app.domain.seasons.spread import BASES, EVEN, SHAPE
from components.controls import Button, Choice, Field, point_at
from components.dialogs import Dialog
from components.seasons.plan_seeding import fraction_of

AMOUNT: Final = ''  # instead of a version
SHAPES: Final = {'ly': BASES[SHAPE], 'working': 'Like the plan'}  # versions whose seasonality is taken
EVENLY: Final = ''


class BeginTargetDialog(Dialog):
    """`seed` is told a version and a factor, `enter` what was typed and the version it is spread like, if any; the
    latter answers with a refusal or nothing.
    """

    def __init__(self, versions: Mapping[str, str], seed: Callable[[str, Fraction], Awaitable[None]],
                 enter: Callable[[str, str], Awaitable[str]]) -> None:
        super().__init__('Where does the target come from?', 'Net sales of the whole season, from the top. The plan '
                         'stays as it is; both are reconciled later.')
        self.seed, self.enter = seed, enter
        with self.body:
            self.source = Choice('Begin with', {AMOUNT: 'An amount for the season', **versions}, AMOUNT)
            self.amount = Field('Net sales of the season', hint='For an amount only')
            shapes = {key: name for key, name in SHAPES.items() if key in versions} | {EVENLY: BASES[EVEN]}
            self.shape = Choice('Spread', shapes, next(iter(shapes)))
            self.growth = Field('Growth in percent', '0', hint='For a version only')
        with self.foot:
            Button('Back', self.close, size='l')
            Button('Begin target', self._begin, size='l', look='primary')
        point_at(self.amount.input)

    async def _begin(self) -> None:
        if self.source.value == AMOUNT:
            refusal = await self.enter(self.amount.value, self.shape.value)
            if refusal:
                self.amount.complain(refusal)
            else:
                self.close()
        elif (growth := fraction_of(self.growth.value)) is None:
            self.growth.complain('A number such as 3 or −2.5.')
        else:
            self.close()
            await self.seed(self.source.value, 1 + growth / 100)


class ReforecastDialog(Dialog):
    """`open_` is told the reason."""

    def __init__(self, scopes: int, open_: Callable[[str], Awaitable[None]]) -> None:
        super().__init__('Open a re-forecast?', f'{scopes} approved {"scope" if scopes == 1 else "scopes"} can be '
                         'changed again. What was approved is kept; weeks that are over stay as they were, and the '
                         'next approval becomes the next current plan.')
        self.act = open_
        with self.body:
            self.reason = Field('Reason', on_enter=self._open)
        with self.foot:
            Button('Back', self.close, size='l')
            Button('Open re-forecast', self._open, size='l', look='primary')
        point_at(self.reason.input)

    async def _open(self) -> None:
        if len(self.reason.value.strip()) < 3:
            self.reason.complain('Say in a few words why the forecast is opened.')
            return
        self.close()
        await self.act(self.reason.value)
