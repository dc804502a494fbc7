"""The lobby: which tables there are, and how far they are."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, func
from sqlmodel import col, select

from app.domain.access import Actor, may
from app.domain.poker.due import settle
from app.domain.poker.statistics import Played, evaluate, percent
from app.domain.poker.table import State, Table
from app.domain.poker.views import Lobby, LobbySeat, LobbyTable
from app.errors import SignInNeeded
from app.services.poker.doing import own_seat, standing
from app.services.poker.store import load_open, open_at
from app.work import Work
from models.poker import PokerStory, PokerTable

SHOWN = 60
FOUND = 8

Queue = Sequence[tuple[int, str]]  # id and title, in order


def list_tables(work: Work) -> Lobby:
    """The open tables that want to be seen, newest first; how full the house is."""
    loaded = [(row, settle(table, work.now)) for row, table in load_open(work, SHOWN)]
    live = [(row, table) for row, table in loaded if not table.is_closed]
    queues = _queues(work, [table.id for _, table in live])
    shown = tuple(_lobby_table(row, table, queues.get(table.id, [])) for row, table in live if table.switches.listed)
    count, free_at = work.session.execute(
        select(func.count(), func.min(PokerTable.expires_at)).where(open_at(work.now))).one()
    is_full = count >= work.policy.poker.max_tables
    people = sum(seat.is_connected for _, table in live for seat in table.here)
    return Lobby(shown, people, is_full, free_at if is_full else None)


def demand_welcome(work: Work, actor: Actor) -> None:
    """Raises SignInNeeded for guests where none are wanted."""
    if actor.is_guest and not work.policy.poker.guests:
        raise SignInNeeded('Planning poker is only for people with an account here. Sign in first.')


def count_tables(work: Work) -> int:
    """How many tables are open."""
    return work.session.exec(select(func.count()).select_from(PokerTable)
                             .where(PokerTable.state != State.CLOSED)).one()


def find_tables(work: Work, actor: Actor, text: str) -> tuple[LobbyTable, ...]:
    """Open tables by name, for the palette."""
    wanted = text.casefold()
    return tuple(table for table in list_tables(work).tables
                 if wanted in table.name.casefold() or wanted in table.code.casefold())[:FOUND]


def list_fillable(work: Work, actor: Actor) -> tuple[tuple[str, str], ...]:
    """Id and name of the open tables to which this person may bring stories, newest first."""
    tables = (settle(table, work.now) for _, table in load_open(work, SHOWN))
    return tuple((table.id, table.name) for table in tables if not table.is_closed and may(
        actor, 'poker.stories', standing(table, own_seat(table, actor), 'poker.stories')))


def _lobby_table(row: Row[Any], table: Table, queue: Queue) -> LobbyTable:
    host, ids = table.host_seat, [story_id for story_id, _ in queue]
    voters = [seat for seat in table.here if seat.is_voter]
    return LobbyTable(
        id=table.id, code=table.code, name=table.name, state=table.state, is_paused=table.is_paused,
        is_full=len(voters) >= table.rules.max_voters, limit=table.rules.max_voters, host=host.name if host else '',
        story=dict(queue).get(table.story or 0, ''),
        story_no=ids.index(table.story) + 1 if table.story in ids else 0, stories=len(queue),
        seats=tuple(_lobby_seats(table)), watchers=len(table.here) - len(voters), agreement=_agreement(table),
        timer_ends_at=table.round.timer_ends_at if table.round else None, paused_at=table.paused_at,
        is_locked=table.switches.locked, guests_welcome=table.welcomes_guests,
        members=frozenset(seat.identity for seat in table.here))


def _lobby_seats(table: Table) -> Iterable[LobbySeat]:
    is_turned = table.state == State.RESULTS
    for seat in table.here:
        if seat.is_voter:
            yield LobbySeat(seat.name, seat.avatar, seat.identity, seat.card is not None and table.state != 'waiting',
                            (seat.card or '') if is_turned else '')


def _agreement(table: Table) -> str:
    if table.state != State.RESULTS or table.round is None:
        return ''
    return percent(evaluate(table.round.deck, [Played('', seat.card or '') for seat in table.cards], 0).agreement)


def _queues(work: Work, table_ids: Sequence[str]) -> Mapping[str, list[tuple[int, str]]]:
    queues: dict[str, list[tuple[int, str]]] = {}
    rows = work.session.exec(select(PokerStory.table_id, PokerStory.id, PokerStory.title).where(
        col(PokerStory.table_id).in_(table_ids), col(PokerStory.is_deleted).is_(False)).order_by(
            col(PokerStory.rank), col(PokerStory.id)))
    for table_id, story_id, title in rows:
        queues.setdefault(table_id, []).append((story_id, title))
    return queues
