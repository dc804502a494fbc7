"""The types of files, with every column they may have and the names other programs give it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from app.domain.seasons import steps
from app.domain.seasons.importing.fields import (
    BANDS,
    CATEGORY,
    CHARGE,
    CHOICE,
    CLUSTER,
    CODE,
    COUNT,
    CURRENCY,
    DAY,
    FLAG,
    FREELY,
    LOCATION,
    MONEY,
    MONTH,
    ORDER,
    PERIOD,
    QUANTITY,
    RATE,
    SEASON,
    SHARE,
    SUPPLIER,
    WARNED,
    Field,
    FileKind,
)

SEASON_OF = Field('season', 'Season', SEASON, ('season code', 'season id', 'season name'))
AT = Field('location', 'Location', LOCATION, ('store', 'store no', 'store number', 'store code', 'store id', 'site',
                                              'shop', 'branch', 'location code', 'location id', 'location name',
                                              'store name', 'filiale', 'country', 'store_nbr'), True, True)
IN = Field('category', 'Category', CATEGORY, ('dept', 'department', 'class', 'product group', 'category code',
                                              'category id', 'category name', 'subclass', 'sub classification', 'wg',
                                              'warengruppe', 'department id'), True, True)
WHEN = Field('period', 'Period', PERIOD, ('week', 'week ending', 'week commencing', 'month', 'date', 'week starting',
                                          'weekstarting', 'period start', 'week start', 'monat', 'woche'), False, True)
ACTIVE = Field('is_active', 'Active', FLAG, ('active', 'enabled', 'status active'))
KIND_OF_PLACE = (('store', ('store', 'shop', 'retail', 'filiale')), ('warehouse', ('warehouse', 'dc', 'depot')),
                 ('online', ('online', 'web', 'ecommerce', 'e-commerce')))
STATUSES = (('draft', ('draft', 'open', 'new')), ('confirmed', ('confirmed', 'approved', 'sent', 'placed')))

LOCATIONS = FileKind('locations', 'Locations', (
    Field('code', 'Code', CODE, ('location code', 'store code', 'store no', 'store id', 'store number', 'store',
                                 'location id', 'site code', 'store_nbr'), is_key=True, longest=50),
    Field('name', 'Name', aliases=('location name', 'store name', 'location', 'site', 'shop', 'filiale')),
    Field('type', 'Type', CHOICE, ('location type', 'store type', 'kind'), choices=KIND_OF_PLACE),
    Field('cluster', 'Cluster', CLUSTER, ('cluster code', 'cluster name', 'group', 'region', 'managed by')),
    Field('address', 'Address', aliases=('street', 'address line 1')), Field('city', 'City', aliases=('town',)),
    Field('state', 'State', aliases=('province', 'region state', 'county')),
    Field('country', 'Country', aliases=('country code',)),
    Field('postal_code', 'Postal code', aliases=('zip', 'zip code', 'postcode', 'pin code', 'plz')), ACTIVE,
    Field('opens', 'Opens', DAY, ('opening date', 'open date', 'opened')),
    Field('closes', 'Closes', DAY, ('closing date', 'close date', 'closed')),
    Field('currency', 'Currency', CURRENCY)), 'seasons.admin', any_of=(('code', 'name'),))

CLUSTERS = FileKind('clusters', 'Clusters', (
    Field('code', 'Code', CODE, ('cluster code', 'cluster id'), is_key=True, longest=50),
    Field('name', 'Name', aliases=('cluster', 'cluster name'), is_required=True),
    Field('description', 'Description'), ACTIVE), 'seasons.admin')

CATEGORIES = FileKind('categories', 'Categories', (
    Field('code', 'Code', CODE, ('category code', 'category id', 'department id', 'dept'), True, True, longest=50),
    Field('name', 'Name', aliases=('category', 'category name', 'department'), is_required=True),
    Field('parent', 'Parent', CODE, ('parent code', 'parent category', 'parent id'), longest=50),
    Field('description', 'Description')), 'seasons.admin')

SUPPLIERS = FileKind('suppliers', 'Suppliers', (
    Field('code', 'Code', CODE, ('supplier code', 'vendor code', 'vendor number', 'vendor no', 'supplier id',
                                 'vendornumber'), True, True, longest=50),
    Field('name', 'Name', aliases=('supplier', 'supplier name', 'vendor', 'vendor name'), is_required=True),
    Field('currency', 'Currency', CURRENCY), Field('lead_days', 'Lead days', COUNT, ('lead time', 'lead time days')),
    Field('terms', 'Terms', aliases=('payment terms', 'inco term', 'vendor inco term')),
    Field('tolerance', 'Over-receipt tolerance', SHARE, ('over receipt', 'tolerance percent')), ACTIVE),
    'seasons.admin')

RATES = FileKind('rates', 'Exchange rates', (
    Field('from', 'From', CURRENCY, ('source', 'from currency', 'base'), True, True),
    Field('to', 'To', CURRENCY, ('target', 'to currency', 'quote'), True, True),
    Field('day', 'Day', DAY, ('date', 'valid from', 'rate date'), True, True),
    Field('rate', 'Rate', RATE, ('exchange rate', 'fx rate', 'value'), True),
    Field('told_by', 'Source', aliases=('provider',))), 'seasons.admin')

CALENDARS = FileKind('calendars', 'Calendars', (
    Field('calendar', 'Calendar', aliases=('calendar name', 'name'), is_required=True, is_key=True),
    Field('start', 'Start', DAY, ('week start', 'period start', 'begin', 'from'), True, True),
    Field('end', 'End', DAY, ('week end', 'period end', 'to'), True),
    Field('year', 'Year', COUNT, ('fiscal year', 'fy'), True),
    Field('number', 'Number', COUNT, ('week', 'week no', 'period', 'no'), True),
    Field('month', 'Month', COUNT, ('fiscal month', 'month no'), True), Field('quarter', 'Quarter', COUNT, ('qtr',)),
    Field('half', 'Half', COUNT), Field('ly', 'Last year', DAY, ('ly start', 'last year start')),
    Field('ly_restated', 'Last year restated', DAY, ('ly restated start',))), 'seasons.admin')


def _money(key: str, label: str, *aliases: str, below: str = 'never', is_price: bool = False) -> Field:
    return Field(key, label, MONEY, aliases, below_zero=below, is_price=is_price)


SKU = Field('sku_id', 'SKU', aliases=('sku', 'article', 'artikel', 'item'))
PLANS = FileKind('plans', 'Season plan', (
    SEASON_OF, AT, IN, WHEN, SKU,
    _money('planned_sales', 'Net sales', 'sales plan', 'net sales', 'net_sales', 'plan sales', 'sales', 'umsatz'),
    _money('planned_margin', 'Margin', 'margin', 'gross margin', 'planned gm', below=FREELY),
    Field('planned_units', 'Units', COUNT, ('units', 'qty', 'quantity', 'plan units', 'menge')),
    Field('inventory_turns', 'Inventory turns', RATE, ('turns', 'stock turns', 'turn')),
    _money('ly_sales', 'Last year’s sales', 'last year sales', 'ly', below=FREELY),
    _money('lly_sales', 'Sales the year before', 'lly', below=FREELY),
    _money('markdown', 'Markdown', 'markdowns'), _money('discount', 'Discount'), _money('shrink', 'Shrink'),
    _money('receipts', 'Planned receipts', 'planned intake', 'intake'),
    _money('transfers_in', 'Transfers in'), _money('transfers_out', 'Transfers out'),
    _money('cogs', 'Cost of goods sold', 'cost of sales'), _money('eop', 'Closing stock', 'closing stock target'),
    Field('version', 'Version', aliases=('plan version',))), 'seasons.plan', steps.PLAN, can_replace=True)

OTB = FileKind('otb', 'Open-to-buy', (
    SEASON_OF, AT, IN, replace(WHEN, key='month', label='Month', type=MONTH, is_required=True,
                               aliases=(*WHEN.aliases, 'period')),
    _money('planned_sales', 'Planned sales', 'sales plan', 'net sales', 'sales'),
    _money('planned_closing_stock', 'Planned closing stock', 'closing stock', 'eop', 'planned eop'),
    _money('opening_stock', 'Opening stock', 'bop', 'opening inventory'),
    _money('on_order', 'On order', 'outside on order', 'open orders')), 'seasons.plan', steps.BUDGET, can_replace=True)

INTENTS = FileKind('range_intents', 'Range intent', (
    SEASON_OF, IN, Field('core_percent', 'Core %', SHARE, ('core', 'core share', 'core pct'), True),
    Field('fashion_percent', 'Fashion %', SHARE, ('fashion', 'fashion share', 'fashion pct'), True),
    Field('price_band_mix', 'Price band mix', BANDS, ('price mix', 'bands', 'mix'))), 'seasons.buy', steps.RANGE)

ARCHITECTURE = FileKind('range_architecture', 'Range architecture', (
    SEASON_OF, IN,
    Field('price_band', 'Price band', aliases=('band', 'price point'), is_required=True, is_key=True),
    Field('fabric', 'Fabric', aliases=('material',), is_key=True),
    Field('color_family', 'Colour family', aliases=('colour family', 'colour', 'color'), is_key=True),
    Field('style_type', 'Style type', aliases=('style', 'silhouette'), is_key=True),
    Field('planned_styles', 'Planned styles', COUNT, ('styles',)),
    Field('planned_options', 'Planned options', COUNT, ('options',)),
    Field('planned_depth', 'Planned depth', COUNT, ('depth', 'units per option')),
    _money('planned_retail', 'Planned retail', 'retail', 'price', is_price=True),
    Field('share', 'Share %', SHARE, ('share percent', 'mix percent')),
    Field('cluster', 'Cluster', CLUSTER, ('cluster code',), is_key=True)), 'seasons.manage', steps.RANGE)

ORDERS = FileKind('orders', 'Purchase orders', (
    Field('po_number', 'PO number', CODE, ('po', 'po no', 'order no', 'order number', 'po / so #', 'purchase order',
                                           'ponumber', 'bestellnummer'), True, True, longest=100),
    Field('line', 'Line', CODE, ('line no', 'line number', 'line id', 'id', 'item no'), is_key=True, longest=50),
    SEASON_OF, replace(AT, is_key=False), replace(IN, is_key=False),
    _money('po_value', 'PO value', 'value', 'amount', 'line item value', 'order value', 'total', is_price=True),
    Field('qty', 'Quantity', QUANTITY, ('quantity', 'units', 'line item quantity', 'ordered qty', 'menge')),
    _money('unit_cost', 'Unit cost', 'cost', 'cost price', 'pack price', 'purchase price', 'ek', 'unit price',
           is_price=True),
    _money('retail_price', 'Retail price', 'retail', 'rrp', 'selling price', 'vk', is_price=True),
    Field('currency', 'Currency', CURRENCY),
    Field('order_date', 'Order date', DAY, ('po date', 'ordered', 'po sent to vendor date', 'podate', 'created')),
    Field('expected', 'Expected', DAY, ('expected date', 'delivery date', 'due date', 'scheduled delivery date', 'eta',
                                        'expected delivery'), in_season=True),
    Field('supplier_name', 'Supplier', SUPPLIER, ('supplier', 'vendor', 'vendor name', 'supplier code')),
    Field('sku', 'SKU', aliases=('sku id', 'article', 'style', 'artikel')),
    Field('description', 'Description', aliases=('item description', 'text', 'title')),
    Field('freight', 'Freight', CHARGE, ('freight cost', 'freight cost (usd)')),
    Field('insurance', 'Insurance', CHARGE, ('line item insurance', 'line item insurance (usd)')),
    Field('duty', 'Duty', CHARGE, ('customs', 'duties')),
    Field('status', 'Status', CHOICE, ('order status', 'po status'), choices=STATUSES),
    Field('source', 'Source')), 'seasons.buy', steps.BUYING, any_of=(('po_value', 'qty'),))

RECEIPTS = FileKind('receipts', 'Receipts', (
    Field('grn_number', 'Receipt number', CODE, ('receipt no', 'receipt number', 'asn', 'asn/dn #', 'grn', 'grn no',
                                                 'delivery note'), is_key=True, longest=100),
    Field('line', 'Line', CODE, ('line no', 'line number', 'line id', 'id', 'po line'), is_key=True, longest=50),
    SEASON_OF, Field('po_number', 'PO number', ORDER, ('po', 'po no', 'order no', 'po / so #', 'order number'), True),
    Field('grn_date', 'Date', DAY, ('receipt date', 'received date', 'date', 'delivered to client date', 'delivered'),
          True),
    _money('received_value', 'Received value', 'value', 'amount', 'line item value', below=FREELY),
    Field('received', 'Received', QUANTITY, ('received qty', 'qty', 'quantity', 'received quantity',
                                             'line item quantity')),
    Field('accepted', 'Accepted', QUANTITY, ('accepted qty', 'accepted quantity')),
    Field('rejected', 'Rejected', QUANTITY, ('rejected qty', 'rejected quantity')),
    Field('currency', 'Currency', CURRENCY),
    Field('note', 'Delivery note', aliases=('delivery note no', 'dn'))), 'seasons.buy', steps.BUYING,
    any_of=(('received_value', 'received', 'accepted'),))

SALES = FileKind('sales', 'Sales actuals', (
    SEASON_OF, AT, IN, replace(WHEN, is_required=True),
    Field('qty', 'Units', COUNT, ('units', 'quantity', 'units sold'), below_zero=WARNED),
    _money('net_retail', 'Net sales', 'net sales', 'sales', 'weekly sales', 'amount', 'revenue', below=WARNED),
    _money('cogs', 'Cost of goods sold', 'cost', 'cost of sales', below=WARNED),
    _money('markdown', 'Markdown', 'markdowns', below=WARNED), _money('discount', 'Discount', below=WARNED),
    _money('returns', 'Returns', below=FREELY)), 'seasons.plan', steps.ACTUALS, can_replace=True)

STOCK = FileKind('stock', 'Stock', (
    SEASON_OF, AT, IN, Field('day', 'Day', DAY, ('date', 'stock date', 'snapshot date', 'as of'), True, True),
    Field('qty', 'Quantity', QUANTITY, ('quantity', 'units', 'on hand', 'stock qty'), below_zero=WARNED),
    _money('cost', 'Cost', 'cost value', 'stock at cost', below=WARNED),
    _money('retail', 'Retail', 'retail value', 'stock at retail', 'value', below=WARNED)), 'seasons.plan',
    steps.ACTUALS, can_replace=True)

_ALL = (LOCATIONS, CLUSTERS, CATEGORIES, SUPPLIERS, RATES, CALENDARS, PLANS, OTB, SALES, STOCK, ORDERS, RECEIPTS,
        INTENTS, ARCHITECTURE)
KINDS: Final[Mapping[str, FileKind]] = {one.key: one for one in _ALL}
OTHERS: Final[Mapping[str, tuple[str, ...]]] = {  # files of an older system that have no place here, by their headers
    'A list of articles': ('skuid', 'skuname', 'sizerange'), 'Grades of stores': ('storegrade', 'gradename'),
    'A guide of sizes': ('sizeguide', 'sizecurve')}
