"""Titles that people of a shop would write, by project."""

from collections.abc import Mapping, Sequence
from random import Random

TITLES: Mapping[str, Sequence[str]] = {
    'PAY': ('Retry a payment without losing the basket', 'Explain a declined card in plain words',
            'Two delivery dates in the order summary', 'Totals per parcel in the e-mail',
            'Order of wallet buttons by country', 'Address autocomplete on phones', 'Refund to a gift card',
            'Save the basket across devices', 'Passkey sign-in crashes on older phones',
            'Tax label is missing on receipts', 'Wording for a delayed parcel', 'Loyalty banner in the basket',
            'Invoice as PDF in the account', 'Remember the last way to pay', 'Basket shows stale prices',
            'Gift message is cut off', 'Split payment between two cards', 'Timeout while the bank asks'),
    'STO': ('Slot booking for pick-up', 'Pick-up slot on the receipt', 'Redeem a voucher at the till',
            'Stock of the nearest store', 'Queue number on the display', 'Return without a receipt',
            'Opening hours on holidays', 'Till restarts while scanning', 'Reserve a parcel locker'),
    'MOB': ('Dark theme for receipts', 'Push message when a parcel arrives', 'Scan a barcode to search',
            'Larger text breaks the basket', 'Share a wish list', 'Offline copy of the loyalty card',
            'Face unlock for payments', 'Map of stores opens twice'),
    'OPS': ('Renew the certificate of the shop', 'Alert on slow searches', 'Clean up old baskets',
            'Export of orders is late', 'Access for a new colleague', 'Rotate the keys of the payment service',
            'Disk of the search index is full', 'Restore a deleted product', 'Report of failed parcels')}
EPICS: Mapping[str, Sequence[str]] = {
    'PAY': ('One basket, two deliveries', 'Wallets everywhere', 'Receipts people understand'),
    'STO': ('Pick up in an hour', 'Vouchers at every till'), 'MOB': ('The app without a line',)}
DETAILS = ('', '', '', ' for guests', ' on tablets', ' in French', ' for business customers', ' after sign-in',
           ' in the app', ' for click and collect', ' on slow lines', ' in the newsletter')
ODD = ('支払いを再試行しても合計が変わらない', 'عرض المجموع لكل طرد', 'Show <b>both</b> totals',
       '🎁 Gift wrap & ribbon',
       'Total = net + tax, as “=SUM” in the export', 'A title that goes on ' + 'and on ' * 32)


def title(chance: Random, project: str) -> str:
    return chance.choice(TITLES[project]) + chance.choice(DETAILS)
