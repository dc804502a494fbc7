"""Files that are uploaded, without a program around them."""

import asyncio

from app import uploads
from app.uploads import Sent
from app.work import ask, perform
from tests.people import OLIVER

TEXT = b'name,points\nSaka,61\n'


async def coming(*pieces):
    for piece in pieces:
        yield piece


async def sent(actor=OLIVER, name='points.csv', *pieces, **purpose):
    """The file as it is kept."""
    async def look(service, *given):
        return await ask(service, actor, *given)

    async def do(service, *given):
        return await perform(service, actor, *given)
    return await uploads.take_in(look, do, Sent(name, coming(*(pieces or (TEXT,))), **purpose))


def upload(*given, **purpose):
    """The same where nothing else is awaited."""
    return asyncio.run(sent(*given, **purpose))


def left(folder):
    """Names of all files below a folder."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob('*') if path.is_file())

