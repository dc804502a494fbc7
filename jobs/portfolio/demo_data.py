"""`portfolio.demo`: fill an empty portfolio with what was made up, so that somebody can look around."""

from collections.abc import Mapping
from typing import Any

from app.domain.access import SYSTEM
from app.domain.ops.commands import Definition, Parameter
from app.domain.portfolio.demo.generator import SMALL
from app.errors import Conflict
from app.services.portfolio import ground
from app.services.portfolio.browsing import DEMO
from app.work import read
from jobs.demo_portfolio import fill_portfolio
from jobs.voice import Voice

DEFINITION = Definition(
    DEMO, 'Fill the portfolio with demo data', 'Makes up a source with plans, teams, people and items. It needs no '
    'account, and is marked as demo everywhere.', area='portfolio', right='portfolio.admin', parameters=(
        Parameter('size', 'choice', 'How much of it.', SMALL, choices=(
            ('small', '5 teams, 120 items'), ('large', '50 teams, 10 000 items'))),),
    joins=True, retries=0, timeout=600, priority=3, is_idempotent=False)


def fill(voice: Voice, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    if read(ground.setting_of).sources:
        raise Conflict('Demo data is for a portfolio without sources.', 'portfolio.not_empty')
    voice.speak('Making up a shop with its plans, teams and people')
    return {'source': fill_portfolio(voice, SYSTEM, str(parameters.get('size') or SMALL))}
