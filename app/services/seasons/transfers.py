"""Budget moved from one category and period to another: asked for by one person, approved by another; two entries
whose sum is nothing.
"""

from datetime import date
from typing import Any

from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.seasons.axes import Axes, Node
from app.domain.seasons.budgets import APPROVED, ASKED, REJECTED, TransferDraft, TransferView
from app.domain.seasons.buying_words import amount, spoken
from app.domain.seasons.money import digits_of
from app.domain.seasons.season import SeasonRules
from app.domain.seasons.steps import BUYING
from app.errors import Conflict, Invalid, Rejected
from app.events import SEASONS, BudgetMoved, SeasonChanged, orders_topic
from app.services import audit
from app.services.seasons import ground
from app.services.seasons.budget_checks import position
from app.services.seasons.days import rolled_before
from app.services.seasons.doors import begin
from app.services.seasons.ground import find_axes, find_season, seen_season
from app.services.seasons.notices import tell_judges, tell_one
from app.services.seasons.order_facts import period_at
from app.services.seasons.order_ground import keys_of, moved
from app.services.seasons.reach import reach_of
from app.work import Work
from models.buying import SeasonTransfer
from models.seasons import Season

LONGEST_REASON = 500


def ask_transfer(work: Work, actor: Actor, code: str, draft: TransferDraft) -> int:
    """Its number. Raises Invalid, Conflict where less is left than that."""
    season_id = find_season(work, code).id
    demand(actor, 'seasons.ask', reach_of(work, actor, season_id, (draft.location,), (draft.source, draft.target)))
    season = begin(work, code, BUYING)
    axes = find_axes(work, season_id)
    row = _written(work, actor, axes, season_id, draft)
    _demand_enough(work, season, axes, row)
    work.session.add(row)
    work.session.flush()
    audit.write(work, actor, 'seasons.ask_transfer', season.code, row.reason, after=_audited(season, axes, row))
    work.record(BudgetMoved(orders_topic(season_id)))
    work.record(SeasonChanged(SEASONS))
    tell_judges(work, actor, f'{actor.name} asks to move {words_of(season, axes, row)}: {row.reason}',
                link_of_budget(season))
    return row.id


def approve_transfer(work: Work, actor: Actor, transfer_id: int, reply: str = '') -> None:
    """Not by whoever asked for it; what is left is looked at again."""
    season, row = _begin(work, actor, transfer_id)
    axes, before = find_axes(work, season.id), rolled_before(work, season.id)
    _demand_enough(work, season, axes, row)
    _decide(work, actor, season, row, APPROVED, reply.strip())
    moved(work, actor, season, 'transfer', f'Moved {words_of(season, axes, row)}', before, BudgetMoved)


def reject_transfer(work: Work, actor: Actor, transfer_id: int, reason: str) -> None:
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise Rejected('Say in a few words why.', field='reason')
    season, row = _begin(work, actor, transfer_id)
    _decide(work, actor, season, row, REJECTED, reason.strip())
    work.record(BudgetMoved(orders_topic(season.id)))


def list_transfers(work: Work, actor: Actor, code: str) -> tuple[TransferView, ...]:
    return watch_transfers(work, seen_season(work, actor, code).id)


def watch_transfers(work: Work, season_id: int) -> tuple[TransferView, ...]:
    """For pages: shared by all who watch; the latest first."""
    axes = find_axes(work, season_id)
    rows = work.session.exec(select(SeasonTransfer).where(SeasonTransfer.season_id == season_id).order_by(
        col(SeasonTransfer.id).desc())).all()
    return tuple(_view(axes, row) for row in rows)


def week_of(axes: Axes, key: str, today: date) -> int | None:
    """A week, or the first of a month that is not over, as the number of its period; None: not of this season."""
    node = axes.period_nodes.get(key) if key else None
    if node is None:
        return None
    return min(max(node.start, period_at(axes, today)), node.stop - 1)


def _written(work: Work, actor: Actor, axes: Axes, season_id: int, draft: TransferDraft) -> SeasonTransfer:
    today = work.now.date()
    source, target = _leaf(axes, draft.source), _leaf(axes, draft.target)
    out, into = week_of(axes, draft.source_period, today), week_of(axes, draft.target_period, today)
    wrong = [(field, text) for is_wrong, field, text in (
        (source is None, 'from', 'Name a category of this season, at the level it is planned at.'),
        (target is None, 'to', 'Name a category of this season, at the level it is planned at.'),
        (out is None, 'from_period', 'Name a week or month of this season.'),
        (into is None, 'to_period', 'Name a week or month of this season.'),
        (draft.location not in axes.location_nodes, 'location', 'Name a place of this season.'),
        (not 0 < draft.amount < 10 ** 15, 'amount', 'An amount is above 0.'),
        ((source, out) == (target, into) and source is not None, 'to', 'It is there already.'),
        (not draft.reason.strip() or len(draft.reason) > LONGEST_REASON, 'reason', 'Say in a few words why.'),
    ) if is_wrong]
    if wrong or source is None or target is None or out is None or into is None:
        raise Invalid(wrong)
    return SeasonTransfer(season_id=season_id, source=source, source_period=out, target=target, target_period=into,
                          location=draft.location, amount=draft.amount, reason=draft.reason.strip(),
                          by=actor.identity, by_name=actor.name, at=work.now)


def _demand_enough(work: Work, season: Season, axes: Axes, row: SeasonTransfer) -> None:
    """Counted over the span budgets are checked by."""
    at = axes.category_at[row.source]
    span = _span(axes, row.source_period, ground.rules_of(season))
    box = axes.location_nodes[row.location].slice, slice(at, at + 1), span
    now = position(work, season)
    left = now.sum('otb', box) - now.sum('submitted', box)
    if left < row.amount:
        digits = digits_of(season.currency)
        name = axes.categories[axes.category_at[row.source]].name
        when = spoken(axes, axes.periods[row.source_period].key)
        raise Conflict(f'{name} has {amount(left, digits)} left to buy there ({when}): less than '
                       f'{amount(row.amount, digits)}.', 'seasons.over_budget')


def _span(axes: Axes, period: int, rules: SeasonRules) -> slice:
    if rules.span == 'season':
        return slice(0, len(axes.periods))
    level = 1 if rules.span == 'month' else 2
    found: list[Node] = [one for one in axes.period_nodes.values()
                         if one.level <= level and one.start <= period < one.stop]
    return found[-1].slice


def _begin(work: Work, actor: Actor, transfer_id: int) -> tuple[Season, SeasonTransfer]:
    found = work.get(SeasonTransfer, transfer_id)
    axes = find_axes(work, found.season_id)
    categories = keys_of(axes, (found.source, found.target), 'c')
    demand(actor, 'seasons.approve', reach_of(work, actor, found.season_id, (found.location,), categories, found.by))
    season = begin(work, work.get(Season, found.season_id).code, BUYING)
    row = work.lock(SeasonTransfer, transfer_id)
    if row.state != ASKED:
        raise Conflict('This was decided already.', 'seasons.wrong_state')
    return season, row


def _decide(work: Work, actor: Actor, season: Season, row: SeasonTransfer, state: str, reply: str) -> None:
    row.state, row.reply, row.decided_at = state, reply, work.now
    row.decided_by, row.decided_by_name = actor.identity, actor.name
    work.session.flush()
    audit.write(work, actor, f'seasons.transfer_{state}', season.code, reply, {'state': ASKED}, {'state': state})
    work.record(SeasonChanged(SEASONS))
    words = words_of(season, find_axes(work, season.id), row)
    tell_one(work, actor, row.by, f'{actor.name} {state} a transfer of {words}' + (f': {reply}' if reply else ''),
             link_of_budget(season))


def _leaf(axes: Axes, key: str) -> int | None:
    node = axes.category_nodes.get(key)
    return node.place if node else None


def words_of(season: Season, axes: Axes, row: SeasonTransfer) -> str:
    names = [axes.categories[axes.category_at[place]].name for place in (row.source, row.target)]
    when = [spoken(axes, axes.periods[period].key) for period in (row.source_period, row.target_period)]
    return f'{amount(row.amount, digits_of(season.currency))} from {names[0]}, {when[0]} to {names[1]}, {when[1]}'


def _audited(season: Season, axes: Axes, row: SeasonTransfer) -> dict[str, Any]:
    return {'transfer': words_of(season, axes, row), 'location': row.location}


def link_of_budget(season: Season) -> str:
    return f'/seasons/{season.code}/otb'


def _view(axes: Axes, row: SeasonTransfer) -> TransferView:
    nodes = {node.place: node for node in axes.category_nodes.values() if node.is_leaf}
    source, target, place = nodes.get(row.source), nodes.get(row.target), axes.location_nodes.get(row.location)
    return TransferView(
        row.id, source.key if source else '', source.name if source else '', axes.periods[row.source_period].key,
        target.key if target else '', target.name if target else '', axes.periods[row.target_period].key,
        row.location, place.name if place else '', row.amount, row.reason, row.state, row.reply, row.by, row.by_name,
        row.at, row.decided_by_name, row.decided_at,
        *(spoken(axes, axes.periods[at].key) for at in (row.source_period, row.target_period)))
