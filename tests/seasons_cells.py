"""Cubes and facts of a few leaves, for the calculations of seasons, without a database."""

from datetime import date, timedelta

import numpy as np

from app.domain.seasons.axes import Category, Location, Period, axes_of
from app.domain.seasons.cube import BLANK, Cube, sheet_of
from app.domain.seasons.facts import Facts

START = date(2030, 2, 4)


def axes(weeks=4, locations=1, categories=1, months=4):
    """Stores A, B, … of cluster NORTH; categories of branch TOPS; `months` weeks make a month."""
    return axes_of(1, [Location(at, chr(65 + at), f'Store {chr(65 + at)}', cluster='NORTH', cluster_name='North')
                       for at in range(locations)],
                   [Category(at, f'C{at}', f'Category {at}', (('TOPS', 'Tops'),)) for at in range(categories)],
                   [Period(START + timedelta(weeks=at), START + timedelta(weeks=at, days=6), 2030, at + 1,
                           at // months + 1, 1, 1) for at in range(weeks)])


def sheet(over, values):
    """From one row of numbers (of the first leaf), or rows by (location, category); None stands for blank."""
    rows = values if isinstance(values, dict) else {(0, 0): values}
    stored = np.full(over.shape, BLANK, np.int64)
    for at, row in rows.items():
        stored[at][:len(row)] = [BLANK if one is None else one for one in row]
    return sheet_of(stored)


def cube(over, number=1, **measures):
    return Cube(number, 1, over, {name: sheet(over, values) for name, values in measures.items()})


def facts(over, number=1, share=None, **measures):
    told = measures if share is None else {**measures, 'reserve_share': share}
    return Facts(number, over, {name: sheet(over, values).numbers for name, values in told.items()})


def row(rolled, name, at=(0, 0)):
    return rolled.array(name)[at].tolist()


def thousands(*numbers):
    return [None if one is None else one * 1000 for one in numbers]
