"""Questions in the query language of Azure DevOps.

A quote in a name is doubled; a backslash is never, because paths are full of them.
"""

from collections.abc import Iterable

from app.domain.portfolio.items.setting import Plan

UNREAD = ('Closed', 'Removed')  # states, where nobody chose any
RANK = '[Microsoft.VSTS.Common.StackRank]'


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def items_of(plan: Plan) -> str:
    """All numbers of its area, types and states, by rank."""
    return f'SELECT [System.Id] FROM WorkItems WHERE {_where(plan)} ORDER BY {RANK}, [System.Id]'


def items_between(plan: Plan, first: int, last: int) -> str:
    """Those of a range of numbers, where all together are too many for one answer."""
    return (f'SELECT [System.Id] FROM WorkItems WHERE {_where(plan)} AND [System.Id] >= {first} '
            f'AND [System.Id] <= {last} ORDER BY [System.Id]')


def last_item(plan: Plan) -> str:
    """The greatest number first: one row is enough."""
    return f'SELECT [System.Id] FROM WorkItems WHERE {_where(plan)} ORDER BY [System.Id] DESC'


def project_of(path: str) -> str:
    return path.partition('\\')[0]


def _where(plan: Plan) -> str:
    return ' AND '.join(_conditions(plan))


def _conditions(plan: Plan) -> Iterable[str]:
    yield f'[System.TeamProject] = {quoted(project_of(plan.area))}'
    yield f'[System.AreaPath] {"UNDER" if plan.has_children else "="} {quoted(plan.area)}'
    if plan.types:
        yield f'[System.WorkItemType] IN ({_list(plan.types)})'
    if plan.states_read:
        yield f'[System.State] IN ({_list(plan.states_read)})'
    else:
        yield f'[System.State] NOT IN ({_list(UNREAD)})'


def _list(names: Iterable[str]) -> str:
    return ', '.join(map(quoted, names))
