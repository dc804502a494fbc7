"""What the open tables want from one person, and what goes on at them."""

from app.domain.access import Actor
from app.domain.home import Face, Happening, Need
from app.domain.poker.due import settle
from app.domain.poker.table import Seat, State, Table
from app.domain.poker.views import StoryView
from app.services.poker import stories
from app.services.poker.doing import own_seat
from app.services.poker.store import load_open
from app.work import Work

MOST = 60
ICON = 'playing_cards'


def list_needs(work: Work, actor: Actor) -> tuple[Need, ...]:
    """Tables that wait for a card or a deed of this person."""
    found = (_need(table, seat, stories.find(work, table.story))
             for table in _open_tables(work) if (seat := own_seat(table, actor)))
    return tuple(need for need in found if need)


def list_happenings(work: Work) -> tuple[Happening, ...]:
    """The listed tables at which somebody sits now."""
    return tuple(Happening(ICON, table.name, _progress(table), f'/poker/{table.id}', _faces(table))
                 for table in _open_tables(work) if table.switches.listed and _faces(table))


def _open_tables(work: Work) -> list[Table]:
    settled = (settle(table, work.now) for _, table in load_open(work, MOST))
    return [table for table in settled if not table.is_closed]


def _need(table: Table, seat: Seat, story: StoryView | None) -> Need | None:
    about = f'Estimate · {f"{story.key} “{story.title}”".strip() if story else "without a story"} · {_progress(table)}'
    link, others = f'/poker/{table.id}', _faces(table)
    if table.is_paused and table.host == seat.id:
        return Need(ICON, 'warn', f'{table.name} waits for you as Scrum Master', about, 'Go on', link, people=others,
                    is_urgent=True)
    if table.is_voting and seat in table.cardless:
        due = table.round.timer_ends_at if table.round else None
        return Need(ICON, 'prim', f'{table.name} is waiting for your card', about, 'Join table', link, due, others,
                    is_urgent=True)
    if table.state == State.RESULTS and table.host == seat.id:
        return Need(ICON, 'prim', f'The cards are up at {table.name}', about, 'Agree on it', link, people=others)
    return None


def _progress(table: Table) -> str:
    if table.is_paused:
        return 'paused'
    if table.is_voting:
        return f'round {table.last_round} · {len(table.cards)} of {len(table.voters)} cards down'
    return 'cards up' if table.state == State.RESULTS else 'waiting'


def _faces(table: Table) -> tuple[Face, ...]:
    return tuple((seat.name, seat.identity, seat.avatar) for seat in table.here if seat.is_connected)
