"""How far the approval of what one is on is, and what can be decided about it."""

from collections.abc import Sequence

from nicegui import ui

from app.domain.seasons.scopes import STATE_NAMES, ScopeView
from app.domain.seasons.season import APPROVED, DRAFT, RETURNED, REVIEW
from components.controls import Button, Handler, Pill, Text

LOOKS = {DRAFT: ('edit', 'acc'), RETURNED: ('undo', 'warn'), REVIEW: ('hourglass_top', 'info'),
         APPROVED: ('check_circle', 'ok')}


class ScopeBar:
    """Built into a place of the page; `wishes` by name of the button."""

    def __init__(self, place: ui.element, wishes: dict[str, Handler]) -> None:
        self.place = place
        with place:
            self.name = Text('', 'rt-b')
            self.state = Pill()
            self.note = Text('', 'rt-2 rt-grow')
            self.buttons = {name: Button(name, deed, size='s', look='primary' if name == 'Approve' else '')
                            for name, deed in wishes.items()}

    def show(self, scopes: Sequence[ScopeView], offers: Sequence[str], others: Sequence[str] = ()) -> None:
        """Several scopes are told by how many there are of each state; `others` are people who are in them, too."""
        self.place.set_visibility(bool(scopes))
        for name, button in self.buttons.items():
            button.set_visibility(name in offers)
        if not scopes:
            return
        states = {one.state for one in scopes}
        self.name.say(scopes[0].name if len(scopes) == 1 else f'{len(scopes)} scopes')
        only = states.pop() if len(states) == 1 else ''
        self.state.show(STATE_NAMES[only] if only else _counted(scopes), *(LOOKS[only] if only else ('rule', '')))
        self.note.say(' · '.join(filter(None, (_said(scopes), _here(others)))))


def _here(others: Sequence[str]) -> str:
    if not others:
        return ''
    *first, last = others
    return f'{", ".join(first)} and {last} are here' if first else f'{last} is here'


def _counted(scopes: Sequence[ScopeView]) -> str:
    counts = {state: sum(one.state == state for one in scopes) for state in LOOKS}
    return ', '.join(f'{count} {STATE_NAMES[state].lower()}' for state, count in counts.items() if count)


def _said(scopes: Sequence[ScopeView]) -> str:
    missing = sum(one.missing for one in scopes)
    words = [f'{missing} {"cell is" if missing == 1 else "cells are"} missing' if missing else '']
    if len(scopes) == 1:
        one = scopes[0]
        by = one.asked_by_name if one.state == REVIEW else one.by_name
        words += [f'by {by}' if by and one.state != DRAFT else '', f'“{one.comment}”' if one.comment else '']
    return ' · '.join(filter(None, words))
