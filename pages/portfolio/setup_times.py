"""Working days of teams with holidays of sites, and what planners put on the axis."""

from datetime import date
from functools import partial

from nicegui import ui

from app import clock
from app.domain.portfolio.setup.drafts import HappeningDraft, MarkerDraft
from app.domain.portfolio.setup.views import CalendarLine, SetupView
from app.domain.portfolio.sources.browsing import BrowseView
from app.domain.portfolio.sources.views import SourceView
from app.services.portfolio import calendars, happenings, markers
from components.controls import Button, IconButton, Text, block
from components.feedback import Undo, refusals_shown, toast
from components.moments import short_day
from components.portfolio.happenings import HappeningDialog, MarkerDialog
from components.portfolio.setup.calendars import ORIGINS, CalendarPanel, CalendarWishes, HolidayForm, span, words
from components.portfolio.setup.lists import Cell, Row, RowList, Told
from pages.kit import Visitor, action, do
from pages.portfolio.setup_screens import Panels

CALENDAR_HEADS = (('Team', ''), ('Works', ''), ('From', 'rt-not-phone'), ('Days off', 'rt-num rt-not-phone'))
EVENT_HEADS = (('Event', ''), ('Days', ''), ('Plan', 'rt-not-phone'), ('Category', 'rt-not-phone'))
FEW = 3  # names that have room in a cell
MARKER_HEADS = (('Marker', ''), ('Day', ''), ('Plan', 'rt-not-phone'), ('From', 'rt-not-phone'))


class CalendarScreen:
    """Teams with their weekdays; below them the holidays of sites."""

    def __init__(self, who: Visitor, place: ui.element, text: str, key: int) -> None:
        self.who, self.wanted = who, key
        self.view: SetupView | None = None
        self.panels = Panels('calendars', place, text)
        self.list = RowList('Working days of teams', CALENDAR_HEADS, self.open, Told(
            'calendar_month', 'No team yet', 'Add teams first; each has working days.'), text=text,
            remember=self.panels.filter)
        self.holidays = block('rt-card rt-setup-below')

    def tools(self) -> None:
        """Days belong to a team or a site: they are added there."""

    def show(self, view: SetupView) -> None:
        self.view = view
        self.list.show([self._row(view, line) for line in view.calendars])
        if isinstance(self.panels.panel, CalendarPanel):
            self.panels.panel.show(view)
        self.list.show_open(self.panels.key)
        self._draw_holidays(view)

    def show_states(self, states: tuple[SourceView, ...]) -> None:
        """Not of days."""

    def show_browsed(self, found: tuple[tuple[int, BrowseView], ...]) -> None:
        """Not of days."""

    def begin(self, kind: str) -> None:
        if self.wanted:
            self.open(self.wanted)

    def new(self) -> None:
        """Days belong to a team or a site."""

    def focus_filter(self) -> None:
        self.list.focus_filter()

    def close(self) -> None:
        if self.panels.panel:
            key = self.panels.key
            with self.panels.place:
                self.panels.drop()
                self.list.show_open(None)
                if key:
                    self.list.focus(key)

    def open(self, key: int) -> None:
        if self.view is None or all(line.team_id != key for line in self.view.calendars):
            return
        keep = partial(action, self.who)
        wishes = CalendarWishes(
            partial(do, self.who, calendars.keep_weekdays),
            keep(calendars.follow_source, done='The source is followed'), self._add_day_off,
            keep(calendars.remove_day_off, done='Days off removed'))
        with self.panels.put(key):
            self.panels.panel = panel = CalendarPanel(self.view, key, wishes, self.close)
        self.list.show_open(key)
        panel.begin()

    async def _add_day_off(self, start: date, end: date, reason: str, team: int | None, person: int | None) -> None:
        await do(self.who, calendars.add_day_off, start, end, reason, team_id=team, person_id=person)

    def _row(self, view: SetupView, line: CalendarLine) -> Row:
        own = {one.id for one in view.people if one.draft.team_id == line.team_id}
        count = sum(day.team_id == line.team_id or day.person_id in own for day in view.days_off)
        differs = line.at_source and line.at_source != line.weekdays
        note = f'The source says {words(line.at_source)}' if differs else ''
        return Row(line.team_id, f'working days of {view.team_name(line.team_id)}', (
            Cell(view.team_name(line.team_id)), Cell(words(line.weekdays), note, ('Differs', 'warning', 'warn')
                                                     if differs else None),
            Cell(ORIGINS[line.origin]), Cell(str(count) if count else '')))

    def _draw_holidays(self, view: SetupView) -> None:
        self.holidays.clear()
        remove = action(self.who, calendars.remove_holiday, done='Holiday removed')
        with self.holidays:
            with block('rt-card-head rt-ln'):
                Text('Holidays of sites', tag='h2')
            with block('rt-card-body rt-col').style('gap: 14px'):
                with block('rt-setup-days', 'ul').props('role=list aria-label="Holidays"'):
                    for day in view.holidays:
                        with block('rt-row', 'li'):
                            Text(day.site, 'rt-b')
                            Text(short_day(day.day) + f' {day.day:%Y}')
                            Text(day.name, 'rt-3 rt-grow')
                            IconButton('delete', f'Remove {day.day} at {day.site}', partial(remove, day.id))
                    if not view.holidays:
                        Text('No holiday yet. A day on which all sites of a team are closed is no working day.',
                             'rt-2', 'li')
                HolidayForm(view.sites, partial(do, self.who, calendars.add_holiday))


class EventScreen:
    """Plan events and markers, each with a dialog of its own."""

    def __init__(self, who: Visitor, place: ui.element, text: str, key: int) -> None:
        self.who, self.place = who, place
        self.view: SetupView | None = None
        self.events = RowList('Plan events', EVENT_HEADS, self._open_event, Told(
            'event', 'No plan event yet', 'A day or a band on the axis: a release, a trade fair, a freeze.',
            'New event'), self.new, text=text)
        with block('rt-phead rt-setup-second'):
            Text('Markers', 'rt-grow', 'h2')
            Button('New marker', self._new_marker, icon='add')
        self.markers = RowList('Markers', MARKER_HEADS, self._open_marker, Told(
            'flag', 'No marker yet', 'A day with a label. Those of delivery plans come with the sync.', 'New marker'),
            self._new_marker)

    def tools(self) -> None:
        Button('New event', self.new, icon='add', look='primary', key='N')

    def show(self, view: SetupView) -> None:
        self.view = view
        self.events.show([Row(one.id, one.title, (
            Cell(one.title, pill=('Special', 'star', 'prim') if one.is_special else None),
            Cell(span(one.start, one.end), str(one.start.year)), Cell(view.plan_name(one.plan_id) or 'All plans'),
            Cell(one.category))) for one in view.events])
        self.markers.show(_marker_rows(view))

    def show_states(self, states: tuple[SourceView, ...]) -> None:
        """Not of events."""

    def show_browsed(self, found: tuple[tuple[int, BrowseView], ...]) -> None:
        """Not of events."""

    def begin(self, kind: str) -> None:
        """Dialogs have no address."""

    def close(self) -> None:
        """Dialogs close themselves."""

    def focus_filter(self) -> None:
        self.events.focus_filter()

    def new(self) -> None:
        self._event(None, 0, None)

    def _open_event(self, key: int) -> None:
        one = next((one for one in self.view.events if one.id == key), None) if self.view else None
        if one:
            end = one.end if one.end != one.start else None
            self._event(HappeningDraft(one.title, one.start, end, one.plan_id, one.category, one.is_special), key,
                        one.version)

    def _event(self, former: HappeningDraft | None, key: int, version: int | None) -> None:
        async def save(draft: HappeningDraft) -> None:
            await (do(self.who, happenings.change_happening, key, draft, version) if former
                   else do(self.who, happenings.add_happening, draft))
            self._say(f'{draft.title} is kept')

        async def remove() -> None:
            with refusals_shown():
                gone: HappeningDraft = await do(self.who, happenings.remove_happening, key, version)
                self._say(f'{gone.title} is removed', partial(do, self.who, happenings.add_happening, gone))
        used = sorted({one.category for one in self.view.events if one.category}) if self.view else []
        with self.place:
            HappeningDialog(self._plans(), save, former, remove if former else None, day=clock.now().date(),
                            categories=used).open()

    def _new_marker(self) -> None:
        self._marker(None, 0, None)

    def _open_marker(self, key: int) -> None:
        one = next((one for one in self.view.markers if one.id == key), None) if self.view else None
        if one:
            self._marker(MarkerDraft(one.label, one.day, one.plan_id, one.team_id, one.colour), key, one.version)

    def _marker(self, former: MarkerDraft | None, key: int, version: int | None) -> None:
        async def save(draft: MarkerDraft) -> None:
            await (do(self.who, markers.change_marker, key, draft, version) if former
                   else do(self.who, markers.add_marker, draft))
            self._say(f'{draft.label} is kept')

        async def remove() -> None:
            with refusals_shown():
                gone: MarkerDraft = await do(self.who, markers.remove_marker, key, version)
                self._say(f'{gone.label} is removed', partial(do, self.who, markers.add_marker, gone))
        teams = {one.id: one.draft.name for one in self.view.teams} if self.view else {}
        with self.place:
            MarkerDialog(self._plans(), teams, save, former, remove if former else None, day=clock.now().date()).open()

    def _plans(self) -> dict[int, str]:
        return {one.id: one.draft.name for one in self.view.plans} if self.view else {}

    def _say(self, text: str, undo: Undo | None = None) -> None:
        with self.place:
            toast(text, undo)


def _marker_rows(view: SetupView) -> list[Row]:
    """Ours one by one; what delivery plans tell of several plans is one line, and can only be read."""
    theirs: dict[tuple[date, str], list[str]] = {}
    rows = []
    for one in view.markers:
        plan = view.plan_name(one.plan_id) or 'All plans'
        if one.origin == 'ours':
            rows.append(Row(one.id, one.label, (Cell(one.label), Cell(short_day(one.day), str(one.day.year)),
                                                Cell(plan), Cell('Ours'))))
        else:
            theirs.setdefault((one.day, one.label), []).append(plan)
    for number, ((day, label), plans) in enumerate(theirs.items(), 1):
        names = plans[0] if len(plans) == 1 else f'{len(plans)} plans'
        rows.append(Row(-number, label, (Cell(label), Cell(short_day(day), str(day.year)), Cell(
            names, ', '.join(plans) if 1 < len(plans) <= FEW else ''), Cell('Delivery plan')), verb=''))
    return rows
