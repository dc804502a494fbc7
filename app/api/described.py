"""The description of the API for people and generators: every address with its doors and its refusals."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from nicegui import app as server

from app.api.doors import METHODS, any_client, attended_client, signed_client

WAYS_IN: Mapping[Callable[..., Any], Sequence[Mapping[str, Any]]] = {  # the narrowest first; {} is nothing at all
    attended_client: ({'session': []},),
    signed_client: ({'token': []}, {'session': []}),
    any_client: ({'token': []}, {'seat': []}, {'session': []}, {}),
}
SCHEMES = {
    'token': {'type': 'http', 'scheme': 'bearer', 'description': 'An API token: `Authorization: Bearer rt_…`.'},
    'seat': {'type': 'apiKey', 'in': 'header', 'name': 'Authorization',
             'description': 'The token of a guest’s seat at a poker table: `Authorization: Seat …`.'},
    'session': {'type': 'apiKey', 'in': 'cookie', 'name': '__Host-rt_session',
                'description': 'The cookie of a person who is signed in; `rt_session` over plain http. Whatever '
                               'changes something needs an `Origin` of ours beside it.'},
}
TAGS = {
    'people': 'One’s own account, and for admins the accounts of all.', 'audit': 'Who did what, when, from where.',
    'backups': 'Everything in one file, for admins.',
    'poker: tables': 'Open tables and their results.', 'poker: seats': 'Who sits there, and as what.',
    'poker: rounds': 'Cards, reveals and estimates.', 'poker: stories': 'What is estimated.',
    'poker: decks': 'What it is estimated with.',
    'ops: commands': 'What can be run, with its parameters.', 'ops: runs': 'What was run, runs, or waits to.',
    'ops: files': 'Files to give to runs.',
    'ops: logs': 'What runs have written, page by page, as a file, or live.',
    'ops: secrets': 'Which secrets there are, and whether they are set.',
    'ops: schedules': 'When commands run by themselves.',
    'ops: reports': 'What runs of AIrsenal found out, and the databases they work on.',
    'ops: team': 'The fantasy football team of this workspace.',
    'portfolio: capacity': 'How loaded teams are, and by what.',
    'portfolio: cost': 'What planned work costs.',
    'portfolio: health': 'What is wrong with the plan.',
    'portfolio: items': 'Work items as they are planned, live or in a scenario, and what they are planned against.',
    'portfolio: export': 'Plans and comparisons as files.',
    'portfolio: publishing': 'What of a scenario is sent to its source, and the runs that send it.',
    'portfolio: sources': 'Reading sources again, and what is really gone at them.',
    'portfolio: annotations': 'Notes, boxes and lines on saved views.',
    'portfolio: axis': 'Markers and plan events.',
    'portfolio: calendars': 'Working days, days off and holidays.',
    'portfolio: groups': 'Named groups of items in a plan.',
    'portfolio: lists': 'Plans, teams and iterations, and how fresh they are.',
    'portfolio: people and sources': 'Who works in teams, and where items come from.',
    'portfolio: saved views': 'Ways to look at the timeline that were kept.',
    'portfolio: setup': 'All that admins set up, for admins.',
    'portfolio: scenarios': 'Plans to try something with: their steps, and how they differ from the live plan.',
    'seasons: seasons': 'Seasons of merchandise planning: the record of each.',
    'seasons: workflow': 'How far a season is: steps, approvals, locks.',
    'seasons: plan': 'Cells of a plan: looked at, edited, taken back, explained; plans row by row.',
    'seasons: versions': 'Versions of a plan: kept, tried, compared; forecasts; targets from the top.',
    'seasons: company': 'Whose seasons these are.',
    'seasons: calendars': 'How years are cut into weeks and months.',
    'seasons: clusters': 'Groups of locations that are planned and approved together.',
    'seasons: locations': 'Stores, warehouses and shops on the net.',
    'seasons: categories': 'What is sold, as a tree.',
    'seasons: suppliers': 'Who sends goods.',
    'seasons: exchange rates': 'What one unit of a currency costs in another.',
    'seasons: analytics': 'How a season goes: plan, orders, receipts and sales side by side, also as files.',
    'seasons: open-to-buy': 'What may still be spent: inputs, position, transfers, reserves, why it changed.',
    'seasons: orders': 'Purchase orders, held against the budget.',
    'seasons: range': 'What the range of each category is meant to be, and its rows.',
    'seasons: receipts': 'Goods that came, and what was taken back.',
    'seasons: imports': 'Files and lists of rows that are brought into seasons, and undone.',
    'sprints: boards': 'Boards, their sprints, and how fresh they are.',
    'sprints: settings': 'Which Jira is read, how columns and statuses are understood, disciplines and members.',
    'sprints: capacity': 'How much fits into a sprint, by discipline and person, and what is planned into it.',
    'sprints: flow': 'Cumulative flow, cycle times, forecasts, and what makes figures doubtful.',
    'sprints: imports': 'Boards from files, for those without access to Jira.',
    'sprints: queues': 'Work queues: built, explained, tried, published.',
    'sprints: queries': 'Queries that Jira is asked, for forecasts, projects and analyses.',
    'sprints: analyses': 'Analyses of sprints: kept with their parameters, compared with the last.',
    'sprints: files': 'Reports and queues as files, calendars of queues, and publications in a wiki.',
    'sprints: reports': 'What a sprint committed to, what changed, what got done, live or frozen.',
}
REFUSALS = {
    '400': 'It cannot be read.', '401': 'Sign in, or give a token that is valid.', '403': 'Not for this sender.',
    '404': 'It does not exist, or not for this sender.', '409': 'It does not fit the present state: look again.',
    '410': 'It is over.', '413': 'It is too large.', '415': 'Another type is wanted.',
    '422': 'A field does not fit; it is named.',
    '429': 'Too often; `Retry-After` says how long to wait.', '500': 'A mistake of ours; the log has its request id.',
    '502': 'A service outside does not answer; `age` is that of what it last told, in seconds.',
}
SPOKEN_FOR = {'/api/v1/ops/team': ('404', '502'),  # what only these addresses may answer
              '/api/v1/ops/files': ('400', '404', '413', '415'),
              '/api/v1/portfolio/setup/restore': ('400', '413', '415')}
TEXT = {'type': 'string'}
PROBLEM = {
    'type': 'object', 'description': 'Every refusal (RFC 9457). `code` is stable, the wording is not.',
    'required': ['type', 'title', 'status', 'detail', 'code', 'request_id'],
    'properties': {
        'type': TEXT, 'title': TEXT, 'status': {'type': 'integer'}, 'detail': TEXT, 'code': TEXT, 'request_id': TEXT,
        'errors': {'type': 'array', 'items': {'type': 'object', 'required': ['field', 'message', 'type'],
                                              'properties': {'field': TEXT, 'message': TEXT, 'type': TEXT}}},
        'version': {'type': 'integer', 'description': 'The present one, where a stale one was given.'},
        'path': {'type': 'array', 'items': {'type': 'integer'}, 'description': 'Items that would form a circle.'},
        'conflicts': {'type': 'array', 'description': 'Values that somebody else has changed meanwhile.',
                      'items': {'type': 'object', 'required': ['item', 'field', 'theirs', 'mine', 'by'],
                                'properties': {'item': {'type': 'integer'}, 'field': TEXT, 'key': TEXT, 'theirs': {},
                                               'mine': {}, 'by': TEXT}}}},
}


@cache
def description() -> dict[str, Any]:
    """As OpenAPI 3.1; it takes a tenth of a second to write, once."""
    text = get_openapi(title='Roundtable', version='1', routes=server.routes,
                       description='Everything a screen can do. Send `Authorization: Bearer rt_…`.',
                       tags=[{'name': name, 'description': words} for name, words in TAGS.items()])
    for route in iter_route_contexts(server.routes):
        if isinstance(route.original_route, APIRoute) and route.include_in_schema:
            for method in route.methods or ():
                _complete(text['paths'][route.path_format][method.lower()], route, method)
    parts = text['components']
    for name in ('HTTPValidationError', 'ValidationError'):  # of the framework, which is never heard here
        parts['schemas'].pop(name, None)
    parts['schemas']['Problem'] = PROBLEM
    parts['responses'] = {status: _refusal(words) for status, words in REFUSALS.items()}
    parts['securitySchemes'] = SCHEMES
    return text


def _complete(operation: dict[str, Any], route: RouteContext, method: str) -> None:
    name = str(route.name)
    operation['operationId'] = f'{_area(route)}_{name}'
    operation['summary'] = name.replace('_', ' ').capitalize()
    doors = [door for door in WAYS_IN if door in set(_calls(route.dependant))]
    operation['security'] = list(WAYS_IN[doors[0]]) if doors else []
    operation['responses'] |= {status: {'$ref': f'#/components/responses/{status}'}
                               for status in _statuses(route, method, bool(doors))}


def _statuses(route: RouteContext, method: str, has_door: bool) -> Iterator[str]:
    yield from ('422', '500')
    if has_door or route.path == '/api/v1/session':
        yield from ('401', '403')
    if route.param_convertors:
        yield '404'
    if 'table_id' in route.param_convertors:
        yield '410'
    if method in METHODS[1:]:
        yield from ('409', '429')
    if route.body_field:
        yield from ('400', '413', '415')
    yield from SPOKEN_FOR.get(route.path or '', ())


def _area(route: RouteContext) -> str:
    return str(getattr(route.endpoint, '__module__', '')).rpartition('.')[2]


def _calls(dependant: Dependant) -> Sequence[Any]:
    """The functions that run before the address itself does, the outermost first."""
    return [call for inner in dependant.dependencies for call in (inner.call, *_calls(inner))]


def _refusal(words: str) -> dict[str, Any]:
    return {'description': words,
            'content': {'application/problem+json': {'schema': {'$ref': '#/components/schemas/Problem'}}}}
