"""Groups of a plan, which may lie in each other."""

from dataclasses import replace

from app.domain.portfolio.items.items import Group
from app.domain.portfolio.planning.circles import Cycle
from app.domain.portfolio.planning.operations import ChangeGroup
from app.domain.portfolio.planning.sketching import Sketch
from app.errors import Rejected

LONGEST_NAME, COLOURS = 100, 6


def change(sketch: Sketch, wanted: ChangeGroup) -> None:
    former = sketch.group(wanted.id)
    if wanted.is_removed:
        _remove(sketch, wanted.id, former)
        return
    name = wanted.name.strip()
    if not 0 < len(name) <= LONGEST_NAME:
        raise Rejected(f'A group needs a name of up to {LONGEST_NAME} characters.', field='name')
    if former is None and wanted.id >= 0:
        raise Rejected('There is no such group.', 'portfolio.no_group')
    if wanted.plan not in sketch.setting.plans or (former and former.plan != wanted.plan):
        raise Rejected('A group belongs to one plan and stays there.', field='plan')
    if not 1 <= wanted.colour <= COLOURS:
        raise Rejected(f'Colours go from 1 to {COLOURS}.', field='colour')
    _check_parent(sketch, wanted)
    members = tuple(own for own in dict.fromkeys(wanted.members) if sketch.find(own))
    if len(members) < len(set(wanted.members)):
        sketch.notes.append('Items that are gone were left out of the group.')
    sketch.groups[wanted.id] = Group(wanted.id, wanted.plan, name, wanted.colour, wanted.parent,
                                     former.rank if former else _next_rank(sketch, wanted.plan), members)


def _remove(sketch: Sketch, group_id: int, former: Group | None) -> None:
    """What lies in it moves up."""
    if former is None:
        raise Rejected('There is no such group.', 'portfolio.already')
    for own, group in sketch.all_groups().items():
        if group.parent == group_id:
            sketch.groups[own] = replace(group, parent=former.parent)
    sketch.groups[group_id] = None


def _check_parent(sketch: Sketch, wanted: ChangeGroup) -> None:
    path, parent = [wanted.id], wanted.parent
    while parent is not None:
        above = sketch.group(parent) if parent != wanted.id else None
        path.append(parent)
        if parent in path[:-1]:
            names = [wanted.name if own == wanted.id else _name(sketch, own) for own in path]
            raise Cycle(path, names)
        if above is None or above.plan != wanted.plan:
            raise Rejected('A group can only lie in another one of its plan.', field='parent')
        parent = above.parent


def _name(sketch: Sketch, group_id: int) -> str:
    group = sketch.group(group_id)
    return group.name if group else str(group_id)


def _next_rank(sketch: Sketch, plan: int) -> int:
    return 1 + max((group.rank for group in sketch.all_groups().values() if group.plan == plan), default=-1)
