"""Saved views: looks with a name. Everybody keeps their own, planners share them; and how somebody left a timeline."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import update
from sqlmodel import col, delete, or_, select

from app.domain.access import Actor, demand
from app.domain.names import one_line
from app.domain.portfolio.views.looks import Looks, looks_of, plain_of
from app.domain.portfolio.views.saved import Left, SavedView
from app.errors import Conflict, Forbidden, NotFound, Rejected
from app.events import VIEWS, ViewsChanged
from app.services import audit
from app.work import Work
from models.portfolio import PortfolioAnnotation, PortfolioLooks, PortfolioStar, PortfolioView

LONGEST = 80
MOST = 200  # of one person
FIRST = Looks(density='compact', folding='level')  # what somebody sees who has never looked: what matters most


def list_views(work: Work, actor: Actor) -> tuple[SavedView, ...]:
    """Own and shared ones; favourites first, then by name."""
    demand(actor, 'portfolio.look')
    rows = work.session.exec(select(PortfolioView).where(_visible(actor)))
    stars = _stars(work, actor)
    found = [_view(row, actor, stars) for row in rows]
    return tuple(sorted(found, key=lambda view: (not view.is_default, not view.is_favourite, view.name.casefold(),
                                                 view.id)))


def find_view(work: Work, actor: Actor, view_id: int) -> SavedView:
    demand(actor, 'portfolio.look')
    row = work.session.exec(select(PortfolioView).where(col(PortfolioView.id) == view_id, _visible(actor))).first()
    if row is None:
        raise NotFound('There is no such view, or not for you.')
    return _view(row, actor, _stars(work, actor))


def save(work: Work, actor: Actor, name: str, looks: Looks, is_shared: bool = False) -> int:
    """A new view; returns its id."""
    demand(actor, 'portfolio.own')
    if is_shared:
        demand(actor, 'portfolio.plan')
    wanted = _named(work, actor, name)
    if len(work.session.exec(select(PortfolioView.id).where(PortfolioView.owner == actor.identity)).all()) >= MOST:
        raise Rejected(f'You keep {MOST} views already. Delete one first.', 'portfolio.too_many')
    row = PortfolioView(owner=actor.identity, owner_name=actor.name, name=wanted, is_shared=is_shared,
                        looks=dict(plain_of(looks)), changed_at=work.now)
    work.session.add(row)
    work.session.flush()
    audit.write(work, actor, 'portfolio.save_view', wanted, 'shared' if is_shared else '', after=_audited(row))
    work.record(ViewsChanged(VIEWS))
    return row.id


def change(work: Work, actor: Actor, view_id: int, *, name: str | None = None, looks: Looks | None = None,
           is_shared: bool | None = None, version: int | None = None) -> None:
    """Only what is given; of one's own views."""
    demand(actor, 'portfolio.own')
    row = _own(work, actor, view_id, version)
    before = _audited(row)
    if is_shared is not None and is_shared != row.is_shared:
        demand(actor, 'portfolio.plan')
        row.is_shared = is_shared
        if not is_shared:
            work.session.execute(delete(PortfolioStar).where(col(PortfolioStar.view_id) == row.id,
                                                             col(PortfolioStar.identity) != actor.identity))
    if name is not None and one_line(name) != row.name:
        row.name = _named(work, actor, name)
    if looks is not None:
        row.looks = dict(plain_of(looks))
    if before != _audited(row):
        row.version, row.changed_at = row.version + 1, work.now
        work.session.add(row)
        audit.write(work, actor, 'portfolio.change_view', row.name, before=before, after=_audited(row))
        work.record(ViewsChanged(VIEWS))


def remove(work: Work, actor: Actor, view_id: int, version: int | None = None) -> SavedView:
    """Returns what it was, so that it can be saved again."""
    demand(actor, 'portfolio.own')
    row = _own(work, actor, view_id, version)
    former = _view(row, actor, _stars(work, actor))
    for table in (PortfolioStar, PortfolioAnnotation):
        work.session.execute(delete(table).where(col(table.view_id) == row.id))
    work.session.delete(row)
    audit.write(work, actor, 'portfolio.remove_view', row.name, before=_audited(row))
    work.record(ViewsChanged(VIEWS))
    return former


def star(work: Work, actor: Actor, view_id: int, is_favourite: bool) -> None:
    """One's own favourites; nobody else's list changes."""
    demand(actor, 'portfolio.own')
    view = find_view(work, actor, view_id)
    row = work.session.get(PortfolioStar, (view.id, actor.identity))
    if is_favourite and row is None:
        work.session.add(PortfolioStar(view_id=view.id, identity=actor.identity))
    elif row is not None and not is_favourite:
        work.session.delete(row)
    work.record(ViewsChanged(VIEWS))


def make_default(work: Work, actor: Actor, view_id: int | None) -> None:
    """What one begins with from now on; None: wherever one was last."""
    demand(actor, 'portfolio.own')
    work.session.execute(update(PortfolioStar).where(col(PortfolioStar.identity) == actor.identity)
                         .values(is_default=False))
    if view_id is not None:
        view = find_view(work, actor, view_id)
        row = work.session.get(PortfolioStar, (view.id, actor.identity), populate_existing=True)
        row = row or PortfolioStar(view_id=view.id, identity=actor.identity)
        row.is_default = True
        work.session.add(row)
    work.record(ViewsChanged(VIEWS))


def find_left(work: Work, actor: Actor) -> Left:
    """As usual where what was kept cannot be read any more."""
    demand(actor, 'portfolio.look')
    row = work.session.get(PortfolioLooks, actor.identity)
    if row is None:
        return Left(FIRST)
    kept: Mapping[str, Any] = row.looks
    looks = kept.get('looks')
    return Left(looks_of(looks if isinstance(looks, dict) else {}), _id(kept.get('scenario')), _id(kept.get('view')))


def leave(work: Work, actor: Actor, left: Left) -> None:
    """Remember how somebody looks at the timeline; nobody else is told."""
    demand(actor, 'portfolio.own')
    row = work.session.get(PortfolioLooks, actor.identity) or PortfolioLooks(identity=actor.identity)
    row.looks = {'looks': plain_of(left.looks), 'scenario': left.scenario, 'view': left.view}
    work.session.add(row)


def _visible(actor: Actor) -> Any:
    return or_(col(PortfolioView.owner) == actor.identity, col(PortfolioView.is_shared))


def _own(work: Work, actor: Actor, view_id: int, version: int | None) -> PortfolioView:
    find_view(work, actor, view_id)
    row = work.lock(PortfolioView, view_id)
    if row.owner != actor.identity:
        raise Forbidden(f'This view is {row.owner_name}’s. Save it under a name of your own.')
    if version is not None and version != row.version:
        raise Conflict('This view has changed meanwhile. Look again.', 'stale_version', row.version)
    return row


def _named(work: Work, actor: Actor, name: str) -> str:
    wanted = one_line(name)
    if not wanted or len(wanted) > LONGEST:
        raise Rejected(f'Give the view a name of 1 to {LONGEST} characters.', 'portfolio.name', 'name')
    taken = select(PortfolioView.id).where(PortfolioView.owner == actor.identity, PortfolioView.name == wanted)
    if work.session.exec(taken).first() is not None:
        raise Rejected(f'You have a view called “{wanted}” already.', 'portfolio.name_taken', 'name')
    return wanted


def _stars(work: Work, actor: Actor) -> dict[int, bool]:
    """Favourites, and whether they are the default."""
    rows = work.session.exec(select(PortfolioStar).where(PortfolioStar.identity == actor.identity))
    return {row.view_id: row.is_default for row in rows}


def _view(row: PortfolioView, actor: Actor, stars: Mapping[int, bool]) -> SavedView:
    return SavedView(row.id, row.name, row.owner_name, row.owner == actor.identity, row.is_shared, row.id in stars,
                     stars.get(row.id, False), looks_of(row.looks), row.version)


def _audited(row: PortfolioView) -> dict[str, Any]:
    return {'name': row.name, 'is_shared': row.is_shared, 'looks': row.looks}


def _id(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
