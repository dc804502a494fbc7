"""What is said about a table: sentences for people who listen, sounds, and a line for those who were away."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from time import monotonic

from nicegui import background_tasks, ui

from app.domain.poker.looks import TableView, one_sentence
from app.domain.poker.table import State
from app.domain.poker.views import NewsView
from components.controls import Text, become
from components.feedback import toast
from components.poker.sounds import Sounds

SENTENCES = {
    'joined': '{who} joined.', 'left': '{who} left.', 'away': '{who} is away.', 'back': '{who} is back.',
    'removed': '{who} was removed.',
    'handed_over': '{who} is Scrum Master now.', 'took_over': '{who} took over as Scrum Master.',
    'promoted': '{who} is Scrum Master now, being here longest.',
    'candidate': 'If the Scrum Master is not back in two minutes, {who} takes over.',
    'paused': 'Paused: waiting for the Scrum Master.', 'resumed': 'The Scrum Master is back; it goes on.',
    'started': 'Round {detail} has started.', 'revealing': 'Cards turn in a moment.',
    'reveal_cancelled': 'The reveal was stopped; you can change your card.',
    'time_is_up': 'Time is up.', 'undone': 'Taken back.',
    'cards_dropped': 'Cards laid meanwhile were dropped: {who}.', 'hand': '{who} raises a hand.',
    'expiring': 'The table closes in {detail} unless somebody goes on.', 'closed': 'The table is closed.',
}
URGENT = ('paused', 'expiring', 'closed')  # said at once, whatever else is being read
CALM = {'joined': 'joined', 'left': 'left', 'away': 'went away', 'back': 'came back'}  # merged when there are many
MERGED_FROM = 4
LATEST = 4  # sentences at once
TOGETHER = 5.0  # seconds within which comings and goings are told in one line
BREATH = 2.0  # seconds between two sentences that are not urgent


class News(ui.element):
    """Says what is new since the last look; nothing of what was before the page was opened."""

    def __init__(self, sounds: Sounds, notices: 'Notices') -> None:
        super().__init__('div')
        self.classes('rt-vh')
        self.sounds, self.notices = sounds, notices
        self.heard, self.heard_with_line, self.said_at = -1, 0, 0.0
        self.counted, self.waiting = '', ''
        self.view: TableView | None = None
        with self:
            self.polite = Voice('role=status aria-live=polite aria-label="Table news"')
            self.urgent = Voice('role=alert')
        ui.context.client.on_disconnect(self._lose)
        ui.context.client.on_connect(self._find)

    def show(self, view: TableView, me: str, is_host: bool) -> None:
        """`me` is the name of the one who looks: they know of their own comings and goings."""
        self.view = view
        fresh = [item for item in view.news if item.seq > self.heard
                 and (item.kind not in CALM or item.who != me)] if self.heard >= 0 else []
        self.heard = view.news[-1].seq if view.news else 0
        self.notices.tell([item for item in fresh if item.kind in CALM])
        if text := summary([item for item in fresh if item.kind in URGENT], view):
            self.urgent.say(text)
        progress = self._progress(view)
        self._say(summary([item for item in fresh if item.kind not in URGENT], view) or progress)
        self._sound({item.kind for item in fresh}, bool(progress) and is_host and _is_complete(view))

    def _progress(self, view: TableView) -> str:
        """7 of 9 have voted: only when it changes."""
        table = view.table
        text = f'{len(table.cards)} of {len(table.voters)} have voted.' if table.state == State.VOTING else ''
        before, self.counted = self.counted, text
        return text if before and text != before else ''

    def _say(self, text: str) -> None:
        """A reader that is interrupted all the time says nothing: the latest sentence waits for its turn."""
        if not text:
            return
        is_resting = bool(self.waiting)
        self.waiting = text
        if not is_resting:
            background_tasks.create(self._speak(), name='table news')

    async def _speak(self) -> None:
        await asyncio.sleep(max(0.0, self.said_at + BREATH - monotonic()))
        text, self.waiting = self.waiting, ''
        self.said_at = monotonic()
        if not self.is_deleted:
            self.polite.say(text)

    def _sound(self, kinds: set[str], rings: bool) -> None:
        for kind, name in (('started', 'start'), ('turned', 'reveal')):
            if kind in kinds:
                self.sounds.play(name)
        if rings:
            self.sounds.play('all_voted')

    def _lose(self) -> None:
        """The line is gone: what happens from now on has to be told later."""
        self.heard_with_line = max(0, self.heard)

    def _find(self) -> None:
        """The line is back: one sentence about what was missed."""
        if self.heard_with_line and self.view:
            missed = [item for item in self.view.news if item.seq > self.heard_with_line]
            if text := summary(missed, self.view):
                toast(f'Back. {text}')
        self.heard_with_line = 0


class Voice(ui.element):
    """What is read out. Readers speak only what changes, so a sentence that is repeated appears in another place."""

    def __init__(self, props: str) -> None:
        super().__init__('div')
        self.props(props)
        with self:
            self.now, self.other = Text(), Text()

    def say(self, text: str) -> None:
        if self.now.text == text:
            self.now, self.other = self.other, self.now
            self.other.say('')
        self.now.say(text)


class Notices(Text):
    """Who has come and gone just now, for those who look; the style sheet takes it away again."""

    def __init__(self) -> None:
        super().__init__('', tag='div')
        self.props('aria-hidden=true')
        self.recent: list[tuple[float, NewsView]] = []
        self.turn = 0

    def tell(self, items: Sequence[NewsView]) -> None:
        if not items:
            return
        now = monotonic()
        self.recent = [(at, item) for at, item in self.recent if now - at < TOGETHER] + [(now, item) for item in items]
        self.say(_comings([item for _, item in self.recent]))
        self.turn += 1
        become(self, ('rt-notice', f'rt-turn-{self.turn % 2}'))


def _is_complete(view: TableView) -> bool:
    return len(view.table.cards) == len(view.table.voters)


def sentence(item: NewsView, view: TableView) -> str:
    if item.kind == 'turned' and view.statistics:
        return one_sentence(view.statistics)
    return SENTENCES.get(item.kind, '').format(who=item.who, detail=item.detail or 'a moment')


def summary(items: Sequence[NewsView], view: TableView) -> str:
    """One line for what has happened since; many comings and goings are only counted."""
    calm = [item for item in items if item.kind in CALM]
    sentences = [text for item in items if item.kind not in CALM and (text := sentence(item, view))]
    if calm:
        sentences.insert(0, _comings(calm))
    return ' '.join(sentences[-LATEST:])


def _comings(items: Sequence[NewsView]) -> str:
    if len(items) < MERGED_FROM:
        return ' '.join(SENTENCES[item.kind].format(who=item.who) for item in items)
    counts = Counter(item.kind for item in items)
    return ', '.join(f'{counts[kind]} {"people " * (counts[kind] > 1)}{words}'
                     for kind, words in CALM.items() if counts[kind]) + '.'
