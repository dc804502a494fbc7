"""Home: what needs me, what happens now, what comes, and how things stand."""

from functools import partial
from zoneinfo import ZoneInfo

from nicegui import ui

from app import clock
from app.domain.home import Face, Happening, Need, Present
from app.domain.poker.views import Figures
from components.avatars import Avatar
from components.controls import Text, block, link, sign, symbol
from components.feedback import empty_state
from components.home.agenda import Agenda
from components.home.standing import Connections, LoadCard, SprintCard
from components.listing import Keyed
from components.moments import minutes, short_day, short_moment, within
from components.poker.sessions import session_table

MOST = 8
FACES = 3
NUMBERS = ('no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine')


class HomeView(ui.element):
    """Each area brings its own needs; they are shown together, the urgent ones first."""

    def __init__(self, name: str, zone: str) -> None:
        super().__init__('div')
        self.classes('rt-page')
        self.zone = ZoneInfo(zone)
        self.parts: dict[str, tuple[Need, ...]] = {}
        self.now: dict[str, tuple[Happening, ...]] = {}
        with self:
            self._make_head(name)
            with block('rt-home'):
                with block('rt-col').style('gap: 16px'):
                    self._make_needs()
                    self.agenda = Agenda(clock.now().astimezone(self.zone).date())
                    self.recent = block('rt-card')
                with block('rt-col').style('gap: 16px'):
                    self._make_happening()
                    self.sprint, self.load, self.connections = SprintCard(), LoadCard(), Connections()
        self.recent.set_visibility(False)

    def show_needs(self, area: str, needs: tuple[Need, ...]) -> None:
        self.parts[area] = needs
        together = sorted((need for part in self.parts.values() for need in part), key=lambda need: not need.is_urgent)
        lines = self.needs.arrange([(need.link, need.title) for need in together[:MOST]])
        for need, line in zip(together, lines, strict=False):
            line.show(need)
        self.count.say(str(len(together)))
        self.nothing.set_visibility(not together)
        day = clock.now().astimezone(self.zone)
        self.meta.say(f'{day:%A} {day.day} {day:%B} · {_counted(len(together))}')

    def show_happenings(self, area: str, happenings: tuple[Happening, ...]) -> None:
        self.now[area] = happenings
        together = [happening for part in self.now.values() for happening in part]
        lines = self.happenings.arrange([happening.link for happening in together])
        for happening, line in zip(together, lines, strict=True):
            line.show(happening)
        self.quiet.set_visibility(not together)

    def show_present(self, present: Present) -> None:
        guests = f', {present.guests} guest{"s" * (present.guests != 1)}' if present.guests else ''
        self.present.say(f'{present.people} {"person" if present.people == 1 else "people"} here{guests}')

    def show_recent(self, figures: Figures) -> None:
        self.recent.set_visibility(bool(figures.recent))
        self.recent.clear()
        with self.recent:
            with block('rt-card-head rt-ln'):
                Text('Recently estimated', 'rt-grow', 'h2')
                link('All history', '/poker/history', 'rt-btn rt-ghost rt-s', 'chevron_right')
            with block('rt-scroll-x'):
                session_table(figures.recent, 'Recently estimated')

    def _make_head(self, name: str) -> None:
        hour = clock.now().astimezone(self.zone).hour
        greeting = 'morning' if 5 <= hour < 12 else 'afternoon' if 12 <= hour < 18 else 'evening'
        with block('rt-phead'):
            with block('rt-grow'):
                Text(f'Good {greeting}, {name}', 'rt-greeting', 'h1')
                self.meta = Text('', 'rt-meta rt-read', 'div')
            link('Start a table', '/poker?new=1', 'rt-btn', 'playing_cards')

    def _make_needs(self) -> None:
        with block('rt-card', 'section').props('aria-label="Needs you"'):
            with block('rt-card-head rt-ln'):
                Text('Needs you', tag='h2')
                self.count = Text('0', 'rt-count')
            place = block(tag='ul').props('role=list aria-label="Needs you"')
            self.needs = Keyed[tuple[str, str], NeedLine](place, NeedLine)
            with block() as self.nothing:
                empty_state('check_circle', 'Nothing needs you', 'What waits for you appears here, and leaves when '
                            'somebody has settled it.')

    def _make_happening(self) -> None:
        with block('rt-card', 'section').props('aria-label="Happening now"'):
            with block('rt-card-head rt-ln'):
                Text('Happening now', 'rt-grow', 'h2')
                with block('rt-live rt-here'):
                    block(tag='i')
                    self.present = Text('', 'rt-2 rt-sm')
            place = block(tag='ul').props('role=list aria-label="Happening now"')
            self.happenings = Keyed[str, HappeningLine](place, partial(HappeningLine))
            with block() as self.quiet:
                empty_state('playing_cards', 'It is quiet', 'Tables at which people sit, and runs, are shown '
                            'here.')


class NeedLine(ui.element):
    def __init__(self) -> None:
        super().__init__('li')
        self.classes('rt-need').props('role=listitem')
        self.before: Need | None = None
        with self:
            self.square = block('rt-sq')
            with self.square:
                self.icon = sign('info', 20)
            with block('rt-grow'):
                self.title = Text('', 'rt-b rt-read', 'div')
                self.detail = Text('', 'rt-sm rt-3 rt-clip', 'div')
            self.faces = Faces()
            self.due = Text('', 'rt-sm rt-b rt-wrn rt-not-phone')
            self.button = link('Open', '#', 'rt-btn')

    def show(self, need: Need) -> None:
        if need == self.before:
            return
        self.before = need
        self.icon.props['name'] = symbol(need.icon)
        self.square.classes(replace=f'rt-sq rt-{need.tone}')
        self.title.say(need.title)
        self.detail.say(need.detail)
        self.faces.show(need.people)
        self.due.say(_due(need))
        self.button.say(need.button)
        self.button.props['href'] = need.link
        self.button.classes(replace='rt-btn rt-primary' if need.is_urgent else 'rt-btn')
        self.button.update()


class HappeningLine(ui.element):
    def __init__(self) -> None:
        super().__init__('li')
        self.classes('rt-need').props('role=listitem')
        with self:
            with block('rt-sq rt-prim'):
                self.icon = sign('info', 20)
            with block('rt-grow'):
                self.title = link('', '#', 'rt-b rt-plain rt-clip')
                self.detail = Text('', 'rt-sm rt-3 rt-clip', 'div')
            self.faces = Faces()

    def show(self, happening: Happening) -> None:
        self.icon.props['name'] = symbol(happening.icon)
        self.title.say(happening.title)
        if self.title.props['href'] != happening.link:
            self.title.props['href'] = happening.link
            self.title.update()
        self.detail.say(f'{happening.detail[:1].upper()}{happening.detail[1:]}')
        self.faces.show(happening.people)


class Faces(ui.element):
    """The first few people, and how many more."""

    def __init__(self) -> None:
        super().__init__('div')
        self.classes('rt-avs rt-not-phone')
        self.before: tuple[Face, ...] | None = None

    def show(self, people: tuple[Face, ...]) -> None:
        if people == self.before:
            return
        self.before = people
        self.clear()
        with self:
            for name, identity, avatar in people[:FACES]:
                Avatar(name, identity, avatar)
            if len(people) > FACES:
                Text(f'+{len(people) - FACES}', 'rt-av rt-av-24 rt-more')
            Text(', '.join(name for name, _, _ in people), 'rt-vh')


def _counted(count: int) -> str:
    if not count:
        return 'nothing needs you'
    number = NUMBERS[count] if count < len(NUMBERS) else str(count)
    return f'{number} thing{"s" * (count != 1)} need{"s" * (count == 1)} you'


def _due(need: Need) -> str:
    if need.due is None:
        return ''
    left = (need.due - clock.now()).total_seconds()
    if need.is_urgent:
        return f'until {minutes(max(0, left))}'
    return f'due {within(short_moment(need.due)) if left < 86_400 else short_day(need.due.date())}'
