"""`sprints.look`: what a site answers to whoever stands before the screen; what is found is the result of the run.

Who we are there is known within five seconds, or the reason why not; boards and fields follow.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any, Final

from app.domain.access import SYSTEM
from app.domain.ops.commands import Definition, Parameter
from app.domain.sprints.jira.reading import AUTH, Reader, SourceTrouble
from app.domain.sprints.setup.site_setup import as_result, looked
from app.domain.trouble import UNAVAILABLE
from app.integrations.jira.access import Access, hasty
from app.integrations.jira.client import opened
from app.services.sprints import adding, looking, sites
from app.services.sprints.site_setup import ADD_BOARD, LOOK
from app.services.sprints.sites import Site
from app.work import read, transact
from jobs.sprints import pausing
from jobs.sprints.readers import MISSING, reader_for
from jobs.voice import Voice

PIECE: Final = 2.4  # seconds for one answer: two of them say who we are
STEPS: Final = 3
OF_SITE: Final = Parameter('site', 'whole', 'Number of the site.', is_required=True, low=1)

DEFINITION = Definition(
    LOOK, 'Look at a site', 'Asks a Jira who we are there and which boards and fields can be seen. Nothing is changed '
    'there.', area='sprints', right='sprints.admin', parameters=(OF_SITE,), secrets=(sites.TOKEN,),
    key='sprints_look:{site}', joins=True, retries=0, timeout=60, priority=1, is_quiet=True)

ADDING = Definition(
    ADD_BOARD, 'Add a board', 'Asks a Jira how a board is made up, keeps it and begins to read it.', area='sprints',
    right='sprints.admin', parameters=(
        OF_SITE, Parameter('number', 'whole', 'Number of the board in Jira.', is_required=True, low=1)),
    secrets=(sites.TOKEN,), key='sprints_add:{site}/{number}', joins=True, retries=0, timeout=120, priority=1)


def look(voice: Voice, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """Raises SourceTrouble, which ends the run in words."""
    site = read(sites.to_read, parameters['site'])
    voice.speak(f'Asking {site.name} who we are')
    try:
        with _opened(voice, site) as reader:
            info, account = reader.server_info(), reader.who_am_i()
            transact(looking.note_looked, site.id, account, info)
            voice.progress(1, STEPS, 'boards')
            boards = tuple(reader.list_boards())
            voice.progress(2, STEPS, 'fields')
            found = looked(account, info, boards, tuple(reader.fetch_fields()))
    except SourceTrouble as trouble:
        if trouble.state in (AUTH, UNAVAILABLE):
            transact(sites.note_trouble, site.id, trouble.state, str(trouble))
        raise
    voice.speak(f'{found.account or "Somebody"} in {found.zone}; {len(found.boards)} boards can be seen')
    return as_result(found)


def add(voice: Voice, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """Whoever asked for this run was allowed to add the board."""
    site, number = read(sites.to_read, parameters['site']), parameters['number']
    voice.speak(f'Asking {site.name} how board {number} is made up')
    with reader_for(voice, site) as reader:
        transact(looking.note_looked, site.id, reader.who_am_i(), reader.server_info())
        told = reader.board_configuration(number)
    voice.speak(f'“{told.name}” has {len(told.columns)} columns')
    board_id, run = transact(adding.setup_board, SYSTEM, site.id, told)
    return {'board': board_id, 'run': run}


@contextmanager
def _opened(voice: Voice, site: Site) -> Iterator[Reader]:
    if site.kind not in ('cloud', 'server'):
        with reader_for(voice, site) as reader:
            yield reader
        return
    token = voice.secrets.get(sites.token_name(site.id))
    if not token:
        raise SourceTrouble(MISSING.format(name=site.name), AUTH)
    access = hasty(Access(site.url, token, site.account, voice.speak, partial(pausing.wait, voice)))
    with opened(replace(access, read=PIECE, whole=PIECE)) as client:
        yield client
