"""How far the hands of somebody reach in a season: the branches and clusters that are theirs."""

from collections.abc import Iterable

from app.domain.access import Actor, Reach
from app.domain.seasons.axes import Nodes
from app.services.seasons.ground import find_axes
from app.work import Work
from models.seasons import SeasonLimit


def reach_of(work: Work, actor: Actor, season_id: int, locations: Iterable[str] = (), categories: Iterable[str] = (),
             asked_by: str = '') -> Reach:
    """Whether all these nodes (keys of app.domain.seasons.axes) lie within what is theirs, for `demand`; whoever has
    no limit works on everything. `asked_by` is the identity of whoever wants what is to be approved.
    """
    is_own = bool(asked_by) and asked_by == actor.identity
    limit = work.session.get(SeasonLimit, (season_id, actor.identity))
    if limit is None or not (limit.branches or limit.clusters):
        return Reach(is_own=is_own)
    axes = find_axes(work, season_id)
    return Reach(_lie_within(axes.location_nodes, locations, limit.clusters)
                 and _lie_within(axes.category_nodes, categories, limit.branches), is_own)


def _lie_within(nodes: Nodes, keys: Iterable[str], own: list[str]) -> bool:
    known = [nodes[key] for key in own if key in nodes]
    wanted = [nodes[key] for key in keys if key in nodes]
    return not own or all(any(whole.start <= one.start and one.stop <= whole.stop for whole in known)
                          for one in wanted)
