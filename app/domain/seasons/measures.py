"""What is planned and told of a cell: how each measure is counted, summed over time, and judged."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

MONEY, QUANTITY, SHARE, WEEKS, TIMES, FLAG = 'money', 'quantity', 'share', 'weeks', 'times', 'flag'
FLOW, STOCK, DERIVED, RATIO = 'flow', 'stock', 'derived', 'ratio'
SUM, FIRST, LAST, AGAIN = 'sum', 'first', 'last', 'again'  # again: worked out anew from summed parts, never averaged
UP, DOWN, NEITHER = 1, -1, 0


@dataclass(frozen=True)
class Measure:
    """`over_time` says what stands for several periods; `better` is the favourable direction."""
    key: str
    label: str
    kind: str
    unit: str = MONEY
    over_time: str = SUM
    better: int = NEITHER
    is_input: bool = False
    formula: str = ''


def _input(key: str, label: str, better: int = NEITHER, unit: str = MONEY) -> Measure:
    return Measure(key, label, FLOW, unit, SUM, better, True)


def _derived(key: str, label: str, formula: str, better: int = NEITHER) -> Measure:
    return Measure(key, label, DERIVED, better=better, formula=formula)


def _ratio(key: str, label: str, formula: str, better: int, unit: str = SHARE) -> Measure:
    return Measure(key, label, RATIO, unit, AGAIN, better, formula=formula)


_ALL = (
    _input('net_sales', 'Net sales', UP), _input('units', 'Units', UP, QUANTITY),
    _input('markdown', 'Markdown', DOWN), _input('discount', 'Discount', DOWN), _input('shrink', 'Shrink', DOWN),
    _input('transfers_in', 'Transfers in'), _input('transfers_out', 'Transfers out'),
    _input('receipts', 'Planned receipts'), _input('cogs', 'Cost of goods sold'),
    _input('outside_on_order', 'Outside on-order'), _input('adjustments', 'Adjustments'),
    Measure('bop', 'Opening stock', STOCK, over_time=FIRST, is_input=True,
            formula='the closing stock of the period before; typed for the first period only'),
    Measure('eop', 'Closing stock', STOCK, over_time=LAST, is_input=True,
            formula='target, or what the flows leave where receipts are planned'),
    Measure('by_receipts', 'Planned by receipts', STOCK, FLAG, FIRST, is_input=True),
    _derived('required_receipts', 'Required receipts',
             'net sales + markdown + discount + shrink + target closing stock − opening stock'),
    _derived('received', 'Received', 'what receipts brought'),
    _derived('open_on_order', 'On order', 'what is ordered and neither came nor was cancelled'),
    _derived('reserve', 'Reserve', 'what is held back'),
    _derived('budget_transfers', 'Budget transfers', 'budget moved here less budget moved away'),
    _derived('otb', 'Open to buy',
             'required receipts + budget transfers − received − on order − outside on-order − reserve'),
    _derived('margin', 'Margin', 'net sales − cost of goods sold', UP),
    _ratio('margin_share', 'Margin %', 'margin ÷ net sales', UP),
    _ratio('markdown_share', 'Markdown %', 'markdown ÷ net sales', DOWN),
    _ratio('imu', 'IMU %', '(retail − cost) ÷ retail, as the season was planned', UP),
    _ratio('mmu', 'MMU %', '(net sales − cost) ÷ net sales', UP),
    _ratio('sell_through', 'Sell-through', 'sold ÷ (opening stock + received)', UP),
    _ratio('cover', 'Cover', 'weeks for which the closing stock lasts', NEITHER, WEEKS),
    _ratio('stock_to_sales', 'Stock to sales', 'opening stock ÷ net sales', NEITHER, TIMES),
    _ratio('turn', 'Turn', 'cost of goods sold ÷ average stock at cost', UP, TIMES),
    _ratio('gmroi', 'GMROI', 'margin ÷ average stock at cost', UP, TIMES),
)

MEASURES: Final[Mapping[str, Measure]] = {one.key: one for one in _ALL}
INPUTS: Final = tuple(one.key for one in _ALL if one.is_input)
