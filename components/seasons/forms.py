"""Dialogs that ask for a company, or for a season: new, changed, or begun as another one."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from app.domain.seasons.drafts import BASES, PRESETS, CalendarDraft, CompanyDraft, SeasonDraft
from app.domain.seasons.master_views import CalendarView
from components.controls import Choice, Field, Segmented, Switch, block
from components.dialogs import Dialog
from components.portfolio.setup.panel import DraftForm, amount_of, day_of

DAYS = ('Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday')
CLONED: Mapping[str, tuple[str, str]] = {
    'plan': ('Take over the plan', 'Each period’s figures go to the same period of the new season.'),
    'range': ('Take over the range', 'Intent and rows, as drafts.')}

FoundCompany = Callable[[CompanyDraft, CalendarDraft], Awaitable[None]]
KeepSeason = Callable[[SeasonDraft, tuple[str, ...]], Awaitable[None]]


class CompanyDialog(Dialog):
    """The first thing of all: whose seasons these are, and how its years are cut."""

    def __init__(self, found: FoundCompany, today: date) -> None:
        super().__init__('Set the company up', 'All seasons share it. The calendar can be followed by others later.')
        self.found, self.today = found, today
        with self.body, DraftForm('Set the company up', self._send) as self.form, self.form.body:
            add = self.form.add
            self.name = add('name', Field('Company name', autocomplete='organization'))
            self.currency = add('currency', Field('Currency', 'EUR', hint='Three letters, such as EUR.'))
            self.preset = Choice('Calendar', PRESETS, 'iso')
            self.week = WeekStart(0)
            with block('rt-season-pair'):
                self.first = add('first', Field('First year', str(today.year - 1), kind='number'))
                self.last = add('last', Field('Last year', str(today.year + 3), kind='number'))

    async def _send(self) -> None:
        calendar = CalendarDraft(PRESETS[self.preset.value], self.preset.value, self.week.number,
                                 *(int(amount_of(field, name) or 0) for name, field in (('first', self.first),
                                                                                        ('last', self.last))))
        await self.found(CompanyDraft(self.name.value, self.currency.value), calendar)
        self.close()


class WeekStart(Choice):
    """Weeks may start on any day; some sales data run from Saturday to Friday."""

    def __init__(self, number: int) -> None:
        super().__init__('Weeks start on', {str(at): name for at, name in enumerate(DAYS)}, str(number))

    @property
    def number(self) -> int:
        return int(self.value or 0)


class SeasonDialog(Dialog):
    """For a new season, for one that changes (`was`), or for one that begins as `source`."""

    def __init__(self, keep: KeepSeason, calendars: Sequence[CalendarView], was: SeasonDraft, title: str, button: str,
                 *, can_clone: bool = False) -> None:
        super().__init__(title)
        self.keep = keep
        self.parts: dict[str, Switch] = {}
        with self.body, DraftForm(button, self._send) as self.form, self.form.body:
            self._fields(calendars, was)
            if can_clone:
                self.parts = {key: Switch(*words, key == 'plan') for key, words in CLONED.items()}

    def _fields(self, calendars: Sequence[CalendarView], was: SeasonDraft) -> None:
        add = self.form.add
        self.name = add('name', Field('Name', was.name, placeholder='Spring/Summer 2031', autocomplete='off'))
        with block('rt-season-pair'):
            self.start = add('start', Field('Starts', was.start.isoformat(), kind='date'))
            self.end = add('end', Field('Ends', was.end.isoformat(), kind='date'))
        self.calendar = Choice('Calendar', {str(one.id): calendar_name(one) for one in calendars},
                               str(was.calendar_id) if any(one.id == was.calendar_id for one in calendars) else None)
        self.basis = Segmented('Basis', BASES, was.basis, is_wide=True)
        with block('rt-season-pair'):
            self.currency = add('currency', Field('Currency', was.currency, autocomplete='off'))
            self.imu = add('imu', Field('Planned IMU, %', percent(was.imu), kind='text', autocomplete='off'))

    def draft(self) -> SeasonDraft:
        imu = amount_of(self.imu, 'imu') or Decimal(0)
        return SeasonDraft(self.name.value, day_of(self.start, 'start'), day_of(self.end, 'end'),
                           int(self.calendar.value or 0), self.basis.value, self.currency.value, imu / 100)

    async def _send(self) -> None:
        await self.keep(self.draft(), tuple(key for key, one in self.parts.items() if one.value))
        self.close()


class ReasonDialog(Dialog):
    """Asks why; `Send` gets the text."""

    def __init__(self, title: str, text: str, label: str, button: str, send: Callable[[str], Awaitable[None]]) -> None:
        super().__init__(title, text)
        self.send = send
        with self.body, DraftForm(button, self._send) as self.form, self.form.body:
            self.reason = self.form.add('reason', Field(label, is_long=True))

    async def _send(self) -> None:
        await self.send(self.reason.value)
        self.close()


def calendar_name(view: CalendarView) -> str:
    span = f', {view.first:%Y}–{view.last:%Y}' if view.first and view.last else ''
    return f'{view.name}{span}'


def percent(share: Decimal) -> str:
    """55, or 52.5."""
    return format((share * 100).normalize(), 'f')


