"""Hours and rates: what an hour of whom costs, and how many a month has. Only for those who may see cost."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from sqlmodel import select

from app.domain.access import Actor, demand
from app.domain.portfolio.items.setting import Rates, Rules
from app.domain.portfolio.setup.backup_text import shaped
from app.domain.portfolio.setup.decisions import checked_rates, checked_rules
from app.errors import Conflict
from app.services import audit
from app.services.portfolio import deciding, ground
from app.services.portfolio.configured import rates_of, rules_of, stored
from app.work import Work
from models.portfolio import PortfolioSettings


def keep_rates(work: Work, actor: Actor, rates: Rates, version: int | None = None) -> None:
    demand(actor, 'portfolio.admin')
    demand(actor, 'portfolio.cost')
    row = _row(work, version)
    before, after = rates_of(row.rates), checked_rates(rates)
    _keep(work, actor, row, 'rates', before, after)


def keep_rules(work: Work, actor: Actor, rules: Rules, version: int | None = None) -> None:
    """Hierarchy, states, how load is counted, which panels there are."""
    demand(actor, 'portfolio.admin')
    row = _row(work, version)
    before, after = rules_of(row.rules), checked_rules(rules)
    _keep(work, actor, row, 'rules', before, after)


def keep_both(work: Work, actor: Actor, rules: Mapping[str, Any] | None, rates: Mapping[str, Any] | None,
              version: int) -> None:
    """What is given of them, over what is there: all of it or nothing."""
    demand(actor, 'portfolio.admin')
    demand(actor, 'portfolio.cost')
    row = _row(work, version)
    if rules is not None:
        keep_rules(work, actor, shaped(Rules, {**stored(rules_of(row.rules)), **rules}, 'rules'))
    if rates is not None:
        keep_rates(work, actor, shaped(Rates, {**stored(rates_of(row.rates)), **rates}, 'rates'))


def version_of(work: Work) -> int:
    """Of rules and rates together."""
    row = work.session.get(PortfolioSettings, 1)
    return row.version if row else 1


def _row(work: Work, version: int | None) -> PortfolioSettings:
    work.take_turns(deciding.TURN)
    row = work.session.exec(select(PortfolioSettings).with_for_update()).first()
    if row is None:
        row = PortfolioSettings()
        work.session.add(row)
        work.session.flush()
    if version is not None and row.version != version:
        raise Conflict('Somebody else has changed this meanwhile. Look again.', 'stale_version', row.version)
    return row


def _keep(work: Work, actor: Actor, row: PortfolioSettings, what: str, before: Rules | Rates,
          after: Rules | Rates) -> None:
    if before == after:
        return
    setattr(row, what, stored(after))
    row.version += 1
    work.session.flush()
    audit.write(work, actor, f'portfolio.change_{what}', what, '', _audited(before), _audited(after))
    ground.move_setup(work)


def _audited(decided: Rules | Rates) -> dict[str, str]:
    """One line for each thing that can be decided."""
    return {one.name: str(stored(decided)[one.name]) for one in fields(decided)}
