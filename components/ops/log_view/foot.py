"""How much was said, and how much of it is worth a look."""

from nicegui import ui

from app.domain.ops.views import AttemptView
from components.controls import Text, block
from components.moments import grouped
from components.ops.sizes import counted, weight


class Foot(ui.element):
    def __init__(self) -> None:
        super().__init__('div')
        self.classes('rt-log-foot')
        with self:
            self.size = Text()
            self.dropped = Text('', 'rt-ink-yellow')
            self.warnings = Text()
            self.errors = Text()
            block('rt-grow')
            Text('secrets are masked as ***', 'rt-not-phone')

    def show(self, attempt: AttemptView) -> None:
        self.size.say(f'{counted(attempt.lines, "line")} · {weight(attempt.size)}')
        self.dropped.say(f'{grouped(attempt.dropped)} dropped' if attempt.dropped else '')
        self.warnings.say(counted(attempt.warnings, 'warning') if attempt.warnings else '')
        self.errors.say(counted(attempt.errors, 'error') if attempt.errors else '')
        for part in (self.dropped, self.warnings, self.errors):
            part.set_visibility(bool(part.text))
