"""`sprints.sync_git`: reads branches, commits and requests of repositories, every night or when asked.

What deliveries tell during the day comes sooner; this is what is right in the end.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from app import clock
from app.domain.ops.commands import Definition, Parameter
from app.domain.sprints.git.links import BRANCH
from app.domain.sprints.publishing.sending import SendTrouble
from app.integrations.git.client import Access, opened
from app.services.sprints import git_links
from app.services.sprints.git_links import COMMAND
from app.work import read, transact
from jobs.sprints.pausing import wait
from jobs.voice import Voice

DEFINITION = Definition(
    COMMAND, 'Read a repository', 'Finds the issues that branches, commits and pull requests speak of.',
    area='sprints', parameters=(
        Parameter('source', 'whole', 'Number of the repository.', is_required=True, low=1),
        Parameter('anew', 'switch', 'All of it, as if it had never been read.', False)),
    secrets=(git_links.GRANT,), key='sprints_git:{source}', joins=True, retries=2, timeout=1800, priority=6,
    is_quiet=True)


def sync(voice: Voice, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """How much was seen, and how many links are new."""
    source, began = read(git_links.to_read, parameters['source']), clock.now()
    token = voice.secrets.get(git_links.token_of(source.id), '')
    since = None if parameters.get('anew') else source.since
    seen, new, branches = 0, 0, list[str]()
    try:
        with opened(Access(source.platform, source.url, source.repository, token, source.is_private,
                           partial(wait, voice))) as repository:
            for page in repository.fetch_all(since):
                seen += len(page)
                new += transact(git_links.keep_seen, source.id, page)
                branches += [one.ref for one in page if one.kind == BRANCH]
                voice.progress(0, 0, f'{seen:,} seen')
    except SendTrouble as trouble:
        voice.speak(str(trouble), 'error')
        transact(git_links.note_trouble, source.id, trouble.state, str(trouble))
        raise
    transact(git_links.mark_gone, source.id, branches)
    transact(git_links.note_read, source.id, began)
    voice.speak(f'{source.repository}: {seen:,} seen, {new:,} new links')
    return {'seen': seen, 'new': new}
