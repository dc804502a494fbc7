"""What a run of `portfolio.publish` knows and keeps: which items are still to be sent, and what came back.

Whatever a source returned is kept in the transaction that marks its entry: a process that is killed between sending
and keeping leaves an entry that is being checked, and whoever goes on asks the source what has become of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import delete
from sqlmodel import col, select

from app.domain.access import SYSTEM, Actor, Grant, demand
from app.domain.portfolio.items.items import NEEDS, Group, Portfolio
from app.domain.portfolio.scenarios.pinning import GROUPS, Values, value_of
from app.domain.portfolio.scenarios.publishing import CHECKING, PATCHED, PENDING, SKIPPED, advance
from app.domain.portfolio.scenarios.replaying import Replay
from app.domain.portfolio.scenarios.undoing import RELEASED
from app.domain.portfolio.scenarios.wording import item_words
from app.domain.portfolio.sources.reading import Body
from app.errors import Forbidden
from app.events import GroupChanged, ScenarioPublished, publishing_topic
from app.services import audit
from app.services.portfolio import ground, keeping, releasing, sources, steps, tokens
from app.services.portfolio.planned import demand_scenario, replayed
from app.services.portfolio.publication import GROUP, ITEM
from app.services.portfolio.sources import Readable
from app.services.portfolio.steps import Part
from app.work import Work
from models.ops import OpsRun
from models.people import Person, PersonGrant
from models.portfolio import (
    PortfolioGroup,
    PortfolioItem,
    PortfolioLink,
    PortfolioPublish,
    PortfolioShare,
    PortfolioSource,
)

LONGEST_MESSAGE = 1_000


@dataclass(frozen=True, eq=False)
class Errand:
    """One item to send."""
    item_id: int
    number: int
    words: str  # how the log names it
    fields: Mapping[str, Any]
    base: Mapping[str, Any]
    base_rev: int
    live_rev: int | None  # that of the patch under way, if there is one
    state: str


@dataclass(frozen=True, eq=False)
class Sending:
    """All that one run has to do."""
    scenario_id: int
    source: Readable | None  # None: only groups, which are ours
    block: str  # off, read, read_write
    whole_percents: bool
    live: Portfolio  # when it was looked at
    errands: tuple[Errand, ...]
    groups: tuple[int, ...]
    counts: Mapping[str, int]  # by state, of all entries
    author: str  # in whose name


def to_send(work: Work, run_id: int) -> Sending | None:
    """What is not over yet; None where nothing was chosen for this run."""
    rows = work.session.exec(select(PortfolioPublish).where(PortfolioPublish.run_id == run_id).order_by(
        col(PortfolioPublish.item_id))).all()
    if not rows:
        return None
    live = ground.live(work)
    waiting = [row for row in rows if row.state in (PENDING, CHECKING)]
    items = {row.item_id: work.get(PortfolioItem, row.item_id) for row in rows if row.kind == ITEM}
    source_id = next((item.source_id for item in items.values()), None)
    source = work.get(PortfolioSource, source_id) if source_id else None
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.state] = counts.get(row.state, 0) + 1
    return Sending(
        rows[0].scenario_id, sources.to_read(work, source_id) if source_id else None,
        source.capacity_block if source else 'off', live.setting.rules.whole_percents, live,
        tuple(_errand(live, items[row.item_id], row) for row in waiting if row.kind == ITEM),
        tuple(row.item_id for row in waiting if row.kind == GROUP), counts, asker(work, run_id).name)


def note(work: Work, run_id: int, item_id: int, state: str, message: str = '', live_rev: int | None = None) -> None:
    """How far an entry is; `live_rev` is what its patch will test."""
    row = _entry(work, run_id, item_id)
    if row.state != state:
        row.state = advance(row.state, state)
    row.message, row.at = message[:LONGEST_MESSAGE], work.now
    row.live_rev = live_rev if live_rev is not None else row.live_rev
    work.record(ScenarioPublished(publishing_topic(run_id)))


def begin(work: Work, run_id: int, item_id: int, live_rev: int) -> None:
    """Its patch goes out next. Whoever asked for the run must still be able to: a right, a share or a token that was
    taken away since holds for what was not sent yet.
    """
    actor, row = asker(work, run_id), _entry(work, run_id, item_id)
    demand(actor, 'portfolio.publish')
    demand_scenario(work, actor, row.scenario_id, may_edit=True)
    source_id = work.get(PortfolioItem, item_id).source_id
    if not tokens.writes_with(work, actor.identity, source_id):
        raise Forbidden('The token with which this was to be sent is no longer there, or no longer lent.')
    note(work, run_id, item_id, CHECKING, '', live_rev)


def keep_sent(work: Work, run_id: int, item_id: int, body: Body, state: str = PATCHED, message: str = '') -> None:
    """It is at the source as wanted: the returned body is the baseline now, and the scenario wants it no more."""
    row, actor = _entry(work, run_id, item_id), asker(work, run_id)
    replay = replayed(work, row.scenario_id)
    source_id = work.get(PortfolioItem, item_id).source_id
    _release(work, actor, row, replay)  # before the live plan moves in this transaction
    _keep_ours(work, row, source_id, replay)
    keeping.keep_batch(work, keeping.terms_of(work, source_id), [body])
    _mark(work, item_id)
    audit.write(work, actor, 'portfolio.sent', item_words(replay.live.items[item_id]), f'run {run_id}',
                dict(row.base), dict(row.fields))
    note(work, run_id, item_id, state, message, body.rev)


def keep_seen(work: Work, run_id: int, item_id: int, body: Body, state: str, message: str,
              theirs: Mapping[str, Any]) -> None:
    """It was not sent, because others changed the same; both values can be looked at now."""
    keeping.keep_batch(work, keeping.terms_of(work, work.get(PortfolioItem, item_id).source_id), [body])
    row = _entry(work, run_id, item_id)
    row.theirs = dict(theirs)
    note(work, run_id, item_id, state, message, body.rev)


def keep_group(work: Work, run_id: int, group_id: int) -> str:
    """A group of the scenario becomes everybody's; returns what to say about it."""
    row, actor = _entry(work, run_id, group_id, GROUP), asker(work, run_id)
    replay = replayed(work, row.scenario_id)
    before, after = replay.live.groups.get(group_id), replay.portfolio.groups.get(group_id)
    name = (after or before or Group(0, 0, 'Group')).name
    row.fields = {**row.fields, 'name': name}
    row.state = advance(advance(row.state, CHECKING) if row.state == PENDING else row.state,
                        SKIPPED if before == after else PATCHED)
    if before != after:
        _keep_group(work, group_id, after)
        ground.move_setup(work)
        work.record(GroupChanged(publishing_topic(run_id)))
        audit.write(work, actor, 'portfolio.publish_group', name, f'run {run_id}', _plain(before), _plain(after))
    row.message, row.at = '' if before != after else 'already so', work.now
    releasing.release(work, actor, row.scenario_id, {GROUPS: [f'group:{group_id}']})
    work.record(ScenarioPublished(publishing_topic(run_id)))
    return name


def _errand(live: Portfolio, row: PortfolioItem, entry: PortfolioPublish) -> Errand:
    item = live.items.get(row.id)
    words = item_words(item) if item else f'{row.type} {row.external_id} “{row.title}”'
    return Errand(row.id, int(row.external_id), words, dict(entry.fields), dict(entry.base), entry.base_rev,
                  entry.live_rev, entry.state)


def _entry(work: Work, run_id: int, item_id: int, kind: str = ITEM) -> PortfolioPublish:
    return work.get(PortfolioPublish, (run_id, kind, item_id))


def asker(work: Work, run_id: int) -> Actor:
    """Whoever asked for the run, with the rights they have by now."""
    run = work.get(OpsRun, run_id)
    if run.actor == SYSTEM.identity:
        return SYSTEM
    number = int(run.actor.removeprefix('person:'))
    rows = work.session.exec(select(PersonGrant).join(Person, col(Person.id) == col(PersonGrant.person_id)).where(
        PersonGrant.person_id == number, Person.state == 'active'))
    return Actor(run.actor, run.actor_name, tuple(Grant(row.role, row.area) for row in rows))


def _release(work: Work, actor: Actor, row: PortfolioPublish, replay: Replay) -> None:
    """The scenario follows the live plan in what was sent. Parents that only grew with it keep what nobody wanted by
    itself, and what is pending all the same.
    """
    grown = _grown(replay, row.item_id, row.fields)
    if grown:
        steps.keep_step(work, actor, row.scenario_id, [Part(RELEASED, {'kind': RELEASED}, grown, is_alone=True)],
                        replay.live, clears_redo=False)
    sent: dict[int, list[str]] = {row.item_id: [field for field in row.fields if field != 'links']}
    for own, key in replay.pins:
        if 'links' in row.fields and key.startswith('link:') and int(key.split(':')[2]) == row.item_id:
            sent.setdefault(own, []).append(key)
    releasing.release(work, actor, row.scenario_id, sent)


def _grown(replay: Replay, item_id: int, fields: Mapping[str, Any]) -> dict[int, Values]:
    found: dict[int, Values] = {}
    item = replay.portfolio.items.get(item_id)
    for parent in replay.portfolio.ancestors(item) if item and {'start', 'end'} & fields.keys() else ():
        for key in ('start', 'end'):
            mine, live = (value_of(one, parent.id, key) for one in (replay.portfolio, replay.live))
            if mine != live and (parent.id, key) not in replay.pins:
                found.setdefault(parent.id, {})[key] = mine
    return found


def _keep_ours(work: Work, row: PortfolioPublish, source_id: int, replay: Replay) -> None:
    """Shares and lags, which no source knows but in a description."""
    if 'shares' in row.fields:
        work.session.execute(delete(PortfolioShare).where(col(PortfolioShare.item_id) == row.item_id))
        work.session.add_all([PortfolioShare(item_id=row.item_id, team_id=int(team), percent=Decimal(percent))
                              for team, percent in row.fields['shares'].items()])
    if 'links' in row.fields:
        work.session.flush()
        for link in replay.portfolio.net.before.get(row.item_id, ()):
            kept = work.session.exec(select(PortfolioLink).where(
                PortfolioLink.from_id == link.before, PortfolioLink.to_id == link.after,
                PortfolioLink.kind == NEEDS)).first()
            if kept is None:
                work.session.add(PortfolioLink(source_id=source_id, from_id=link.before, to_id=link.after, kind=NEEDS,
                                               lag=link.lag))
            elif kept.lag != link.lag:
                kept.lag = link.lag
    work.session.flush()


def _mark(work: Work, item_id: int) -> None:
    work.get(PortfolioItem, item_id).mark = ground.move_baseline(work)


def _keep_group(work: Work, group_id: int, after: Group | None) -> None:
    row = work.session.get(PortfolioGroup, group_id) if group_id > 0 else None
    if after is None:
        if row:
            work.session.delete(row)
        return
    row = row or PortfolioGroup(plan_id=after.plan, name=after.name)
    row.plan_id, row.name, row.colour, row.rank = after.plan, after.name, after.colour, after.rank
    row.parent_id = after.parent if after.parent and after.parent > 0 else None
    row.members, row.version = [own for own in after.members if own > 0], (row.version or 0) + 1
    work.session.add(row)


def _plain(group: Group | None) -> dict[str, Any]:
    return {'name': group.name, 'colour': group.colour, 'members': list(group.members)} if group else {}
