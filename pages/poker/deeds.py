"""Which service fulfils which wish at a table."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from nicegui import ui

from app.domain.poker.decks import Deck
from app.domain.poker.stories import Preview, StoryDraft
from app.errors import AppError
from app.services.people import accounts, guests
from app.services.poker import decks, rounds, seats, stories, tables
from app.work import ask
from components.feedback import problem_shown, toast
from components.poker.room import Room
from components.poker.settings import TableSettings
from components.poker.wishes import RoomWishes, ViewStories, Wish
from pages.kit import Visitor, action, do, look

SERVICES: Mapping[str, Callable[..., Any]] = {
    'lay': rounds.lay_card, 'take_back': rounds.take_back_card, 'start': rounds.start_round,
    'reveal': rounds.reveal_cards, 'cancel_reveal': rounds.cancel_reveal, 'turn_now': rounds.turn_now,
    'restart': rounds.restart_round, 'cancel_round': rounds.cancel_round, 'undo': rounds.undo,
    'set_timer': rounds.set_timer, 'next_story': stories.next_story, 'save': stories.save_estimate,
    'raise_hand': seats.raise_hand, 'nudge': seats.nudge, 'hand_over': seats.hand_over,
    'take_over': seats.take_over, 'remove': seats.remove, 'change_kind': seats.change_kind,
    'keep_open': seats.keep_open, 'close': tables.close_table, 'pick': stories.pick_story,
    'skip': stories.skip_story, 'restore': stories.restore_story,
    'readmit': seats.readmit,
}


def wishes_at(who: Visitor, table_id: str, views: ViewStories | None = None) -> RoomWishes:
    deeds: dict[str, Wish] = {name: action(who, service, table_id) for name, service in SERVICES.items()}

    async def leave() -> None:
        await action(who, seats.leave, table_id)()
        ui.navigate.to('/poker')

    async def switch(name: str, value: bool) -> None:
        await action(who, tables.change_table, table_id, {name: value})()

    async def add_stories(drafts: tuple[StoryDraft, ...]) -> Any:
        added = await action(who, stories.add_stories, table_id, drafts)()
        if added is not None:
            toast(_told(added, len(drafts) - added))
        return added

    async def preview(found: Preview) -> Preview:
        known: Preview = await look(who, stories.preview, table_id, found)
        return known

    async def delete(story_id: int) -> None:
        back = partial(action(who, stories.restore_story, table_id), story_id)
        await action(who, stories.delete_story, table_id, done='Story deleted', undo=back)(story_id)

    async def choose_sound(is_on: bool) -> None:
        await do(who, (guests if who.me.actor.is_guest else accounts).choose, has_sound=is_on)
    return RoomWishes(**deeds, leave=leave, switch=switch, add_stories=add_stories, preview=preview,
                      delete=delete, edit=partial(succeeds, who, stories.edit_story, table_id),
                      move=partial(succeeds, who, stories.move_story, table_id), choose_sound=choose_sound, views=views)


async def open_settings(who: Visitor, room: Room) -> None:
    """With the deck names of whoever opens them."""
    if room.view is None:
        return
    table = room.view.table

    async def change(name: str, deck: Deck, seats: int, switches: dict[str, Any]) -> bool:
        wanted = seats if seats != table.rules.max_voters else None
        service = partial(tables.change_table, name=name, deck=deck, seats=wanted)
        return await succeeds(who, service, table.id, switches)
    choices, most = await look(who, decks.choices), await ask(tables.most_seats)
    TableSettings(table, choices, most, change, room.wishes).open()


def _told(added: int, updated: int) -> str:
    if updated:
        return f'{added} added, {updated} updated'
    return f'{added} {"story" if added == 1 else "stories"} added'


async def succeeds(who: Visitor, service: Any, *arguments: Any) -> bool:
    """Whether it was done; what was refused has been shown."""
    try:
        await do(who, service, *arguments)
    except AppError as error:
        problem_shown(error)
        return False
    return True
