"""Where plans come from: another version times a growth, what sold so far, a rule for stock."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from fractions import Fraction

from nicegui import ui

from app.domain.seasons.forecasting import Proposal
from app.domain.seasons.money import number_in, written
from app.domain.seasons.targets import ASKED, SUPPLY, WAYS
from components.controls import Button, Choice, Field, Text, block, table_head
from components.dialogs import Dialog

Factors = tuple[tuple[str, Fraction], ...]


class SeedDialog(Dialog):
    """`seed` is told the version, a factor for each measure, and the key of a look-alike or nothing."""

    def __init__(self, where: str, versions: Mapping[str, str], measures: Mapping[str, str], nodes: Mapping[str, str],
                 seed: Callable[[str, Factors, str], Awaitable[None]]) -> None:
        super().__init__('Where does the plan come from?', f'{where} becomes a version times a growth, with its '
                                                           'seasonality. Held, approved and elapsed cells stay.')
        self.seed = seed
        first = 'ly' if 'ly' in versions else next(iter(versions), None)
        with self.body:
            self.version = Choice('Version', versions, first)
            self.fields = {key: Field(f'{label}, growth in percent', '0' if at == 0 else '',
                                      hint='' if at == 0 else 'Empty: stays as it is')
                           for at, (key, label) in enumerate(measures.items())}
            self.like = Choice('Look-alike (new location or category)', {'': 'None', **nodes}, '', can_search=True)
        with self.foot:
            Button('Back', self.close, size='l')
            Button('Seed', self._seed, size='l', look='primary')

    async def _seed(self) -> None:
        factors = []
        for key, field in self.fields.items():
            if not field.value.strip():
                continue
            if (growth := fraction_of(field.value)) is None:
                field.complain('A number such as 3 or −2.5.')
                return
            factors.append((key, 1 + growth / 100))
        if factors:
            self.close()
            await self.seed(self.version.value, tuple(factors), self.like.value)


class TrendDialog(Dialog):
    """What the weeks to come would be at the pace so far; `accept` is told the categories."""

    def __init__(self, where: str, lines: Sequence[Proposal], digits: int,
                 accept: Callable[[tuple[str, ...]], Awaitable[None]]) -> None:
        super().__init__('Plan the open weeks at the pace so far?',
                         f'{where}: sales of the last eight weeks with stock, over what was planned for them.')
        self.accept = accept
        self.boxes: dict[str, ui.checkbox] = {}
        with self.body, block('rt-table', 'table').props('aria-label="Proposed from trend"'):
            table_head(('Category', ''), ('Pace', 'rt-num'), ('Planned', 'rt-num'), ('Proposed', 'rt-num'))
            with block(tag='tbody'):
                for one in lines:
                    with block(tag='tr'):
                        with block(tag='td'):
                            self._name(one)
                        Text('–' if one.factor is None else f'{float(one.factor) * 100:.0f}\u202f%', 'rt-num', 'td')
                        Text(written(one.planned, digits), 'rt-num', 'td')
                        Text(written(one.proposed, digits), 'rt-num', 'td')
        with self.foot:
            Button('Back', self.close, size='l')
            Button('Accept what is chosen', self._accept, size='l', look='primary')

    def _name(self, one: Proposal) -> None:
        if one.factor is None:
            Text(one.name)
        else:
            self.boxes[one.category] = ui.checkbox(one.name, value=False).props('dense')

    async def _accept(self) -> None:
        chosen = tuple(key for key, box in self.boxes.items() if box.value)
        if chosen:
            self.close()
            await self.accept(chosen)


class TargetDialog(Dialog):
    """Closing stock of every open week by a rule; `set_targets` is told its name and number."""

    def __init__(self, where: str, set_targets: Callable[[str, Fraction], Awaitable[None]]) -> None:
        super().__init__('By which rule is the closing stock set?', where)
        self.set_targets = set_targets
        with self.body:
            self.way = Choice('Rule', {key: f'{name} ({ASKED[key]})' for key, name in WAYS.items()}, SUPPLY)
            self.number = Field('How much', '6')
        with self.foot:
            Button('Back', self.close, size='l')
            Button('Set targets', self._set, size='l', look='primary')

    async def _set(self) -> None:
        found = fraction_of(self.number.value)
        if found is None or found <= 0:
            self.number.complain('A number above 0.')
            return
        self.close()
        await self.set_targets(self.way.value, found)


class NameDialog(Dialog):
    """A new version; `is_needed` where it must have a name."""

    def __init__(self, title: str, text: str, yes: str, keep: Callable[[str], Awaitable[None]], *,
                 is_needed: bool = True) -> None:
        super().__init__(title, text)
        self.keep, self.is_needed = keep, is_needed
        with self.body:
            self.name = Field('Name', on_enter=self._keep)
        with self.foot:
            Button('Back', self.close, size='l')
            Button(yes, self._keep, size='l', look='primary')

    async def _keep(self) -> None:
        if self.is_needed and not self.name.value.strip():
            self.name.complain('Give it a name.')
            return
        self.close()
        await self.keep(self.name.value)


def fraction_of(text: str) -> Fraction | None:
    """Of any number of decimals; None where it is no number."""
    found = number_in(text.strip().removesuffix('%').replace('−', '-').replace(',', '.').strip())
    return None if found is None else Fraction(found)
