"""How a timeline is looked at: what is chosen, what is shown, in which order. Saved views hold it, URLs carry it.

It can be compared, so people who look alike share one look at the data.
"""

from dataclasses import dataclass

ROWS_BY = ('team', 'plan', 'group', 'assignee')  # or `field:Name`
DENSITIES = ('normal', 'compact', 'packed')
SORTS = ('date', 'rank')


@dataclass(frozen=True)
class Filter:
    """Empty means: whatever it is. All that is given must hold."""
    plans: tuple[int, ...] = ()
    teams: tuple[int, ...] = ()
    types: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    planned: str = ''  # yes, no
    allotted: str = ''
    parented: str = ''
    linked: str = ''  # a dependency or a related item
    fields: tuple[tuple[str, str], ...] = ()  # name and value of any other field; tags and assignee, too
    text: str = ''
    expands_family: bool = False  # parents always, children only of what was chosen
    expands_links: bool = False
    expands_teams: bool = False  # whatever a chosen team works on
    hides_completed: bool = False  # unless something above is open
    changed_only: bool = False  # in this scenario


@dataclass(frozen=True)
class Looks:
    filter: Filter = Filter()
    rows_by: str = 'team'
    density: str = 'normal'
    sort: str = 'date'
    folded: tuple[str, ...] = ()  # keys of lanes, groups and parents that are closed
    shows: frozenset[str] = frozenset({'dependencies', 'baseline', 'markers', 'events', 'heat', 'iterations'})
    # and: related, critical, history, capacity, annotations
    scale: str = 'Months'  # Weeks, 3 months, Months, Quarters, Years; what the browser begins with
    snap: str = 'day'  # day, working day, week, sprint
