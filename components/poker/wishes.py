"""What people can want at a table; the page ties each wish to a service."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.poker.stories import Preview

Wish = Callable[..., Awaitable[Any]]

@dataclass(frozen=True)
class ViewStories:
    """Saved views of the portfolio, whose items can be stories."""
    names: Mapping[str, str]  # by id
    read: Callable[[str], Awaitable[Preview]]


@dataclass(frozen=True)
class RoomWishes:
    lay: Wish  # round, face
    take_back: Wish  # round
    start: Wish  # story
    reveal: Wish
    cancel_reveal: Wish
    turn_now: Wish
    restart: Wish
    cancel_round: Wish
    undo: Wish
    set_timer: Wish  # action
    next_story: Wish
    save: Wish  # value
    raise_hand: Wish  # up or down
    nudge: Wish  # public id, or nobody in particular
    hand_over: Wish  # public id
    take_over: Wish
    remove: Wish  # public id
    readmit: Wish  # public id
    change_kind: Wish  # votes
    keep_open: Wish
    leave: Wish
    close: Wish
    switch: Wish  # name, value
    add_stories: Wish  # preview
    pick: Wish  # story
    skip: Wish
    restore: Wish
    delete: Wish
    move: Wish  # story, place → whether it was done
    edit: Wish  # story, draft → whether it was done
    preview: Wish  # preview → preview with what the table knows
    choose_sound: Wish  # on or off
    views: ViewStories | None = None  # where this person may see the portfolio
