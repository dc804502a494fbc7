"""A bar and a row in words, for those who hear the timeline."""

from datetime import date

from app.domain.portfolio.timeline.bars import plain
from app.domain.portfolio.timeline.timeline import Bar, Row

FLAGS = {'new': 'proposed copy', 'changed': 'changed in this scenario', 'completed': 'completed',
         'gone': 'no longer at the source', 'inferred': 'dates from iteration', 'reversed': 'start after end',
         'critical': 'on the critical path', 'replaced': 'children replace its capacity'}


def bar_name(bar: Bar) -> str:
    """`Wallet buttons, Feature 4190, 26 October to 13 November 2026, Payments 40 percent, changed in this scenario`."""
    parts = [bar.title, f'{bar.type} {bar.number}'.strip(), _dates(bar),
             *(f'{team} {plain(percent)} percent' for team, _, percent in bar.shares),
             *(words for flag, words in FLAGS.items() if flag in bar.flags)]
    return ', '.join(part for part in parts if part)


def _dates(bar: Bar) -> str:
    if bar.ghost and 'open-end' in bar.flags:
        return f'from {span_name(*bar.ghost)}, no end'
    if bar.ghost and 'open-start' in bar.flags:
        return f'until {span_name(*bar.ghost)}, no start'
    return span_name(bar.start, bar.end)


def span_name(start: date | None, end: date | None) -> str:
    if start is None or end is None:
        return 'no dates'
    if start == end:
        return f'{start.day} {start:%B %Y}'
    first = f'{start.day} {start:%B}' if start.year == end.year else f'{start.day} {start:%B %Y}'
    return f'{first} to {end.day} {end:%B %Y}'


def row_name(row: Row) -> str:
    """What a row is called that has no bar of an item, and whether it is open."""
    states = {None: '', True: 'open', False: 'folded'}
    return ', '.join(part for part in (row.label, row.note, states[row.is_open]) if part)
