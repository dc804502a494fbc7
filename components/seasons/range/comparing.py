"""The range of a season beside that of another one, and how far they are apart."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from nicegui import ui

from app.domain.seasons.metrics import Ratio
from app.domain.seasons.money import written
from app.domain.seasons.range_comparing import BAND, CATEGORY, ROW, RangeComparison, RangePair, RangeSum
from components.controls import Choice, Segmented, Text, block, link
from components.feedback import empty_state

WAYS = {CATEGORY: 'Categories', BAND: 'Bands', ROW: 'Rows'}
HEADS = {CATEGORY: 'Category', BAND: 'Category and price band', ROW: 'Row'}
DASH, THIN = '–', '\u202f'
Told = tuple[str, str, str]  # here, there, difference


class RangeComparing(ui.element):
    """`turn` is asked for another season or another way to tell apart; `seasons` by code."""

    def __init__(self, code: str, seasons: Mapping[str, str], other: str, by: str,
                 turn: Callable[[str, str], object]) -> None:
        super().__init__('div')
        self.shown: RangeComparison | None = None
        with self:
            with block('rt-phead'):
                with block('rt-grow'):
                    Text('Range beside another season', tag='h2')
                    self.words = Text('', 'rt-meta', 'div')
                link('Back to the range', f'/seasons/{code}/range', 'rt-btn rt-ghost', 'arrow_back')
            with block('rt-row rt-wrap rt-analytics-bar rt-range-ask'):
                self.other = Choice('Compare with', dict(seasons), other or None, can_search=len(seasons) > 8,
                                    on_change=lambda: turn(self.other.value, self.by.value))
                self.by = Segmented('Told apart by', WAYS, by, lambda key: turn(self.other.value, key))
                self.files = block('rt-row')
            with block('rt-card rt-scroll-x').props('tabindex=0 role=group aria-label="Range compared"') as self.card:
                self.table = block('rt-table rt-range-compare', 'table').props('aria-label="Range compared"')
            self.nothing = block('rt-card')

    def say_nothing(self, title: str, text: str) -> None:
        self.card.set_visibility(False)
        self.files.set_visibility(False)
        self.nothing.set_visibility(True)
        self.nothing.clear()
        with self.nothing:
            empty_state('compare_arrows', title, text)

    def show(self, view: RangeComparison) -> None:
        """Drawn anew only where something differs."""
        if view == self.shown:
            return
        self.shown = view
        self.other.select.set_value(view.other.code)
        self.by.show(view.by)
        self.words.say(f'{view.own.name} here, {view.other.name} there; difference is here less there.'
                       + ('' if view.has_values else f' Values are in {view.own.currency} and {view.other.currency}, '
                          'and so are not compared.'))
        if not view.pairs:
            self.say_nothing('Neither season has a range yet', 'Rows of the range appear here as soon as there are '
                             'some.')
            return
        self.nothing.set_visibility(False)
        self.card.set_visibility(True)
        self.files.set_visibility(True)
        self.table.clear()
        with self.table:
            _heads(view)
            with block(tag='tbody'):
                for pair in view.pairs:
                    _row(view, pair, view.name_of(pair))
            with block(tag='tfoot'):
                _row(view, view.total, 'All together')


def _heads(view: RangeComparison) -> None:
    measures = ('Options', 'Depth', 'Units', 'Value')
    with block(tag='thead'):
        with block(tag='tr'):
            Text(HEADS[view.by], '', 'th').props('scope=col rowspan=2')
            for measure in measures:
                unit = f', {view.own.currency}' if measure == 'Value' and view.has_values else ''
                Text(measure + unit, 'rt-range-of', 'th').props('scope=colgroup colspan=3')
        with block(tag='tr'):
            for _ in measures:
                for side in ('Here', 'There', 'Difference'):
                    Text(side, 'rt-num', 'th').props('scope=col')


def _row(view: RangeComparison, pair: RangePair, name: str) -> None:
    with block(tag='tr'):
        Text(name, 'rt-range-name', 'th').props('scope=row')
        for told in _figures(view, pair):
            for text in told:
                Text(text, 'rt-num', 'td')


def _figures(view: RangeComparison, pair: RangePair) -> tuple[Told, ...]:
    own, other = pair.own, pair.other
    depths = (own.depth if own else None, other.depth if other else None)
    return (_counts(own.options if own else None, other.options if other else None, 0),
            _depths(*depths), _counts(own.units if own else None, other.units if other else None, 0),
            _values(view, own, other))


def _values(view: RangeComparison, own: RangeSum | None, other: RangeSum | None) -> Told:
    if view.has_values:
        return _counts(own.value if own else None, other.value if other else None, view.own.digits)
    return (_one(own.value if own else None, view.own.digits), _one(other.value if other else None, view.other.digits),
            DASH)


def _counts(own: int | None, other: int | None, digits: int) -> Told:
    return _one(own, digits), _one(other, digits), _apart((own or 0) - (other or 0), digits)


def _one(amount: int | None, digits: int) -> str:
    return DASH if amount is None else written(amount, digits)


def _apart(amount: int, digits: int) -> str:
    """Neither is good or bad: more is said by its sign alone."""
    return f'{"▲" if amount > 0 else "▼"}{THIN}{written(abs(amount), digits)}' if amount else '0'


def _depths(own: Ratio | None, other: Ratio | None) -> Told:
    tenths = [one.rounded(1) if one else None for one in (own, other)]
    texts = [DASH if one is None else _plain(one) for one in tenths]
    if tenths[0] is None or tenths[1] is None:
        return texts[0], texts[1], DASH
    apart = tenths[0] - tenths[1]
    return texts[0], texts[1], f'{"▲" if apart > 0 else "▼"}{THIN}{_plain(abs(apart))}' if apart else '0'


def _plain(number: Decimal) -> str:
    return f'{number:,.1f}'.removesuffix('.0').replace(',', THIN)


def export_links(place: ui.element, address: Callable[[str], str]) -> None:
    """To files of what is shown."""
    place.clear()
    with place:
        for form, text in (('xlsx', 'Export to Excel'), ('csv', 'Export CSV')):
            link(text, address(form), 'rt-btn rt-ghost rt-s', 'download')
