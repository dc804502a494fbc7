"""The lobby: open tables as small live ones, a way in by code, figures of the month, recent sessions."""

from datetime import datetime
from functools import partial

from nicegui import ui

from app import clock
from app.domain.access import Actor
from app.domain.poker.table import State
from app.domain.poker.views import Figures, Lobby, LobbyTable, Month, Session
from components.controls import Button, Pill, Text, block, kbd, link, put, sign
from components.feedback import empty_state
from components.listing import Keyed
from components.moments import grouped, length, minutes, signed
from components.poker.mini import MiniTable
from components.poker.sessions import session_table
from components.poker.wishes import Wish

PILLS = {State.WAITING: ('Waiting', 'hourglass_top', ''), State.VOTING: ('Voting', 'timer', 'prim'),
         State.REVEALING: ('Turning', 'visibility', 'prim'), State.RESULTS: ('Cards up', 'visibility', 'ok')}


class LobbyView(ui.element):
    def __init__(self, actor: Actor, open_panel: Wish, join: Wish) -> None:
        super().__init__('div')
        self.classes('rt-page')
        self.actor, self.open_panel, self.join = actor, open_panel, join
        with self:
            self._make_head()
            with block() as self.nothing:
                empty_state('playing_cards', 'Nobody is estimating yet', 'At a table a team agrees on the size of its '
                            'work: everybody lays a card, all turn at once. Open one and send the link around; nobody '
                            'needs an account to join.', 'Start a table', open_panel)
            with block('rt-tables'):
                self.cards = Keyed[str, TableCard](block('rt-as-is', 'ul').props('role=list aria-label="Open tables"'),
                                                   partial(TableCard, actor))
                self.start = _start_card(open_panel)
            with block('rt-lately'):
                self.recent = block('rt-card')
                self.month = block('rt-card rt-figures-card')
        self.month.set_visibility(False)
        self.recent.set_visibility(False)

    def show(self, lobby: Lobby) -> None:
        for table, card in zip(lobby.tables, self.cards.arrange([table.id for table in lobby.tables]), strict=True):
            card.show(table)
        count = len(lobby.tables)
        people = f'{lobby.people} {"person" if lobby.people == 1 else "people"} estimating right now'
        self.meta.say(f'{count} open · {people if lobby.people else "nobody is estimating right now"}' if count
                      else 'No table is open')
        self.new.enable(not lobby.is_full)
        self.nothing.set_visibility(not count and not lobby.is_full)
        self.start.set_visibility(bool(count) and not lobby.is_full)
        self.full.say(_full(lobby))

    def show_figures(self, figures: Figures) -> None:
        self.month.set_visibility(True)
        self.recent.set_visibility(True)
        for place in (self.month, self.recent):
            place.clear()
        with self.month:
            _month(figures)
        with self.recent:
            _recent(figures.recent)

    def _make_head(self) -> None:
        with block('rt-phead'):
            with block('rt-grow'):
                Text('Tables', tag='h1')
                self.meta = Text('', 'rt-meta', 'div')
                self.full = Text('', 'rt-hint rt-wrn', 'div')
            with block('rt-code', 'form').on('submit.prevent', self._join, args=[]):
                sign('login', 18)
                self.code = ui.input(placeholder='Join with a code').props(
                    'borderless dense aria-label="Join with a code" maxlength=20')
                Button('Join', size='s', look='ghost').props('type=submit aria-label="Join by code"')
            self.new = Button('New table', self.open_panel, icon='add', look='primary', key='N')


    async def _join(self) -> None:
        await self.join(self.code.value or '')


class TableCard(ui.element):
    """One open table, small; what a stranger may see."""

    def __init__(self, actor: Actor) -> None:
        super().__init__('li')
        self.classes('rt-tcard').props('role=listitem')
        self.actor = actor
        self.before: LobbyTable | None = None
        with self:
            self.mini = MiniTable()
            with block('rt-tcard-body'):
                with block('rt-row'):
                    self.name = Text('', 'rt-grow rt-clip', 'h2')
                    self.pill = Pill('', 'timer')
                self.host = Text('', 'rt-sm rt-3 rt-clip', 'div')
                self.story = Text('', 'rt-clip', 'div').style('margin-top: 6px')
                with block('rt-row rt-tcard-foot'):
                    self.note = Text('', 'rt-sm rt-3 rt-grow rt-clip')
                    self.join = link('Join', '#', 'rt-btn rt-s')

    def show(self, table: LobbyTable) -> None:
        if table == self.before:
            return
        self.before = table
        is_stranger = self.actor.is_guest and self.actor.identity not in table.members
        self.mini.show(table, hides_people=is_stranger)
        self.name.say(table.name)
        self.pill.show(*(('Paused', 'pause_circle', 'warn') if table.is_paused else PILLS[table.state]))
        self.host.say('' if is_stranger else f'run by {table.host}' if table.host else 'waits for a Scrum Master')
        self.story.say('' if is_stranger else table.story or 'No story picked yet')
        self.note.say(_note(table, clock.now(), is_stranger))
        self._show_join(table)

    def _show_join(self, table: LobbyTable) -> None:
        is_member = self.actor.identity in table.members
        self.join.say('Rejoin' if is_member else 'Watch' if table.is_full else 'Join')
        put(self.join, href=f'/poker/{table.id}', aria_label=f'{self.join.text} {table.name}')
        self.join.classes(add='rt-primary' if is_member else '', remove='' if is_member else 'rt-primary')
        may_join = is_member or (not table.is_locked and (table.guests_welcome or not self.actor.is_guest))
        self.join.set_visibility(may_join)


def _start_card(open_panel: Wish) -> ui.element:
    with block('rt-tcard rt-tcard-new', 'button').props('type=button').on('click', open_panel, args=[]) as card:
        sign('add', 24)
        Text('Start a table', 'rt-b')
        with block('rt-row rt-sm rt-3').style('gap: 4px'):
            Text('or press')
            kbd('N')
            Text('anywhere in Estimate')
    return card


def _month(figures: Figures) -> None:
    this, last = figures.this_month, figures.last_month
    with block('rt-row'):
        Text('This month', 'rt-grow', 'h2')
        Text(f'vs. {figures.last_month_name}', 'rt-sm rt-3')
    with block('rt-month', 'dl').style('margin-top: 10px'):
        for name, value, change, is_good in _month_lines(this, last):
            Text(name, 'rt-2', 'dt')
            Text(value, 'rt-bb', 'dd')
            Text(change, f'rt-sm {"rt-pos" if is_good else "rt-3"}', 'dd')
    most = max(figures.per_day, default=0)
    label = f'Stories per day: {figures.per_day[-1] if figures.per_day else 0} today, at most {most} a day'
    with block('rt-columns').props('role=img') as columns:
        columns.props['aria-label'] = label
        for number in figures.per_day:
            block(tag='i').style(f'height: {100 * number / (most or 1):.0f}%')
    with block('rt-row rt-micro rt-3'):
        Text(f'{len(figures.per_day)} days', 'rt-grow')
        Text('stories per day', 'rt-grow').style('text-align: center')
        Text('today', 'rt-grow').style('text-align: right')


def _month_lines(this: Month, last: Month) -> list[tuple[str, str, str, bool]]:
    """Name, value, change against last month where both are known, and whether the change is for the better."""
    lines = [('Stories estimated', grouped(this.stories), signed(this.stories - last.stories),
              this.stories > last.stories)]
    for name, now, before, digits, scale, unit, is_more_better in (
            ('Rounds per story', this.rounds_per_story, last.rounds_per_story, 1, 1, '', False),
            ('Agreed in first round', this.agreed_share, last.agreed_share, 0, 100, ' %', True),
            ('Minutes per story', this.minutes_per_story, last.minutes_per_story, 1, 1, '', False)):
        change = '' if now is None or before is None else signed((now - before) * scale, digits)
        is_good = now is not None and before is not None and ((now > before) == is_more_better) and now != before
        lines.append((name, '–' if now is None else f'{now * scale:.{digits}f}{unit}', change, is_good))
    return lines


def _recent(sessions: tuple[Session, ...]) -> None:
    with block('rt-card-head rt-ln'):
        Text('Recent sessions', 'rt-grow', 'h2')
        link('All history', '/poker/history', 'rt-btn rt-ghost rt-s', 'chevron_right')
    if not sessions:
        empty_state('history', 'No session yet', 'Tables that are closed and kept are listed here, with their results.')
        return
    with block('rt-scroll-x'):
        session_table(sessions, 'Recent sessions')


def _note(table: LobbyTable, now: datetime, is_stranger: bool) -> str:
    seats = f'{len(table.seats)} of {table.limit} seats'
    if is_stranger:
        return seats
    if table.is_paused and table.paused_at:
        return f'{_story(table)}paused for {length((now - table.paused_at).total_seconds())}'
    if table.agreement:
        return f'{_story(table)}{table.agreement} % agree'
    if table.timer_ends_at and table.state == State.VOTING:
        return f'{_story(table)}until {minutes(max(0, (table.timer_ends_at - now).total_seconds()))}'
    return f'{_story(table)}{seats}' + (' · locked' if table.is_locked else '')


def _story(table: LobbyTable) -> str:
    return f'Story {table.story_no} of {table.stories} · ' if table.story_no else ''


def _full(lobby: Lobby) -> str:
    if not lobby.is_full:
        return ''
    if lobby.next_free_at is None:
        return 'All tables are in use.'
    minutes_left = max(1, round((lobby.next_free_at - clock.now()).total_seconds() / 60))
    return f'All tables are in use. One frees up in {minutes_left} min if nobody plays there.'
