"""Orders and receipts are two views of one thing."""

from nicegui import ui

from components.controls import Segmented

ORDERS, RECEIPTS = 'orders', 'receipts'


def buying_tabs(code: str, here: str) -> None:
    Segmented('Orders or receipts', {ORDERS: 'Orders', RECEIPTS: 'Receipts'}, here,
              lambda key: ui.navigate.to(f'/seasons/{code}/{key}')).style('margin: 16px 0 14px')
