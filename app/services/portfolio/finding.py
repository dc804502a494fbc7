"""Finding items wherever they are, and saying why one is not shown."""

from dataclasses import dataclass
from datetime import date

from app.domain.access import Actor, may
from app.domain.portfolio.items.items import Group, Item
from app.domain.portfolio.items.searching import Hit, find
from app.domain.portfolio.items.setting import Setting
from app.domain.portfolio.planning.dependencies import connected
from app.domain.portfolio.views.filtering import Chosen, chosen, field_names, field_values
from app.domain.portfolio.views.hiding import Board, Reason, unfolded, unknown, why_empty, why_hidden
from app.domain.portfolio.views.looks import Filter, Looks
from app.domain.portfolio.views.offering import Offer, offer_of
from app.errors import NotFound
from app.services.portfolio import ground
from app.services.portfolio.ground import Sight
from app.services.portfolio.looking import Seen, seen_by
from app.work import Work


@dataclass(frozen=True)
class Explained:
    """Of one item; without an id nothing was found that it could be about."""
    item_id: int | None
    title: str
    is_shown: bool
    reasons: tuple[Reason, ...]
    others: tuple[Hit, ...] = ()  # that were meant as well as this one


@dataclass(frozen=True)
class Ground:
    sight: Sight
    setting: Setting


def find_items(work: Work, actor: Actor, scenario_id: int | None, looks: Looks, text: str,
               limit: int = 100) -> tuple[Hit, ...]:
    """By number or title, hidden and gone ones too."""
    seen = seen_by(work, actor, scenario_id)
    return find(seen.portfolio, text, _chosen(seen, looks).shown, limit)


def search_items(work: Work, actor: Actor, text: str, limit: int = 5) -> tuple[Hit, ...]:
    """In the live plan, from anywhere; nothing for whoever may not look at it."""
    return find(seen_by(work, actor, None).portfolio, text, limit=limit) if may(actor, 'portfolio.look') else ()


def explain(work: Work, actor: Actor, scenario_id: int | None, looks: Looks, name: str,
            axis: tuple[date, date] | None = None) -> Explained:
    """By number or title; where several fit, of the first that is not shown."""
    seen = seen_by(work, actor, scenario_id)
    hits = find(seen.portfolio, name, _chosen(seen, looks).shown, 20)
    hit = next((one for one in hits if not one.is_shown), hits[0] if hits else None)
    if hit is None:
        return Explained(None, name.strip(), False, (unknown(name.strip()),))
    return _explained(seen, looks, hit.item_id, axis, tuple(one for one in hits if one is not hit))


def explain_item(work: Work, actor: Actor, scenario_id: int | None, looks: Looks, item_id: int,
                 axis: tuple[date, date] | None = None) -> Explained:
    return _explained(seen_by(work, actor, scenario_id), looks, item_id, axis)


def unfold(work: Work, actor: Actor, scenario_id: int | None, looks: Looks, item_id: int,
           axis: tuple[date, date] | None = None) -> Looks | None:
    """Looks in which an item is shown that is only folded away; None where more than that hides it."""
    seen = seen_by(work, actor, scenario_id)
    return unfolded(Board(seen.portfolio, looks, seen.live, axis), item_id)


def explain_all(work: Work, actor: Actor, scenario_id: int | None, looks: Looks) -> tuple[Reason, ...]:
    """What each part of the filter hides, the most first."""
    seen = seen_by(work, actor, scenario_id)
    return why_empty(Board(seen.portfolio, looks, seen.live))


def view_offer(work: Work, actor: Actor, scenario_id: int | None, wanted: Filter) -> Offer:
    """What the filter can be set to, and what the present one leads to."""
    seen = seen_by(work, actor, scenario_id)
    return offer_of(seen.portfolio, wanted, seen.live)


def list_fields(work: Work, actor: Actor) -> tuple[str, ...]:
    """That a filter, lanes or a board can use."""
    return field_names(seen_by(work, actor, None).portfolio)


def list_values(work: Work, actor: Actor, name: str) -> tuple[tuple[str, int], ...]:
    """Of a field, with how often it is there."""
    return field_values(seen_by(work, actor, None).portfolio, name)


def _chosen(seen: Seen, looks: Looks) -> Chosen:
    return chosen(seen.portfolio, looks.filter, before=seen.live)


def _explained(seen: Seen, looks: Looks, item_id: int, axis: tuple[date, date] | None,
               others: tuple[Hit, ...] = ()) -> Explained:
    item = seen.portfolio.items.get(item_id)
    reasons = why_hidden(Board(seen.portfolio, looks, seen.live, axis), item_id)
    return Explained(item.id if item else None, f'{item.type} {item.number}: {item.title}' if item else '',
                     not reasons, reasons, others)


def get_items(work: Work, actor: Actor, scenario_id: int | None, ids: tuple[int, ...]) -> tuple[Item, ...]:
    """Those that may be seen, in the order they are named. Raises NotFound where none may."""
    seen = seen_by(work, actor, scenario_id)
    found = tuple(item for own in ids if (item := seen.portfolio.items.get(own)))
    if ids and not found:
        raise NotFound('There is no such item, or not for you.')
    return found


def list_connected(work: Work, actor: Actor, scenario_id: int | None, item_id: int) -> frozenset[int]:
    """What hangs together with an item by family and dependencies, as far as it may be seen."""
    return connected(seen_by(work, actor, scenario_id).portfolio, item_id)


def find_ground(work: Work, actor: Actor) -> Ground:
    """What somebody may see, and what items are planned against; plans only as far as they are granted."""
    sight = ground.sight_of(work, actor)
    return Ground(sight, ground.within(ground.live(work), sight).setting)


def list_groups(work: Work, actor: Actor, scenario_id: int | None) -> tuple[Group, ...]:
    """As the plan has them that is looked at."""
    return tuple(seen_by(work, actor, scenario_id).portfolio.groups.values())
