"""`sprints.demo_data`: a made-up Jira with boards and sprints, for whoever wants to see the area at work."""

from collections.abc import Mapping
from typing import Any

from app.domain.access import SYSTEM
from app.domain.ops.commands import Definition, Parameter
from app.services.sprints.site_setup import DEMO
from jobs.demo_sprints import fill_sprints
from jobs.voice import Voice

DEFINITION = Definition(
    DEMO, 'Fill the sprints with demo data', 'Makes up a Jira with boards, sprints and histories. It needs no account, '
    'and is marked as demo everywhere.', area='sprints', right='sprints.admin', parameters=(
        Parameter('size', 'choice', 'How much of it.', 'small', choices=(
            ('small', 'about 600 issues'), ('large', 'about 9 000 issues'))),),
    joins=True, retries=0, timeout=900, priority=3, is_idempotent=False)


def fill(voice: Voice, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """Refused where the demo is already."""
    voice.speak('Making up a Jira with its boards and their past')
    return {'site': fill_sprints(voice, SYSTEM, str(parameters.get('size') or 'small'))}
