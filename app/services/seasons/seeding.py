"""Stock targets worked out from planned sales; seeds themselves are edits (app.domain.seasons.operations.Seed)."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from app.domain.access import SYSTEM, Actor
from app.domain.seasons.axes import Cell
from app.domain.seasons.changes import Change, change_of, stored_within
from app.domain.seasons.cube import BLANK
from app.domain.seasons.money import number_in
from app.domain.seasons.operations import Seed
from app.domain.seasons.season import WORKING
from app.domain.seasons.targets import closing_targets
from app.errors import Rejected
from app.services.people.sessions import as_person
from app.services.seasons.editing import Desk, Edited, edit, edit_by
from app.work import Work
from models.ops import OpsRun

TARGETS = 'targets'  # operation
SCOPES = frozenset({'seasons:read', 'seasons:write'})  # of a run


def set_targets(work: Work, actor: Actor, code: str, cell: Cell, way: str, parameter: Fraction,
                version: str | int = WORKING) -> Edited:
    """Closing stock of every leaf below a cell that has planned sales, one of app.domain.seasons.targets.WAYS; what may
    not be changed stays. Raises Forbidden, NotFound, Conflict, Rejected.
    """
    aimed = Cell('eop', cell.location, cell.category)
    return edit_by(work, actor, code, TARGETS, [aimed], lambda desk: _targets(desk, cell, way, parameter), version,
                   {'way': way, 'parameter': str(parameter)})


def seed_for(work: Work, run_id: int, code: str, operation: Seed) -> Edited:
    """Part of a run: with the rights that whoever asked for it has now; the schedule is the product itself."""
    run = work.get(OpsRun, run_id)
    actor = as_person(work, run.actor, SCOPES) if run.actor.startswith('person:') else SYSTEM
    return edit(work, actor, code, None, operation)


def set_targets_told(work: Work, actor: Actor, code: str, cell: Cell, way: str, parameter: str) -> Edited:
    """As programs tell it: a decimal number."""
    number = number_in(parameter)
    if number is None:
        raise Rejected(f'“{parameter}” is not a number.', 'seasons.number', 'parameter')
    return set_targets(work, actor, code, cell, way, Fraction(number))


def _targets(desk: Desk, cell: Cell, way: str, parameter: Fraction) -> Sequence[Change]:
    """Worked out over whole rows, and written where the cell reaches."""
    axes = desk.cube.axes
    box = axes.location_nodes[cell.location].slice, axes.category_nodes[cell.category].slice, slice(0, axes.shape[2])
    sales, now = (stored_within(desk.cube, measure, box) for measure in ('net_sales', 'eop'))
    wanted = closing_targets(np.where(sales == BLANK, 0, sales), way, parameter)
    periods = axes.period_nodes[cell.period]
    stays = desk.bounds.fixed('eop', box) | (sales == BLANK).all(axis=2, keepdims=True)
    stays[:, :, :periods.start] = stays[:, :, periods.stop:] = True
    return (change_of(desk.cube, 'eop', box, np.where(stays, now, wanted)),)
