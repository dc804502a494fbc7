"""`sprints.publish_report`: writes a sprint report into our part of a wiki page.

The page is read, our part is put in, and all of it is written as the next version. Whoever was faster wins: then the
page is read again, three times at most. A page that was made but not yet remembered is found again by its title.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from app.domain.ops.commands import Definition, Parameter
from app.domain.sprints.publishing import wiki_block
from app.domain.sprints.publishing.channels import CONFLUENCE, WikiOptions
from app.domain.sprints.publishing.publishing import Errand
from app.domain.sprints.publishing.sending import AUTH, FORBIDDEN, MOVED, REFUSED, SendTrouble
from app.domain.sprints.publishing.wiki_page import Page
from app.errors import AppError, Rejected
from app.integrations.confluence.client import Access, Wiki, opened
from app.services.sprints import channels, publications
from app.services.sprints.channels import Readable
from app.services.sprints.publications import COMMAND, DEMO
from app.work import read, transact
from jobs.sprints.pausing import wait
from jobs.voice import Voice

ROUNDS: Final = 3
NO_TOKEN: Final = 'There is no token for this Confluence. Enter one in the settings.'
RESTLESS: Final = 'Others keep changing the page. It was left as it is; publish again in a while.'
TAKEN: Final = ('The space has a page called “{title}” already, which is not ours. Publish to it by its address, or '
                'choose another title.')
SAID: Final = {wiki_block.SAME: 'Nothing has changed since the last time; the page is left as it is',
               wiki_block.REPLACED: 'Our part of the page is written anew',
               wiki_block.APPENDED: 'The page had no part of ours: it stands at its end now'}

DEFINITION = Definition(
    COMMAND, 'Publish a report', 'Writes the report of a sprint to a page of Confluence.', area='sprints', parameters=(
        Parameter('channel', 'whole', 'Number of the Confluence.', is_required=True, low=1),
        Parameter('publication', 'whole', 'The publication; 0 makes one for the board.', 0, low=0),
        Parameter('board', 'whole', 'Number of the board, where there is no publication yet.', 0, low=0),
        Parameter('sprint', 'whole', 'Number of the sprint; 0 is the one that runs or was closed last.', 0, low=0)),
    secrets=(channels.GRANT,), key='sprints_wiki:{channel}', retries=2, timeout=300, priority=3)


def publish(voice: Voice, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """Which page has which version now."""
    channel = read(channels.to_use, parameters['channel'])
    own = parameters.get('publication') or transact(
        publications.begin, parameters.get('board') or 0, channel.id, parameters.get('sprint') or 0)
    try:
        return _publish(voice, channel, own)
    except AppError as trouble:
        voice.speak(str(trouble), 'error')
        transact(publications.note_failed, own, str(trouble))
        if isinstance(trouble, SendTrouble) and trouble.state in (AUTH, FORBIDDEN):
            transact(channels.note_failed, channel.id, str(trouble))
        raise


def _publish(voice: Voice, channel: Readable, own: int) -> Mapping[str, Any]:
    errand = read(publications.to_publish, own)
    if errand.is_demo:
        raise Rejected(DEMO, 'sprints.demo')
    with opened(_access(voice, channel)) as wiki:
        page = None if errand.page else _made(voice, wiki, errand)
        how, page = _write(voice, wiki, errand, page.id if page else errand.page)
    transact(publications.note_published, own, version=page.version, url=page.url, data_version=errand.data_version,
             block_hash=wiki_block.hash_of(errand.body))
    transact(channels.note_sent, channel.id)
    return {'page': page.id, 'version': page.version, 'how': how}


def _access(voice: Voice, channel: Readable) -> Access:
    token = voice.secrets.get(channels.secret_of(channel.id), '')
    if channel.kind != CONFLUENCE or channel.wiki is None:
        raise Rejected('Reports are published to a Confluence.', 'sprints.not_a_wiki')
    if not token:
        raise SendTrouble(NO_TOKEN, AUTH)
    wiki: WikiOptions = channel.wiki
    return Access(wiki.kind, wiki.url, wiki.account, token, channel.is_private, wait=partial(wait, voice))


def _made(voice: Voice, wiki: Wiki, errand: Errand) -> Page:
    """Or found again, where an earlier try made it and could not say so any more."""
    page = wiki.find_page(errand.target)
    if page and not wiki_block.has_marks(page.storage, str(errand.publication)):
        raise SendTrouble(TAKEN.format(title=errand.target.title), REFUSED)
    if page is None:
        page = wiki.add_page(errand.target, wiki_block.enclosed(str(errand.publication), ''))
        voice.speak(f'The page “{page.title}” is made')
    transact(publications.note_page, errand.publication, page.id, page.url)
    return page


def _write(voice: Voice, wiki: Wiki, errand: Errand, page_id: str) -> tuple[str, Page]:
    for _ in range(ROUNDS):
        page = wiki.read_page(page_id)
        placed = wiki_block.place(page.storage, str(errand.publication), errand.body, errand.known_hash)
        if placed.how == wiki_block.SAME:
            voice.speak(SAID[placed.how])
            return placed.how, page
        try:
            written = wiki.write_page(page, placed.page, errand.message)
        except SendTrouble as trouble:
            if trouble.state != MOVED:
                raise
            voice.speak('Somebody changed the page meanwhile; it is read again', 'warning')
            continue
        voice.speak(f'{SAID[placed.how]}: “{page.title}”, version {written.version}')
        if placed.remarks_lost:
            voice.speak(f'{placed.remarks_lost} remarks stood on words that are gone', 'warning')
        return placed.how, written
    raise SendTrouble(RESTLESS, MOVED)
