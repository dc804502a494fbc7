"""Everything that can be run: functions of the product and the programs of the packs."""

from collections.abc import Callable, Mapping
from typing import Any

from app.domain.ops.commands import Definition
from jobs.voice import Voice

Function = Callable[[Voice, Mapping[str, Any]], Any]  # what it returns becomes the result of the run

FUNCTIONS: Mapping[str, tuple[Definition, Function]] = {}
PROGRAMS: tuple[Definition, ...] = ()

DEFINITIONS: Mapping[str, Definition] = {
    **{slug: definition for slug, (definition, _) in FUNCTIONS.items()},
    **{definition.slug: definition for definition in PROGRAMS}}
