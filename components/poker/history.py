"""What was estimated: the list of sessions that are over, and one of them with every round."""

from collections.abc import Awaitable, Callable, Sequence
from itertools import groupby

from nicegui import ui

from app.domain.poker.decks import spoken
from app.domain.poker.results import RoundResult, SavedEstimate, TableResults
from app.domain.poker.statistics import percent, rounded
from app.domain.poker.views import Session
from components.controls import Pill, Text, block, link, outside_link, show_face, sign
from components.feedback import empty_state
from components.moments import full_moment, length, local_day, minutes, short_moment
from components.pager import Pager
from components.poker.sessions import session_table

FORMATS = {'csv': 'CSV', 'md': 'Markdown', 'json': 'JSON'}

Find = Callable[[str, int], Awaitable[tuple[tuple[Session, ...], int]]]


class HistoryList(ui.element):
    """Sessions that are over, newest first, `limit` at a time."""

    def __init__(self, find: Find, limit: int, text: str, skip: int) -> None:
        super().__init__('div')
        self.find, self.limit, self.wanted, self.skip = find, limit, text, skip
        with self:
            with block('rt-filters'), block('rt-filter'):
                sign('search', 18, 'rt-3')
                self.text = ui.input(value=text, placeholder='Name of a table').props(
                    'borderless dense debounce=200 aria-label="Filter the history"')
                self.text.on_value_change(self._typed)
            with block('rt-card'):
                self.place = block('rt-scroll-x')
                self.pager = Pager(lambda: self._page(-limit), lambda: self._page(limit))

    async def look(self) -> None:
        sessions, total = await self.find(self.wanted, self.skip)
        self.place.clear()
        with self.place:
            if sessions:
                session_table(sessions, 'Sessions')
            elif self.wanted:
                empty_state('search_off', f'No table was called “{self.wanted}”', 'Look for another word.',
                            'Clear filter', lambda: self.text.set_value(''), 'close')
            else:
                empty_state('history', 'No session yet', 'Tables that are closed and kept are listed here, with their '
                            'results.')
        self.pager.set_visibility(total > self.limit)
        self.pager.show(self.skip, len(sessions), total)

    async def _typed(self) -> None:
        await self._go(self.text.value or '', 0)

    async def _page(self, step: int) -> None:
        await self._go(self.wanted, max(0, self.skip + step))

    async def _go(self, text: str, skip: int) -> None:
        self.wanted, self.skip = text, skip
        await self.look()


class SessionView(ui.element):
    """One session: its figures, and each story with its rounds."""

    def __init__(self, session: Session, results: TableResults) -> None:
        super().__init__('div')
        self.classes('rt-col').style('gap: 16px')
        with self:
            with block('rt-card'), block('rt-card-body'), block('rt-figures rt-wrap'):
                for name, figure in _figures(session):
                    with block():
                        Text(name, 'rt-sm rt-3', 'div')
                        Text(figure, 'rt-figure-big', 'div')
            if not results.rounds:
                empty_state('playing_cards', 'No cards were turned', 'This table was closed before its first result.')
            for story, rounds in groupby(results.rounds, lambda result: (result.story_key, result.story_title)):
                _story(tuple(rounds), [saved for saved in results.estimates
                                       if (saved.story_key, saved.story_title) == story])


def export_links(table_id: str, classes: str = 'rt-btn', forms: Sequence[str] = tuple(FORMATS)) -> None:
    """Results to take away."""
    for form in forms:
        address = f'/api/v1/poker/tables/{table_id}/export?format={form}'
        anchor = link(FORMATS[form], address, classes, 'download').props('download')
        anchor.props['aria-label'] = f'Download the results as {FORMATS[form]}'


def session_meta(session: Session) -> str:
    when = f'{local_day(session.opened_at)}, run by {session.host}' if session.host else local_day(session.opened_at)
    return when if session.closed_at else f'{when} · still open'


def _figures(session: Session) -> list[tuple[str, str]]:
    share, per_story = session.agreed_share, session.rounds_per_story
    return [('Stories', str(session.stories)), ('Rounds', str(session.rounds)),
            ('Rounds per story', f'{per_story:.1f}' if per_story else '–'),
            ('Agreed at once', '–' if share is None else f'{100 * share:.0f} %'),
            ('Took', length(session.seconds) if session.seconds else '–'),
            ('Per story', minutes(session.seconds / session.stories) if session.stories else '–')]


def _story(rounds: tuple[RoundResult, ...], saved: list[SavedEstimate]) -> None:
    first = rounds[0]
    with block('rt-card', 'section'):
        with block('rt-card-head rt-ln'):
            if first.story_key:
                Text(first.story_key, 'rt-3 rt-sm')
            Text(first.story_title or 'Without a story', 'rt-grow', 'h2')
            if first.story_link:
                outside_link('Open in the tracker', first.story_link)
            if saved:
                Pill(spoken(saved[-1].value), 'check_circle', 'ok')
        for result in rounds:
            _round(result)
        if saved:
            _estimates(saved)


def _round(result: RoundResult) -> None:
    numbers = result.statistics
    with block('rt-line rt-round'):
        with block():
            Text(f'Round {result.no}', 'rt-b', 'div')
            Text(short_moment(result.revealed_at), 'rt-3 rt-sm', 'div').props['title'] = full_moment(result.revealed_at)
        with block('rt-played rt-grow', 'ul').props(f'aria-label="Cards of round {result.no}"'):
            for card in result.cards:
                with block(tag='li'):
                    show_face(Text('', 'rt-bar-face').props('aria-hidden=true'), card.face)
                    Text(spoken(card.face), 'rt-vh')
                    Text(card.name, 'rt-sm rt-clip', 'bdi')
        for name, value in (('average', rounded(numbers.average)), ('median', rounded(numbers.median)),
                            ('agree', f'{percent(numbers.agreement)} %'), ('took', minutes(result.seconds))):
            with block('rt-not-phone').style('min-width: 56px; text-align: right'):
                Text(value, 'rt-b', 'div')
                Text(name, 'rt-3 rt-sm', 'div')


def _estimates(saved: list[SavedEstimate]) -> None:
    """Who saved what; also what it was before."""
    with block('rt-line rt-sm rt-2'):
        sign('check', 16)
        Text(' · '.join(f'{item.value} saved by {item.by}, {short_moment(item.at)}' for item in saved))
