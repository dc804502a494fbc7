"""What programs are promised of the seasons: each method and path, under the name it has here."""

import pytest

from tests.api.conftest import program

PROMISED = {
    'seasons': 'GET POST /seasons · GET PATCH DELETE /seasons/{} · GET /seasons/{}/workflow '
               '· GET /seasons/{}/workflow-status · POST /seasons/{}/complete/{} · POST /seasons/{}/take-back '
               '· POST /seasons/{}/lock · POST /seasons/{}/reopen · POST /seasons/{}/clone · GET /seasons/{}/revisions '
               '· GET /seasons/{}/verify',
    'company': 'GET POST PATCH /company',
    'calendars': 'GET POST /calendars · GET PATCH DELETE /calendars/{}',
    'clusters': 'GET POST /clusters · GET PATCH DELETE /clusters/{}',
    'locations': 'GET POST /locations · GET PATCH DELETE /locations/{} · POST /locations/bulk · GET /locations/stores '
                 '· GET /locations/warehouses · GET /locations/lookup',
    'categories': 'GET POST /categories · GET PATCH DELETE /categories/{} · GET /categories/tree '
                  '· GET /categories/{}/children · GET /categories/lookup',
    'suppliers': 'GET POST /suppliers · GET PATCH DELETE /suppliers/{}',
    'rates': 'GET POST DELETE /fx-rates',  # named by currencies and day, not by a number: POST writes it over, too
    'plans': 'GET POST /plans · GET PATCH DELETE /plans/{} · POST /plans/bulk · POST /plans/preview '
             '· POST /plans/{}/approve · GET /seasons/{}/cells · POST /seasons/{}/edits · POST /seasons/{}/undo '
             '· POST /seasons/{}/redo · POST /seasons/{}/scopes/submit · POST /seasons/{}/scopes/approve '
             '· POST /seasons/{}/scopes/return · GET POST /seasons/{}/versions · GET /seasons/{}/compare '
             '· GET /seasons/{}/explain',
    'otb': 'GET POST /otb · GET PATCH DELETE /otb/{} · POST /otb/calculate · POST /otb/bulk · POST /otb/preview '
           '· GET /otb/summary',
    'otb management': 'GET /otb-management/position · GET /otb-management/dashboard · GET /otb-management/consumption '
                      '· GET /otb-management/forecast · GET /otb-management/alerts · GET /otb-management/waterfall '
                      '· POST /otb-management/recalculate · POST /otb-management/adjust '
                      '· POST /otb-management/adjustments/{}/approve · POST /otb-management/adjustments/{}/reject '
                      '· GET POST /otb-management/reserves · GET /otb-management/adjustments',
    'range intent': 'GET POST /range-intent · GET PATCH DELETE /range-intent/{} · POST /range-intent/bulk',
    # many rows are handed in and decided at once, so these stand beside the rows and not below one
    'range': 'GET POST /range-architecture · GET PATCH DELETE /range-architecture/{} · POST /range-architecture/bulk '
             '· POST /range-architecture/submit · POST /range-architecture/approve · POST /range-architecture/reject '
             '· GET /range-architecture/compare',
    # PUT: an order is sent with all its lines; check and override are of one order, or of one that is being typed
    'orders': 'GET POST /purchase-orders · GET PUT DELETE /purchase-orders/{} · POST /purchase-orders/bulk '
              '· POST /purchase-orders/preview · GET /purchase-orders/summary · GET /purchase-orders/by-number/{} '
              '· GET /purchase-orders/{}/check · POST /purchase-orders/check · POST /purchase-orders/{}/submit '
              '· POST /purchase-orders/{}/confirm · POST /purchase-orders/{}/cancel '
              '· POST /purchase-orders/{}/close-short · POST /purchase-orders/{}/override',
    # a receipt is corrected by its reverse alone: there is nothing to PATCH
    'receipts': 'GET POST /grn · GET DELETE /grn/{} · POST /grn/bulk · GET /grn/summary · GET /grn/fulfillment/{} '
                '· POST /grn/{}/reverse',
    'analytics': ' · '.join(f'GET /analytics/{one}' for one in (
        'dashboard', 'read-only-view', 'complete-view', 'budget-vs-actual', 'category-breakdown', 'cluster-summary',
        'location-performance', 'po-status', 'price-band-analysis', 'workflow-status', 'plan-vs-execution', 'export')),
    'imports': 'POST /imports · GET /imports/{} · GET /imports/{}/rows · GET /imports/{}/failed.csv '
               '· POST /imports/{}/commit · POST /imports/{}/undo'}


def nameless(path):
    """`/seasons/{season}/lock` and `/seasons/{id}/lock` are the same promise."""
    return '/'.join('{}' if part.startswith('{') else part for part in path.split('/'))


@pytest.fixture
async def kept(server):
    described = (await program(root='').get('/api/openapi.json')).json()
    return {(method.upper(), nameless(path)) for path, deeds in described['paths'].items() for method in deeds}


async def test_everything_that_was_promised_to_programs_is_there(kept):
    missing = []
    for group, lines in PROMISED.items():
        for line in lines.split(' · '):
            *methods, path = line.split(' ')
            missing += [(group, method, path) for method in methods if (method, f'/api/v1{path}') not in kept]
    assert missing == []
