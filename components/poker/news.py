"""What is said about a table: sentences for people who listen, sounds, and a line for those who were away."""

import asyncio
from collections.abc import Sequence
from time import monotonic

from nicegui import background_tasks, ui

from app.domain.poker.looks import TableView, one_sentence
from app.domain.poker.table import State
from app.domain.poker.views import NewsView
from components.controls import Text, block
from components.feedback import toast
from components.poker.sounds import Sounds

SENTENCES = {
    'joined': '{who} joined.', 'left': '{who} left.', 'removed': '{who} was removed.',
    'handed_over': '{who} is Scrum Master now.', 'took_over': '{who} took over as Scrum Master.',
    'promoted': '{who} is Scrum Master now, being here longest.',
    'candidate': 'If the Scrum Master is not back in two minutes, {who} takes over.',
    'paused': 'Paused: waiting for the Scrum Master.', 'resumed': 'The Scrum Master is back; it goes on.',
    'started': 'Round {detail} has started.', 'revealing': 'Cards turn in a moment.',
    'reveal_cancelled': 'The reveal was stopped; you can change your card.',
    'time_is_up': 'Time is up.', 'undone': 'Taken back.',
    'cards_dropped': 'Cards laid meanwhile were dropped: {who}.', 'hand': '{who} raises a hand.',
    'expiring': 'The table closes soon unless somebody goes on.', 'closed': 'The table is closed.',
}
URGENT = ('paused', 'expiring', 'closed')  # said at once, whatever else is being read
CALM = ('joined', 'left')  # merged when there are many
MERGED_FROM = 4
LATEST = 4  # sentences at once
BREATH = 2.0  # seconds between two sentences that are not urgent


class News(ui.element):
    """Says what is new since the last look; nothing of what was before the page was opened."""

    def __init__(self, sounds: Sounds) -> None:
        super().__init__('div')
        self.classes('rt-vh')
        self.sounds = sounds
        self.heard, self.heard_with_line, self.said_at = -1, 0, 0.0
        self.counted, self.waiting = '', ''
        self.view: TableView | None = None
        with self:
            with block().props('role=status aria-live=polite aria-label="Table news"'):
                self.polite = Text()
            with block().props('role=alert'):
                self.urgent = Text()
        ui.context.client.on_disconnect(self._lose)
        ui.context.client.on_connect(self._find)

    def show(self, view: TableView, is_host: bool) -> None:
        self.view = view
        fresh = [item for item in view.news if item.seq > self.heard] if self.heard >= 0 else []
        self.heard = view.news[-1].seq if view.news else 0
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


def _is_complete(view: TableView) -> bool:
    return len(view.table.cards) == len(view.table.voters)


def sentence(item: NewsView, view: TableView) -> str:
    if item.kind == 'turned' and view.statistics:
        return one_sentence(view.statistics)
    return SENTENCES.get(item.kind, '').format(who=item.who, detail=item.detail)


def summary(items: Sequence[NewsView], view: TableView) -> str:
    """One line for what has happened since; many comings and goings are only counted."""
    calm = [item for item in items if item.kind in CALM]
    told = [item for item in items if item not in calm or len(calm) < MERGED_FROM]
    sentences = [text for item in told if (text := sentence(item, view))]
    if len(calm) >= MERGED_FROM:
        joined = sum(item.kind == 'joined' for item in calm)
        sentences.append(f'{joined} people joined, {len(calm) - joined} left.')
    return ' '.join(sentences[-LATEST:])
