"""What is wrong with the plan, what of it may stand until a day, and mending it in a scenario."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.portfolio.health.checks import findings
from app.domain.portfolio.health.finding import CODES, NAMES, Finding
from app.domain.portfolio.health.views import Accepted, FindingView, HealthAsk, HealthView, PlanCount
from app.domain.portfolio.items.items import Portfolio
from app.errors import NotFound, Rejected
from app.events import FINDINGS, FindingAccepted
from app.services import audit
from app.services.portfolio import ground
from app.services.portfolio.capacity import scenario_name
from app.services.portfolio.editing import Edited, edit
from app.services.portfolio.looking import Seen, seen_by
from app.services.portfolio.today import view_today
from app.work import Work
from models.portfolio import PortfolioAcceptance

LONGEST_REASON = 500
ABOUT = re.compile(r'H\d+-(\d+)')  # as keys of findings begin that are about an item


def view_health(work: Work, actor: Actor, ask: HealthAsk, scenario_id: int | None = None, skip: int = 0,
                limit: int = 100) -> HealthView:
    seen = seen_by(work, actor, scenario_id)
    standing = _standing(work, actor)
    every = _found(seen.portfolio, view_today(work, actor))
    still_open = [one for one in every if one.key not in standing]
    codes = Counter(one.code for one in still_open)
    fitting = [one for one in every if _fits(one, ask, standing)]
    return HealthView(
        ask, tuple(_view(seen.portfolio, one, standing) for one in fitting[skip:skip + limit]), len(fitting),
        len(still_open), len(every) - len(still_open), _plans(seen, still_open),
        tuple((code, NAMES[code], codes[code]) for code in CODES if codes[code]),
        len(seen.portfolio.items), scenario_name(work, actor, scenario_id))


def accept(work: Work, actor: Actor, key: str, reason: str, until: date, scenario_id: int | None = None) -> None:
    """It may stand until that day, for this reason; accepting again changes both."""
    demand(actor, 'portfolio.plan')
    finding = _demand_finding(work, actor, key, scenario_id)
    reason = reason.strip()
    if not 1 <= len(reason) <= LONGEST_REASON:
        raise Rejected(f'Give a reason of 1 to {LONGEST_REASON} characters.', field='reason')
    if until < view_today(work, actor):
        raise Rejected('Choose today or a day to come.', field='until')
    row = work.session.get(PortfolioAcceptance, key, with_for_update=True)
    before = {'reason': row.reason, 'until': row.until.isoformat()} if row else {}
    work.session.merge(PortfolioAcceptance(key=key, reason=reason, until=until, by=actor.identity,
                                           by_name=actor.name, at=work.now))
    audit.write(work, actor, 'portfolio.accept_finding', key, finding.text, before,
                {'reason': reason, 'until': until.isoformat()})
    work.record(FindingAccepted(FINDINGS))


def withdraw(work: Work, actor: Actor, key: str) -> None:
    """It may stand no longer."""
    demand(actor, 'portfolio.plan')
    row = work.session.get(PortfolioAcceptance, key, with_for_update=True)
    if row is None or not _sees(work, actor, key):
        raise NotFound('This finding is not accepted, or not any more.')
    audit.write(work, actor, 'portfolio.withdraw_acceptance', key, '',
                {'reason': row.reason, 'until': row.until.isoformat()}, {})
    work.session.delete(row)
    work.record(FindingAccepted(FINDINGS))


def view_acceptance(work: Work, actor: Actor, key: str) -> Accepted:
    demand(actor, 'portfolio.look')
    found = _standing(work, actor).get(key)
    if found is None or not _sees(work, actor, key):
        raise NotFound('This finding is not accepted, or not any more.')
    return found


def mend(work: Work, actor: Actor, key: str, scenario_id: int | None = None) -> Edited:
    """Do in a scenario what is safe to do about it; from the live plan this opens one of one's own."""
    demand(actor, 'portfolio.plan')
    finding = _demand_finding(work, actor, key, scenario_id)
    if finding.fix is None:
        raise Rejected('There is nothing that is safe to do about this by itself.')
    return edit(work, actor, scenario_id, [finding.fix])


@lru_cache(maxsize=24)
def _found(portfolio: Portfolio, today: date) -> tuple[Finding, ...]:
    """Once for all who see the same items."""
    return findings(portfolio, today)


def _demand_finding(work: Work, actor: Actor, key: str, scenario_id: int | None) -> Finding:
    seen = seen_by(work, actor, scenario_id)
    finding = next((one for one in _found(seen.portfolio, view_today(work, actor)) if one.key == key), None)
    if finding is None:
        raise NotFound('There is no such finding, or not any more.')
    return finding


def _sees(work: Work, actor: Actor, key: str) -> bool:
    """Whether it is about an item that may be seen, about a copy in a scenario, or about a team."""
    about = ABOUT.match(key)
    item = ground.live(work).items.get(int(about[1])) if about else None
    return about is None or (item is not None and ground.sight_of(work, actor).sees(item.plan))


def _standing(work: Work, actor: Actor) -> Mapping[str, Accepted]:
    """What is accepted today, by key."""
    rows = work.session.exec(select(PortfolioAcceptance).where(
        col(PortfolioAcceptance.until) >= view_today(work, actor)))
    return {row.key: Accepted(row.reason, row.until, row.by_name) for row in rows}


def _fits(one: Finding, ask: HealthAsk, standing: Mapping[str, Accepted]) -> bool:
    return ((ask.plan is None or (one.plan or 0) == ask.plan) and (not ask.code or one.code == ask.code)
            and (one.key in standing) == ask.shows_accepted
            and (not ask.text or ask.text.casefold() in one.text.casefold()))


def _view(portfolio: Portfolio, one: Finding, standing: Mapping[str, Accepted]) -> FindingView:
    item = portfolio.items.get(one.item_id or 0)
    plan = portfolio.setting.plans.get(one.plan or 0)
    team = portfolio.setting.teams.get(one.team or 0)
    return FindingView(one.key, one.code, NAMES[one.code], one.text, one.item_id, item.number if item else '',
                       plan.name if plan else '', team.name if team else '', one.remedy, standing.get(one.key))


def _plans(seen: Seen, some: Iterable[Finding]) -> tuple[PlanCount, ...]:
    counts: dict[int, dict[str, int]] = {}
    for one in some:
        own = counts.setdefault(one.plan or 0, {})
        own[one.code] = own.get(one.code, 0) + 1
    plans = seen.portfolio.setting.plans
    names = {**{plan.id: plan.name for plan in plans.values() if seen.sight.sees(plan.id)}, 0: 'Teams without a plan'}
    return tuple(PlanCount(plan, name, sum(counts[plan].values()), tuple(
        (code, counts[plan][code]) for code in CODES if code in counts[plan]))
        for plan, name in names.items() if plan in counts)
