"""Opens a site for one run, whatever kind it is: with the token this run was granted, and closed at the end."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from app.domain.sprints.demo.world import generate
from app.domain.sprints.imports.csv_import import read_export
from app.domain.sprints.jira.reading import AUTH, CONFIG, Reader, SourceTrouble
from app.errors import Rejected
from app.integrations.jira.client import Access, opened
from app.services.sprints import kept_files, sites
from app.services.sprints.sites import Site
from app.work import read
from jobs.sprints import pausing
from jobs.sprints.csv_source import CsvSource
from jobs.sprints.demo_source import DemoSource
from jobs.voice import Voice

MISSING = 'There is no token to read {name} with. Enter one in the settings.'
NO_FILE = 'The file of {name} is not there any more. Import it again.'


@contextmanager
def reader_for(voice: Voice, site: Site) -> Iterator[Reader]:
    """Raises SourceTrouble where it cannot even be asked."""
    if site.kind not in KINDS:
        raise SourceTrouble(f'{site.name} is not read by runs.', CONFIG)
    with KINDS[site.kind](voice, site) as reader:
        yield reader


@contextmanager
def _jira(voice: Voice, site: Site) -> Iterator[Reader]:
    token = voice.secrets.get(sites.token_name(site.id))
    if not token:
        raise SourceTrouble(MISSING.format(name=site.name), AUTH)
    with opened(Access(site.url, token, site.account if site.kind == 'cloud' else '', voice.speak,
                       partial(pausing.wait, voice))) as client:
        yield client


@contextmanager
def _demo(_voice: Voice, site: Site) -> Iterator[Reader]:
    options = site.options
    yield DemoSource(generate(options['seed'], date.fromisoformat(options['today']), options['size']))


@contextmanager
def _csv(_voice: Voice, site: Site) -> Iterator[Reader]:
    """The file that was imported last, once more."""
    if (file := read(kept_files.find, site.id)) is None:
        raise SourceTrouble(NO_FILE.format(name=site.name), CONFIG)
    try:
        export = read_export(Path(file.place).read_bytes(), ZoneInfo(site.zone), site.options.get('sprints'))
    except (OSError, Rejected) as error:
        raise SourceTrouble(NO_FILE.format(name=site.name), CONFIG) from error
    if export.errors:
        raise SourceTrouble(NO_FILE.format(name=site.name), CONFIG)
    yield CsvSource(export, site.name, site.zone)


KINDS: Mapping[str, Callable[[Voice, Site], AbstractContextManager[Reader]]] = {
    'cloud': _jira, 'server': _jira, 'demo': _demo, 'csv': _csv}
