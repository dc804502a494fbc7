"""What has to hold between the values of one row."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from app.domain.seasons.importing.book import Issue
from app.domain.seasons.importing.lead_times import is_believable

Rule = Callable[[int, Mapping[str, Any]], list[Issue]]


def rule_of(kind: str, number: int, values: Mapping[str, Any]) -> list[Issue]:
    rule = RULES.get(kind)
    return rule(number, values) if rule else []


def _intent(number: int, values: Mapping[str, Any]) -> list[Issue]:
    core, fashion = values.get('core_percent'), values.get('fashion_percent')
    if core is None or fashion is None or core + fashion == 1:
        return []
    total = (core + fashion) * 100
    rest = f'{(1 - core) * 100:f} %'
    return [Issue(number, 'fashion_percent', f'{fashion * 100:f} %', f'Core and fashion add up to {total:f} %, not '
                  '100 %.', (rest,) if core <= 1 else ())]


def _order(number: int, values: Mapping[str, Any]) -> list[Issue]:
    """A value of its own is one line of quantity 1; lines need a quantity and what one costs."""
    if values.get('po_value') is None and values.get('qty') is None:
        return [Issue(number, 'po_value', '', 'The row has neither a value nor a quantity.')]
    if values.get('qty') is not None and values.get('unit_cost') is None and values.get('po_value') is None:
        return [Issue(number, 'unit_cost', '', 'The row has a quantity but says nothing of its cost.')]
    if values.get('qty') == 0:
        return [Issue(number, 'qty', '0', 'A line orders more than nothing.')]
    ordered, due = values.get('order_date'), values.get('expected')
    if ordered and due and not is_believable(ordered, due):
        return [Issue(number, 'order_date', str(ordered), f'{abs((due - ordered).days):,} days '
                      f'{"after" if due < ordered else "before"} its delivery: one of the two days is not right.')]
    return []


def _receipt(number: int, values: Mapping[str, Any]) -> list[Issue]:
    received, accepted, rejected = (values.get(key) for key in ('received', 'accepted', 'rejected'))
    if values.get('received_value') is None and received is None and accepted is None:
        return [Issue(number, 'received', '', 'The row says neither how much came nor what it is worth.')]
    if None not in (received, accepted, rejected) and received != (accepted or 0) + (rejected or 0):
        return [Issue(number, 'received', f'{received:f}', 'Received is not accepted and rejected together.',
                      (f'{(accepted or Decimal(0)) + (rejected or Decimal(0)):f}',))]
    return []


def _rate(number: int, values: Mapping[str, Any]) -> list[Issue]:
    if values.get('rate') == 0:
        return [Issue(number, 'rate', '0', 'A rate is more than nothing.')]
    if values.get('from') == values.get('to'):
        return [Issue(number, 'to', str(values.get('to')), 'A currency has no rate into itself.')]
    return []


def _calendar(number: int, values: Mapping[str, Any]) -> list[Issue]:
    if values['end'] < values['start']:
        return [Issue(number, 'end', str(values['end']), f'It ends before it starts, on {values["start"]}.')]
    return []


RULES: Final[Mapping[str, Rule]] = {'range_intents': _intent, 'orders': _order, 'receipts': _receipt, 'rates': _rate,
                                    'calendars': lambda number, values: _calendar(number, values)
                                    if 'end' in values and 'start' in values else []}
