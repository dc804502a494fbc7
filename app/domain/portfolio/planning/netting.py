"""Another net of dependencies for a few other links, without tying all of it anew."""

from collections.abc import Iterable, Mapping

from app.domain.portfolio.items.items import NEEDS, Link, Net

Side = Mapping[int, tuple[Link, ...]]


def retied(net: Net, lost: Iterable[Link], new: Iterable[Link]) -> Net:
    """Without some links and with others."""
    sides = {'after': dict(net.after), 'before': dict(net.before), 'related': dict(net.related)}
    for link in lost:
        for side, own in _places(link):
            kept = tuple(one for one in sides[side].get(own, ()) if one != link)
            if kept:
                sides[side][own] = kept
            else:
                sides[side].pop(own, None)
    for link in new:
        for side, own in _places(link):
            sides[side][own] = tuple(sorted((*sides[side].get(own, ()), link),
                                            key=lambda one: (one.before, one.after)))
    return Net(sides['after'], sides['before'], sides['related'])


def _places(link: Link) -> tuple[tuple[str, int], tuple[str, int]]:
    one, other = ('after', 'before') if link.kind == NEEDS else ('related', 'related')
    return (one, link.before), (other, link.after)
