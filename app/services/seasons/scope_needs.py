"""Scopes of plans that wait for whoever may decide on them, for Home."""

from collections.abc import Iterator

from sqlmodel import col, select

from app.domain.access import Actor, may
from app.domain.home import Need
from app.domain.seasons.season import LOCKED, REVIEW
from app.services.seasons.ground import find_axes
from app.services.seasons.reach import reach_of
from app.work import Work
from models.seasons import Season, SeasonScope

ICON = 'checkroom'


def list_scope_needs(work: Work, actor: Actor) -> Iterator[Need]:
    """The longest waiting first; never what they handed in themselves."""
    rows = work.session.execute(select(Season, SeasonScope).join(
        SeasonScope, col(SeasonScope.season_id) == col(Season.id)).where(
        SeasonScope.state == REVIEW, Season.state != LOCKED).order_by(col(SeasonScope.at)))
    for season, scope in rows:
        reach = reach_of(work, actor, season.id, [scope.cluster], [scope.branch], scope.asked_by)
        axes = find_axes(work, season.id)
        branch, cluster = axes.category_nodes.get(scope.branch), axes.location_nodes.get(scope.cluster)
        if branch and cluster and may(actor, 'seasons.approve', reach):
            yield Need(ICON, 'prim', f'{branch.name}, {cluster.name} waits for approval',
                       f'{season.name} · {scope.asked_by_name}', 'Decide', f'/seasons/{season.code}')
