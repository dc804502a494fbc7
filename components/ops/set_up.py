"""How far AIrsenal is set up, what can be started next, and the databases one can go back to."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import partial

from nicegui import ui

from app.airsenal import Programs
from app.domain.ops.airsenal.set_up import FplState, SetUp
from app.domain.ops.airsenal.views import CopyView
from components.controls import Button, Field, Text, block, link, sign, table_head
from components.dialogs import Dialog, confirm
from components.moments import ago, clock_time, full_moment, short_moment, within
from components.ops.runs import RunLines
from components.ops.sizes import counted, weight

HOW_TO_CHOOSE = 'Its number is in the address of its page at the FPL: /entry/1234567/.'
STEPS = (
    ('Install it beside Roundtable', 'uv tool install airsenal'),
    ('Say where its programs are', 'AIRSENAL_BIN=/home/plan/.local/bin'),
    ('Or leave it to a worker: say so here', 'AIRSENAL_BIN=worker'),
    ('and start the worker with', 'APP_MODE=worker WORKER_LABELS=airsenal'))


@dataclass(frozen=True)
class SetUpWishes:
    start: Callable[[str], Awaitable[None]]
    restore: Callable[[int], Awaitable[object]]
    choose: Callable[[int], Awaitable[bool]] | None  # for those who may


@dataclass(frozen=True)
class Line:
    name: str
    text: str
    tone: str = 'ok'  # or warn, bad, note
    address: str = ''
    onward: str = ''


class SetUpView(ui.element):
    """Each part is drawn anew when it says something else."""

    def __init__(self, programs: Programs, wishes: SetUpWishes) -> None:
        super().__init__('div')
        self.programs, self.wishes = programs, wishes
        self.before: SetUp | None = None
        with self:
            self.deeds = block('rt-deeds')
            with block('rt-team'):
                with block('rt-col').style('gap: 14px'):
                    with block('rt-card', 'section').props('aria-label=Health'):
                        with block('rt-card-head rt-ln'):
                            Text('Health', 'rt-grow', 'h2')
                        self.lines = block(tag='ul').props('role=list aria-label=Health')
                    self.copies = block('rt-card', 'section').props('aria-label="Database copies"')
                with block('rt-col').style('gap: 14px'):
                    self.latest = RunLines('Latest run', 'schedule', 'Nothing has been run yet.',
                                           ('All runs', '/ops/runs'))
                    self.latest.count.set_visibility(False)
                    if not programs.are_there:
                        how_to_get_it()

    def show(self, seen: SetUp) -> None:
        if seen == self.before:
            return
        self.before = seen
        for place in (self.deeds, self.lines, self.copies):
            place.clear()
        with self.deeds:
            self._deeds(seen)
        with self.lines:
            for line in _lines(seen, self.programs):
                self._line(line)
        with self.copies:
            self._copies(seen)
        self.latest.show((seen.latest,) if seen.latest else ())

    def _deeds(self, seen: SetUp) -> None:
        """The one that comes next stands out."""
        coming = 'pipeline' if seen.copies else 'setup_db'
        for slug, name, may_start in seen.offered:
            if may_start:
                Button(name, partial(self.wishes.start, slug), look='primary' if slug == coming else '',
                       icon='play_arrow').enable(self.programs.are_there and seen.team_id is not None)
        if any(may_start for _, _, may_start in seen.offered):
            if not self.programs.are_there:
                Text('AIrsenal itself is missing.', 'rt-2')
            elif seen.team_id is None:
                Text('Choose a team first.', 'rt-2')

    def _line(self, line: Line) -> None:
        icons = {'ok': ('check_circle', 'rt-pos'), 'warn': ('warning', 'rt-wrn'), 'bad': ('error', 'rt-neg'),
                 'note': ('info', 'rt-3')}
        with block('rt-line', 'li').props('role=listitem'):
            sign(icons[line.tone][0], 20, icons[line.tone][1])
            Text(f'{line.name}:', 'rt-b')
            Text(line.text, 'rt-2 rt-grow')
            if line.onward and (line.name != 'Secrets' or self.wishes.choose):
                link(line.onward, line.address, 'rt-btn rt-s')
            elif line.name == 'Team' and self.wishes.choose:
                Button('Change team' if line.tone == 'ok' else 'Choose team', self._ask_for_team, size='s')

    def _ask_for_team(self) -> None:
        if self.wishes.choose:
            TeamDialog(self.wishes.choose, self.before.team_id if self.before else None).open()

    def _copies(self, seen: SetUp) -> None:
        with block('rt-card-head rt-ln'):
            Text('Database copies', 'rt-grow', 'h2')
            Text('the last five are kept', 'rt-sm rt-3')
        if not seen.copies:
            Text('None yet: the first good run leaves one.', 'rt-2', 'p').style('padding: 14px 16px')
            return
        with block('rt-scroll-x').props('tabindex=0 role=group aria-label="Database copies"'), \
                block('rt-table', 'table').props('aria-label="Database copies"'):
            table_head(('Made', ''), ('By', ''), ('Size', 'rt-num'), ('Content', ''), ('', ''))
            with block(tag='tbody'):
                for copy in seen.copies:
                    self._copy(copy, seen.may_restore)

    def _copy(self, copy: CopyView, may_restore: bool) -> None:
        with block('rt-sel' if copy.is_present else '', 'tr'):
            Text(short_moment(copy.made_at), 'rt-b', 'td').props['title'] = full_moment(copy.made_at)
            with block(tag='td'):
                if copy.run_id:
                    link(f'Run {copy.run_id}', f'/ops/runs/{copy.run_id}')
            Text(weight(copy.size), 'rt-num', 'td')
            Text(copy.sha256[:12], 'rt-mono rt-3', 'td')
            with block('rt-num', 'td'):
                if copy.is_present:
                    Text('in use', 'rt-2')
                elif may_restore:
                    Button('Restore', partial(self._restore, copy), size='s', icon='restore').props(
                        f'aria-label="Restore the copy of {within(short_moment(copy.made_at))}"')

    async def _restore(self, copy: CopyView) -> None:
        text = (f'Commands will work on the database of {within(short_moment(copy.made_at))}. The one in use stays in '
                'the list, so you can come back to it.')
        if await confirm('Restore this copy?', text, 'Restore the copy'):
            await self.wishes.restore(copy.id)


class TeamDialog(Dialog):
    def __init__(self, choose: Callable[[int], Awaitable[bool]], team_id: int | None) -> None:
        super().__init__('Which team do you play with?', HOW_TO_CHOOSE)
        self.choose = choose
        with self.body:
            self.number = Field('Team number', str(team_id or ''), placeholder='1234567', on_enter=self.send)
            self.number.input.props('inputmode=numeric')
        with self.foot:
            Button('Back', self.close, size='l')
            Button('Choose team', self.send, size='l', look='primary')
        self.on('hide', self.delete, args=[])

    async def send(self) -> None:
        text = self.number.value.strip()
        if not text.isascii() or not text.isdigit():
            self.number.complain('Give the number alone, such as 1234567.')
        elif await self.choose(int(text[:12])):
            self.close()


def how_to_get_it() -> None:
    """AIrsenal is about a gigabyte with what it needs, and not part of Roundtable."""
    with block('rt-card', 'section').props('aria-label="How to get AIrsenal"'):
        with block('rt-card-head rt-ln'):
            Text('How to get AIrsenal', tag='h2')
        with block('rt-card-body'):
            Text('It is a program of its own, about 1.1 GB with everything it needs, so it does not come with '
                 'Roundtable.', 'rt-2', 'p')
            with block('rt-facts', 'ol').props('role=list'):
                for words, line in STEPS:
                    with block(tag='li'):
                        Text(words, 'rt-b', 'div')
                        Text(line, 'rt-once', 'div')


def _lines(seen: SetUp, programs: Programs) -> Iterator[Line]:
    yield _program(programs)
    yield Line('Team', f'{seen.team_id}', address='/ops/team', onward='') if seen.team_id else Line(
        'Team', 'nobody has chosen one', 'bad')
    yield _secrets(seen)
    present = next((copy for copy in seen.copies if copy.is_present), None)
    yield Line('Database', f'{weight(present.size)}, from {ago(present.made_at)}, '
               f'{counted(len(seen.copies), "copy", "copies")} kept') if present else Line(
        'Database', 'there is none yet', 'warn')
    yield _fpl(seen.fpl)


def _secrets(seen: SetUp) -> Line:
    """Most commands need none."""
    wanted, there = ([one.name for one in seen.secrets if one.is_set is is_set] for is_set in (False, True))
    if not wanted:
        return Line('Secrets', f'{", ".join(there)} are set', 'ok', '/ops/secrets', 'To the secrets')
    known = f'{", ".join(there)} set; ' if there else ''
    return Line('Secrets', f'{known}{", ".join(wanted)} not set, which only transfers and line-ups need', 'note',
                '/ops/secrets', 'Set secrets')


def _program(programs: Programs) -> Line:
    if programs.is_stand_in:
        return Line('Program', 'the stand-in: it makes everything up, for trying out', 'warn')
    if programs.is_elsewhere:
        return Line('Program', 'on workers with the label airsenal')
    if programs.place:
        return Line('Program', f'version {programs.version} in {programs.place}')
    return Line('Program', 'not found on this machine', 'bad')


def _fpl(state: FplState) -> Line:
    if state.trouble:
        again = f' It is asked again after {clock_time(state.retry_at)}.' if state.retry_at else ''
        last = f' It last answered {ago(state.fetched_at)}.' if state.fetched_at else ''
        return Line('FPL', f'{state.trouble}{last}{again}', 'bad')
    if state.fetched_at is None:
        return Line('FPL', 'it has not been asked yet', 'warn', '/ops/team', 'Read the team')
    return Line('FPL', f'it answered {ago(state.fetched_at)}', address='/ops/team', onward='To the team')
