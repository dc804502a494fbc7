"""Answers that a program need not fetch again: tagged with the version of the data and what was asked for."""

import hashlib
from typing import Annotated

from fastapi import Depends, Request, Response


class Tags:
    """`if tags.is_known(…): return tags.unchanged()`, before anything is worked out."""

    def __init__(self, request: Request, response: Response) -> None:
        self.request, self.response = request, response
        self.tag = ''

    def is_known(self, version: int, more: object = '') -> bool:
        """`more` is what else the answer hangs on: what was frozen, or the minute of a running sprint."""
        told = f'{self.request.url.path}?{self.request.url.query}|{version}|{more}'
        self.tag = f'"{version}-{hashlib.sha256(told.encode()).hexdigest()[:16]}"'
        self.response.headers['ETag'] = self.tag
        self.response.headers['Cache-Control'] = 'private, no-cache'
        given = self.request.headers.get('if-none-match', '')
        return given.strip() == '*' or self.tag in (one.strip().removeprefix('W/') for one in given.split(','))

    def unchanged(self) -> Response:
        return Response(status_code=304, headers={'ETag': self.tag, 'Cache-Control': 'private, no-cache'})


Tagged = Annotated[Tags, Depends()]
