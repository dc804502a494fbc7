"""The plan that budgets are taken from: of each scope the newest approval, CURRENT before ORIGINAL. While the inputs of
open-to-buy are typed, which is after the plan was approved, they count as they are now; once their step is complete
they are part of an approval like everything else.
"""

import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from sqlmodel import col, select

from app.domain.seasons.cube import Cube, Flags, Sheet, sheet_of, stored_of
from app.domain.seasons.rolling import Rolled
from app.domain.seasons.season import CURRENT, ORIGINAL, PLANNED
from app.services.seasons.cubes import cube_of
from app.services.seasons.rolled import rolled_cube
from app.work import Work
from models.seasons import Season, SeasonVersion

_lock = threading.Lock()
_merged: dict[int, tuple[tuple[Cube, ...], Cube]] = {}
_typed: dict[int, tuple[tuple[object, ...], Cube]] = {}
TYPED: Final = ('bop', 'eop', 'by_receipts', 'outside_on_order', 'adjustments')  # while the plan is approved already


def approved_cube(work: Work, season_id: int) -> Cube:
    """The same object until another scope is approved, or an input typed; rows that are not approved are blank."""
    frozen = frozen_cube(work, season_id)
    if work.get(Season, season_id).state != PLANNED or not frozen.sheets:
        return frozen
    working = cube_of(work, season_id)
    made_of = (frozen, *(working.sheets.get(name) for name in TYPED))
    with _lock:
        kept = _typed.get(season_id)
    if kept and all(one is other for one, other in zip(kept[0], made_of, strict=True)):
        return kept[1]
    found = _with_inputs(frozen, working)
    with _lock:
        _typed[season_id] = made_of, found
    return found


def frozen_cube(work: Work, season_id: int) -> Cube:
    """As it was approved."""
    rows = work.session.exec(select(SeasonVersion).where(
        SeasonVersion.season_id == season_id, col(SeasonVersion.kind).in_((ORIGINAL, CURRENT)))).all()
    numbers = [row.id for row in sorted(rows, key=lambda row: (row.kind == CURRENT, row.number))]
    cubes = tuple(cube_of(work, season_id, number) for number in numbers)
    if len(cubes) < 2:
        return cubes[0] if cubes else cube_of(work, season_id, ORIGINAL)
    with _lock:
        kept = _merged.get(season_id)
    if kept and len(kept[0]) == len(cubes) and all(one is other for one, other in zip(kept[0], cubes, strict=True)):
        return kept[1]
    found = _overlaid(cubes)
    with _lock:
        _merged[season_id] = cubes, found
    return found


def approved_plan(work: Work, season: Season) -> Rolled:
    """With what has happened, is on order and was moved or held back."""
    return rolled_cube(work, season.id, approved_cube(work, season.id), is_partial=True)


def _overlaid(cubes: Sequence[Cube]) -> Cube:
    """Row by row (location × category) what the last cube says that says anything of it."""
    names = {name for cube in cubes for name in cube.sheets}
    sheets = {name: cubes[0].sheet(name) for name in names}
    for cube in cubes[1:]:
        told = _told(cube)
        sheets = {name: _patched(sheet, cube.sheet(name), told) for name, sheet in sheets.items()}
    return replace(cubes[-1], sheets=sheets)


def _with_inputs(cube: Cube, working: Cube) -> Cube:
    """Of rows that are approved."""
    told = _told(cube)
    sheets = {name: _patched(cube.sheet(name), working.sheet(name), told) for name in TYPED
              if name in cube.sheets or name in working.sheets}
    return replace(cube, sheets={**cube.sheets, **sheets})


def _told(cube: Cube) -> Flags:
    found = np.zeros(cube.axes.shape[:2], np.bool_)
    for sheet in cube.sheets.values():
        found |= sheet.filled.any(axis=2)
    return found


def _patched(before: Sheet, after: Sheet, told: Flags) -> Sheet:
    return sheet_of(np.where(told[:, :, None], stored_of(after), stored_of(before)))
