"""Confluence on this machine, Cloud and server: pages with versions, which nobody overwrites by mistake.

It stores what a real one stores: macros get an id when they are saved, and a body has to be strict XHTML.
"""

import re
from dataclasses import dataclass
from xml.parsers import expat

from tests.fakes.loopback import Answer, Loopback

LARGEST = 500_000
NAMES = re.compile(r'&[A-Za-z]+;')


@dataclass
class Page:
    id: str
    title: str
    storage: str
    version: int = 1
    status: str = 'current'
    parent: str = ''
    message: str = ''


class FakeWiki(Loopback):
    """`meddles` is called before each write, to be faster than it."""

    def __init__(self):
        super().__init__(self._answer)
        self.pages, self.meddles, self.next = {}, None, 100
        self.token, self.space, self.space_id = 's3cr3t', 'TEAM', '9001'

    def add(self, storage, title='Sprint 42', status='current', parent=''):
        self.next += 1
        self.pages[str(self.next)] = page = Page(str(self.next), title, storage, status=status, parent=parent)
        return page

    def _answer(self, asked):
        is_cloud = asked.path.startswith('/wiki/api/v2/')
        if not asked.headers.get('authorization', '').startswith('Basic ' if is_cloud else 'Bearer '):
            return Answer(401, {'message': 'Unauthorized'})
        path = asked.path.removeprefix('/wiki/api/v2').removeprefix('/rest/api')
        if path == '/spaces':
            known = asked.value('keys') == self.space
            return Answer(200, {'results': [{'id': self.space_id, 'key': self.space}] if known else []})
        _, _, page_id = path.strip('/').partition('/')
        if asked.method == 'PUT':
            return self._write(self.pages[page_id], asked.json, is_cloud)
        if asked.method == 'POST':
            return self._make(asked.json, is_cloud)
        if page_id:
            return self._one(page_id, asked, is_cloud)
        found = [page for page in self.pages.values()
                 if page.title == asked.value('title') and page.status == 'current']
        return Answer(200, {'results': [self._told(page, is_cloud) for page in found]})

    def _one(self, page_id, asked, is_cloud):
        page = self.pages.get(page_id)
        if page is None or page.status != (asked.value('status') or 'current'):
            return Answer(404, {'message': 'Not found'})
        return Answer(200, self._told(page, is_cloud))

    def _make(self, told, is_cloud):
        body = told['body'] if is_cloud else told['body']['storage']
        if any(page.title == told['title'] for page in self.pages.values()):
            return Answer(400, {'message': 'A page with this title already exists'})
        if is_cloud and told['spaceId'] != self.space_id:
            return Answer(404, {'errors': [{'title': 'Space not found'}]})
        if refusal := _flaw(body['value']):
            return refusal
        parent = told.get('parentId') or (told.get('ancestors') or [{}])[0].get('id', '')
        page = self.add(_kept(body['value']), told['title'], parent=parent)
        return Answer(200, self._told(page, is_cloud))

    def _write(self, page, told, is_cloud):
        if self.meddles:
            self.meddles(page)
        body = told['body'] if is_cloud else told['body']['storage']
        if told['version']['number'] != page.version + 1:
            return Answer(409, {'message': 'Version must be incremented on update.'})
        if refusal := _flaw(body['value']):
            return refusal
        page.storage, page.version, page.title = _kept(body['value']), page.version + 1, told['title']
        page.message = told['version'].get('message', '')
        return Answer(200, self._told(page, is_cloud))

    def _told(self, page, is_cloud):
        told = {'id': page.id, 'title': page.title, 'status': page.status, 'version': {'number': page.version},
                'body': {'storage': {'value': page.storage, 'representation': 'storage'}},
                '_links': {'webui': f'/spaces/{self.space}/pages/{page.id}'}}
        return {**told, 'spaceId': self.space_id} if is_cloud else {**told, 'space': {'key': self.space}}


def _flaw(storage):
    if len(storage) > LARGEST:
        return Answer(413, {'message': 'Body is too large'})
    try:
        expat.ParserCreate().Parse(f'<x>{NAMES.sub("_", storage)}</x>'.encode(), True)
    except expat.ExpatError as error:
        return Answer(400, {'message': f'Error parsing xhtml: {error}'})
    return None


def _kept(storage):
    """Macros that have no id yet get one."""
    return re.sub(r'<ac:structured-macro (?!ac:macro-id)', '<ac:structured-macro ac:macro-id="5d1e" ', storage)
