"""The head of a queue: whose it is, how it stands, what it is made of, and how full each discipline is."""

from collections.abc import Sequence
from decimal import Decimal

from nicegui import ui

from app.domain.sprints.queue.views import ARCHIVED, DRAFT, QueueScreen, QueueView, RoomView
from components.controls import Button, Choice, DeedMenu, Pill, Text, block, classed, link, menu_item
from components.listing import Keyed
from components.sprints.banner import banner
from components.sprints.queue_wishes import QueueWishes
from components.sprints.queue_words import STATES
from components.sprints.words import amount, counted, percent, span

DEGREE = Decimal('1.5')  # beyond that a bar grows no longer; the number is told


class QueueHead(ui.element):
    def __init__(self, wishes: QueueWishes) -> None:
        super().__init__('div')
        self.classes('rt-phead rt-queue-head')
        self.wishes = wishes
        self.choices: dict[str, str] = {}
        with self:
            with block('rt-grow'):
                with block('rt-row rt-wrap'):
                    self.title = Text('', tag='h1')
                    self.state = Pill('', '', '')
                self.meta = Text('', 'rt-meta', 'div')
            self.sprint = Choice('Sprint', {}, None)
            self.sprint.select.on('update:model-value', lambda: wishes.turn(int(self.sprint.value)), args=[])
            self.rules = Button('Rules', wishes.rules, icon='tune', look='ghost')
            self.build = Button('Build queue', wishes.build, icon='replay')
            self.publish = Button('Publish queue', wishes.publish, icon='publish').classes('rt-proposed')
            self.more = DeedMenu('more_horiz', 'More for this queue', self._more)
            self.more.menu.props('auto-close')

    def show(self, screen: QueueScreen) -> None:
        self.screen = screen
        view, sprint = screen.queue, screen.sprint
        self.title.say(f'{sprint.name} queue' if sprint else 'Queue')
        self.state.set_visibility(view is not None)
        if view:
            self.state.show(*STATES[view.entry.state])
        parts = [span(screen.start, screen.end, screen.zone), screen.board_name,
                 f'goal “{screen.goal}”' if screen.goal else '']
        self.meta.say(' · '.join(filter(None, parts)) if sprint else screen.board_name)
        self._offer(screen)
        is_open = sprint is not None and sprint.state != 'closed'
        self.rules.set_visibility(self.wishes.may_plan and is_open)
        self.build.set_visibility(self.wishes.may_plan and is_open and view is not None)
        self.publish.set_visibility(self.wishes.may_publish and is_open and view is not None
                                    and view.entry.state == DRAFT)
        self.more.set_visibility(view is not None)

    def _offer(self, screen: QueueScreen) -> None:
        offered = {str(one.number): f'{one.name}{" · running" if one.state == "active" else ""}'
                   for one in screen.sprints}
        self.sprint.set_visibility(len(offered) > 1)
        chosen = str(screen.sprint.number) if screen.sprint else None
        if offered != self.choices or self.sprint.select.value != chosen:
            self.choices = offered
            self.sprint.select.set_options(offered, value=chosen)

    def _more(self) -> None:
        view = self.screen.queue
        menu_item('Drafts and earlier queues…', 'history', self.wishes.drafts)
        if view and view.drift:
            menu_item('What changed since…', 'difference', self.wishes.changes)
        if view and self.wishes.may_publish:
            if view.entry.state == ARCHIVED:
                menu_item('Bring back as a draft', 'unarchive', self.wishes.archive)
            else:
                menu_item('Archive this queue', 'inventory_2', self.wishes.archive)


class Rooms(ui.element):
    """Each discipline with what it can take, and the points beside what is usual."""

    def __init__(self, wishes: QueueWishes) -> None:
        super().__init__('div')
        self.classes('rt-queue-rooms').props('role=list aria-label="Capacity of this sprint"')
        self.rooms = Keyed[int, RoomTile](self, RoomTile)
        with self:
            self.points = PointsTile()

    def show(self, screen: QueueScreen) -> None:
        view = screen.queue
        self.set_visibility(view is not None)
        if view is None:
            return
        for room, tile in zip(view.rooms, self.rooms.arrange([one.discipline for one in view.rooms]), strict=True):
            tile.show(room)
        self.points.show(view, screen.usual)


class RoomTile(ui.element):
    def __init__(self) -> None:
        super().__init__('div')
        self.props('role=listitem')
        with self:
            with block('rt-row'):
                self.name = Text('', 'rt-b rt-grow rt-clip')
                self.used = Text()
                self.of = Text('', 'rt-3')
            with block('rt-queue-meter') as self.meter:
                self.bar = block(tag='i')
            self.note = Text('', 'rt-micro rt-3', 'div')

    def show(self, room: RoomView) -> None:
        is_over = room.available is not None and room.asked > max(room.available, Decimal(0))
        self.name.say(room.name)
        self.used.say(amount(room.used))
        self.of.say('pts' if room.available is None else f'of {amount(room.available)} pts')
        share = Decimal(0) if room.share is None else min(room.share, DEGREE)
        self.bar.style(f'width: {min(Decimal(100), share * 100):.0f}%')
        classed(self.meter, unknown=room.available is None)
        classed(self, over=is_over)
        self.note.say(_room_note(room, is_over))


def _room_note(room: RoomView, is_over: bool) -> str:
    if room.available is None:
        return 'capacity unknown'
    parts = [f'{amount(room.asked - room.available)} more is asked than it has' if is_over
             else f'{amount(room.available - room.used)} free']
    if room.reserved:
        parts.append(f'{amount(room.reserved)} in the reserve')
    elif room.reserve:
        parts.append(f'{amount(room.reserve)} held back')
    if room.tried:
        parts.append(f'{"+" if room.tried > 0 else ""}{amount(room.tried)} tried here')
    if room.share is not None and room.share > 1:
        parts.append(percent(room.share))
    return ' · '.join(parts)


class PointsTile(ui.element):
    def __init__(self) -> None:
        super().__init__('div')
        self.props('role=listitem')
        with self:
            with block('rt-row'):
                Text('Points', 'rt-b rt-grow')
                self.used = Text()
                self.of = Text('', 'rt-3')
            with block('rt-queue-range'):
                self.usual = block(tag='i')
                self.pin = block(tag='b')
            self.note = Text('', 'rt-micro rt-3', 'div')

    def show(self, view: QueueView, usual: tuple[Decimal, Decimal] | None) -> None:
        points = view.result.points
        self.used.say(amount(points))
        self.of.say(f'of {amount(usual[0])}–{amount(usual[1])}' if usual else '')
        top = max(points, usual[1] if usual else points, Decimal(1)) * Decimal('1.05')
        if usual:
            self.usual.style(f'left: {usual[0] / top * 100:.1f}%; right: {100 - usual[1] / top * 100:.1f}%')
        self.usual.set_visibility(usual is not None)
        self.pin.style(f'left: {points / top * 100:.1f}%')
        self.note.say(_points_note(points, usual, view.result.fairness))


def _points_note(points: Decimal, usual: tuple[Decimal, Decimal] | None, fairness: Decimal | None) -> str:
    if usual is None:
        where = 'no closed sprint to compare with'
    else:
        low, high = usual
        where = 'in your usual range' if low <= points <= high else (
            f'{amount(points - high)} above your usual range' if points > high
            else f'{amount(low - points)} below your usual range')
    return where + (f' · fairness {amount(fairness)}' if fairness is not None else '')


class QueueNotes(ui.element):
    """What one has to know before believing the list: read-only, drift, demo, what became of it."""

    def __init__(self, wishes: QueueWishes) -> None:
        super().__init__('div')
        self.classes('rt-col').props('aria-live=polite')
        self.wishes = wishes
        self.shown: object = None

    def show(self, screen: QueueScreen) -> None:
        view = screen.queue
        now = (screen.is_demo, view and (view.drift, view.entry.state, view.entry.published_by, view.reality,
                                         view.result.has_cut), screen.sprint, screen.disputes)
        if now == self.shown:
            return
        self.shown = now
        self.clear()
        with self:
            if screen.is_demo:
                banner('science', 'Demo data: made up by Roundtable, and never mixed with that of a site.')
            if not self.wishes.may_plan:
                banner('lock', 'You can look at this queue. Planners of this area change it.', 'locked')
            if screen.disputes:
                with banner('balance', f'Jira contradicts {counted(screen.disputes, "decision")} that '
                             f'{"was" if screen.disputes == 1 else "were"} made here.', 'warn'):
                    link('Look at both', f'{self.wishes.home}/disputes', 'rt-nowrap', 'chevron_right')
            if view:
                self._about(view)

    def _about(self, view: QueueView) -> None:
        if view.entry.state == ARCHIVED:
            banner('inventory_2', 'This queue is archived: it is kept as it was, and nobody works by it.', 'locked')
        if not view.result.has_cut and view.result.lines:
            with banner('help', 'Nobody said how much fits into this sprint, so nothing limits this queue.', 'warn'):
                Button('Open capacity', self.wishes.capacity, size='s')
        if view.drift:
            self._drift(view.drift)
        if view.reality:
            reality = view.reality
            share = percent(reality.kept) if reality.kept is not None else 'n/a'
            banner('fact_check', f'After the sprint: {counted(len(reality.in_done))} of '
                    f'{len(reality.in_done) + len(reality.in_open)} in the queue were done ({share} of the points), '
                    f'{len(reality.out_done)} below the line were done anyway.')

    def _drift(self, drift: Sequence[str]) -> None:
        few = '; '.join(drift[:2]) + (f' and {len(drift) - 2} more' if len(drift) > 2 else '')
        with banner('difference', f'Changed since this queue was made: {few}.', 'warn'):
            Button('See what changes', self.wishes.changes, size='s')
            if self.wishes.may_plan:
                Button('Build again', self.wishes.build, size='s')
