"""Tables: open one, find one, look at it, change and close it."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

from sqlalchemy import func
from sqlmodel import col, select

from app.domain.access import Actor, Standing, demand
from app.domain.poker import deeds
from app.domain.poker.decks import FIBONACCI, Deck
from app.domain.poker.due import settle
from app.domain.poker.looks import TableView
from app.domain.poker.statistics import Played
from app.domain.poker.stories import StoryDraft
from app.domain.poker.table import State, Switches, Table
from app.domain.poker.views import NewsView
from app.errors import NotFound, Rejected, TooMany
from app.events import DEADLINES, TABLES, DeadlineMoved, TableClosed, TableOpened
from app.security import brakes
from app.services import audit
from app.services.poker import stories
from app.services.poker.doing import act, demand_not_closed, keep, open_table_of, own_seat, standing
from app.services.poker.seats import new_seat
from app.services.poker.store import load, open_at, rules_of, table_values
from app.work import Work
from models.poker import PokerCard, PokerNews, PokerRound, PokerSeat, PokerTable

TURN = 7_100_004  # the limit of tables is counted by one writer at a time
NEWS_SHOWN = 30
WORDS = ('FELT', 'CARD', 'OVAL', 'ROOM', 'DECK', 'TEAM', 'PLAN', 'MOON', 'STAR', 'LIME', 'MINT', 'PLUM', 'LEAF', 'WOLF',
         'BIRD', 'FISH', 'LAKE', 'HILL', 'SNOW', 'RAIN', 'WIND', 'SAND', 'GOLD', 'JADE', 'RUBY', 'OPAL', 'CORK', 'SILK')


@dataclass(frozen=True)
class TableDraft:
    name: str
    deck: Deck = FIBONACCI
    switches: Switches = field(default_factory=Switches)
    max_voters: int = 0  # 0: as many as allowed
    stories: tuple[StoryDraft, ...] = ()
    avatar: str = ''
    keep: bool | None = None  # the results; None: those of people with an account


def open_table(work: Work, actor: Actor, draft: TableDraft) -> str:
    """A new table with its opener as Scrum Master; returns its id. Of two who open the last one, one is refused."""
    poker = work.policy.poker
    demand(actor, 'poker.open', Standing(guests_welcome=poker.guests and poker.guest_tables))
    if not actor.name:
        raise Rejected('Give your name first.', 'people.name', 'guest')
    work.take_turns(TURN)
    _demand_room(work)
    table = _new_table(work, draft, draft.switches.keep and not actor.is_guest if draft.keep is None else draft.keep)
    work.session.add(PokerTable(**table_values(table), id=table.id, code=table.code, made_at=work.now,
                                max_voters=table.rules.max_voters, opened_by=actor.identity))
    work.session.flush()
    stories.add_all(work, table.id, draft.stories)
    _seat_host(work, actor, table, draft.avatar)
    work.get(PokerTable, table.id).story_id = stories.first_open(work, table.id)
    audit.write(work, actor, 'poker.open', table.name, f'{len(draft.stories)} stories' if draft.stories else '')
    work.record(TableOpened(TABLES))
    work.record(DeadlineMoved(DEADLINES))
    return table.id


def view_table(work: Work, table_id: str) -> TableView:
    """The table as it is by now, with all cards: what leaves the server is decided when it is shown."""
    table = settle(load(work, table_id), work.now)
    return TableView(table, stories.find(work, table.story), _previous(work, table), _news(work, table_id))


def view_for(work: Work, actor: Actor, table_id: str) -> TableView:
    """The table for a program; which faces its owner may see is decided when they are put into words."""
    view = view_table(work, table_id)
    demand_not_closed(view.table)
    demand(actor, 'poker.look', standing(view.table, own_seat(view.table, actor)))
    return view


def find_table(work: Work, code: str, address: str) -> str:
    """The id of the table with this code, however it was typed; wrong ones are counted per address."""
    brakes.demand_free('poker.codes', address)
    wanted = normal_code(code)
    table_id = work.session.exec(select(PokerTable.id).where(PokerTable.code == wanted)).first()
    if table_id is None:
        brakes.hit('poker.codes', address)
        raise NotFound(f'There is no table with the code {wanted[:9]}. Check it with your Scrum Master.',
                       'poker.unknown')
    return table_id


def demand_open(work: Work, table_id: str) -> Table:
    """Raises Gone if the table is over, NotFound if it never was."""
    table = settle(load(work, table_id), work.now)
    demand_not_closed(table)
    return table


def change_table(work: Work, actor: Actor, table_id: str, switches: Mapping[str, Any], *, name: str | None = None,
                 deck: Deck | None = None, seats: int | None = None, version: int | None = None) -> Table:
    """Another name, deck or number of seats, other switches."""
    if seats is not None:
        _demand_seats(work, seats)
    unknown = sorted(switches.keys() - Switches.__dataclass_fields__.keys())
    if unknown:
        raise Rejected(f'There is no switch called “{unknown[0]}”.', 'poker.switch', unknown[0])
    about = ', '.join(f'{key} {value}' for key, value in switches.items())
    return act(work, actor, table_id, 'poker.host', lambda table, seat: deeds.Change(
        name, deck, replace(table.switches, **switches) if switches else None, seats), note='poker.change', about=about,
        version=version)


def close_table(work: Work, actor: Actor, table_id: str) -> None:
    before, table = open_table_of(work, table_id)
    at = standing(table, own_seat(table, actor))
    demand(actor, 'poker.close', at)
    audit.write(work, actor, 'poker.close', table.name)
    keep(work, before, deeds.Close('closed' if at.is_host else 'admin').apply(table, work.now), TableClosed)


def most_seats(work: Work) -> int:
    return work.policy.poker.max_voters


def normal_code(text: str) -> str:
    letters = ''.join(character for character in text.upper() if character.isalnum())
    return f'{letters[:4]}-{letters[4:]}'


def _demand_room(work: Work) -> None:
    most = work.policy.poker.max_tables
    first_free = work.session.execute(
        select(func.count(), func.min(PokerTable.expires_at)).where(open_at(work.now))).one()
    if first_free[0] >= most:
        seconds = (first_free[1] - work.now).total_seconds() if first_free[1] else 0
        when = f' One frees up in {max(1, round(seconds / 60))} min if nobody plays there.' if seconds else ''
        raise TooMany(f'All {most} tables are in use.{when}', 'poker.too_many_tables', max(0.0, seconds))


def _new_table(work: Work, draft: TableDraft, keep: bool) -> Table:
    wanted = _demand_seats(work, draft.max_voters or work.policy.poker.max_voters)
    blank = Table(str(uuid4()), _free_code(work), draft.name, rules=rules_of(work, wanted))
    return deeds.Change(draft.name, draft.deck, replace(draft.switches, keep=keep)).apply(blank, work.now)


def _demand_seats(work: Work, wanted: int) -> int:
    most = work.policy.poker.max_voters
    if not 1 <= wanted <= most:
        raise Rejected(f'A table has 1 to {most} seats.', 'poker.seats', 'seats')
    return wanted


def _free_code(work: Work) -> str:
    while True:
        code = f'{secrets.choice(WORDS)}-{secrets.randbelow(1000):03}'
        if work.session.exec(select(PokerTable.id).where(PokerTable.code == code)).first() is None:
            return code


def _seat_host(work: Work, actor: Actor, table: Table, avatar: str) -> None:
    seated = deeds.Sit(new_seat(actor, avatar)).apply(table, work.now)
    keep(work, table, replace(seated, news=()))
    seat_id = work.session.exec(select(PokerSeat.id).where(PokerSeat.table_id == table.id)).one()
    work.get(PokerTable, table.id).host_id = seat_id
    work.session.flush()


def _previous(work: Work, table: Table) -> tuple[Played, ...]:
    """How the last round on the same story went, once this one is turned."""
    if table.state != State.RESULTS or table.round is None or table.story is None:
        return ()
    former = work.session.exec(select(PokerRound.id).where(
        PokerRound.table_id == table.id, PokerRound.story_id == table.story, PokerRound.no < table.round.no,
        col(PokerRound.revealed_at).is_not(None), col(PokerRound.is_void).is_(False))
        .order_by(col(PokerRound.no).desc()).limit(1)).first()
    if former is None:
        return ()
    cards = work.session.exec(select(PokerSeat.name, PokerCard.face).join(
        PokerCard, col(PokerCard.seat_id) == PokerSeat.id).where(PokerCard.round_id == former)
        .order_by(col(PokerSeat.ordinal)))
    return tuple(Played(name, face) for name, face in cards)


def _news(work: Work, table_id: str) -> tuple[NewsView, ...]:
    rows = work.session.exec(select(PokerNews).where(PokerNews.table_id == table_id)
                             .order_by(col(PokerNews.seq).desc()).limit(NEWS_SHOWN)).all()
    return tuple(NewsView(row.seq, row.at, row.kind, row.who, row.detail) for row in reversed(rows))
