"""The issues of a sprint: by class, searched and narrowed, each with what became of its estimate and why it counts so.

A grid that is walked with arrow keys; Enter opens the reasons. Rows beyond the first hundred come on request, so that
a sprint of five hundred issues opens as fast as one of twenty.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from nicegui import ui
from nicegui.events import GenericEventArguments

from app.domain.sprints.facts.board import ISSUES, Number
from app.domain.sprints.metrics.report import (
    CLASS_NAMES,
    CLASSES,
    COMPLETED,
    DONE_BEFORE,
    NOT_COMPLETED,
    REMOVED,
    Report,
    Row,
)
from app.domain.sprints.reports.analysis_by import WAYS
from app.domain.sprints.reports.report_rows import ONLY, RowAsk, counts_of, rows_of
from components.chips import Chip, ChoiceChip
from components.controls import Button, Pill, Text, block, classed, put
from components.feedback import Nothing, empty_state
from components.listing import Keyed
from components.sprints.words import amount, counted

LETTERS = {COMPLETED: 'C', NOT_COMPLETED: 'N', REMOVED: 'R', DONE_BEFORE: 'B'}
TONES = {COMPLETED: 'ok', NOT_COMPLETED: 'warn', REMOVED: '', DONE_BEFORE: 'info'}
ICONS = {COMPLETED: 'check_circle', NOT_COMPLETED: 'pending', REMOVED: 'do_not_disturb_on', DONE_BEFORE: 'task_alt'}
HEADS = ('Key', 'Type', 'Title', 'Estimate', 'Class', 'Flags', 'Why')
MANY = 100  # rows at once
CHOICES = (('project', 'Project'), ('discipline', 'Discipline'), ('stakeholder', 'Stakeholder'),
           ('type', 'Type'))


@dataclass(frozen=True)
class IssueWishes:
    ask: Callable[[RowAsk], Awaitable[None]]
    why: Callable[[Number], object]


class IssueList(ui.element):
    def __init__(self, wishes: IssueWishes) -> None:
        super().__init__('section')
        self.wishes, self.asked, self.limit = wishes, RowAsk(), MANY
        self.report: Report | None = None
        self.why_open: Number | None = None
        self.classes('rt-card rt-issues').props('aria-label="Issues of the sprint"')
        with self:
            self._bar()
            self.nothing = Nothing(self._no_match, _none_at_all)
            self.grid = IssueGrid(wishes.why)
            with block('rt-pager') as self.more:
                self.more_text = Text('', 'rt-grow')
                Button('Show more', self._show_more, size='s')

    def show(self, report: Report, ask: RowAsk) -> None:
        if ask != self.asked:
            self.limit = MANY
        self.report, self.asked = report, ask
        self._show_bar(report, ask)
        rows = rows_of(report, ask)
        self.nothing.show(not rows, _wanted(ask))
        self.grid.set_visibility(bool(rows))
        self.grid.show(rows[:self.limit], report.unit)
        self.more.set_visibility(len(rows) > self.limit)
        self.more_text.say(f'{min(len(rows), self.limit)} of {counted(len(rows))}')

    def find(self) -> None:
        """The cursor goes where one searches."""
        self.search.run_method('focus')

    def _bar(self) -> None:
        with block('rt-row rt-wrap rt-issue-bar'):
            self.tabs = ClassTabs(lambda only: self._change(only=only))
            block('rt-grow')
            self.choices = {name: ChoiceChip(label, label, lambda value, name=name: self._change(**{name: value}))  # type: ignore[misc]
                            for name, label in CHOICES}
            self.subtasks = Chip('Without subtasks', 'filter_list', partial(self._subtasks, True),
                                 partial(self._subtasks, None))
            self.search = ui.input(placeholder='Search issues').props(
                'outlined dense clearable debounce=250 aria-label="Search issues"').classes('rt-issue-search')
            self.search.mark('Search issues').on_value_change(self._searched)

    def _show_bar(self, report: Report, ask: RowAsk) -> None:
        self.tabs.show(counts_of(report, ask), ask.only)
        for name, _ in CHOICES:
            found = sorted({value for row in report.rows for value in WAYS[name](row)}, key=str.casefold)
            chip = self.choices[name]
            chip.offer({value: value for value in found})
            chip.choose(getattr(ask, name))
            chip.set_visibility(len(found) > 1 or bool(getattr(ask, name)))
        self.subtasks.show('' if ask.has_subtasks else 'Without subtasks')
        self.subtasks.set_visibility(any(row.is_subtask for row in report.rows))
        if (self.search.value or '') != ask.text:
            self.search.set_value(ask.text)

    async def _searched(self) -> None:
        await self._change(text=(self.search.value or '')[:200])

    async def _subtasks(self, has_them: bool | None) -> None:
        await self._change(has_subtasks=not self.asked.has_subtasks if has_them is None else has_them)

    async def _change(self, **changes: object) -> None:
        given = {name: getattr(self.asked, name) for name in RowAsk.__slots__}
        ask = RowAsk(**{**given, **changes})
        if ask != self.asked:
            await self.wishes.ask(ask)

    def _show_more(self) -> None:
        self.limit += MANY
        if self.report:
            self.show(self.report, self.asked)

    def _no_match(self, wanted: str) -> None:
        empty_state('filter_list_off', f'No issue matches {wanted}', 'Other issues of this sprint are there.',
                    'Clear filter', lambda: self.wishes.ask(RowAsk()), 'close')


class ClassTabs(ui.element):
    """All and the four classes always; another list that somebody came from is a fifth tab."""

    def __init__(self, choose: Callable[[str], Awaitable[None]]) -> None:
        super().__init__('div')
        self.classes('rt-class-tabs').props('role=group aria-label="Class"')
        self.choose = choose
        self.buttons: dict[str, tuple[Text, Text]] = {}
        self.extra = ''

    def show(self, counts: Mapping[str, int], only: str) -> None:
        wanted = ('', *CLASSES, *((only,) if only and only not in CLASSES else ()))
        if tuple(self.buttons) != wanted:
            self._build(wanted)
        for key, (button, count) in self.buttons.items():
            count.say(str(counts[key]))
            classed(button, on=key == only)
            put(button, aria_pressed='true' if key == only else 'false')

    def _build(self, wanted: Sequence[str]) -> None:
        self.clear()
        self.buttons = {}
        with self:
            for key in wanted:
                button = Text(ONLY[key][0] if key else 'All', 'rt-class-tab', 'button').props('type=button').on(
                    'click', partial(self.choose, key), args=[])
                with button:
                    count = Text('', 'rt-count')
                self.buttons[key] = (button, count)


class IssueGrid(ui.element):
    """One tab stop; arrows move between rows, Home and End to the first and last."""

    def __init__(self, why: Callable[[Number], object]) -> None:
        super().__init__('div')
        self.why = why
        self.classes('rt-grid').props('role=grid aria-label="Issues"')
        self.rows: Sequence[Row] = ()
        self.at: Number | None = None
        with self:
            with block('rt-grid-row rt-grid-head').props('role=row'):
                for head in HEADS:
                    Text(head, 'rt-num' if head == 'Estimate' else '').props('role=columnheader')
            self.body = block('rt-contents').props('role=rowgroup')
        self.lines: Keyed[Number, IssueLine] = Keyed(self.body, self._line)
        self.on('keydown.up.down.home.end.prevent', self._step, args=['key'])

    def show(self, rows: Sequence[Row], unit: str) -> None:
        self.rows = rows
        put(self, aria_rowcount=str(len(rows) + 1))
        numbers = [row.number for row in rows]
        for line, row in zip(self.lines.arrange(numbers), rows, strict=True):
            line.show(row, unit)
        if self.at not in numbers:
            self._stand(numbers[0] if numbers else None)

    def _line(self) -> 'IssueLine':
        return IssueLine(self._open)

    def _open(self, number: Number) -> object:
        self._stand(number)
        return self.why(number)

    def focus(self, number: Number | None) -> None:
        """The hand is back where it came from."""
        if number in self.lines.entries:
            self._stand(number)
            self.lines.entries[number].why_button.run_method('focus')

    def _stand(self, number: Number | None) -> None:
        if self.at in self.lines.entries:
            put(self.lines.entries[self.at].why_button, tabindex='-1')
        self.at = number
        if number in self.lines.entries:
            put(self.lines.entries[number].why_button, tabindex='0')

    def _step(self, event: GenericEventArguments) -> None:
        numbers = [row.number for row in self.rows]
        if not numbers:
            return
        place = numbers.index(self.at) if self.at in numbers else 0
        ways = {'ArrowUp': place - 1, 'ArrowDown': place + 1, 'Home': 0, 'End': len(numbers) - 1}
        self.focus(numbers[min(max(ways[event.args['key']], 0), len(numbers) - 1)])


class IssueLine(ui.element):
    def __init__(self, open_why: Callable[[Number], object]) -> None:
        super().__init__('div')
        self.classes('rt-grid-row').props('role=row')
        self.row: Row | None = None
        self.unit = ''
        with self:
            self.key, self.type, self.title, self.estimate = (
                Text('', classes).props('role=gridcell') for classes in (
                    'rt-mono rt-grid-key', 'rt-2 rt-grid-type', 'rt-clip rt-grid-title', 'rt-num rt-grid-estimate'))
            with block('rt-grid-class').props('role=gridcell'):
                self.class_ = Pill()
            self.flags = Text('', 'rt-2 rt-sm rt-grid-flags').props('role=gridcell')
            with block('rt-grid-why').props('role=gridcell'):
                self.why_button = Button('Why', lambda: open_why(self.row.number) if self.row else None, look='ghost',
                                         size='s').props('tabindex=-1')

    def show(self, row: Row, unit: str) -> None:
        if (row, unit) == (self.row, self.unit):
            return
        self.row, self.unit = row, unit
        self.key.say(row.key)
        self.type.say(row.type)
        self.title.say(row.title)
        put(self.title, title=row.title)
        self.estimate.say(estimate_words(row, unit))
        name = CLASS_NAMES[row.class_]
        self.class_.show(name, ICONS.get(row.class_, ''), TONES.get(row.class_, ''))
        self.flags.say(' · '.join(flags_of(row)))
        put(self.why_button, aria_label=f'Why is {row.key} {name.lower()}?')


def estimate_words(row: Row, unit: str) -> str:
    """3 → 5, or 5 where nothing changed."""
    if unit == ISSUES:
        return '1'
    first, last = amount(row.initial), amount(row.last)
    return last if first == last else f'{first} → {last}'


def flags_of(row: Row) -> list[str]:
    """What else is worth knowing, in words."""
    return [words for is_so, words in (
        (row.is_added, '+ added'), (row.is_outside, 'outside the commitment'), (row.is_flagged, '⚑ flagged'),
        (row.rollovers > 0, f'↻ carried over {row.rollovers}×'), (bool(row.went_to), f'→ {row.went_to}'),
        (not row.column, f'“{row.status}” is in no column'), (not row.disciplines, 'needs discipline'),
        (row.is_partial, 'partly read'), (bool(row.gone), f'{row.gone} in Jira'), (row.is_subtask, 'subtask')) if is_so]


def _wanted(ask: RowAsk) -> str:
    told = [f'“{ask.text}”' if ask.text else '', f'“{ONLY[ask.only][0]}”' if ask.only in ONLY else '', ask.project,
            ask.discipline, ask.stakeholder, ask.type, '' if ask.has_subtasks else 'without subtasks']
    return ', '.join(filter(None, told))


def _none_at_all() -> None:
    empty_state('inbox', 'No issue in this sprint', 'Issues appear here as soon as Jira has some in this sprint.')
