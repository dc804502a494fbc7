"""Rounds: start, vote, reveal, and the ways back."""

from sqlalchemy import select as columns
from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.poker import deeds
from app.domain.poker.due import settle
from app.domain.poker.table import Round, Table
from app.errors import NotFound
from app.events import CardLaid, StoriesChanged, stories_topic
from app.security import brakes
from app.services import audit
from app.services.poker import stories
from app.services.poker.doing import act, keep, open_table_of, own_seat, standing
from app.services.poker.store import deck_from, load
from app.work import Work
from models.poker import PokerCard, PokerRound, PokerSeat, PokerStory


def start_round(work: Work, actor: Actor, table_id: str, story_id: int | None = None) -> Table:
    """A new round on a story of this table, or on none."""
    _demand_story(work, table_id, story_id)
    after = act(work, actor, table_id, 'poker.move_on', lambda table, seat: deeds.Start(story_id),
                note='poker.start_round')
    work.record(StoriesChanged(stories_topic(table_id)))
    return after


def start_picked(work: Work, actor: Actor, table_id: str) -> Table:
    """On the story that lies on the table, if any."""
    return start_round(work, actor, table_id, load(work, table_id).story)


def lay_card(work: Work, actor: Actor, table_id: str, round_no: int, face: str) -> Table:
    """Lay a card face down or change it; it is saved at once, and only its owner sees it before the reveal."""
    brakes.hit('poker.cards', actor.identity)
    return act(work, actor, table_id, 'poker.play', lambda table, seat: deeds.Lay(seat.id, round_no, face),
               event=CardLaid)


def take_back_card(work: Work, actor: Actor, table_id: str, round_no: int) -> Table:
    brakes.hit('poker.cards', actor.identity)
    return act(work, actor, table_id, 'poker.play', lambda table, seat: deeds.TakeBack(seat.id, round_no),
               event=CardLaid)


def reveal_cards(work: Work, actor: Actor, table_id: str, round_no: int | None = None) -> Table:
    return act(work, actor, table_id, 'poker.reveal', lambda table, seat: deeds.Reveal(), note='poker.reveal',
               round_no=round_no)


def cancel_reveal(work: Work, actor: Actor, table_id: str, round_no: int | None = None) -> Table:
    return act(work, actor, table_id, 'poker.reveal', lambda table, seat: deeds.CancelReveal(),
               note='poker.cancel_reveal', round_no=round_no)


def turn_now(work: Work, actor: Actor, table_id: str, round_no: int | None = None) -> Table:
    return act(work, actor, table_id, 'poker.reveal', lambda table, seat: deeds.TurnNow(), note='poker.turn_now',
               round_no=round_no)


def restart_round(work: Work, actor: Actor, table_id: str, round_no: int | None = None) -> Table:
    """Vote again on the same story."""
    return act(work, actor, table_id, 'poker.move_on', lambda table, seat: deeds.Restart(seat.id),
               note='poker.restart_round', round_no=round_no)


def cancel_round(work: Work, actor: Actor, table_id: str, round_no: int | None = None) -> Table:
    return act(work, actor, table_id, 'poker.move_on', lambda table, seat: deeds.CancelRound(seat.id),
               note='poker.cancel_round', round_no=round_no)


def set_timer(work: Work, actor: Actor, table_id: str, action: str, seconds: int = 30) -> Table:
    return act(work, actor, table_id, 'poker.host', lambda table, seat: deeds.SetTimer(action, seconds),
               note='poker.set_timer', about=action)


def undo(work: Work, actor: Actor, table_id: str) -> Table:
    """Take the last restart, skip, cancel or next back, within ten seconds, as whoever did it or as Scrum Master."""
    before, table = open_table_of(work, table_id)
    seat = own_seat(table, actor)
    place = deeds.demand_undo(table, work.now)
    demand(actor, 'poker.play' if seat and seat.id == place.seat else 'poker.host', standing(table, seat))
    row = work.session.exec(select(PokerRound).where(PokerRound.table_id == table_id,
                                                     PokerRound.no == place.round)).one()
    cards = tuple(work.session.execute(columns(col(PokerCard.seat_id), col(PokerCard.face))
                                       .join(PokerSeat, col(PokerSeat.id) == col(PokerCard.seat_id))
                                       .where(col(PokerCard.round_id) == row.id)).all())
    row.is_void = True  # it goes on under another number
    work.session.flush()
    former = Round(row.no, deck_from(row.deck), story=row.story_id, started_at=row.started_at,
                   revealed_at=row.revealed_at, eligible=row.eligible)
    after = settle(deeds.TakeBackDeed(cards, former).apply(table, work.now), work.now)
    if place.deed == 'skip' and row.story_id:
        stories.reopen(work, row.story_id)
    audit.write(work, actor, 'poker.undo', table.name, place.deed)
    work.record(StoriesChanged(stories_topic(table_id)))
    keep(work, before, after)
    return after


def _demand_story(work: Work, table_id: str, story_id: int | None) -> None:
    if story_id is None:
        return
    story = work.session.get(PokerStory, story_id)
    if story is None or story.table_id != table_id or story.is_deleted:
        raise NotFound('This story is not on the table any more.')
