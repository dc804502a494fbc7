"""Tell a person what happened, in one voice: toasts, refusals, empty and broken places."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from nicegui import ElementFilter, ui

from app.context import trace
from app.errors import AppError, SignInNeeded, TooMany
from components.controls import Button, Text, block, sign

Undo = Callable[[], Awaitable[None]]

KEPT = 20


@dataclass(frozen=True)
class Message:
    text: str
    is_problem: bool = False


class Toaster(ui.element):
    """One toast at a time, bottom centre: what one did oneself and how to take it back, or what went wrong."""

    def __init__(self) -> None:
        super().__init__('div')
        self.classes('rt-toaster')
        self.messages: list[Message] = []
        with self:
            self.polite = ui.element('div').props('role=status aria-live=polite')
            self.urgent = ui.element('div').props('role=alert')

    def show(self, message: Message, undo: Undo | None = None) -> None:
        self.messages = [*self.messages, message][-KEPT:]
        for place in (self.polite, self.urgent):
            place.clear()
        with self.urgent if message.is_problem else self.polite, block('rt-toast') as toast:
            sign('error' if message.is_problem else 'check_circle', 18)
            Text(message.text, 'rt-grow')
            if undo:
                _plain_button('Undo', undo)
            if message.is_problem:
                _plain_button('Close', toast.delete)
            else:
                toast.classes('rt-passing')


def toast(text: str, undo: Undo | None = None) -> None:
    """Confirm what this person has just done."""
    _show(Message(text), undo)


def problem_shown(error: Exception) -> None:
    """A refusal in its own words; a bug, which the log describes, in neutral ones with a reference."""
    if isinstance(error, SignInNeeded) and error.code in ('auth.required', 'auth.expired'):
        ui.navigate.reload()  # the page itself knows the way to the sign-in and back
        return
    _show(Message(worded(error), is_problem=True), None)


def worded(error: Exception) -> str:
    if isinstance(error, TooMany) and error.seconds >= 1:
        return f'{error} Try again in {round(error.seconds)} s.' if error.seconds < 120 else str(error)
    if isinstance(error, AppError):
        return str(error)
    return f'Something broke on our side. It has been logged{_reference()}.'


@contextmanager
def refusals_shown() -> Iterator[None]:
    try:
        yield
    except AppError as error:
        problem_shown(error)


class Nothing(ui.element):
    """Stands where a list shows nothing, and tells why: a filter that nothing fits, or nothing there at all."""

    def __init__(self, no_match: Callable[[str], None], none_at_all: Callable[[], None]) -> None:
        super().__init__('div')
        self.no_match, self.none_at_all, self.reason = no_match, none_at_all, ''

    def show(self, is_there: bool, wanted: str) -> None:
        """Told anew only when the reason is another one."""
        self.set_visibility(is_there)
        reason = (wanted.strip() or ' ') if is_there else ''
        if reason == self.reason:
            return
        self.reason = reason
        self.clear()
        with self:
            if reason.strip():
                self.no_match(reason)
            elif reason:
                self.none_at_all()


def empty_state(icon: str, title: str, text: str, button: str = '', on_click: Callable[..., Any] | None = None,
                button_icon: str = 'add') -> None:
    """What a place is for, while nothing is there."""
    with block('rt-empty'):
        with block('rt-sq'):
            sign(icon, 24)
        Text(title, 'rt-b', 'h2')
        Text(text, 'rt-2', 'p')
        if button:
            Button(button, on_click, look='primary', icon=button_icon)


def _show(message: Message, undo: Undo | None) -> None:
    for toaster in ElementFilter(kind=Toaster):
        toaster.show(message, undo)
        return


def _plain_button(text: str, on_click: Callable[..., Any]) -> None:
    Text(text, tag='button').props('type=button').on('click', on_click, args=[])


def _reference() -> str:
    return f' under {trace().request_id}' if trace().request_id else ''
