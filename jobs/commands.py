"""Everything that can be run: functions of the product and the programs of the packs."""

from collections.abc import Callable, Mapping
from typing import Any

from app.domain.ops.commands import Definition
from jobs import keys
from jobs.airsenal import team as fpl_team
from jobs.voice import Voice

Function = Callable[[Voice, Mapping[str, Any]], Any]  # what it returns becomes the result of the run

FUNCTIONS: Mapping[str, tuple[Definition, Function]] = {
    fpl_team.DEFINITION.slug: (fpl_team.DEFINITION, fpl_team.fetch_team),
    keys.ROTATE.slug: (keys.ROTATE, keys.rotate_master_key),
    keys.CHECK_AGE.slug: (keys.CHECK_AGE, keys.check_key_age),
}
PROGRAMS: tuple[Definition, ...] = ()

DEFINITIONS: Mapping[str, Definition] = {
    **{slug: definition for slug, (definition, _) in FUNCTIONS.items()},
    **{definition.slug: definition for definition in PROGRAMS}}
