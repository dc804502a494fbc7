"""Rows of a file as cells of a cube: compared as arrays, so that a hundred thousand of them take a moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from app.domain.seasons.axes import Axes, Cell
from app.domain.seasons.cube import BLANK, Cube, stored_of
from app.domain.seasons.doing import value_of
from app.domain.seasons.importing.book import Issue, Read
from app.domain.seasons.importing.difference import ABSENT, CHANGED, NEW, UPDATE, Difference, Told
from app.domain.seasons.measures import MEASURES, MONEY
from app.domain.seasons.money import digits_of, plain, written
from app.domain.seasons.operations import Import, Leaves
from app.domain.seasons.season import ACTUAL, WORKING
from app.domain.seasons.versions import LABELS
from models.seasons import Season

SHOWN: Final = 300  # rows whose words are worked out


@dataclass
class Column:
    """One measure of one version, in lists that become arrays."""
    rows: list[int] = field(default_factory=list)
    locations: list[int] = field(default_factory=list)
    categories: list[int] = field(default_factory=list)
    periods: list[int] = field(default_factory=list)
    values: list[int] = field(default_factory=list)

    def put(self, row: int, at: tuple[int, int, int], value: int) -> None:
        self.rows.append(row)
        self.locations.append(at[0])
        self.categories.append(at[1])
        self.periods.append(at[2])
        self.values.append(value)


@dataclass
class Figures:
    """Of one version: leaves by measure, and totals (row, cell, value)."""
    leaves: dict[str, Column] = field(default_factory=dict)
    totals: list[tuple[int, Cell, int]] = field(default_factory=list)

    def put(self, axes: Axes, row: int, cell: Cell, value: int) -> None:
        """A node with one leaf is that leaf."""
        at = leaf_at(axes, cell)
        if at:
            self.leaves.setdefault(cell.measure, Column()).put(row, at, value)
        else:
            self.totals.append((row, cell, value))

    def operation(self) -> Import:
        return Import(tuple(Leaves(measure, *(np.array(part, np.int64) for part in (
            one.locations, one.categories, one.periods, one.values))) for measure, one in self.leaves.items()),
            tuple((cell, value) for _, cell, value in self.totals))


def leaf_at(axes: Axes, cell: Cell) -> tuple[int, int, int] | None:
    nodes = (axes.location_nodes[cell.location], axes.category_nodes[cell.category], axes.period_nodes[cell.period])
    a, b, c = nodes
    if (a.stop - a.start, b.stop - b.start, c.stop - c.start) != (1, 1, 1):
        return None
    return a.start, b.start, c.start


def compare(season: Season, cubes: Mapping[str, Cube], figures: Mapping[str, Figures], reads: Sequence[Read],
            mode: str) -> Difference:
    """Every row by the worst that becomes of its cells. `cubes` and `figures` by version."""
    states = dict.fromkeys((read.number for read in reads), 0)
    words: dict[int, list[tuple[str, str, str]]] = {}
    for version, told in figures.items():
        for measure, column in told.leaves.items():
            _of_leaves(season, cubes[version], measure, _label(version, measure), column, states, words)
        for row, cell, value in told.totals:
            _of_total(season, cubes[version], row, cell, _label(version, cell.measure), value, states, words)
    rows = [Told(row, NEW if state == 2 else CHANGED, words=tuple(words.get(row, ()))) for row, state in states.items()
            if state]
    issues = tuple(Issue(one.row, '', '', ABSENT) for one in rows if one.state == NEW) if mode == UPDATE else ()
    refused = {one.row for one in issues}
    kept = [one for one in rows if one.row not in refused]
    return Difference(kept, sum(not state for state in states.values()), issues, adds=_adds(season, figures),
                      payload=figures)


def _of_leaves(season: Season, cube: Cube, measure: str, label: str, column: Column, states: dict[int, int],
               words: dict[int, list[tuple[str, str, str]]]) -> None:
    at = tuple(np.array(part, np.int64) for part in (column.locations, column.categories, column.periods))
    new, old = np.array(column.values, np.int64), stored_of(cube.sheet(measure))[at]
    differs = np.nonzero(old != new)[0].tolist()
    for place in differs:
        row = column.rows[place]
        was = int(old[place])
        states[row] = max(states.get(row, 0), 2 if was == BLANK else 1)
        if len(words) < SHOWN or row in words:
            words.setdefault(row, []).append((label, *_word(season, measure, None if was == BLANK else was,
                                                            int(new[place]))))


def _of_total(season: Season, cube: Cube, row: int, cell: Cell, label: str, value: int, states: dict[int, int],
              words: dict[int, list[tuple[str, str, str]]]) -> None:
    was = value_of(cube, cell)
    if was != value:
        states[row] = max(states.get(row, 0), 2 if was is None else 1)
        words.setdefault(row, []).append((label, *_word(season, cell.measure, was, value)))


def _label(version: str, measure: str) -> str:
    """Of another version than the plan it says so: last year's sales are not planned ones."""
    label = MEASURES[measure].label
    return label if version in (WORKING, ACTUAL) else f'{LABELS.get(version, version)}: {label.lower()}'


def _word(season: Season, measure: str, was: int | None, now: int) -> tuple[str, str]:
    return '' if was is None else _shown(season, measure, was), _shown(season, measure, now)


def _shown(season: Season, measure: str, value: int) -> str:
    return plain(value, digits_of(season.currency)) if MEASURES[measure].unit == MONEY else str(value)


def _adds(season: Season, figures: Mapping[str, Figures]) -> dict[str, str]:
    """What the file holds of each measure, for a first look at whether it can be right."""
    sums: dict[tuple[str, str], int] = {}
    for version, told in figures.items():
        for measure, column in told.leaves.items():
            sums[version, measure] = sums.get((version, measure), 0) + sum(column.values)
        for _, cell, value in told.totals:
            sums[version, cell.measure] = sums.get((version, cell.measure), 0) + value
    digits = digits_of(season.currency)
    return {_label(version, key): written(value, digits if MEASURES[key].unit == MONEY else 0)
            for (version, key), value in list(sums.items())[:3]}


def blanked(axes: Axes, cube: Cube, told: Figures) -> Figures:
    """Leaves that “replace” empties: filled, of a measure, location and category the file names, but not in it."""
    found = Figures()
    for measure, column in told.leaves.items():
        stored = stored_of(cube.sheet(measure))
        scope = np.zeros(axes.shape, bool)
        scope[np.ix_(sorted(set(column.locations)), sorted(set(column.categories)))] = True
        scope[column.locations, column.categories, column.periods] = False
        where = np.nonzero(scope & (stored != BLANK))
        for at in zip(*(part.tolist() for part in where), strict=True):
            found.leaves.setdefault(measure, Column()).put(0, at, BLANK)
    return found


def merged(one: Figures, other: Figures) -> Figures:
    """Both, the cells of the second after those of the first."""
    found = Figures({key: Column(*map(list, vars(column).values())) for key, column in one.leaves.items()},
                    [*one.totals, *other.totals])
    for measure, column in other.leaves.items():
        mine = found.leaves.setdefault(measure, Column())
        for name, values in vars(column).items():
            getattr(mine, name).extend(values)
    return found


def rows_over(told: Figures, before: Cube, times: int) -> list[int]:
    """Rows that say more than so many times of what the same cells had, where these had anything."""
    found = set[int]()
    for measure, column in told.leaves.items():
        at = tuple(np.array(part, np.int64) for part in (column.locations, column.categories, column.periods))
        new, old = np.array(column.values, np.int64), stored_of(before.sheet(measure))[at]
        found |= {column.rows[place] for place in np.nonzero(
            (old > 0) & (new > np.maximum(old, 0) * times))[0].tolist()}
    found |= {row for row, cell, value in told.totals if 0 < (value_of(before, cell) or 0) * times < value}
    return sorted(found)


def count_leaves(told: Figures) -> int:
    return sum(len(column.values) for column in told.leaves.values())

