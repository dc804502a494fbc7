"""At the right of the grid: why a figure is what it is, and what became of it."""

from collections.abc import Callable, Sequence

from nicegui import ui

from app.domain.seasons.axes import Cell
from app.domain.seasons.explaining import Part
from app.domain.seasons.metrics import Ratio
from app.domain.seasons.money import written
from app.domain.seasons.plan.figures import ratio_text
from app.domain.seasons.remarks import Change, Explanation, History, NoteView
from components.controls import IconButton, Text, block, link
from components.moments import short_moment

Digits = Callable[[Cell], int]
Show = Callable[[Cell], None]
SIGNS = {1: '+ ', -1: '− ', 0: '÷ '}
WORDS = {'set': 'typed', 'spread': 'spread', 'paste': 'pasted', 'fill': 'filled', 'import': 'imported',
         'seed': 'seeded', 'undo': 'undid a step', 'redo': 'did a step again', 'trend': 'accepted the trend',
         'targets': 'set targets', 'copy': 'copied the plan', 'promote': 'promoted a scenario',
         'push': 'pushed the target down', 'accept': 'accepted the sum of the plan'}


class PlanPanel(ui.element):
    """One thing at a time; `on_close` is told when it goes."""

    def __init__(self, title: str, where: str, on_close: Callable[[], None]) -> None:
        super().__init__('aside')
        self.classes('rt-plan-panel').props['aria-label'] = title
        with self:
            with block(tag='header'):
                Text(title, 'rt-grow', 'h2')
                self.cross = IconButton('close', f'Close: {title}', on_close, has_tooltip=False)
            with block(tag='section'):
                Text(where, 'rt-b')
        self.on('keydown.escape', on_close, args=[])


class ExplainPanel(PlanPanel):
    def __init__(self, found: Explanation, digits: Digits, season: str, show: Show,
                 on_close: Callable[[], None]) -> None:
        super().__init__('Explain', found.name, on_close)
        told = found.explained
        with self:
            with block(tag='section'):
                Text(_value(told.value, told.ratio, told.cell, digits), 'rt-plan-figure')
                Text(f'{told.label}, {found.version}', 'rt-sm rt-2')
                if told.formula:
                    Text(f'{told.label} = {told.formula}', 'rt-sm', 'p')
                Text(f'Sum of {told.leaves} cells' if told.leaves > 1 else '', 'rt-sm rt-2')
            if told.parts:
                _section('What it is made of', lambda: _parts(told.parts, digits, show))
            if told.notes:
                _section('Good to know', lambda: _words(told.notes))
            if found.last:
                _section('Changed last', lambda: _change(found.last, digits(told.cell)))
            if found.notes:
                _section('Notes', lambda: _notes(found.notes))
            if found.linked:
                _section('Orders and receipts', lambda: _linked(found, season))


class HistoryPanel(PlanPanel):
    def __init__(self, found: History, digits: int, on_close: Callable[[], None]) -> None:
        super().__init__('History of the cell', found.name, on_close)
        with self, block(tag='section'):
            for one in found.changes:
                _change(one, digits)
            if not found.changes:
                Text('Nobody has changed it yet.', 'rt-2')
            if not found.goes_back:
                Text('Older changes are under “Changes”.', 'rt-sm rt-2')


def _section(title: str, fill: Callable[[], object]) -> None:
    with block(tag='section'):
        Text(title, tag='h3')
        fill()


def _words(lines: Sequence[str]) -> None:
    for one in lines:
        Text(one, 'rt-sm', 'p')


def _parts(parts: Sequence[Part], digits: Digits, show: Show) -> None:
    for one in parts:
        _part(one, digits, show)


def _notes(found: Sequence[NoteView]) -> None:
    for one in found:
        _note(one)


def _part(one: Part, digits: Digits, show: Show) -> None:
    with block('rt-plan-fact'):
        label = f'{SIGNS[one.sign]}{one.label}'
        if one.cell:
            Text(label, 'rt-link-btn', 'button').props('type=button').on(
                'click', lambda cell=one.cell: show(cell), args=[])
        else:
            Text(label)
        Text('–' if one.value is None else written(one.value, digits(Cell(one.measure or 'net_sales'))))
    Text(one.source, 'rt-sm rt-3')


def _change(one: Change | None, digits: int) -> None:
    if one is None:
        return
    was, now = ('blank' if value is None else written(value, digits) for value in (one.was, one.became))
    with block('rt-col').style('gap: 0; padding: 3px 0'):
        Text(f'{was} → {now}', 'rt-num rt-b').style('text-align: left')
        undone = ', taken back since' if one.is_undone else ''
        Text(f'{one.by_name} {WORDS.get(one.operation, one.operation)}, {short_moment(one.at)}{undone}', 'rt-sm rt-2')


def _note(one: NoteView) -> None:
    Text(one.text, tag='p')
    Text(f'{one.by_name}, {short_moment(one.at)}', 'rt-sm rt-2')


def _linked(found: Explanation, season: str) -> None:
    for one in found.linked:
        link(f'{one.number} {one.text}'.strip(), f'/seasons/{season}/orders/{one.number}')
    if found.more:
        Text(f'… and {found.more} more', 'rt-sm rt-2')


def _value(value: int | None, ratio: Ratio | None, cell: Cell, digits: Digits) -> str:
    if ratio is not None:
        parts = f'{written(ratio.numerator, 0)} ÷ {written(ratio.denominator, 0)}'
        return f'{ratio_text(cell.measure, ratio)} = {parts}'
    return 'blank' if value is None else written(value, digits(cell))
