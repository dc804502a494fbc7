"""Opens a source for one run, whatever kind it is: with the token this run was granted, and closed at the end."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from threading import Event
from typing import Final

from app.domain.portfolio.sources.reading import AUTH, CONFIG, Reader, SourceTrouble
from app.integrations.azure_devops.client import Access, opened
from app.services.portfolio import tokens
from app.services.portfolio.sources import Readable
from app.services.portfolio.tokens import READ
from jobs.portfolio.demo_source import AUTHOR, DemoSource
from jobs.portfolio.file_source import FileSource
from jobs.portfolio.replay_source import replayed
from jobs.voice import Stopped, Voice

PIECE: Final = 1.0  # seconds of waiting between two looks at whether to stop
MISSING: Final = 'There is no token to reach {name} with. Set one in Setup.'


@contextmanager
def opened_source(voice: Voice, source: Readable, purpose: str = READ, author: str = AUTHOR) -> Iterator[Reader]:
    """`purpose` says which token is used, `author` in whose name a demo source keeps what is published."""
    with KINDS[source.kind](voice, source, purpose, author) as reader:
        yield reader


@contextmanager
def _azure_devops(voice: Voice, source: Readable, purpose: str, _author: str) -> Iterator[Reader]:
    token = voice.secrets.get(tokens.name_of(source.id, purpose))
    if not token:
        raise SourceTrouble(MISSING.format(name=source.name), AUTH)
    with opened(Access(source.base_url, token, source.start_field, source.end_field,
                       wait=lambda seconds: wait(voice, seconds))) as client:
        yield client


@contextmanager
def _demo(_voice: Voice, source: Readable, _purpose: str, author: str) -> Iterator[Reader]:
    yield DemoSource(source, author)


@contextmanager
def _file(_voice: Voice, source: Readable, purpose: str, _author: str) -> Iterator[Reader]:
    if purpose != READ:
        raise SourceTrouble(f'{source.name} is a file; nothing can be published to it.', CONFIG)
    yield FileSource(source)


@contextmanager
def _replay(_voice: Voice, source: Readable, _purpose: str, _author: str) -> Iterator[Reader]:
    yield replayed(source)


KINDS: Mapping[str, Callable[[Voice, Readable, str, str], AbstractContextManager[Reader]]] = {
    'azure_devops': _azure_devops, 'demo': _demo, 'file': _file, 'replay': _replay}


def wait(voice: Voice, seconds: float) -> None:
    """Without going deaf: whoever cancels need not wait until a source has rested."""
    if seconds > PIECE:
        voice.speak(f'Waiting {seconds:.0f} s, as the source asks', 'warning')
    left = seconds
    while left > 0:
        if voice.is_cancelled():
            raise Stopped
        Event().wait(min(PIECE, left))
        left -= PIECE
