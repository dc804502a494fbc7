"""What a run is given, where the rules need to know more than its values: which team, and which gameweek is next."""

from collections.abc import Mapping
from typing import Any

from app.domain.ops import parameters
from app.domain.ops.airsenal.chips import outside, played
from app.domain.ops.commands import Definition
from app.errors import Invalid, Upstream
from app.integrations.fpl import translate
from app.services.ops import fpl_copies, teams
from app.work import Work

SEASON = 'bootstrap-static/'  # the address at the FPL that knows the deadlines
CHECK = 'airsenal.chips'  # of commands that play chips


def accepted(work: Work, definition: Definition, given: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a run; raises Invalid naming all that is wrong with them."""
    values = parameters.validated(teams.suggested(work, definition), given)
    first = next_week(work) if definition.check == CHECK and any(played(values)) else None
    if first and (problems := tuple(outside(values, first))):
        raise Invalid(problems)
    return values


def next_week(work: Work) -> int | None:
    """The gameweek whose deadline comes next; None while nothing was read from the FPL, and after a season."""
    copy = fpl_copies.look(work, SEASON)
    if copy is None:
        return None
    try:
        weeks = translate.season(copy.body).weeks
    except Upstream:
        return None
    return next((week.number for week in weeks if week.deadline and week.deadline > work.now), None)
