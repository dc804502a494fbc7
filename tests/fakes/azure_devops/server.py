"""Azure DevOps on this machine: HTTP, tokens and faults in front of an organisation in memory.

Faults are switched on per part of an address or for all of them: `fake.breaks('throttled', at='wiql', times=2)`.
"""

import json
import re
import threading
from base64 import b64decode
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.fakes.azure_devops import answers, routes, work_answers
from tests.fakes.azure_devops.organisation import Organisation
from tests.fakes.azure_devops.refusal import Refusal

NAME = 'sample-org'
PAGE = b'<!DOCTYPE html><html><head><title>Azure DevOps Services | Sign In</title></head><body>Sign in</body></html>'
AWAY = Refusal(503, 'TF24668: The following team project collection is stopped: sample-org.')
WHOLE = {  # fault: status, kind of content, body, headers; the request is not even looked at
    'throttled': (429, 'application/json', b'', {}),
    'sign-in page': (203, 'text/html; charset=utf-8', PAGE, {}),
    'moved': (302, 'text/html; charset=utf-8', PAGE, {'Location': '/_signin?realm=dev.azure.com'}),
    'unauthorised': (401, '', b'', {'WWW-Authenticate': 'Basic realm="https://example.com/"'}),
    'forbidden': (403, 'application/json', b'', {}),
    'away': (503, 'application/json', b'\xef\xbb\xbf' + json.dumps(AWAY.body()).encode(), {}),
    'broken': (500, 'text/html', b'<html>Server Error</html>', {}),
    'missing': (404, 'text/plain', b'The controller for this path was not found.', {}),
    'nonsense': (200, 'application/json', b'{"count": 1, "value": [', {}),
}
TEXTS = {'throttled': Refusal(429, 'TF400733: The request has been canceled: Request was blocked due to exceeding '
                                   'usage of resource.', 'RequestBlockedException'),
         'forbidden': Refusal(403, "TF400813: Resource not available for anonymous access.",
                              'UnauthorizedRequestException')}
NOBODY = Refusal(401, '', '')

ANY, ONE = r'(?:/(.*))?', r'([^/]+)'
ROUTES = [(method, re.compile(f'{pattern}/?', re.IGNORECASE), deed) for method, pattern, deed in (
    ('POST', r'wit/wiql', answers.find),
    ('GET', r'wit/workitems', answers.items),
    ('POST', r'wit/workitems/(?:\$|%24)(.+)', answers.add_item),
    ('GET', rf'wit/workitems/{ONE}', answers.item),
    ('PATCH', rf'wit/workitems/{ONE}', answers.change_item),
    ('DELETE', rf'wit/workitems/{ONE}', answers.delete_item),
    ('GET', rf'wit/workitems/{ONE}/revisions', answers.revisions),
    ('GET', rf'wit/workitems/{ONE}/updates', answers.updates),
    ('POST', r'wit/workitemsbatch', answers.batch),
    ('GET', r'wit/classificationnodes', answers.nodes),
    ('GET', rf'wit/classificationnodes/{ONE}{ANY}', answers.node),
    ('POST', rf'wit/classificationnodes/{ONE}{ANY}', answers.add_node),
    ('PATCH', rf'wit/classificationnodes/{ONE}{ANY}', answers.change_node),
    ('DELETE', rf'wit/classificationnodes/{ONE}{ANY}', answers.delete_node),
    ('GET', r'wit/reporting/workitemlinks', answers.changed_links),
    ('GET', r'wit/workitemtypes', answers.types),
    ('GET', rf'wit/workitemtypes/{ONE}', answers.one_type),
    ('GET', rf'wit/workitemtypes/{ONE}/states', answers.states),
    ('GET', r'wit/workitemrelationtypes', answers.relation_types),
    ('GET', r'projects', work_answers.projects),
    ('GET', rf'projects/{ONE}', work_answers.project),
    ('GET', rf'projects/{ONE}/teams', work_answers.teams),
    ('POST', rf'projects/{ONE}/teams', work_answers.add_team),
    ('GET', r'work/teamsettings', work_answers.settings),
    ('PATCH', r'work/teamsettings', work_answers.change_settings),
    ('GET', r'work/teamsettings/teamfieldvalues', work_answers.field_values),
    ('PATCH', r'work/teamsettings/teamfieldvalues', work_answers.change_field_values),
    ('GET', r'work/teamsettings/iterations', work_answers.iterations),
    ('POST', r'work/teamsettings/iterations', work_answers.add_iteration),
    ('DELETE', rf'work/teamsettings/iterations/{ONE}', work_answers.take_iteration),
    ('GET', rf'work/teamsettings/iterations/{ONE}/capacities', work_answers.capacities),
    ('GET', rf'work/teamsettings/iterations/{ONE}/teamdaysoff', work_answers.days_off),
    ('GET', rf'work/iterations/{ONE}/iterationcapacities', work_answers.total_capacities),
    ('GET', r'work/backlogconfiguration', work_answers.backlog),
    ('GET', r'work/plans', work_answers.plans),
    ('GET', rf'work/plans/{ONE}', work_answers.plan),
    ('GET', rf'work/plans/{ONE}/deliverytimeline', work_answers.timeline),
    ('GET', r'wiki/wikis', work_answers.wikis),
    ('GET', rf'wiki/wikis/{ONE}/pages', work_answers.page),
    ('PUT', rf'wiki/wikis/{ONE}/pages', work_answers.write_page),
)]


@dataclass
class Fault:
    """`after`: how many requests to this address are still answered; `times`: None for ever."""
    kind: str
    at: str = ''
    times: int | None = None
    after: int = 0
    seconds: float = 0


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    query: dict
    body: object
    token: str
    accept: str = ''


class AzureServer:
    """`is_on_premises`: names no resource areas, so that the client stays with the address it was given."""

    def __init__(self, organisation=None, is_on_premises=False):
        self.organisation = organisation or Organisation()
        self.is_on_premises = is_on_premises
        self.locations, self.resource_areas = routes.locations(), None
        self.faults, self.asked = [], []
        self.latency = 0.0  # seconds
        self.tokens = self.organisation.passes
        self.go_on = threading.Event()  # what is slow waits for it
        self.arrived = threading.Event()  # something slow has been asked
        self.server = ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.server.azure = self
        self.origin = f'http://127.0.0.1:{self.server.server_port}'
        self.url = f'{self.origin}/{NAME}'
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def breaks(self, kind, at='', times=None, after=0, seconds=0.0):
        self.faults.append(Fault(kind, at.casefold(), times, after, seconds))

    def recovers(self):
        self.faults.clear()

    def count(self, at='', method=''):
        """How often something was asked, start of the conversation not counted."""
        return sum(at.casefold() in one.path.casefold() and method in ('', one.method) and '/_apis/' in one.path
                   and 'resourceareas' not in one.path.casefold() for one in self.asked)

    def bodies(self):
        """How many items were asked for whole."""
        return sum(len(one.body['ids']) for one in self.asked
                   if one.path.casefold().endswith('workitemsbatch') and one.body.get('$expand'))

    def patches(self):
        """What was sent for which item, in order."""
        return [(int(one.path.rpartition('/')[2]), one.body) for one in self.asked if one.method == 'PATCH'
                and '/workitems/' in one.path.casefold()]

    def forget(self):
        self.asked.clear()

    def fault_at(self, path):
        for one in self.faults:
            if one.at in path.casefold() and one.times != 0:
                if one.after > 0:
                    one.after -= 1
                    continue
                one.times = one.times and one.times - 1
                return one
        return Fault('')

    def answer(self, asked):
        """Status, body and headers of what is not disturbed."""
        base, _, place = asked.path.partition('/_apis')
        if base.strip('/').split('/')[0].casefold() != NAME:
            raise Refusal(404, 'The resource cannot be found.')
        place = place.strip('/')
        if asked.method == 'OPTIONS':
            return 200, {'count': len(self.locations), 'value': self.locations}, {}
        held = self.pass_of(asked.token)
        if place.casefold() == 'resourceareas':
            found = [] if self.is_on_premises else self.resource_areas or routes.areas(self.url)
            return 200, {'count': len(found), 'value': found}, {}
        return self.routed(asked, held, base, place)

    def routed(self, asked, held, base, place):
        names = [unquote(part) for part in base.strip('/').split('/')[1:]]
        for method, pattern, deed in ROUTES:
            if method == asked.method and (found := pattern.fullmatch(place)):
                parts = tuple(unquote(part) for part in found.groups() if part)
                ask = answers.Ask(self.organisation, held, self.url, method, *[*names, '', ''][:2], parts, asked.query,
                                  asked.body)
                with self.organisation.lock:
                    told = deed(ask)
                return _filled(told)
        raise Refusal(404, f"The controller for path '{asked.path}' was not found or does not implement IController.")

    def pass_of(self, token):
        held = self.tokens.get(token)
        if held is None or held.calls == 0:
            raise NOBODY
        if held.calls is not None:
            held.calls -= 1
        return held

    def close(self):
        self.go_on.set()
        self.server.shutdown()
        self.server.server_close()


def _filled(told):
    if not isinstance(told, tuple):
        return 200, told, {}
    return told if len(told) == 3 else (*told, {})


class Handler(BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    disable_nagle_algorithm = True

    @property
    def azure(self):
        return self.server.azure

    def do_GET(self):
        asked = self.asked()
        self.azure.asked.append(asked)
        fault = self.azure.fault_at(asked.path)
        self.azure.go_on.wait(self.azure.latency) if self.azure.latency else None
        if fault.kind in WHOLE:
            return self.refuse_whole(fault)
        if fault.kind == 'hang up':
            return self.hang_up()
        if fault.kind == 'slow':
            self.azure.arrived.set()
            self.azure.go_on.wait(fault.seconds or 30)
        return self.serve(asked, fault)

    do_POST = do_PATCH = do_PUT = do_DELETE = do_OPTIONS = do_GET

    def asked(self):
        size = int(self.headers.get('Content-Length') or 0)
        raw = self.rfile.read(size) if size else b''
        address = urlsplit(self.path)
        query = dict(parse_qsl(address.query)) | {name.lower(): value for name, value in self.headers.items()
                                                  if name.lower() == 'if-match'}
        return Asked(self.command, address.path, query, json.loads(raw) if raw else None,
                     _token(self.headers.get('Authorization', '')), self.headers.get('Accept', ''))

    def serve(self, asked, fault):
        try:
            status, told, headers = self.azure.answer(asked)
        except Refusal as refusal:
            if refusal is NOBODY:
                return self.send(*WHOLE['unauthorised'])
            status, told, headers = refusal.status, refusal.body(), {}
        told = _spoilt(told, fault.kind)
        body = b'' if told is None else json.dumps(told).encode()
        if fault.kind == 'late':  # done, but nobody learns it
            return self.hang_up()
        if fault.kind == 'slow down':
            headers = headers | {'Retry-After': f'{fault.seconds:g}'}
        if fault.kind == 'drip':
            return self.drip(status, body)
        if fault.kind == 'cut off':
            return self.cut_off(status, body)
        return self.send(status, 'application/json; charset=utf-8; api-version=7.0', body, headers)

    def refuse_whole(self, fault):
        status, kind, body, headers = WHOLE[fault.kind]
        if fault.kind in TEXTS:
            body = json.dumps(TEXTS[fault.kind].body()).encode()
        if fault.seconds:
            headers = headers | {'Retry-After': f'{fault.seconds:g}'}
        return self.send(status, kind, body, headers)

    def cut_off(self, status, body):
        """The line breaks in the middle."""
        self.close_connection = True
        self.wfile.write(_head(status, 'application/json', len(body), {}) + body[:len(body) // 2])

    def drip(self, status, body):
        """Never silent for long, and never done."""
        self.close_connection = True
        self.wfile.write(_head(status, 'application/json', len(body), {}))
        for place in range(len(body)):
            try:
                self.wfile.write(body[place:place + 1])
            except OSError:  # nobody listens any more
                return
            if self.azure.go_on.wait(0.05):
                return

    def hang_up(self):
        self.close_connection = True
        self.connection.shutdown(2)

    def send(self, status, kind, body, headers):
        self.wfile.write(_head(status, kind, len(body), headers) + body)

    def log_message(self, *_):
        """Nobody reads it."""


def _spoilt(told, kind):
    """What answers with nothing, or with half of it, although all went well."""
    for name in ('value', 'workItems'):
        if isinstance(told, dict) and isinstance(told.get(name), list) and kind in ('empty', 'half'):
            kept = [] if kind == 'empty' else told[name][:len(told[name]) // 2]
            told = told | {name: kept} | ({'count': len(kept)} if 'count' in told else {})
    return told


def _head(status, kind, size, headers):
    lines = {'Content-Length': str(size), **({'Content-Type': kind} if kind else {}), **headers}
    return (f'HTTP/1.1 {status} Told\r\n' + ''.join(f'{name}: {value}\r\n' for name, value in lines.items())
            + '\r\n').encode()


def _token(told):
    try:
        return b64decode(told.removeprefix('Basic ')).decode().partition(':')[2]
    except ValueError:
        return ''
