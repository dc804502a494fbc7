"""The parts of a log that the run named itself, beside it as a list."""

from collections.abc import Callable
from typing import Any

from nicegui import ui

from app.domain.ops.views import Section
from components.controls import Text, block, sign
from components.listing import Keyed
from components.ops.log_view.colours import bare
from components.ops.sizes import lasting

MOST = 200


class Sections(ui.element):
    """A click leads there; the arrow folds it in the log."""

    def __init__(self) -> None:
        super().__init__('section')
        self.classes('rt-sec rt-sections')
        self.steps: frozenset[str] = frozenset()  # shown elsewhere
        self.go_to: Callable[[int], Any] = lambda line: None
        self.fold: Callable[[int], Any] = lambda line: None
        with self:
            Text('Sections', 'rt-sec-title', 'h2')
            place = block('rt-steps', 'ul').props('role=list aria-label=Sections')
            self.lines = Keyed[int, SectionLine](place, lambda: SectionLine(self))
        self.set_visibility(False)

    def show(self, sections: tuple[Section, ...]) -> None:
        shown = [section for section in sections if section.name not in self.steps][-MOST:]
        for section, line in zip(shown, self.lines.arrange([section.line for section in shown]), strict=True):
            line.show(section)
        self.set_visibility(bool(shown))


class SectionLine(ui.element):
    def __init__(self, owner: Sections) -> None:
        super().__init__('li')
        self.classes('rt-step').props('role=listitem')
        self.section: Section | None = None
        with self:
            sign('segment', 16, 'rt-3')
            self.name = Text('', 'rt-run-step rt-clip', 'button').props('type=button')
            self.name.on('click', lambda: owner.go_to(self.section.line) if self.section else None, args=[])
            self.time = Text('', 'rt-sm rt-3 rt-num')

    def show(self, section: Section) -> None:
        if section == self.section:
            return
        self.section = section
        self.name.say(bare(section.name))
        self.time.say('' if section.seconds is None else lasting(section.seconds))
