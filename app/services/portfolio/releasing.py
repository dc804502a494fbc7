"""What a scenario no longer wants because it is so: the values that were published."""

from collections.abc import Collection, Mapping

from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.portfolio.scenarios.pinning import LIVE, field_of
from app.domain.portfolio.scenarios.replaying import Place
from app.domain.portfolio.scenarios.undoing import RELEASED
from app.services.portfolio import ground, steps
from app.services.portfolio.planned import load_entries, replayed
from app.services.portfolio.steps import Part
from app.work import Work
from models.portfolio import PortfolioOperation, PortfolioScenario


def release(work: Work, actor: Actor, scenario_id: int, sent: Mapping[int, Collection[str]]) -> int:
    """These fields (of FIELDS; of groups `group:5` under 0) are in the live plan now; the rest stays pending.

    Operations of which nothing is left become published, so that they can still be undone by their opposite. Returns
    the version of the scenario.
    """
    demand(actor, 'portfolio.publish')
    row = work.lock(PortfolioScenario, scenario_id)
    pins = replayed(work, scenario_id).pins
    gone = {place for place in pins if _is_sent(place, sent)}
    if not gone:
        return row.version
    whole: list[int] = []
    parts: dict[int, dict[str, str]] = {}
    for entry in load_entries(work, scenario_id):
        if entry.state != 'live' or not entry.places & gone:
            continue
        if entry.places & pins.keys() <= gone:
            whole.append(entry.seq)
            continue
        for own, key in entry.places & gone:
            parts.setdefault(own, {})[key] = LIVE
    for operation in work.session.exec(select(PortfolioOperation).where(
            PortfolioOperation.scenario_id == scenario_id, col(PortfolioOperation.seq).in_(whole))):
        operation.state = 'published'
    row.rewound += 1
    if parts:
        steps.keep_step(work, actor, scenario_id, [Part(RELEASED, {'type': RELEASED}, parts)], ground.live(work),
                        clears_redo=False)
    else:
        row.version, row.changed_at = row.version + 1, work.now
        work.session.flush()
        steps.announce(work, scenario_id)
    return row.version


def _is_sent(place: Place, sent: Mapping[int, Collection[str]]) -> bool:
    own, key = place
    return own in sent and (field_of(key) in sent[own] or key in sent[own])
