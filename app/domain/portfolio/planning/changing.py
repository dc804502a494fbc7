"""Shares, states, iterations, tags and plans of items."""

from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from app.domain.portfolio.items.items import Item, Portfolio, Shares
from app.domain.portfolio.items.setting import OTHER, Iteration
from app.domain.portfolio.planning.growing import grow_around, plan_parents
from app.domain.portfolio.planning.moving import KEPT_UNDATED
from app.domain.portfolio.planning.operations import (
    AllotShare,
    ChangeIteration,
    ChangePlan,
    ChangeState,
    ChangeTags,
    DropShare,
)
from app.domain.portfolio.planning.sketching import Sketch
from app.errors import Rejected

CENT = Decimal('0.01')
LONGEST_TAG = 400  # characters


def allot(sketch: Sketch, wanted: AllotShare) -> None:
    if wanted.team not in sketch.setting.teams:
        raise Rejected('There is no such team.', field='team')
    percent = Decimal(wanted.percent)
    if not percent.is_finite() or not 0 <= percent <= 100:
        raise Rejected('A share lies between 0 and 100 percent.', field='percent')
    percent = percent.quantize(CENT, ROUND_HALF_UP)
    for item in _each(sketch, wanted.ids):
        sketch.put(item.id, shares=with_share(item.shares, wanted.team, percent))


def drop_share(sketch: Sketch, wanted: DropShare) -> None:
    for item in _each(sketch, wanted.ids):
        sketch.put(item.id, shares=with_share(item.shares, wanted.team, None))


def change_state(sketch: Sketch, wanted: ChangeState) -> None:
    category = category_of(sketch.live, wanted.state)
    if category is None:
        raise Rejected(f'There is no state “{wanted.state}”.', field='state')
    for item in _each(sketch, wanted.ids):
        sketch.put(item.id, state=wanted.state, category=category)


def change_iteration(sketch: Sketch, wanted: ChangeIteration) -> None:
    for item in _each(sketch, wanted.ids):
        if not wanted.iteration:
            sketch.put(item.id, iteration='')
            continue
        _enter(sketch, item, iteration_of(sketch.base, item.source, wanted.iteration))


def change_tags(sketch: Sketch, wanted: ChangeTags) -> None:
    new = list(_tags(wanted.add))
    lost = {tag.casefold() for tag in _tags(wanted.drop)}
    for item in _each(sketch, wanted.ids):
        sketch.put(item.id, tags=with_tags(item.tags, new, lost))


def change_plan(sketch: Sketch, wanted: ChangePlan) -> None:
    plan = sketch.setting.plans.get(wanted.plan)
    if plan is None:
        raise Rejected('There is no such plan.', field='plan')
    for item in _each(sketch, wanted.ids):
        if item.source != plan.source:
            raise Rejected(f'“{item.title}” and “{plan.name}” are in different sources.', field='plan')
        if item.plan != plan.id:
            sketch.put(item.id, **in_plan(item, plan.id, plan.area))


def with_share(shares: Shares, team: int, percent: Decimal | None) -> Shares:
    """By team; without that team where nothing is given."""
    others = [share for share in shares if share[0] != team]
    return tuple(sorted(others if percent is None else [*others, (team, percent)]))


def with_tags(tags: Iterable[str], new: Iterable[str], lost: Iterable[str] = ()) -> tuple[str, ...]:
    """Each once, whatever its case, as it was first written."""
    found = {tag.casefold(): tag for tag in reversed([*tags, *new])}
    order = dict.fromkeys(tag.casefold() for tag in (*tags, *new))
    return tuple(found[key] for key in order if key not in set(lost))


def in_plan(item: Item, plan: int, area: str) -> dict[str, Any]:
    return {'plan': plan, 'area': area, 'also_in': tuple(one for one in item.also_in if one != plan)}


def category_of(portfolio: Portfolio, state: str) -> str | None:
    """As admins put it in order, else as the source has it; None for a state nobody has heard of."""
    rules = dict(portfolio.setting.rules.states)
    if state in rules:
        return rules[state]
    found = next((item for item in portfolio.items.values() if item.state == state), None)
    return (found.category or OTHER) if found else None


def iteration_of(portfolio: Portfolio, source: int, path: str) -> Iteration:
    found = next((one for one in portfolio.setting.iterations.values()
                  if one.source == source and one.path.casefold() == path.casefold()), None)
    if found is None:
        raise Rejected(f'There is no iteration “{path}”.', field='iteration')
    return found


def _enter(sketch: Sketch, item: Item, iteration: Iteration) -> None:
    """Its days become the item's. Days nobody gave stay days of an iteration; cleared ones stay away."""
    entered: dict[str, Any] = {'iteration': iteration.path}
    for name in ('start', 'end'):
        origin, day = getattr(item, f'{name}_from'), getattr(iteration, name)
        if day is None or origin == KEPT_UNDATED:
            continue
        is_given = getattr(item, name) is not None and not origin
        entered |= {name: day, f'{name}_from': '' if is_given else 'iteration'}
    if KEPT_UNDATED in (item.start_from, item.end_from):
        sketch.notes.append(f'“{item.title}” stays without dates, as they were cleared.')
    sketch.put(item.id, **entered)
    plan_parents(sketch, item.id)
    grow_around(sketch, item.id)


def _each(sketch: Sketch, ids: Iterable[int]) -> Iterator[Item]:
    """All of them, or a refusal."""
    return iter([sketch.demand(own) for own in dict.fromkeys(ids)])


def _tags(given: Iterable[str]) -> Iterator[str]:
    for text in given:
        for tag in text.split(';'):
            if len(tag.strip()) > LONGEST_TAG:
                raise Rejected(f'A tag has at most {LONGEST_TAG} characters.', field='tags')
            if tag.strip():
                yield tag.strip()
