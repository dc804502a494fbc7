"""`seasons.seed`: fills the plan of a season from another version; for seasons as large as that takes long."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from app.domain.ops.commands import Definition, Parameter
from app.domain.seasons.axes import Cell
from app.domain.seasons.operations import Seed
from app.errors import Rejected
from app.services.seasons import seeding
from app.work import transact
from jobs.voice import Voice

COMMAND: Final = 'seasons.seed'
DEFINITION = Definition(
    COMMAND, 'Seed a plan', 'Fills measures of a working plan from another version times a factor, keeping its '
    'seasonality, as one step of whoever asks for it.', area='seasons', retries=0, is_heavy=True, parameters=(
        Parameter('season', 'text', 'Code of the season.', is_required=True, longest=20),
        Parameter('source', 'text', 'Version, such as ly.', 'ly', longest=40),
        Parameter('measures', 'text', 'Measures, with commas between.', 'net_sales,units'),
        Parameter('growth', 'decimal', 'Percent on top.', 0),
        Parameter('place', 'text', 'Key of a location node; empty for all.', ''),
        Parameter('node', 'text', 'Key of a category node; empty for all.', '')),
    key='season_seed:{season}')


def seed(voice: Voice, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """As one step of whoever asked for it."""
    growth = 1 + Fraction(Decimal(str(parameters.get('growth') or 0))) / 100
    measures = [one.strip() for one in str(parameters.get('measures') or '').split(',') if one.strip()]
    if growth < 0 or not measures:
        raise Rejected('Name measures, and a growth above −100 %.', field='growth')
    operation = Seed(Cell('', parameters.get('place') or '', parameters.get('node') or ''),
                     parameters.get('source') or 'ly',
                     tuple((one, growth) for one in measures))
    edited = transact(seeding.seed_for, voice.run_id, parameters['season'], operation)
    voice.speak(f'{edited.changed:,} cells seeded')
    return {'changed': edited.changed}
