"""All that can be done about one line of a queue; a drag has its like here."""

from functools import partial
from typing import Any

from app.domain.sprints.queue.result import BANNED, Line
from components.controls import menu_item
from components.sprints.queue_wishes import QueueWishes


def list_deeds(wishes: QueueWishes, line: Line, move: Any) -> None:
    """`move` by so many rows."""
    number = line.number
    menu_item('Why is it here?', 'help', partial(wishes.why, number))
    menu_item('Move up', 'arrow_upward', partial(move, -1))
    menu_item('Move down', 'arrow_downward', partial(move, 1))
    menu_item('Move to…', 'low_priority', partial(wishes.place, number))
    menu_item('Pin to the top', 'vertical_align_top', partial(wishes.pin, number, 'pin_top'))
    menu_item('Pin to the end', 'vertical_align_bottom', partial(wishes.pin, number, 'pin_bottom'))
    menu_item('Let it go where it belongs', 'keep_off', partial(wishes.free, number))
    if line.code != BANNED:
        menu_item('Keep it out of this sprint', 'do_not_disturb_on', partial(wishes.ban, number))
    menu_item('Fix a time…', 'event', partial(wishes.fix, number))
    menu_item('Deadline…', 'schedule', partial(wishes.deadline, number))
    menu_item('Asked for by…', 'group', partial(wishes.stakeholder, number))
    menu_item('What kind of work…', 'category', partial(wishes.discipline, number))
    menu_item('Who does it…', 'person', partial(wishes.give, number))
