"""The plan as a scenario would have it, kept in memory: a further step costs what it changes, not what there is."""

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select as columns
from sqlmodel import col

from app.domain.access import Actor, demand
from app.domain.portfolio.items.items import Portfolio
from app.domain.portfolio.planning.stored import SCHEMA, from_json
from app.domain.portfolio.scenarios.pinning import Aims
from app.domain.portfolio.scenarios.replaying import Entry, Replay, replay
from app.errors import Conflict, Forbidden, NotFound
from app.events import BaselineMoved, ScenarioEdited, SetupChanged, scenario_topic
from app.services.portfolio import ground
from app.work import Work
from models.portfolio import PortfolioOperation, PortfolioScenario, PortfolioScenarioShare

MOST = 64  # scenarios that are kept in memory
COLUMNS = ('seq', 'step', 'actor', 'actor_name', 'kind', 'schema_version', 'payload', 'base', 'state', 'undone_at',
           'version')


@dataclass(frozen=True)
class Scenario:
    """A scenario, and what it is to whoever asked."""
    id: int
    name: str
    owner: str
    owner_name: str
    version: int
    rewound: int
    is_own: bool
    may_edit: bool
    is_archived: bool = False


@dataclass(frozen=True, eq=False)
class _Copy:
    born: datetime  # numbers of forgotten scenarios are given again
    version: int
    rewound: int
    entries: tuple[Entry, ...]
    replay: Replay


_lock = threading.Lock()
_copies: dict[int, _Copy] = {}


def demand_scenario(work: Work, actor: Actor, scenario_id: int, may_edit: bool = False) -> Scenario:
    """For strangers it does not exist. Raises Forbidden where it may only be read, Conflict where it is archived."""
    demand(actor, 'portfolio.look')
    row = work.session.get(PortfolioScenario, scenario_id)
    share = work.session.get(PortfolioScenarioShare, (scenario_id, actor.identity))
    if row is None or row.deleted_at or (row.owner != actor.identity and share is None):
        raise NotFound('There is no such scenario, or not for you.')
    is_own = row.owner == actor.identity
    is_editor = is_own or bool(share and share.may_edit)
    if may_edit:
        demand(actor, 'portfolio.plan')
        if not is_editor:
            raise Forbidden(f'{row.owner_name} lets you read this scenario, not change it.')
        if row.is_archived:
            raise Conflict('This scenario is archived. Copy it to go on.', 'portfolio.archived')
    return Scenario(row.id, row.name, row.owner, row.owner_name, row.version, row.rewound, is_own, is_editor,
                    row.is_archived)


def planned(work: Work, scenario_id: int) -> Portfolio:
    """The whole of it, whoever asks; the same object until it or the live plan changes."""
    return replayed(work, scenario_id).portfolio


def replayed(work: Work, scenario_id: int) -> Replay:
    """With what is wanted of it value by value, and what had to be set aside."""
    live, (born, version, rewound) = ground.live(work), _versions(work, scenario_id)
    with _lock:
        copy = _copies.get(scenario_id)
    if copy and (copy.born != born or copy.version > version or copy.rewound > rewound):
        copy = None
    if copy and (copy.version, copy.rewound) == (version, rewound) and copy.replay.live is live:
        return copy.replay
    former = copy.entries if copy else ()
    new = load_entries(work, scenario_id, former[-1].seq if former else 0)
    if copy and copy.rewound == rewound and copy.replay.live is live:
        entries, found = (*former, *new), replay(copy.replay, new)
    else:
        entries = (*(_as_they_are(work, scenario_id, former) if copy and copy.rewound < rewound else former), *new)
        found = replay(Replay.of(live), entries)
    if not _is_unfinished(work, scenario_id):
        _keep(scenario_id, _Copy(born, version, rewound, entries, found))
    return found


def replayed_at(work: Work, scenario_id: int, seqs: Iterable[int]) -> Portfolio:
    """With only these entries, as a checkpoint remembers them; what was published since is in the live plan."""
    wanted = set(seqs)
    entries = [replace(entry, state='live') for entry in load_entries(work, scenario_id)
               if entry.seq in wanted and entry.state != 'published']
    return replay(Replay.of(ground.live(work)), entries).portfolio


def load_entries(work: Work, scenario_id: int, after: int = 0) -> list[Entry]:
    chosen = [getattr(PortfolioOperation, name) for name in COLUMNS]
    rows = work.session.execute(columns(*chosen).where(
        col(PortfolioOperation.scenario_id) == scenario_id, col(PortfolioOperation.seq) > after).order_by(
        col(PortfolioOperation.seq))).all()
    return [entry_of(row) for row in rows]


def entry_of(row: Any) -> Entry:
    """A row as the domain has it; what an earlier version of the program wrote names only the operation."""
    payload: Mapping[str, Any] = row.payload
    is_old = row.schema_version < SCHEMA
    base = {int(own): values for own, values in row.base.items()}
    return Entry(row.seq, row.step, row.actor, row.actor_name, row.kind,
                 {} if is_old else _aims(payload['aims']), base,
                 {own: values['rev'] for own, values in base.items() if 'rev' in values},
                 row.state, row.undone_at, bool(payload.get('is_alone')), row.version,
                 from_json(payload, row.schema_version) if is_old else None)


def forget() -> None:
    """For tests: another database has come."""
    with _lock:
        _copies.clear()


def _as_they_are(work: Work, scenario_id: int, former: Iterable[Entry]) -> list[Entry]:
    """Only the state of an entry ever changes: the rest is not read again."""
    states = {row.seq: (row.state, row.undone_at) for row in work.session.execute(columns(
        col(PortfolioOperation.seq), col(PortfolioOperation.state), col(PortfolioOperation.undone_at)).where(
        col(PortfolioOperation.scenario_id) == scenario_id))}
    return [entry if states[entry.seq] == (entry.state, entry.undone_at)
            else replace(entry, state=states[entry.seq][0], undone_at=states[entry.seq][1]) for entry in former]


def _aims(stored: Mapping[str, Any]) -> Aims:
    return {int(own): values for own, values in stored.items()}


def _versions(work: Work, scenario_id: int) -> tuple[datetime, int, int]:
    row = work.session.execute(columns(
        col(PortfolioScenario.made_at), col(PortfolioScenario.version), col(PortfolioScenario.rewound)).where(
        col(PortfolioScenario.id) == scenario_id)).first()
    if row is None:
        raise NotFound('There is no such scenario, or not for you.')
    return row[0], row[1], row[2]


def _is_unfinished(work: Work, scenario_id: int) -> bool:
    """Whether this transaction has changed what it looks at: nobody else may see what is not committed."""
    topic = scenario_topic(scenario_id)
    return any(isinstance(event, BaselineMoved | SetupChanged) or (isinstance(event, ScenarioEdited)
                                                                   and event.topic == topic) for event in work.events)


def _keep(scenario_id: int, copy: _Copy) -> None:
    with _lock:
        former = _copies.pop(scenario_id, None)
        if former and former.born == copy.born and former.version > copy.version:
            copy = former
        _copies[scenario_id] = copy  # the latest last
        while len(_copies) > MOST:
            del _copies[next(iter(_copies))]

