"""Which gameweek is shown, how old what is shown is, and when the next deadline comes."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from nicegui import ui

from app import clock
from app.domain.ops.team import Team, TeamLook, chip_name
from components.controls import Button, IconButton, Pill, Text, block, classed, link, put, sign, symbol
from components.moments import clock_time, full_moment, short_moment, within
from components.ops.team.words import PHASES, age
from components.ticker import Ticker

PATH = '/ops/team'


class TeamHead(ui.element):
    def __init__(self, read_again: Callable[[], Awaitable[None]]) -> None:
        super().__init__('div')
        self.classes('rt-phead')
        with self:
            with block('rt-grow'):
                with block('rt-row').style('flex-wrap: wrap'):
                    self.title = Text('Team', tag='h1')
                    self.phase, self.chip, self.demo = Pill(), Pill(), Pill('Made up', 'science', 'info')
                self.meta = Text('', 'rt-meta', 'div')
            self.countdown = Countdown()
            with block('rt-row', 'nav').props('aria-label=Gameweeks').style('gap: 0') as self.weeks:
                self.former, self.later = (_turn(icon, name) for icon, name in (
                    ('chevron_left', 'Previous gameweek'), ('chevron_right', 'Next gameweek')))
            link('AIrsenal', '/ops/airsenal', 'rt-btn rt-ghost', 'sports_soccer')
            self.again = Button('Read again', read_again, icon='sync')

    def show(self, seen: TeamLook) -> None:
        team = seen.team
        self.again.set_visibility(seen.team_id is not None)
        self.again.enable(seen.retry_at is None or seen.retry_at <= clock.now())
        self.meta.say(_meta(seen))
        self.countdown.show(team)
        if team:
            self.title.say(f'Gameweek {team.gameweek}')
            self.phase.show(*PHASES[team.phase])
            self.chip.show(chip_name(team.active_chip), 'bolt', 'prim')
            _lead(self.former, team.gameweek - 1, team.gameweek > team.first_week)
            _lead(self.later, team.gameweek + 1, team.gameweek < team.last_week)
        for part in (self.phase, self.weeks):
            part.set_visibility(team is not None)
        self.chip.set_visibility(bool(team and team.active_chip))
        self.demo.set_visibility(seen.is_demo)


class Countdown(ui.element):
    """To the next deadline, wherever in the season one looks."""

    def __init__(self) -> None:
        super().__init__('div')
        self.classes('rt-countdown')
        self.until: datetime | None = None
        with self:
            sign('schedule', 18, 'rt-3')
            with block():
                self.what = Text('', 'rt-sm rt-3', 'div')
                with block():
                    self.ticker = Ticker().classes('rt-b')
                    self.moment = Text('', 'rt-vh')

    def show(self, team: Team | None) -> None:
        until = team.coming_deadline if team else None
        left = (until - clock.now()).total_seconds() if until else 0.0
        self.set_visibility(left > 0)
        if team is None or until is None or left <= 0 or until == self.until:
            return
        self.until = until
        self.what.say(f'Deadline of gameweek {team.coming_week}')
        self.moment.say(full_moment(until))
        self.ticker.classes(replace=f'rt-ticker rt-ticking rt-b {"rt-days" if left >= 86_400 else "rt-hours"}')
        self.ticker.run(left)


class Trouble(ui.element):
    """Why nothing newer can be had, and when it is tried again; absent while all is well."""

    def __init__(self) -> None:
        super().__init__('div')
        self.classes('rt-banner rt-warn').props('role=status').style('margin-bottom: 14px')
        with self:
            self.icon = sign('cloud_off')
            self.text = Text('', 'rt-grow')

    def show(self, seen: TeamLook) -> None:
        text, is_bad = _trouble(seen), bool(seen.trouble or seen.is_stale)
        self.text.say(text)
        put(self.icon, name=symbol('cloud_off' if is_bad else 'info'))
        classed(self, warn=is_bad)
        self.set_visibility(bool(text))


def _turn(icon: str, name: str) -> IconButton:
    button = IconButton(icon, name)
    button.tag = 'a'
    button.props(remove='type')
    return button


def _lead(button: IconButton, week: int, is_there: bool) -> None:
    button.set_visibility(is_there)
    if is_there:
        put(button, href=f'{PATH}?gameweek={week}')


def _meta(seen: TeamLook) -> str:
    team = seen.team
    parts = [team.name if team else '', f'team {seen.team_id}' if seen.team_id else '']
    if team and team.deadline:
        parts.append(f'deadline {within(short_moment(team.deadline))}')
    if seen.fetched_at:
        parts.append(f'read {age(seen.fetched_at)}')
    return ' · '.join(filter(None, parts))


def _trouble(seen: TeamLook) -> str:
    """What is shown, why it is no newer, and what happens next."""
    parts = []
    if seen.trouble:
        parts.append(seen.trouble)
    if seen.team and seen.team.lineup_week:
        parts.append(f'This is the team of gameweek {seen.team.lineup_week}: the FPL shows a team only after its '
                     'deadline.')
    if seen.fetched_at and seen.is_stale:
        parts.append(f'What you see is as of {within(short_moment(seen.fetched_at))}.')
    if seen.trouble and seen.retry_at and seen.retry_at > clock.now():
        parts.append(f'It is asked again after {clock_time(seen.retry_at)}.')
    return ' '.join(parts)
