"""Steps of scenarios: what people do, kept as what it aims at, refused whole or done whole."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.portfolio.items.items import Portfolio
from app.domain.portfolio.planning import operations as can
from app.domain.portfolio.planning.applying import apply
from app.domain.portfolio.planning.operations import Operation
from app.domain.portfolio.planning.stored import flat, ids_of, plans_of, to_json
from app.domain.portfolio.scenarios.clashes import Clash, Clashing, clashes
from app.domain.portfolio.scenarios.pinning import LIVE, Aims, differences, field_of
from app.domain.portfolio.scenarios.replaying import Entry, Replay
from app.domain.portfolio.scenarios.undoing import (
    LASTING,
    OPPOSITE,
    TAKEN_BACK,
    UNDOABLE,
    latest_step,
    opposite_of,
    redoable_step,
)
from app.errors import Conflict, NotFound, Rejected
from app.services.portfolio import ground, scenarios, steps
from app.services.portfolio.ground import Sight
from app.services.portfolio.planned import demand_scenario, load_entries, replayed
from app.services.portfolio.steps import Part
from app.work import Work
from models.portfolio import PortfolioOperation, PortfolioScenario

__all__ = ['Clash', 'Clashing', 'Edited', 'edit', 'redo', 'undo']

MOST = 10_000  # operations of one step


@dataclass(frozen=True)
class Edited:
    scenario_id: int
    name: str
    version: int
    changed: tuple[int, ...] = ()  # items, parents that grew among them
    notes: tuple[str, ...] = ()  # for people
    is_new: bool = False  # a scenario was opened for it, because the live plan is never edited


def edit(work: Work, actor: Actor, scenario_id: int | None, operations: Sequence[Operation],
         version: int | None = None) -> Edited:
    """All of them as one step, or none. On the live plan it opens a scenario of one's own.

    With the version that was seen, whatever others have changed since is not overwritten: Clashing has both values.
    """
    demand(actor, 'portfolio.plan')
    if scenario_id is not None:
        demand_scenario(work, actor, scenario_id, may_edit=True)
        work.lock(PortfolioScenario, scenario_id)
    live, sight = ground.live(work), ground.sight_of(work, actor)
    wanted = Replay.of(live) if scenario_id is None else replayed(work, scenario_id)
    seen = ground.within(wanted.portfolio, sight)
    done = _apply_all(seen, ground.within(live, sight), flat(operations), sight, wanted)
    aims = [part.aims for part in done.parts]
    if scenario_id is not None and version is not None:
        _demand_no_clash(work, actor, scenario_id, version, seen, done.portfolio, aims)
    if not done.parts:
        return _unchanged(work, scenario_id, done.notes)
    is_new = scenario_id is None
    number = scenarios.begin(work, actor) if scenario_id is None else scenario_id
    steps.keep_step(work, actor, number, done.parts, live)
    row = work.get(PortfolioScenario, number)
    return Edited(number, row.name, row.version, done.changed, done.notes, is_new)


def undo(work: Work, actor: Actor, scenario_id: int, version: int | None = None) -> Edited:
    """Take back one's own latest step. What of it was published comes as a new step that makes it as it was."""
    _lock(work, actor, scenario_id, version)
    latest = _of_step(work, scenario_id, actor, col(PortfolioOperation.state).in_(UNDOABLE),
                      col(PortfolioOperation.kind).not_in(LASTING), col(PortfolioOperation.undone_at) >= 0,
                      order=col(PortfolioOperation.seq).desc())
    entries = _from(work, scenario_id, latest)
    step = latest_step(entries, actor.identity)
    if not step:
        raise Conflict('There is nothing of yours to undo.', 'portfolio.nothing')
    number = _next_undone(work, scenario_id)
    for row in _rows(work, scenario_id, step):
        row.state, row.undone_at = ('published', TAKEN_BACK) if row.state == 'published' else ('undone', number)
    work.session.flush()
    if opposite := opposite_of(entries, step):
        _keep_opposite(work, actor, scenario_id, opposite, step[0].step, number)
    return _moved_on(work, scenario_id, step)


def redo(work: Work, actor: Actor, scenario_id: int, version: int | None = None) -> Edited:
    """Do again what was undone last, unless something else was done since."""
    _lock(work, actor, scenario_id, version)
    last = _of_step(work, scenario_id, actor, col(PortfolioOperation.undone_at) > 0,
                    order=col(PortfolioOperation.undone_at).desc())
    entries = _from(work, scenario_id, last)
    step = redoable_step(entries, actor.identity)
    if not step:
        raise Conflict('There is nothing of yours to redo.', 'portfolio.nothing')
    for row in _rows(work, scenario_id, step):
        is_opposite = row.kind == OPPOSITE
        row.state, row.undone_at = ('undone' if is_opposite else 'live'), 0
        if is_opposite:
            _restore_published(work, scenario_id, row.payload['of'])
    return _moved_on(work, scenario_id, step)


@dataclass(frozen=True, eq=False)
class _Done:
    portfolio: Portfolio
    parts: tuple[Part, ...]
    changed: tuple[int, ...]
    notes: tuple[str, ...]


def _apply_all(seen: Portfolio, live: Portfolio, operations: Sequence[Operation], sight: Sight,
               wanted: Replay) -> _Done:
    if not 0 < len(operations) <= MOST:
        raise Rejected(f'A step has 1 to {MOST:,} operations.', field='operations')
    now, parts = seen, []
    changed: dict[int, None] = {}
    notes: list[str] = []
    for operation in operations:
        operation = _renumbered(now, wanted.portfolio, operation)
        _demand_seen(now, operation, sight)
        applied = apply(now, operation, live)
        notes += applied.notes
        aims = _aims(now, applied.portfolio, operation, set(applied.changed) - applied.grown, wanted)
        if applied.portfolio is not now or aims:
            is_alone = isinstance(operation, can.MoveItems) and operation.is_alone
            parts.append(Part(type(operation).__name__, to_json(operation), aims, is_alone))
        changed |= dict.fromkeys(applied.changed)
        now = applied.portfolio
    return _Done(now, tuple(parts), tuple(changed), tuple(dict.fromkeys(notes)))


def _aims(before: Portfolio, after: Portfolio, operation: Operation, ids: Iterable[int], wanted: Replay) -> Aims:
    """A value that goes back to the live plan follows it from then on, also where both are the same just now."""
    found = differences(before, after, ids)
    if not isinstance(operation, can.RevertFields):
        return found
    aims = {own: {key: value if key == 'item' else LIVE for key, value in values.items()}
            for own, values in found.items()}
    pinned = {key: LIVE for own, key in wanted.pins if own == operation.id and own in after.items and key != 'item'
              and field_of(key) in (operation.fields or can.FIELDS)}
    return {**aims, operation.id: {**pinned, **aims.get(operation.id, {})}} if pinned else aims


def _renumbered(now: Portfolio, whole: Portfolio, operation: Operation) -> Operation:
    """Two people may choose the same number for their proposed copies; for their groups, too, where one does not see
    what the other does.
    """
    if isinstance(operation, can.PlacePlaceholder) and operation.id < 0:
        taken = now.items.keys() | whole.items.keys()
        return replace(operation, id=min(taken) - 1) if operation.id in taken else operation
    if isinstance(operation, can.ChangeGroup) and operation.id < 0:
        hidden = whole.groups.keys() - now.groups.keys()
        return replace(operation, id=min(now.groups.keys() | hidden) - 1) if operation.id in hidden else operation
    return operation


def _demand_seen(seen: Portfolio, operation: Operation, sight: Sight) -> None:
    """What somebody may not see does not exist; what has left its source cannot be changed."""
    new = {operation.id} if isinstance(operation, can.PlacePlaceholder) else set()
    for own in ids_of(operation) - new:
        item = seen.items.get(own)
        if item is None:
            raise NotFound('There is no such item, or not for you.')
        if item.is_gone:
            raise Rejected(f'“{item.title}” is no longer at the source.', 'portfolio.gone')
    if any(not sight.sees(plan) for plan in plans_of(operation)):
        raise NotFound('There is no such plan, or not for you.')
    if isinstance(operation, can.ChangeGroup) and operation.id >= 0 and operation.id not in seen.groups:
        raise NotFound('There is no such group, or not for you.')


def _demand_no_clash(work: Work, actor: Actor, scenario_id: int, version: int, seen: Portfolio, then: Portfolio,
                     aims: Sequence[Aims]) -> None:
    present = work.get(PortfolioScenario, scenario_id).version
    if version > present:
        raise Conflict('This scenario has no such version.', 'stale_version', present)
    if version < present and (found := clashes(seen, then, aims, steps.recent_entries(work, scenario_id, version))):
        raise Clashing(found, present, actor.identity)


def _unchanged(work: Work, scenario_id: int | None, notes: tuple[str, ...]) -> Edited:
    if scenario_id is None:
        return Edited(0, '', 0, (), notes)
    row = work.get(PortfolioScenario, scenario_id)
    return Edited(scenario_id, row.name, row.version, (), notes)


def _lock(work: Work, actor: Actor, scenario_id: int, version: int | None) -> None:
    demand_scenario(work, actor, scenario_id, may_edit=True)
    row = work.lock(PortfolioScenario, scenario_id)
    if version is not None and version > row.version:
        raise Conflict('This scenario has no such version.', 'stale_version', row.version)


def _of_step(work: Work, scenario_id: int, actor: Actor, *conditions: Any, order: Any) -> int | None:
    """The step of the first entry of this person that fits."""
    return work.session.execute(columns(col(PortfolioOperation.step)).where(
        col(PortfolioOperation.scenario_id) == scenario_id, col(PortfolioOperation.actor) == actor.identity,
        *conditions).order_by(order).limit(1)).scalar()


def _from(work: Work, scenario_id: int, step: int | None) -> list[Entry]:
    """The step and what came after it: a step has the number of its first entry."""
    return [] if step is None else load_entries(work, scenario_id, step - 1)


def _rows(work: Work, scenario_id: int, step: Sequence[Entry]) -> Sequence[PortfolioOperation]:
    """With the version that the scenario is about to get."""
    version = work.get(PortfolioScenario, scenario_id).version + 1
    rows = work.session.exec(select(PortfolioOperation).where(
        col(PortfolioOperation.scenario_id) == scenario_id,
        col(PortfolioOperation.seq).in_([entry.seq for entry in step]))).all()
    for row in rows:
        row.version = version
    return rows


def _next_undone(work: Work, scenario_id: int) -> int:
    found = work.session.execute(columns(func.max(col(PortfolioOperation.undone_at))).where(
        col(PortfolioOperation.scenario_id) == scenario_id)).scalar()
    return max(0, found or 0) + 1


def _keep_opposite(work: Work, actor: Actor, scenario_id: int, aims: Aims, step: int, number: int) -> None:
    part = Part(OPPOSITE, {'type': OPPOSITE}, aims)
    own = steps.keep_step(work, actor, scenario_id, [part], ground.live(work), clears_redo=False)
    row = work.get(PortfolioOperation, (scenario_id, own))
    row.payload, row.undone_at = {**row.payload, 'of': step}, number


def _restore_published(work: Work, scenario_id: int, step: int) -> None:
    for row in work.session.exec(select(PortfolioOperation).where(
            col(PortfolioOperation.scenario_id) == scenario_id, col(PortfolioOperation.step) == step,
            col(PortfolioOperation.undone_at) == TAKEN_BACK)):
        row.undone_at = 0


def _moved_on(work: Work, scenario_id: int, step: Sequence[Entry]) -> Edited:
    row = work.get(PortfolioScenario, scenario_id)
    row.version, row.changed_at, row.rewound = row.version + 1, work.now, row.rewound + 1
    work.session.flush()
    steps.announce(work, scenario_id)
    changed = dict.fromkeys(own for entry in step for own in entry.aims if own)
    return Edited(scenario_id, row.name, row.version, tuple(changed))
