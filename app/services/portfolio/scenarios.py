"""Scenarios: whose they are, what they are called, who may look or help, and how they end."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete
from sqlmodel import col, select

from app.domain.access import Actor, demand, may
from app.domain.names import one_line
from app.domain.portfolio.scenarios.differing import changed_ids, group_changes
from app.domain.portfolio.views.folding import without_folds
from app.domain.portfolio.views.looks import Looks, looks_of, plain_of
from app.errors import Conflict, Forbidden, NotFound, Rejected
from app.events import SCENARIOS, ScenarioEdited, ScenariosChanged, scenario_topic
from app.services import audit
from app.services.portfolio import ground
from app.services.portfolio.planned import demand_scenario, load_entries, planned
from app.work import Work
from models.people import Person
from models.portfolio import (
    PortfolioCheckpoint,
    PortfolioOperation,
    PortfolioPublish,
    PortfolioScenario,
    PortfolioScenarioShare,
)

LONGEST = 100  # characters of a name
KEPT = timedelta(days=30)  # after somebody has deleted it
MOST = 200  # scenarios of one person
READER, EDITOR = 'reader', 'editor'


@dataclass(frozen=True)
class SharedWith:
    identity: str
    name: str
    may_edit: bool


@dataclass(frozen=True)
class ScenarioView:
    id: int
    name: str
    owner: str
    owner_name: str
    is_own: bool
    may_edit: bool
    shares: tuple[SharedWith, ...]  # its owner alone sees with whom
    changes: int  # items and groups that differ from the live plan
    version: int
    made_at: datetime
    changed_at: datetime
    is_archived: bool
    deleted_at: datetime | None = None


@dataclass(frozen=True)
class ScenarioList:
    """The last changed first."""
    mine: tuple[ScenarioView, ...]
    shared: tuple[ScenarioView, ...]
    archived: tuple[ScenarioView, ...]  # also those of others, for admins
    deleted: tuple[ScenarioView, ...]  # one's own of the last 30 days


def list_scenarios(work: Work, actor: Actor) -> ScenarioList:
    demand(actor, 'portfolio.look')
    shared = dict(work.session.exec(select(PortfolioScenarioShare.scenario_id, PortfolioScenarioShare.may_edit).where(
        PortfolioScenarioShare.identity == actor.identity)).all())
    is_admin = may(actor, 'portfolio.admin')
    rows = work.session.exec(select(PortfolioScenario).order_by(col(PortfolioScenario.changed_at).desc(),
                                                                col(PortfolioScenario.id).desc())).all()
    own = [row for row in rows if row.owner == actor.identity]
    others = [row for row in rows if row.id in shared and row.owner != actor.identity and not row.deleted_at]
    archived = [row for row in rows if row.is_archived and not row.deleted_at and (row in own or row in others
                                                                                   or is_admin)]
    since = work.now - KEPT
    return ScenarioList(
        tuple(_view(work, actor, row, True) for row in own if not row.deleted_at and not row.is_archived),
        tuple(_view(work, actor, row, shared[row.id]) for row in others if not row.is_archived),
        tuple(_view(work, actor, row, False) for row in archived),
        tuple(_view(work, actor, row, False) for row in own if row.deleted_at and row.deleted_at > since))


def view_scenario(work: Work, actor: Actor, scenario_id: int) -> ScenarioView:
    found = demand_scenario(work, actor, scenario_id)
    return _view(work, actor, work.get(PortfolioScenario, scenario_id), found.may_edit)


def begin(work: Work, actor: Actor, name: str = '', former_id: int | None = None) -> int:
    """From the live plan, or as a copy of another one that may be seen; private until it is shared."""
    demand(actor, 'portfolio.plan')
    former = demand_scenario(work, actor, former_id) if former_id is not None else None
    taken = _names(work, actor)
    if len(taken) >= MOST:
        raise Conflict(f'You have {MOST} scenarios already. Delete one first.', 'portfolio.too_many')
    wanted = _checked(name) if name.strip() else _default_name(work, actor, taken)
    looks = work.get(PortfolioScenario, former.id).looks if former else {}
    row = PortfolioScenario(owner=actor.identity, owner_name=actor.name, name=_unique(wanted, taken), looks=looks,
                            former_id=former.id if former else None, made_at=work.now, changed_at=work.now)
    work.session.add(row)
    work.session.flush()
    if former:
        _copy_log(work, actor, former.id, row.id)
    audit.write(work, actor, 'portfolio.begin_scenario', row.name, f'from {former.name}' if former else '')
    work.record(ScenariosChanged(SCENARIOS))
    return row.id


def rename(work: Work, actor: Actor, scenario_id: int, name: str, version: int | None = None) -> str:
    """Returns the name it got: “(2)” follows one that the owner uses already."""
    row = _own(work, actor, scenario_id, version)
    new = _unique(_checked(name), _names(work, actor, but=row.id))
    if new != row.name:
        audit.write(work, actor, 'portfolio.rename_scenario', row.name, before={'name': row.name}, after={'name': new})
        row.name = new
        _changed(work, row)
    return new


def share(work: Work, actor: Actor, scenario_id: int, people: Mapping[str, bool], version: int | None = None) -> None:
    """With exactly these: identity → whether they may edit. Nobody else keeps any right to it."""
    row = _own(work, actor, scenario_id, version)
    wanted = {identity: may_edit for identity, may_edit in people.items() if identity != row.owner}
    names = _people(work, wanted)
    former = _shares(work, row.id)
    if former == wanted:
        return
    work.session.execute(delete(PortfolioScenarioShare).where(col(PortfolioScenarioShare.scenario_id) == row.id))
    work.session.add_all(PortfolioScenarioShare(scenario_id=row.id, identity=identity, may_edit=may_edit)
                         for identity, may_edit in wanted.items())
    names |= _people(work, former, is_strict=False)
    audit.write(work, actor, 'portfolio.share_scenario', row.name, before=_said(former, names),
                after=_said(wanted, names))
    _changed(work, row)


def change(work: Work, actor: Actor, scenario_id: int, version: int, name: str | None = None,
           people: Mapping[str, bool] | None = None, is_archived: bool | None = None) -> None:
    """What is given of it, seen at this version; all or nothing."""
    demand(actor, 'portfolio.plan')
    if name is None and people is None and is_archived is not None:
        archive(work, actor, scenario_id, is_archived, version)
        return
    _own(work, actor, scenario_id, version)
    if name is not None:
        rename(work, actor, scenario_id, name)
    if people is not None:
        share(work, actor, scenario_id, people)
    if is_archived is not None:
        archive(work, actor, scenario_id, is_archived)


def remove(work: Work, actor: Actor, scenario_id: int, version: int | None = None) -> None:
    """For 30 days its owner can bring it back."""
    row = _own(work, actor, scenario_id, version)
    row.deleted_at = work.now
    audit.write(work, actor, 'portfolio.delete_scenario', row.name)
    _changed(work, row)


def restore(work: Work, actor: Actor, scenario_id: int) -> None:
    demand(actor, 'portfolio.plan')
    row = work.lock(PortfolioScenario, scenario_id)
    if row.owner != actor.identity or row.deleted_at is None or row.deleted_at <= work.now - KEPT:
        raise NotFound('There is no such scenario, or not for you.')
    row.deleted_at, row.name = None, _unique(row.name, _names(work, actor, but=row.id))
    audit.write(work, actor, 'portfolio.restore_scenario', row.name)
    _changed(work, row)


def archive(work: Work, actor: Actor, scenario_id: int, is_archived: bool = True, version: int | None = None) -> None:
    """Out of the way, and not to be changed. Admins may do it to anybody's."""
    demand(actor, 'portfolio.plan')
    row = work.lock(PortfolioScenario, scenario_id)
    if row.owner != actor.identity and not may(actor, 'portfolio.admin'):
        demand_scenario(work, actor, scenario_id)
        raise Forbidden('Only its owner or an admin can archive a scenario.')
    if row.deleted_at:
        raise NotFound('There is no such scenario, or not for you.')
    _demand_version(row, version)
    if row.is_archived != is_archived:
        row.is_archived = is_archived
        audit.write(work, actor, 'portfolio.archive_scenario', row.name, before={'archived': not is_archived},
                    after={'archived': is_archived})
        _changed(work, row)


def keep_looks(work: Work, actor: Actor, scenario_id: int, looks: Looks) -> None:
    """A scenario remembers its filters and view, as whoever may change it left them; what is folded is personal."""
    demand_scenario(work, actor, scenario_id, may_edit=True)
    row, kept = work.lock(PortfolioScenario, scenario_id), {'looks': plain_of(without_folds(looks))}
    if row.looks != kept:
        row.looks = kept


def find_looks(work: Work, actor: Actor, scenario_id: int) -> Looks | None:
    """None: nobody has left any here."""
    demand_scenario(work, actor, scenario_id)
    kept = work.get(PortfolioScenario, scenario_id).looks.get('looks')
    return looks_of(kept) if isinstance(kept, dict) else None


def forget_deleted(work: Work) -> int:
    """Those whose 30 days are over."""
    old = list(work.session.exec(select(PortfolioScenario.id).where(
        col(PortfolioScenario.deleted_at) <= work.now - KEPT)))
    for table in (PortfolioOperation, PortfolioCheckpoint, PortfolioScenarioShare, PortfolioPublish):
        work.session.execute(delete(table).where(col(table.scenario_id).in_(old)))
    work.session.execute(delete(PortfolioScenario).where(col(PortfolioScenario.id).in_(old)))
    return len(old)


def _view(work: Work, actor: Actor, row: PortfolioScenario, may_edit: bool) -> ScenarioView:
    is_own = row.owner == actor.identity
    shares = _shares(work, row.id) if is_own else {}
    names = _people(work, shares, is_strict=False)
    return ScenarioView(
        row.id, row.name, row.owner, row.owner_name, is_own,
        may_edit and not row.is_archived and may(actor, 'portfolio.plan'),
        tuple(SharedWith(identity, names[identity], shares[identity])
              for identity in sorted(shares, key=lambda one: names[one].casefold())),
        0 if row.deleted_at else _count(work, actor, row.id), row.version, row.made_at, row.changed_at,
        row.is_archived, row.deleted_at)


def _count(work: Work, actor: Actor, scenario_id: int) -> int:
    sight = ground.sight_of(work, actor)
    live, then = ground.live(work), planned(work, scenario_id)
    seen = [own for own in changed_ids(live, then)
            if (item := then.items.get(own) or live.items.get(own)) and sight.sees(item.plan)]
    return len(seen) + sum(sight.sees(group.plan) for change in group_changes(live, then)
                           if (group := change.after or change.before))


def _own(work: Work, actor: Actor, scenario_id: int, version: int | None) -> PortfolioScenario:
    demand(actor, 'portfolio.plan')
    demand_scenario(work, actor, scenario_id)
    row = work.lock(PortfolioScenario, scenario_id)
    if row.owner != actor.identity:
        raise Forbidden(f'Only {row.owner_name} can do that: it is their scenario.')
    _demand_version(row, version)
    return row


def _demand_version(row: PortfolioScenario, version: int | None) -> None:
    if version is not None and version != row.version:
        raise Conflict('This scenario has changed meanwhile. Look again.', 'stale_version', row.version)


def _changed(work: Work, row: PortfolioScenario) -> None:
    row.version, row.changed_at = row.version + 1, work.now
    work.session.flush()
    work.record(ScenarioEdited(scenario_topic(row.id)))
    work.record(ScenariosChanged(SCENARIOS))


def _names(work: Work, actor: Actor, but: int = 0) -> set[str]:
    return set(work.session.exec(select(PortfolioScenario.name).where(
        PortfolioScenario.owner == actor.identity, col(PortfolioScenario.deleted_at).is_(None),
        PortfolioScenario.id != but)))


def _checked(name: str) -> str:
    line = one_line(name)
    if not 0 < len(line) <= LONGEST:
        raise Rejected(f'A scenario needs a name of up to {LONGEST} characters.', field='name')
    return line


def _default_name(work: Work, actor: Actor, taken: set[str]) -> str:
    """`10-12 Scenario 1`, by the day where its owner is."""
    day, keys = f'{work.now.astimezone(ZoneInfo(actor.zone)):%m-%d}', {name.casefold() for name in taken}
    number = 1
    while f'{day} scenario {number}' in keys:
        number += 1
    return f'{day} Scenario {number}'


def _unique(name: str, taken: set[str]) -> str:
    keys, number, found = {other.casefold() for other in taken}, 1, name
    while found.casefold() in keys:
        number += 1
        found = f'{name[:LONGEST - 6]} ({number})'
    return found


def _copy_log(work: Work, actor: Actor, former: int, new: int) -> None:
    """What is wanted there, as the copier's own steps: what was undone or published there stays there."""
    rows = {row.seq: row for row in work.session.exec(select(PortfolioOperation).where(
        PortfolioOperation.scenario_id == former))}
    kept = [entry.seq for entry in load_entries(work, former) if entry.state == 'live']
    steps: dict[int, int] = {}
    for seq, own in enumerate(kept, 1):
        row = rows[own]
        step = steps.setdefault(row.step, seq)
        work.session.add(PortfolioOperation(
            scenario_id=new, seq=seq, step=step, actor=actor.identity, actor_name=actor.name, at=row.at, kind=row.kind,
            schema_version=row.schema_version, payload=row.payload, base=row.base, version=1))
    work.session.flush()


def _shares(work: Work, scenario_id: int) -> dict[str, bool]:
    return {row.identity: row.may_edit for row in work.session.exec(select(PortfolioScenarioShare).where(
        PortfolioScenarioShare.scenario_id == scenario_id))}


def _people(work: Work, identities: Mapping[str, Any], is_strict: bool = True) -> dict[str, str]:
    """Their names. Raises Rejected for one that nobody has."""
    found = {}
    for identity in identities:
        number = identity.removeprefix('person:')
        row = work.session.get(Person, int(number)) if number.isdecimal() and len(number) < 18 else None
        if is_strict and (row is None or row.state != 'active' or not identity.startswith('person:')):
            raise Rejected('There is no such person.', field='shared_with')
        found[identity] = row.name if row else identity
    return found


def _said(shares: Mapping[str, bool], names: Mapping[str, str]) -> dict[str, str]:
    return {names[identity]: EDITOR if may_edit else READER for identity, may_edit in shares.items()}
