"""Recorded conversations, served again in their order, and asked once more through the client library."""

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit

RECORDED = 'https://dev.azure.com/sample-org'


class Pair:
    """One request and its answer, as recorded."""

    def __init__(self, path):
        told = json.loads(path.read_text(encoding='utf-8'))
        self.name, self.request, self.response = path.name, told['request'], told['response']
        address = urlsplit(self.request['url'])
        self.method, self.query = self.request['method'], dict(parse_qsl(address.query))
        self.place = unquote(address.path).partition('/sample-org')[2].strip('/')
        self.body = self.request.get('body')

    @property
    def answer(self):
        return self.response.get('body')


def pairs(folder):
    return [Pair(path) for path in sorted(folder.glob('*.json'))]


class ReplayServer:
    """Answers each request with the next recorded answer to it; what was never asked is an error of ours."""

    def __init__(self, data, found):
        self.found, self.missed = list(found), []
        self.routes = json.loads((data / 'routes.json').read_text())
        self.areas = json.loads((data / 'resource_areas.json').read_text())
        self.server = ThreadingHTTPServer(('127.0.0.1', 0), _handler(self))
        self.server.daemon_threads = True
        self.url = f'http://127.0.0.1:{self.server.server_port}/sample-org'
        for area in self.areas['value']:
            area['locationUrl'] = f'{self.url}/'
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def next(self, method, path):
        place = unquote(path).partition('/sample-org')[2].strip('/').casefold()
        for pair in self.found:
            if (pair.method, pair.place.casefold()) == (method, place):
                self.found.remove(pair)
                return pair
        self.missed.append((method, path))
        return None

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def _handler(replay):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = 'HTTP/1.1'

        def do_GET(self):
            path = urlsplit(self.path).path
            self.rfile.read(int(self.headers.get('Content-Length') or 0))
            pair = None if path.casefold().endswith(('/_apis', '/resourceareas')) else replay.next(self.command, path)
            if self.command == 'OPTIONS':
                return self.send(200, json.dumps(replay.routes))
            if path.casefold().endswith('/resourceareas'):
                return self.send(200, json.dumps(replay.areas))
            if pair is None:
                return self.send(418, '')
            told = pair.response.get('body_text') or (json.dumps(pair.answer) if pair.answer is not None else '')
            return self.send(pair.response['status'], told.replace(RECORDED, replay.url),
                             pair.response['headers'].get('content-type', ''))

        do_POST = do_PATCH = do_DELETE = do_OPTIONS = do_GET

        def send(self, status, text, kind='application/json'):
            body = text.encode()
            self.send_response(status)
            self.send_header('Content-Type', kind)
            self.send_header('Content-Length', str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            """Nobody reads it."""
    return Handler


class Player:
    """Asks through the library what a recorded request asked; numbers are those of whoever answers now."""

    def __init__(self, client):
        self.client, self.kit = client, client.kit
        self.items, self.work = client.clients.get_work_item_tracking_client(), client.clients.get_work_client()
        self.core = client.clients.get_core_client()

    def ask(self, pair, body, query, place):
        for method, pattern, deed in CALLS:
            if method == pair.method and (found := re.fullmatch(pattern, place, re.IGNORECASE)):
                return deed(self, body, query, *found.groups())
        raise LookupError(f'{pair.method} {place}')

    def team(self, project, team):
        return self.kit.TeamContext(project=project, team=team)

    def patch(self, body):
        return [self.kit.JsonPatchOperation(op=one['op'], path=one['path'], value=one.get('value')) for one in body]


P, T = r'([^/]+)', r'([^/]+)/([^/]+)'
CALLS = [
    ('POST', rf'{P}/_apis/wit/workItems/\$(\w+)',
     lambda s, body, q, project, kind: s.items.create_work_item(s.patch(body), project, kind)),
    ('PATCH', r'_apis/wit/workItems/(\d+)', lambda s, body, q, item: s.items.update_work_item(s.patch(body), item)),
    ('GET', r'_apis/wit/workItems/(\d+)',
     lambda s, b, query, item: s.items.get_work_item(item, expand=query.get('$expand'))),
    ('GET', r'_apis/wit/workItems', lambda s, b, query: s.items.get_work_items(
        query['ids'].split(','), fields=query['fields'].split(','))),
    ('GET', r'_apis/wit/workItemRelationTypes', lambda s, b, q: s.items.get_relation_types()),
    ('POST', r'_apis/wit/wiql', lambda s, body, q: s.items.query_by_wiql(s.kit.Wiql(query=body['query']))),
    ('GET', rf'{P}/_apis/wit/classificationNodes', lambda s, b, query, project: (
        s.items.get_classification_nodes(project, [query['ids']]) if 'ids' in query
        else s.items.get_root_nodes(project, depth=query.get('$depth')))),
    ('GET', rf'{P}/_apis/wit/classificationNodes/(\w+)(?:/(.+))?', lambda s, b, query, project, group, path: (
        s.items.get_classification_node(project, group, path=path, depth=query.get('$depth')))),
    ('POST', rf'{P}/_apis/wit/classificationNodes/(\w+)(?:/(.+))?', lambda s, body, q, project, group, path: (
        s.items.create_or_update_classification_node(body, project, group, path=path))),
    ('PATCH', rf'{P}/_apis/wit/classificationNodes/(\w+)(?:/(.+))?', lambda s, body, q, project, group, path: (
        s.items.update_classification_node(body, project, group, path=path))),
    ('DELETE', rf'{P}/_apis/wit/classificationNodes/(\w+)(?:/(.+))?', lambda s, b, query, project, group, path: (
        s.items.delete_classification_node(project, group, path=path, reclassify_id=query.get('$reclassifyId')))),
    ('GET', r'_apis/projects', lambda s, b, q: s.core.get_projects()),
    ('POST', rf'_apis/projects/{P}/teams', lambda s, body, q, project: s.core.create_team(body, project)),
    ('GET', rf'{T}/_apis/work/teamsettings', lambda s, b, q, *team: s.work.get_team_settings(s.team(*team))),
    ('PATCH', rf'{T}/_apis/work/teamsettings',
     lambda s, body, q, *team: s.work.update_team_settings(body, s.team(*team))),
    ('GET', rf'{T}/_apis/work/teamsettings/teamfieldvalues',
     lambda s, b, q, *team: s.work.get_team_field_values(s.team(*team))),
    ('PATCH', rf'{T}/_apis/work/teamsettings/teamfieldvalues',
     lambda s, body, q, *team: s.work.update_team_field_values(body, s.team(*team))),
    ('GET', rf'{T}/_apis/work/teamsettings/iterations',
     lambda s, b, q, *team: s.work.get_team_iterations(s.team(*team))),
    ('POST', rf'{T}/_apis/work/teamsettings/iterations',
     lambda s, body, q, *team: s.work.post_team_iteration(body, s.team(*team))),
    ('DELETE', rf'{T}/_apis/work/teamsettings/iterations/([\w-]+)',
     lambda s, b, q, project, team, one: s.work.delete_team_iteration(s.team(project, team), one)),
]
