"""`sprints.send_report`: says in several channels, or publishes in wikis, how a sprint stands; for schedules above all.

Each channel has a run of its own, so that one that fails is tried again without the others.
"""

from collections.abc import Mapping
from typing import Any, Final

from app.domain.ops.commands import Definition, Parameter
from app.services.sprints import announcements
from app.work import transact
from jobs.voice import Voice

COMMAND: Final = 'sprints.send_report'

DEFINITION = Definition(
    COMMAND, 'Send a sprint report', 'Says in channels how a sprint stands, and publishes its report in wikis.',
    area='sprints', right='sprints.publish', parameters=(
        Parameter('board', 'whole', 'Number of the board.', is_required=True, low=1),
        Parameter('sprint', 'whole', 'Number of the sprint; 0 is the one that runs or was closed last.', 0, low=0),
        Parameter('channels', 'text', 'Names of the channels, with commas between; empty: all that are told when a '
                  'report is ready.', '', longest=500)),
    key='sprints_send:{board}', retries=1, timeout=60, priority=4)


def send(voice: Voice, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """To how many channels."""
    names = [one.strip() for one in (parameters.get('channels') or '').split(',') if one.strip()]
    count = transact(announcements.send_report, parameters['board'], parameters.get('sprint') or 0, names)
    voice.speak(f'{count} channels are told')
    return {'channels': count}
