"""Sources that answer with what was recorded; for tests alone."""

from typing import Final

from app.domain.portfolio.sources.reading import CONFIG, Reader, SourceTrouble
from app.services.portfolio.sources import Readable

recorded: Final[dict[str, Reader]] = {}  # by name; tests put them here


def replayed(source: Readable) -> Reader:
    reader = recorded.get(str(source.options.get('recording', '')))
    if reader is None:
        raise SourceTrouble('There is no such recording.', CONFIG)
    return reader
