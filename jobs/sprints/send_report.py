"""`sprints.send_report`: says in several channels, or publishes in wikis, how a sprint stands; for schedules above all.

Each channel has a run of its own, so that one that fails is tried again without the others.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from app.domain.ops.commands import Definition, Parameter
from app.errors import Rejected
from app.services.sprints import announcements
from app.work import transact
from jobs.voice import Voice

COMMAND: Final = 'sprints.send_report'
NUMBERS: Final = re.compile(r'\s*(\d{1,9}(\s*,\s*\d{1,9})*)?\s*', re.ASCII)

DEFINITION = Definition(
    COMMAND, 'Send a sprint report', 'Says in channels how a sprint stands, and publishes its report in wikis.',
    area='sprints', right='sprints.publish', parameters=(
        Parameter('board', 'whole', 'Number of the board.', is_required=True, low=1),
        Parameter('sprint', 'whole', 'Number of the sprint; 0 is the one that runs or was closed last.', 0, low=0),
        Parameter('channels', 'text', 'Numbers of the channels, such as 1, 3; empty: all that are told when a report '
                  'is ready.', '', longest=200)),
    key='sprints_send:{board}', retries=1, timeout=60, priority=4)


def send(voice: Voice, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """To how many channels."""
    text = parameters.get('channels') or ''
    if not NUMBERS.fullmatch(text):
        raise Rejected('Give numbers of channels, such as 1, 3.', field='channels')
    numbers = [int(one) for one in text.split(',') if one.strip()]
    count = transact(announcements.send_report, parameters['board'], parameters.get('sprint') or 0, numbers)
    voice.speak(f'{count} channels are told')
    return {'channels': count}
