"""Figures per person, for those who were given the right: closed until somebody opens them, because each look is
written down.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from nicegui import ui

from app.domain.sprints.reports.report_rows import Part
from components.controls import Button, Text, block, table_head
from components.sprints.words import amount, signed

TITLE: Final = 'Figures per person'
NOTE: Final = 'Only for people an admin has named. Each look is written to the audit trail.'
HEADS: Final = (('Issues', 'rt-num'), ('Committed', 'rt-num'), ('Added', 'rt-num'), ('Re-estimated', 'rt-num'),
                ('Completed', 'rt-num'), ('Not completed', 'rt-num'))


class PeopleCard(ui.element):
    """`look` asks for the figures, which is the deed that is written down."""

    def __init__(self, look: Callable[[], Awaitable[None]]) -> None:
        super().__init__('section')
        self.classes('rt-card').props('aria-label="Figures per person"')
        with self:
            with block('rt-card-head rt-row rt-wrap'):
                with block('rt-grow'):
                    Text(TITLE, tag='h2')
                    Text(NOTE, 'rt-sm rt-2', 'p')
                self.open_button = Button('Show figures per person', look, look='ghost', size='s', icon='visibility')
                self.close_button = Button('Hide', self.close, look='ghost', size='s', icon='visibility_off')
            with block('rt-scroll-x').props('tabindex=0 role=group aria-label="Figures per person"') as self.scroll:
                self.table = block('rt-table rt-breakdown', 'table').props('aria-label="Figures per person"')
        self.close()

    def close(self) -> None:
        """What was seen is not kept here."""
        self.table.clear()
        self.scroll.set_visibility(False)
        self.close_button.set_visibility(False)
        self.open_button.set_visibility(True)

    def show(self, parts: Sequence[Part], has_commitment: bool) -> None:
        self.close()
        self.scroll.set_visibility(True)
        self.close_button.set_visibility(True)
        self.open_button.set_visibility(False)
        with self.table:
            table_head(('Person', ''), *HEADS)
            with block(tag='tbody'):
                for part in parts:
                    one = part.figures
                    moves = (amount(one.committed.amount), amount(one.added.amount), signed(one.reestimated.amount))
                    with block(tag='tr'):
                        Text(part.name, '', 'td')
                        for words in (str(part.issues), *(moves if has_commitment else ('n/a',) * len(moves)),
                                      amount(one.completed.amount), amount(one.remaining.amount)):
                            Text(words, 'rt-num', 'td')
