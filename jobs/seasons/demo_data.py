"""`seasons.demo`: made-up seasons, for whoever wants to see the area at work."""

from collections.abc import Mapping
from typing import Any

from app.domain.access import SYSTEM
from app.domain.ops.commands import Definition, Parameter
from jobs.demo_seasons import fill_seasons
from jobs.voice import Voice

DEFINITION = Definition(
    'seasons.demo', 'Fill the seasons with demo data', 'Makes up a company, a season that is half over, and the next '
    'one while it is planned. All of it is marked as demo everywhere.', area='seasons', right='seasons.admin',
    parameters=(Parameter('size', 'choice', 'How much of it.', 'small', choices=(
        ('small', '12 locations, 20 categories'), ('large', '500 locations, 200 categories'))),),
    joins=True, retries=0, timeout=1_800, priority=3, is_idempotent=False)


def fill(voice: Voice, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """Refused where there is a company already."""
    return {'season': fill_seasons(voice, SYSTEM, str(parameters.get('size') or 'small'))}
