"""Bringing a scenario to its sources: what would be sent, and the run that sends it.

Nothing leaves without having been looked at: only cells of the review are taken, with the values that were live when
it was made. Whatever changes between the review and the patch is found by the run.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import col, select

from app.domain.access import Actor, demand, may
from app.domain.ops.states import LIVE, WAITING
from app.domain.portfolio.items.items import Item, Portfolio
from app.domain.portfolio.scenarios.publication_views import (
    CellView,
    EntryView,
    GroupView,
    LeftOutView,
    PublishingView,
    ReviewView,
    RowView,
    SourceView,
)
from app.domain.portfolio.scenarios.publishing import MINE, PATCHED, THEIRS, Cell, GroupRow, Review, Row, review_of
from app.domain.portfolio.scenarios.rebasing import CONFLICT, Standing, standings
from app.domain.portfolio.scenarios.replaying import Replay
from app.domain.portfolio.scenarios.wording import group_words, said
from app.errors import Conflict, NotFound, Rejected
from app.events import RUNS, ScenarioPublished, publishing_topic, scenario_topic
from app.services import audit
from app.services.ops import queue
from app.services.portfolio import ground, rebase, tokens
from app.services.portfolio.ground import Sight
from app.services.portfolio.planned import Scenario, demand_scenario, replayed
from app.work import Work
from models.ops import OpsRun
from models.portfolio import PortfolioItem, PortfolioPublish, PortfolioRevision, PortfolioScenario

COMMAND = 'portfolio.publish'
GROUP, ITEM = 'group', 'item'

Items = Mapping[int, Sequence[str]]  # item → fields
Choices = Mapping[int, Mapping[str, str]]  # item → field → mine, theirs


@dataclass(frozen=True, eq=False)
class _Ground:
    """All that a review is made of."""
    scenario: Scenario
    sight: Sight
    replay: Replay
    review: Review
    conflicts: Mapping[tuple[int, str], Sequence[Standing]]

    @property
    def live(self) -> Portfolio:
        return self.replay.live

    @property
    def seen(self) -> Portfolio:
        """What the scenario would have, as far as this person sees it."""
        return ground.within(self.replay.portfolio, self.sight)

    @property
    def rows(self) -> Mapping[int, Row]:
        """Those of plans that this person sees."""
        return {row.item_id: row for row in self.review.rows if self.sight.sees(self.live.items[row.item_id].plan)}


def view_publication(work: Work, actor: Actor, scenario_id: int) -> ReviewView:
    """Also for those who may only look: they see what a publisher would send."""
    found = _ground(work, actor, scenario_id)
    active, last = active_run(work, scenario_id), _last_run(work, scenario_id)
    sources = tuple(_source_view(work, actor, found, own) for own in _sources_of(found, found.rows))
    reason = _why_not(found.scenario, actor) or next((one.obstacle for one in sources if one.obstacle), '')
    return ReviewView(
        scenario_id, found.scenario.name, found.scenario.version,
        tuple(_row_view(work, found, row) for row in found.rows.values()), tuple(_group_views(found)),
        tuple(LeftOutView(left.title, left.reason) for left in found.review.left_out if _sees(found, left.item_id)),
        len(found.review.rows) - len(found.rows), sources, not reason and active is None, reason, active, last,
        may(actor, 'portfolio.publish') and may(actor, 'people.own_secrets'))


def publish(work: Work, actor: Actor, scenario_id: int, items: Items, choices: Choices | None = None,
            groups: Sequence[int] = ()) -> int:
    """Ask for the run that sends these cells; returns its number. Conflict where one is under way, or where a field
    was changed by others and nobody has chosen. Each source has a run of its own; they follow each other, and the
    first is returned.
    """
    demand(actor, 'portfolio.publish')
    demand_scenario(work, actor, scenario_id, may_edit=True)
    work.lock(PortfolioScenario, scenario_id)
    if active := active_run(work, scenario_id):
        raise Conflict(f'Run {active} is publishing this scenario.', 'portfolio.publishing')
    found = _ground(work, actor, scenario_id)
    chosen, theirs = _chosen(found, items, choices or {})
    chosen_groups = _chosen_groups(found, groups)
    if theirs:
        rebase.settle(work, actor, scenario_id, {(own, field): THEIRS for own, fields in theirs.items()
                                                 for field in fields})
    if not chosen and not chosen_groups:
        raise Rejected('Nothing is chosen that could be sent.', 'portfolio.nothing', 'items')
    for source in _sources_of(found, chosen):
        if obstacle := _source_view(work, actor, found, source).obstacle:
            raise Conflict(obstacle, 'portfolio.no_token')
    return _ask_for(work, actor, found, chosen, chosen_groups)


def active_run(work: Work, scenario_id: int) -> int | None:
    """The run that publishes this scenario now, or is about to."""
    return work.session.execute(columns(func.min(OpsRun.id)).join(
        PortfolioPublish, col(PortfolioPublish.run_id) == col(OpsRun.id)).where(
        col(PortfolioPublish.scenario_id) == scenario_id,
        col(OpsRun.state).in_([state.value for state in WAITING | LIVE]))).scalar()


def view_publishing(work: Work, actor: Actor, scenario_id: int, run_id: int) -> PublishingView:
    """How far a run is, item by item."""
    demand_scenario(work, actor, scenario_id)
    sight, run = ground.sight_of(work, actor), work.session.get(OpsRun, run_id)
    rows = work.session.exec(select(PortfolioPublish).where(
        PortfolioPublish.run_id == run_id, PortfolioPublish.scenario_id == scenario_id).order_by(
        col(PortfolioPublish.kind).desc(), col(PortfolioPublish.item_id))).all()
    if run is None or not rows:
        raise NotFound('There is no such publication, or not for you.')
    live = ground.live(work)
    entries = tuple(_entry_view(live, sight, row) for row in rows)
    return PublishingView(run_id, scenario_id, run.actor_name, run.state, run.state not in WAITING | LIVE,
                          run.reason, entries)


def _ground(work: Work, actor: Actor, scenario_id: int) -> _Ground:
    scenario, sight = demand_scenario(work, actor, scenario_id), ground.sight_of(work, actor)
    replay = replayed(work, scenario_id)
    conflicts: dict[tuple[int, str], list[Standing]] = {}
    for one in standings(replay):
        if one.verdict == CONFLICT:
            conflicts.setdefault((one.item_id, one.field), []).append(one)
    return _Ground(scenario, sight, replay, review_of(replay.live, replay.portfolio), conflicts)


def _chosen(found: _Ground, items: Items, choices: Choices) -> tuple[dict[int, list[Cell]], dict[int, list[str]]]:
    """Cells to send, and fields in which others shall have their way."""
    mine: dict[int, list[Cell]] = {}
    theirs: dict[int, list[str]] = {}
    for own, fields in items.items():
        row = found.rows.get(own)
        if row is None:
            raise Conflict('This item has nothing to publish any more. Look again.', 'portfolio.nothing')
        cells = {cell.field: cell for cell in row.cells}
        for field in dict.fromkeys(fields):
            if field not in cells:
                raise Conflict(f'“{found.live.items[own].title}” has no such change any more. Look again.',
                               'portfolio.nothing')
            choice = choices.get(own, {}).get(field) or ('' if (own, field) in found.conflicts else MINE)
            if choice not in (MINE, THEIRS):
                raise Conflict(f'“{found.live.items[own].title}”: the {field} was changed at the source, too. Keep '
                               'yours, or take theirs?', 'portfolio.conflict')
            if choice == MINE:
                mine.setdefault(own, []).append(cells[field])
            else:
                theirs.setdefault(own, []).append(field)
    return mine, theirs


def _chosen_groups(found: _Ground, groups: Sequence[int]) -> list[int]:
    known = {row.group_id for row in _seen_groups(found)}
    if unknown := [own for own in groups if own not in known]:
        raise Conflict(f'Group {unknown[0]} has nothing to publish any more. Look again.', 'portfolio.nothing')
    return list(dict.fromkeys(groups))


def _ask_for(work: Work, actor: Actor, found: _Ground, chosen: Mapping[int, Sequence[Cell]],
             groups: Sequence[int]) -> int:
    runs = []
    for source in _sources_of(found, chosen) or [0]:
        items = {own: cells for own, cells in chosen.items() if found.live.items[own].source == source}
        runs.append(_ask_for_one(work, actor, found, source, items))
    for row in _seen_groups(found):
        if row.group_id in groups:
            work.session.add(PortfolioPublish(
                run_id=runs[0], kind=GROUP, item_id=row.group_id, scenario_id=found.scenario.id, base_rev=0,
                at=work.now, fields={'group': row.group_id, 'plan': row.plan}))
    work.record(ScenarioPublished(scenario_topic(found.scenario.id)))
    work.record(ScenarioPublished(RUNS))
    return runs[0]


def _ask_for_one(work: Work, actor: Actor, found: _Ground, source: int, chosen: Mapping[int, Sequence[Cell]]) -> int:
    run_id = queue.enqueue(work, COMMAND, {'scenario': found.scenario.id, 'source': source}, trigger='ui', actor=actor)
    if run_id is None:
        raise Conflict('This scenario is being published.', 'portfolio.publishing')
    for own, cells in chosen.items():
        work.session.add(PortfolioPublish(
            run_id=run_id, kind=ITEM, item_id=own, scenario_id=found.scenario.id, at=work.now,
            base_rev=found.live.items[own].rev, fields={cell.field: cell.after for cell in cells},
            base={cell.field: _before(work, cell, own) for cell in cells}))
    before, after = ({found.live.items[own].number: {cell.field: getattr(cell, side) for cell in cells}
                      for own, cells in chosen.items()} for side in ('before', 'after'))
    audit.write(work, actor, 'portfolio.publish', f'run {run_id}', found.scenario.name, before, after)
    work.record(ScenarioPublished(publishing_topic(run_id)))
    return run_id


def _before(work: Work, cell: Cell, own: int) -> Any:
    """A parent that was not read is known by its number only."""
    if cell.field == 'parent' and cell.before is None:
        return work.get(PortfolioItem, own).parent_external or None
    return cell.before


def _row_view(work: Work, found: _Ground, row: Row) -> RowView:
    item = found.live.items[row.item_id]
    plan = found.live.setting.plans.get(item.plan or 0)
    return RowView(item.id, item.number, item.type, item.title, plan.name if plan else '',
                   tuple(_cell_view(work, found, item, cell) for cell in row.cells))


def _cell_view(work: Work, found: _Ground, item: Item, cell: Cell) -> CellView:
    disputed = found.conflicts.get((item.id, cell.field), ())
    base = disputed[0].base if disputed and cell.field in ('start', 'end', 'state', 'iteration') else None
    before, after, former = (said(found.seen, cell.field, value, item.source, found.replay.portfolio)
                             for value in (cell.before, cell.after, base))
    if not disputed:
        return CellView(cell.field, before, after)
    return CellView(cell.field, before, after, former if base else '', True, disputed[0].by,
                    _changer(work, found, item, disputed[0].base_rev))


def _changer(work: Work, found: _Ground, item: Item, since: int) -> str:
    """Who changed it at the source, if its history was read or the last change came from here; else the source."""
    by = work.session.execute(columns(col(PortfolioRevision.by)).where(
        col(PortfolioRevision.item_id) == item.id, col(PortfolioRevision.rev) > since).order_by(
        col(PortfolioRevision.rev).desc()).limit(1)).scalar()
    if by is None:
        by = work.session.execute(columns(col(OpsRun.actor_name)).join(
            PortfolioPublish, col(PortfolioPublish.run_id) == col(OpsRun.id)).where(
            col(PortfolioPublish.item_id) == item.id, col(PortfolioPublish.kind) == ITEM,
            col(PortfolioPublish.state) == PATCHED, col(PortfolioPublish.live_rev) == item.rev).limit(1)).scalar()
    source = found.live.setting.sources.get(item.source)
    return by or (f'Somebody in {source.name}' if source else 'Somebody')


def _group_views(found: _Ground) -> Iterable[GroupView]:
    for row in _seen_groups(found):
        plan = found.live.setting.plans.get(row.plan or 0)
        yield GroupView(row.group_id, row.name, plan.name if plan else '',
                        group_words(row.before, row.after, found.live))


def _seen_groups(found: _Ground) -> Sequence[GroupRow]:
    return [row for row in found.review.groups if found.sight.sees(row.plan)]


def _sees(found: _Ground, item_id: int) -> bool:
    item = found.replay.portfolio.items.get(item_id) or found.live.items.get(item_id)
    return item is not None and found.sight.sees(item.plan)


def _sources_of(found: _Ground, items: Iterable[int]) -> list[int]:
    return sorted({found.live.items[own].source for own in items})


def _source_view(work: Work, actor: Actor, found: _Ground, source_id: int) -> SourceView:
    source = found.live.setting.sources[source_id]
    if source.kind == 'demo':
        return SourceView(source.id, source.name, source.kind, 'none needed')
    token = tokens.writes_with(work, actor.identity, source_id)
    obstacle = '' if token else f'Set your access token for {source.name} first: changes are sent in your name.'
    return SourceView(source.id, source.name, source.kind, token, obstacle)


def _why_not(scenario: Scenario, actor: Actor) -> str:
    if not may(actor, 'portfolio.publish'):
        return 'Only publishers and managers can publish to the source.'
    if scenario.is_archived:
        return 'This scenario is archived. Copy it to go on.'
    return '' if scenario.may_edit else f'{scenario.owner_name} lets you read this scenario, not change it.'


def _last_run(work: Work, scenario_id: int) -> int | None:
    return work.session.execute(columns(func.max(PortfolioPublish.run_id)).where(
        col(PortfolioPublish.scenario_id) == scenario_id)).scalar()


def _entry_view(live: Portfolio, sight: Sight, row: PortfolioPublish) -> EntryView:
    """What somebody may not see is counted, not named."""
    if row.kind == GROUP:
        is_seen = sight.sees(row.fields.get('plan'))
        name = row.fields.get('name', 'Group') if is_seen else 'A group you may not see'
        return EntryView(row.kind, row.item_id, '', name, (), row.state, row.message if is_seen else '', row.at)
    item = live.items.get(row.item_id)
    if item is None or not sight.sees(item.plan):
        return EntryView(row.kind, row.item_id, '', 'An item you may not see', (), row.state, '', row.at)
    return EntryView(row.kind, row.item_id, item.number, item.title, tuple(row.fields), row.state, row.message, row.at)


