"""`sprints.notify`: says one thing in one channel, as soon as that channel lets it."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from app.domain.ops.commands import Definition, Parameter
from app.domain.sprints.publishing.announcing import OCCASIONS
from app.domain.sprints.publishing.channels import CONFLUENCE, PEOPLE
from app.domain.sprints.publishing.sending import AUTH, REFUSED, SendTrouble
from app.errors import Rejected
from app.integrations.chat.client import Hook, say
from app.services.sprints import announcements, channels
from app.services.sprints.announcements import COMMAND, LONGEST, TRIAL
from app.services.sprints.channels import Readable
from app.work import read, transact
from jobs.sprints.pausing import wait
from jobs.voice import Voice

NO_SECRET: Final = 'The address of this hook is not kept here. Enter it in the settings.'

DEFINITION = Definition(
    COMMAND, 'Announce', 'Says something about a sprint in a channel.', area='sprints', parameters=(
        Parameter('channel', 'whole', 'Number of the channel.', is_required=True, low=1),
        Parameter('occasion', 'choice', 'What is said.', 'report_ready',
                  choices=(*OCCASIONS.items(), (TRIAL, 'A trial'))),
        Parameter('board', 'whole', 'Number of the board.', 0, low=0),
        Parameter('sprint', 'whole', 'Number of the sprint; 0 is the one that runs or was closed last.', 0, low=0),
        Parameter('text', 'text', 'Words instead of the goal of the sprint.', '', longest=LONGEST,
                  may_begin_with_dash=True)),
    secrets=(channels.GRANT,), key='sprints_channel:{channel}', retries=3, timeout=300, priority=4, is_quiet=True)


def notify(voice: Voice, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """To whom something was said."""
    channel = read(channels.to_use, parameters['channel'])
    if not channel.is_on:
        voice.speak(f'“{channel.name}” is switched off; nothing is said', 'warning')
        return {'said': 0}
    if channel.kind == CONFLUENCE:
        raise Rejected('A wiki is published to; nothing is said in it.', 'sprints.not_a_chat')
    occasion, board, sprint = parameters['occasion'], parameters.get('board') or 0, parameters.get('sprint') or 0
    said = read(announcements.what_to_say, occasion, board, sprint, parameters.get('text') or '')
    if channel.kind == PEOPLE:
        count = transact(announcements.tell_people, channel.id, said, announcements.path_to(occasion, board, sprint))
        voice.speak(f'{count} people are told: {said.title}')
        return {'said': count}
    _say(voice, channel, partial(say, _hook(voice, channel), said))
    voice.speak(f'Said in “{channel.name}”: {said.title}')
    return {'said': 1}


def _hook(voice: Voice, channel: Readable) -> Hook:
    address = voice.secrets.get(channels.secret_of(channel.id), '')
    return Hook(channel.kind, address, channel.is_private, wait=partial(wait, voice))


def _say(voice: Voice, channel: Readable, say_it: partial[None]) -> None:
    """A failure is kept with the channel, which is given up after three days of them."""
    try:
        if not voice.secrets.get(channels.secret_of(channel.id)):
            raise SendTrouble(NO_SECRET, AUTH)
        say_it()
    except SendTrouble as trouble:
        voice.speak(str(trouble), 'error')
        if transact(channels.note_failed, channel.id, str(trouble)):
            voice.speak(f'“{channel.name}” has failed for three days and is switched off', 'error')
            raise SendTrouble(str(trouble), REFUSED) from None
        raise
    transact(channels.note_sent, channel.id)
