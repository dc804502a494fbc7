"""Back to what the live plan has."""

from typing import Any

from app.domain.portfolio.items.items import NEEDS, Item, Link
from app.domain.portfolio.planning.linking import demand_no_circle, demand_no_family_circle
from app.domain.portfolio.planning.operations import FIELDS, RevertFields
from app.domain.portfolio.planning.sketching import Sketch
from app.errors import Rejected

ALONG = {'start': ('start_from',), 'end': ('end_from',), 'state': ('category',), 'plan': ('area', 'also_in'),
         'parent': ('is_hidden_parent',)}  # what goes back with it


def revert(sketch: Sketch, wanted: RevertFields) -> None:
    """Without fields all of them; a proposed copy, which the live plan does not know, goes."""
    item, live = sketch.demand(wanted.id), sketch.live.items.get(wanted.id)
    if unknown := [field for field in wanted.fields if field not in FIELDS]:
        raise Rejected(f'There is no field “{unknown[0]}”.', field='fields')
    if live is None:
        _take_away(sketch, item)
        return
    fields = wanted.fields or FIELDS
    if 'parent' in fields and live.parent != item.parent and live.parent and sketch.find(live.parent):
        demand_no_family_circle(sketch, item.id, live.parent)
    sketch.put(item.id, **of_live(live, fields))
    if 'links' in fields:
        _relink(sketch, item.id)


def of_live(live: Item, fields: tuple[str, ...]) -> dict[str, Any]:
    names = [name for field in fields if field != 'links' for name in (field, *ALONG.get(field, ()))]
    return {name: getattr(live, name) for name in names}


def _take_away(sketch: Sketch, item: Item) -> None:
    if not item.is_placeholder:
        raise Rejected(f'“{item.title}” is not in the live plan any more.', 'portfolio.gone')
    for link in sketch.links_of(item.id):
        sketch.drop_link(link)
    sketch.remove(item.id)


def _relink(sketch: Sketch, item_id: int) -> None:
    net = sketch.live.net
    then = {_pair(link): link for side in (net.before, net.after, net.related) for link in side.get(item_id, ())}
    for link in sketch.links_of(item_id):
        if _pair(link) not in then:
            sketch.drop_link(link)
    for link in then.values():
        if sketch.link(link.before, link.after, link.kind) == link:
            continue
        if sketch.find(link.before) and sketch.find(link.after):
            if link.kind == NEEDS:
                demand_no_circle(sketch, link.before, link.after)
            sketch.put_link(link)


def _pair(link: Link) -> tuple[int, int, str]:
    return link.before, link.after, link.kind
