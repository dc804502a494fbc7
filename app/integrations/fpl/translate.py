"""What the FPL answers, as values of ours.

Its answers have no contract: fields come and go, numbers come as texts, players are mentioned who are on no list. So
every field may be missing; only an answer in which nothing of what it is for can be found counts as none.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar

from app.domain.ops.team import POSITIONS, UNKNOWN_CLUB, Footballer, Match, Move, Pick, Season, Squad, Week
from app.errors import Upstream

V = TypeVar('V')
Record = Mapping[str, Any]

UPDATING = 'game is being updated'


class Unreadable(Upstream):
    """It answered, but not with what was asked for."""
    code = 'fpl.unreadable'


@lru_cache(maxsize=4)
def season(body: bytes) -> Season:
    """`bootstrap-static/`. Two megabytes: many looks share one reading."""
    told = _object(body)
    clubs = {number: _text(club.get('short_name')) or UNKNOWN_CLUB for club in _records(told, 'teams')
             if (number := _whole(club.get('id'))) is not None}
    weeks = sorted(_all(_week, _records(told, 'events')), key=lambda week: week.number)
    players = {one.id: one for one in _all(lambda record: _player(record, clubs), _records(told, 'elements'))}
    if not weeks or not players:
        raise Unreadable('The FPL names no gameweeks and no players.')
    return Season(tuple(weeks), players)


@lru_cache(maxsize=4)
def clubs_of(body: bytes) -> Mapping[int, str]:
    """Numbers of the clubs, which fixtures use, and their three letters."""
    return {number: _text(club.get('short_name')) or UNKNOWN_CLUB for club in _records(_object(body), 'teams')
            if (number := _whole(club.get('id'))) is not None}


def matches(body: bytes, clubs: Mapping[int, str]) -> tuple[Match, ...]:
    """`fixtures/`, all of them."""
    told = _value(body)
    if not isinstance(told, list):
        raise Unreadable('The FPL answers with something else than a list of matches.')
    return tuple(_all(lambda record: _match(record, clubs), (one for one in told if isinstance(one, dict))))


def squad(body: bytes) -> Squad:
    """`entry/{id}/event/{gw}/picks/`."""
    told = _object(body)
    picks = tuple(_all(_pick, _records(told, 'picks')))
    if not picks:
        raise Unreadable('The FPL names no players of this team.')
    history = told.get('entry_history')
    figures: Record = history if isinstance(history, dict) else {}
    return Squad(
        _whole(figures.get('event')), picks, _text(told.get('active_chip')),
        bank=_tenths(figures.get('bank')), value=_tenths(figures.get('value')),
        transfers=_whole(figures.get('event_transfers')), transfer_cost=_whole(figures.get('event_transfers_cost')),
        **{name: _whole(figures.get(name)) for name in ('points', 'total_points', 'rank', 'overall_rank',
                                                        'points_on_bench')})


def points(body: bytes) -> Mapping[int, int]:
    """`event/{gw}/live/`: what each player brought in this gameweek."""
    told = _object(body)
    if not isinstance(told.get('elements'), list):
        raise Unreadable('The FPL names no players of this gameweek.')
    found = ((_whole(one.get('id')), _whole(_part(one, 'stats').get('total_points')))
             for one in _records(told, 'elements'))
    return {player: brought for player, brought in found if player is not None and brought is not None}


def moves(body: bytes) -> tuple[Move, ...]:
    """`entry/{id}/transfers/`, in the order they were made."""
    told = _value(body)
    if not isinstance(told, list):
        raise Unreadable('The FPL answers with something else than a list of transfers.')
    found = [(_text(one.get('time')), move) for one in told if isinstance(one, dict) and (move := _move(one))]
    return tuple(move for _, move in sorted(found, key=lambda entry: entry[0]))


def chips(body: bytes) -> tuple[tuple[str, int], ...]:
    """`entry/{id}/history/`: which were played, and when."""
    told = _object(body)
    if 'chips' not in told and 'current' not in told:
        raise Unreadable('The FPL tells nothing about the past of this team.')
    found = ((_text(one.get('name')), _whole(one.get('event'))) for one in _records(told, 'chips'))
    return tuple((name, week) for name, week in found if name and week is not None)


def team_name(body: bytes) -> str:
    """`entry/{id}/`."""
    told = _object(body)
    if _whole(told.get('id')) is None and not _text(told.get('name')):
        raise Unreadable('The FPL does not describe this team.')
    return _text(told.get('name'))


def _week(record: Record) -> Week | None:
    number = _whole(record.get('id'))
    if number is None:
        return None
    return Week(number, _text(record.get('name')) or f'Gameweek {number}', _moment(record.get('deadline_time')),
                _yes(record.get('finished')), _yes(record.get('is_current')), _yes(record.get('is_next')),
                _whole(record.get('average_entry_score')), _whole(record.get('highest_score')))


def _player(record: Record, clubs: Mapping[int, str]) -> Footballer | None:
    number = _whole(record.get('id'))
    if number is None:
        return None
    full = ' '.join(filter(None, (_text(record.get('first_name')), _text(record.get('second_name')))))
    return Footballer(number, _text(record.get('web_name')) or full or f'Player {number}',
                      clubs.get(_whole(record.get('team')) or 0, UNKNOWN_CLUB), _position(record.get('element_type')),
                      _tenths(record.get('now_cost')), _text(record.get('status')), _text(record.get('news')),
                      _whole(record.get('chance_of_playing_next_round')), _whole(record.get('event_points')))


def _match(record: Record, clubs: Mapping[int, str]) -> Match:
    home, away = (clubs.get(_whole(record.get(name)) or 0, UNKNOWN_CLUB) for name in ('team_h', 'team_a'))
    return Match(_whole(record.get('event')), _moment(record.get('kickoff_time')), home, away,
                 _whole(record.get('team_h_score')), _whole(record.get('team_a_score')), _yes(record.get('finished')))


def _pick(record: Record) -> Pick | None:
    player, slot, multiplier = (_whole(record.get(name)) for name in ('element', 'position', 'multiplier'))
    if player is None or slot is None:
        return None
    return Pick(player, slot, 1 if multiplier is None else multiplier, _yes(record.get('is_captain')),
                _yes(record.get('is_vice_captain')), _position(record.get('element_type')))


def _move(record: Record) -> Move | None:
    came, went = _whole(record.get('element_in')), _whole(record.get('element_out'))
    return None if came is None or went is None else Move(_whole(record.get('event')), came, went)


def _all(read: Callable[[Record], V | None], records: Iterator[Record]) -> list[V]:
    """Those that can be read."""
    return [value for record in records if (value := read(record)) is not None]


def _records(told: Record, name: str) -> Iterator[Record]:
    found = told.get(name)
    return (one for one in found if isinstance(one, dict)) if isinstance(found, list) else iter(())


def _part(told: Record, name: str) -> Record:
    found = told.get(name)
    return found if isinstance(found, dict) else {}


def _object(body: bytes) -> Record:
    told = _value(body)
    if not isinstance(told, dict):
        raise Unreadable('The FPL answers with something else than was asked for.')
    return told


def _value(body: bytes) -> Any:
    """Also a page in HTML is an answer, and may say why there is no other."""
    try:
        told = json.loads(body)
    except ValueError:
        raise Unreadable('The FPL answers with something that cannot be read.') from None
    if isinstance(told, str) and UPDATING in told:
        raise Unreadable('The FPL says: the game is being updated.', 'fpl.updating')
    return told


def _whole(value: Any) -> int | None:
    """5, 5.0, "5" and "5.0"."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return int(float(value)) if abs(float(value)) < 2**53 else None
    except ValueError:
        return None


def _tenths(value: Any) -> Decimal | None:
    number = _whole(value)
    return None if number is None else Decimal(number).scaleb(-1)


def _text(value: Any) -> str:
    return ' '.join(str(value).split()) if isinstance(value, str | int) and not isinstance(value, bool) else ''


def _yes(value: Any) -> bool:
    return value is True or value in (1, '1', 'true', 'True')


def _position(value: Any) -> str:
    number = _whole(value)
    return POSITIONS[number - 1] if number and 1 <= number <= len(POSITIONS) else ''


def _moment(value: Any) -> datetime | None:
    """2026-01-03T11:00:00Z."""
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found and (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
