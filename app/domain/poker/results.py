"""The results of a table as files: CSV with one row per round, Markdown with one table per story."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.csv_cells import defused
from app.domain.poker.decks import Deck
from app.domain.poker.statistics import Played, Statistics, evaluate, percent, rounded

COLUMNS = ('table', 'story_key', 'story_title', 'round', 'started_at', 'revealed_at', 'duration_s', 'average', 'median',
           'agreement_pct', 'consensus', 'coffee', 'unsure', 'estimate', 'saved_by')


@dataclass(frozen=True)
class RoundResult:
    """One revealed round, on a story or on none."""
    no: int
    story_key: str
    story_title: str
    story_link: str
    deck: Deck
    started_at: datetime
    revealed_at: datetime
    eligible: int
    cards: tuple[Played, ...]
    estimate: str  # as saved for the story, on its last round only
    saved_by: str

    @property
    def statistics(self) -> Statistics:
        return evaluate(self.deck, self.cards, self.eligible)

    @property
    def seconds(self) -> int:
        return round((self.revealed_at - self.started_at).total_seconds())


@dataclass(frozen=True)
class SavedEstimate:
    """One time an estimate was saved for a story; the last one stands."""
    story_key: str
    story_title: str
    value: str
    by: str
    at: datetime


@dataclass(frozen=True)
class TableResults:
    table: str
    rounds: tuple[RoundResult, ...]
    estimates: tuple[SavedEstimate, ...] = ()  # in the order in which they were saved


def as_csv(results: TableResults) -> str:
    """RFC 4180 with a byte-order mark, so that spreadsheets read it as UTF-8; times are ISO 8601 in UTC."""
    people = list(dict.fromkeys(card.name for result in results.rounds for card in result.cards if card.name))
    file = io.StringIO(newline='')
    writer = csv.writer(file)
    writer.writerow([*COLUMNS, *map(defused, people)])
    for result in results.rounds:
        faces = {card.name: card.face for card in result.cards}
        writer.writerow([*map(defused, _cells(results.table, result)),
                         *(defused(faces.get(name, '')) for name in people)])
    return '\ufeff' + file.getvalue()


def as_markdown(results: TableResults) -> str:
    return '\n'.join([f'# {_escaped(results.table)}', *_chapters(results.rounds)]) + '\n'


def as_json(results: TableResults) -> str:
    """The rounds as objects; averages and medians are strings with one decimal, shares are whole percents."""
    rounds = [dict(zip(COLUMNS[1:], _cells(results.table, result)[1:], strict=True))
              | {'cards': [{'name': card.name, 'face': card.face} for card in result.cards]}
              for result in results.rounds]
    return json.dumps({'table': results.table, 'rounds': rounds}, ensure_ascii=False, indent=2)


def _cells(table: str, result: RoundResult) -> tuple[str, ...]:
    numbers = result.statistics
    return (table, result.story_key, result.story_title, str(result.no), _utc(result.started_at),
            _utc(result.revealed_at), str(result.seconds), rounded(numbers.average), rounded(numbers.median),
            percent(numbers.agreement), 'yes' if numbers.is_consensus else 'no', str(numbers.coffee),
            str(len(numbers.unsure)), result.estimate, result.saved_by)


def _chapters(rounds: Sequence[RoundResult]) -> Iterator[str]:
    stories = dict.fromkeys((result.story_key, result.story_title, result.story_link) for result in rounds)
    for key, title, link in stories:
        name = _escaped(' '.join(filter(None, (key, title))) or 'Without a story')
        own = [result for result in rounds if (result.story_key, result.story_title, result.story_link)
               == (key, title, link)]
        yield f'\n## {f"[{name}](<{_address(link)}>)" if link else name}\n'
        if estimate := next((result.estimate for result in reversed(own) if result.estimate), ''):
            yield f'Estimate: **{_escaped(estimate)}**\n'
        yield '| Round | Cards | Average | Median | Agreement | Took |'
        yield '| ---: | --- | ---: | ---: | ---: | ---: |'
        yield from map(_row, own)


def _row(result: RoundResult) -> str:
    numbers = result.statistics
    cards = ', '.join(f'{_escaped(card.name)} {_escaped(card.face)}'.strip() for card in result.cards)
    minutes, seconds = divmod(result.seconds, 60)
    return (f'| {result.no} | {cards} | {rounded(numbers.average)} | {rounded(numbers.median)} '
            f'| {percent(numbers.agreement)} % | {minutes}:{seconds:02} |')


def _escaped(text: str) -> str:
    for character in '\\`*_[]<>|#~&':
        text = text.replace(character, f'\\{character}')
    return ' '.join(text.split())


def _address(link: str) -> str:
    """Nothing in it ends the angle brackets around it."""
    return link.replace('\\', '%5C').replace('<', '%3C').replace('>', '%3E')


def _utc(moment: datetime) -> str:
    return moment.strftime('%Y-%m-%dT%H:%M:%SZ')
