"""What must be done before what, what belongs to what: never in a circle."""

from app.domain.portfolio.items.items import NEEDS, RELATED, Item, Link
from app.domain.portfolio.planning.circles import Cycle, way
from app.domain.portfolio.planning.operations import ChangeParent, LinkItems, UnlinkItems
from app.domain.portfolio.planning.sketching import Sketch
from app.errors import Rejected

LONGEST_LAG = 260  # working days


def link(sketch: Sketch, wanted: LinkItems) -> None:
    """Linked again with another lag, a dependency gets that lag."""
    before, after = sketch.demand(wanted.before), sketch.demand(wanted.after)
    _check(before, after, wanted)
    former = sketch.link(before.id, after.id, wanted.kind)
    if former and former.lag == wanted.lag:
        raise Rejected('These two are linked already.', 'portfolio.already')
    if wanted.kind == RELATED:
        first, second = sorted((before.id, after.id))
        sketch.put_link(Link(first, second, RELATED))
        return
    demand_no_circle(sketch, before.id, after.id)
    sketch.put_link(Link(before.id, after.id, NEEDS, wanted.lag))


def unlink(sketch: Sketch, wanted: UnlinkItems) -> None:
    former = sketch.link(wanted.before, wanted.after, wanted.kind)
    if former is None:
        raise Rejected('These two are not linked.', 'portfolio.already')
    sketch.drop_link(former)


def change_parent(sketch: Sketch, wanted: ChangeParent) -> None:
    """The new one replaces the old: nothing has two."""
    item = sketch.demand(wanted.id)
    if wanted.parent is not None:
        parent = sketch.demand(wanted.parent)
        if parent.source != item.source:
            raise Rejected('An item and its parent have to be in the same source.', field='parent')
        demand_no_family_circle(sketch, item.id, parent.id)
    sketch.put(item.id, parent=wanted.parent, is_hidden_parent=False)


def demand_no_circle(sketch: Sketch, before: int, after: int) -> None:
    """Whatever waits for `after` must not be what `before` waits for."""
    if found := way(after, before, sketch.after):
        _refuse(sketch, [before, *found])


def demand_no_family_circle(sketch: Sketch, child: int, parent: int) -> None:
    line = [parent, *(above.id for above in sketch.ancestors(sketch.demand(parent)))]
    if child in line:
        _refuse(sketch, [child, *line[:line.index(child) + 1]])


def _check(before: Item, after: Item, wanted: LinkItems) -> None:
    if before.id == after.id:
        raise Rejected('An item cannot be linked to itself.', 'portfolio.self')
    if before.source != after.source:
        raise Rejected('Only items of the same source can be linked.', field='after')
    if wanted.kind not in (NEEDS, RELATED):
        raise Rejected('Links are dependencies or related items.', field='kind')
    if abs(wanted.lag) > LONGEST_LAG:
        raise Rejected(f'A lag has at most {LONGEST_LAG} working days.', field='lag')


def _refuse(sketch: Sketch, path: list[int]) -> None:
    raise Cycle(path, [name_of(item) if (item := sketch.find(own)) else 'an item you may not see' for own in path])


def name_of(item: Item) -> str:
    """What people call it: its number, or its title where it has none yet."""
    return item.number or f'“{item.title}”'
