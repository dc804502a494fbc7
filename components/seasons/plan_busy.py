"""What says that a deed of the plan still runs, with the way to stop it."""

from collections.abc import Callable

from nicegui import ui

from components.controls import Button, Text, block


class BusyStrip(ui.element):
    """Floats over the grid; nothing below it moves."""

    def __init__(self, stop: Callable[[], None]) -> None:
        super().__init__('div')
        self.classes('rt-plan-busy').props('role=status')
        self.stop = stop
        with self:
            self.words = Text('', 'rt-grow')
            self.button = Button('Cancel', self._stop, size='s')
            block('rt-plan-busy-bar').props('role=progressbar aria-label="The plan is being written"')
        self.set_visibility(False)

    def show(self, words: str) -> None:
        self.words.say(words)
        self.button.set_visibility(True)
        self.set_visibility(True)

    def hide(self) -> None:
        self.set_visibility(False)

    def _stop(self) -> None:
        self.words.say('Stopping: nothing will have changed')
        self.button.set_visibility(False)
        self.stop()
